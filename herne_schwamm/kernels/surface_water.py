"""Water that comes to and goes from the surface: the slow sweep of a storm.

At each synchronisation the stores of a cell act in the order that holds
wherever water moves (see `herne_schwamm.city.water`): sealed store, run-on,
infiltration, sewer, and what is left stays on the surface.
"""

from __future__ import annotations

import numba
import numpy as np

from herne_schwamm.kernels.compiling import kernel, parallel_kernel
from herne_schwamm.kernels.curve_number import curve_number_losses
from herne_schwamm.kernels.infiltration import green_ampt_capacity
from herne_schwamm.kernels.rounding import float32_below

FINEST_STEP = 2.0**-31
"""The rounding step of films from 3.9 to 7.8 mm: half a nanometre. [m]"""

DEPTH_OF_FINEST_STEP = 2.0**-7


def dealt_step(greatest_film: float) -> float:
    """Rounding step of the deepest film: a power of two, at least `FINEST_STEP`. [m]

    Rain, drainage and what films hold are whole multiples of it, which a film
    holds exactly: else it would round the same way at every synchronisation.
    """
    step, depth = FINEST_STEP, DEPTH_OF_FINEST_STEP
    while depth <= greatest_film:
        step, depth = 2.0 * step, 2.0 * depth
    return step


@kernel
def _in_whole(dealt, depth):
    return np.floor(depth / dealt) * dealt


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
    retention,
    loss,
    sewer,
    step,
    dealt,
):
    """One synchronisation of one cell, in float64. All depths are over the cell's area.

    The film of hollows and wetting lies on the sealed share first; only what
    it holds beyond that share's capacity lies on soil and can infiltrate. On
    a mixed cell all surface water reaches the pervious share (joints between
    pavers take the water of the stones).

    Returns
    -------
    pool, film, infiltrated, drained, surcharge : float
        Water left for the surface, film, depth infiltrated since the storm
        began, depth drained now by constant loss and sewer together, and rain
        of now that the sewer could not take. [m]
    """
    sealed_capacity = _in_whole(dealt, sealing * film_sealed)
    capacity = _in_whole(dealt, sealing * film_sealed + (1.0 - sealing) * film_pervious)
    # 2 sealed store
    to_sealed = max(0.0, min(sealing * rain, sealed_capacity - film))
    film += to_sealed
    # 3 run-on: whatever flowed here since the last synchronisation, with what
    # rounding left in the film beyond its capacity
    beyond = max(0.0, film - capacity)
    film -= beyond
    pool = rain - to_sealed + depth + beyond
    # 4 infiltration, never more than is there
    if retention >= 0.0:
        taken = min(pool, curve_number_losses(infiltrated, retention, rain))
        infiltrated += taken
        pool -= taken
    elif sealing < 1.0 and conductivity > 0.0:
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
    possible = loss + sewer
    drained = min(pool, possible)
    surcharge = 0.0
    if sewer > 0.0:
        # Of the rain on the connected, sealed share only, and of now only: water that stands or
        # comes from elsewhere was counted there.
        surcharge = max(0.0, min(pool, sealing * rain - to_sealed) - possible)
    return pool - drained, film, infiltrated, drained, surcharge


@parallel_kernel
def exchange(
    depth,
    film,
    infiltrated,
    drained,
    surcharge,
    drained_of_row,
    sewered_of_row,
    surcharge_of_row,
    bed_is_wall,
    sealing,
    unit_id,
    film_sealed_of_unit,
    film_pervious_of_unit,
    conductivity_of_unit,
    suction_of_unit,
    deficit_of_unit,
    retention_of_unit,
    sewer_of_unit,
    rain_of_unit,
    loss,
    step,
    dealt,
):
    """Let rain in and sinks act on all cells inside the city.

    Nothing is lost to rounding but the last bit of the finer of film and
    depth: what stands on the surface is rounded down, and the film keeps the
    remainder (beyond its capacity by one rounding step) until the next time.

    Parameters
    ----------
    depth, film, infiltrated, drained
        Rasters, changed in place. [m]
    surcharge
        Raster of the rain the sewer could not take, changed in place; of one
        cell where no sewer counts. [m]
    drained_of_row, sewered_of_row, surcharge_of_row
        Sums of depths of each row now, float64: by the constant loss, by the
        sewer, and what it could not take. [m]
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
    retention_of_unit
        Retention of the curve number; negative where soil tells. [m]
    sewer_of_unit
        What the sewer can take of the sealed share now. [m]
    rain_of_unit
        Depth of rain since the last synchronisation. [m]
    loss
        What constant drainage can take now. [m]
    step
        Time since the last synchronisation. [s]
    dealt
        Step of rain, drainage and films; see `dealt_step`. [m]
    """
    rows, columns = depth.shape
    has_sewer = surcharge.size > 1
    for j in numba.prange(rows):
        drained_sum = 0.0
        sewered_sum = 0.0
        surcharge_sum = 0.0
        for i in range(columns):
            if bed_is_wall[j, i]:
                continue
            unit = unit_id[j, i]
            rain = rain_of_unit[unit]
            if rain == 0.0 and depth[j, i] == 0.0 and film[j, i] == 0.0:
                continue
            depth_before = np.float64(depth[j, i])
            film_before = np.float64(film[j, i])
            infiltrated_before = np.float64(infiltrated[j, i])
            sealed_share = np.float64(sealing[j, i])
            sewer = _in_whole(dealt, sewer_of_unit[unit] * sealed_share)
            _, held, soaked, gone, refused = exchange_cell(
                rain,
                depth_before,
                film_before,
                infiltrated_before,
                sealed_share,
                film_sealed_of_unit[unit],
                film_pervious_of_unit[unit],
                conductivity_of_unit[unit],
                suction_of_unit[unit],
                deficit_of_unit[unit],
                retention_of_unit[unit],
                loss,
                sewer,
                step,
                dealt,
            )
            film_after = np.float32(held)
            standing = (depth_before + film_before) + (rain - gone)
            # To the nearest, where the surface can pay what is rounded up.
            infiltrated_after = np.float32(soaked)
            kept = standing + (infiltrated_before - np.float64(infiltrated_after))
            if kept < np.float64(film_after):
                infiltrated_after = float32_below(soaked)
                kept = standing + (infiltrated_before - np.float64(infiltrated_after))
            depth_after = float32_below(max(0.0, kept - np.float64(film_after)))
            depth[j, i] = depth_after
            film[j, i] = np.float32(kept - np.float64(depth_after))
            infiltrated[j, i] = infiltrated_after
            if gone > 0.0:
                drained[j, i] += np.float32(gone)
                to_sewer = gone * sewer / (sewer + loss)
                sewered_sum += to_sewer
                drained_sum += gone - to_sewer
            if has_sewer:
                surcharge[j, i] += np.float32(refused)
                surcharge_sum += refused
        drained_of_row[j] = drained_sum
        sewered_of_row[j] = sewered_sum
        surcharge_of_row[j] = surcharge_sum
