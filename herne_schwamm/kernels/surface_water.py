"""Water that comes to and goes from the surface: the slow sweep of a storm.

At each synchronisation the stores of a cell act in the order that holds
wherever water moves (see `herne_schwamm.city.water`): sealed store, run-on,
infiltration, sewer, and what is left stays on the surface.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels.compiling import (
    inlined_kernel,
    kernel,
    lean_kernel,
    lean_parallel_kernel,
    parallel_kernel,
    thread_number,
)
from herne_schwamm.kernels.curve_number import curve_number_losses
from herne_schwamm.kernels.face_flux import HALF, ONE, ZERO
from herne_schwamm.kernels.infiltration import green_ampt_capacity
from herne_schwamm.kernels.surface_runoff import WALL_M
from herne_schwamm.kernels.surface_store import beyond, drawn_by_soil, taken_up
from herne_schwamm.kernels.tiles import HALO, Lattice, stride_of

FINEST_STEP = 2.0**-31
"""The rounding step of films from 3.9 to 7.8 mm: half a nanometre. [m]"""

DEPTH_OF_FINEST_STEP = 2.0**-7

STRETCH = 32
"""Cells of a row that are looked at together for units other than those to the north."""

LEAST_SHARE = np.float32(1e-6)
"""Pervious shares below this take no water; keeps a division finite."""


def dealt_step(greatest_film: float) -> float:
    """Rounding step of the deepest film: a power of two, at least `FINEST_STEP`. [m]

    Rain, drainage and what films hold are whole multiples of it, which a film
    holds exactly: else it would round the same way at every synchronisation.
    """
    step, depth = FINEST_STEP, DEPTH_OF_FINEST_STEP
    while depth <= greatest_film:
        step, depth = 2.0 * step, 2.0 * depth
    return step


@lean_kernel
def _in_whole(dealt, depth):
    # The step is a power of two: multiplying by its inverse is exact, and faster.
    return np.floor(depth * (ONE / dealt)) * dealt


@lean_kernel
def _step_less(value):
    """The next smaller float32 of one that is not negative; 0 of 0."""
    bits = np.int32(np.float32(value).view(np.int32))
    return np.int32(bits - np.int32(bits > 0)).view(np.float32)


@inlined_kernel
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
    by_number,
    soaks=True,
):
    """One synchronisation of one cell. All depths are over the cell's area.

    All of it in float32, and yet no water is lost: whatever moves is a whole multiple of
    ``dealt``, which films hold exactly, and what rounding leaves of a deeper store stays in
    a finer one. Water on the surface that is less than ``dealt`` counts as film.

    The film of hollows and wetting lies on the sealed share first; only what
    it holds beyond that share's capacity lies on soil and can infiltrate. On
    a mixed cell all surface water reaches the pervious share (joints between
    pavers take the water of the stones). There are no branches: what does not
    apply is computed and left out, so that a row becomes vector instructions; but
    for what no cell has: curve numbers (``by_number``) and ground that ``soaks``.

    Returns
    -------
    depth, film, infiltrated, drained, surcharge : float
        Water left on the surface, film, depth infiltrated since the storm
        began, depth drained now by constant loss and sewer together, and rain
        of now that the sewer could not take. [m]
    """
    rain, depth, dealt = np.float32(rain), np.float32(depth), np.float32(dealt)
    infiltrated, sealed = np.float32(infiltrated), np.float32(sealing)
    pervious = ONE - sealed
    sealed_capacity = sealed * np.float32(film_sealed)
    capacity = _in_whole(dealt, sealed_capacity + pervious * np.float32(film_pervious))
    sealed_capacity = _in_whole(dealt, sealed_capacity)
    # 2 sealed store
    held = np.float32(film)
    on_sealed = _in_whole(dealt, sealed * rain)
    to_sealed = taken_up(on_sealed, held, sealed_capacity)
    held += to_sealed
    # 3 run-on: whatever flowed here since the last synchronisation, with what
    # rounding left in the film beyond its capacity
    spilt = beyond(held, capacity)
    held -= spilt
    gain = (rain - to_sealed) + spilt
    # What would be rounded up is a step less.
    pool = _in_whole(dealt, depth + gain)
    pool = max(ZERO, pool - dealt) if pool - depth > gain else pool
    # 4 infiltration, never more than is there
    capable = ZERO
    if soaks:
        share = max(pervious, LEAST_SHARE)
        capacity_of_soil = green_ampt_capacity(
            infiltrated / share,
            np.float32(conductivity),
            (np.float32(suction) + pool) * np.float32(deficit),
            np.float32(step),
        )
        takes = (pervious > ZERO) & (np.float32(conductivity) > ZERO)
        capable = share * capacity_of_soil if takes else ZERO
    on_soil = beyond(held, sealed_capacity)
    if by_number:
        numbered = retention >= 0.0
        losses = curve_number_losses(
            np.float64(infiltrated), np.float64(max(retention, 0.0)), np.float64(rain)
        )
        capable = np.float32(losses) if numbered else capable
        on_soil = ZERO if numbered else on_soil
    capable = _in_whole(dealt, capable + HALF * dealt)
    from_pool, from_film = drawn_by_soil(capable, pool, on_soil)
    pool -= from_pool
    held -= from_film
    # hollows fill before water flows
    filled = taken_up(pool, held, capacity)
    held += filled
    pool -= filled
    # 6 sewer
    possible = np.float32(loss) + np.float32(sewer)
    drained = min(pool, possible)
    # Of the rain on the connected, sealed share only, and of now only: water that stands or
    # comes from elsewhere was counted there.
    surcharge = max(ZERO, min(pool, on_sealed - to_sealed) - possible)
    surcharge = surcharge if sewer > ZERO else ZERO
    # What rounding leaves: of the soil's water to the surface, where that can pay what is
    # rounded up, of the surface's to the film, which may hold a little more for it.
    soaked = from_pool + from_film
    gain -= (from_pool + filled) + drained
    to_nearest = infiltrated + soaked
    paid = (held + (depth + gain)) + (soaked - (to_nearest - infiltrated)) >= ZERO
    infiltrated_after = to_nearest if paid else _step_less(to_nearest)
    gain += soaked - (infiltrated_after - infiltrated)
    depth_after = max(ZERO, depth + gain)
    depth_after = _step_less(depth_after) if depth_after - depth > gain else depth_after
    depth_after = depth_after if depth_after >= dealt else ZERO
    held += (depth - depth_after) + gain
    return depth_after, max(ZERO, held), infiltrated_after, drained, surcharge


class UnitParameters(NamedTuple):
    """Columns of the units the sweep needs. (units), float32

    Parameters
    ----------
    film_sealed, film_pervious
        Depression storage of sealed and pervious ground. [m]
    conductivity, suction, deficit
        Green-Ampt parameters. [m/s], [m], [m3/m3]
    retention
        Retention of the curve number; negative where soil tells. [m]
    """

    film_sealed: NDArray[np.float32]
    film_pervious: NDArray[np.float32]
    conductivity: NDArray[np.float32]
    suction: NDArray[np.float32]
    deficit: NDArray[np.float32]
    retention: NDArray[np.float32]


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


def tell_new_units(patch_id: NDArray[np.int32], lattice: Lattice) -> NDArray[np.bool_]:
    """Which stretches of a tile's rows have other units than those to the north.

    Parameters
    ----------
    patch_id
        Drainage unit (or piece of one) of every cell.
    lattice
        The tiles.

    Returns
    -------
    array of bool, (tiles, tile rows, stretches of a row)
        A tile's first row is always new.
    """
    shape = lattice.rows.size, lattice.tile_rows, -(-lattice.tile_columns // STRETCH)
    new = np.ones(shape, np.bool_)
    _compare_with_north(patch_id, lattice, new)
    return new


@parallel_kernel
def _compare_with_north(patch_id, lattice, new):
    for tile in numba.prange(new.shape[0]):
        left = lattice.first_column[tile]
        right = left + lattice.columns[tile]
        for j in range(1, lattice.rows[tile]):
            row = lattice.first_row[tile] + j
            for stretch in range(new.shape[2]):
                first = min(left + stretch * STRETCH, right)
                last = min(first + STRETCH, right)
                new[tile, j, stretch] = np.any(
                    patch_id[row, first:last] != patch_id[row - 1, first:last]
                )


@inlined_kernel
def _lay_side_by_side(patch, new, units, sewer_of_unit, rain_of_unit, own):
    """Numbers of the units for a row of cells, each in a row of `own`.

    What is looked up by number makes no vector instructions; what lies side by side
    does. Most cells belong to the unit of the cell to the north, whose numbers lie there
    already: only stretches that are ``new`` are looked up. Cells beyond the city have a
    wall and no unit.
    """
    for stretch in range(new.size):
        if not new[stretch]:
            continue
        first = np.uintp(stretch * STRETCH)
        for k in range(first, min(first + np.uintp(STRETCH), np.uintp(patch.size))):
            unit = np.uintp(max(patch[k], np.int32(0)))
            own[0, k] = units.film_sealed[unit]
            own[1, k] = units.film_pervious[unit]
            own[2, k] = units.conductivity[unit]
            own[3, k] = units.suction[unit]
            own[4, k] = units.deficit[unit]
            own[5, k] = units.retention[unit]
            own[6, k] = sewer_of_unit[unit]
            own[7, k] = rain_of_unit[unit]


def _sweep(by_number, soaks):
    """Row sweep; what is known of all cells beforehand needs no branch."""

    @lean_kernel
    def exchange_row(
        depth,
        film,
        infiltrated,
        bed,
        sealing,
        film_sealed,
        film_pervious,
        conductivity,
        suction,
        deficit,
        retention,
        sewer_of_cell,
        rain_of_cell,
        loss,
        step,
        dealt,
        gone,
        refused,
    ):
        """Sweep over a row.

        Returns whether depths changed, whether anything else did, and the bits of the
        greatest depth.
        """
        changed = np.int32(0)
        stirred = np.int32(0)
        deepest = np.int32(0)
        for i in range(depth.size):
            there = bed[i] < WALL_M
            depth_before, film_before = depth[i], film[i]
            infiltrated_before = infiltrated[i]
            depth_after, film_after, infiltrated_after, left, refused_now = exchange_cell(
                rain_of_cell[i],
                depth_before,
                film_before,
                infiltrated_before,
                sealing[i],
                film_sealed[i],
                film_pervious[i],
                conductivity[i],
                suction[i],
                deficit[i],
                retention[i],
                loss,
                _in_whole(dealt, sewer_of_cell[i] * sealing[i]),
                step,
                dealt,
                by_number,
                soaks,
            )
            other = (film_after != film_before) | (infiltrated_after != infiltrated_before)
            # Back to 32 bits each time: numba's sums of integers have 64, and halve a vector.
            changed = np.int32(changed | np.int32(there & (depth_after != depth_before)))
            stirred = np.int32(stirred | np.int32(there & other))
            depth_after = depth_after if there else depth_before
            deepest = max(deepest, np.int32(np.float32(depth_after).view(np.int32)))
            depth[i] = depth_after
            film[i] = film_after if there else film_before
            infiltrated[i] = infiltrated_after if there else infiltrated_before
            gone[i] = left if there else ZERO
            refused[i] = refused_now if there else ZERO
        return changed != 0, stirred != 0, deepest

    return exchange_row


_exchange_row = _sweep(False, True)
_exchange_row_by_number = _sweep(True, True)
_exchange_row_sealed = _sweep(False, False)


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
        _lay_side_by_side(
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
            depths, others, depth_bits = _exchange_row_sealed(*arguments)
        elif by_number:
            depths, others, depth_bits = _exchange_row_by_number(*arguments)
        else:
            depths, others, depth_bits = _exchange_row(*arguments)
        changed |= depths
        stirred |= depths or others
        greatest = max(greatest, depth_bits)
        if drains:
            _count_row(
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


@lean_kernel
def _count_row(
    drained,
    surcharge,
    sealing,
    sewer_of_cell,
    gone,
    refused,
    to_sewer,
    loss,
    dealt,
    has_surcharge,
    sums,
):
    """Add what left a row to its rasters and to the sums of its tile."""
    all_gone = _sum_of(gone)
    all_refused = _sum_of(refused) if has_surcharge else 0.0
    if all_gone == 0.0 and all_refused == 0.0:
        return
    for i in range(drained.size):
        drained[i] += gone[i]
    in_sewer = all_gone
    if loss > ZERO:
        # The two share what they take by their rates.
        for i in range(drained.size):
            sewer = _in_whole(dealt, sewer_of_cell[i] * sealing[i])
            to_sewer[i] = gone[i] * (sewer / (sewer + loss))
        in_sewer = _sum_of(to_sewer)
    sums[0] += all_gone - in_sewer
    sums[1] += in_sewer
    if has_surcharge:
        for i in range(drained.size):
            surcharge[i] += refused[i]
        sums[2] += all_refused


@lean_kernel
def _sum_of(values):
    """Sum in a fixed order, of four at a time: one after the other would wait for each."""
    a, b, c, d = 0.0, 0.0, 0.0, 0.0
    whole = values.size // 4 * 4
    for i in range(0, whole, 4):
        a += np.float64(values[i])
        b += np.float64(values[i + 1])
        c += np.float64(values[i + 2])
        d += np.float64(values[i + 3])
    for i in range(whole, values.size):
        a += np.float64(values[i])
    return (a + b) + (c + d)
