"""One step of a unit with soil: ground, swale, tree pit or trench.

The order of `herne_schwamm.city.water` holds: 1 canopy, 2 sealed store,
3 run-on, 4 infiltration, 5 drainage of soil, 7 evapotranspiration, 8 what is
left. The surface acts as a cell of a storm does
(`herne_schwamm.kernels.surface_cell.exchange_cell`), with the same capacity
of Green and Ampt and the same stores (`herne_schwamm.kernels.surface_store`). Snow is rain.

Rain and evaporation are even within a step: what evaporates from leaves,
films and hollows within it makes room there, so these may hold so much more
until it is taken. That is the exact solution for even rates.
"""

from __future__ import annotations

from herne_schwamm.kernels import season_layout as at
from herne_schwamm.kernels.compiling import inlined_kernel
from herne_schwamm.kernels.infiltration import infiltration_of_step, pore_space_left
from herne_schwamm.kernels.soil_water import drainage, stress_coefficient
from herne_schwamm.kernels.surface_store import beyond, drawn_by_soil, taken_up

_pore_space_left = inlined_kernel(pore_space_left)

TRACE_MM = 1e-6
"""Water that rounding leaves on the soil does not keep a wetting front alive."""


@inlined_kernel
def throughfall(p, s, f, rain, potential, leaf):
    """Rain that a canopy lets through; leaves that fall let go what they held.

    Returns
    -------
    through, left : float
        Water that reaches the ground, and the potential evaporation that the
        wet canopy leaves to it. [mm]
    """
    canopy = s[at.CANOPY] + rain
    if canopy <= 0.0:
        return 0.0, potential
    f[at.RAIN] += rain
    capacity = p[at.CANOPY_CAPACITY] * (leaf + (1.0 - leaf) * p[at.CANOPY_LEAF_OFF])
    evaporated = min(canopy, potential)
    canopy -= evaporated
    through = beyond(canopy, capacity)
    s[at.CANOPY] = canopy - through
    f[at.CANOPY_EVAPORATION] += evaporated
    f[at.THROUGHFALL] += through
    return through, potential - evaporated


@inlined_kernel
def soil_deficit(p, s):
    """Pore space that a wetting front finds empty in the unit's soil. [m3/m3]"""
    soil = s[int(p[at.SOIL_STORE])]
    return _pore_space_left(p[at.POROSITY], soil / p[at.SOIL_CAPACITY])


@inlined_kernel
def infiltrated_depth(p, s, standing, supply, step):
    """What the soil takes of the water on it, from pore space and capacity. [mm]

    After a pause of the recovery time a new front starts into the soil as wet
    as it is then.
    """
    soil_capacity = p[at.SOIL_CAPACITY]
    trench_capacity = p[at.TRENCH_CAPACITY]
    if trench_capacity > 0.0:
        room = max(0.0, trench_capacity - s[at.TRENCH])
    else:
        room = max(0.0, p[at.LOWER_CAPACITY] - s[at.LOWER_SOIL])
    if soil_capacity <= 0.0:
        # A trench alone: nothing lies between inlet and stones.
        return min(standing + supply, room) if trench_capacity > 0.0 else 0.0
    if p[at.CONDUCTIVITY] <= 0.0:
        return 0.0
    room += max(0.0, soil_capacity - s[int(p[at.SOIL_STORE])])
    if standing + supply <= TRACE_MM:
        s[at.DRY_HOURS] += step
        return min(standing + supply, room)
    if s[at.DRY_HOURS] >= p[at.RECOVERY_HOURS]:
        s[at.INFILTRATED] = 0.0
        s[at.DEFICIT] = soil_deficit(p, s)
    s[at.DRY_HOURS] = 0.0
    pervious = 1.0 - p[at.SEALED]
    head = min(standing + supply, s[at.PONDING] + p[at.POND_CAPACITY])
    possible = pervious * infiltration_of_step(
        s[at.INFILTRATED] / pervious,
        p[at.CONDUCTIVITY],
        (p[at.SUCTION] + head) * s[at.DEFICIT],
        standing / pervious,
        supply / pervious,
        step,
    )
    taken = min(possible, room)
    s[at.INFILTRATED] += taken
    return taken


@inlined_kernel
def drain_column(p, s, f, taken, step):
    """Infiltrated water goes down: soil, then lower soil or trench, then groundwater.

    Returns
    -------
    float
        What the trench's throttle lets go. [mm]
    """
    soil_capacity = p[at.SOIL_CAPACITY]
    trench_capacity = p[at.TRENCH_CAPACITY]
    below_capacity = trench_capacity if trench_capacity > 0.0 else p[at.LOWER_CAPACITY]
    below_store = at.TRENCH if trench_capacity > 0.0 else at.LOWER_SOIL
    below = s[below_store]
    going_down = taken
    if soil_capacity > 0.0:
        store = int(p[at.SOIL_STORE])
        soil = s[store] + taken
        room = max(0.0, below_capacity - below)
        going_down = min(
            room,
            drainage(
                soil,
                soil_capacity,
                p[at.SOIL_DRAINAGE],
                p[at.DRAINAGE_POWER],
                p[at.DRAINAGE_ROOT],
                step,
                s,
                at.SOIL_POWER,
            ),
        )
        soil -= going_down
        rate = p[at.CAPILLARY_RATE]
        if rate > 0.0 and soil < p[at.FIELD_CAPACITY]:
            dry = (p[at.FIELD_CAPACITY] - soil) * p[at.PER_DROUGHT]
            rise = min(p[at.FIELD_CAPACITY] - soil, rate * step * min(1.0, dry))
            soil += rise
            f[at.CAPILLARY_RISE] += rise
        s[store] = soil
    below += going_down
    f[at.PERCOLATION] += going_down
    throttled = 0.0
    if trench_capacity > 0.0:
        # Both act side by side, the throttle as long as water stands above it.
        seeping, rate = p[at.EXFILTRATION], p[at.THROTTLE_RATE]
        above = max(0.0, below - p[at.BELOW_THROTTLE])
        if rate > 0.0:
            throttled = rate * min(step, above / (seeping + rate))
        recharge = max(0.0, min(seeping * step, below - throttled))
        below = max(0.0, below - recharge - throttled)
    else:
        recharge = drainage(
            below,
            below_capacity,
            p[at.LOWER_DRAINAGE],
            p[at.DRAINAGE_POWER],
            p[at.DRAINAGE_ROOT],
            step,
            s,
            at.LOWER_POWER,
        )
        below -= recharge
    s[below_store] = below
    f[at.RECHARGE] += recharge
    f[at.THROTTLE] += throttled
    return throttled


@inlined_kernel
def evaporate_column(p, s, f, left, sealed_film, leaf):
    """Evaporation from film and pond, transpiration from soil; never more than is there.

    Wet ground under plants evaporates in place of them. Sealed ground has its
    film only.

    Parameters
    ----------
    left
        Potential evaporation that a wet canopy has left. [mm]
    sealed_film
        Film that lies on sealed ground. [mm]
    """
    sealed = p[at.SEALED]
    wet = left * p[at.WET_COEFFICIENT]
    film = s[at.SURFACE_FILM]
    on_sealed = min(film, sealed_film)
    from_sealed = min(on_sealed, sealed * wet)
    from_hollows = min(film - on_sealed, (1.0 - sealed) * wet)
    s[at.SURFACE_FILM] = film - from_sealed - from_hollows
    f[at.FILM_EVAPORATION] += from_sealed + from_hollows
    from_pond = max(0.0, min(s[at.SWALE], wet - from_sealed - from_hollows))
    s[at.SWALE] -= from_pond
    f[at.PONDING_EVAPORATION] += from_pond
    if p[at.SOIL_CAPACITY] <= 0.0:
        return
    crop = p[at.CROP_LEAF_OFF] + leaf * (p[at.CROP] - p[at.CROP_LEAF_OFF])
    wanted = (1.0 - sealed) * left * crop - from_hollows - from_pond
    if wanted <= 0.0:
        return
    store = int(p[at.SOIL_STORE])
    soil = s[store]
    stress = stress_coefficient(soil, p[at.WILTING_POINT], p[at.PER_EASY_WATER])
    from_soil = min(stress * wanted, max(0.0, soil - p[at.WILTING_POINT]))
    s[store] = soil - from_soil
    f[at.SOIL_EVAPOTRANSPIRATION] += from_soil


@inlined_kernel
def wet_surface(p, s, f, through, run_on, standing, sealed_film, film_capacity, step):
    """Sealed store, run-on, infiltration and hollows of a unit with water on it.

    Parameters
    ----------
    through, run_on, standing
        Water that comes from the canopy and from other units, and that stands
        there. [mm]
    sealed_film, film_capacity
        What stays on sealed ground, and on all of it. [mm]

    Returns
    -------
    overflow, taken : float
        What leaves the surface, and what infiltrates. [mm]
    """
    # 2 sealed store
    sealed = p[at.SEALED]
    film = s[at.SURFACE_FILM]
    to_film = taken_up(sealed * through, film, sealed_film)
    film += to_film
    # 3 run-on; sealed ground that drains to a gully gives the soil beside it nothing
    f[at.RUN_ON] += run_on
    direct = (1.0 - p[at.SEALED_RUNON]) * (sealed * through - to_film)
    spilt = beyond(film, film_capacity)
    film -= spilt
    standing += spilt
    supply = through - to_film - direct + run_on
    pool = standing + supply
    # 4 infiltration, never more than is there
    on_soil = beyond(film, sealed_film)
    capable = 0.0
    if pool + on_soil > 0.0 and sealed < 1.0:
        capable = infiltrated_depth(p, s, standing + on_soil, supply, step)
    else:
        s[at.DRY_HOURS] += step
    from_pool, from_film = drawn_by_soil(capable, pool, on_soil)
    taken = from_pool + from_film
    pool -= from_pool
    film = max(0.0, film - from_film)
    f[at.INFILTRATION] += taken
    # hollows fill before water flows
    held = taken_up(pool, film, film_capacity)
    s[at.SURFACE_FILM] = film + held
    pool -= held
    f[at.SURFACE_TO_FILM] += to_film - spilt - from_film + held
    pond = min(pool, p[at.POND_CAPACITY])
    s[at.PONDING] = 0.0
    s[at.SWALE] = pond
    overflow = pool - pond + direct
    f[at.OVERFLOW] += overflow
    return overflow, taken


@inlined_kernel
def column_step(p, s, f, rain, potential, leaf, run_on, step):
    """One step of a unit with soil.

    Parameters
    ----------
    p, s, f
        Rows of parameters, state and summed fluxes as in
        `herne_schwamm.kernels.season_layout`; state and fluxes are changed.
    rain, potential
        Rain and reference evapotranspiration of the step. [mm]
    leaf
        How far deciduous plants are in leaf. [0–1]
    run_on
        Water from other units within the step, over this unit's area. [mm]
    step
        Time step. [h]

    Returns
    -------
    overflow, throttled : float
        What leaves the surface, and what the throttle of a trench lets go. [mm]
    """
    # 1 canopy
    through, left = throughfall(p, s, f, rain * p[at.RAIN_SHARE], potential, leaf)
    # 2 sealed store
    sealed = p[at.SEALED]
    # What evaporates makes room, but from under a pond.
    making_room = left * p[at.WET_COEFFICIENT] if p[at.POND_CAPACITY] <= 0.0 else 0.0
    sealed_film = p[at.SEALED_FILM] + sealed * making_room
    film_capacity = p[at.FILM_CAPACITY] + making_room
    overflow, taken = 0.0, 0.0
    standing = s[at.PONDING] + s[at.SWALE]
    if p[at.IRRIGATION_RATE] > 0.0 and leaf >= 0.5:
        _irrigate(p, s, f, step)
    if through + run_on + standing <= 0.0 and s[at.SURFACE_FILM] <= sealed_film:
        s[at.DRY_HOURS] += step
    else:
        overflow, taken = wet_surface(
            p, s, f, through, run_on, standing, sealed_film, film_capacity, step
        )
    # 5 drainage of soil
    throttled = drain_column(p, s, f, taken, step)
    # 7 evapotranspiration
    if left > 0.0:
        evaporate_column(p, s, f, left, sealed_film, leaf)
    # 8 what is left
    return overflow, throttled


@inlined_kernel
def _irrigate(p, s, f, step):
    """Water from outside where the soil is drier than the trigger; up to field capacity."""
    store = int(p[at.SOIL_STORE])
    usable = p[at.FIELD_CAPACITY] - p[at.WILTING_POINT]
    if s[store] < p[at.WILTING_POINT] + p[at.IRRIGATION_TRIGGER] * usable:
        given = min(p[at.IRRIGATION_RATE] * step, p[at.FIELD_CAPACITY] - s[store])
        s[store] += given
        f[at.IRRIGATION] += given


@inlined_kernel
def column_stress(p, s):
    """Stress coefficient of the unit's plants now; 1 without soil. [0–1]"""
    if p[at.SOIL_CAPACITY] <= 0.0:
        return 1.0
    return stress_coefficient(s[int(p[at.SOIL_STORE])], p[at.WILTING_POINT], p[at.PER_EASY_WATER])
