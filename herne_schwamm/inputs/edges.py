"""The edge of the city: where water may leave, meets a wall or a fixed level."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import CLOSED, FIXED_LEVEL, OPEN, LayerOrigin
from herne_schwamm.inputs.alignment import onto_grid
from herne_schwamm.inputs.layers import Place, number_layer
from herne_schwamm.inputs.notes import EDGE_CELLS_ONLY
from herne_schwamm.inputs.rasters import Raster, read_raster
from herne_schwamm.inputs.run_file_city import CityPart
from herne_schwamm.inputs.terrain import HIGHEST_M, LOWEST_M
from herne_schwamm.problems import N_, InputProblem, RunFileProblem

KINDS = {"open": OPEN, "closed": CLOSED}


def edge_cells(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Cells of the city with a neighbour (by edges) outside it or outside the raster."""
    known = np.pad(inside, 1)
    enclosed = known[:-2, 1:-1] & known[2:, 1:-1] & known[1:-1, :-2] & known[1:-1, 2:]
    return inside & ~enclosed


def read_edge(city: CityPart, place: Place) -> tuple[NDArray[np.uint8], LayerOrigin]:
    """Kind of edge of every cell, 0 off the edge.

    A raster says it where its value is 1, 2 or 3; where it says 0 or nothing,
    ``edges`` of the run file holds. Where several finer cells meet in one the
    greatest code counts: a mark is a line of single cells, and the most
    frequent value would be 0.

    Raises
    ------
    InputProblem
        The raster holds other values.
    """
    on_edge = edge_cells(place.inside)
    edge = np.where(on_edge, np.uint8(KINDS[city.edges]), np.uint8(0))
    if city.edge is None:
        return edge, LayerOrigin("class", city.edges)
    raster = read_raster(city.edge.path, place.grid.crs)
    _check_kinds(raster)
    marks = np.where(raster.values > 0, raster.values, np.float32(np.nan))
    raster = replace(raster, values=marks)
    kinds, notes = onto_grid(raster, place.grid, classes=True, greatest=True)
    codes = np.nan_to_num(kinds, nan=0.0).astype(np.uint8)
    if raster.grid.cell_size_m < place.grid.cell_size_m:
        codes = _handed_inwards(codes, place.inside)
    said = codes > 0
    edge = np.where(on_edge & said, codes, edge)
    if (said & ~on_edge).any():
        notes += (EDGE_CELLS_ONLY,)
    return edge, LayerOrigin("file", raster.file, notes)


def _check_kinds(raster: Raster) -> None:
    # Checked as they stand in the file: the greatest of wrong ones can look right.
    strange = ~(np.isin(raster.values, (0, CLOSED, OPEN, FIXED_LEVEL)) | np.isnan(raster.values))
    if not strange.any():
        return
    cell, (x_m, y_m) = raster.grid.first_marked(strange)
    raise InputProblem(
        N_(
            "{file}: edge is {value:g} at x = {x:.1f}, y = {y:.1f}, but 0 (as edges says), "
            "1 (closed), 2 (open) or 3 (fixed level) is expected"
        ),
        file=raster.file,
        value=float(raster.values[cell]),
        x=x_m,
        y=y_m,
    )


def _handed_inwards(codes: NDArray[np.uint8], inside: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Marks of cells of which too little is known go to their neighbours in the city.

    A cell of the city without a mark takes the greatest one of its outer
    neighbours (by edges); cells outside the city have none.
    """
    outer = np.pad(np.where(inside, np.uint8(0), codes), 1)
    near = np.maximum.reduce([outer[:-2, 1:-1], outer[2:, 1:-1], outer[1:-1, :-2], outer[1:-1, 2:]])
    own = np.where(inside, codes, np.uint8(0))
    return np.where(inside & (own == 0), near, own)


def read_edge_level(
    city: CityPart, edge: NDArray[np.uint8], place: Place
) -> tuple[NDArray[np.float32], LayerOrigin | None]:
    """Water level at edges of kind 3, NaN elsewhere. [m]

    Raises
    ------
    RunFileProblem
        Such edges exist, but no level is given.
    InputProblem
        The raster of levels says nothing at one of them.
    """
    fixed = edge == FIXED_LEVEL
    if city.edge is None or not fixed.any():
        # One value that is read for every cell: most cities have no such edge.
        return np.broadcast_to(np.float32(np.nan), edge.shape), None
    if city.edge_level_m is None:
        raise RunFileProblem(
            N_(
                "{file}: it has cells of a fixed level (3) on the edge of the city; "
                "give the level in the run file with city.edge_level_m"
            ),
            file=city.edge.path.name,
        )
    return number_layer(
        "edge_level_m", city.edge_level_m, Place(place.grid, fixed), LOWEST_M, HIGHEST_M
    )
