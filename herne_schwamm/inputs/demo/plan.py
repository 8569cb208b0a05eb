"""What a plan of the quarter is made of, in metres from its south-western corner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import rasterio.features
import shapely
from numpy.typing import NDArray
from rasterio.transform import Affine
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

WEST_M, SOUTH_M = 375_000.0, 5_711_000.0
"""South-western corner, within Herne in EPSG:25832. [m]"""

SIDE_M = 600
"""Length of a side: as many cells of 1 m. [m]"""

AREA = shapely.box(0.0, 0.0, SIDE_M, SIDE_M)

TRANSFORM = Affine(1.0, 0.0, 0.0, 0.0, -1.0, float(SIDE_M))
"""Cells of 1 m from the north-west, in the plan's own metres."""


@dataclass(frozen=True, slots=True)
class Street:
    """A street by its middle; the pavements lie on both sides of the carriageway. [m]"""

    name: str
    line: LineString
    carriageway_m: float = 8.0
    pavement_m: float = 2.0

    @property
    def carriageway(self) -> Polygon:
        """Between the kerbs."""
        return self.line.buffer(self.carriageway_m / 2.0, cap_style="flat", join_style="mitre")

    @property
    def corridor(self) -> Polygon:
        """With both pavements."""
        width_m = self.carriageway_m + 2.0 * self.pavement_m
        return self.line.buffer(width_m / 2.0, cap_style="flat", join_style="mitre")


@dataclass(frozen=True, slots=True)
class House:
    """A building: outline, use in the words of ALKIS, height above ground. [m]"""

    outline: Polygon
    use: str
    height_m: float


@dataclass(frozen=True, slots=True)
class Patch:
    """Ground of one surface class."""

    outline: BaseGeometry
    surface_class: str


@dataclass(frozen=True, slots=True)
class Tree:
    """A crown. [m]"""

    centre: Point
    radius_m: float
    height_m: float


@dataclass(frozen=True, slots=True)
class Site:
    """A place whose flooding matters; kind in the German words of the table site_kinds."""

    name: str
    kind: str
    shape: BaseGeometry


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole quarter: later patches lie on earlier ones, streets and houses on all."""

    streets: Sequence[Street]
    patches: Sequence[Patch]
    houses: Sequence[House]
    trees: Sequence[Tree]
    sites: Sequence[Site]


def within(shapes: Iterable[BaseGeometry]) -> NDArray[np.bool_]:
    """Cells whose centre lies in one of the shapes. (rows, columns)"""
    given = [shape for shape in shapes if not shape.is_empty]
    if not given:
        return np.zeros((SIDE_M, SIDE_M), dtype=bool)
    burned = rasterio.features.rasterize(given, out_shape=(SIDE_M, SIDE_M), transform=TRANSFORM)
    mask: NDArray[np.bool_] = burned == 1
    return mask


def centres() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """East and north of the cells' centres. (rows, columns) [m]"""
    steps = np.arange(SIDE_M) + 0.5
    x_m, y_m = np.meshgrid(steps, steps[::-1])
    return x_m, y_m


def varied(number: int, count: int) -> int:
    """One of `count` choices that looks like chance and is none (a multiplicative hash)."""
    return (number * 2_654_435_761 % 4_294_967_296) * count >> 32


def rounded(shape: BaseGeometry) -> BaseGeometry:
    """A shape in whole centimetres: the last digits of sums differ from machine to machine."""
    return shapely.transform(shape, lambda points: np.round(points, 2))
