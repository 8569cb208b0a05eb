"""People by census cell from a raster of persons per cell."""

from __future__ import annotations

import numpy as np
from rasterio.crs import CRS
from rasterio.warp import transform_bounds

from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs.alignment import lies_elsewhere
from herne_schwamm.inputs.census import CensusCells, squares
from herne_schwamm.inputs.notes import REPROJECTED
from herne_schwamm.inputs.rasters import read_raster
from herne_schwamm.inputs.reference_systems import readable_name, same_system
from herne_schwamm.inputs.run_file_population import PopulationPart
from herne_schwamm.problems import N_, InputProblem, RunFileProblem
from herne_schwamm.tables.heat_risk import AGE_GROUPS

FINEST_M = 10.0
"""Cells of a raster below this are no census cells. [m]"""


def census_of_raster(part: PopulationPart, grid: Grid) -> CensusCells:
    """Read census cells given as a raster; cells without a value have no people.

    Parameters
    ----------
    part
        Names the file.
    grid
        The city's: it has to have a reference system.

    Raises
    ------
    InputProblem
        The raster cannot be read, holds negative numbers, or does not meet the city.
    RunFileProblem
        The run file names columns.
    """
    named = [key for key in ("persons", *AGE_GROUPS) if getattr(part, key) is not None]
    if named:
        raise RunFileProblem(
            N_("population.{key} names a column, but {file} is a raster; take the key out"),
            key=named[0],
            file=part.file.path.name,
        )
    raster = read_raster(part.file.path, grid.crs)
    size = raster.grid.cell_size_m
    if size < FINEST_M:
        raise InputProblem(
            N_(
                "{file}: its cells of {size:g} m are too fine for persons of a census cell; give "
                "persons per cell of 100 m"
            ),
            file=raster.file,
            size=size,
        )
    with np.errstate(invalid="ignore"):
        wrong = raster.values < 0.0
    if wrong.any():
        cell, (x_m, y_m) = raster.grid.first_marked(wrong)
        raise InputProblem(
            N_(
                "{file}: {value:g} persons at x = {x:.1f}, y = {y:.1f}; persons from 0 are "
                "expected; check the nodata value"
            ),
            file=raster.file,
            value=float(raster.values[cell]),
            x=x_m,
            y=y_m,
        )
    own, city = CRS.from_user_input(raster.grid.crs), CRS.from_user_input(grid.crs)
    same = same_system(own, city)
    crs = grid.crs if same else raster.grid.crs
    bounds = raster.grid.bounds if same else transform_bounds(own, city, *raster.grid.bounds)
    west, south, east, north = grid.bounds
    if not (bounds[0] < east and bounds[2] > west and bounds[1] < north and bounds[3] > south):
        raise lies_elsewhere(raster.file, bounds, readable_name(own), grid)
    rows, columns = np.nonzero(raster.values > 0.0)
    across_m, down_m = raster.grid.x_m()[columns], raster.grid.y_m()[rows]
    box = grid.bounds if same else transform_bounds(city, own, *grid.bounds, densify_pts=21)
    near = (np.abs(across_m - (box[0] + box[2]) / 2) < (box[2] - box[0]) / 2 + size) & (
        np.abs(down_m - (box[1] + box[3]) / 2) < (box[3] - box[1]) / 2 + size
    )
    rows, columns = rows[near], columns[near]
    places = zip((rows + 1).tolist(), (columns + 1).tolist(), strict=True)
    return CensusCells(
        raster.file,
        [f"{one}/{other}" for one, other in places],
        squares(across_m[near], down_m[near], size, crs, grid),
        raster.values[rows, columns].astype(np.float64),
        {},
        raster.notes if same else (*raster.notes, REPROJECTED),
    )
