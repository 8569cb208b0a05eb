"""The City from the files, numbers and classes of a run file."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from herne_schwamm.city.city import LAYER_UNITS, NO_BUILDING, City, LayerOrigin
from herne_schwamm.city.units import ground_units, no_connections
from herne_schwamm.inputs.edges import read_edge, read_edge_level
from herne_schwamm.inputs.layers import (
    Place,
    class_layer,
    constant_class,
    from_class,
    number_layer,
)
from herne_schwamm.inputs.notes import SEALED_EVERYWHERE
from herne_schwamm.inputs.run_file import RunFile
from herne_schwamm.inputs.run_file_city import CityPart
from herne_schwamm.inputs.run_file_paths import RunPath
from herne_schwamm.inputs.terrain import read_terrain
from herne_schwamm.problems import N_, RunFileProblem
from herne_schwamm.tables import soils, surface_classes

ROUGHNESS_LIMITS = 0.001, 1.0
SOIL_UNDER_SEALED_GROUND = "loam"


def read_city(run_file: RunFile) -> City:
    """Read every layer of the city onto the grid of its terrain.

    Returns
    -------
    City
        Its ``origins`` name each layer's source and what was done to it, and
        under ``depression_storage_mm`` where the depression storage is from;
        the attribute ``filled_cells`` of the layer ``terrain_m`` counts the
        holes of the terrain file that were filled.

    Raises
    ------
    InputProblem
        A raster is not what it has to be.
    RunFileProblem
        The soil is missing where water can enter it, or the level of an edge.
    """
    part = run_file.city
    terrain = read_terrain(part)
    place = Place(terrain.grid, np.isfinite(terrain.values_m))
    origins = {"terrain_m": terrain.origin}

    if isinstance(part.land_cover, RunPath):
        codes = {row.code for row in surface_classes().values()}
        surface_class, origins["surface_class"] = class_layer(
            "land_cover", part.land_cover, place, codes
        )
    else:
        surface_class, origins["surface_class"] = constant_class(
            part.land_cover, surface_classes()[part.land_cover].code, place
        )
    sealing, origins["sealing"] = _sealing(part, surface_class, place)
    soil, origins["soil"] = _soil(run_file, sealing, place)
    manning, origins["manning_n_s_m13"] = _roughness(part, surface_class, place)
    edge, origins["edge"] = read_edge(part, place)
    level_m, level_origin = read_edge_level(part, edge, place)
    if level_origin is not None:
        origins["edge_level_m"] = level_origin

    grid = terrain.grid
    unit_id, units = ground_units(surface_class, soil, sealing, place.inside, grid.cell_area_m2)
    origins["depression_storage_mm"] = _table_origin()
    if part.depression_storage_mm is not None:
        origins["depression_storage_mm"] = LayerOrigin("number", f"{part.depression_storage_mm:g}")
        units["depression_sealed_mm"] = part.depression_storage_mm
        units["depression_pervious_mm"] = part.depression_storage_mm

    arrays: dict[str, NDArray[np.generic]] = {
        "terrain_m": terrain.values_m,
        "surface_class": surface_class,
        "sealing": sealing,
        "soil": soil,
        "manning_n_s_m13": manning,
        "edge": edge,
        "edge_level_m": level_m,
        "building": np.full(grid.shape, NO_BUILDING, dtype=np.int32),
        "unit_id": unit_id,
    }
    layers = xr.Dataset(
        {
            name: (("y", "x"), values, {"units": LAYER_UNITS[name]})
            for name, values in arrays.items()
        },
        coords={
            "y": ("y", grid.y_m(), {"units": "m"}),
            "x": ("x", grid.x_m(), {"units": "m"}),
        },
    )
    layers["terrain_m"].attrs["filled_cells"] = terrain.filled_cells
    return City(grid, layers, units, no_connections(), origins)


def _table_origin() -> LayerOrigin:
    return LayerOrigin("table", "surface_classes")


def _sealing(
    part: CityPart, surface_class: NDArray[np.uint8], place: Place
) -> tuple[NDArray[np.float32], LayerOrigin]:
    if part.sealing is not None:
        return number_layer("sealing", part.sealing, place, 0.0, 1.0)
    by_code = {row.code: row.sealing for row in surface_classes().values()}
    return from_class(surface_class, by_code, place), _table_origin()


def _roughness(
    part: CityPart, surface_class: NDArray[np.uint8], place: Place
) -> tuple[NDArray[np.float32], LayerOrigin]:
    if part.manning_n_s_m13 is not None:
        return number_layer("manning_n_s_m13", part.manning_n_s_m13, place, *ROUGHNESS_LIMITS)
    by_code = {row.code: row.manning_n_s_m13 for row in surface_classes().values()}
    return from_class(surface_class, by_code, place), _table_origin()


def _soil(
    run_file: RunFile, sealing: NDArray[np.float32], place: Place
) -> tuple[NDArray[np.uint8], LayerOrigin]:
    source = run_file.city.soil
    if isinstance(source, RunPath):
        return class_layer("soil", source, place, {row.code for row in soils().values()})
    if source is not None:
        return constant_class(source, soils()[source].code, place)
    open_cells = int(np.count_nonzero(sealing[place.inside] < 1.0))
    if open_cells:
        raise RunFileProblem(
            N_(
                "{file}: city.soil is missing, but {cells} cells let water in; "
                'give a raster or a name, for example soil = "loam"'
            ),
            file=run_file.file,
            cells=open_cells,
        )
    name = SOIL_UNDER_SEALED_GROUND
    layer, _ = constant_class(name, soils()[name].code, place)
    return layer, LayerOrigin("class", name, (SEALED_EVERYWHERE,))
