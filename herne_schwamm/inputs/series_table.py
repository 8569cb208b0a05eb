"""Long tables of text, as weather comes in: fields by heading, numbers with the row of a fault."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.problems import N_, InputProblem, Problem

MIDNIGHT = re.compile(r"[T ]24:00")
"""The end of a day, which no calendar of a computer knows: it is the beginning of the next."""

NO_VALUE = ("", "nan", "na", "n/a", "null", "-")
"""Fields, in small letters, that say that there is no value."""


@dataclass(frozen=True, slots=True, eq=False)
class SeriesTable:
    """The rows of a file below its heading, as text.

    Parameters
    ----------
    file
        Name of the file, for sentences.
    fields
        Text by heading, one row for each row of the file.
    first_line
        Number of the line that the first row stands on.
    """

    file: str
    fields: pd.DataFrame
    first_line: int

    @property
    def headings(self) -> list[str]:
        """Names of the columns."""
        return list(self.fields.columns)

    def texts(self, heading: str) -> pd.Series:
        """Fields of a column without blanks around them."""
        return self.fields[heading].str.strip()

    def numbers(self, heading: str, missing: Collection[float] = ()) -> NDArray[np.float64]:
        """Numbers of a column, NaN where there is no value.

        Parameters
        ----------
        heading
            The column.
        missing
            Numbers that stand for no value.

        Raises
        ------
        InputProblem
            A field is no number.
        """
        fields = self.fields[heading]
        values: NDArray[np.float64] = pd.to_numeric(fields, errors="coerce").to_numpy(
            dtype=np.float64, copy=True
        )
        odd = np.flatnonzero(~np.isfinite(values))
        for row, text in zip(odd, fields.iloc[odd].str.strip().tolist(), strict=True):
            if text.lower() not in NO_VALUE:
                raise self.problem(
                    int(row), N_("{column} is not a number: {text}"), column=heading, text=text
                )
        for number in missing:
            values[values == number] = np.nan
        return values

    def problem(self, row: int, sentence: str, /, **facts: object) -> InputProblem:
        """What is wrong with a row (counted from 0), with its place before."""
        return InputProblem(
            N_("{file}, row {row}: {what}"),
            file=self.file,
            row=self.first_line + row,
            what=Problem(sentence, **facts),
        )


def read_series_table(
    file: str,
    lines: Sequence[str],
    *,
    first_line: int,
    headings: Sequence[str],
    delimiter: str,
    decimal_comma: bool = False,
) -> SeriesTable:
    """The rows of a file.

    Parameters
    ----------
    file
        Name of the file.
    lines
        Its lines below the heading; blank ones at the end are left out.
    first_line
        Number of the first of them in the file.
    headings
        Names of the columns.
    delimiter
        What parts the fields.
    decimal_comma
        Whether a comma may part the decimals.

    Raises
    ------
    InputProblem
        There is no row, or one has not as many fields as the heading.
    """
    end = len(lines)
    while end and not lines[end - 1].strip(" \t\x1a"):
        end -= 1
    if not end:
        raise InputProblem(N_("{file}: there is no row below the heading"), file=file)
    twins = sorted({name for name in headings if list(headings).count(name) > 1})
    if twins:
        raise InputProblem(
            N_("{file}: several columns are called {columns}"), file=file, columns=", ".join(twins)
        )
    rows = lines[:end]
    parted = len(headings) - 1
    for row, line in enumerate(rows):
        if line.count(delimiter) != parted:
            told = N_("{file}, row {row}: {found} fields, but the heading has {expected}")
            if delimiter == "," and line.count(delimiter) > parted:
                told = N_(
                    "{file}, row {row}: {found} fields, but the heading has {expected}; where "
                    "numbers have decimal commas, part the fields by semicolons"
                )
            raise InputProblem(
                told,
                file=file,
                row=first_line + row,
                found=line.count(delimiter) + 1,
                expected=len(headings),
            )
    text = "\n".join(rows).replace('"', "")
    fields = pd.read_csv(
        io.StringIO(text.replace(",", ".") if decimal_comma else text),
        sep=delimiter,
        header=None,
        names=list(headings),
        index_col=False,
        dtype=str,
        na_filter=False,
        skip_blank_lines=False,
        skipinitialspace=True,
        quoting=csv.QUOTE_NONE,
    )
    return SeriesTable(file, fields, first_line)
