"""Cold air of a clear night: how deep it gets, how fast and where it flows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels.cold_air import THIN_M, follow_cold_air
from herne_schwamm.kernels.compiling import threads_for
from herne_schwamm.kernels.face_flux import GRAVITY
from herne_schwamm.kernels.heat_constants import ZERO_CELSIUS_K
from herne_schwamm.tables.cold_air import ColdAirRow

COURANT = 0.6
LONGEST_STEP_S = 20.0
STEEP_GROUND = 0.1
"""Slope from which on trees produce as much as they can. [–]"""

SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class ColdAirSettings:
    """A clear night.

    Parameters
    ----------
    hours
        Times after sunset that are told; the air is followed to the last. [h]
    air_temperature_c, deficit_k
        Of the air above, and how much colder the layer at the ground is. [°C], [K]
    froude_limit
        Greatest Froude number: the scheme neglects advection.
    """

    hours: tuple[float, ...] = (4.0, 8.0)
    air_temperature_c: float = 20.0
    deficit_k: float = 4.0
    froude_limit: float = 1.0

    @property
    def reduced_gravity_m_s2(self) -> float:
        """Gravity times the deficit over the temperature of the air above. [m/s2]"""
        kelvin = self.air_temperature_c + ZERO_CELSIUS_K
        return float(GRAVITY) * self.deficit_k / kelvin


@dataclass(frozen=True, slots=True)
class ColdAirBalance:
    """Volumes of cold air. [m3]"""

    produced_m3: float
    held_m3: float
    left_m3: float

    @property
    def relative_error(self) -> float:
        """Air found minus air produced, over air produced."""
        if self.produced_m3 <= 0.0:
            return 0.0
        return (self.held_m3 + self.left_m3) / self.produced_m3 - 1.0


@dataclass(frozen=True, slots=True)
class ColdAirState:
    """The cold air at one time. Not a number outside the area. (rows, columns)

    Parameters
    ----------
    hour
        After sunset. [h]
    depth_m
        [m]
    velocity_m_s
        Mean over the layer. [m/s]
    flux_m2_s
        Volume flux over a metre of width. [m2/s]
    flow_to_deg
        Where it flows, clockwise from the grid's north; not a number where it rests. [degrees]
    balance
        Up to this time.
    """

    hour: float
    depth_m: NDArray[np.float32]
    velocity_m_s: NDArray[np.float32]
    flux_m2_s: NDArray[np.float32]
    flow_to_deg: NDArray[np.float32]
    balance: ColdAirBalance


def slope_of(terrain_m: NDArray[np.floating], cell_size_m: float) -> NDArray[np.float64]:
    """Steepest slope between each cell and its four neighbours; 0 where none is known. [–]"""
    ground = np.asarray(terrain_m, dtype=np.float64)
    steepest = np.zeros(ground.shape)
    for axis in (0, 1):
        step = np.abs(np.diff(ground, axis=axis)) / cell_size_m
        step = np.nan_to_num(step)
        padding = [(0, 0), (0, 0)]
        padding[axis] = (1, 0)
        steepest = np.maximum(steepest, np.pad(step, padding))
        padding[axis] = (0, 1)
        steepest = np.maximum(steepest, np.pad(step, padding))
    return steepest


def production_m_s(row: ColdAirRow, slope: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Cold air that a surface class makes on a slope. [m/s]"""
    part = np.clip(np.asarray(slope, dtype=np.float64) / STEEP_GROUND, 0.0, 1.0)
    hourly = row.production_flat_m_h + part * (row.production_steep_m_h - row.production_flat_m_h)
    rate: NDArray[np.float64] = hourly / SECONDS_PER_HOUR
    return rate


def simulate_cold_air(
    terrain_m: NDArray[np.floating],
    cell_size_m: float,
    production: NDArray[np.floating],
    drag: NDArray[np.floating],
    porosity: NDArray[np.floating] | None = None,
    settings: ColdAirSettings | None = None,
    start_depth_m: NDArray[np.floating] | None = None,
) -> list[ColdAirState]:
    """Let cold air form and flow over ground.

    Air leaves freely over the edge of the area and none comes in: the area
    must reach as far as the air that matters comes from.

    Parameters
    ----------
    terrain_m
        Ground; not a number outside the area. (rows, columns) [m]
    cell_size_m
        [m]
    production, drag
        Volume of cold air over area and time [m/s], drag coefficient of the
        layer. (rows, columns)
    porosity
        Share of a cell that buildings leave to the air; None: all. (rows, columns) [0–1]
    settings
        The night.
    start_depth_m
        Cold air at sunset; None: none. (rows, columns) [m]
    """
    settings = settings or ColdAirSettings()
    ground = np.pad(np.asarray(terrain_m, dtype=np.float64), 1, constant_values=np.nan)
    outside = np.isnan(ground)
    inner = np.zeros(ground.shape, dtype=bool)
    inner[1:-1, 1:-1] = True

    def ringed(values: NDArray[np.floating] | None, elsewhere: float) -> NDArray[np.float64]:
        if values is None:
            values = np.full(terrain_m.shape, elsewhere)
        padded = np.pad(np.asarray(values, dtype=np.float64), 1, mode="edge")
        return np.where(outside & ~inner, padded, np.where(outside, elsewhere, padded))

    opened = ringed(porosity, 1.0)
    opened[outside] = 1.0
    resistance = ringed(drag, float(np.nanmean(np.where(outside[1:-1, 1:-1], np.nan, drag))))
    forming = np.where(outside | (opened <= 0.0), 0.0, ringed(production, 0.0))
    depth = np.where(outside, 0.0, ringed(start_depth_m, 0.0))
    bed = _with_surroundings(ground)
    rows, columns = depth.shape
    flow_x, flow_y = np.zeros((rows, columns + 1)), np.zeros((rows + 1, columns))
    new_x, new_y = np.zeros_like(flow_x), np.zeros_like(flow_y)
    share = np.where(inner, 1.0, 0.0)
    area_m2 = cell_size_m * cell_size_m
    produced_m = float((depth * opened).sum())
    left_m = 0.0
    states = []
    before_h = 0.0
    with threads_for(depth.size):
        for hour in settings.hours:
            _, produced, left = follow_cold_air(
                depth,
                flow_x,
                flow_y,
                new_x,
                new_y,
                share,
                bed,
                resistance,
                opened,
                outside,
                forming,
                float(cell_size_m),
                settings.reduced_gravity_m_s2,
                settings.froude_limit,
                COURANT,
                LONGEST_STEP_S,
                (hour - before_h) * SECONDS_PER_HOUR,
            )
            before_h = hour
            produced_m += produced
            left_m += left
            balance = ColdAirBalance(
                produced_m * area_m2, float((depth * opened).sum()) * area_m2, left_m * area_m2
            )
            states.append(_state(hour, depth, flow_x, flow_y, bed, opened, outside, balance))
    return states


def _with_surroundings(ground: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ground with cells outside carrying on: the slope of the edge, or its height."""
    bed = ground.copy()
    for axis in (0, 1):
        for side in (1, -1):
            nearest = np.roll(ground, side, axis)
            second = np.roll(ground, 2 * side, axis)
            carried = np.where(np.isnan(second), nearest, 2.0 * nearest - second)
            bed = np.where(np.isnan(ground), np.fmin(bed, carried), bed)
    return np.where(np.isnan(bed), np.nanmax(ground), bed)


def _state(
    hour: float,
    depth: NDArray[np.float64],
    flow_x: NDArray[np.float64],
    flow_y: NDArray[np.float64],
    bed: NDArray[np.float64],
    opened: NDArray[np.float64],
    outside: NDArray[np.bool_],
    balance: ColdAirBalance,
) -> ColdAirState:
    core = (slice(1, -1), slice(1, -1))

    def of_cells(flow: NDArray[np.float64], axis: int) -> tuple[NDArray[np.float64], ...]:
        """Unit discharge and velocity of cells: means of their two faces along an axis."""
        before, after = (np.delete(depth, side, axis) for side in (-1, 0))
        rise = np.diff(bed, axis=axis)
        deep = np.maximum(before - np.maximum(rise, 0.0), after + np.minimum(rise, 0.0))
        inner = np.take(flow, np.arange(1, flow.shape[axis] - 1), axis)
        speed = np.where(inner == 0.0, 0.0, inner / np.maximum(deep, THIN_M))
        told = []
        for values in (inner, speed):
            mean = 0.5 * (np.delete(values, -1, axis) + np.delete(values, 0, axis))
            # Along the other axis the ring still has to go.
            told.append(np.take(mean, np.arange(1, mean.shape[1 - axis] - 1), 1 - axis))
        return tuple(told)

    east, fast_east = of_cells(flow_x, 1)
    south, fast_south = of_cells(flow_y, 0)
    size = np.hypot(east, south)
    towards = np.where(size > 0.0, np.mod(np.degrees(np.arctan2(east, -south)), 360.0), np.nan)

    def told(values: NDArray[np.float64]) -> NDArray[np.float32]:
        return np.where(outside[core], np.nan, values).astype(np.float32)

    return ColdAirState(
        hour,
        told(depth[core]),
        told(np.hypot(fast_east, fast_south)),
        told(size * opened[core]),
        told(towards),
        balance,
    )
