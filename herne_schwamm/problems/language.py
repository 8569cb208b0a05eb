"""German and English: sentences from gettext catalogues, numbers as people write them."""

from __future__ import annotations

import gettext
import math
import string
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from numbers import Integral, Real
from pathlib import Path
from typing import Any

DOMAIN = "herne_schwamm"
LOCALE_FOLDER = Path(__file__).parent / "locale"
LANGUAGES = ("de", "en")
GERMAN_SIGNS = str.maketrans(",.", ".,")

COORDINATES = frozenset({"x", "y", "east"})
"""Names of places in sentences that keep the decimal point in every language: coordinates are
copied to files and to QGIS."""

BREAKING = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode categories of signs that would break a line or cannot be written."""

UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"
"""What stands for such a sign."""

NO_NUMBER = "–"
"""What stands for a number that there is not: NaN."""


def N_(sentence: str) -> str:
    """Mark a sentence for the catalogues without translating it here."""
    return sentence


@lru_cache(maxsize=None)
def _catalogue(code: str) -> gettext.NullTranslations:
    # Message ids are English sentences: English needs no catalogue.
    if code == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALE_FOLDER, languages=[code])


class Typed(float):
    """A number that is told as it is typed into a run file: with a point in every language."""


class _Filling(string.Formatter):
    """Fills the places of a sentence as readers of a language write.

    A number whose place has a format (``{height:g}``) gets the decimal sign of
    the language, but for coordinates and what is `Typed`; a fact without a
    format stands there as it is. Signs that cannot be printed do not break the
    line.
    """

    def __init__(self, code: str) -> None:
        self._code = code

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        value = super().get_value(key, args, kwargs)
        return Typed(value) if key in COORDINATES and isinstance(value, Real) else value

    def format_field(self, value: Any, format_spec: str) -> str:
        told = str(super().format_field(value, format_spec))
        if isinstance(value, Real) and not isinstance(value, Integral | Typed) and format_spec:
            return told.translate(GERMAN_SIGNS) if self._code == "de" else told
        return told if told.isprintable() else "".join(map(_shown, told))


def _shown(sign: str) -> str:
    if unicodedata.category(sign) not in BREAKING:
        return sign
    return " " if sign.isspace() else UNPRINTABLE


@dataclass(frozen=True, slots=True)
class Language:
    """A language people are spoken to in: ``de`` (default) or ``en``."""

    code: str = "de"

    def text(self, sentence: str, /, **facts: object) -> str:
        """A sentence of the catalogue with its facts filled in.

        Numbers get the decimal sign of the language where their place has a
        format, but for coordinates; see `_Filling`.
        """
        told = _catalogue(self.code).gettext(sentence)
        return _Filling(self.code).vformat(told, (), facts) if facts else told

    def number(self, value: float, digits: int = 0) -> str:
        """A number with the language's decimal sign and grouping (1.234,5 in German).

        NaN is told as `NO_NUMBER`.
        """
        if math.isnan(value):
            return NO_NUMBER
        text = f"{value:,.{digits}f}"
        if self.code == "de":
            text = text.translate(GERMAN_SIGNS)
        return text

    def trimmed(self, value: float) -> str:
        """A number with the digits it has and no zeros behind them (6,5 and 60 in German).

        At most three decimals, or where the number is below one three digits
        that count. NaN is told as `NO_NUMBER`.
        """
        if math.isnan(value):
            return NO_NUMBER
        size = abs(value)
        digits = 3 if size >= 1.0 or size == 0.0 else 2 - math.floor(math.log10(size))
        whole, point, decimals = f"{value:,.{digits}f}".partition(".")
        decimals = decimals.rstrip("0")
        text = f"{whole}{point}{decimals}" if decimals else whole
        return text.translate(GERMAN_SIGNS) if self.code == "de" else text

    def date(self, day: date | str) -> str:
        """A date as people write it (26.07.2019 in German).

        Parameters
        ----------
        day
            A day; or as ISO 8601 writes a day, a month or a year ("2019-07").
        """
        written = str(day)
        return ".".join(reversed(written.split("-"))) if self.code == "de" else written

    def label(self, *, de: str, en: str) -> str:
        """The one of two table labels that belongs to this language."""
        return de if self.code == "de" else en
