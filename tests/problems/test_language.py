"""Numbers as people write them, and sentences that stay in their line."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from herne_schwamm.problems import Language, Problem, Typed


@pytest.mark.parametrize(
    ("value", "german", "english"),
    [
        (6.5, "6,5", "6.5"),
        (60.0, "60", "60"),
        (1440.0, "1.440", "1,440"),
        (10.0 / 3.0, "3,333", "3.333"),
        (0.0, "0", "0"),
        (0.25, "0,25", "0.25"),
        (0.005, "0,005", "0.005"),
        (0.00012345, "0,000123", "0.000123"),
        (0.9999, "1", "1"),
        (-6.5, "-6,5", "-6.5"),
        (np.nan, "–", "–"),
    ],
)
def test_trimmed_numbers_have_the_digits_they_need(value: float, german: str, english: str) -> None:
    assert Language("de").trimmed(value) == german
    assert Language("en").trimmed(value) == english


@pytest.mark.parametrize(
    ("value", "german", "english"),
    [(1234.5, "1.234,50", "1,234.50"), (7, "7,00", "7.00"), (np.float32(np.nan), "–", "–")],
)
def test_a_number_that_there_is_not_is_told_by_a_dash(
    value: float, german: str, english: str
) -> None:
    assert Language("de").number(value, 2) == german
    assert Language("en").number(value, 2) == english


@pytest.mark.parametrize(
    ("day", "german"),
    [
        ("2019", "2019"),
        ("2019-07", "07.2019"),
        ("2019-07-26", "26.07.2019"),
        (date(2019, 7, 26), "26.07.2019"),
    ],
)
def test_dates_are_written_as_people_write_them(day: date | str, german: str) -> None:
    assert Language("de").date(day) == german
    assert Language("en").date(day) == str(day)


def test_numbers_in_a_sentence_have_the_decimal_sign_of_the_reader() -> None:
    problem = Problem(
        "{depth:.2f} m, {large:g}, {many} cells, {percent:g} %",
        depth=0.25,
        large=1.5e-9,
        many=12,
        percent=np.float32(12.5),
    )
    assert problem.told_in(Language("de")) == "0,25 m, 1,5e-09, 12 cells, 12,5 %"
    assert problem.told_in(Language("en")) == "0.25 m, 1.5e-09, 12 cells, 12.5 %"
    assert str(problem) == problem.told_in(Language("en"))


def test_what_is_copied_to_a_file_keeps_the_point() -> None:
    told = Language("de").text(
        "x = {x:.1f}, y = {y:.1f}; sealing = {value}; resolution_m = {size:g}",
        x=370012.5,
        y=np.float64(5712003.5),
        value=0.75,
        size=Typed(0.5),
    )
    assert told == "x = 370012.5, y = 5712003.5; sealing = 0.75; resolution_m = 0.5"


def test_problems_within_problems_and_lists_of_them_are_told_in_the_language() -> None:
    share = Problem("{code} ({percent:.2f} %)", code="7", percent=1.5)
    whole = Problem("{what}: {listed}", what=share, listed=(share, Problem("…")))
    assert whole.told_in(Language("de")) == "7 (1,50 %): 7 (1,50 %), …"


@pytest.mark.parametrize(
    ("sign", "shown"), [("\r", " "), ("\n", " "), ("\x00", "�"), ("\x1b", "�"), ("\ud800", "�")]
)
def test_a_sign_that_would_break_the_line_is_not_told(sign: str, shown: str) -> None:
    told = Language("de").text("column {name}", name=f"use{sign}, Größe\N{NARROW NO-BREAK SPACE}1")
    assert told == f"column use{shown}, Größe\N{NARROW NO-BREAK SPACE}1"
