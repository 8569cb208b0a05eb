"""Houses around a block: closed, detached or in rows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import shapely
from shapely import LineString, Polygon
from shapely.geometry.polygon import orient
from shapely.ops import polygonize

from herne_schwamm.inputs.demo.plan import House, varied

SETBACK_M = 2.0
DEPTH_M = 12.0
FLOOR_M = 3.1
HOUSE_MIN_M2 = 12.0


def closed_block(block: Polygon, number: int, passages: Sequence[int]) -> list[House]:
    """Houses wall to wall around a courtyard.

    Parameters
    ----------
    block
        Ground between the pavements. [m]
    number
        Of the block: varies heights.
    passages
        Sides with a passage into the courtyard, 4 m wide.
    """
    front, back = _inset(block, SETBACK_M), _inset(block, SETBACK_M + DEPTH_M)
    ring = front.difference(back)
    walls, gaps = [], []
    for side, (start, end) in enumerate(_sides(_inset(block, SETBACK_M + DEPTH_M / 2.0))):
        length_m = math.dist(start, end)
        # Corner houses reach half a depth and one house's width around the corner.
        count = max(1, round((length_m - 24.0) / 15.0))
        step_m = (length_m - 24.0) / count
        at = [12.0 + step_m * place for place in range(count + 1)]
        walls += [_cut(start, end, place) for place in at]
        if side in passages:
            gaps.append(_cut(start, end, at[count // 2] + 2.0).buffer(2.0, cap_style="flat"))
    pieces = polygonize(shapely.unary_union([ring.boundary, *walls]))
    inside = [piece for piece in pieces if ring.contains(piece.representative_point())]
    ordered = sorted(inside, key=lambda piece: (piece.centroid.y, piece.centroid.x))
    houses = []
    for place, piece in enumerate(ordered):
        for part in _parts(piece.difference(shapely.unary_union(gaps))):
            # Three to five floors and a roof.
            floors = 3 + varied(31 * number + place, 3)
            shop = varied(17 * number + place, 5) == 0
            use = "Wohn- und Geschäftsgebäude" if shop else "Wohnhaus"
            houses.append(House(part, use, FLOOR_M * floors + 2.5))
    return houses


def detached_houses(block: Polygon, number: int, spacing_m: float = 19.0) -> list[House]:
    """Houses of 10 m x 9 m in their gardens, along all sides of a block."""
    houses: list[House] = []
    for start, end in _sides(_inset(block, 11.0)):
        length_m = math.dist(start, end)
        count = int((length_m - 4.0) // spacing_m)
        for place in range(count):
            at_m = (place + 0.5) * length_m / count
            height_m = (5.8, 7.4, 8.6)[varied(41 * number + 7 * place + len(houses), 3)]
            houses.append(
                House(_rectangle(start, end, at_m, 10.0, 9.0), "Einfamilienhaus", height_m)
            )
    return _apart(houses)


def house_rows(block: Polygon, number: int, spacing_m: float = 27.0) -> list[House]:
    """Slabs of flats across a block, with lawns between them."""
    ground = _inset(block, 6.0)
    west, south, east, north = ground.bounds
    count = max(1, int((north - south - DEPTH_M) // spacing_m) + 1)
    step_m = (north - south - DEPTH_M) / max(1, count - 1)
    houses = []
    for place in range(count):
        y_m = south + place * step_m
        middle = (west + east) / 2.0
        for low, high in ((west, middle - 5.0), (middle + 5.0, east)):
            slab = shapely.box(low, y_m, high, y_m + DEPTH_M - 1.0).intersection(ground)
            for part in _parts(slab):
                floors = 3 + varied(number + place, 2)
                houses.append(House(part, "Mehrfamilienhaus", FLOOR_M * floors + 1.0))
    return houses


def box_house(
    west: float, south: float, width_m: float, depth_m: float, use: str, height_m: float
) -> House:
    """A house with sides along the axes."""
    return House(shapely.box(west, south, west + width_m, south + depth_m), use, height_m)


def _inset(block: Polygon, by_m: float) -> Polygon:
    inner = block.simplify(2.0).buffer(-by_m, join_style="mitre")
    return max(_polygons(inner), key=lambda part: part.area, default=Polygon())


def _sides(polygon: Polygon) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Sides of a polygon counter-clockwise, from its south-western corner."""
    points = list(orient(polygon.simplify(1.0)).exterior.coords[:-1])
    first = min(range(len(points)), key=lambda place: sum(points[place]), default=0)
    points = points[first:] + points[:first]
    for place, point in enumerate(points):
        yield point, points[(place + 1) % len(points)]


def _cut(start: tuple[float, float], end: tuple[float, float], at_m: float) -> LineString:
    """A line across the houses of a side. [m]"""
    length_m = math.dist(start, end)
    right = (end[0] - start[0]) / length_m, (end[1] - start[1]) / length_m
    x, y = start[0] + right[0] * at_m, start[1] + right[1] * at_m
    reach = DEPTH_M / 2.0 + 1.0
    return LineString(
        [(x + right[1] * reach, y - right[0] * reach), (x - right[1] * reach, y + right[0] * reach)]
    )


def _rectangle(
    start: tuple[float, float],
    end: tuple[float, float],
    at_m: float,
    width_m: float,
    depth_m: float,
) -> Polygon:
    length_m = math.dist(start, end)
    right = (end[0] - start[0]) / length_m, (end[1] - start[1]) / length_m
    corners = [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)]
    return Polygon(
        [
            (
                start[0] + right[0] * (at_m + across * width_m) - right[1] * up * depth_m,
                start[1] + right[1] * (at_m + across * width_m) + right[0] * up * depth_m,
            )
            for across, up in corners
        ]
    )


def _apart(houses: list[House]) -> list[House]:
    """Houses without those that stand too near to an earlier one."""
    kept: list[House] = []
    for house in houses:
        if all(house.outline.distance(other.outline) > 3.0 for other in kept):
            kept.append(house)
    return kept


def _polygons(shape: shapely.Geometry) -> list[Polygon]:
    return [part for part in shapely.get_parts(shape) if isinstance(part, Polygon)]


def _parts(shape: shapely.Geometry) -> list[Polygon]:
    return [part for part in _polygons(shape) if part.area >= HOUSE_MIN_M2]
