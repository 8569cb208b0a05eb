"""Which cells lie around a building, and which buildings touch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import NO_BUILDING, City


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

    @property
    def cells(self) -> NDArray[np.int64]:
        """How many cells lie around each building. (buildings,)"""
        return np.diff(self.first)

    @property
    def building(self) -> NDArray[np.int64]:
        """Building of every entry. (entries,)"""
        return np.repeat(np.arange(self.first.size - 1), self.cells)


def perimeter_of(city: City) -> Perimeter:
    """Cells of open ground that share an edge with a building.

    A building that touches none (within a block) has those of its block:
    the buildings it touches by edges, and those they touch. A block without
    open ground around it has an empty list.
    """
    count = len(city.buildings)
    building = city.layer("building")
    columns = building.shape[1]
    pairs = _beside_ground(building, city.open_ground)
    enclosed = np.setdiff1d(np.unique(building[building != NO_BUILDING]), pairs[:, 0])
    if enclosed.size:
        block = touching_blocks(building, count)
        of_blocks = np.unique(np.stack([block[pairs[:, 0]], pairs[:, 1]], axis=1), axis=0)
        begin = np.searchsorted(of_blocks[:, 0], block[enclosed])
        end = np.searchsorted(of_blocks[:, 0], block[enclosed], side="right")
        lent = [
            np.stack([np.full(stop - start, one), of_blocks[start:stop, 1]], axis=1)
            for one, start, stop in zip(enclosed, begin, end, strict=True)
        ]
        pairs = np.unique(np.concatenate([pairs, *lent]), axis=0)
    first = np.searchsorted(pairs[:, 0], np.arange(count + 1))
    row, column = np.divmod(pairs[:, 1], columns)
    return Perimeter(first.astype(np.int64), row, column)


def _beside_ground(building: NDArray[np.int32], ground: NDArray[np.bool_]) -> NDArray[np.int64]:
    """(building, place of a cell of open ground beside it in the flattened raster), sorted."""
    north, south, everything = slice(None, -1), slice(1, None), slice(None)
    found = []
    for here, there in (
        ((north, everything), (south, everything)),
        ((south, everything), (north, everything)),
        ((everything, north), (everything, south)),
        ((everything, south), (everything, north)),
    ):
        row, column = np.nonzero((building[here] != NO_BUILDING) & ground[there])
        owner = building[here][row, column].astype(np.int64)
        row += there[0].start or 0
        column += there[1].start or 0
        found.append(np.stack([owner, row * building.shape[1] + column], axis=1))
    return np.unique(np.concatenate(found), axis=0)


def touching_blocks(building: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """The block each building belongs to: the smallest number among buildings joined by faces.

    Parameters
    ----------
    building
        Number of the building, `NO_BUILDING` elsewhere. (rows, columns)
    count
        Number of buildings.

    Returns
    -------
    array of int64
        Number of the block by building. (count,)
    """
    pairs = []
    for one, other in (
        (building[:-1], building[1:]),
        (building[:, :-1], building[:, 1:]),
    ):
        touch = (one != other) & (one != NO_BUILDING) & (other != NO_BUILDING)
        pairs.append(one[touch].astype(np.int64) * count + other[touch])
    joined = np.unique(np.concatenate(pairs))
    first, second = joined // max(count, 1), joined % max(count, 1)
    block = np.arange(count, dtype=np.int64)
    while True:
        # the smaller number goes over every contact, then along the chain of
        # those already met: few rounds even for long rows of houses
        smaller = np.minimum(block[first], block[second])
        joined_block = block.copy()
        np.minimum.at(joined_block, block[first], smaller)
        np.minimum.at(joined_block, block[second], smaller)
        np.minimum.at(joined_block, first, smaller)
        np.minimum.at(joined_block, second, smaller)
        joined_block = joined_block[joined_block]
        if np.array_equal(joined_block, block):
            return block
        block = joined_block
