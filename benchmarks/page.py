"""One page of performance: a section for each benchmark, each written by its own command.

    python -m benchmarks.season --page docs/performance.md

replaces the section between the marks of its name and leaves the others as they are.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

HEAD = """\
# Performance

Written by the benchmarks, each section by its own command. Every figure is of one run on one
machine, which other programs may share: quote the ratios, both sides of which ran there.
"""

TITLES: Mapping[str, str] = {
    "storm": "Storm",
    "peers": "Beside itzi-core and Landlab",
    "preview": "Previews of a large town",
    "season": "Season",
    "yearly_balance": "Yearly water balance after Bagrov and Glugla",
    "reference_evaporation": "Reference evapotranspiration",
    "geometry": "Horizons, shade and radiation",
    "town_air": "Surfaces, town air and cold air",
    "comfort": "Comfort",
    "heat": "Heat waves of the demo",
}
"""Benchmarks in the order of the page."""

Rows = Iterable[tuple[str, str]]


def page_option(parser: argparse.ArgumentParser) -> None:
    """Let a benchmark be told on a page."""
    parser.add_argument("--page", type=Path, help="Markdown page whose section is replaced")


def tell(name: str, remark: str, rows: Rows, page: Path | None) -> None:
    """Print rows as they come; write them as a section where a page is named.

    Parameters
    ----------
    name
        A name of `TITLES`: that of the benchmark's module.
    remark
        What was measured, and how, in sentences.
    rows
        What, and what was measured.
    page
        None: they are printed only.
    """
    table = []
    for what, told in rows:
        print(f"{what:60} {told}", flush=True)
        table.append((what, told))
    if page is not None:
        text = page.read_text(encoding="utf-8") if page.is_file() else ""
        page.write_text(with_section(text, name, section(name, remark, table)), encoding="utf-8")


def section(name: str, remark: str, table: Sequence[tuple[str, str]]) -> str:
    """A benchmark's rows as Markdown."""
    return "\n".join(
        [
            f"## {TITLES[name]}",
            "",
            f"`python -m benchmarks.{name}`. {remark}",
            "",
            "| what | measured |",
            "|---|---|",
            *(f"| {what} | {told} |" for what, told in table),
        ]
    )


def with_section(page: str, name: str, content: str) -> str:
    """The page with one section replaced, or put in its place in the order of `TITLES`.

    Raises
    ------
    KeyError
        There is no such benchmark.
    """
    if name not in TITLES:
        raise KeyError(name)
    found = {known: text for known in TITLES if (text := _section_of(page, known)) is not None}
    found[name] = content
    marked = [
        f"{_begin(known)}\n{found[known].strip()}\n{_end(known)}\n"
        for known in TITLES
        if known in found
    ]
    return "\n".join([HEAD, *marked])


def _section_of(page: str, name: str) -> str | None:
    _, begun, rest = page.partition(_begin(name))
    inner, ended, _ = rest.partition(_end(name))
    return inner if begun and ended else None


def _begin(name: str) -> str:
    return f"<!-- {name}: written by benchmarks/{name}.py -->"


def _end(name: str) -> str:
    return f"<!-- end of {name} -->"
