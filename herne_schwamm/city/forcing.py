"""What comes from outside: rain over time, inflows, and how long a storm is followed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

MM_H_TO_M_S = 1.0 / 3.6e6

SewerRule = Literal["neglected", "design_capacity"]


@dataclass(frozen=True, slots=True)
class StepSeries:
    """A quantity that is constant within steps: interval-beginning, zero outside.

    Parameters
    ----------
    edges_s
        Limits of the steps, rising, one more than values. [s]
    values
        Value within each step.
    """

    edges_s: NDArray[np.float64]
    values: NDArray[np.float64]

    def __post_init__(self) -> None:
        if self.edges_s.size != self.values.size + 1 or np.any(np.diff(self.edges_s) <= 0):
            raise ValueError("a step series needs rising edges, one more than values")

    @property
    def end_s(self) -> float:
        """End of the last step whose value is not zero; 0 if there is none. [s]"""
        filled = np.flatnonzero(self.values)
        return float(self.edges_s[filled[-1] + 1]) if filled.size else 0.0

    def integral(self, start_s: float, end_s: float) -> float:
        """Value times seconds between two moments."""
        overlap = np.minimum(self.edges_s[1:], end_s) - np.maximum(self.edges_s[:-1], start_s)
        return float(np.sum(self.values * np.maximum(overlap, 0.0)))


@dataclass(frozen=True, slots=True)
class RainRasters:
    """Rain that differs from place to place: intensities of zones, constant within steps.

    A zone is a cell of the rain's own, coarser raster.

    Parameters
    ----------
    edges_s
        Limits of the steps, rising, one more than rows of values. [s]
    values
        (steps, zones) Intensity. [mm/h]
    zone
        (rows, columns) of the city's grid: zone of each cell.
    """

    edges_s: NDArray[np.float64]
    values: NDArray[np.float64]
    zone: NDArray[np.int32]

    def __post_init__(self) -> None:
        if self.edges_s.size != self.values.shape[0] + 1 or np.any(np.diff(self.edges_s) <= 0):
            raise ValueError("rain rasters need rising edges, one more than steps")

    def integral(self, start_s: float, end_s: float) -> NDArray[np.float64]:
        """Intensity times seconds between two moments, of every zone."""
        overlap = np.minimum(self.edges_s[1:], end_s) - np.maximum(self.edges_s[:-1], start_s)
        fallen: NDArray[np.float64] = np.maximum(overlap, 0.0) @ self.values
        return fallen

    def mean_over(self, cells: NDArray[np.bool_]) -> StepSeries:
        """Mean intensity of some cells over time."""
        count = np.bincount(self.zone[cells], minlength=self.values.shape[1])
        return StepSeries(self.edges_s, self.values @ (count / max(int(count.sum()), 1)))


Series = TypeVar("Series", StepSeries, RainRasters)


def part_of(series: Series, start_s: float, end_s: float) -> Series:
    """What of a series lies between two moments [s], counted from the first; 0 beyond its steps.

    Raises
    ------
    ValueError
        The second moment is not after the first.
    """
    if not start_s < end_s:
        raise ValueError("a part of a series needs an end after its start")
    within = series.edges_s[(series.edges_s > start_s) & (series.edges_s < end_s)]
    edges_s = np.concatenate([[start_s], within, [end_s]])
    means = [series.integral(*pair) / (pair[1] - pair[0]) for pair in pairwise(edges_s)]
    return replace(series, edges_s=edges_s - start_s, values=np.array(means))


@dataclass(frozen=True, slots=True)
class Inflow:
    """Water that enters at a point: discharge in m3/s over time."""

    name: str
    x_m: float
    y_m: float
    discharge_m3_s: StepSeries


@dataclass(frozen=True, slots=True)
class RainOrigin:
    """Where a rain comes from: told in the report.

    Parameters
    ----------
    kind
        As in the run file: "block", "dvwk", "euler2", "kostra", "series" or "raster".
    source
        File, or what the statistics say of themselves.
    shape
        How a KOSTRA rain falls: "euler2", "dvwk" or "block".
    return_period_a
        Of a KOSTRA rain. [a]
    tolerance
        Where a KOSTRA rain lies within its band: "minus", "none" or "plus".
    uncertainty
        Half the width of the band as a share of the depth; None: there is none. [0–1]
    """

    kind: str
    source: str = ""
    shape: str | None = None
    return_period_a: float | None = None
    tolerance: str = "none"
    uncertainty: float | None = None


@dataclass(frozen=True, slots=True)
class Storm:
    """One storm over the whole city.

    Parameters
    ----------
    name
        Name of the event.
    rain_mm_h
        Intensity; of rain that differs from place to place the mean of the
        city. [mm/h]
    antecedent
        Relative soil moisture at the first drop, mean of the city. [0–1]
    drainage_loss_mm_h
        Constant rate at which surface water leaves every cell. [mm/h]
    after_rain_s
        How long the storm is followed after the end of the rain and of all
        inflows; None: until the peak has passed everywhere. [s]
    inflows
        Water that enters at points.
    sewer
        What the sewer takes: nothing ("neglected") or up to the capacity of
        the units ("design_capacity").
    rain_rasters
        Rain that differs from place to place; None: the same everywhere.
    label
        Words of the user for the head of the maps.
    heavy_rain_index
        Starkregenindex (SRI), 0 for rain more frequent than index 1; None
        where it cannot be determined.
    rain_origin
        Where the rain comes from; None: made up in a program.
    begins
        What of a season it starts from: "dry", "normal", "wet" or a day
        ("2018-07-20"); None: from the same moisture everywhere.
    """

    name: str
    rain_mm_h: StepSeries
    antecedent: float = 0.5
    drainage_loss_mm_h: float = 0.0
    after_rain_s: float | None = None
    inflows: tuple[Inflow, ...] = field(default=())
    sewer: SewerRule = "neglected"
    rain_rasters: RainRasters | None = None
    label: str | None = None
    heavy_rain_index: int | None = None
    rain_origin: RainOrigin | None = None
    begins: str | None = None

    @property
    def rain_depth_mm(self) -> float:
        """Depth of the whole rain, mean of the city. [mm]"""
        return self.rain_mm_h.integral(0.0, float("inf")) / 3600.0

    @property
    def forcing_end_s(self) -> float:
        """End of the rain and of all inflows. [s]"""
        return max(self.rain_mm_h.end_s, *(i.discharge_m3_s.end_s for i in self.inflows), 0.0)

    def between(self, start_s: float, end_s: float) -> Storm:
        """What comes between two moments [s], followed from the first to the second of them.

        Raises
        ------
        ValueError
            The second moment is not after the first.
        """
        part = replace(
            self,
            rain_mm_h=part_of(self.rain_mm_h, start_s, end_s),
            rain_rasters=self.rain_rasters and part_of(self.rain_rasters, start_s, end_s),
            inflows=tuple(
                replace(inflow, discharge_m3_s=part_of(inflow.discharge_m3_s, start_s, end_s))
                for inflow in self.inflows
            ),
        )
        return replace(part, after_rain_s=end_s - start_s - part.forcing_end_s)


def block_rain(depth_mm: float, duration_min: float) -> StepSeries:
    """Rain of constant intensity: `depth_mm` within `duration_min`."""
    return StepSeries(
        np.array([0.0, duration_min * 60.0]), np.array([depth_mm / (duration_min / 60.0)])
    )
