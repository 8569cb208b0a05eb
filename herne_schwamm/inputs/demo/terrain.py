"""Heights of the quarter: a slope, a brook's valley, kerbs, an embankment and an underpass."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from herne_schwamm.inputs.demo import features
from herne_schwamm.inputs.demo.layout import quarter
from herne_schwamm.inputs.demo.plan import SIDE_M, centres, within

Heights = NDArray[np.float64]

KERB_M = 0.12
CROSS_SLOPE = 0.02
"""Fall of a carriageway from its middle to the gutters."""

EMBANKMENT_M = 5.0
UNDERPASS_DEPTH_M = 2.0
UNDERPASS_FLAT_M, UNDERPASS_RAMP_M = 14.0, 54.0
"""Distance from the tracks up to which the underpass is level, and to where its ramps reach. [m]"""

BED_EAST_M, BED_WEST_M = 56.05, 54.35
"""Bed of the brook where it enters and leaves. [m]"""
BANK_SLOPE = 0.45
VALLEY_M, VALLEY_HALF_M = 0.45, 34.0

BASIN_DEPTH_M = 1.5
BASIN_SLOPE = 0.5
NOISE_M = 0.02


def terrain_m() -> Heights:
    """Bare ground; the railway bridge is in it, as in a terrain model that was not corrected.

    Returns
    -------
    NDArray[np.float64]
        (rows, columns) [m]
    """
    x_m, y_m = centres()
    cells = shapely.points(x_m, y_m)
    to_brook_m = shapely.distance(cells, features.BROOK)
    ground = _slope(x_m, y_m) - VALLEY_M * _smooth(1.0 - to_brook_m / VALLEY_HALF_M)
    streets = quarter().streets
    carriageway = within([street.carriageway for street in streets])
    corridor = within([street.corridor for street in streets])
    heights = ground + np.where(corridor, 0.0, _noise(x_m, y_m))
    heights = _basin(cells, heights)
    heights = np.minimum(heights, _channel(cells, to_brook_m))
    to_tracks_m = shapely.distance(cells, features.RAILWAY)
    rise = (features.FOOT_M - to_tracks_m) / (features.FOOT_M - features.CREST_HALF_M)
    dam = heights + EMBANKMENT_M * np.clip(rise, 0.0, 1.0)
    below = within([features.MAIN_STREET.corridor])
    bridge = within([features.deck()])
    heights = np.where(below, ground, dam)
    dive = np.where(
        below,
        _smooth((UNDERPASS_RAMP_M - to_tracks_m) / (UNDERPASS_RAMP_M - UNDERPASS_FLAT_M)),
        0.0,
    )
    heights += dive * (underpass_level_m() + KERB_M - ground)
    heights = np.where(corridor & ~below, ground, heights)
    middle = shapely.distance(cells, shapely.union_all([street.line for street in streets]))
    half_m = np.where(below, features.MAIN_STREET.carriageway_m, 8.0) / 2.0
    camber = CROSS_SLOPE * (half_m - np.minimum(middle, half_m)) * (1.0 - dive)
    heights = np.where(carriageway, heights - KERB_M + camber, heights)
    inlet = within([features.BASIN_INLET])
    gutter = ground - KERB_M - 0.03
    heights = np.where(inlet, np.minimum(heights, gutter), heights)
    return np.where(bridge, dam, heights)


def bed_level_m(x_m: float) -> float:
    """Level of the brook's bed below a point of its course. [m]"""
    return float(_bed(np.array(x_m)))


def underpass_level_m() -> float:
    """Level of the carriageway below the tracks. [m]"""
    x_m, y_m = features.UNDERPASS_M.x, features.UNDERPASS_M.y
    return float(_slope(np.array(x_m), np.array(y_m))) - UNDERPASS_DEPTH_M - KERB_M


def basin_bottom_m() -> float:
    """Level of the basin's bottom. [m]"""
    middle = features.BASIN.centroid
    return float(_slope(np.array(middle.x), np.array(middle.y))) - BASIN_DEPTH_M


def _slope(x_m: Heights, y_m: Heights) -> Heights:
    """It falls to the north, in the south from both sides to the main street, and to the west."""
    off = x_m - features.MAIN_X_M
    hollow = 0.0045 * (np.sqrt(off * off + 80.0 * 80.0) - 80.0)
    tilt = 0.003 * x_m
    north = 1.0 - _smooth((480.0 - y_m) / 60.0)
    return (
        55.5 + 0.0085 * (600.0 - y_m) + hollow * (1.0 - north) + tilt * north + 0.75 * (1 - north)
    )


def _smooth(share: Heights) -> Heights:
    """From 0 to 1 without a kink."""
    within_0_1 = np.clip(share, 0.0, 1.0)
    return within_0_1 * within_0_1 * (3.0 - 2.0 * within_0_1)


def _noise(x_m: Heights, y_m: Heights) -> Heights:
    """Waves of some metres in yards and lawns."""
    return NOISE_M * (np.sin(x_m / 5.3 + y_m / 17.0) * np.cos(y_m / 7.1 - x_m / 29.0))


def _channel(cells: NDArray[np.object_], to_brook_m: Heights) -> Heights:
    """Bed and banks; infinite beyond."""
    banks = _bed(shapely.get_x(cells)) + BANK_SLOPE * np.maximum(
        to_brook_m - features.BED_HALF_M, 0.0
    )
    return np.where(to_brook_m <= 2.0 * features.CHANNEL_HALF_M, banks, np.inf)


def _bed(x_m: Heights) -> Heights:
    return BED_WEST_M + (BED_EAST_M - BED_WEST_M) * x_m / SIDE_M


def _basin(cells: NDArray[np.object_], heights: Heights) -> Heights:
    inside = shapely.contains(features.BASIN, cells)
    from_edge = shapely.distance(cells, features.BASIN.exterior)
    dug = np.maximum(heights - BASIN_SLOPE * from_edge, basin_bottom_m())
    return np.where(inside, np.minimum(dug, heights), heights)
