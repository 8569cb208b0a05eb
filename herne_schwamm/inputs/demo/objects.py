"""Tables of the quarter: buildings, sites, people, districts and corrections of the terrain."""

from __future__ import annotations

import geopandas
import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from herne_schwamm.inputs.demo import features
from herne_schwamm.inputs.demo.layout import quarter, street_blocks
from herne_schwamm.inputs.demo.plan import AREA, SIDE_M, SOUTH_M, WEST_M, rounded
from herne_schwamm.inputs.demo.terrain import basin_bottom_m, bed_level_m, underpass_level_m

SYSTEM = "EPSG:25832"

CENSUS_CELL_M = 100
COLUMNS = "ABCDEF"
"""Census cells are called like the fields of a chessboard."""
FLOOR_HEIGHT_M = 3.1
LIVING_SHARE, LIVING_M2 = 0.75, 45.0
"""Share of the floors that is lived on, and living space of a person: assumptions. [1], [m2]"""

LIVED_IN = {
    "Wohnhaus": 1.0,
    "Einfamilienhaus": 1.0,
    "Mehrfamilienhaus": 1.0,
    "Pflegeheim": 1.0,
    "Wohn- und Geschäftsgebäude": 0.7,
}
"""Share of a building's floors with dwellings, by its use."""

AGE_SHARES = {
    "Wohnhaus": {"under_6": 0.06, "under_18": 0.17, "from_65": 0.22, "from_80": 0.07},
    "Einfamilienhaus": {"under_6": 0.09, "under_18": 0.24, "from_65": 0.18, "from_80": 0.05},
    "Pflegeheim": {"under_6": 0.0, "under_18": 0.0, "from_65": 0.95, "from_80": 0.75},
}
"""Shares of the persons by use, invented; other uses are like the first."""


def buildings() -> geopandas.GeoDataFrame:
    """``id``, ``use`` and ``height_m`` [m]."""
    houses = quarter().houses
    return _table(
        {
            "id": [f"demo_{number:03d}" for number in range(1, len(houses) + 1)],
            "use": [house.use for house in houses],
            "height_m": [round(house.height_m, 1) for house in houses],
        },
        [house.outline for house in houses],
    )


def sites() -> geopandas.GeoDataFrame:
    """``name`` and ``kind``, in German words of the table site_kinds."""
    found = quarter().sites
    return _table(
        {"name": [site.name for site in found], "kind": [site.kind for site in found]},
        [site.shape for site in found],
    )


def population() -> geopandas.GeoDataFrame:
    """``id`` and ``persons`` of cells of 100 m, by floors that are lived on, and groups of age.

    The old live in homes and near them, families in single houses: shares by use, invented.
    """
    cells: list[BaseGeometry] = []
    ids: list[object] = []
    persons: list[object] = []
    ages: dict[str, list[object]] = {group: [] for group in AGE_SHARES["Wohnhaus"]}
    for south in range(0, SIDE_M, CENSUS_CELL_M):
        for west in range(0, SIDE_M, CENSUS_CELL_M):
            cell = shapely.box(west, south, west + CENSUS_CELL_M, south + CENSUS_CELL_M)
            floors_m2 = {use: 0.0 for use in LIVED_IN}
            for house in quarter().houses:
                if house.use in LIVED_IN:
                    floors_m2[house.use] += (
                        house.outline.intersection(cell).area
                        * LIVED_IN[house.use]
                        * max(1, int(house.height_m / FLOOR_HEIGHT_M))
                    )
            cells.append(cell)
            ids.append(f"{COLUMNS[west // CENSUS_CELL_M]}{south // CENSUS_CELL_M + 1}")
            persons.append(round(sum(floors_m2.values()) * LIVING_SHARE / LIVING_M2))
            for group, of_group in ages.items():
                floors = sum(
                    area_m2 * AGE_SHARES.get(use, AGE_SHARES["Wohnhaus"])[group]
                    for use, area_m2 in floors_m2.items()
                )
                of_group.append(round(floors * LIVING_SHARE / LIVING_M2))
    return _table({"id": ids, "persons": persons, **ages}, cells)


def districts() -> geopandas.GeoDataFrame:
    """``name`` and ``capacity_mm_h`` of the sewer [mm/h]."""
    north_of_tracks = shapely.box(-200.0, 0.0, 800.0, 700.0)
    north = features.beside_tracks(north_of_tracks).intersection(AREA)
    return _table(
        {
            "name": ["Süd, Mischkanal (synthetisch)", "Nord, Trennkanal (synthetisch)"],
            "capacity_mm_h": [30.0, 36.0],
        },
        [AREA.difference(north), north],
    )


def blocks() -> geopandas.GeoDataFrame:
    """``name`` of the ground between the streets."""
    inside = [block.intersection(AREA) for block in street_blocks()]
    names: list[object] = [f"Block {number} (synthetisch)" for number in range(1, len(inside) + 1)]
    return _table({"name": names}, inside)


def corrections() -> dict[str, geopandas.GeoDataFrame]:
    """What the terrain does not know, by layer: culverts, walls, openings and pumps."""
    east, west = (_on_brook(x_m) for x_m in features.CULVERT_ROAD_M)
    below_road = _on_brook(features.PUMP_OUTLET_X_M)
    basin = features.BASIN.centroid
    return {
        "culverts": _table(
            {
                "name": ["Bachdurchlass Hauptstraße", "Drossel des Beckens"],
                "shape": ["pipe", "pipe"],
                "diameter_m": [1.2, 0.3],
                "inlet_level_m": [_cm(bed_level_m(east.x)), _cm(basin_bottom_m())],
                "outlet_level_m": [_cm(bed_level_m(west.x)), _cm(basin_bottom_m() - 0.1)],
            },
            [
                shapely.LineString([east, west]),
                shapely.LineString([basin, _on_brook(basin.x)]),
            ],
        ),
        "openings": _table(
            {
                "name": ["Bahnbrücke Hauptstraße"],
                "level_m": [_cm(underpass_level_m())],
                "surface_class": ["asphalt"],
            },
            [features.passage()],
        ),
        "walls": _table(
            {"name": ["Mauer am Pflegeheim"], "crest_m": [57.6]},
            [shapely.LineString([(146.0, 519.0), (216.0, 519.0), (216.0, 476.0)])],
        ),
        "pumps": _table(
            {
                "name": ["Pumpe der Unterführung"],
                "capacity_m3_s": [0.05],
                "start_depth_m": [0.1],
                "to_x_m": [WEST_M + below_road.x],
                "to_y_m": [SOUTH_M + _cm(below_road.y)],
            },
            [shapely.Point(features.UNDERPASS_M.x, features.UNDERPASS_M.y - 10.0)],
        ),
    }


def _on_brook(x_m: float) -> shapely.Point:
    """Point of the brook's middle at an easting."""
    across = shapely.LineString([(x_m, 0.0), (x_m, float(SIDE_M))])
    return shapely.get_parts(features.BROOK.intersection(across))[0]


def _cm(level_m: float) -> float:
    return round(level_m, 2)


def _table(columns: dict[str, list[object]], shapes: list[BaseGeometry]) -> geopandas.GeoDataFrame:
    """A table in the system of the quarter."""
    moved = [affinity.translate(rounded(shape), WEST_M, SOUTH_M) for shape in shapes]
    return geopandas.GeoDataFrame(columns, geometry=moved, crs=SYSTEM)
