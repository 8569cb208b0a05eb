"""Classes in words: what a code means where people read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from herne_schwamm.problems import N_, Language
from herne_schwamm.tables.classes import NO_CLASS, ClassTable

NOT_AFFECTED = N_("not affected")
"""Said of an object without a class."""


def words_of(classes: ClassTable, language: Language) -> Mapping[int, str]:
    """Label of every class by its code, in rising order; the first of equal codes."""
    by_code: dict[int, str] = {}
    for one in classes.classes:
        by_code.setdefault(one.code, language.label(de=one.label_de, en=one.label_en))
    return dict(sorted(by_code.items()))


def class_labels(codes: Iterable[int], classes: ClassTable, language: Language) -> list[str]:
    """Labels of codes; those without a class are not affected."""
    words = {NO_CLASS: language.text(NOT_AFFECTED), **words_of(classes, language)}
    return [words[int(code)] for code in codes]
