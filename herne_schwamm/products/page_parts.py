"""What a report is made of, before anybody decides how it looks.

All texts are in the reader's language; numbers are written as people read them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

Tone = Literal["plain", "good", "warning"]


@dataclass(frozen=True, slots=True)
class Sentences:
    """One or more sentences, each a paragraph, or each a point of a list."""

    kind: ClassVar[str] = "sentences"
    texts: tuple[str, ...]
    tone: Tone = "plain"
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and what is said of it, with a chip of a colour (``#rrggbb``) where it has one."""

    label: str
    value: str
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labels with their values, one below the other."""

    kind: ClassVar[str] = "pairs"
    rows: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """Heading of a column; numbers stand at its right."""

    heading: str
    numbers: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells, the colour of a chip before the first, and how it stands out.

    ``weight`` is "sum" for a sum of the rows above and "assumed" for what was
    not measured but assumed.
    """

    cells: tuple[str, ...]
    colour: str = ""
    weight: Literal["plain", "sum", "assumed"] = "plain"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below headings; ``caption`` says what it shows."""

    kind: ClassVar[str] = "table"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a bar: its share of the whole [0–1] and what is said of it."""

    label: str
    share: float
    told: str
    colour: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A whole and its parts, side by side."""

    kind: ClassVar[str] = "bar"
    caption: str
    parts: tuple[Share, ...]

    @property
    def placed(self) -> tuple[tuple[float, float, Share], ...]:
        """Beginning and width of every part in thousandths of the bar."""
        found = []
        start = 0.0
        for part in self.parts:
            found.append((1000.0 * start, 1000.0 * part.share, part))
            start += part.share
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture beside the page: its path from there, its title and what to know of it."""

    path: str
    title: str
    told: str


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures one after another; ``small`` ones side by side, opened by a click."""

    kind: ClassVar[str] = "pictures"
    pictures: tuple[Picture, ...]
    small: bool = False


Part = Sentences | Pairs | Table | Bar | Pictures


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it; ``name`` is its anchor on the page."""

    name: str
    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A whole report: ``language`` is its code, ``contents`` names the list of its sections."""

    language: str
    title: str
    subtitle: str
    contents: str
    sections: tuple[Section, ...]
    foot: tuple[str, ...]
