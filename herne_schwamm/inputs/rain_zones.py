"""Which cell of a rain raster falls on each cell of the city."""

from __future__ import annotations

import numpy as np
import pyproj
from numpy.typing import NDArray

from herne_schwamm.city.grid import Grid
from herne_schwamm.problems import N_, InputProblem

CELLS_PER_BLOCK = 1_000_000
"""Cells that are transformed at a time: what they need of memory stays small."""

ROUNDING = 0.01
"""Share of a rain cell by which a transformed coordinate may lie beyond its edge."""

FULL_CIRCLE_DEG = 360.0
HALF_CIRCLE_DEG = 180.0


class RainAxis:
    """Centres of rain cells along one direction, rising or falling.

    Parameters
    ----------
    centres
        Coordinates of the centres in the rain's reference system.
    size
        Length of a cell, where one centre alone does not tell it.
    """

    def __init__(self, centres: NDArray[np.float64], size: float | None = None) -> None:
        if centres.ndim != 1 or centres.size == 0 or not np.isfinite(centres).all():
            raise ValueError("centres have to be a list of numbers")
        steps = np.diff(centres)
        self.rises = bool((steps > 0.0).all())
        if not (self.rises or (steps < 0.0).all()):
            raise ValueError("centres have to rise or to fall")
        self._rising = centres if self.rises else centres[::-1]
        self._between = (self._rising[1:] + self._rising[:-1]) / 2.0
        self.size = float(np.median(np.abs(steps))) if steps.size else size

    @property
    def count(self) -> int:
        """How many centres there are."""
        return int(self._rising.size)

    @property
    def greatest(self) -> float:
        """The greatest coordinate."""
        return float(self._rising[-1])

    def at(self, position: int) -> float:
        """The centre of a position."""
        return float(self._rising[position if self.rises else self.count - 1 - position])

    def nearest(
        self, coordinates: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Position of the nearest centre, and whether its cell reaches the coordinate.

        Cells may lie further apart than their median: between two centres it
        always does.
        """
        position = np.searchsorted(self._between, coordinates).astype(np.int64)
        away = np.abs(coordinates - self._rising[position])
        last_rising, first_rising = self._rising[-1], self._rising[0]
        reach = np.inf if self.size is None else (0.5 + ROUNDING) * self.size
        within = (coordinates >= first_rising) & (coordinates <= last_rising)
        near = within | (away <= reach)
        last = self._rising.size - 1
        return (position if self.rises else last - position), near


def rain_zones(
    file: str, crs: pyproj.CRS, x: RainAxis, y: RainAxis, grid: Grid, inside: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
    """Zones of rain on a city's grid.

    Parameters
    ----------
    file
        Name of the file, for sentences.
    crs
        Reference system of the rain.
    x, y
        Its cells' centres, in the system's own unit.
    grid, inside
        The city's grid and the cells that belong to it.

    Returns
    -------
    zone, rows, columns
        (rows, columns) of the grid: zone of each cell, 0 outside the city;
        row and column of each zone in the rain's raster. Zones are those rain
        cells that are nearest to some cell of the city, in the order of the
        rain's raster.

    Raises
    ------
    InputProblem
        Cells of the city lie beyond the outermost rain cells.
    """
    to_rain = pyproj.Transformer.from_crs(grid.crs, crs, always_xy=True)
    turned = crs.is_geographic and x.greatest > HALF_CIRCLE_DEG
    columns_of_rain = x.count
    raw = np.zeros(grid.shape, dtype=np.int64)
    used = np.zeros(y.count * columns_of_rain, dtype=np.bool_)
    uncovered, first = 0, None
    x_m, y_m = grid.x_m(), grid.y_m()
    rows_per_block = max(1, CELLS_PER_BLOCK // grid.columns)
    for top in range(0, grid.rows, rows_per_block):
        block = slice(top, min(top + rows_per_block, grid.rows))
        row, column = np.nonzero(inside[block])
        if row.size == 0:
            continue
        there_x, there_y = to_rain.transform(x_m[column], y_m[block][row])
        if turned:
            there_x = there_x % FULL_CIRCLE_DEG
        rain_column, near_x = x.nearest(there_x)
        rain_row, near_y = y.nearest(there_y)
        away = ~(near_x & near_y)
        if away.any() and first is None:
            place = int(away.argmax())
            first = (float(x_m[column[place]]), float(y_m[block][row[place]]))
        uncovered += int(np.count_nonzero(away))
        zone = rain_row * columns_of_rain + rain_column
        raw[block][row, column] = zone
        used[zone] = True
    if first is not None:
        raise InputProblem(
            N_(
                "{file}: the rain covers only {share:.1f} % of the city; the first cell without "
                "rain lies at x = {x:.1f}, y = {y:.1f}; give rain of a larger area, and check "
                "its coordinates and reference system"
            ),
            file=file,
            share=100.0 * (1.0 - uncovered / max(int(np.count_nonzero(inside)), 1)),
            x=first[0],
            y=first[1],
        )
    number = np.cumsum(used) - 1
    zones = np.where(inside, number[raw], 0).astype(np.int32)
    rows, columns = np.divmod(np.flatnonzero(used), columns_of_rain)
    return zones, rows, columns
