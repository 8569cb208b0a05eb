"""Gaps of weather: listed, and filled only by a rule that is stated.

- Radiation in hours without sun is zero.
- Short gaps are bridged linearly; global and diffuse radiation by their ratio
  to the radiation above the air.
- Longer gaps, on request, are filled with the mean of the same hour of the
  nearest days before and after.
- Rain is never guessed; on request a gap is taken for dry, in an hour its missing steps.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.sunlight import extraterrestrial_w_m2
from herne_schwamm.city.weather import HOUR, HOURS_PER_DAY, StationPlace
from herne_schwamm.inputs.weather_record import KNOWN_RAIN, SUNSHINE, WeatherRecord
from herne_schwamm.problems import N_, InputProblem, Problem

NEIGHBOUR_DAYS = 15
"""How far off, before and after, a day may lie whose hour fills a long gap. [d]"""

LISTED = 4
"""Gaps that a sentence names, the longest first in time."""

SUN_COLUMNS = ("global_radiation_w_m2", "diffuse_radiation_w_m2", "direct_normal_radiation_w_m2")
BY_CLEARNESS = ("global_radiation_w_m2", "diffuse_radiation_w_m2")
NEVER_GUESSED = ("rain_mm", "potential_evapotranspiration_mm")

LOW_SUN_W_M2 = 50.0
"""Radiation above the air below which its ratio to global radiation tells little. [W/m2]"""


@dataclass(frozen=True, slots=True)
class GapRules:
    """How gaps are filled.

    Parameters
    ----------
    interpolate_h
        Length up to which a gap is bridged; 0: none. [h]
    neighbour_days
        Whether longer ones are filled from the days before and after.
    rain_zero
        Whether gaps of rain are taken for dry.
    """

    interpolate_h: int = 3
    neighbour_days: bool = False
    rain_zero: bool = False

    def fills_h(self, name: str) -> float:
        """Up to which length a gap of a column may be filled. [h]"""
        if name in NEVER_GUESSED:
            return math.inf if self.rain_zero and name == "rain_mm" else 0.0
        return math.inf if self.neighbour_days else self.interpolate_h


@dataclass(frozen=True, slots=True)
class Gap:
    """Hours without a value: the first, and how many."""

    begin: int
    hours: int

    def told(self, begin_utc: np.datetime64) -> str:
        """The gap by the clock, in universal time."""
        first = begin_utc + self.begin * HOUR
        return f"{_stamp(first)} – {_stamp(first + self.hours * HOUR)}"


def _stamp(moment: np.datetime64) -> str:
    return str(moment.astype("datetime64[m]")).replace("T", " ")


def gaps_of(values: NDArray[np.float64]) -> list[Gap]:
    """All runs of hours without a value."""
    missing = np.r_[False, np.isnan(values), False]
    turns = np.flatnonzero(missing[1:] != missing[:-1])
    return [Gap(int(a), int(b - a)) for a, b in zip(turns[::2], turns[1::2], strict=True)]


def without_night(record: WeatherRecord, place: StationPlace) -> WeatherRecord:
    """The record with radiation of zero in hours without sun, where it says nothing."""
    columns = dict(record.columns)
    above_air = extraterrestrial_w_m2(record.times_utc, 60.0, place)
    for name in (*SUN_COLUMNS, SUNSHINE):
        if name in columns:
            values = columns[name]
            columns[name] = np.where(np.isnan(values) & (above_air <= 0.0), 0.0, values)
    return replace(record, columns=columns)


def fill_gaps(record: WeatherRecord, place: StationPlace, rules: GapRules) -> WeatherRecord:
    """The record without gaps; notes say what was filled and by which rule.

    A column without any value is left out. The nights were filled before
    (`without_night`).

    Raises
    ------
    InputProblem
        With the column and its gaps: no rule fills them.
    """
    record = _with_known_rain(record, rules)
    columns = {}
    notes = []
    for name, values in record.columns.items():
        if np.isnan(values).all():
            notes.append(
                Problem(
                    N_("{file}: {column} has no value in this time and is left out"),
                    file=record.file,
                    column=name,
                )
            )
            continue
        columns[name], told = _filled(record, name, values, place, rules)
        notes += told
    if not columns:
        raise InputProblem(N_("{file}: there is no value in the wanted time"), file=record.file)
    return replace(record, columns=columns).noted(*notes)


def _with_known_rain(record: WeatherRecord, rules: GapRules) -> WeatherRecord:
    """The record with the rain of hours that are known in part, where gaps may be dry."""
    columns = dict(record.columns)
    known = columns.pop(KNOWN_RAIN, None)
    if known is None or not rules.rain_zero:
        return replace(record, columns=columns)
    rain = columns["rain_mm"]
    partly = np.isnan(rain) & np.isfinite(known)
    columns["rain_mm"] = np.where(partly, known, rain)
    record = replace(record, columns=columns)
    if not partly.any():
        return record
    return record.noted(
        Problem(
            N_(
                "{column}: of {hours} h only some steps have a value; the others were taken for dry"
            ),
            column="rain_mm",
            hours=int(np.count_nonzero(partly)),
        )
    )


def _filled(
    record: WeatherRecord,
    name: str,
    values: NDArray[np.float64],
    place: StationPlace,
    rules: GapRules,
) -> tuple[NDArray[np.float64], list[Problem]]:
    if not np.isnan(values).any():
        return values, []
    values = values.copy()
    notes = []
    if name == "rain_mm" and rules.rain_zero:
        dry = int(np.isnan(values).sum())
        values = np.nan_to_num(values, nan=0.0)
        notes.append(
            Problem(N_("{column}: {hours} h without a value taken for dry"), column=name, hours=dry)
        )
    if name not in NEVER_GUESSED:
        above_air = None
        if name in BY_CLEARNESS:
            above_air = extraterrestrial_w_m2(record.times_utc, 60.0, place)
        notes += _bridge(name, values, rules.interpolate_h, above_air)
        if rules.neighbour_days:
            notes += _from_neighbours(name, values)
    left = gaps_of(values)
    if left:
        raise _unfilled(record, name, left, rules)
    return values, notes


def _bridge(
    name: str,
    values: NDArray[np.float64],
    limit_h: int,
    above_air: NDArray[np.float64] | None,
) -> list[Problem]:
    """Bridge short gaps between two known hours, in place."""
    measure = values
    if above_air is not None:
        told = above_air >= LOW_SUN_W_M2
        measure = np.where(told, values / np.where(told, above_air, 1.0), np.nan)
    known = np.flatnonzero(np.isfinite(measure))
    filled = 0
    for gap in gaps_of(values):
        after = gap.begin + gap.hours
        inside = gap.begin > 0 and after < values.size
        if gap.hours > limit_h or not inside or not known.size:
            continue
        hours = np.arange(gap.begin, after)
        bridged = np.interp(hours, known, measure[known])
        values[hours] = bridged if above_air is None else bridged * above_air[hours]
        filled += gap.hours
    if not filled:
        return []
    return [
        Problem(
            N_("{column}: {hours} h in gaps of up to {limit} h bridged linearly"),
            column=name,
            hours=filled,
            limit=limit_h,
        )
    ]


def _from_neighbours(name: str, values: NDArray[np.float64]) -> list[Problem]:
    """Fill with the mean of the same hour of the nearest days that know it, in place."""
    missing = np.flatnonzero(np.isnan(values))
    measured = values.copy()
    filled = 0
    for hour in missing:
        found = [
            near
            for near in (_nearest(measured, int(hour), step) for step in (-1, 1))
            if near is not None
        ]
        if found:
            values[hour] = sum(found) / len(found)
            filled += 1
    if not filled:
        return []
    return [
        Problem(
            N_(
                "{column}: {hours} h filled with the mean of the same hour of the days before "
                "and after"
            ),
            column=name,
            hours=filled,
        )
    ]


def _nearest(values: NDArray[np.float64], hour: int, step: int) -> float | None:
    for days in range(1, NEIGHBOUR_DAYS + 1):
        other = hour + step * days * HOURS_PER_DAY
        if not 0 <= other < values.size:
            return None
        if np.isfinite(values[other]):
            return float(values[other])
    return None


def _unfilled(
    record: WeatherRecord, name: str, left: Sequence[Gap], rules: GapRules
) -> InputProblem:
    longest = sorted(sorted(left, key=lambda gap: -gap.hours)[:LISTED], key=lambda gap: gap.begin)
    listed = ", ".join(gap.told(record.begin_utc) for gap in longest)
    facts = {
        "file": record.file,
        "column": name,
        "hours": sum(gap.hours for gap in left),
        "gaps": len(left),
        "listed": listed + (", …" if len(left) > LISTED else ""),
        "limit": rules.interpolate_h,
    }
    if name in NEVER_GUESSED:
        return InputProblem(
            N_(
                "{file}: {column} is missing for {hours} h (gaps: {gaps}; UTC: {listed}) and is "
                'never guessed; choose other years, complete the file, or set rain_gaps = "zero" '
                "if it was dry"
            ),
            **facts,
        )
    return InputProblem(
        N_(
            "{file}: {column} is missing for {hours} h (gaps: {gaps}; UTC: {listed}); only gaps of "
            "up to {limit} h between known hours are bridged: choose other years, complete the "
            'file, or set long_gaps = "neighbour_days"'
        ),
        **facts,
    )
