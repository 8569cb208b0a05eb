"""Rings: the open ground around footprints, in which the water counts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.grid import Grid
from herne_schwamm.risk.footprints import Indices, Runs

RING_CELLS_MIN = 1.5
"""A ring holds at least the cells that touch a footprint, over corners as well. [cells]"""

ROUNDING = 1e-9
"""Relative: a cell whose centre lies exactly on the circle is inside, whatever 0.3 / 0.1 is."""

CELLS_PER_BATCH = 4_000_000


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Which cells count for which owner; sorted by owner, then by cell.

    ``cell`` is the place in the flattened raster. A cell may belong to
    several owners, and once to each.
    """

    owner: Indices
    cell: Indices


def ring_radius_cells(ring_m: float, cell_size_m: float) -> float:
    """Greatest distance of a ring's cell from a footprint's cell, centre to centre. [cells]"""
    return max(ring_m / cell_size_m, RING_CELLS_MIN) * (1.0 + ROUNDING)


def rings(
    runs: Runs, ground: NDArray[np.bool_], grid: Grid, ring_m: float
) -> Iterator[Surroundings]:
    """Rings of the owners of runs, in batches of whole owners.

    Parameters
    ----------
    runs
        Footprints, sorted by owner.
    ground
        Cells of open ground. (rows, columns)
    grid
        The cells.
    ring_m
        Width of the ring. [m]
    """
    radius = ring_radius_cells(ring_m, grid.cell_size_m)
    flat_ground = ground.reshape(-1)
    for batch in _batches(runs, radius):
        owner, cell = np.divmod(_cells_of(_widened(batch, radius, grid)), grid.rows * grid.columns)
        open_ground = flat_ground[cell]
        yield Surroundings(owner[open_ground], cell[open_ground])


def _batches(runs: Runs, radius: float) -> Iterator[Runs]:
    """The runs of as many owners as a batch may hold cells of rings."""
    if runs.owner.size == 0:
        return
    starts = np.flatnonzero(np.diff(runs.owner, prepend=runs.owner[0] - 1))
    margin = 2 * math.floor(radius) + 1
    height = np.maximum.reduceat(runs.row, starts) - np.minimum.reduceat(runs.row, starts)
    width = np.maximum.reduceat(runs.last, starts) - np.minimum.reduceat(runs.first, starts)
    cells = np.cumsum((height + margin) * (width + margin))
    batch = (cells - 1) // CELLS_PER_BATCH
    borders = starts[np.flatnonzero(np.diff(batch, prepend=batch[0] - 1))]
    for first, end in zip(borders, np.append(borders[1:], runs.owner.size), strict=True):
        yield runs.taken(np.arange(first, end))


def _widened(runs: Runs, radius: float, grid: Grid) -> tuple[Indices, Indices]:
    """The disk around every cell of the runs, as stretches that may overlap.

    A stretch is told by the places of its first and last cell in one long
    line: owner by owner, row by row. No stretch reaches into the next row.
    """
    firsts, lasts = [], []
    reach = math.floor(radius)
    for down in range(-reach, reach + 1):
        sideways = math.floor(math.sqrt(radius * radius - down * down))
        row = runs.row + down
        within = (row >= 0) & (row < grid.rows)
        line = (runs.owner[within] * grid.rows + row[within]) * grid.columns
        firsts.append(line + np.maximum(runs.first[within] - sideways, 0))
        lasts.append(line + np.minimum(runs.last[within] + sideways, grid.columns - 1))
    return np.concatenate(firsts), np.concatenate(lasts)


def _cells_of(stretches: tuple[Indices, Indices]) -> Indices:
    """Every place that one of the stretches covers, once, rising."""
    order = np.argsort(stretches[0], kind="stable")
    first, last = stretches[0][order], np.maximum.accumulate(stretches[1][order])
    fresh = np.append(True, first[1:] > last[:-1])
    starts = np.flatnonzero(fresh)
    first = first[starts]
    last = last[np.append(starts[1:], order.size) - 1]
    length = last - first + 1
    before = np.cumsum(length) - length
    return np.repeat(first - before, length) + np.arange(int(length.sum()), dtype=np.int64)
