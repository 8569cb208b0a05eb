"""The edge of the city: where water may leave, meets a wall or a fixed level."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import CLOSED, FIXED_LEVEL, OPEN, LayerOrigin
from herne_schwamm.inputs.alignment import onto_grid
from herne_schwamm.inputs.layers import Place, number_layer
from herne_schwamm.inputs.notes import EDGE_CELLS_ONLY, joined
from herne_schwamm.inputs.rasters import read_raster
from herne_schwamm.inputs.run_file_parts import CityPart
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
    ``edges`` of the run file holds.

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
    kinds, notes = onto_grid(raster, place.grid, classes=True)
    kinds = np.nan_to_num(kinds, nan=0.0)
    strange = ~np.isin(kinds, (0, CLOSED, OPEN, FIXED_LEVEL))
    if strange.any():
        row, column = np.argwhere(strange)[0]
        x_m, y_m = place.grid.centre_of(int(row), int(column))
        raise InputProblem(
            N_(
                "{file}: edge is {value:g} at x = {x:.1f}, y = {y:.1f}, but 0 (as edges says), "
                "1 (closed), 2 (open) or 3 (fixed level) is expected"
            ),
            file=raster.file,
            value=float(kinds[row, column]),
            x=x_m,
            y=y_m,
        )
    said = kinds > 0
    edge = np.where(on_edge & said, kinds.astype(np.uint8), edge)
    if (said & ~on_edge).any():
        notes.append(EDGE_CELLS_ONLY)
    return edge, LayerOrigin("file", raster.file, joined(notes))


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
        return np.full(edge.shape, np.nan, dtype=np.float32), None
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
