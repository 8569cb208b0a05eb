"""Faces whose flow is not that between two cells: edges of the city, fixed levels, walls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Cells = NDArray[np.int64]


def within(cells: Cells, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Whether cells (row, column) lie on a grid."""
    row, column = cells.T
    held: NDArray[np.bool_] = (row >= 0) & (row < shape[0]) & (column >= 0) & (column < shape[1])
    return held


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """A value for each face; places are rows and columns of the City's grid.

    ``cell`` is the cell behind the face along the axis: the face is its western
    (axis 0) or northern one (axis 1). The rest as `kernels.edges.ListedFaces`.

    Parameters
    ----------
    kind, axis, counts, sign
        (faces,)
    cell, inner
        (faces, 2)
    conveyance
        (faces,)
    above
        (faces, 2) [m]
    """

    kind: Cells
    axis: Cells
    cell: Cells
    counts: Cells
    sign: Cells
    inner: Cells
    conveyance: NDArray[np.float64]
    above: NDArray[np.float32]

    @classmethod
    def alike(
        cls,
        cell: Cells,
        kind: int,
        axis: int | Cells,
        *,
        counts: int = 0,
        sign: int = 0,
        inner: Cells | None = None,
        conveyance: NDArray[np.float64] | None = None,
        above: NDArray[np.float64] | None = None,
    ) -> Faces:
        """Faces of one kind at several cells."""
        count = len(cell)
        return cls(
            np.full(count, kind, np.int64),
            np.broadcast_to(axis, count).astype(np.int64),
            np.asarray(cell, np.int64).reshape(-1, 2),
            np.full(count, counts, np.int64),
            np.full(count, sign, np.int64),
            np.zeros((count, 2), np.int64) if inner is None else inner.astype(np.int64),
            np.zeros(count) if conveyance is None else conveyance,
            np.zeros((count, 2), np.float32) if above is None else above.astype(np.float32),
        )

    @classmethod
    def joined(cls, several: Sequence[Faces]) -> Faces:
        """All of several, one after the other."""
        nothing = cls.alike(np.zeros((0, 2), np.int64), 0, 0)
        return cls(
            *(
                np.concatenate([getattr(one, field.name) for one in (nothing, *several)])
                for field in fields(cls)
            )
        )
