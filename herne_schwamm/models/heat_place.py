"""A city as heat sees it: heights, horizons and walls, and the coarser raster of its air.

Made once for a city; every heat wave uses it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import NO_BUILDING, City
from herne_schwamm.kernels.surface_energy import ALBEDO, EMISSIVITY
from herne_schwamm.models.heat_geometry import Heights, Surroundings
from herne_schwamm.models.heat_tops import Tops, tops_of
from herne_schwamm.models.heat_walls import Walls, find_walls
from herne_schwamm.models.heat_windows import Window, whole
from herne_schwamm.models.radiation_surfaces import Ground, ground_of
from herne_schwamm.models.surface_numbers import surface_kinds, surface_numbers
from herne_schwamm.models.town_air import Town
from herne_schwamm.tables import surface_classes

AIR_CELL_M = 10.0
"""Edge of a cell of the air, at least that of the city's: 5 to 10 m are meant. [m]"""

UNKNOWN_BUILDING_M = 6.0
"""Height of buildings without one: two storeys. Definition of this project. [m]"""

UNKNOWN_CROWN_M = 10.0
"""Height of crowns where only their place is known. Definition of this project. [m]"""

SEALED_KIND = {"asphalt": "asphalt", "paving": "paving"}
"""Energy balance of the sealed part of a surface class; of all others concrete."""

PERVIOUS_KIND = {
    "asphalt": "bare_soil",
    "paving": "bare_soil",
    "roof": "bare_soil",
    "forest": "garden",
    "settlement": "garden",
}
"""Of the pervious part: joints are bare soil, below crowns something low grows; all others
have their own."""

DRY_KIND = {"asphalt": "asphalt", "paving": "paving", "roof": "roof", "settlement": "paving",
            "gravel": "bare_soil", "railway": "bare_soil", "bare_soil": "bare_soil",
            "water": "water"}  # fmt: skip
"""Ground that warms the walls before it; all others are lawn."""


def heights_of(city: City) -> tuple[Heights, tuple[str, ...]]:
    """Heights of ground, buildings and crowns, and what had to be assumed.

    Roofs are those of the layer ``surface_m``, crowns those of ``crown_m`` where the city has
    them; else buildings are flat at their height above the ground below each cell.
    """
    ground_m = city.layer("terrain_m")
    building = city.layer("building")
    built = building != NO_BUILDING
    assumed = []
    surface_m = ground_m.copy()
    if "surface_m" in city.layers:
        surface_m = city.layer("surface_m")
    elif built.any():
        height_m = city.buildings["height_m"].to_numpy(np.float64)
        if np.isnan(height_m[np.unique(building[built])]).any():
            assumed.append("building_height")
        height_m = np.nan_to_num(height_m, nan=UNKNOWN_BUILDING_M)
        surface_m[built] += height_m[building[built]].astype(np.float32)
    crown_m = None
    if "crown_m" in city.layers:
        crown_m = np.where(city.inside & ~built, city.layer("crown_m"), 0.0).astype(np.float32)
    elif (city.units["canopy_capacity_mm"] > 0.0).any():
        assumed.append("crown_height")
        unit_id = city.layer("unit_id")
        under = city.units["canopy_capacity_mm"].to_numpy() > 0.0
        covered = (unit_id >= 0) & under[unit_id] & ~built
        crown_m = np.where(covered, UNKNOWN_CROWN_M, 0.0).astype(np.float32)
    return Heights(ground_m, surface_m, built, crown_m, city.grid.cell_size_m), tuple(assumed)


@dataclass(frozen=True, slots=True)
class AirGrid:
    """Raster of the air: every cell is a square of ``factor`` cells of the city.

    Parameters
    ----------
    factor
        Cells along an edge.
    cell_size_m
        [m]
    shape
        (rows, columns)
    cell
        Number of the air's cell that every cell of the city lies in. (rows, columns), int32
    """

    factor: int
    cell_size_m: float
    shape: tuple[int, int]
    cell: NDArray[np.int32]

    def part(self, parts: int) -> NDArray[np.int64]:
        """Number of the part, of `parts` along each edge, of its air's cell a cell lies in."""
        row, column = (np.arange(cells) % self.factor for cells in self.cell.shape)
        row, column = row * parts // self.factor, column * parts // self.factor
        part: NDArray[np.int64] = row[:, None] * parts + column[None, :]
        return part

    def mean(self, values: NDArray[np.floating], where: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Mean of the city's cells that count, 0 where none does. Of the air's cells, in a row."""
        count = np.bincount(self.cell[where], minlength=self.size)
        total = np.bincount(
            self.cell[where], weights=values[where].astype(np.float64), minlength=self.size
        )
        return np.divide(total, count, out=np.zeros(self.size), where=count > 0)

    def share(self, where: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Area of the city's cells that count over that of the air's cell. [0–1]"""
        count = np.bincount(self.cell[where], minlength=self.size)
        share: NDArray[np.float64] = count / float(self.factor * self.factor)
        return share

    @property
    def size(self) -> int:
        """Number of the air's cells."""
        return self.shape[0] * self.shape[1]

    def on_city(
        self, values: NDArray[np.floating], window: Window | None = None
    ) -> NDArray[np.float32]:
        """Values of the air's cells on the city's, straight lines between their middles.

        Parameters
        ----------
        values
            (air's cells,)
        window
            Cells of the city; None: all.
        """
        raster = values.reshape(self.shape)
        part = window or whole((self.cell.shape[0], self.cell.shape[1]))
        for axis, (first, cells) in enumerate(((part.row, part.rows), (part.column, part.columns))):
            at = (first + np.arange(cells) + 0.5) / self.factor - 0.5
            below = np.clip(np.floor(at).astype(np.int64), 0, raster.shape[axis] - 1)
            above = np.minimum(below + 1, raster.shape[axis] - 1)
            weight = np.clip(at - below, 0.0, 1.0)
            weight = weight[:, None] if axis == 0 else weight[None, :]
            raster = (1.0 - weight) * raster.take(below, axis) + weight * raster.take(above, axis)
        return raster.astype(np.float32)


def air_grid(city: City, cell_m: float = AIR_CELL_M) -> AirGrid:
    """Raster of a city's air, anchored to its first cell."""
    size_m = city.grid.cell_size_m
    factor = max(round(cell_m / size_m), 1)
    rows, columns = city.grid.shape
    shape = (math.ceil(rows / factor), math.ceil(columns / factor))
    row, column = np.arange(rows) // factor, np.arange(columns) // factor
    cell = (row[:, None] * shape[1] + column[None, :]).astype(np.int32)
    return AirGrid(factor, size_m * factor, shape, cell)


@dataclass(frozen=True, slots=True)
class HeatPlace:
    """What stands in a city, made ready for any weather.

    Parameters
    ----------
    surroundings, walls
        For light and shade.
    feet
        Ground that warms the walls.
    ground
        Light that the ground's cells reflect and emit.
    air, town
        The raster of the air, and the buildings on it.
    wall_m2
        Area of every wall. (walls,) [m2]
    tops
        Roofs and tops of crowns.
    assumed
        Keys of what was not known: "building_height", "crown_height".
    """

    surroundings: Surroundings
    walls: Walls
    feet: Ground
    ground: Ground
    air: AirGrid
    town: Town
    wall_m2: NDArray[np.float64]
    tops: Tops
    assumed: tuple[str, ...]


def heat_place(city: City) -> HeatPlace:
    """Make a city ready for heat."""
    heights, assumed = heights_of(city)
    surroundings = Surroundings(heights)
    walls = find_walls(heights)
    air = air_grid(city)
    inside = city.inside
    built = heights.building & inside
    wall_m2 = wall_areas_m2(walls, heights.cell_size_m)
    around = np.bincount(air.cell[tuple(walls.foot.T)], weights=wall_m2, minlength=air.size)
    wall_share = around / air.cell_size_m**2
    height_m = air.mean(heights.surface_m - heights.ground_m, built)
    town = Town(
        cell_size_m=air.cell_size_m,
        inside=(air.share(inside) > 0.0).reshape(air.shape),
        height_m=height_m.reshape(air.shape),
        built=air.share(built).reshape(air.shape),
        # Mean over all directions of what walls of all directions show to the wind.
        frontal=(wall_share / math.pi).reshape(air.shape),
    )
    codes = {row.code: row.name for row in surface_classes().values()}
    surface_class = city.layer("surface_class")
    dry = {code: DRY_KIND.get(name, "lawn") for code, name in codes.items()}
    feet = ground_of(surface_class, {0: "lawn", **dry})
    return HeatPlace(
        surroundings,
        walls,
        feet,
        _ground(city, feet),
        air,
        town,
        wall_m2,
        tops_of(surroundings),
        assumed,
    )


def wall_areas_m2(walls: Walls, cell_size_m: float) -> NDArray[np.float64]:
    """Area of every wall. (walls,) [m2]

    A slanting wall is a staircase whose cells all see open ground, across corners, too:
    there are the more of them the more it slants, and each has the less of its length.
    """
    normal = np.radians(walls.normal_deg)
    length_m = cell_size_m / (np.abs(np.sin(normal)) + np.abs(np.cos(normal)))
    area: NDArray[np.float64] = (walls.top_m - walls.foot_m) * length_m
    return area


def sealed_kind(surface_class: str) -> int:
    """Row of `surface_numbers` of the sealed part of a surface class."""
    return surface_kinds()[SEALED_KIND.get(surface_class, "concrete")]


def pervious_kind(surface_class: str) -> int:
    """Row of `surface_numbers` of the pervious part of a surface class."""
    return surface_kinds()[PERVIOUS_KIND.get(surface_class, surface_class)]


def _ground(city: City, feet: Ground) -> Ground:
    """Albedo and emissivity of the cells, from their sealed and their pervious part."""
    table = surface_numbers()
    surface_class = city.layer("surface_class")
    sealing = np.nan_to_num(city.layer("sealing"))
    albedo, emissivity = feet.albedo.copy(), feet.emissivity.copy()
    for row in surface_classes().values():
        here = surface_class == row.code
        share = sealing[here]
        sealed, pervious = table[sealed_kind(row.name)], table[pervious_kind(row.name)]
        for layer, column in ((albedo, ALBEDO), (emissivity, EMISSIVITY)):
            layer[here] = share * sealed[column] + (1.0 - share) * pervious[column]
    return Ground(albedo, emissivity, feet.inertia_j_m2_k)
