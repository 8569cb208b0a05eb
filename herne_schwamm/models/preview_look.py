"""How far larger cells are off, seen on the terrain itself for a few minutes.

Larger cells know neither the low places within a cell nor the ridges and houses that part it.
So their water is laid on the terrain at one moment, and the fine model follows it from there: in
a cell water meets within seconds, around a house in a minute or two. What the fine depths
differ from those of the larger cells at the end is taken as the error of the greatest depths, too.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import Storm
from herne_schwamm.city.water import WaterState
from herne_schwamm.models.balance import StormBalance
from herne_schwamm.models.preview_blocks import Blocks
from herne_schwamm.models.preview_city import TOLD_M
from herne_schwamm.models.preview_terrain import on_terrain
from herne_schwamm.models.storm import Progress, StormSettings, simulate_storm
from herne_schwamm.models.storm_result import MovingWater, StormResult

LOOK_S_PER_CELL = 64.0
"""How long the fine model follows the water for every cell of the terrain along one of the
preview: two minutes on cells twice as large, four on cells four times as large. Half as long leaves
up to 5 % more of the cells off by more than 5 cm (Newcastle, at four times). [s]"""

PEAKED_SHARE = 0.25
"""It begins when this share of the deep water has peaked: streets do so early, hollows late. [0–1]
"""

MOVING_M = 0.001
"""Thinner films begin at rest: they are in motion within seconds. [m]"""

Raster = NDArray[np.float32]


def start_of_look_s(first: StormResult, look_s: float, interval_s: float) -> float:
    """When to begin, at a synchronisation, as a first run on still larger cells tells. [s]"""
    depth = first.maps["water_depth_max_m"].values.ravel()
    peak_min = first.maps["time_of_peak_min"].values.ravel()
    deep = (depth >= TOLD_M) & np.isfinite(peak_min)
    if not deep.any():
        return 0.0
    order = np.argsort(peak_min[deep], kind="stable")
    peaked = np.cumsum(depth[deep][order], dtype=np.float64)
    place = int(np.searchsorted(peaked, PEAKED_SHARE * peaked[-1]))
    begin_s = 60.0 * float(peak_min[deep][order][place])
    latest_s = max(0.0, first.run.simulated_s - look_s)
    return interval_s * (min(begin_s, latest_s) // interval_s)


def error_on_terrain(
    city: City,
    storm: Storm,
    blocks: Blocks,
    bed_m: Raster,
    coarse: StormResult,
    settings: StormSettings,
    progress: Progress,
) -> tuple[Raster, StormBalance]:
    """Fine depths less those of larger cells, after both were followed for a while.

    Parameters
    ----------
    city, storm, settings, progress
        As `models.storm.simulate_storm` takes them.
    blocks, bed_m, coarse
        The larger cells, their beds and the storm on them, which kept the water at the beginning
        and at the end of the look. Crowns and roofs are as wet as at the end of the storm.

    Returns
    -------
    difference, balance
        (rows, columns) of the City's grid [m], NaN outside and on buildings, the whole fine depth
        where larger cells tell nothing; balance of the look, in which the water that was
        laid on the terrain counts as put in.
    """
    ground = city.open_ground
    closed = np.isnan(coarse.maps["water_depth_max_m"].values)

    def laid(depth_m: Raster) -> Raster:
        known = np.where(closed, np.float32(np.nan), depth_m)
        on_cells = on_terrain(city, blocks, bed_m, known)
        return np.where(ground, np.nan_to_num(on_cells), np.float32(0.0))

    def spread(raster: Raster) -> Raster:
        return np.where(ground, blocks.spread(raster), np.float32(0.0))

    begin, end = coarse.kept
    if begin.moment_s == end.moment_s:
        # A storm without any length.
        nothing = np.where(ground, np.float32(0.0), np.float32(np.nan))
        return nothing, StormBalance(*(7 * [0.0]))
    depth_m = laid(begin.depth_m)
    fine = simulate_storm(
        city,
        storm.between(begin.moment_s, end.moment_s),
        WaterState(coarse.water.stores, depth_m, spread(begin.film_m), spread(begin.infiltrated_m)),
        settings=settings,
        progress=progress,
        flow_m2_s=(
            _over_faces(depth_m, spread(_velocity(begin, 1)), 1),
            _over_faces(depth_m, spread(_velocity(begin, 0)), 0),
        ),
    )
    laid_m3 = float(depth_m.sum(dtype=np.float64)) * city.grid.cell_area_m2
    balance = replace(
        fine.balance,
        inflow_m3=fine.balance.inflow_m3 + laid_m3,
        surface_m3=fine.balance.surface_m3 + laid_m3,
    )
    return fine.maps["water_depth_end_m"].values - laid(end.depth_m), balance


def _velocity(water: MovingWater, axis: int) -> Raster:
    """Velocity of every cell along an axis of the raster, 0 in films. [m/s]"""
    flow = water.flow_x_m2_s if axis == 1 else water.flow_y_m2_s
    # Of the last cells the far face is not known: the near one stands for both.
    beyond = np.take(flow, [-1], axis=axis)
    after = np.concatenate([np.delete(flow, 0, axis=axis), beyond], axis=axis)
    mean = np.float32(0.5) * (flow + after)
    velocity: Raster = np.divide(
        mean, water.depth_m, out=np.zeros_like(mean), where=water.depth_m > MOVING_M
    )
    return velocity


def _over_faces(depth_m: Raster, velocity_m_s: Raster, axis: int) -> Raster:
    """Unit discharge over the face before each cell along an axis, 0 beside a dry one. [m2/s]"""
    depth, velocity = (np.moveaxis(raster, axis, 0) for raster in (depth_m, velocity_m_s))
    over = np.zeros_like(depth)
    mean = np.float32(0.5) * (velocity[1:] + velocity[:-1])
    over[1:] = np.minimum(depth[1:], depth[:-1]) * mean
    faces: Raster = np.ascontiguousarray(np.moveaxis(over, 0, axis))
    return faces
