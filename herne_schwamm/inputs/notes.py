"""What was done to a layer on its way onto the grid, in words for the report.

Notes are sentences of the message catalogue: `LayerOrigin.notes` holds them
untranslated, `LayerOrigin.numbers` what fills their places.
"""

from __future__ import annotations

from herne_schwamm.problems import N_

SOUTH_UP = N_("turned, its first row was the southern one")
SYSTEM_TAKEN = N_("reference system taken from the run file, the file names none")
REPROJECTED = N_("reprojected from another reference system")
SHIFTED = N_("its cells are shifted against the grid by part of a cell")
AVERAGED = N_("mean of finer cells")
INTERPOLATED = N_("interpolated bilinearly")
MOST_FREQUENT = N_("most frequent class of finer cells")
GREATEST_CODE = N_("greatest code of finer cells: fixed level before open before closed")
NEAREST = N_("class of the nearest cell")
HOLES_FILLED = N_("small holes filled from their neighbours by inverse distance")
STRAY_NODATA = N_("{stray_cells} cells below -1000 m taken as missing (nodata without a tag)")
HALF_KNOWN = N_("a cell belongs to the city where at least half of its area is known")
SEALED_EVERYWHERE = N_("no soil given, every cell is sealed")
EDGE_CELLS_ONLY = N_("only its cells on the edge of the city count")
GEOMETRY_MENDED = N_("{mended_features} features with an invalid geometry mended")
NO_GEOMETRY = N_("{empty_features} features without a usable geometry left out")
