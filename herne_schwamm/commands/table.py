"""A table of words on a terminal or in a mail."""

from __future__ import annotations

from collections.abc import Sequence

GAP = "  "


def text_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns under their heads, as wide as what stands in them; empty columns are left out."""
    wanted = [number for number in range(len(heads)) if any(row[number] for row in rows)]
    lines = [[line[number] for number in wanted] for line in (heads, *rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rule = ["-" * width for width in widths]
    return "\n".join(
        GAP.join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip()
        for line in (lines[0], rule, *lines[1:])
    )
