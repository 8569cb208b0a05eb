"""Which list of codes a land cover is read by: one that ships, or the user's own table."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

from herne_schwamm.inputs.run_file_paths import RunPath
from herne_schwamm.inputs.toml_errors import toml_fault
from herne_schwamm.problems import N_, InputProblem
from herne_schwamm.tables import surface_classes
from herne_schwamm.tables.land_cover import (
    LandCoverRow,
    LandCoverScheme,
    land_cover_scheme,
    own_scheme,
)

HEAD_KEYS = ("id", "version", "source", "row")
ROW_KEYS = tuple(field.name for field in fields(LandCoverRow))


def read_scheme(source: RunPath | str) -> LandCoverScheme:
    """A list by its name, or from the TOML file of a user.

    The file holds a ``[[row]]`` with ``code`` and ``surface_class`` for every
    code, and where it likes ``sealing``, ``canopy``, ``no_data``, ``also``,
    ``label_de`` and ``label_en``; above them ``id``, ``version`` and ``source``.

    Raises
    ------
    InputProblem
        The file is missing, no TOML, or a row says what cannot be followed:
        with its number.
    """
    if not isinstance(source, RunPath):
        return land_cover_scheme(source)
    file = source.path.name
    content = _content(source.path)
    for key in content:
        if key not in HEAD_KEYS:
            raise InputProblem(
                N_("{file}: {key} is not a key of a mapping table; it has {known}"),
                file=file,
                key=key,
                known=", ".join(HEAD_KEYS),
            )
    rows = content.get("row")
    if not isinstance(rows, list) or not rows:
        raise InputProblem(
            N_("{file}: a mapping table needs a part [[row]] with code and surface_class"),
            file=file,
        )
    row_of_code: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        _check_row(file, number, row)
        for code in (row["code"], *row.get("also", ())):
            first = row_of_code.setdefault(str(code).strip(), number)
            if first != number:
                raise InputProblem(
                    N_("{file}: the code {code} stands in row {first} and in row {row}"),
                    file=file,
                    code=code,
                    first=first,
                    row=number,
                )
    return own_scheme(file, content)


def _content(path: Path) -> dict[str, Any]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise InputProblem(N_("{file}: there is no such file"), file=path) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputProblem(
            N_("{file}: this cannot be read as a text file in UTF-8"), file=path.name
        ) from error
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        line, what = toml_fault(text, error)
        raise InputProblem(
            N_("{file}, line {line}: {what}"), file=path.name, line=line, what=what
        ) from error


def _check_row(file: str, number: int, row: Any) -> None:
    def refuse(key: str, expected: InputProblem) -> None:
        raise InputProblem(
            N_("{file}, row {row}: {key}: {expected}"),
            file=file,
            row=number,
            key=key,
            expected=expected,
        )

    if not isinstance(row, dict):
        refuse("row", InputProblem(N_("a part [[row]] is expected")))
    for key in row:
        if key not in ROW_KEYS:
            known = ", ".join(ROW_KEYS)
            refuse(key, InputProblem(N_("not a key of a row; it has {known}"), known=known))
    if not _is_code(row.get("code")):
        refuse("code", InputProblem(N_("a text or a whole number is expected")))
    also = row.get("also", [])
    if not isinstance(also, list) or not all(_is_code(word) for word in also):
        refuse("also", InputProblem(N_("a list of texts is expected")))
    for key in ("label_de", "label_en"):
        if not isinstance(row.get(key, ""), str):
            refuse(key, InputProblem(N_("a text is expected")))
    for key in ("canopy", "no_data"):
        if not isinstance(row.get(key, False), bool):
            refuse(key, InputProblem(N_("true or false is expected")))
    sealing = row.get("sealing", 0.0)
    if isinstance(sealing, bool) or not isinstance(sealing, int | float) or not 0 <= sealing <= 1:
        refuse("sealing", InputProblem(N_("a number from 0 to 1 is expected")))
    if row.get("no_data", False):
        if "surface_class" in row:
            refuse("surface_class", InputProblem(N_("a code without data has none")))
        return
    if row.get("surface_class") not in surface_classes():
        known = ", ".join(surface_classes())
        refuse("surface_class", InputProblem(N_("one of {known} is expected"), known=known))


def _is_code(value: Any) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole or (isinstance(value, str) and bool(value.strip()))
