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

from herne_schwamm.kernels.compiling import inlined_kernel, kernel, parallel_kernel
from herne_schwamm.kernels.curve_number import curve_number_losses
from herne_schwamm.kernels.infiltration import green_ampt_capacity
from herne_schwamm.kernels.rounding import float32_below
from herne_schwamm.kernels.surface_runoff import WALL_M
from herne_schwamm.kernels.surface_store import beyond, drawn_by_soil, taken_up
from herne_schwamm.kernels.tiles import HALO, stride_of

FINEST_STEP = 2.0**-31
"""The rounding step of films from 3.9 to 7.8 mm: half a nanometre. [m]"""

DEPTH_OF_FINEST_STEP = 2.0**-7

NOT_LAID = np.int32(-2)
"""Number of no patch: -1 is that of cells beyond the city."""

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


@kernel
def _in_whole(dealt, depth):
    # The step is a power of two: multiplying by its inverse is exact, and faster.
    return np.floor(depth * (1.0 / dealt)) * dealt


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

    Water is counted in float64; only what soil can take is found in float32, from
    which nothing is kept: it is cut to the water that is there.

    The film of hollows and wetting lies on the sealed share first; only what
    it holds beyond that share's capacity lies on soil and can infiltrate. On
    a mixed cell all surface water reaches the pervious share (joints between
    pavers take the water of the stones). There are no branches: what does not
    apply is computed and left out, so that a row becomes vector instructions; but
    for what no cell has: curve numbers (``by_number``) and ground that ``soaks``.

    Returns
    -------
    pool, film, infiltrated, drained, surcharge : float
        Water left for the surface, film, depth infiltrated since the storm
        began, depth drained now by constant loss and sewer together, and rain
        of now that the sewer could not take. [m]
    """
    pervious = 1.0 - sealing
    sealed_capacity = _in_whole(dealt, sealing * film_sealed)
    capacity = _in_whole(dealt, sealing * film_sealed + pervious * film_pervious)
    # 2 sealed store
    to_sealed = taken_up(sealing * rain, film, sealed_capacity)
    film += to_sealed
    # 3 run-on: whatever flowed here since the last synchronisation, with what
    # rounding left in the film beyond its capacity
    spilt = beyond(film, capacity)
    film -= spilt
    pool = rain - to_sealed + depth + spilt
    # 4 infiltration, never more than is there
    capable = 0.0
    if soaks:
        share = max(np.float32(pervious), LEAST_SHARE)
        capacity_of_soil = green_ampt_capacity(
            np.float32(infiltrated) / share,
            np.float32(conductivity),
            (np.float32(suction) + np.float32(pool)) * np.float32(deficit),
            np.float32(step),
        )
        takes = (pervious > 0.0) & (conductivity > 0.0)
        capable = np.float64(share * capacity_of_soil) if takes else 0.0
    on_soil = beyond(film, sealed_capacity)
    if by_number:
        numbered = retention >= 0.0
        losses = curve_number_losses(infiltrated, max(retention, 0.0), rain)
        capable = losses if numbered else capable
        on_soil = 0.0 if numbered else on_soil
    from_pool, from_film = drawn_by_soil(capable, pool, on_soil)
    infiltrated += from_pool + from_film
    pool -= from_pool
    film -= from_film
    # hollows fill before water flows
    held = taken_up(pool, film, capacity)
    film += held
    pool -= held
    # 6 sewer
    possible = loss + sewer
    drained = min(pool, possible)
    # Of the rain on the connected, sealed share only, and of now only: water that stands or
    # comes from elsewhere was counted there.
    surcharge = max(0.0, min(pool, sealing * rain - to_sealed) - possible)
    surcharge = surcharge if sewer > 0.0 else 0.0
    return pool - drained, film, infiltrated, drained, surcharge


class UnitParameters(NamedTuple):
    """Columns of the units the sweep needs. (units), float64

    Parameters
    ----------
    film_sealed, film_pervious
        Depression storage of sealed and pervious ground. [m]
    conductivity, suction, deficit
        Green-Ampt parameters. [m/s], [m], [m3/m3]
    retention
        Retention of the curve number; negative where soil tells. [m]
    """

    film_sealed: NDArray[np.float64]
    film_pervious: NDArray[np.float64]
    conductivity: NDArray[np.float64]
    suction: NDArray[np.float64]
    deficit: NDArray[np.float64]
    retention: NDArray[np.float64]


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


@kernel
def _lay_side_by_side(patch, units, sewer_of_unit, rain_of_unit, laid, own):
    """Numbers of the units for a row of cells, each in a row of `own`.

    What is looked up by number makes no vector instructions; what lies side by side
    does. Most cells belong to the unit of the cell to the north, ``laid``, whose numbers
    lie there already. Cells beyond the city have a wall and no unit.
    """
    film_sealed, film_pervious = units.film_sealed, units.film_pervious
    conductivity, suction = units.conductivity, units.suction
    deficit, retention = units.deficit, units.retention
    for i in range(patch.size):
        if patch[i] == laid[i]:
            continue
        laid[i] = patch[i]
        unit = np.uintp(max(patch[i], np.int32(0)))
        own[0, i] = film_sealed[unit]
        own[1, i] = film_pervious[unit]
        own[2, i] = conductivity[unit]
        own[3, i] = suction[unit]
        own[4, i] = deficit[unit]
        own[5, i] = retention[unit]
        own[6, i] = sewer_of_unit[unit]
        own[7, i] = rain_of_unit[unit]


def _sweep(by_number, soaks):
    """Row sweep; what is known of all cells beforehand needs no branch."""

    @kernel
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
        """Sweep over a row; whether depths changed, and whether anything else did."""
        changed = np.int32(0)
        stirred = np.int32(0)
        for i in range(depth.size):
            there = bed[i] < WALL_M
            depth_before = np.float64(depth[i])
            film_before = np.float64(film[i])
            infiltrated_before = np.float64(infiltrated[i])
            share = np.float64(sealing[i])
            rain = rain_of_cell[i]
            _, held, soaked, left, beyond_sewer = exchange_cell(
                rain,
                depth_before,
                film_before,
                infiltrated_before,
                share,
                film_sealed[i],
                film_pervious[i],
                conductivity[i],
                suction[i],
                deficit[i],
                retention[i],
                loss,
                _in_whole(dealt, sewer_of_cell[i] * share),
                step,
                dealt,
                by_number,
                soaks,
            )
            film_after = np.float32(held)
            standing = (depth_before + film_before) + (rain - left)
            # To the nearest, where the surface can pay what is rounded up.
            to_nearest = np.float32(soaked)
            kept = standing + (infiltrated_before - np.float64(to_nearest))
            paid = kept >= np.float64(film_after)
            infiltrated_after = to_nearest if paid else float32_below(soaked)
            kept = standing + (infiltrated_before - np.float64(infiltrated_after))
            depth_after = float32_below(max(0.0, kept - np.float64(film_after)))
            film_after = np.float32(kept - np.float64(depth_after))
            changed |= np.int32(there & (depth_after != depth[i]))
            stirred |= np.int32(
                there & ((film_after != film[i]) | (infiltrated_after != infiltrated[i]))
            )
            depth[i] = depth_after if there else depth[i]
            film[i] = film_after if there else film[i]
            infiltrated[i] = infiltrated_after if there else infiltrated[i]
            gone[i] = left if there else 0.0
            refused[i] = beyond_sewer if there else 0.0
        return changed != 0, stirred != 0

    return exchange_row


_exchange_row = _sweep(False, True)
_exchange_row_by_number = _sweep(True, True)
_exchange_row_sealed = _sweep(False, False)


@parallel_kernel
def exchange(
    flow,
    lattice,
    slow,
    patch_id,
    units,
    sewer_of_unit,
    rain_of_unit,
    loss,
    step,
    dealt,
    by_number,
    soaks,
    restless,
    changed,
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
    restless
        Tiles to look at. Those where nothing would change are left out: set to
        False where this sweep changed nothing, for the caller to set again.
    changed
        Told: tiles whose depths changed.
    sums
        Told: sums of depths of every tile now, by the constant loss, by the sewer,
        and what it could not take. (tiles, 3) [m]
    """
    stride = stride_of(lattice)
    has_surcharge = slow.surcharge.size > 1
    drains = loss > 0.0 or sewer_of_unit.max() > 0.0 or has_surcharge
    for tile in numba.prange(restless.size):
        sums[tile, :] = 0.0
        changed[tile] = False
        if not restless[tile]:
            continue
        own = np.empty((8, lattice.tile_columns))
        laid = np.full(lattice.tile_columns, NOT_LAID, np.int32)
        gone = np.empty(lattice.tile_columns)
        refused = np.empty(lattice.tile_columns)
        to_sewer = np.empty(lattice.tile_columns)
        left = lattice.first_column[tile]
        columns = lattice.columns[tile]
        right = left + columns
        any_change = False
        for j in range(lattice.rows[tile]):
            row = lattice.first_row[tile] + j
            first = (HALO + j) * stride + HALO
            patch = patch_id[row, left:right]
            _lay_side_by_side(patch, units, sewer_of_unit, rain_of_unit, laid, own)
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
                depths, others = _exchange_row_sealed(*arguments)
            elif by_number:
                depths, others = _exchange_row_by_number(*arguments)
            else:
                depths, others = _exchange_row(*arguments)
            changed[tile] |= depths
            any_change |= depths or others
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
                    sums[tile],
                )
        restless[tile] = any_change


@kernel
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
    for i in range(drained.size):
        drained[i] += np.float32(gone[i])
    all_gone = _sum_of(gone)
    in_sewer = all_gone
    if loss > 0.0:
        # The two share what they take by their rates.
        for i in range(drained.size):
            sewer = _in_whole(dealt, sewer_of_cell[i] * np.float64(sealing[i]))
            to_sewer[i] = gone[i] * sewer / (sewer + loss)
        in_sewer = _sum_of(to_sewer)
    sums[0] += all_gone - in_sewer
    sums[1] += in_sewer
    if has_surcharge:
        for i in range(drained.size):
            surcharge[i] += np.float32(refused[i])
        sums[2] += _sum_of(refused)


@kernel
def _sum_of(values):
    """Sum in a fixed order, of four at a time: one after the other would wait for each."""
    a, b, c, d = 0.0, 0.0, 0.0, 0.0
    whole = values.size // 4 * 4
    for i in range(0, whole, 4):
        a += values[i]
        b += values[i + 1]
        c += values[i + 2]
        d += values[i + 3]
    for i in range(whole, values.size):
        a += values[i]
    return (a + b) + (c + d)
