"""Surfaces of the quarter: land cover, sealing, soil, crowns and the surface model."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from shapely import Point, affinity

from herne_schwamm.inputs.demo import features
from herne_schwamm.inputs.demo.layout import quarter
from herne_schwamm.inputs.demo.plan import centres, within
from herne_schwamm.tables import soils, surface_classes

YARD_SEALING, ALLOTMENT_SEALING = 0.8, 0.15
"""Pavers with open joints, and gardens with paths and sheds. [0–1]"""

FLOODPLAIN_M = 30.0


def land_cover() -> NDArray[np.uint8]:
    """Codes of the table surface_classes. (rows, columns)"""
    plan = quarter()
    cover = np.zeros(centres()[0].shape, dtype=np.uint8)
    for patch in plan.patches:
        cover[within([patch.outline])] = surface_classes()[patch.surface_class].code
    pavements = within([street.corridor for street in plan.streets])
    carriageways = within([street.carriageway for street in plan.streets])
    cover[pavements] = surface_classes()["paving"].code
    cover[carriageways] = surface_classes()["asphalt"].code
    # What was built over streets: the bridge, and the swale into the basin.
    cover[within([features.deck()])] = surface_classes()["railway"].code
    cover[within([features.BASIN_INLET]) & ~carriageways] = surface_classes()["gravel"].code
    cover[roofs()] = surface_classes()["roof"].code
    return cover


def sealing(cover: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Share that lets no water in: of the class, but yards are less sealed than pavements."""
    plan = quarter()
    by_code = np.zeros(256, dtype=np.float32)
    for row in surface_classes().values():
        by_code[row.code] = row.sealing
    shares: NDArray[np.float32] = by_code[cover]
    street = within([street.corridor for street in plan.streets])
    yards = (cover == surface_classes()["paving"].code) & ~street
    shares[yards] = YARD_SEALING
    gardens = cover == surface_classes()["garden"].code
    shares[gardens & within([features.ALLOTMENTS])] = ALLOTMENT_SEALING
    return shares


def soil() -> NDArray[np.uint8]:
    """Codes of the table soils: silt along the brook, sand in the south-east, loam, the dam."""
    x_m, _ = centres()
    codes = np.full(x_m.shape, soils()["loam"].code, dtype=np.uint8)
    terrace = affinity.scale(Point(560.0, 40.0).buffer(170.0), 1.3, 0.8)
    codes[within([terrace])] = soils()["sandy_loam"].code
    codes[within([features.BROOK.buffer(FLOODPLAIN_M)])] = soils()["silt_loam"].code
    codes[within([features.embankment()])] = soils()["loamy_sand"].code
    return codes


def canopy_m() -> NDArray[np.float32]:
    """Height of the crowns above ground, 0 where none are. (rows, columns) [m]"""
    x_m, y_m = centres()
    heights = np.zeros(x_m.shape, dtype=np.float64)
    for tree in quarter().trees:
        off = ((x_m - tree.centre.x) ** 2 + (y_m - tree.centre.y) ** 2) / tree.radius_m**2
        # A crown is round on top and two fifths lower at its rim.
        crown = tree.height_m * (1.0 - 0.4 * off)
        heights = np.where(off <= 1.0, np.maximum(heights, crown), heights)
    heights[roofs()] = 0.0
    return np.round(heights, 2).astype(np.float32)


def surface_m(terrain_m: NDArray[np.float64], crowns_m: NDArray[np.float32]) -> NDArray[np.float64]:
    """Ground with houses and crowns. (rows, columns) [m]"""
    surface = terrain_m + crowns_m
    for house in quarter().houses:
        under = within([house.outline])
        if under.any():
            # Eaves are level: the roof stands on the mean of the ground.
            surface[under] = terrain_m[under].mean() + house.height_m
    return surface


def roofs() -> NDArray[np.bool_]:
    """Cells below a house. (rows, columns)"""
    return within([house.outline for house in quarter().houses])
