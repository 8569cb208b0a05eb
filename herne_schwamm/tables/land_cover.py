"""Land cover of published lists: which surface class each of their codes is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from herne_schwamm.tables.ground import surface_classes
from herne_schwamm.tables.reading import read_table

SURFACE_CLASSES = "surface_classes"
FOREST = "forest"
ANY_VALUE = "*"


@dataclass(frozen=True, slots=True)
class LandCoverRow:
    """One code of a list.

    Parameters
    ----------
    code
        As it stands in rasters and columns; "key=value" in OpenStreetMap,
        "key=*" for every other value of a key.
    label_de, label_en
        What it means.
    surface_class
        A name of `tables.surface_classes`; None where ``no_data``.
    sealing
        Share that lets no water in, where the list or this project gives one. [0–1]
    canopy
        Trees cover it.
    no_data
        The code says that nothing is known.
    also
        Other spellings of the code.
    """

    code: str
    label_de: str = ""
    label_en: str = ""
    surface_class: str | None = None
    sealing: float | None = None
    canopy: bool = False
    no_data: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LandCoverScheme:
    """A list of codes: ``rows`` by code, in the order of the list.

    ``name`` is that of its table, or of the user's file.
    """

    name: str
    version: str
    source: str
    rows: Mapping[str, LandCoverRow]
    _by_spelling: Mapping[str, LandCoverRow] = field(repr=False)

    def row(self, code: str, column: str = "") -> LandCoverRow | None:
        """The row of a code, or None.

        Parameters
        ----------
        code
            As it stands in the file.
        column
            Column it stands in: its name may be the key of the value.
        """
        key, sign, _ = code.partition("=")
        spellings = [f"{column}={code}", f"{column}={ANY_VALUE}", code]
        if sign:
            spellings.append(f"{key}={ANY_VALUE}")
        return next((self._by_spelling[s] for s in spellings if s in self._by_spelling), None)


def _scheme(name: str, version: str, source: str, rows: Iterable[LandCoverRow]) -> LandCoverScheme:
    by_code = {row.code: row for row in rows}
    by_spelling: dict[str, LandCoverRow] = dict(by_code)
    for row in by_code.values():
        _, _, value = row.code.partition("=")
        for spelling in (*row.also, value):
            # The first row that has a spelling keeps it; "key=*" is no value.
            if spelling and spelling != ANY_VALUE:
                by_spelling.setdefault(spelling, row)
    return LandCoverScheme(
        name, version, source, MappingProxyType(by_code), MappingProxyType(by_spelling)
    )


@lru_cache(maxsize=None)
def land_cover_scheme(name: str) -> LandCoverScheme:
    """A list that ships: ``surface_classes``, ``urban_atlas``, ``alkis``, ``osm`` or ``umep``.

    That of the surface classes knows each by its code and by its name.
    """
    if name == SURFACE_CLASSES:
        head = read_table(SURFACE_CLASSES)
        return _scheme(
            SURFACE_CLASSES,
            head["version"],
            head["source"],
            (
                LandCoverRow(
                    code=str(row.code),
                    label_de=row.label_de,
                    label_en=row.label_en,
                    surface_class=row.name,
                    canopy=row.name == FOREST,
                    also=(row.name,),
                )
                for row in surface_classes().values()
            ),
        )
    return own_scheme(f"land_cover_{name}", read_table(f"land_cover_{name}"))


def own_scheme(name: str, content: Mapping[str, Any]) -> LandCoverScheme:
    """A list from the content of its TOML file, which was checked before.

    Parameters
    ----------
    name
        How it is called in sentences: the name of its file.
    content
        ``row``: tables with the keys of `LandCoverRow`; ``version`` and
        ``source`` where it has them. A code may be a whole number.
    """
    rows = (
        LandCoverRow(
            **{
                **row,
                "code": str(row["code"]).strip(),
                "also": tuple(str(word).strip() for word in row.get("also", ())),
            }
        )
        for row in content["row"]
    )
    return _scheme(name, str(content.get("version", "")), str(content.get("source", "")), rows)
