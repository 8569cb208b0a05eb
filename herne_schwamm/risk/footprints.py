"""Where buildings stand: runs of cells and walls to open ground.

A run is a row's stretch of neighbouring cells of one owner. A city has far
fewer runs than cells, and widening runs is how rings are made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import NO_BUILDING

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Runs:
    """Stretches of cells in rows, sorted by owner.

    ``owner`` is the number of the building (or block) they belong to, ``first``
    and ``last`` are columns, both inclusive. Arrays of one length.
    """

    owner: Indices
    row: Indices
    first: Indices
    last: Indices

    def taken(self, which: NDArray[Any]) -> Runs:
        """The runs of a mask, a slice's worth of positions, or an order."""
        return Runs(self.owner[which], self.row[which], self.first[which], self.last[which])

    def owned_by(self, owner: Indices) -> Runs:
        """The same stretches with other owners, sorted by them."""
        order = np.argsort(owner, kind="stable")
        return Runs(owner[order], self.row[order], self.first[order], self.last[order])


def building_runs(building: NDArray[np.int32]) -> Runs:
    """The runs of all buildings.

    Parameters
    ----------
    building
        The City's layer: number of the building, `NO_BUILDING` elsewhere.
        (rows, columns)
    """
    flat = building.reshape(-1)
    columns = building.shape[1]
    changes = np.empty(flat.shape, np.bool_)
    changes[0] = True
    np.not_equal(flat[1:], flat[:-1], out=changes[1:])
    # a run ends with its row
    changes[::columns] = True
    starts = np.flatnonzero(changes)
    ends = np.append(starts[1:], flat.size) - 1
    owner = flat[starts].astype(np.int64)
    kept = owner != NO_BUILDING
    starts, ends, owner = starts[kept], ends[kept], owner[kept]
    runs = Runs(owner, starts // columns, starts % columns, ends % columns)
    return runs.owned_by(owner)


def wall_faces(
    building: NDArray[np.int32],
    ground: NDArray[np.bool_],
    wet: NDArray[np.bool_],
    count: int,
) -> tuple[Indices, Indices]:
    """Faces between each building and open ground, and how many of them are wet.

    Parameters
    ----------
    building
        Number of the building, `NO_BUILDING` elsewhere. (rows, columns)
    ground
        Cells of open ground.
    wet
        Cells whose water wets a wall.
    count
        Number of buildings.

    Returns
    -------
    (faces, wet_faces)
        Numbers of faces by building. (count,)
    """
    faces = np.zeros(count, np.int64)
    wet_faces = np.zeros(count, np.int64)
    north, south = slice(None, -1), slice(1, None)
    everything = slice(None)
    for here, there in (
        ((north, everything), (south, everything)),
        ((south, everything), (north, everything)),
        ((everything, north), (everything, south)),
        ((everything, south), (everything, north)),
    ):
        walls = (building[here] != NO_BUILDING) & ground[there]
        owner = building[here][walls]
        faces += np.bincount(owner, minlength=count)
        wet_faces += np.bincount(owner[wet[there][walls]], minlength=count)
    return faces, wet_faces
