"""Numbers as people write them."""

from __future__ import annotations

import pytest

from herne_schwamm.problems import Language


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
    ],
)
def test_trimmed_numbers_have_the_digits_they_need(value: float, german: str, english: str) -> None:
    assert Language("de").trimmed(value) == german
    assert Language("en").trimmed(value) == english
