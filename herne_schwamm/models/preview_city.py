"""A City on cells several times as large that hold and pass water as the fine ones do.

What the storm model needs of a coarse cell is told by the fine terrain below it: its bed
is that of a flat cell that holds as much as the fine terrain does at one level, that of
the depth expected there; the crest of a face is that of a flat face with the same section
at `TOLD_M`. Deeper and shallower water finds cells and faces that are flatter than the
ground: that is the error of a preview, together with the one level of every coarse cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from herne_schwamm.city.city import LAYER_UNITS, NO_BUILDING, City, round_terrain
from herne_schwamm.city.forcing import Inflow, Storm
from herne_schwamm.city.structures import Structures, Walls
from herne_schwamm.city.units import OUTSIDE
from herne_schwamm.city.water import WaterState
from herne_schwamm.models.preview_blocks import BAND, Blocks, level_of

TOLD_M = 0.10
"""Mean depth at which a face is told, and a cell where no greater one is expected: the depth from
which cells count as flooded. [m]"""

LEAST_SHARE = 0.5
"""A coarse cell belongs to the city, and is open ground, where at least this share of it is: areas
of the city and of its roofs stay about the same. [0–1]"""

LEAST_CREST_M = 0.05
"""Crests less high above both beds are left out: the accuracy a preview is after. [m]"""

CLOSED_M = 100.0
"""A face without an open pair of cells is a wall of this height. [m]"""

Raster = NDArray[Any]


def coarse_city(city: City, blocks: Blocks, told_m: NDArray[np.float64]) -> City:
    """The City on the grid of blocks, with the same drainage units.

    Parameters
    ----------
    city, blocks
        The fine City, and its cells in blocks.
    told_m
        Mean depth of every block at which its bed holds as much as the terrain. [m]

    Returns
    -------
    City
        Buildings without a coarse cell of their own have no roof in it; culverts and pumps
        whose ends fall into buildings or into one cell are left out.
    """
    bands = [_band(city, blocks, told_m, first) for first in range(0, blocks.grid.rows, BAND)]
    arrays = {name: np.concatenate([band[name] for band in bands]) for name in LAYER_UNITS}
    _pass_on_edges(arrays)
    layers = xr.Dataset(
        {name: (("y", "x"), arrays[name], {"units": unit}) for name, unit in LAYER_UNITS.items()},
        coords={"y": blocks.grid.y_m(), "x": blocks.grid.x_m()},
    )
    layers["terrain_m"].attrs["filled_cells"] = 0
    coarse = replace(city, grid=blocks.grid, layers=layers, structures=Structures(), areas=())
    return replace(coarse, structures=_structures(city, coarse, blocks))


def coarse_storm(storm: Storm, coarse: City, blocks: Blocks) -> Storm:
    """The storm with the rain of its raster on the grid of blocks, and inflows on open ground."""
    storm = replace(storm, inflows=_on_open_ground(storm.inflows, coarse))
    rasters = storm.rain_rasters
    if rasters is None:
        return storm
    rows, columns = (
        np.minimum(np.arange(count) * blocks.across + blocks.across // 2, most - 1)
        for count, most in zip(blocks.grid.shape, blocks.fine.shape, strict=True)
    )
    zone = np.ascontiguousarray(rasters.zone[np.ix_(rows, columns)])
    return replace(storm, rain_rasters=replace(rasters, zone=zone))


def _on_open_ground(inflows: Sequence[Inflow], coarse: City) -> tuple[Inflow, ...]:
    """Inflows whose coarse cell is built over enter the nearest one that is not."""
    ground, grid = coarse.open_ground, coarse.grid
    moved = []
    for inflow in inflows:
        cell = grid.cell_at(inflow.x_m, inflow.y_m)
        if cell is not None and not ground[cell]:
            away = np.hypot(grid.x_m()[None, :] - inflow.x_m, grid.y_m()[:, None] - inflow.y_m)
            row, column = divmod(int(np.where(ground, away, np.inf).argmin()), grid.columns)
            x_m, y_m = grid.centre_of(row, column)
            inflow = replace(inflow, x_m=x_m, y_m=y_m)
        moved.append(inflow)
    return tuple(moved)


def coarse_water(city: City, coarse: City, water: WaterState, blocks: Blocks) -> WaterState:
    """What the city holds, the water of its cells spread over the coarse ones."""
    cells = np.maximum(blocks.sums(city.inside), 1.0)

    def mean(raster: NDArray[np.float32]) -> NDArray[np.float32]:
        spread: NDArray[np.float32] = np.where(
            coarse.inside, blocks.sums(raster) / cells, 0.0
        ).astype(np.float32)
        return spread

    return WaterState(
        water.stores.copy(),
        mean(water.surface_depth_m),
        mean(water.surface_film_m),
        mean(water.infiltrated_m),
    )


def _ground(city: City, rows: slice) -> NDArray[np.bool_]:
    ground: NDArray[np.bool_] = np.isfinite(city.layer("terrain_m")[rows])
    ground &= city.layer("building")[rows] == NO_BUILDING
    return ground


def _band(city: City, blocks: Blocks, told_m: NDArray[np.float64], first: int) -> dict[str, Raster]:
    """Layers of some rows of blocks."""
    last = min(first + BAND, blocks.grid.rows)
    rows = slice(first * blocks.across, last * blocks.across)

    def cells(name: str, beyond: object) -> Raster:
        return blocks.cut(city.layer(name)[rows], beyond)

    terrain = cells("terrain_m", np.float32(np.nan))
    inside = np.isfinite(terrain)
    ground = blocks.cut(_ground(city, rows), False)
    known = inside.sum(axis=-1) >= LEAST_SHARE * blocks.cells
    is_open = known & (ground.sum(axis=-1) >= LEAST_SHARE * inside.sum(axis=-1))
    # Of a block that is built over its buildings tell, of another its open ground.
    telling = np.where(is_open[..., None], ground, inside & ~ground)
    counts = np.maximum(telling.sum(axis=-1), 1)
    told = told_m[first:last]
    heights = np.sort(np.where(ground, terrain, np.inf).astype(np.float64), axis=-1)
    # What lies beyond the city holds no water: the bed of a block at its edge is no sill.
    bed = level_of(told * inside.sum(axis=-1), heights) - told
    mean = np.where(telling, terrain, 0.0).sum(axis=-1, dtype=np.float64) / counts
    bed = np.where(known, np.where(is_open, bed, mean), np.nan)
    built = known & ~is_open
    building = cells("building", NO_BUILDING)
    level = cells("edge_level_m", np.float32(np.nan))
    fixed = np.isfinite(level)
    arrays: dict[str, Raster] = {
        "terrain_m": round_terrain(bed, blocks.grid.cell_size_m),
        "building": np.where(built, _most_common(building, telling), NO_BUILDING),
        "unit_id": np.where(known, _most_common(cells("unit_id", OUTSIDE), telling), OUTSIDE),
        "edge": cells("edge", 0).max(axis=-1),
        "edge_level_m": np.where(
            fixed.any(axis=-1),
            np.where(fixed, level, 0.0).sum(axis=-1) / np.maximum(fixed.sum(axis=-1), 1),
            np.nan,
        ),
    }
    for name in ("surface_class", "soil"):
        arrays[name] = np.where(known, _most_common(cells(name, 0), telling), 0)
    for name in ("sealing", "manning_n_s_m13"):
        values = np.where(telling, cells(name, np.float32(0.0)), 0.0)
        arrays[name] = values.sum(axis=-1, dtype=np.float64) / counts
    return {name: raster.astype(city.layer(name).dtype) for name, raster in arrays.items()}


def _pass_on_edges(arrays: dict[str, Raster]) -> None:
    """Edges of blocks that lie outside for the most part become those of the blocks beside them.

    Else the city would end in a wall wherever its size is no whole number of blocks.
    """
    inside = np.isfinite(arrays["terrain_m"])
    lost = ~inside & (arrays["edge"] > 0)
    passed = np.zeros_like(arrays["edge"])
    sums, counts = np.zeros(inside.shape), np.zeros(inside.shape)
    for here, there in _neighbours():
        code = np.where(lost[there], arrays["edge"][there], 0).astype(passed.dtype)
        np.maximum(passed[here], code, out=passed[here])
        level = np.where(lost[there], arrays["edge_level_m"][there], np.nan)
        known = np.isfinite(level)
        sums[here] += np.where(known, level, 0.0)
        counts[here] += known
    taken = inside & (arrays["edge"] == 0) & (passed > 0)
    arrays["edge"] = np.where(inside, np.where(taken, passed, arrays["edge"]), 0)
    level = np.divide(sums, counts, out=np.full(inside.shape, np.nan), where=counts > 0)
    level = np.where(taken, level, np.where(inside, arrays["edge_level_m"], np.nan))
    arrays["edge_level_m"] = level.astype(arrays["edge_level_m"].dtype)
    arrays["edge"] = arrays["edge"].astype(passed.dtype)


def _neighbours() -> tuple[tuple[tuple[slice, slice], tuple[slice, slice]], ...]:
    """Places and those beside them, in the four directions."""
    whole, first, last = slice(None), slice(None, -1), slice(1, None)
    pairs = (((first, whole), (last, whole)), ((whole, first), (whole, last)))
    return tuple(pair for here, there in pairs for pair in ((here, there), (there, here)))


def _most_common(values: Raster, counted: NDArray[np.bool_]) -> NDArray[np.int64]:
    """What most of the counted cells of each block are, the smallest of several; 0 of none."""
    last = np.iinfo(np.int64).max
    ordered = np.sort(np.where(counted, values.astype(np.int64), last), axis=-1)
    best, run = ordered[..., 0].copy(), np.ones(ordered.shape[:-1], np.int64)
    most = np.ones_like(run)
    for k in range(1, ordered.shape[-1]):
        run = np.where(ordered[..., k] == ordered[..., k - 1], run + 1, 1)
        longer = (run > most) & (ordered[..., k] != last)
        best = np.where(longer, ordered[..., k], best)
        most = np.where(longer, run, most)
    return np.where(best == last, 0, best)


def _structures(city: City, coarse: City, blocks: Blocks) -> Structures:
    given, is_open = city.structures, coarse.open_ground

    def fits(*cells: tuple[int, int] | None) -> bool:
        places = [blocks.block_of(cell) for cell in cells if cell is not None]
        return all(is_open[place] for place in places) and len(set(places)) == len(places)

    culverts = tuple(
        replace(one, inlet=blocks.block_of(one.inlet), outlet=blocks.block_of(one.outlet))
        for one in given.culverts
        if fits(one.inlet, one.outlet)
    )
    pumps = tuple(
        replace(
            one,
            cell=blocks.block_of(one.cell),
            outlet=None if one.outlet is None else blocks.block_of(one.outlet),
        )
        for one in given.pumps
        if fits(one.cell, one.outlet)
    )
    return Structures(culverts, pumps, _crests(city, coarse, blocks), given.openings)


def _crests(city: City, coarse: City, blocks: Blocks) -> Walls:
    """Faces whose crest lies above the beds on both sides, as walls."""
    bed, is_open = coarse.layer("terrain_m"), coarse.open_ground
    places = []
    for axis in (0, 1):
        # The faces between a block and the one before it, to the west or to the north.
        here = (slice(None), slice(1, None)) if axis == 0 else (slice(1, None), slice(None))
        before = (slice(None), slice(None, -1)) if axis == 0 else (slice(None, -1), slice(None))
        pairs = _pairs(city, blocks, axis)
        told = np.full(pairs.shape[:-1], TOLD_M * blocks.across)
        level = level_of(told, np.sort(pairs, axis=-1))
        higher = np.maximum(bed[here], bed[before])
        crest = np.where(np.isfinite(level), level - TOLD_M, higher + CLOSED_M)
        raised = is_open[here] & is_open[before] & (crest > higher + LEAST_CREST_M)
        row, column = np.nonzero(raised)
        places.append(
            (
                np.full(row.size, axis),
                row + (axis == 1),
                column + (axis == 0),
                round_terrain(crest[raised], blocks.grid.cell_size_m),
            )
        )
    axes, rows, columns, crests = (np.concatenate(parts) for parts in zip(*places, strict=True))
    walls = city.structures.walls
    return Walls(axes, rows, columns, crests.astype(np.float64), walls.lines)


def _pairs(city: City, blocks: Blocks, axis: int) -> NDArray[np.float64]:
    """Crest between every pair of cells on the faces of blocks; infinite where one is closed. [m]

    (rows of blocks, columns of blocks, cells along a block), a row or a column less across the
    faces.
    """
    across = blocks.across
    terrain = city.layer("terrain_m") if axis == 0 else city.layer("terrain_m").T
    building = city.layer("building") if axis == 0 else city.layer("building").T
    behind = np.arange(across, terrain.shape[1], across)
    crest = np.full((terrain.shape[0], behind.size), -np.inf)
    for column in (behind, behind - 1):
        height = terrain[:, column].astype(np.float64)
        shut = ~np.isfinite(height) | (building[:, column] != NO_BUILDING)
        np.maximum(crest, np.where(shut, np.inf, height), out=crest)
    walls = city.structures.walls
    of_axis = walls.axis == axis
    along, over = (walls.row, walls.column) if axis == 0 else (walls.column, walls.row)
    for j, i, crest_m in zip(along[of_axis], over[of_axis], walls.crest_m[of_axis], strict=True):
        # A wall within a block stands on the nearest of its faces.
        k = round(int(i) / across) - 1
        if 0 <= k < behind.size:
            crest[j, k] = max(crest[j, k], crest_m)
    count = -(-terrain.shape[0] // across)
    whole = np.full((count * across, behind.size), np.inf)
    whole[: crest.shape[0]] = crest
    pairs = whole.reshape(count, across, behind.size).swapaxes(1, 2)
    return pairs if axis == 0 else pairs.swapaxes(0, 1)
