"""Uses of buildings and of open ground, and how vulnerable they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.tables.ground import surface_classes
from herne_schwamm.tables.reading import read_table

UNKNOWN = "unknown"
"""Use of a building whose source says nothing, or nothing that is known."""

# ALKIS codes of buildings belong to the object type 31001; a column of numbers
# with gaps reads "2463.0".
_BUILDING_CODE = re.compile(r"(?:31001_)?(\d{4})(?:\.0)?")
_STRUCTURE_CODE = re.compile(r"5\d{4}_\d{4}")


@dataclass(frozen=True, slots=True)
class BuildingUse:
    """One use of buildings.

    ``vulnerability`` goes from 1 (low) to 4 (very high); ``codes`` are the
    beginnings of ALKIS codes and ``words`` the words in small letters that
    lead to it.
    """

    name: str
    label_de: str
    label_en: str
    vulnerability: int
    codes: tuple[str, ...]
    words: tuple[str, ...]


@lru_cache(maxsize=None)
def _content() -> dict[str, Any]:
    return read_table("vulnerabilities")


@lru_cache(maxsize=None)
def building_uses() -> MappingProxyType[str, BuildingUse]:
    """All uses of buildings by name."""
    rows = [
        BuildingUse(**{**row, "codes": tuple(row["codes"]), "words": tuple(row["words"])})
        for row in _content()["use"]
    ]
    return MappingProxyType({row.name: row for row in rows})


@lru_cache(maxsize=None)
def _use_of_code() -> dict[str, BuildingUse]:
    return {code: use for use in building_uses().values() for code in use.codes}


@lru_cache(maxsize=None)
def _use_of_word() -> dict[str, BuildingUse]:
    return {word: use for use in building_uses().values() for word in (use.name, *use.words)}


def building_use(told: str) -> BuildingUse:
    """The use that a source tells of: an ALKIS code, a word, or a name of this table.

    Upper and lower case are the same. What leads nowhere is `UNKNOWN`.
    """
    text = told.strip().lower()
    code = _code(text)
    if code is not None:
        for length in range(len(code), 0, -1):
            use = _use_of_code().get(code[:length])
            if use is not None:
                return use
    return _use_of_word().get(text, building_uses()[UNKNOWN])


def _code(text: str) -> str | None:
    """The ALKIS code in the form of the table, None where the text is none."""
    building = _BUILDING_CODE.fullmatch(text)
    if building is not None:
        return building[1]
    return text if _STRUCTURE_CODE.fullmatch(text) else None


@lru_cache(maxsize=None)
def ground_vulnerability() -> NDArray[np.uint8]:
    """Vulnerability of open ground by the code of its surface class; read-only. (256,)

    0 for codes that no surface class has.
    """
    classes = surface_classes()
    vulnerability = np.zeros(256, np.uint8)
    for row in _content()["ground"]:
        vulnerability[classes[row["surface_class"]].code] = row["vulnerability"]
    vulnerability.flags.writeable = False
    return vulnerability
