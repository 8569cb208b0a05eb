"""Districts and blocks of the run file: polygons that results are summed up for."""

from __future__ import annotations

import numpy as np
import pandas as pd
import rasterio.features
from rasterio.transform import Affine

from herne_schwamm.city.areas import BLOCK, DISTRICT, NO_AREA, Areas
from herne_schwamm.inputs.layers import Place
from herne_schwamm.inputs.run_file import RunFile
from herne_schwamm.inputs.run_file_paths import RunPath
from herne_schwamm.inputs.vectors import check_meets, read_vector

NAME = "name"
"""Column with what an area is called."""


def read_areas(run_file: RunFile, place: Place) -> tuple[Areas, ...]:
    """Districts, then blocks, as far as the run file names them.

    Districts are those of ``city.districts``, else those of the sewer. A cell lies in an
    area if its centre does; where two overlap, the one that comes first in the file keeps
    the cell. An area is called by its column ``name`` where there is one, else by its row
    in the file.

    Raises
    ------
    InputProblem
        A file cannot be read or does not meet the city.
    """
    of_sewer = None if run_file.sewer is None else run_file.sewer.districts
    named = ((DISTRICT, run_file.city.districts or of_sewer), (BLOCK, run_file.city.blocks))
    return tuple(_read(kind, source, place) for kind, source in named if source is not None)


def _read(kind: str, source: RunPath, place: Place) -> Areas:
    found, origin = read_vector(source.path, place.grid.crs, optional=(NAME,))
    check_meets(origin.source, found, place.grid)
    names = [str(row + 1) for row in found.index]
    if NAME in found:
        names = [
            row if pd.isna(name) else str(name)
            for row, name in zip(names, found[NAME], strict=True)
        ]
    of_cell = np.full(place.grid.shape, NO_AREA, dtype=np.int32)
    # From the last to the first: what is burned later lies above.
    rasterio.features.rasterize(
        zip(found.geometry.to_numpy()[::-1], range(len(found) - 1, -1, -1), strict=True),
        out=of_cell,
        transform=Affine(*place.grid.geotransform),
    )
    of_cell[~place.inside] = NO_AREA
    return Areas(kind, tuple(names), of_cell)
