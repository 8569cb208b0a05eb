"""How far larger cells are off, seen on the terrain itself for a minute or two.

Larger cells know neither the low places within a cell nor the ridges and houses that part it.
So their water is laid on the terrain at one moment, and the fine model follows it from there: in
a cell water meets within seconds, around a house in a minute or two. What the fine depths
differ from those of the larger cells at the end is taken as the error of the greatest depths, too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import Storm
from herne_schwamm.city.water import WaterState
from herne_schwamm.models.balance import StormBalance
from herne_schwamm.models.preview_blocks import Blocks
from herne_schwamm.models.preview_terrain import on_terrain
from herne_schwamm.models.storm import Progress, StormSettings, simulate_storm
from herne_schwamm.models.storm_result import MovingWater, StormResult

LOOK_S = 64.0
"""How long the fine model follows the water for every cell of the terrain along one of the
preview: two minutes on cells twice as large, four on cells four times as large. Half as long leaves
up to 5 % more of the cells off by more than 5 cm (Newcastle, at four times). [s]"""

PEAKED_SHARE = 0.25
"""It begins when this share of the deep water has peaked: streets do so early, hollows late. [0–1]
"""

DEEP_M = 0.10
MOVING_M = 0.001
"""Thinner films begin at rest: they are in motion within seconds. [m]"""

Raster = NDArray[np.float32]


def moment_to_look(first: StormResult, look_s: float, interval_s: float) -> float:
    """When to begin, as a first run on still larger cells tells, at a synchronisation. [s]"""
    depth = first.maps["water_depth_max_m"].values.ravel()
    peak_min = first.maps["time_of_peak_min"].values.ravel()
    deep = (depth >= DEEP_M) & np.isfinite(peak_min)
    if not deep.any():
        return 0.0
    order = np.argsort(peak_min[deep], kind="stable")
    peaked = np.cumsum(depth[deep][order], dtype=np.float64)
    place = int(np.searchsorted(peaked, PEAKED_SHARE * peaked[-1]))
    begin_s = 60.0 * float(peak_min[deep][order][place])
    latest_s = max(0.0, first.run.simulated_s - look_s)
    return interval_s * (min(begin_s, latest_s) // interval_s)


def looked_at(
    city: City,
    storm: Storm,
    blocks: Blocks,
    bed_m: Raster,
    coarse: StormResult,
    settings: StormSettings,
    progress: Progress,
) -> tuple[Raster, StormBalance]:
    """Fine depths less those of larger cells, after both were followed for a while. [m]

    Parameters
    ----------
    city, storm, settings, progress
        As `models.storm.simulate_storm` takes them.
    blocks, bed_m, coarse
        The larger cells, their beds and the storm on them; the water at the beginning and the
        end of the look was kept. Films and soils are as wet as at the end of the storm.

    Returns
    -------
    difference, balance
        Where larger cells tell nothing the whole fine depth; balance of the fine run.
    """
    ground = city.open_ground

    def of_ground(raster: Raster) -> Raster:
        return np.where(ground, np.nan_to_num(raster), np.float32(0.0))

    closed = np.isnan(coarse.maps["water_depth_max_m"].values)

    def laid(depth_m: Raster) -> Raster:
        known = np.where(closed, np.float32(np.nan), depth_m)
        return of_ground(on_terrain(city, blocks, bed_m, known))

    def spread(raster: Raster) -> Raster:
        return of_ground(blocks.spread(raster)[: city.grid.rows])

    begin, end = coarse.kept
    begin_m = laid(begin.depth_m)
    start = WaterState(
        coarse.water.stores,
        begin_m,
        spread(coarse.water.surface_film_m),
        spread(coarse.water.infiltrated_m),
    )
    to_east, to_south = (spread(speed) for speed in _velocity(begin))
    fine = simulate_storm(
        city,
        storm.between(begin.moment_s, end.moment_s),
        start,
        settings=settings,
        progress=progress,
        flow_m2_s=(_over_faces(begin_m, to_east, 1), _over_faces(begin_m, to_south, 0)),
    )
    depth_m = fine.maps["water_depth_end_m"].values
    return depth_m - laid(end.depth_m), fine.balance


def _velocity(water: MovingWater) -> tuple[Raster, Raster]:
    """Velocity of every cell to the east and to the south, 0 in films. [m/s]"""
    deep = water.depth_m > MOVING_M
    parts = []
    for flow, axis in ((water.flow_x_m2_s, 1), (water.flow_y_m2_s, 0)):
        # Of the last cells the far face is not known: the near one stands for both.
        beyond = np.take(flow, [-1], axis=axis)
        after = np.concatenate([np.delete(flow, 0, axis=axis), beyond], axis=axis)
        mean = np.float32(0.5) * (flow + after)
        parts.append(np.divide(mean, water.depth_m, out=np.zeros_like(mean), where=deep))
    return parts[0], parts[1]


def _over_faces(depth_m: Raster, velocity_m_s: Raster, axis: int) -> Raster:
    """Unit discharge over the face before each cell along an axis, 0 beside a dry one. [m2/s]"""
    depth, velocity = (np.moveaxis(raster, axis, 0) for raster in (depth_m, velocity_m_s))
    over = np.zeros_like(depth)
    mean = np.float32(0.5) * (velocity[1:] + velocity[:-1])
    over[1:] = np.minimum(depth[1:], depth[:-1]) * mean
    faces: Raster = np.ascontiguousarray(np.moveaxis(over, 0, axis))
    return faces
