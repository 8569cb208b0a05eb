"""The time loop of a season: block after block, level after level of the units."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.weather import HOURS_PER_DAY
from herne_schwamm.kernels import season_layout as at
from herne_schwamm.kernels.season_block import advance_units
from herne_schwamm.models.season_forcing import SeasonForcing
from herne_schwamm.models.season_units import SeasonUnits

MONTHS = 12
STEP_H = 1.0
MM_PER_M = 1000.0
DAILY = 2
"""Volumes that are told of every day: rain, and what leaves the city."""

LEVELS = 200
"""Levels in which the filling of stores is counted: a percentile is exact to half of one."""

SUMMER_HALF = (5, 6, 7, 8, 9)
"""Months of heavy rain in western Germany: May to September."""


@dataclass(frozen=True, slots=True)
class SeasonSettings:
    """What a season records beside its sums.

    Parameters
    ----------
    percentile_months
        Months whose days count for the percentiles of the stores.
    dates
        Hours at whose beginning the stores are kept.
    latent_heat
        First hour and the one after the last of the hourly latent heat; None:
        none is kept.
    spin_up_years
        How often the first year runs before the season begins.
    """

    percentile_months: tuple[int, ...] = SUMMER_HALF
    dates: tuple[np.datetime64, ...] = ()
    latent_heat: tuple[np.datetime64, np.datetime64] | None = None
    spin_up_years: int = 0


@dataclass(slots=True)
class SeasonSums:
    """Everything a season has added up so far; rows are combinations.

    Parameters
    ----------
    next_hour
        Hours done.
    fingerprint
        Of what was put in: sums of other inputs are not continued.
    begin, state
        State at the beginning (after the spin-up) and now.
    yearly, monthly
        (years, combinations, fluxes), and of each month of all years
        (12, combinations, fluxes). [mm]
    stressed_days, overflow_days
        (years, combinations) Days.
    filling
        (combinations, stores, levels) Days a store was as full as a level.
    at_dates
        (dates, combinations, state) State at the beginning of the dates.
    evaporation
        (combinations, hours) Hourly evaporation of the window. [mm]
    daily_m3
        (days, 2) Rain on the city, and what it gave to sewer and street. [m3]
    """

    next_hour: int
    fingerprint: str
    begin: NDArray[np.float64]
    state: NDArray[np.float64]
    yearly: NDArray[np.float64]
    monthly: NDArray[np.float64]
    stressed_days: NDArray[np.int32]
    overflow_days: NDArray[np.int32]
    filling: NDArray[np.uint16]
    at_dates: NDArray[np.float64]
    evaporation: NDArray[np.float64]
    daily_m3: NDArray[np.float64]

    def as_arrays(self) -> dict[str, NDArray[Any]]:
        """All of it as arrays, for a file between two years."""
        return {one.name: np.asarray(getattr(self, one.name)) for one in fields(self)}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> SeasonSums:
        """The inverse of `as_arrays`."""
        whole: dict[str, Any] = {one.name: np.array(arrays[one.name]) for one in fields(cls)}
        whole["next_hour"] = int(whole["next_hour"])
        whole["fingerprint"] = str(whole["fingerprint"])
        return cls(**whole)


class ForeignSums(ValueError):
    """Sums to go on from that belong to a season of other inputs."""


class SeasonLoop:
    """A running season over all combinations of units."""

    def __init__(
        self,
        units: SeasonUnits,
        forcing: SeasonForcing,
        settings: SeasonSettings,
        resume: SeasonSums | None = None,
    ) -> None:
        self.units = units
        self.forcing = forcing
        self.settings = settings
        times = forcing.times
        self._year = times.year.to_numpy() - times[0].year
        self._month = times.month.to_numpy() - 1
        self._day = (times.normalize() - times[0].normalize()).days.to_numpy()
        self._day_ends = (times.hour.to_numpy() == HOURS_PER_DAY - 1).astype(np.bool_)
        self._counted = np.isin(self._month + 1, settings.percentile_months)
        self._rain = np.ascontiguousarray(forcing.rain_mm, dtype=np.float64)
        self._potential = forcing.potential_mm
        self._leaf = forcing.leaf()
        self._dates = [self._hour_of(date) for date in settings.dates]
        window = settings.latent_heat
        self._window = (0, 0) if window is None else tuple(map(self._hour_of, window))
        if not all(0 <= hour <= forcing.hours for hour in (*self._dates, *self._window)):
            raise ValueError("a date lies outside the season")
        rows = int(np.count_nonzero(units.buffer_row >= 0))
        longest = max(stop - start for start, stop in self._blocks(0))
        self._buffer = np.zeros((rows, at.FLOW_COUNT, longest))
        self._month_sums = np.zeros((units.count, at.FLUX_COUNT))
        self._volumes_m3 = np.zeros(DAILY)
        fingerprint = self._fingerprint()
        if resume is not None and resume.fingerprint != fingerprint:
            raise ForeignSums("these sums belong to a season of other inputs")
        self.sums = resume or self._begun(fingerprint)

    def run(
        self,
        progress: Callable[[float, float], None] | None,
        on_year: Callable[[SeasonSums], None] | None,
    ) -> None:
        """Follow the season to its end, from where the sums stand."""
        sums = self.sums
        for start, stop in self._blocks(sums.next_hour):
            for place, hour in enumerate(self._dates):
                if hour == start:
                    sums.at_dates[place] = sums.state
            self._advance(start, stop, sums)
            self._count_day(start, sums)
            sums.next_hour = stop
            over = stop == self.forcing.hours
            if over or self._month[stop] != self._month[start]:
                sums.yearly[self._year[start]] += self._month_sums
                sums.monthly[self._month[start]] += self._month_sums
                self._month_sums[:] = 0.0
                self._volumes_m3 = np.zeros(DAILY)
            for place, hour in enumerate(self._dates):
                if over and hour == stop:
                    sums.at_dates[place] = sums.state
            if progress and (over or self._month[stop] != self._month[start]):
                progress(float(stop), float(self.forcing.hours))
            if on_year and (over or self._year[stop] != self._year[start]):
                on_year(sums)

    def _begun(self, fingerprint: str) -> SeasonSums:
        count = self.units.count
        years = int(self._year[-1]) + 1
        first, last = self._window
        sums = SeasonSums(
            0,
            fingerprint,
            self.units.state.copy(),
            self.units.state.copy(),
            np.zeros((years, count, at.FLUX_COUNT)),
            np.zeros((MONTHS, count, at.FLUX_COUNT)),
            np.zeros((years, count), np.int32),
            np.zeros((years, count), np.int32),
            np.zeros((count, at.STORE_COUNT, LEVELS + 1), np.uint16),
            np.zeros((len(self._dates), count, at.STATE_COUNT)),
            np.zeros((count, last - first)),
            np.zeros((int(self._day[-1]) + 1, DAILY)),
        )
        if self.settings.spin_up_years:
            self._spin_up(sums)
        return sums

    def _spin_up(self, sums: SeasonSums) -> None:
        """Bring the stores to what the first year leaves behind; record nothing."""
        for _ in range(self.settings.spin_up_years):
            for start, stop in self._blocks(0):
                if self._year[start] > 0:
                    break
                self._advance(start, stop, sums)
        self._month_sums[:] = 0.0
        sums.begin[:] = sums.state
        for recorded in (
            sums.stressed_days,
            sums.overflow_days,
            sums.filling,
            sums.evaporation,
        ):
            recorded[:] = 0

    def _blocks(self, first: int) -> Iterator[tuple[int, int]]:
        """Hours from and to, cut at days, at dates and where the window begins and ends."""
        hours = self.forcing.hours
        cuts = {0, hours, *self._dates, *self._window}
        cuts |= set((np.flatnonzero(np.diff(self._day)) + 1).tolist())
        ordered = sorted(cut for cut in cuts if first <= cut <= hours)
        return pairwise(ordered)

    def _count_day(self, start: int, sums: SeasonSums) -> None:
        """Add the volumes that a block has moved to those of its day."""
        of_month = self._month_sums[:, at.RAIN], self._month_sums[:, at.SEWER_RUNOFF]
        street = self._month_sums[:, at.SURFACE_RUNOFF]
        area_m2 = self.units.area_m2
        volumes = np.array(
            [
                float((of_month[0] * area_m2).sum()),
                float(((of_month[1] + street) * area_m2).sum()),
            ]
        )
        volumes /= MM_PER_M
        sums.daily_m3[self._day[start]] += volumes - self._volumes_m3
        self._volumes_m3 = volumes

    def _advance(self, start: int, stop: int, sums: SeasonSums) -> None:
        units = self.units
        year = self._year[start]
        inside = self._window[0] <= start and stop <= self._window[1]
        evaporation = np.zeros((units.count, stop - start if inside else 0))
        here = slice(start, stop)
        begin = 0
        for end in units.level_end:
            advance_units(
                begin,
                end,
                units.parameters,
                sums.state,
                self._month_sums,
                units.capacity,
                units.first_source,
                units.source_row,
                units.source_flow,
                units.source_ratio,
                units.buffer_row,
                self._buffer,
                self._rain[here],
                self._potential[here],
                self._leaf[here],
                self._day_ends[here],
                self._counted[here],
                sums.filling,
                sums.stressed_days[year],
                sums.overflow_days[year],
                evaporation,
                STEP_H,
            )
            begin = end
        if inside:
            first = self._window[0]
            sums.evaporation[:, start - first : stop - first] = evaporation

    def _hour_of(self, moment: np.datetime64) -> int:
        since = pd.Timestamp(moment) - pd.Timestamp(self.forcing.start)
        return int(since / pd.Timedelta(hours=1))

    def _fingerprint(self) -> str:
        digest = hashlib.sha256(repr(self.settings).encode())
        digest.update(str(self.forcing.start).encode())
        for values in (
            self._rain,
            self._potential,
            self.units.parameters,
            self.units.capacity,
            self.units.state,
            self.units.source_row,
            self.units.source_flow,
            self.units.source_ratio,
        ):
            digest.update(np.ascontiguousarray(values).tobytes())
        return digest.hexdigest()
