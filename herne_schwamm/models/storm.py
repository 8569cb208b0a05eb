"""The storm: rain, infiltration and surface runoff over minutes and hours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import MM_H_TO_M_S, Storm
from herne_schwamm.city.water import (
    MM_PER_M,
    WaterState,
    moisture_deficit,
    spread_to_cells,
)
from herne_schwamm.kernels.compiling import threads_for
from herne_schwamm.kernels.face_flux import GRAVITY
from herne_schwamm.kernels.maxima import track
from herne_schwamm.kernels.surface_runoff import WALL_M, advance
from herne_schwamm.kernels.surface_water import exchange
from herne_schwamm.models.balance import StormBalance
from herne_schwamm.models.storm_edges import edge_lists, inflow_cells, inflow_rates
from herne_schwamm.models.storm_result import STORM_MAPS, StormResult, StormRun

COURANT = 0.7
"""Time step over the time a shallow wave needs across a cell: one for every case."""

CARRY = 0.9
"""Weight of a face's own old discharge in the damping (theta)."""

FROUDE_LIMIT = 1.0
"""Local inertia neglects advection and holds below critical flow only."""

RAIN_STEP_M = 2.0**-31
"""Rain is dealt out in whole steps of half a nanometre: the rounding step of films up to
7.8 mm, which would otherwise round the same way at every synchronisation."""

ROWS_PER_BAND = 16
SHOWN_PEAK_M = 0.01
PEAK_WINDOW_S = 600.0
PEAK_RISE = 1e-3


@dataclass(frozen=True, slots=True)
class StormSettings:
    """How finely a storm is followed.

    Parameters
    ----------
    synchronisation_s
        Rain, infiltration and sewer act at this interval. [s]
    record_interval_s
        Interval of the hydrographs. [s]
    longest_after_rain_s
        When to stop waiting for the peak to pass. [s]
    """

    synchronisation_s: float = 1.0
    record_interval_s: float = 60.0
    longest_after_rain_s: float = 6 * 3600.0


class LoopHook(Protocol):
    """What acts in the loop beside rain and soil: culverts, pumps, gates."""

    def __call__(self, time_s: float, step_s: float, surface_depth_m: NDArray[np.float32]) -> float:
        """Change the depths in place at a synchronisation; return the volume taken. [m3]"""


Progress = Callable[[float, float], None]


def simulate_storm(
    city: City,
    storm: Storm,
    water: WaterState,
    *,
    points: Mapping[str, tuple[int, int]] | None = None,
    settings: StormSettings | None = None,
    hooks: Sequence[LoopHook] = (),
    progress: Progress | None = None,
) -> StormResult:
    """Follow a storm over the city.

    Parameters
    ----------
    city
        Layers and units.
    storm
        Rain, inflows, drainage and how long to go on.
    water
        What the city holds at the first drop; not changed.
    points
        Cells (row, column) whose depth is recorded, by name.
    settings
        How finely the storm is followed.
    hooks
        Called at every synchronisation, in order.
    progress
        Told (simulated, expected) seconds at every synchronisation.

    Returns
    -------
    StormResult
        Maps, hydrographs, balance, and the water at the end.
    """
    settings = settings or StormSettings()
    loop = _StormLoop(city, storm, spread_to_cells(city, water), settings)
    points = points or {}
    records = [loop.record(points, settings.record_interval_s)]
    step_s = settings.synchronisation_s
    per_record = max(1, round(settings.record_interval_s / step_s))
    count = 0
    with threads_for(city.grid.rows * city.grid.columns):
        while not loop.is_over(count * step_s):
            loop.synchronise(count * step_s, step_s, hooks)
            count += 1
            if count % per_record == 0:
                records.append(loop.record(points, settings.record_interval_s))
            if progress:
                progress(count * step_s, max(loop.expected_end_s, count * step_s))
    return loop.result(records)


class _StormLoop:
    """The state of a running storm: rasters with a ring of cells around the city."""

    def __init__(
        self, city: City, storm: Storm, water: WaterState, settings: StormSettings
    ) -> None:
        self.city = city
        self.storm = storm
        self.water = water
        self.settings = settings
        units = city.units
        self.unit_parameters = tuple(
            np.ascontiguousarray(column, dtype=np.float64)
            for column in (
                units["depression_sealed_mm"] / MM_PER_M,
                units["depression_pervious_mm"] / MM_PER_M,
                units["conductivity_mm_h"] * MM_H_TO_M_S,
                units["suction_mm"] / MM_PER_M,
                moisture_deficit(city, water),
            )
        )
        inside = city.inside
        self.wall = np.pad(~inside, 1, constant_values=True)
        terrain = np.where(inside, city.layer("terrain_m"), WALL_M)
        self.bed = np.pad(terrain, 1, constant_values=WALL_M).astype(np.float32)
        manning_n = np.where(inside, city.layer("manning_n_s_m13"), 0.0)
        self.gravity_n2 = np.pad((GRAVITY * manning_n**2).astype(np.float32), 1)
        self.sealing = np.pad(city.layer("sealing").astype(np.float32), 1)
        self.unit_id = np.pad(city.layer("unit_id"), 1, constant_values=-1)

        self.depth = np.pad(water.surface_depth_m, 1)
        self.film = np.pad(water.surface_film_m, 1)
        self.infiltrated = np.pad(water.infiltrated_m, 1)
        shape = self.depth.shape
        self.drained = np.zeros(shape, np.float32)
        self.flow_x = np.zeros((shape[0], shape[1] + 1), np.float32)
        self.flow_y = np.zeros((shape[0] + 1, shape[1]), np.float32)
        self.new_x = np.zeros_like(self.flow_x)
        self.new_y = np.zeros_like(self.flow_y)
        self.share = np.ones(shape, np.float32)
        self.limited_of_row = np.zeros(shape[0], np.int64)
        self.greatest_of_row = np.zeros(shape[0], np.int32)
        self.drained_of_row = np.zeros(shape[0], np.float64)

        self.depth_max = self.depth.copy()
        self.time_of_peak = np.zeros(shape, np.float32)
        self.velocity_x = np.zeros(shape, np.float32)
        self.velocity_y = np.zeros(shape, np.float32)
        self.intensity_max = np.zeros(shape, np.float32)
        self.flooded_duration = np.zeros(shape, np.float32)

        self.edges = edge_lists(city)
        self.inflow_cells = inflow_cells(city, storm.inflows)
        self.held_before = self._held()
        self.rain_m = 0.0
        self.drained_m = 0.0
        self.outflow_m = 0.0
        self.level_gain_m = 0.0
        self.inflow_m = 0.0
        self.hooks_m3 = 0.0
        self.outflow_recorded_m = 0.0
        self.time_s = 0.0
        self.steps = 0
        self.limited = 0
        self.limited_until_s = 0.0
        self.smallest_step_s = float("inf")
        self.limiting_cell: tuple[int, int] | None = None
        self.peak_passed = False
        self.peak_sums: list[tuple[float, float]] = []

    @property
    def forcing_end_s(self) -> float:
        """When the last rain and the last inflow have ended. [s]"""
        ends = [self.storm.rain_mm_h.end_s]
        ends += [inflow.discharge_m3_s.end_s for inflow in self.storm.inflows]
        return max(ends)

    @property
    def expected_end_s(self) -> float:
        """When the storm is over, as far as it can be told beforehand. [s]"""
        after_s = self.storm.after_rain_s
        return self.forcing_end_s + (3600.0 if after_s is None else after_s)

    def is_over(self, time_s: float) -> bool:
        """Whether the set time is over or the peak has passed everywhere.

        The peak has passed when the maximum depths, summed over the city,
        rose by less than 0.1 % within the last ten minutes.
        """
        after_s = self.storm.after_rain_s
        if after_s is not None:
            return time_s >= self.forcing_end_s + after_s - 1e-6
        if time_s < self.forcing_end_s:
            return False
        if not self.peak_sums or time_s >= self.peak_sums[-1][0] + 60.0:
            self.peak_sums.append((time_s, float(self.depth_max.sum(dtype=np.float64))))
        earlier = [total for t, total in self.peak_sums if t <= time_s - PEAK_WINDOW_S]
        if earlier:
            self.peak_passed = self.peak_sums[-1][1] <= earlier[-1] * (1.0 + PEAK_RISE)
        waited_s = time_s - self.forcing_end_s
        return self.peak_passed or waited_s >= self.settings.longest_after_rain_s

    def synchronise(self, start_s: float, step_s: float, hooks: Sequence[LoopHook]) -> None:
        """Sources and sinks, then the flow to the next synchronisation."""
        end_s = start_s + step_s
        # In whole steps a film can hold exactly; the remainder falls next time.
        fallen_m = self.storm.rain_mm_h.integral(0.0, end_s) * MM_H_TO_M_S
        rain_m = round((fallen_m - self.rain_m) / RAIN_STEP_M) * RAIN_STEP_M
        exchange(
            self.depth,
            self.film,
            self.infiltrated,
            self.drained,
            self.drained_of_row,
            self.wall,
            self.sealing,
            self.unit_id,
            *self.unit_parameters,
            rain_m,
            self.storm.drainage_loss_mm_h * MM_H_TO_M_S,
            step_s,
        )
        self.rain_m += rain_m
        self.drained_m += float(self.drained_of_row.sum())
        for hook in hooks:
            self.hooks_m3 += hook(start_s, step_s, self.depth[1:-1, 1:-1])

        edges = self.edges
        steps, limited, smallest_s, outflow, gain, loss, inflow = advance(
            self.depth,
            self.flow_x,
            self.flow_y,
            self.new_x,
            self.new_y,
            self.share,
            self.limited_of_row,
            self.greatest_of_row,
            self.bed,
            self.gravity_n2,
            edges.open_faces,
            edges.open_conveyance,
            edges.outside_cells,
            edges.level_cells,
            edges.level_depth,
            edges.level_faces,
            self.inflow_cells,
            inflow_rates(self.storm.inflows, start_s, end_s, self.city.grid.cell_area_m2),
            step_s,
            self.city.grid.cell_size_m,
            COURANT,
            CARRY,
            FROUDE_LIMIT,
            max(1, self.city.grid.rows // ROWS_PER_BAND),
        )
        if steps % 2:
            self.flow_x, self.new_x = self.new_x, self.flow_x
            self.flow_y, self.new_y = self.new_y, self.flow_y
        self.outflow_m += outflow + loss
        self.level_gain_m += gain
        self.inflow_m += inflow
        self.steps += steps
        if limited:
            self.limited += limited
            self.limited_until_s = end_s
        if smallest_s < self.smallest_step_s:
            self.smallest_step_s = smallest_s
            row, column = np.unravel_index(int(self.depth.argmax()), self.depth.shape)
            self.limiting_cell = (int(row) - 1, int(column) - 1)
        track(
            self.depth,
            self.flow_x,
            self.flow_y,
            self.depth_max,
            self.time_of_peak,
            self.velocity_x,
            self.velocity_y,
            self.intensity_max,
            self.flooded_duration,
            np.float32(end_s),
            np.float32(step_s),
        )
        self.time_s = end_s

    def record(self, points: Mapping[str, tuple[int, int]], interval_s: float) -> dict[str, float]:
        """One row of the hydrographs: means since the last row, depths of now."""
        start_s = max(0.0, self.time_s - interval_s)
        rain = self.storm.rain_mm_h.integral(start_s, self.time_s)
        seconds = max(self.time_s - start_s, 1e-9)
        left_m = self.outflow_m - self.outflow_recorded_m
        self.outflow_recorded_m = self.outflow_m
        return {
            "time_min": self.time_s / 60.0,
            "rain_mm_h": rain / seconds,
            "outflow_m3_s": left_m * self.city.grid.cell_area_m2 / seconds,
            **{
                f"{name}_m": float(self.depth[row + 1, column + 1])
                for name, (row, column) in points.items()
            },
        }

    def _held(self) -> tuple[float, float, float]:
        """Sums of surface depth, film and infiltrated depth. [m]"""
        surface, film, infiltrated = (
            float(raster.sum(axis=1, dtype=np.float64).sum())
            for raster in (self.depth, self.film, self.infiltrated)
        )
        return surface, film, infiltrated

    def balance(self) -> StormBalance:
        """Where the water is now."""
        area_m2 = self.city.grid.cell_area_m2
        surface, film, infiltrated = (
            (now - before) * area_m2
            for now, before in zip(self._held(), self.held_before, strict=True)
        )
        return StormBalance(
            rain_m3=self.rain_m * self.city.area_m2,
            inflow_m3=(self.inflow_m + self.level_gain_m) * area_m2,
            infiltrated_m3=infiltrated,
            film_m3=film,
            surface_m3=surface,
            drained_m3=self.drained_m * area_m2,
            outflow_m3=self.outflow_m * area_m2,
            hooks_m3=self.hooks_m3,
        )

    def result(self, records: list[dict[str, float]]) -> StormResult:
        """Maps, hydrographs and balance of the storm so far."""
        core = (slice(1, -1), slice(1, -1))
        inside = self.city.inside

        def shown(values: NDArray[np.floating]) -> NDArray[np.float32]:
            return np.where(inside, values[core], np.nan).astype(np.float32)

        speed = np.hypot(self.velocity_x, self.velocity_y)
        # Azimuth the water flows to: 0 = north, clockwise; rows run to the south.
        azimuth = np.degrees(np.arctan2(self.velocity_x, -self.velocity_y)) % 360.0
        peaked = self.depth_max >= SHOWN_PEAK_M
        arrays = {
            "water_depth_max_m": shown(self.depth_max),
            "velocity_max_m_s": shown(speed),
            "flow_direction_deg": shown(np.where(speed > 0.0, azimuth, np.nan)),
            "hazard_intensity_max_m2_s": shown(self.intensity_max),
            "time_of_peak_min": shown(np.where(peaked, self.time_of_peak / 60.0, np.nan)),
            "flooded_duration_min": shown(self.flooded_duration / 60.0),
            "infiltrated_mm": shown(self.infiltrated * MM_PER_M),
            "drained_mm": shown(self.drained * MM_PER_M),
            "water_depth_end_m": shown(self.depth),
        }
        maps = xr.Dataset(
            {
                name: (("y", "x"), arrays[name], {"units": unit})
                for name, unit in STORM_MAPS.items()
            },
            coords={"y": self.city.grid.y_m(), "x": self.city.grid.x_m()},
        )
        return StormResult(
            maps=maps,
            hydrographs=pd.DataFrame(records).set_index("time_min"),
            balance=self.balance(),
            water=WaterState(
                self.water.stores,
                np.ascontiguousarray(self.depth[core]),
                np.ascontiguousarray(self.film[core]),
                np.ascontiguousarray(self.infiltrated[core]),
            ),
            run=StormRun(
                simulated_s=self.time_s,
                steps=self.steps,
                cell_updates=self.steps * self.city.grid.rows * self.city.grid.columns,
                smallest_step_s=self.smallest_step_s,
                limiting_cell=self.limiting_cell,
                limited_outflows=self.limited,
                limited_until_s=self.limited_until_s,
                peak_passed=self.peak_passed,
            ),
        )
