"""What is known of people by census cell, before they are laid on the grid of a city."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs.run_file_population import PopulationPart
from herne_schwamm.problems import N_, InputProblem
from herne_schwamm.tables.heat_risk import AGE_GROUPS

PERSONS = ("Einwohner", "Insgesamt_Bevoelkerung", "persons")
"""What the column of the persons is called where the run file does not say it."""

ALL_IN_FILE = "Insgesamt_Bevoelkerung"
"""Persons that the groups of age of the same file are parts of."""

PERCENT = 100.0

SECRET = ("", "–", "-", "—", ".", "/", "x", "nan", "\N{REPLACEMENT CHARACTER}")
"""Fields that say that there is no number, in small letters; the last is a dash in another
encoding."""


def refuse_no_numbers(
    file: str,
    column: pd.Series,
    values: NDArray[np.float64],
    told: NDArray[np.bool_],
    row: NDArray[np.int64],
) -> None:
    """Refuse fields of a column that tell something, but no number from 0.

    Raises
    ------
    InputProblem
        With the first of them and its row.
    """
    wrong = told & ~(values >= 0.0) | np.isinf(values)
    if not wrong.any():
        return
    first = int(wrong.argmax())
    raise InputProblem(
        N_(
            "{file}, row {row}: {column} is {text}, but a number from 0 is expected "
            "({count} such rows); what is kept secret is left empty or a dash"
        ),
        file=file,
        row=int(row[first]),
        column=column.name,
        text=column.iloc[first],
        count=int(np.count_nonzero(wrong)),
    )


@dataclass(frozen=True, slots=True)
class AgeColumn:
    """A column that tells of a group of age, as "persons", "percent" or "share"."""

    column: str
    group: str
    unit: str


KNOWN_AGES = (
    AgeColumn("Unter18", "under_18", "persons"),
    AgeColumn("AnteilUnter18", "under_18", "percent"),
    AgeColumn("a65undaelter", "from_65", "persons"),
    AgeColumn("AnteilUeber65", "from_65", "percent"),
    AgeColumn("a80undaelter", "from_80", "persons"),
    *(AgeColumn(group, group, "persons") for group in AGE_GROUPS),
)
"""Columns of Zensus 2022 ("Alter in 5 Altersklassen", "Alter in 10er-Jahresgruppen", "Anteil
unter 18", "Anteil ab 65"), as public software that reads its files names them (not checked against
the files themselves), and our own names."""


@dataclass(frozen=True, slots=True, eq=False)
class CensusCells:
    """People by census cell.

    Parameters
    ----------
    file
        Name of the file.
    ids
        What each cell is called.
    geometry
        Polygon of each cell in the city's reference system.
    persons
        Persons of each cell; NaN where they are kept secret.
    shares
        Shares of groups of age, NaN where they are not known. [0–1]
    notes, numbers
        What was done, as in `LayerOrigin`.
    """

    file: str
    ids: list[str]
    geometry: NDArray[Any]
    persons: NDArray[np.float64]
    shares: Mapping[str, NDArray[np.float64]]
    notes: tuple[str, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)


def age_columns(part: PopulationPart) -> list[AgeColumn]:
    """The columns of age to look for: those the run file names, known ones for other groups."""
    named = [
        AgeColumn(getattr(part, group), group, part.age_unit)
        for group in AGE_GROUPS
        if getattr(part, group) is not None
    ]
    groups = {one.group for one in named}
    return named + [one for one in KNOWN_AGES if one.group not in groups]


def persons_columns(part: PopulationPart) -> tuple[str, ...]:
    """Names the column of the persons may have."""
    return PERSONS if part.persons is None else (part.persons,)


def share_of(
    numbers: NDArray[np.float64], unit: str, persons: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Share of a group of age; statistical noise of small cells does not lead beyond 1. [0–1]

    Parameters
    ----------
    numbers
        Of the group: persons, percent or share.
    unit
        Which of them.
    persons
        All persons, for numbers of persons.
    """
    if unit == "persons":
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(persons > 0.0, numbers / persons, np.nan)
    else:
        share = numbers / PERCENT if unit == "percent" else numbers
    return np.minimum(share, 1.0)


def check_shares(file: str, one: AgeColumn, numbers: NDArray[np.float64]) -> None:
    """Refuse numbers of a group of age that cannot be what their unit says.

    Raises
    ------
    InputProblem
        With the first of them.
    """
    limit = {"percent": PERCENT, "share": 1.0}.get(one.unit, np.inf)
    with np.errstate(invalid="ignore"):
        wrong = (numbers < 0.0) | (numbers > limit)
    if not wrong.any():
        return
    if one.unit == "persons":
        raise InputProblem(
            N_("{file}: {column} is {value:g} in a cell, but persons from 0 are expected"),
            file=file,
            column=one.column,
            value=float(numbers[wrong][0]),
        )
    raise InputProblem(
        N_(
            "{file}: {column} is {value:g} in a cell, but {unit} from 0 to {limit:g} is expected; "
            "check population.age_unit"
        ),
        file=file,
        column=one.column,
        value=float(numbers[wrong][0]),
        unit=one.unit,
        limit=limit,
    )


def squares(
    x_m: NDArray[np.float64], y_m: NDArray[np.float64], size_m: float, crs: str, grid: Grid
) -> NDArray[Any]:
    """Squares around middles in a reference system, moved to that of a grid."""
    half = size_m / 2
    corners_x = x_m[:, None] + np.array([-half, half, half, -half])
    corners_y = y_m[:, None] + np.array([-half, -half, half, half])
    if crs != grid.crs:
        transformer = Transformer.from_crs(crs, grid.crs, always_xy=True)
        corners_x, corners_y = transformer.transform(corners_x, corners_y)
    moved: NDArray[Any] = shapely.polygons(np.stack([corners_x, corners_y], axis=-1))
    return moved
