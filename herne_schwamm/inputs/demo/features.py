"""The lines the quarter is built around: railway, brook, streets, underpass and basin."""

from __future__ import annotations

from itertools import pairwise

import shapely
from shapely import LineString, Point, Polygon, affinity
from shapely.geometry.base import BaseGeometry

from herne_schwamm.inputs.demo.plan import Street

RAILWAY = LineString([(-120.0, 397.4), (720.0, 436.6)])
"""Middle of the tracks."""
RAILWAY_SLOPE = (436.6 - 397.4) / 840.0
CREST_HALF_M, FOOT_M = 6.0, 13.5
"""From the middle of the tracks to the edge of the crest and to the foot of the slope. [m]"""


def _bent(points: list[tuple[float, float]]) -> LineString:
    """Corners cut twice at a quarter of their sides (Chaikin 1974): bends without an edge."""
    for _ in range(2):
        cut = [points[0]]
        for (x0, y0), (x1, y1) in pairwise(points):
            cut += [(0.75 * x0 + 0.25 * x1, 0.75 * y0 + 0.25 * y1)]
            cut += [(0.25 * x0 + 0.75 * x1, 0.25 * y0 + 0.75 * y1)]
        points = [*cut, points[-1]]
    return LineString(points)


BROOK = _bent(
    [
        (720.0, 556.0), (610.0, 551.0), (560.0, 541.0), (500.0, 539.0), (455.0, 549.0),
        (405.0, 547.0), (350.0, 533.0), (300.0, 533.0), (262.0, 539.0), (238.0, 539.0),
        (190.0, 530.0), (140.0, 529.0), (95.0, 539.0), (45.0, 538.0), (-20.0, 528.0),
    ]
)  # fmt: skip
"""Middle of the bed, from its spring side in the east to the west."""
BED_HALF_M, CHANNEL_HALF_M = 1.5, 5.0
"""Half the width of the bed, and of the channel between the tops of its banks. [m]"""

MAIN_X_M = 250.0


def railway_north_m(x_m: float) -> float:
    """North of the middle of the tracks. [m]"""
    return 403.0 + RAILWAY_SLOPE * x_m


def _across(
    name: str, y_m: float, tilt: float, west: float = -120.0, east: float = 720.0
) -> Street:
    ends = [(x_m, y_m + tilt * (x_m - MAIN_X_M)) for x_m in (west, east)]
    return Street(name, LineString(ends))


def _along(name: str, points: list[tuple[float, float]]) -> Street:
    return Street(name, LineString(points))


UNDERPASS_M = Point(MAIN_X_M, railway_north_m(MAIN_X_M))
"""Where the main street passes below the tracks."""

BESIDE_TRACKS_M = 60.0
"""From the tracks to the streets along them: the ramps of the underpass end there. [m]"""

MAIN_STREET = Street("Hauptstraße", LineString([(MAIN_X_M, -120.0), (MAIN_X_M, 720.0)]), 10.0, 3.0)
STREETS = (
    MAIN_STREET,
    _across("Südstraße", 12.0, -0.010),
    _across("Marktstraße", 128.0, 0.012),
    _across("Zechenstraße", 243.0, 0.030),
    _across("Bahnstraße", UNDERPASS_M.y - BESIDE_TRACKS_M, RAILWAY_SLOPE),
    _across("Am Bach", UNDERPASS_M.y + BESIDE_TRACKS_M, RAILWAY_SLOPE),
    _across("Uferweg", 579.0, -0.015, east=MAIN_X_M),
    _along("Gartenstraße", [(22.0, -120.0), (18.0, 120.0), (12.0, 344.0)]),
    _along("Schmiedestraße", [(140.0, -120.0), (138.0, 128.0), (130.0, 349.0)]),
    _along("Kirchstraße", [(368.0, -120.0), (372.0, 132.0), (366.0, 362.0)]),
    _along("Kolonie", [(484.0, -120.0), (489.0, 128.0), (492.0, 250.0)]),
    _along("Oststraße", [(608.0, -120.0), (612.0, 370.0)]),
)

CULVERT_ROAD_M = (262.0, 238.0)
"""East and west end of the brook's culvert below the main street. [m]"""

PUMP_OUTLET_X_M = 225.0
"""East of the point of the brook to which the underpass is pumped dry. [m]"""

BASIN = Polygon([(298.0, 487.0), (348.0, 489.0), (347.0, 517.0), (297.0, 515.0)])
"""Upper edge of the retention basin."""

BASIN_INLET = Polygon([(317.0, 470.0), (325.0, 470.0), (325.0, 494.0), (317.0, 494.0)])
"""Lowered kerb and swale from the street into the basin."""

PARK = Polygon([(258.0, 480.8), (720.0, 502.0), (720.0, 720.0), (258.0, 720.0)])
PARK_PATHS = (
    LineString([(258.0, 572.0), (330.0, 560.0), (420.0, 575.0), (510.0, 562.0), (620.0, 580.0)]),
    LineString([(330.0, 560.0), (380.0, 600.0)]),
    LineString([(510.0, 562.0), (560.0, 605.0)]),
    LineString([(372.0, 482.0), (380.0, 515.0), (470.0, 516.0), (560.0, 516.0), (620.0, 522.0)]),
)


def beside_tracks(box: Polygon) -> Polygon:
    """A box whose northings are distances from the tracks, put beside them."""
    return affinity.affine_transform(box, [1.0, 0.0, RAILWAY_SLOPE, 1.0, 0.0, railway_north_m(0.0)])


def passage() -> BaseGeometry:
    """Ground below the bridge, and half a cell of a coarse grid more on both sides."""
    reach_m = CREST_HALF_M + 3.0
    return MAIN_STREET.corridor.intersection(RAILWAY.buffer(reach_m, cap_style="flat"))


def underpass() -> BaseGeometry:
    """The level part of the main street below the tracks."""
    return MAIN_STREET.carriageway.intersection(RAILWAY.buffer(FOOT_M, cap_style="flat"))


def embankment() -> BaseGeometry:
    """Crest and slopes of the railway."""
    return RAILWAY.buffer(FOOT_M, cap_style="flat")


def deck() -> BaseGeometry:
    """The railway bridge over the main street, kerb to kerb and both pavements."""
    return MAIN_STREET.corridor.intersection(RAILWAY.buffer(CREST_HALF_M, cap_style="flat"))


ALLOTMENTS = beside_tracks(shapely.box(272.0, -52.0, 672.0, -18.0))
"""Gardens along the southern foot of the embankment."""
