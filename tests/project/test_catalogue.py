"""Every sentence a user can meet is there in German."""

from __future__ import annotations

import gettext
import importlib.util
import io
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def catalogue():
    spec = importlib.util.spec_from_file_location("catalogue", ROOT / "scripts" / "catalogue.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def places(sentence: str) -> list[str]:
    return sorted({name for _, name, _, _ in string.Formatter().parse(sentence) if name})


def test_every_marked_sentence_is_translated_with_the_same_places(catalogue):
    known = catalogue.translations()
    wanted = catalogue.sentences()
    assert len(wanted) > 30
    assert [sentence for sentence in wanted if not known.get(sentence)] == []
    assert [s for s in wanted if places(s) != places(known[s])] == []


def test_the_catalogue_holds_no_sentence_that_is_gone(catalogue):
    assert set(catalogue.translations()) == set(catalogue.sentences())


def test_the_compiled_catalogue_says_what_the_written_one_says(catalogue):
    with catalogue.PO.open("rb") as file:
        written = catalogue.compiled(read_po(file))
    compiled = catalogue.PO.with_suffix(".mo").read_bytes()
    assert gettext.GNUTranslations(io.BytesIO(compiled))._catalog == (
        gettext.GNUTranslations(io.BytesIO(written))._catalog
    )
