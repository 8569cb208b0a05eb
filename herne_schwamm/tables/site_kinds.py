"""Kinds of sites: what they are called, and how vulnerable they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from herne_schwamm.tables.reading import read_table

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass(frozen=True, slots=True)
class SiteKindRow:
    """One kind of site.

    ``vulnerability`` goes from 1 (low) to 4 (very high); ``osm`` are tags of
    OpenStreetMap ("amenity=school") or their values ("school"), ``german``
    the words of municipal tables that mean it.
    """

    name: str
    label_de: str
    label_en: str
    vulnerability: int
    osm: tuple[str, ...]
    german: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """All that names it."""
        return (self.name, *self.osm, *self.german)


@lru_cache(maxsize=None)
def site_kinds() -> MappingProxyType[str, SiteKindRow]:
    """All kinds by name, in the order of the table."""
    rows = [
        SiteKindRow(**{**row, "osm": tuple(row["osm"]), "german": tuple(row["german"])})
        for row in read_table("site_kinds")["row"]
    ]
    return MappingProxyType({row.name: row for row in rows})


def site_kind(word: str) -> SiteKindRow | None:
    """The kind a word means, in small or capital letters; None where it means none."""
    return _kind_by_word().get(_plain(word))


def _plain(word: str) -> str:
    # casefold also turns ß into ss.
    return " ".join(word.casefold().split()).translate(_UMLAUTS)


@lru_cache(maxsize=None)
def _kind_by_word() -> dict[str, SiteKindRow]:
    return {_plain(word): kind for kind in site_kinds().values() for word in kind.words}
