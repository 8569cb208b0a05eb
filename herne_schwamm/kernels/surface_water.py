"""Water that comes to and goes from the surface: the slow sweep of a storm.

At each synchronisation the stores of a cell act in the order that holds
wherever water moves (see `herne_schwamm.city.water`): sealed store, run-on,
infiltration, sewer, and what is left stays on the surface.
"""

from __future__ import annotations

import numba
import numpy as np

from herne_schwamm.kernels.compiling import kernel, parallel_kernel
from herne_schwamm.kernels.infiltration import green_ampt_capacity


@kernel
def _float32_below(value):
    """The greatest float32 that is not above a positive float64."""
    rounded = np.float32(value)
    if np.float64(rounded) > value:
        return np.nextafter(rounded, np.float32(0.0))
    return rounded


@kernel
def exchange_cell(
    rain,
    depth,
    film,
    infiltrated,
    sealing,
    film_sealed,
    film_pervious,
    conductivity,
    suction,
    deficit,
    loss_rate,
    step,
):
    """One synchronisation of one cell, in float64. All depths are over the cell's area.

    The film of hollows and wetting lies on the sealed share first; only what
    it holds beyond that share's capacity lies on soil and can infiltrate. On
    a mixed cell all surface water reaches the pervious share (joints between
    pavers take the water of the stones).

    Returns
    -------
    pool, film, infiltrated, drained : float
        Water left for the surface, film, depth infiltrated since the storm
        began, depth drained now. [m]
    """
    sealed_capacity = sealing * film_sealed
    capacity = sealed_capacity + (1.0 - sealing) * film_pervious
    # 2 sealed store
    to_sealed = max(0.0, min(sealing * rain, sealed_capacity - film))
    film += to_sealed
    # 3 run-on: whatever flowed here since the last synchronisation, with what
    # rounding left in the film beyond its capacity
    beyond = max(0.0, film - capacity)
    film -= beyond
    pool = rain - to_sealed + depth + beyond
    # 4 infiltration, never more than is there
    if sealing < 1.0 and conductivity > 0.0:
        pervious = 1.0 - sealing
        on_soil = max(0.0, film - sealed_capacity)
        possible = pervious * green_ampt_capacity(
            infiltrated / pervious, conductivity, (suction + pool) * deficit, step
        )
        taken = min(possible, pool + on_soil)
        from_pool = min(taken, pool)
        from_film = min(taken - from_pool, on_soil)
        infiltrated += from_pool + from_film
        pool -= from_pool
        film -= from_film
    # hollows fill before water flows
    held = max(0.0, min(pool, capacity - film))
    film += held
    pool -= held
    # 6 sewer
    drained = min(pool, loss_rate * step)
    return pool - drained, film, infiltrated, drained


@parallel_kernel
def exchange(
    depth,
    film,
    infiltrated,
    drained,
    drained_of_row,
    bed_is_wall,
    sealing,
    unit_id,
    film_sealed_of_unit,
    film_pervious_of_unit,
    conductivity_of_unit,
    suction_of_unit,
    deficit_of_unit,
    rain,
    loss_rate,
    step,
):
    """Let rain in and sinks act on all cells inside the city.

    Nothing is lost to rounding but the last bit of the finer of film and
    depth: what infiltrated and what stands on the surface are rounded down,
    and the film keeps the remainder (beyond its capacity by one rounding step
    of theirs) until the next time.

    Parameters
    ----------
    depth, film, infiltrated, drained
        Rasters, changed in place. [m]
    drained_of_row
        Sum of depths drained from each row now, float64. [m]
    bed_is_wall
        Cells where no water can be.
    sealing
        Share of the cell that lets no water in. [0–1]
    unit_id
        Drainage unit of the cell.
    film_sealed_of_unit, film_pervious_of_unit
        Depression storage of sealed and pervious ground. [m]
    conductivity_of_unit, suction_of_unit, deficit_of_unit
        Green-Ampt parameters. [m/s], [m], [m3/m3]
    rain
        Depth of rain since the last synchronisation. [m]
    loss_rate
        Constant drainage. [m/s]
    step
        Time since the last synchronisation. [s]
    """
    rows, columns = depth.shape
    for j in numba.prange(rows):
        drained_sum = 0.0
        for i in range(columns):
            if bed_is_wall[j, i]:
                continue
            if rain == 0.0 and depth[j, i] == 0.0 and film[j, i] == 0.0:
                continue
            unit = unit_id[j, i]
            depth_before = np.float64(depth[j, i])
            film_before = np.float64(film[j, i])
            infiltrated_before = np.float64(infiltrated[j, i])
            _, held, soaked, gone = exchange_cell(
                rain,
                depth_before,
                film_before,
                infiltrated_before,
                np.float64(sealing[j, i]),
                film_sealed_of_unit[unit],
                film_pervious_of_unit[unit],
                conductivity_of_unit[unit],
                suction_of_unit[unit],
                deficit_of_unit[unit],
                loss_rate,
                step,
            )
            infiltrated_after = _float32_below(soaked)
            kept = (
                (depth_before + film_before)
                + (rain - gone)
                + (infiltrated_before - np.float64(infiltrated_after))
            )
            film_after = np.float32(held)
            depth_after = _float32_below(max(0.0, kept - np.float64(film_after)))
            depth[j, i] = depth_after
            film[j, i] = np.float32(kept - np.float64(depth_after))
            infiltrated[j, i] = infiltrated_after
            drained[j, i] += np.float32(gone)
            drained_sum += gone
        drained_of_row[j] = drained_sum
