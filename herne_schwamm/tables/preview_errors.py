"""What a preview was found to miss, place by place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from herne_schwamm.tables.reading import read_table


@dataclass(frozen=True, slots=True)
class PreviewError:
    """A preview beside the fine run of the same storm.

    Counted are cells that are at least 10 cm deep at their peak in either run.

    Parameters
    ----------
    place
        Name of the run file.
    label_de, label_en
        Which place, on which terrain.
    across
        Cells of the terrain along a cell of the preview.
    within_percent
        Share whose greatest depth differs by 5 cm at the most.
    hit_percent
        Share of the cells of the fine run that the preview has, too.
    false_percent
        Share of the cells of the preview that the fine run does not have.
    times_faster
        Time of the fine run over that of the preview, on the same machine.
    """

    place: str
    label_de: str
    label_en: str
    across: int
    within_percent: int
    hit_percent: int
    false_percent: int
    times_faster: float


@lru_cache
def preview_errors() -> tuple[PreviewError, ...]:
    """All rows of the table."""
    return tuple(PreviewError(**row) for row in read_table("preview_errors")["row"])


PREVIEW_SIZES = (4, 2)
"""Cells of the terrain along a cell of a preview: those whose error is known, the usual one first.
"""
