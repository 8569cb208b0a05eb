"""One step of a roof, green or not, and of a tank (cistern).

The order of `herne_schwamm.city.water` holds: what a roof's film or a green
roof's substrate and drain layer do not hold leaves it; then plants transpire.
What evaporates from the film within the step makes room in it (see
`herne_schwamm.kernels.season_column`).
"""

from __future__ import annotations

from herne_schwamm.kernels import season_layout as at
from herne_schwamm.kernels.compiling import inlined_kernel
from herne_schwamm.kernels.soil_water import stress_coefficient
from herne_schwamm.kernels.surface_store import beyond


@inlined_kernel
def roof_step(p, s, f, rain, potential, leaf, run_on, step):
    """One step of a roof.

    A substrate holds what plants can take up (its share of pores between
    field capacity and wilting point); water beyond passes it within the hour
    into the drain layer, which a throttle empties.

    Parameters and returns
        As `herne_schwamm.kernels.season_column.column_step`.
    """
    reaching = rain * p[at.RAIN_SHARE]
    f[at.RAIN] += reaching
    f[at.RUN_ON] += run_on
    f[at.THROUGHFALL] += reaching
    film = s[at.ROOF_FILM] + reaching + run_on
    wet = min(film, potential * p[at.WET_COEFFICIENT])
    film -= wet
    f[at.FILM_EVAPORATION] += wet
    spilt = beyond(film, p[at.ROOF_CAPACITY])
    s[at.ROOF_FILM] = film - spilt
    substrate_capacity = p[at.SUBSTRATE_CAPACITY]
    overflow, throttled = spilt, 0.0
    if substrate_capacity > 0.0:
        substrate = s[at.SUBSTRATE] + spilt
        f[at.INFILTRATION] += spilt
        trigger = p[at.IRRIGATION_TRIGGER] * substrate_capacity
        if p[at.IRRIGATION_RATE] > 0.0 and leaf >= 0.5 and substrate < trigger:
            given = min(p[at.IRRIGATION_RATE] * step, substrate_capacity - substrate)
            substrate += given
            f[at.IRRIGATION] += given
        seeping = beyond(substrate, substrate_capacity)
        s[at.SUBSTRATE] = substrate - seeping
        f[at.PERCOLATION] += seeping
        layer = s[at.DRAIN_LAYER] + seeping
        throttled = min(layer, p[at.THROTTLE_RATE] * step)
        layer -= throttled
        overflow = beyond(layer, p[at.DRAIN_CAPACITY])
        s[at.DRAIN_LAYER] = layer - overflow
        f[at.THROTTLE] += throttled
    f[at.OVERFLOW] += overflow
    if potential > 0.0 and substrate_capacity > 0.0:
        crop = p[at.CROP_LEAF_OFF] + leaf * (p[at.CROP] - p[at.CROP_LEAF_OFF])
        wanted = max(0.0, potential * crop - wet)
        taken = min(wanted * substrate_stress(p, s), s[at.SUBSTRATE])
        s[at.SUBSTRATE] -= taken
        f[at.SOIL_EVAPOTRANSPIRATION] += taken
    return overflow, throttled


@inlined_kernel
def substrate_stress(p, s):
    """Stress coefficient of a green roof's plants now; 1 without substrate. [0–1]"""
    if p[at.SUBSTRATE_CAPACITY] <= 0.0:
        return 1.0
    return stress_coefficient(s[at.SUBSTRATE], 0.0, p[at.PER_EASY_WATER])


@inlined_kernel
def tank_step(p, s, f, rain, potential, leaf, run_on, step):
    """One step of a cistern: yield after spillage.

    A garden that it waters keeps an account of its own: what reference
    evapotranspiration took and rain did not bring back. Below the trigger the
    cistern waters it, as far as it has water.

    Parameters and returns
        As `herne_schwamm.kernels.season_column.column_step`, with the water
        given to the garden as second value.
    """
    reaching = rain * p[at.RAIN_SHARE]
    f[at.RAIN] += reaching
    f[at.RUN_ON] += run_on
    f[at.THROUGHFALL] += reaching
    store = s[at.CISTERN] + reaching + run_on
    overflow = beyond(store, p[at.CISTERN_CAPACITY])
    store -= overflow
    f[at.OVERFLOW] += overflow
    used = min(store, p[at.USE_RATE] * step)
    store -= used
    f[at.USE] += used
    given = 0.0
    ratio = p[at.GARDEN_RATIO]
    if ratio > 0.0:
        capacity = p[at.GARDEN_CAPACITY]
        crop = p[at.CROP_LEAF_OFF] + leaf * (p[at.CROP] - p[at.CROP_LEAF_OFF])
        deficit = min(capacity, max(0.0, s[at.GARDEN_DEFICIT] + crop * potential - rain))
        if leaf >= 0.5 and rain == 0.0 and deficit > (1.0 - p[at.IRRIGATION_TRIGGER]) * capacity:
            given = min(store, ratio * min(deficit, p[at.IRRIGATION_RATE] * step))
            store -= given
            deficit -= given / ratio
            f[at.SUPPLY] += given
        s[at.GARDEN_DEFICIT] = deficit
    s[at.CISTERN] = store
    return overflow, given
