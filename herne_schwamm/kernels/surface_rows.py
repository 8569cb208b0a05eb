"""Rows of the slow sweep of a storm: cells side by side, with the numbers of their units."""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels.compiling import inlined_kernel, lean_kernel, parallel_kernel
from herne_schwamm.kernels.face_flux import ZERO
from herne_schwamm.kernels.surface_cell import exchange_cell, in_whole
from herne_schwamm.kernels.surface_runoff import WALL_M
from herne_schwamm.kernels.tiles import Lattice

STRETCH = 32
"""Cells of a row that are looked at together for units other than those to the north."""


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
def lay_side_by_side(patch, new, units, sewer_of_unit, rain_of_unit, own):
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
    def sweep_row(
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
                in_whole(dealt, sewer_of_cell[i] * sealing[i]),
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

    return sweep_row


exchange_row = _sweep(False, True)
exchange_row_by_number = _sweep(True, True)
exchange_row_sealed = _sweep(False, False)


@lean_kernel
def count_row(
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
            sewer = in_whole(dealt, sewer_of_cell[i] * sealing[i])
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
