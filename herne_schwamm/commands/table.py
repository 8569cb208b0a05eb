"""A table of words on a terminal or in a mail."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from io import StringIO

from rich.box import Box
from rich.console import Console
from rich.table import Table
from rich.text import Text

GAP = "  "
RULE_BELOW_HEADS = Box("    \n    \n -  \n    \n    \n    \n    \n    \n", ascii=True)


def screen_width() -> int | None:
    """Columns of the terminal the results are shown on; None: none is, and lines may be long."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def text_table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], width: int | None = None
) -> str:
    """Columns under their heads, as wide as what stands in them; empty columns are left out.

    Where a line would be longer than ``width`` signs, cells are wrapped.
    """
    wanted = [number for number in range(len(heads)) if any(row[number] for row in rows)]
    lines = [[line[number] for number in wanted] for line in (heads, *rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    if width is not None and sum(widths) + len(GAP) * (len(widths) - 1) > width:
        return _wrapped(lines, width)
    rule = ["-" * width for width in widths]
    return "\n".join(
        GAP.join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip()
        for line in (lines[0], rule, *lines[1:])
    )


def _wrapped(lines: Sequence[Sequence[str]], width: int) -> str:
    table = Table(box=RULE_BELOW_HEADS, padding=0, pad_edge=False, show_edge=False)
    for head in lines[0]:
        table.add_column(Text(head), overflow="fold")
    for line in lines[1:]:
        table.add_row(*map(Text, line))
    page = StringIO()
    Console(file=page, width=width, color_system=None, force_terminal=False).print(table)
    return "\n".join(line.rstrip() for line in page.getvalue().rstrip().splitlines())
