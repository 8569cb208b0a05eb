"""Districts with a sewer of their own capacity."""

from __future__ import annotations

import numpy as np
import pandas as pd
import rasterio.features
from numpy.typing import NDArray
from rasterio.transform import Affine

from herne_schwamm.city.city import LayerOrigin
from herne_schwamm.inputs.layers import Place
from herne_schwamm.inputs.run_file_city import SewerPart
from herne_schwamm.inputs.run_file_parts import RAIN_LIMIT_MM_H
from herne_schwamm.inputs.vectors import check_meets, read_vector
from herne_schwamm.problems import N_, InputProblem


def read_district_capacity(
    part: SewerPart, place: Place
) -> tuple[NDArray[np.float32], LayerOrigin]:
    """Rain the sewer takes by district [mm/h], NaN outside all districts and outside the city.

    A cell belongs to a district if its centre lies inside; where two
    overlap, the one that comes first in the file keeps the cell. The run file
    has to name districts.

    Raises
    ------
    InputProblem
        The file cannot be read, does not meet the city, or a capacity is no
        number from 0 to 500 mm/h.
    RunFileProblem
        The column is not there.
    """
    if part.districts is None:
        raise ValueError("the run file names no districts")
    column = part.district_capacity
    found, origin = read_vector(
        part.districts.path,
        place.grid.crs,
        columns=(column,),
        keys={column: "sewer.district_capacity"},
    )
    check_meets(origin.source, found, place.grid)
    capacity_mm_h = pd.to_numeric(found[column], errors="coerce").to_numpy(np.float64)
    wrong = ~((capacity_mm_h >= 0.0) & (capacity_mm_h <= RAIN_LIMIT_MM_H))
    if wrong.any():
        first = int(wrong.argmax())
        value = found[column].iloc[first]
        raise InputProblem(
            N_(
                "{file}: {column} is {value} in row {row}, but a capacity from 0 to {limit:g} mm/h "
                "is expected ({count} such rows)"
            ),
            file=origin.source,
            column=column,
            value="–" if pd.isna(value) else value,
            row=int(found.index[first]) + 1,
            limit=RAIN_LIMIT_MM_H,
            count=int(np.count_nonzero(wrong)),
        )
    layer = np.full(place.grid.shape, np.nan, dtype=np.float32)
    # From the last to the first: what is burned later lies above.
    rasterio.features.rasterize(
        zip(found.geometry.to_numpy()[::-1], capacity_mm_h[::-1], strict=True),
        out=layer,
        transform=Affine(*place.grid.geotransform),
    )
    layer[~place.inside] = np.nan
    return layer, origin
