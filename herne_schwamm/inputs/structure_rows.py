"""Culverts, walls and pumps from the rows of their layers."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import LineString

from herne_schwamm.city.grid import Grid
from herne_schwamm.city.structures import Culvert, CulvertShape, Line, Pump
from herne_schwamm.inputs.rows import FeatureRow, Limits
from herne_schwamm.inputs.terrain import HIGHEST_M, LOWEST_M
from herne_schwamm.problems import N_

CULVERT_COLUMNS = (
    "name",
    "shape",
    "diameter_m",
    "width_m",
    "height_m",
    "inlet_level_m",
    "outlet_level_m",
    "manning_n",
    "entrance_loss",
    "length_m",
    "count",
)
WALL_COLUMNS = ("name", "crest_m", "height_m")
PUMP_COLUMNS = ("name", "capacity_m3_s", "start_depth_m", "outlet", "to_x_m", "to_y_m")
"""Columns of the layers. A culvert needs diameter_m, or width_m and height_m; a wall one of crest_m
and height_m; a pump capacity_m3_s. The others have the defaults below; levels without a value are
those of the ground, the length that of the line."""

SIZE = Limits(0.0, 20.0, above=True)
LENGTH = Limits(0.0, 5000.0, above=True)
LEVEL = Limits(LOWEST_M, HIGHEST_M)
ROUGHNESS = Limits(0.005, 0.2)
ENTRANCE = Limits(0.0, 2.0)
BARRELS = Limits(1.0, 100.0, whole=True)
HEIGHT = Limits(0.0, 50.0, above=True)
CAPACITY = Limits(0.0, 100.0, above=True)
START = Limits(0.0, 10.0)
COORDINATE = Limits(-1e8, 1e8)

GROUND_TO_INVERT_M = 20.0
"""How far an invert may lie from the ground at its end: farther, it is a slip of the pen. [m]"""

DRAWN_M = 0.5
"""How much shorter than the way between its ends, drawn by hand, a barrel may be. [m]"""

LeftOut = Literal["outside", "one cell"]
"""Why a structure is left out: outside the city, or its ends lie in one cell."""

CONCRETE_N = 0.013
"""Roughness of a concrete barrel, where none is given (HDS-5, table B.1: 0.012 to 0.015)."""

HEADWALL_LOSS = 0.5
"""Loss at a square edge in a headwall, where none is given (HDS-5, table C.2)."""

START_M = 0.05
"""Depth above which a pump runs, where none is given. [m]"""

PIPE_WORDS, BOX_WORDS = ("pipe", "rohr", "kreis"), ("box", "kasten", "rahmen", "rechteck")


class WallRow(NamedTuple):
    """A wall as its row tells it: one of crest and height is None. [m]"""

    lines: tuple[Line, ...]
    crest_m: float | None
    height_m: float | None


@dataclass(frozen=True, slots=True)
class Ground:
    """Where structures stand.

    ``terrain_m`` with openings lowered, NaN outside the city; ``is_open``:
    cells of the city without a building. ``moved`` takes the places whose cell
    is that of a building and which were moved to an open one beside it: on a
    coarse grid the ground between two houses may be no cell of its own.
    """

    grid: Grid
    terrain_m: NDArray[np.float32]
    is_open: NDArray[np.bool_]
    moved: set[tuple[float, float]] = field(default_factory=set)

    def knows(self, x_m: float, y_m: float) -> bool:
        """Whether a point lies in the city."""
        cell = self.grid.cell_at(x_m, y_m)
        return cell is not None and bool(np.isfinite(self.terrain_m[cell]))

    def cell(self, row: FeatureRow, x_m: float, y_m: float) -> tuple[int, int]:
        """The cell of the open ground at a point, or beside it.

        Raises
        ------
        InputProblem
            The point lies outside the city, or in a building farther than a
            cell from open ground.
        """
        cell = self.grid.cell_at(x_m, y_m)
        if cell is None or not np.isfinite(self.terrain_m[cell]):
            raise row.problem(
                N_("x = {x:.1f}, y = {y:.1f} lies outside the city; move this end into it"),
                x=x_m,
                y=y_m,
            )
        if not self.is_open[cell]:
            beside = self._open_beside(cell, x_m, y_m)
            if beside is not None:
                self.moved.add((x_m, y_m))
                return beside
            raise row.problem(
                N_(
                    "x = {x:.1f}, y = {y:.1f} lies in a building; move this end onto open ground "
                    "beside it"
                ),
                x=x_m,
                y=y_m,
            )
        return cell

    def _open_beside(self, cell: tuple[int, int], x_m: float, y_m: float) -> tuple[int, int] | None:
        """The open cell around one whose middle is nearest to a point."""
        near = [
            (math.dist(self.grid.centre_of(row, column), (x_m, y_m)), (row, column))
            for row in range(cell[0] - 1, cell[0] + 2)
            for column in range(cell[1] - 1, cell[1] + 2)
            if self._has_open(row, column)
        ]
        return min(near)[1] if near else None

    def _has_open(self, row: int, column: int) -> bool:
        rows, columns = self.is_open.shape
        return 0 <= row < rows and 0 <= column < columns and bool(self.is_open[row, column])


def culvert_of(row: FeatureRow, ground: Ground) -> Culvert | LeftOut:
    """The culvert of a row, or why it is left out.

    Raises
    ------
    InputProblem
        It is no line or has no length, an end lies outside the city or in a
        building, or a measure that cannot be.
    """
    (line,) = _lines(row, single=True)
    start, stop = line[0], line[-1]
    if not (ground.knows(*start) or ground.knows(*stop)):
        return "outside"
    inlet, outlet = ground.cell(row, *start), ground.cell(row, *stop)
    shape = _shape(row)
    height_m = row.number("diameter_m" if shape == "pipe" else "height_m", SIZE)
    culvert = Culvert(
        name=row.name(),
        line=line,
        inlet=inlet,
        outlet=outlet,
        shape=shape,
        width_m=height_m if shape == "pipe" else row.number("width_m", SIZE),
        height_m=height_m,
        inlet_level_m=_invert_m(row, "inlet_level_m", float(ground.terrain_m[inlet])),
        outlet_level_m=_invert_m(row, "outlet_level_m", float(ground.terrain_m[outlet])),
        length_m=row.number("length_m", LENGTH, float(LineString(line).length)),
        manning_n_s_m13=row.number("manning_n", ROUGHNESS, CONCRETE_N),
        entrance_loss=row.number("entrance_loss", ENTRANCE, HEADWALL_LOSS),
        count=int(row.number("count", BARRELS, 1.0)),
    )
    _check_length(row, culvert)
    return "one cell" if inlet == outlet else culvert


def _invert_m(row: FeatureRow, column: str, ground_m: float) -> float:
    """Level of the invert at an end; that of the ground where none is given. [m]"""
    level_m = row.number(column, LEVEL, ground_m)
    if abs(level_m - ground_m) > GROUND_TO_INVERT_M:
        raise row.problem(
            N_(
                "{column} is {level:.2f} m, but the ground at this end is {ground:.2f} m; a level "
                "not more than {most:g} m from it is expected"
            ),
            column=column,
            level=level_m,
            ground=ground_m,
            most=GROUND_TO_INVERT_M,
        )
    return level_m


def _check_length(row: FeatureRow, culvert: Culvert) -> None:
    """Refuse a barrel that does not reach from end to end, or falls by more than its length."""
    distance_m = math.dist(culvert.line[0], culvert.line[-1])
    if culvert.length_m < distance_m - DRAWN_M:
        raise row.problem(
            N_(
                "length_m is {length:.2f} m, but its ends lie {distance:.2f} m apart; give a "
                "length not below that, or leave it out"
            ),
            length=culvert.length_m,
            distance=distance_m,
        )
    fall_m = abs(culvert.inlet_level_m - culvert.outlet_level_m)
    if fall_m > culvert.length_m:
        raise row.problem(
            N_(
                "its ends differ by {fall:.2f} m in level over a length of {length:.2f} m, but at "
                "most 1 m for each metre is expected; mend inlet_level_m, outlet_level_m or "
                "length_m (a level without a value is that of the ground)"
            ),
            fall=fall_m,
            length=culvert.length_m,
        )


def _shape(row: FeatureRow) -> CulvertShape:
    word = row.text("shape")
    if row.has("diameter_m") and (row.has("width_m") or row.has("height_m")):
        raise row.problem(
            N_(
                "give either diameter_m (of a pipe) or width_m and height_m (of a box), and not "
                "both"
            )
        )
    if word is None:
        return "box" if row.has("width_m") else "pipe"
    if word.casefold() in PIPE_WORDS:
        return "pipe"
    if word.casefold() in BOX_WORDS:
        return "box"
    raise row.problem(
        N_(
            'shape is "{word}", but "pipe" (with diameter_m) or "box" (with width_m and height_m) '
            "is expected"
        ),
        word=word,
    )


def wall_of(row: FeatureRow) -> WallRow:
    """The wall of a row.

    Raises
    ------
    InputProblem
        It is no line or has no length, or not one of crest and height.
    """
    lines = _lines(row, single=False)
    if row.has("crest_m") == row.has("height_m"):
        raise row.problem(
            N_(
                "give either crest_m (level of the crest) or height_m (height above the ground), "
                "and only one of them"
            )
        )
    if row.has("crest_m"):
        return WallRow(lines, row.number("crest_m", LEVEL), None)
    return WallRow(lines, None, row.number("height_m", HEIGHT))


def pump_of(row: FeatureRow, ground: Ground) -> Pump | LeftOut:
    """The pump of a row, or why it is left out.

    Raises
    ------
    InputProblem
        It is no point, stands in a building, or has a measure that cannot be or
        an outlet that is not understood.
    """
    point = row.geometry
    if point.geom_type == "MultiPoint" and len(point.geoms) == 1:
        point = point.geoms[0]
    if point.geom_type != "Point":
        raise row.problem(
            N_("it is a {shape}, but a {expected} is expected"),
            shape=row.geometry.geom_type,
            expected="Point",
        )
    if not ground.knows(point.x, point.y):
        return "outside"
    cell = ground.cell(row, point.x, point.y)
    capacity_m3_s = row.number("capacity_m3_s", CAPACITY)
    start_depth_m = row.number("start_depth_m", START, START_M)
    outlet = _outlet(row, ground)
    if outlet == cell:
        return "one cell"
    return Pump(row.name(), cell, capacity_m3_s, start_depth_m, outlet)


def _outlet(row: FeatureRow, ground: Ground) -> tuple[int, int] | None:
    word = row.text("outlet")
    placed = row.has("to_x_m") or row.has("to_y_m")
    if word is not None and (word.casefold() != "out" or placed):
        raise row.problem(
            N_(
                'outlet is "{word}", but "out" (the water leaves the city), or to_x_m and to_y_m '
                "without outlet are expected"
            ),
            word=word,
        )
    if not placed:
        return None
    return ground.cell(row, row.number("to_x_m", COORDINATE), row.number("to_y_m", COORDINATE))


def _lines(row: FeatureRow, *, single: bool) -> tuple[Line, ...]:
    """The lines of a row, each of some length.

    A line without length is mended to a point when it is read.
    """
    shape: Any = row.geometry
    parts = list(shape.geoms) if shape.geom_type == "MultiLineString" else [shape]
    if shape.geom_type in ("Point", "MultiPoint") or not shape.length > 0.0:
        x, y = shape.centroid.x, shape.centroid.y
        raise row.problem(
            N_("the line at x = {x:.1f}, y = {y:.1f} has no length; draw it anew"), x=x, y=y
        )
    wrong = any(part.geom_type != "LineString" for part in parts)
    if wrong or (single and len(parts) > 1):
        raise row.problem(
            N_("it is a {shape}, but a {expected} is expected"),
            shape=shape.geom_type,
            expected="LineString",
        )
    return tuple(
        tuple((float(x), float(y)) for x, y in part.coords) for part in parts if part.length > 0.0
    )
