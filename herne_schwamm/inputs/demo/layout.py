"""The plan of the quarter: what stands in its blocks, along the railway and in the park."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

import shapely
from shapely import Point, Polygon, affinity

from herne_schwamm.inputs.demo import features
from herne_schwamm.inputs.demo.houses import (
    HOUSE_MIN_M2,
    box_house,
    closed_block,
    detached_houses,
    house_rows,
)
from herne_schwamm.inputs.demo.plan import (
    AREA,
    House,
    Patch,
    Plan,
    Site,
    Tree,
    rounded,
    varied,
)

TRUNK_FROM_WALL_M = 2.0
TREES_APART_M, TREE_COLUMNS = 13.0, 46
"""Mesh of the places where a tree may stand [m], and how many there are along a side."""

PARK_TREES, YARD_TREES = 38, 15
"""Of a hundred places how many have a tree."""

Block = tuple[list[House], list[Patch]]

SCHOOL_ROOF_M, CARE_ROOF_M = 10.5, 12.5

ALLOTMENT_M = 15.0
"""Width of an allotment. [m]"""


@lru_cache(maxsize=None)
def quarter() -> Plan:
    """The plan: the same each time."""
    kinds = _kinds()
    houses: list[House] = []
    patches: list[Patch] = [Patch(AREA, "garden")]
    for number, block in enumerate(street_blocks()):
        kind = next((make for inside, make in kinds if block.contains(inside)), _gardens)
        more_houses, more_patches = kind(block, number)
        houses += more_houses
        patches += more_patches
    for make in (_along_tracks, _north_west, _park):
        more_houses, more_patches = make()
        houses += more_houses
        patches += more_patches
    patches += _railway_and_water()
    houses = _clipped(houses)
    return Plan(features.STREETS, patches, houses, _trees(houses, patches), _sites(houses))


def street_blocks() -> list[Polygon]:
    """Ground between the streets south of the railway, from the south-west, and beyond the edge."""
    town = Polygon([(-110.0, -110.0), (710.0, -110.0), (710.0, 365.0), (-110.0, 330.0)]).difference(
        shapely.unary_union([street.corridor for street in features.STREETS])
    )
    parts = [part for part in shapely.get_parts(town) if part.intersects(AREA)]
    return sorted(parts, key=lambda part: (round(part.centroid.y, 2), round(part.centroid.x, 2)))


def _kinds() -> Sequence[tuple[Point, Callable[[Polygon, int], Block]]]:
    """What the blocks are, by a point inside."""

    def closed(*passages: int) -> Callable[[Polygon, int], Block]:
        return lambda block, number: _closed(block, number, passages)

    return (
        (Point(75, 70), _rows),
        (Point(195, 70), closed(2)),
        (Point(310, 70), closed(0, 2)),
        (Point(430, 70), _detached),
        (Point(550, 70), _detached),
        (Point(75, 185), closed(2)),
        (Point(195, 185), closed(1, 2)),
        (Point(310, 185), _market),
        (Point(430, 185), closed(2)),
        (Point(550, 185), _rows),
        (Point(75, 295), _detached),
        (Point(195, 295), closed(2, 3)),
        (Point(310, 295), closed(2)),
        (Point(490, 310), _school),
        (Point(4, 70), _detached),
        (Point(4, 185), _detached),
        (Point(4, 290), _detached),
    )


def _gardens(block: Polygon, _number: int) -> Block:
    return [], [Patch(block, "lawn")]


def _closed(block: Polygon, number: int, passages: Sequence[int]) -> Block:
    houses = closed_block(block, number, passages)
    yard = block.buffer(-14.0, join_style="mitre")
    west, south, east, north = yard.bounds
    # A paved half with sheds and cars, a green one; which, differs from block to block.
    split = (south + north) / 2.0
    paved = shapely.box(west, split, east, north)
    if number % 2:
        paved = shapely.box(west, south, (west + east) / 2.0, north)
    patches = [
        Patch(block, "paving"),
        Patch(yard.buffer(-4.0, join_style="mitre"), "lawn"),
        Patch(yard.intersection(paved), "paving"),
    ]
    if number % 2:
        middle = yard.centroid
        houses.append(box_house(middle.x - 22, middle.y - 8, 16, 22, "Werkstatt", 5.0))
    else:
        middle = shapely.box(west, split, east, north).centroid
        houses.append(box_house(middle.x - 18, middle.y - 6, 36, 6, "Garage", 2.6))
    return houses, patches


def _detached(block: Polygon, number: int) -> Block:
    houses = detached_houses(block, number)
    patches = [Patch(block, "garden")]
    # A drive and a terrace to each house.
    for house in houses:
        near = shapely.shortest_line(house.outline.centroid, block.exterior)
        patches.append(Patch(near.buffer(1.8, cap_style="flat"), "paving"))
    patches.append(Patch(block.buffer(-24.0, join_style="mitre"), "lawn"))
    return houses, patches


def _rows(block: Polygon, number: int) -> Block:
    houses = house_rows(block, number)
    paths = [
        Patch(shapely.box(x0 - 2, y0 - 5.0, x1 + 2, y0 - 2.0).intersection(block), "paving")
        for x0, y0, x1, _ in (house.outline.bounds for house in houses)
    ]
    return houses, [Patch(block, "lawn"), *paths]


def _market(block: Polygon, _number: int) -> Block:
    """A square with the town hall, a church and a kindergarten around it."""
    west, south, east, north = block.bounds
    houses = [
        box_house(west + 10, north - 30, 44, 18, "Rathaus", 15.0),
        box_house(east - 40, north - 34, 30, 14, "Kirche", 18.0),
        box_house(east - 28, north - 39, 8, 24, "Kirche", 22.0),
        box_house(west + 8, south + 10, 18, 26, "Kindertagesstätte", 6.5),
        box_house(east - 24, south + 8, 16, 44, "Wohn- und Geschäftsgebäude", 14.0),
    ]
    lawn = shapely.box(west + 4, south + 6, west + 40, south + 50)
    return _apart(houses), [Patch(block, "paving"), Patch(lawn, "lawn")]


def _school(block: Polygon, _number: int) -> Block:
    """Three wings, a gymnasium, a paved yard and a sports field."""
    west, south, east, _ = block.bounds
    wings = shapely.union_all(
        [
            shapely.box(west + 14, south + 22, west + 74, south + 36),
            shapely.box(west + 14, south + 22, west + 28, south + 76),
            shapely.box(west + 14, south + 64, west + 64, south + 78),
        ]
    )
    houses = [
        House(wings, "Allgemein bildende Schule", SCHOOL_ROOF_M),
        box_house(west + 84, south + 22, 20, 34, "Sport-, Turnhalle", 8.0),
    ]
    field = shapely.box(west + 122, south + 22, east - 14, south + 82)
    patches = [
        Patch(block, "lawn"),
        Patch(shapely.box(west + 6, south + 14, west + 112, south + 84), "paving"),
        Patch(field, "gravel"),
        Patch(field.buffer(-7.0), "lawn"),
    ]
    return houses, patches


def _along_tracks() -> Block:
    """Allotments and garages at the southern foot, fire station and supermarket at the northern."""

    def beside(west: float, off: float, width: float, depth: float) -> Polygon:
        return features.beside_tracks(shapely.box(west, off, west + width, off + depth))

    houses = [
        House(beside(150.0, 20.0, 46.0, 16.0), "Feuerwehr", 9.0),
        House(beside(196.0, 20.0, 7.0, 10.0), "Feuerwehr", 16.0),
        House(beside(28.0, 20.0, 54.0, 22.0), "Werkstatt", 7.0),
        House(beside(92.0, 22.0, 34.0, 16.0), "Lagerhalle, Lagerschuppen, Lagerhaus", 7.0),
        House(beside(372.0, 17.0, 66.0, 30.0), "Geschäftsgebäude", 6.5),
        House(beside(500.0, 20.0, 60.0, 13.0), "Bürogebäude", 13.0),
        House(beside(140.0, -34.0, 60.0, 6.0), "Garage", 2.6),
        House(beside(140.0, -24.0, 60.0, 6.0), "Garage", 2.6),
    ]
    patches = [
        Patch(beside(-120.0, 13.0, 362.0, 41.0), "paving"),
        Patch(beside(-120.0, 13.0, 362.0, 5.0), "shrub"),
        Patch(beside(258.0, 13.0, 470.0, 41.0), "lawn"),
        Patch(beside(264.0, 16.0, 178.0, 38.0), "asphalt"),
        Patch(beside(496.0, 34.0, 68.0, 19.0), "paving"),
        Patch(beside(-120.0, -54.0, 362.0, 41.0), "lawn"),
        Patch(beside(136.0, -54.0, 68.0, 37.0), "asphalt"),
        Patch(beside(258.0, -54.0, 470.0, 41.0), "shrub"),
        Patch(beside(272.0, -52.0, 400.0, 34.0), "garden"),
        Patch(beside(272.0, -36.5, 400.0, 2.5), "gravel"),
    ]
    for row, off in enumerate((-52.0, -34.0)):
        for place in range(22):
            west = 272.0 + ALLOTMENT_M * place
            shift = varied(50 + 23 * row + place, 5)
            houses.append(
                House(beside(west + 2.0 + shift, off + 3.0 + shift, 5.0, 4.0), "Gartenhaus", 2.8)
            )
            patches.append(Patch(beside(west, off, 1.0, 15.5), "shrub"))
            if shift % 2:
                patches.append(Patch(beside(west + 3.0, off + 9.0, 9.0, 4.5), "bare_soil"))
    # Trees of the car park stand in strips of green.
    patches += [Patch(beside(x, 30.0, 2.0, 12.0), "shrub") for x in (286.0, 312.0, 338.0)]
    return houses, patches


def _north_west() -> Block:
    """The care home south of the brook, houses around it and along the Uferweg."""
    care = shapely.union_all(
        [
            shapely.box(150.0, 485.0, 212.0, 498.0),
            shapely.box(150.0, 485.0, 163.0, 515.0),
            shapely.box(199.0, 485.0, 212.0, 515.0),
        ]
    )
    south = Polygon([(-20.0, 466.0), (132.0, 474.0), (132.0, 514.0), (-20.0, 514.0)])
    uferweg = [
        box_house(x, y, 11.0, 9.0, "Einfamilienhaus", (5.8, 7.4)[varied(place, 2)])
        for y in (561.0, 590.0)
        for place, x in enumerate(range(14, 230, 22))
    ]
    single = [
        box_house(x, 483.0 + varied(x, 3), 12.0, 10.0, "Wohnhaus", 8.6) for x in range(10, 125, 24)
    ]
    houses = [House(care, "Pflegeheim", CARE_ROOF_M), *uferweg, *single]
    patches = [
        Patch(shapely.box(0.0, 552.0, 242.0, 600.0), "garden"),
        Patch(south, "garden"),
        Patch(shapely.box(140.0, 472.0, 242.0, 520.0), "lawn"),
        Patch(shapely.box(145.0, 474.0, 230.0, 485.0), "paving"),
        Patch(shapely.box(163.0, 498.0, 199.0, 504.0), "paving"),
    ]
    return houses, patches


def _park() -> Block:
    paths = shapely.unary_union([path.buffer(1.6) for path in features.PARK_PATHS])
    groves = shapely.unary_union(
        [
            Point(430.0, 588.0).buffer(26.0),
            affinity.scale(Point(575.0, 565.0).buffer(20.0), 1.5, 0.7),
            affinity.scale(Point(290.0, 588.0).buffer(16.0), 1.4, 0.8),
        ]
    )
    playground = shapely.box(440.0, 497.0, 470.0, 511.0)
    house = box_house(398.0, 493.0, 16.0, 11.0, "Gaststätte, Restaurant", 5.0)
    patches = [
        Patch(features.PARK, "lawn"),
        Patch(groves, "forest"),
        Patch(shapely.box(390.0, 488.0, 424.0, 514.0), "paving"),
        Patch(playground, "bare_soil"),
        Patch(paths, "gravel"),
    ]
    return [house], patches


def _railway_and_water() -> list[Patch]:
    bank = features.BROOK.buffer(features.CHANNEL_HALF_M + 2.0)
    basin = features.BASIN
    return [
        Patch(features.embankment(), "shrub"),
        Patch(features.RAILWAY.buffer(features.CREST_HALF_M - 1.0), "railway"),
        Patch(bank, "shrub"),
        Patch(features.BROOK.buffer(features.BED_HALF_M), "water"),
        Patch(basin.buffer(2.0), "gravel"),
        Patch(basin, "lawn"),
        Patch(features.BASIN_INLET, "gravel"),
    ]


def _trees(houses: Sequence[House], patches: Sequence[Patch]) -> list[Tree]:
    """Street trees, trees of park and yards: none above a house."""
    trees = []
    main = features.MAIN_STREET
    half_m = main.carriageway_m / 2.0 + 1.5
    for place, north in enumerate(range(28, 596, 14)):
        if abs(north - features.UNDERPASS_M.y) > 62.0 and abs(north - 539.0) > 12.0:
            for side in (-half_m, half_m):
                trees.append(Tree(Point(features.MAIN_X_M + side, north), 3.0, 9.0 + place % 3))
    dense = shapely.unary_union(
        [patch.outline for patch in patches if patch.surface_class == "forest"]
    )
    for number in range(TREE_COLUMNS * TREE_COLUMNS):
        row, column = divmod(number, TREE_COLUMNS)
        x_m = TREES_APART_M * column + varied(number, 9)
        y_m = TREES_APART_M * row + varied(number + 5_000, 9)
        where = Point(x_m, y_m)
        in_park = features.PARK.contains(where)
        if dense.contains(where) or varied(number + 9_000, 100) < (
            PARK_TREES if in_park else YARD_TREES
        ):
            radius_m = (3.5 if in_park else 2.5) + varied(number + 1_000, 3)
            trees.append(Tree(where, radius_m, 6.0 + 2.0 * radius_m))
    built = shapely.unary_union(
        [house.outline for house in houses]
        + [street.carriageway for street in features.STREETS[1:]]
        + [features.RAILWAY.buffer(features.CREST_HALF_M + 3.0), features.BASIN]
        + [features.BROOK.buffer(features.CHANNEL_HALF_M)]
    )
    shapely.prepare(built)
    return [
        tree
        for tree in trees
        if not built.dwithin(tree.centre, min(tree.radius_m, TRUNK_FROM_WALL_M))
    ]


def _sites(houses: Sequence[House]) -> list[Site]:
    """Places that matter, at their buildings."""

    def first(use: str) -> Polygon:
        return next(house.outline for house in houses if house.use == use)

    garage = next(house for house in houses if house.use == "Garage").outline
    return [
        Site("Schule am Bahndamm (synthetisch)", "Schule", first("Allgemein bildende Schule")),
        Site("Kita am Markt (synthetisch)", "Kita", first("Kindertagesstätte")),
        Site("Pflegeheim am Bach (synthetisch)", "Pflegeheim", first("Pflegeheim")),
        Site("Feuerwehr (synthetisch)", "Feuerwehr", first("Feuerwehr")),
        Site("Bahnunterführung Hauptstraße (synthetisch)", "Unterführung", features.underpass()),
        Site("Parkplatz am Supermarkt (synthetisch)", "Sonstiges", CAR_PARK),
        Site("Trafostation Schmiedestraße (synthetisch)", "Trafostation", Point(204.0, 378.0)),
        Site("Garagenhof (synthetisch)", "Sonstiges", garage),
    ]


CAR_PARK = features.beside_tracks(shapely.box(266.0, 30.0, 368.0, 52.0))
"""Car park of the supermarket."""


def _apart(houses: Sequence[House]) -> list[House]:
    """Overlapping parts of one building become one; the higher roof counts."""
    kept: list[House] = []
    for house in houses:
        twin = next(
            (
                place
                for place, other in enumerate(kept)
                if other.use == house.use and other.outline.intersects(house.outline)
            ),
            None,
        )
        if twin is None:
            kept.append(house)
        else:
            joined = kept[twin].outline.union(house.outline)
            kept[twin] = House(joined, house.use, max(house.height_m, kept[twin].height_m))
    return kept


def _clipped(houses: Sequence[House]) -> list[House]:
    """Houses within the quarter, in whole centimetres."""
    kept = []
    for house in houses:
        outline = rounded(house.outline.intersection(AREA))
        if isinstance(outline, Polygon) and outline.area >= HOUSE_MIN_M2:
            kept.append(replace(house, outline=outline))
    return kept
