"""The City from the files, numbers and classes of a run file."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from herne_schwamm.city.city import EXTRA_LAYER_UNITS, LAYER_UNITS, NO_BUILDING, City, LayerOrigin
from herne_schwamm.city.units import UnitLayers, drainage_units
from herne_schwamm.inputs.areas import read_areas
from herne_schwamm.inputs.buildings import Buildings, read_buildings
from herne_schwamm.inputs.canopy import read_canopy_height
from herne_schwamm.inputs.corrections import read_corrections
from herne_schwamm.inputs.edges import read_edge, read_edge_level
from herne_schwamm.inputs.heat_layers import crowns_beside_roofs, read_surface
from herne_schwamm.inputs.land_cover import read_land_cover
from herne_schwamm.inputs.layers import Place, from_class, number_layer
from herne_schwamm.inputs.notes import ROOFS_WITHOUT_BUILDING
from herne_schwamm.inputs.openings import with_passages, with_passages_sealed
from herne_schwamm.inputs.run_file import RunFile
from herne_schwamm.inputs.run_file_city import CityPart
from herne_schwamm.inputs.sealing import read_sealing
from herne_schwamm.inputs.sites import read_sites
from herne_schwamm.inputs.soil import (
    open_ground,
    read_conductivity,
    read_curve_number,
    read_soil,
)
from herne_schwamm.inputs.terrain import read_terrain
from herne_schwamm.inputs.unit_layers import (
    canopy_cells,
    sewer_capacity,
    storage_origins,
    unit_storage,
)
from herne_schwamm.problems import Language
from herne_schwamm.tables import surface_classes

ROUGHNESS_LIMITS = 0.001, 1.0


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

    buildings = read_buildings(part, terrain, place)
    building, origins["building"] = buildings.building, buildings.origin
    # Behind the buildings: above a lowered passage the bridge would stand out like one.
    corrections = read_corrections(part, terrain, place, building)
    openings = corrections.openings
    terrain, origins["terrain_m"] = openings.terrain, openings.terrain.origin
    if corrections.origin is not None:
        origins["corrections"] = corrections.origin
    crowns = read_canopy_height(part, place)
    if crowns is not None:
        origins["canopy_height_m"] = crowns[1]
    cover = with_passages(read_land_cover(part, place, building), openings, building)
    surface_class = cover.surface_class
    origins["surface_class"] = _with_roofs_told(cover.origin, surface_class, buildings)
    sealing, origins["sealing"] = read_sealing(part, place, cover, building)
    sealing = with_passages_sealed(sealing, origins["sealing"], cover, openings, building)
    soil, origins["soil"] = read_soil(run_file, place, sealing, building)
    conductivity = read_conductivity(part, place, open_ground(place, sealing, building))
    if conductivity is not None:
        origins["conductivity_mm_h"] = conductivity[1]
    curve_number = read_curve_number(part, place, place.inside & (building == NO_BUILDING))
    if curve_number is not None:
        origins["curve_number"] = curve_number[1]
    manning, origins["manning_n_s_m13"] = _roughness(part, surface_class, place, building)
    edge, origins["edge"] = read_edge(part, place)
    level_m, level_origin = read_edge_level(part, edge, place)
    if level_origin is not None:
        origins["edge_level_m"] = level_origin

    grid = terrain.grid
    sewer = sewer_capacity(run_file, place)
    if sewer is not None:
        origins["sewer_capacity_mm_h"] = sewer[1]
    unit_id, units, connections = drainage_units(
        UnitLayers(
            surface_class,
            soil,
            sealing,
            building=building,
            canopy=canopy_cells(None if crowns is None else crowns[0], cover),
            sewer_mm_h=None if sewer is None else sewer[0],
            conductivity_mm_h=None if conductivity is None else conductivity[0],
            curve_number=None if curve_number is None else curve_number[0],
        ),
        place.inside,
        grid.cell_area_m2,
        unit_storage(part),
    )
    origins |= storage_origins(
        part,
        has_crowns=bool((units["canopy_capacity_mm"] > 0.0).any()),
        has_buildings=not buildings.table.empty,
    )
    origins["depression_storage_mm"] = _table_origin()
    if part.depression_storage_mm is not None:
        origins["depression_storage_mm"] = LayerOrigin("number", f"{part.depression_storage_mm:g}")

    arrays: dict[str, NDArray[np.generic]] = {
        "terrain_m": terrain.values_m,
        "surface_class": surface_class,
        "sealing": sealing,
        "soil": soil,
        "manning_n_s_m13": manning,
        "edge": edge,
        "edge_level_m": level_m,
        "building": building,
        "unit_id": unit_id,
    }
    if run_file.heats:
        # Storms need no heights: a hundred million cells are held only where they are asked for.
        crown_m = None if crowns is None else crowns[0]
        surface = read_surface(part, terrain, buildings, crown_m, place)
        if surface is not None:
            arrays["surface_m"], origins["surface_m"] = surface
        if crown_m is not None:
            arrays["crown_m"] = crowns_beside_roofs(crown_m, building)
    units_of_layers = {**LAYER_UNITS, **EXTRA_LAYER_UNITS}
    layers = xr.Dataset(
        {
            name: (("y", "x"), values, {"units": units_of_layers[name]})
            for name, values in arrays.items()
        },
        coords={
            "y": ("y", grid.y_m(), {"units": "m"}),
            "x": ("x", grid.x_m(), {"units": "m"}),
        },
    )
    layers["terrain_m"].attrs["filled_cells"] = terrain.filled_cells
    sites, sites_origin = read_sites(run_file.sites, place, Language(run_file.language))
    if sites_origin is not None:
        origins["sites"] = sites_origin
    return City(
        grid,
        layers,
        units,
        connections,
        origins,
        buildings.table,
        sites,
        corrections.structures,
        read_areas(run_file, place),
    )


def _table_origin() -> LayerOrigin:
    return LayerOrigin("table", "surface_classes")


def _with_roofs_told(
    origin: LayerOrigin, surface_class: NDArray[np.uint8], buildings: Buildings
) -> LayerOrigin:
    """The origin of the surface class, with the roofs that belong to no building."""
    roof = surface_classes()["roof"].code
    cells = np.count_nonzero((surface_class == roof) & (buildings.building == NO_BUILDING))
    if not cells:
        return origin
    return replace(
        origin,
        notes=(*origin.notes, ROOFS_WITHOUT_BUILDING),
        numbers={**origin.numbers, "roof_cells": int(cells)},
    )


def _roughness(
    part: CityPart,
    surface_class: NDArray[np.uint8],
    place: Place,
    building: NDArray[np.int32],
) -> tuple[NDArray[np.float32], LayerOrigin]:
    by_code = {row.code: row.manning_n_s_m13 for row in surface_classes().values()}
    of_class = from_class(surface_class, by_code, place)
    if part.manning_n_s_m13 is None:
        return of_class, _table_origin()
    # No water flows over a building: a raster may have gaps there.
    ground = Place(place.grid, place.inside & (building == NO_BUILDING))
    values, origin = number_layer(
        "manning_n_s_m13", part.manning_n_s_m13, ground, *ROUGHNESS_LIMITS
    )
    return np.where(ground.inside, values, of_class), origin
