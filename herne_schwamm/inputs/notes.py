"""What was done to a layer on its way onto the grid, in words for the report.

Notes are fixed sentences of the message catalogue without places to fill, so
that `LayerOrigin.resampling` stays plain text: several are joined by
`SEPARATOR`, and whoever shows them splits the text there and translates each.
"""

from __future__ import annotations

from collections.abc import Iterable

from herne_schwamm.problems import N_

SEPARATOR = "; "

SOUTH_UP = N_("turned, its first row was the southern one")
SYSTEM_TAKEN = N_("reference system taken from the run file, the file names none")
REPROJECTED = N_("reprojected from another reference system")
SHIFTED = N_("its cells are shifted against the grid by part of a cell")
AVERAGED = N_("mean of finer cells")
INTERPOLATED = N_("interpolated bilinearly")
MOST_FREQUENT = N_("most frequent class of finer cells")
NEAREST = N_("class of the nearest cell")
HOLES_FILLED = N_("small holes filled from their neighbours by inverse distance")
SEALED_EVERYWHERE = N_("no soil given, every cell is sealed")
EDGE_CELLS_ONLY = N_("only its cells on the edge of the city count")


def joined(notes: Iterable[str]) -> str:
    """Notes as the text of one origin, each once."""
    return SEPARATOR.join(dict.fromkeys(notes))
