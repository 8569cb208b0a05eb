"""Water that comes to and goes from the surface: the slow sweep of a storm over all tiles."""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels.compiling import (
    inlined_kernel,
    kernel,
    lean_parallel_kernel,
    thread_number,
)
from herne_schwamm.kernels.surface_rows import (
    count_row,
    exchange_row,
    exchange_row_by_number,
    exchange_row_sealed,
    lay_side_by_side,
)
from herne_schwamm.kernels.tiles import HALO, stride_of


class SlowWater(NamedTuple):
    """What the sweep keeps of every cell: rasters of the City's grid, float32.

    Parameters
    ----------
    film, infiltrated, drained
        Changed in place. [m]
    surcharge
        Rain the sewer could not take, changed in place; of one cell where no
        sewer counts. [m]
    sealing
        Share of the cell that lets no water in. [0–1]
    """

    film: NDArray[np.float32]
    infiltrated: NDArray[np.float32]
    drained: NDArray[np.float32]
    surcharge: NDArray[np.float32]
    sealing: NDArray[np.float32]


class RowRoom(NamedTuple):
    """Room for a row of cells, of every thread.

    Parameters
    ----------
    own
        Numbers of the cells' units side by side. (threads, 8, columns)
    gone, refused, to_sewer
        What the row drained now, what the sewer could not take, what it took.
        (threads, columns) [m]
    """

    own: NDArray[np.float32]
    gone: NDArray[np.float32]
    refused: NDArray[np.float32]
    to_sewer: NDArray[np.float32]


@inlined_kernel
def _exchange_tile(
    tile,
    flow,
    lattice,
    slow,
    patch_id,
    new_units,
    units,
    sewer_of_unit,
    rain_of_unit,
    loss,
    step,
    dealt,
    by_number,
    soaks,
    drains,
    room,
    thread,
    sums,
):
    """Sweep over a tile.

    Returns whether depths changed, whether anything did, and the bits of the greatest depth.
    """
    stride = stride_of(lattice)
    has_surcharge = slow.surcharge.size > 1
    own, gone = room.own[thread], room.gone[thread]
    refused, to_sewer = room.refused[thread], room.to_sewer[thread]
    left = lattice.first_column[tile]
    columns = lattice.columns[tile]
    right = left + columns
    changed, stirred = False, False
    greatest = np.int32(0)
    for j in range(lattice.rows[tile]):
        row = lattice.first_row[tile] + j
        first = (HALO + j) * stride + HALO
        lay_side_by_side(
            patch_id[row, left:right], new_units[tile, j], units, sewer_of_unit, rain_of_unit, own
        )
        arguments = (
            flow.depth[tile, first : first + columns],
            slow.film[row, left:right],
            slow.infiltrated[row, left:right],
            flow.bed[tile, first : first + columns],
            slow.sealing[row, left:right],
            own[0, :columns],
            own[1, :columns],
            own[2, :columns],
            own[3, :columns],
            own[4, :columns],
            own[5, :columns],
            own[6, :columns],
            own[7, :columns],
            loss,
            step,
            dealt,
            gone[:columns],
            refused[:columns],
        )
        if not soaks:
            depths, others, depth_bits = exchange_row_sealed(*arguments)
        elif by_number:
            depths, others, depth_bits = exchange_row_by_number(*arguments)
        else:
            depths, others, depth_bits = exchange_row(*arguments)
        changed |= depths
        stirred |= depths or others
        greatest = max(greatest, depth_bits)
        if drains:
            count_row(
                slow.drained[row, left:right],
                slow.surcharge[row if has_surcharge else 0, left:right],
                slow.sealing[row, left:right],
                own[6, :columns],
                gone[:columns],
                refused[:columns],
                to_sewer[:columns],
                loss,
                dealt,
                has_surcharge,
                sums,
            )
    return changed, stirred, greatest


@lean_parallel_kernel
def _exchange_tiles(
    flow,
    lattice,
    slow,
    patch_id,
    new_units,
    units,
    sewer_of_unit,
    rain_of_unit,
    loss,
    step,
    dealt,
    by_number,
    soaks,
    drains,
    room,
    restless,
    changed,
    deepest,
    sums,
):
    for tile in numba.prange(restless.size):
        sums[tile, :] = 0.0
        changed[tile] = False
        if restless[tile]:
            changed[tile], restless[tile], deepest[tile] = _exchange_tile(
                tile,
                flow,
                lattice,
                slow,
                patch_id,
                new_units,
                units,
                sewer_of_unit,
                rain_of_unit,
                loss,
                step,
                dealt,
                by_number,
                soaks,
                drains,
                room,
                thread_number(),
                sums[tile],
            )


@kernel
def exchange(
    flow,
    lattice,
    slow,
    patch_id,
    new_units,
    units,
    sewer_of_unit,
    rain_of_unit,
    loss,
    step,
    dealt,
    by_number,
    soaks,
    threads,
    restless,
    changed,
    deepest,
    sums,
):
    """Let rain in and sinks act on all cells inside the city.

    Nothing is lost to rounding but the last bit of the finer of film and
    depth: what stands on the surface is rounded down, and the film keeps the
    remainder (beyond its capacity by one rounding step) until the next time.

    Parameters
    ----------
    flow, lattice
        Depths of the surface, changed in place.
    slow
        What is kept of every cell.
    patch_id
        Drainage unit (or piece of one) of every cell.
    new_units
        As `tell_new_units` tells them.
    units
        Their parameters.
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
    by_number, soaks
        Whether any unit has a curve number; whether the ground takes water at all.
    threads
        How many threads there can be.
    restless
        Tiles to look at. Those where nothing would change are left out: set to
        False where this sweep changed nothing, for the caller to set again.
    changed
        Told: tiles whose depths changed.
    deepest
        Told: bits of the greatest depth of the tiles that were looked at.
    sums
        Told: sums of depths of every tile now, by the constant loss, by the sewer,
        and what it could not take. (tiles, 3) [m]
    """
    columns = lattice.tile_columns
    room = RowRoom(
        np.empty((threads, 8, columns), np.float32),
        np.empty((threads, columns), np.float32),
        np.empty((threads, columns), np.float32),
        np.empty((threads, columns), np.float32),
    )
    _exchange_tiles(
        flow,
        lattice,
        slow,
        patch_id,
        new_units,
        units,
        sewer_of_unit,
        rain_of_unit,
        np.float32(loss),
        np.float32(step),
        np.float32(dealt),
        by_number,
        soaks,
        loss > 0.0 or sewer_of_unit.max() > 0.0 or slow.surcharge.size > 1,
        room,
        restless,
        changed,
        deepest,
        sums,
    )
