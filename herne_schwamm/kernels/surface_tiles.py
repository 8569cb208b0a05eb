"""Energy balance of all surfaces of a raster: one tile per kind of surface in a cell."""

from __future__ import annotations

import numba
import numpy as np

from herne_schwamm.kernels.compiling import parallel_kernel
from herne_schwamm.kernels.moist_air import LATENT_HEAT_J_KG
from herne_schwamm.kernels.street_shape import CROWN, ROOF, WALL
from herne_schwamm.kernels.surface_energy import (
    DEPTH,
    plate_conductance,
    surface_conductance,
    surface_step,
)


@parallel_kernel
def follow_tiles(
    table,
    kind,
    place,
    cell,
    short,
    long,
    film,
    film_capacity,
    root,
    root_capacity,
    temperature,
    deep,
    sensible,
    latent,
    net,
    exchange,
    film_gone,
    root_gone,
    air,
    vapour,
    wind,
    layer_air,
    layer_vapour,
    roof_wind,
    street_roughness,
    level,
    heat_capacity,
    psychrometric,
    step,
):
    """One time step of many surfaces.

    Parameters
    ----------
    table
        Numbers of all kinds of surfaces. (kinds, numbers)
    kind, place, cell
        Row of the table, where it lies (`kernels.street_shape`), cell it is in. (tiles,)
    short, long
        Light that arrives. (tiles,) [W/m2]
    film, film_capacity, root, root_capacity
        Water in the stores that a tile draws from, as depth over it; not
        changed. (tiles,) [mm]
    temperature, deep, sensible
        State, changed: [°C], [°C], heat to the air [W/m2]. (tiles,)
    latent, net
        Latent heat and net radiation of the step, written. (tiles,) [W/m2]
    exchange
        How much more heat a surface gives for every kelvin that the air is colder, written.
        (tiles,) [W m-2 K-1]
    film_gone, root_gone
        What evaporated from the stores, written: at most what they hold. (tiles,) [mm]
    air, vapour, wind, layer_air, layer_vapour, roof_wind, street_roughness
        Of every cell: air that people feel [°C], [Pa], [m/s]; air over the roofs, which crowns
        stand in, too; roughness that a street adds [m]. (cells,)
    level
        Height above the surface that winds are told for. [m]
    heat_capacity, psychrometric
        Of the air [J m-3 K-1], psychrometric constant [Pa/K].
    step
        [s]
    """
    for i in numba.prange(kind.size):
        row = table[kind[i]]
        c = cell[i]
        on_roof = place[i] == ROOF
        aloft = on_roof or place[i] == CROWN
        its_air = np.float64(layer_air[c] if aloft else air[c])
        its_vapour = np.float64(layer_vapour[c] if aloft else vapour[c])
        blown = np.float64(roof_wind[c] if on_roof else wind[c])
        before = np.float64(temperature[i])
        if place[i] == WALL:
            conductance = plate_conductance(blown, heat_capacity)
        else:
            own = on_roof or row[DEPTH] > 0.0
            conductance = surface_conductance(
                row,
                blown,
                level,
                0.0 if own else np.float64(street_roughness[c]),
                np.float64(sensible[i]),
                before,
                its_air,
                heat_capacity,
            )
        after, below, its_net, given, wet, dry = surface_step(
            row,
            before,
            np.float64(deep[i]),
            np.float64(short[i]),
            np.float64(long[i]),
            its_air,
            its_vapour,
            conductance,
            heat_capacity,
            psychrometric,
            np.float64(film[i]),
            np.float64(film_capacity[i]),
            np.float64(root[i]),
            np.float64(root_capacity[i]),
            step,
        )
        temperature[i] = after
        deep[i] = below
        sensible[i] = given
        latent[i] = wet + dry
        net[i] = its_net
        exchange[i] = heat_capacity * conductance
        film_gone[i] = min(wet * step / LATENT_HEAT_J_KG, np.float64(film[i]))
        root_gone[i] = min(dry * step / LATENT_HEAT_J_KG, np.float64(root[i]))
