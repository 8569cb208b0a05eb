"""German and English: sentences from gettext catalogues, numbers as people write them."""

from __future__ import annotations

import gettext
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DOMAIN = "herne_schwamm"
LOCALE_FOLDER = Path(__file__).parent / "locale"
LANGUAGES = ("de", "en")
GERMAN_SIGNS = str.maketrans(",.", ".,")


def N_(sentence: str) -> str:
    """Mark a sentence for the catalogues without translating it here."""
    return sentence


@lru_cache(maxsize=None)
def _catalogue(code: str) -> gettext.NullTranslations:
    # Message ids are English sentences: English needs no catalogue.
    if code == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALE_FOLDER, languages=[code])


@dataclass(frozen=True, slots=True)
class Language:
    """A language people are spoken to in: ``de`` (default) or ``en``."""

    code: str = "de"

    def text(self, sentence: str, /, **facts: object) -> str:
        """A sentence of the catalogue with its facts filled in."""
        told = _catalogue(self.code).gettext(sentence)
        return told.format(**facts) if facts else told

    def number(self, value: float, digits: int = 0) -> str:
        """A number with the language's decimal sign and grouping (1.234,5 in German)."""
        text = f"{value:,.{digits}f}"
        if self.code == "de":
            text = text.translate(GERMAN_SIGNS)
        return text

    def trimmed(self, value: float) -> str:
        """A number with the digits it has and no zeros behind them (6,5 and 60 in German).

        At most three decimals, or where the number is below one three digits
        that count.
        """
        size = abs(value)
        digits = 3 if size >= 1.0 or size == 0.0 else 2 - math.floor(math.log10(size))
        whole, point, decimals = f"{value:,.{digits}f}".partition(".")
        decimals = decimals.rstrip("0")
        text = f"{whole}{point}{decimals}" if decimals else whole
        return text.translate(GERMAN_SIGNS) if self.code == "de" else text

    def label(self, *, de: str, en: str) -> str:
        """The one of two table labels that belongs to this language."""
        return de if self.code == "de" else en
