"""What was done to a layer on its way onto the grid, in words for the report.

Notes are sentences of the message catalogue: `LayerOrigin.notes` holds them
untranslated, `LayerOrigin.numbers` what fills their places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from herne_schwamm.city.city import LayerOrigin
from herne_schwamm.problems import N_, Problem

SOUTH_UP = N_("turned, its first row was the southern one")
SYSTEM_TAKEN = N_("reference system taken from the run file, the file names none")
HEIGHT_SYSTEM = N_(
    "the height part of its reference system was left out: heights are taken as they are"
)
ZONE_STRIPPED = N_("number of the zone taken off the front of its eastings")
TILES_JOINED = N_("put together from tiles")
REPROJECTED = N_("reprojected from another reference system")
SHIFTED = N_("its cells are shifted against the grid by part of a cell")
AVERAGED = N_("mean of finer cells")
INTERPOLATED = N_("interpolated bilinearly")
FINER_THAN_DATA = N_(
    "resolution_m is finer than its cells of {file_cell_cm} cm: the ground between them is "
    "interpolated, the maps know no more than before"
)
MOST_FREQUENT = N_("most frequent class of finer cells")
GREATEST_CODE = N_("greatest code of finer cells: fixed level before open before closed")
NEAREST = N_("class of the nearest cell")
HOLES_FILLED = N_("small holes filled from their neighbours by inverse distance")
STRAY_NODATA = N_("{stray_cells} cells below -1000 m taken as missing (nodata without a tag)")
HALF_KNOWN = N_("a cell belongs to the city where at least half of its area is known")
SEALED_EVERYWHERE = N_("no soil given, every cell is sealed")
EDGE_CELLS_ONLY = N_("only its cells on the edge of the city count")
GEOMETRY_MENDED = N_("{mended_features} features with an invalid geometry mended")
NO_GEOMETRY = N_("{empty_features} features without a usable geometry left out")
FIRST_POLYGON = N_("cells belong to the polygon their centre lies in, the first in the file")
SMALLEST_POLYGON = N_("cells belong to the polygon their centre lies in, the smallest of several")
OVERLAPS = N_("its polygons overlap in {overlap_percent} % of the city")
SCHEME_URBAN_ATLAS = N_("codes of the Urban Atlas put to surface classes")
SCHEME_ALKIS = N_("actual use of ALKIS put to surface classes")
SCHEME_OSM = N_("values of OpenStreetMap put to surface classes")
SCHEME_UMEP = N_("codes of UMEP put to surface classes")
SCHEME_OWN = N_("codes put to surface classes by a table of your own")
SEALING_OF_CLASS = N_("where it gives none, that of the surface class")
WATER_TIGHT = N_("{water_cells} cells of the class water let nothing seep, whatever it says")
DIVIDED = N_("numbers divided by {divisor}")
SCHEME_KA5 = N_("textures of KA5 put to the soils of the table")
LOAM_UNDER_SEALED = N_("loam where it says nothing: under sealed ground and buildings")
CURVE_NUMBER_INSTEAD = N_("stands for any soil: the curve number says what the ground takes")
GROUNDWATER_ABOVE = N_("{artesian_cells} cells with water above ground: depth 0 taken")
GROUNDWATER_UNKNOWN = N_(
    "{dry_cells} cells of which it says nothing: groundwater out of the roots' reach"
)
CANOPY_GAPS = N_("no crown where it says nothing")
CANOPY_PARTLY = N_("it says nothing of {canopy_gap_percent} % of the city: no crown there")
CANOPY_TOO_HIGH = N_(
    "cells higher than canopy_height_max_m, which are no crown (power lines): {high_crown_cells}; "
    "lower wires still count as trees"
)
BUILDINGS_COUNTED = N_("buildings: {buildings}")
BUILDINGS_NONE = N_(
    "no building was found in it: check the unit and the nodata value of the heights, and "
    "building_height_min_m and building_height_max_m"
)
BUILDINGS_BEYOND = N_("{cells_beyond} cells of the city lie beyond it: no building is known there")
BUILDINGS_NUMBERED = N_(
    "{twin_ids} buildings had the id of another one and were numbered: a, a (2), a (3)"
)
SEALING_LOW = N_(
    "its highest number is {highest}: if they are per cent, set sealing_scale to percent"
)
SEWER_DESIGNED = N_("depth of {return_period_a} years and {duration_min} min, {capacity_mm_h} mm/h")
SEWER_DESIGNED_S = N_("depth of {return_period_a} years and {duration_s} s, {capacity_mm_h} mm/h")
SEWER_ELSEWHERE = N_("elsewhere {capacity_mm_h} mm/h")
SEWER_ELSEWHERE_NOTHING = N_("elsewhere nothing is taken")
BUILDINGS_TOO_HIGH = N_(
    "{too_high_cells} cells higher than building_height_max_m are no building (power lines, cranes)"
)
BUILDINGS_WITHOUT_CELL = N_(
    "{buildings_without_cell} buildings outside the city or without the centre of a cell left out"
)
BUILDINGS_LOW = N_(
    "buildings that do not stand out of the surface model by building_height_min_m (newer than it, "
    "torn down, or below the ground), which give hardly any shade: {low_buildings}"
)
ROOFS_OF_SURFACE = N_("cells of buildings as high as it says, the median where crowns hide them")
ROOFS_LEVEL = N_("every building as high everywhere as its one number says")
ROOFS_OF_MEDIAN = N_(
    "{roofs_of_median} buildings of unknown height taken as high as the median of all"
)
SITES_COUNTED = N_("sites: {sites}")
SITES_OUTSIDE = N_("{sites_outside} sites outside the city left out")
POINTS_COUNTED = N_("points counted in census cells of 100 m")
PERSONS_COUNTED = N_("persons in the city: {persons}, in census cells: {census_cells}")
PERSONS_BEYOND = N_(
    "{persons_beyond} persons of census cells that reach beyond the city left out, by area"
)
CENSUS_SECRET = N_("census cells whose persons are kept secret count without people: {secret}")
ON_HOMES = N_("persons laid on the buildings that are lived in: {homes_percent} %")
ON_BUILDINGS = N_("persons laid on buildings without a known use: {buildings_percent} %")
ON_GROUND = N_(
    "persons laid on the area of their census cell, it has no such building: {ground_percent} %"
)
AGES_UNKNOWN = N_("no group of age is given: vulnerability counts as medium")
ROOFS_WITHOUT_BUILDING = N_(
    "{roof_cells} cells of the class roof outside every building are treated as sealed ground"
)
STRUCTURES_COUNTED = N_(
    "culverts: {culverts}, walls: {walls}, openings: {openings}, pumps: {pumps}"
)
STRUCTURES_OUTSIDE = N_(
    "culverts, walls, openings and pumps left out because they lie outside the city: "
    "{structures_outside}"
)
STRUCTURES_MOVED = N_(
    "ends of culverts and pumps in a cell of a building moved to the open one beside it: "
    "{moved_ends}"
)
STRUCTURES_IN_ONE_CELL = N_(
    "culverts and pumps left out because they begin and end in one cell, so their water stays "
    "there (check where they begin and end, or choose a finer resolution_m): "
    "{structures_in_one_cell}"
)
WALLS_IDLE = N_(
    "walls that raise nothing (crest nowhere above the ground, or no two cells parted): "
    "{idle_walls}"
)
OPENINGS_IDLE = N_("openings that lower no cell (no ground above their level): {idle_openings}")
OPENINGS_LOWERED = N_("{opening_cells} cells lowered to openings under bridges")
OPENINGS_GROUND = N_(
    "{opening_ground_cells} cells in openings under bridges: what passes there, not what lies above"
)

TERRAIN_HIGH = N_(
    "its highest cell lies at {highest_m} m: if heights are in centimetres or decimetres, convert "
    "them to metres"
)
TERRAIN_ZERO = N_(
    "cells of exactly 0 m, though the other ground lies at {usual_m} m: {zero_cells}; if they are "
    "unknown, set 0 as nodata"
)

DEFAULT = N_("default, not in the run file")

DOUBTS = frozenset(
    {
        BUILDINGS_BEYOND,
        BUILDINGS_NONE,
        CANOPY_TOO_HIGH,
        TERRAIN_HIGH,
        TERRAIN_ZERO,
        FINER_THAN_DATA,
        SEALING_LOW,
        OVERLAPS,
        SITES_OUTSIDE,
        STRUCTURES_OUTSIDE,
        STRUCTURES_IN_ONE_CELL,
        WALLS_IDLE,
        OPENINGS_IDLE,
    }
)
"""Notes that are told at once, besides in the report: a mistake is likely behind them."""


def doubts(origins: Iterable[LayerOrigin]) -> Iterator[Problem]:
    """What the readers let pass, but a person should look at, with the file it is about."""
    for origin in origins:
        for note in origin.notes:
            if note in DOUBTS:
                what = Problem(note, **origin.numbers)
                yield Problem(N_("{file}: {what}"), file=origin.source, what=what)


def own_words(words: Iterable[str]) -> str:
    """A note of the user's own words, the same in every language: names of what was left out."""
    return f"({', '.join(words)})".replace("{", "{{").replace("}", "}}")
