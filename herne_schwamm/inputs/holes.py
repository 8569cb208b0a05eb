"""Holes in the terrain: what lies outside the city, and what is missing inside it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rasterio.features import rasterize, shapes
from rasterio.fill import fillnodata

from herne_schwamm.inputs.notes import HOLES_FILLED
from herne_schwamm.inputs.rasters import Raster
from herne_schwamm.problems import N_, InputProblem, Typed


def enclosed_holes(missing: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], int, int]:
    """Missing cells that known cells enclose.

    Regions of missing cells (joined by edges, not corners) that reach the
    border of the raster lie outside the city and are no holes.

    Returns
    -------
    holes, number, size
        Where they are, how many, and the edge of the largest one's bounding
        box. [cells]
    """
    rows, columns = missing.shape
    inner, size = [], 0
    for region, _ in shapes(missing.astype(np.uint8), mask=missing, connectivity=4):
        x, y = np.array(region["coordinates"][0]).T
        if x.min() > 0 and y.min() > 0 and x.max() < columns and y.max() < rows:
            inner.append(region)
            size = max(size, int(np.ptp(x)), int(np.ptp(y)))
    if not inner:
        return np.zeros(missing.shape, dtype=np.bool_), 0, 0
    holes = rasterize(inner, out_shape=missing.shape, fill=0, default_value=1, dtype="uint8")
    # A polygon of a region with islands rasterizes to the region: islands are its inner rings.
    return (holes == 1) & missing, len(inner), size


def fill_small_holes(
    raster: Raster, share_max: float
) -> tuple[NDArray[np.float32], list[str], int]:
    """The terrain without holes, and what was done.

    Parameters
    ----------
    raster
        Terrain, NaN where nothing is known.
    share_max
        Share of holes, of known cells and holes together, that is filled.

    Returns
    -------
    values, notes, filled
        Terrain with holes filled by inverse distance from the nearest known
        cells in four quadrants; notes; number of filled cells.

    Raises
    ------
    InputProblem
        There are more holes than that.
    """
    missing = np.isnan(raster.values)
    if not missing.any():
        return raster.values, [], 0
    holes, number, size = enclosed_holes(missing)
    if number == 0:
        return raster.values, [], 0
    cells = int(np.count_nonzero(holes))
    share = cells / (cells + int(np.count_nonzero(~missing)))
    if share > share_max:
        _, (x_m, y_m) = raster.grid.first_marked(holes)
        raise InputProblem(
            N_(
                "{file}: the terrain has holes inside the city (number {number}, together "
                "{percent:.3f} % of its cells), the first at x = {x:.1f}, y = {y:.1f}; "
                "complete the terrain, "
                "or raise nodata_share_max (now {limit:g})"
            ),
            file=raster.file,
            number=number,
            percent=100.0 * share,
            x=x_m,
            y=y_m,
            limit=Typed(share_max),
        )
    filled = fillnodata(
        np.where(missing, np.float32(0.0), raster.values),
        mask=(~missing).astype(np.uint8),
        max_search_distance=float(size + 1),
        smoothing_iterations=0,
    )
    return np.where(holes, filled, raster.values), [HOLES_FILLED], cells
