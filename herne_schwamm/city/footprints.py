"""Which cells lie around a building, and which buildings touch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import NO_BUILDING, City

_SIDES = ((0, 1), (1, 0), (0, -1), (-1, 0))


@dataclass(frozen=True, slots=True)
class Perimeter:
    """Cells of open ground around each building, as lists one after another.

    The cells of building ``b`` are the entries ``first[b]`` to
    ``first[b + 1]`` of ``row`` and ``column``, from north to south and west
    to east. A cell between two buildings stands in the lists of both.
    """

    first: NDArray[np.int64]
    row: NDArray[np.int64]
    column: NDArray[np.int64]


def perimeter_of(city: City) -> Perimeter:
    """Cells of open ground that share an edge with a building.

    A building that touches none (within a block) has those of its block:
    the buildings it touches by edges, and those they touch. A block without
    open ground around it has an empty list.
    """
    count = len(city.buildings)
    building = city.layer("building")
    ground = city.open_ground
    number = np.arange(building.size, dtype=np.int64).reshape(building.shape)
    own: list[NDArray[np.int64]] = []
    touching: list[NDArray[np.int64]] = []
    for down, right in _SIDES:
        here, there = _neighbours(building.shape, down, right)
        built = building[here] != NO_BUILDING
        beside_ground = built & ground[there]
        own.append(np.stack([building[here][beside_ground], number[there][beside_ground]], axis=1))
        other = built & (building[there] != NO_BUILDING) & (building[there] != building[here])
        touching.append(np.stack([building[here][other], building[there][other]], axis=1))
    pairs = np.unique(np.concatenate(own).astype(np.int64), axis=0)
    enclosed = np.setdiff1d(np.unique(building[building != NO_BUILDING]), pairs[:, 0])
    if enclosed.size:
        block = _blocks(count, np.unique(np.concatenate(touching).astype(np.int64), axis=0))
        of_blocks = np.unique(np.stack([block[pairs[:, 0]], pairs[:, 1]], axis=1), axis=0)
        begin = np.searchsorted(of_blocks[:, 0], block[enclosed])
        end = np.searchsorted(of_blocks[:, 0], block[enclosed], side="right")
        lent = [
            np.stack([np.full(stop - start, one), of_blocks[start:stop, 1]], axis=1)
            for one, start, stop in zip(enclosed, begin, end, strict=True)
        ]
        pairs = np.unique(np.concatenate([pairs, *lent]), axis=0)
    first = np.searchsorted(pairs[:, 0], np.arange(count + 1))
    row, column = np.divmod(pairs[:, 1], building.shape[1])
    return Perimeter(first.astype(np.int64), row, column)


def _neighbours(
    shape: tuple[int, ...], down: int, right: int
) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """Slices of the cells that have a neighbour on this side, and of those neighbours."""

    def pair(step: int, size: int) -> tuple[slice, slice]:
        if step > 0:
            return slice(0, size - step), slice(step, size)
        return slice(-step, size), slice(0, size + step)

    (rows, rows_there), (columns, columns_there) = pair(down, shape[0]), pair(right, shape[1])
    return (rows, columns), (rows_there, columns_there)


def _blocks(count: int, touching: NDArray[np.int64]) -> NDArray[np.int64]:
    """Lowest number of all buildings a building is joined to, itself among them."""
    block = np.arange(count, dtype=np.int64)
    while True:
        lower = block.copy()
        np.minimum.at(lower, touching[:, 0], block[touching[:, 1]])
        lower = lower[lower]
        if np.array_equal(lower, block):
            return block
        block = lower
