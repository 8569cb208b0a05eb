"""Depths of rain row by row, as files of KOSTRA-DWD-2020 have them, put together and checked."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from herne_schwamm.city.rain_statistics import RainStatistics
from herne_schwamm.problems import N_, InputProblem, Problem

CELL_COLUMN = "INDEX_RC"
CELLS_PER_ROW = 1000
"""A cell's number is its row times this, plus its column."""

NEAR_CELLS = 5
"""How many cells are named where the wanted one is missing."""

PERCENT = 100.0

_COLUMN = re.compile(r"(HN|UC)_?0*([1-9]\d*)A?_?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DepthRow:
    """Depths of one duration.

    Parameters
    ----------
    place
        File and row, in words.
    duration_min
        Duration. [min]
    depth_mm
        Depth by return period [a]; NaN where the file has none. [mm]
    uncertainty_percent
        Band of tolerance by return period [a]; NaN where there is none. [%]
    """

    place: Problem
    duration_min: float
    depth_mm: Mapping[float, float]
    uncertainty_percent: Mapping[float, float]


def value_columns(file: str, headings: Iterable[str]) -> dict[tuple[str, float], str]:
    """Headings by what they hold: ("HN" or "UC", return period [a]).

    Raises
    ------
    InputProblem
        Two headings mean the same.
    """
    found: dict[tuple[str, float], str] = {}
    for heading in headings:
        match = _COLUMN.fullmatch(heading.strip())
        if not match:
            continue
        what = match[1].upper(), float(match[2])
        if what in found:
            raise InputProblem(
                N_(
                    "{file}: the columns {first} and {second} mean the same; correct the heading "
                    "of the wrong one, or take it out"
                ),
                file=file,
                first=found[what],
                second=heading,
            )
        found[what] = heading
    return found


def depth_row(
    place: Problem, duration_min: float, values: Mapping[tuple[str, float], float]
) -> DepthRow:
    """A row of a file; what lies below zero stands for no value (-999, -99.9)."""
    known = {key: value if value >= 0.0 else math.nan for key, value in values.items()}
    return DepthRow(
        place,
        duration_min,
        {period: value for (what, period), value in known.items() if what == "HN"},
        {period: value for (what, period), value in known.items() if what == "UC"},
    )


def missing_columns(file: str, headings: Iterable[str]) -> InputProblem:
    """The file has no column of depths."""
    return InputProblem(
        N_(
            "{file}: columns HN_001A to HN_100A with the depths by return period are needed, as "
            "in KOSTRA-DWD-2020; its columns are {found}"
        ),
        file=file,
        found=", ".join(headings) or "–",
    )


def missing_cell(file: str, cell: int, cells: Iterable[int]) -> InputProblem:
    """The file does not hold a cell; the nearest ones are named."""
    row, column = divmod(cell, CELLS_PER_ROW)

    def distance(other: int) -> tuple[int, int]:
        down, right = divmod(other, CELLS_PER_ROW)
        return (down - row) ** 2 + (right - column) ** 2, other

    near = sorted(set(cells), key=distance)[:NEAR_CELLS]
    return InputProblem(
        N_(
            "{file}: there is no cell {cell} (INDEX_RC) in it; the nearest ones are {near}; "
            "give the file that holds it, or name another one with the key "
            "rain_statistics.cell"
        ),
        file=file,
        cell=cell,
        near=", ".join(str(other) for other in near) or "-",
    )


def statistics_of(source: str, rows: Sequence[DepthRow]) -> RainStatistics:
    """The statistics that rows make up, durations in rising order.

    Raises
    ------
    InputProblem
        With the row: a depth is missing or not above 0, a duration stands
        twice, or depths do not rise with duration or return period.
    """
    rows = sorted(rows, key=lambda row: row.duration_min)
    periods = sorted({period for row in rows for period in row.depth_mm})
    for place, row in enumerate(rows):
        fault = _row_fault(row, periods) or (_pair_fault(rows[place - 1], row) if place else None)
        if fault is not None:
            raise fault
    return RainStatistics(
        source=source,
        return_period_a=np.array(periods),
        duration_min=np.array([row.duration_min for row in rows]),
        depth_mm=np.array([[row.depth_mm[period] for period in periods] for row in rows]),
        uncertainty=np.array(
            [
                [row.uncertainty_percent.get(period, math.nan) / PERCENT for period in periods]
                for row in rows
            ]
        ),
    )


def _row_fault(row: DepthRow, periods: Sequence[float]) -> Problem | None:
    if not 0.0 < row.duration_min < math.inf:
        return InputProblem(
            N_("{place}: the duration in minutes is missing or not above 0"),
            place=row.place,
        )
    before, depth_before = 0.0, 0.0
    for period in periods:
        depth = row.depth_mm.get(period, math.nan)
        if not 0.0 < depth < math.inf:
            return InputProblem(
                N_(
                    "{place}: there is no depth above 0 for {duration:g} min and {period:g} "
                    "years (HN_{period:03.0f}A); fill it in, or take the column or the row out"
                ),
                place=row.place,
                duration=row.duration_min,
                period=period,
            )
        if depth <= depth_before:
            return InputProblem(
                N_(
                    "{place}: {depth:g} mm in {period:g} years is not more than {less:g} mm in "
                    "{shorter:g} years (at {duration:g} min); depths rise with the return period"
                ),
                place=row.place,
                depth=depth,
                period=period,
                less=depth_before,
                shorter=before,
                duration=row.duration_min,
            )
        before, depth_before = period, depth
    for period, percent in row.uncertainty_percent.items():
        if percent >= PERCENT:
            return InputProblem(
                N_(
                    "{place}: a band of tolerance of {percent:g} % (UC_{period:03.0f}A) is not "
                    "below 100 %"
                ),
                place=row.place,
                percent=percent,
                period=period,
            )
    return None


def _pair_fault(before: DepthRow, row: DepthRow) -> Problem | None:
    if row.duration_min == before.duration_min:
        return InputProblem(
            N_("{place}: the duration of {duration:g} min stands there twice (see {before})"),
            place=row.place,
            before=before.place,
            duration=row.duration_min,
        )
    for period, depth in row.depth_mm.items():
        if depth < before.depth_mm[period]:
            return InputProblem(
                N_(
                    "{place}: {depth:g} mm in {duration:g} min is less than {more:g} mm in "
                    "{shorter:g} min (at {period:g} years); depths rise with the duration"
                ),
                place=row.place,
                depth=depth,
                duration=row.duration_min,
                more=before.depth_mm[period],
                shorter=before.duration_min,
                period=period,
            )
    return None
