"""The page of the benchmarks: every command replaces its own section and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.page import TITLES, tell, with_section


def test_a_section_is_replaced_and_the_others_stay(tmp_path, capsys):
    page = tmp_path / "performance.md"
    tell("storm", "One.", [("depth", "1 m")], page)
    tell("season", "Two.", [("rate", "5 × plain")], page)
    both = page.read_text(encoding="utf-8")
    assert both.index("## Storm") < both.index("## Season")
    tell("storm", "Three.", iter([("depth", "2 m")]), page)
    mended = page.read_text(encoding="utf-8")
    assert "| depth | 2 m |" in mended
    assert "| depth | 1 m |" not in mended
    assert mended.replace("Three.", "One.").replace("2 m", "1 m") == both
    assert "2 m" in capsys.readouterr().out


def test_the_order_of_the_page_is_not_that_of_the_commands():
    names = list(TITLES)
    page = ""
    for name in reversed(names):
        page = with_section(page, name, f"## {TITLES[name]}")
    places = [page.index(f"\n## {TITLES[name]}\n") for name in names]
    assert places == sorted(places)
    with pytest.raises(KeyError):
        with_section(page, "unknown", "")


def test_every_title_is_a_benchmark_that_can_be_written_to_the_page():
    folder = Path(__file__).parents[2] / "benchmarks"
    for name in TITLES:
        text = (folder / f"{name}.py").read_text(encoding="utf-8")
        assert f'tell("{name}"' in text, name
