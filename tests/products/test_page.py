"""The report as HTML: well formed, escaped, needing nothing but the pictures beside it."""

import re
from xml.etree import ElementTree as ET

from herne_schwamm.products.page import render_page
from herne_schwamm.products.page_parts import (
    Bar,
    Column,
    Page,
    Pair,
    Pairs,
    Picture,
    Pictures,
    Row,
    Section,
    Sentences,
    Share,
    Table,
)

NASTY = 'Straße <script>alert("1")</script> & Söhne {{ 7 * 7 }}'

PAGE = Page(
    language="de",
    title=NASTY,
    subtitle="",
    contents="Inhalt",
    sections=(
        Section(
            "one",
            "Überschrift",
            (
                Sentences(("Ein Satz.", NASTY), tone="warning"),
                Sentences(("Punkt",), listed=True),
                Pairs((Pair("SRI", NASTY, "#f70982"),)),
                Table(
                    "Tafel",
                    (Column("Name", numbers=False), Column("m²")),
                    (
                        Row((NASTY, "1.000,5"), "#ccecff"),
                        Row(("zusammen", "2"), weight="sum"),
                        Row(("▲ Boden", "3"), weight="assumed"),
                    ),
                ),
                Bar(
                    "Balken",
                    (
                        Share("versickert", 0.25, "25 %", "#117733"),
                        Share("abgeflossen", 0.75, "75 %", "#88ccee"),
                    ),
                ),
                Pictures((Picture("maps/a.png", NASTY, "Legende"),)),
            ),
        ),
    ),
    foot=("Quelle",),
)


def root_of(text):
    """The page is XML below its first line, so that any tool can read it."""
    declared, _, rest = text.partition("\n")
    assert declared == "<!DOCTYPE html>"
    return ET.fromstring(rest)


def test_page_is_well_formed_and_tells_its_language():
    root = root_of(render_page(PAGE))
    assert root.tag == "html"
    assert root.get("lang") == "de"


def test_every_text_is_escaped_and_stays_whole():
    text = render_page(PAGE)
    assert "<script" not in text
    root = root_of(text)
    for tag in ("h1", "title", "dd"):
        assert NASTY in "".join(root.find(f".//{tag}").itertext())
    assert root.find(".//img").get("alt") == f"{NASTY}: {NASTY}"


def test_page_needs_nothing_from_elsewhere():
    text = render_page(PAGE)
    assert not re.search(r"https?:|//[a-z]|@import|url\(", text)
    targets = [one.get(key) for one in root_of(text).iter() for key in ("src", "href")]
    assert {target for target in targets if target} == {"maps/a.png", "#one"}


def test_numbers_stand_right_and_sums_and_assumptions_stand_out():
    rows = list(root_of(render_page(PAGE)).iter("tr"))
    assert [one.get("class") for one in rows] == [None, None, "sum", "assumed"]
    for row in rows:
        assert [cell.get("class") for cell in row] == [None, "number"]


def test_parts_of_a_bar_lie_side_by_side_and_fill_it():
    parts = list(root_of(render_page(PAGE)).iter("rect"))
    assert [(one.get("x"), one.get("width")) for one in parts] == [
        ("0.00", "250.00"),
        ("250.00", "750.00"),
    ]
