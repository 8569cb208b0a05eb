"""Ten years of invented hourly weather for the demo, drawn from a table of monthly statistics.

A chain of wet and dry days with quantiles of depth (after Richardson 1981, Water
Resources Research 17, 182-190), and temperature, clearness, humidity and wind
that depend on it. Only basic arithmetic on uniform random numbers is done, and
values are rounded where they are written: the file has the same bytes on every
machine.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.daily_to_hourly import rain_over_hours, temperature_over_hours
from herne_schwamm.city.weather import HOURS_PER_DAY, StationPlace
from herne_schwamm.tables.climate import Climate, ClimateMonth, DryWet, climate_de_bilt

SEED = 20111231
FIRST_YEAR, LAST_YEAR = 2011, 2020
PLACE = StationPlace(51.54, 7.21, 60.0)
"""Where the quarter lies: the sun's path is that of Herne."""

MONTHS = 12
TENTHS = 10.0
FULL_CIRCLE_RAD = 2.0 * math.pi
SOLAR_CONSTANT_W_M2 = 1367.0
NORMAL_DRAWS = 12
"""Uniform numbers whose sum, less half as many, is all but normal with a spread of 1."""

HOTTEST_H, PARTS_OF_HOUR = 14.5, 6
HUMIDITY_PER_K = 3.0
"""By how much an hour's relative humidity falls for each kelvin above the day's mean. [%/K]"""
CALM_OF_NIGHT = 0.35
"""How much weaker the wind is when the day is coldest, and stronger when warmest. [0–1]"""
AFTERNOON = (13.0, 19.0)
"""Hours in which the peak of summer rain falls in half of the cases, else at any hour."""


@dataclass(frozen=True, slots=True, eq=False)
class DemoWeather:
    """Hourly weather, beginning with the first hour of a year in universal time.

    Values are rounded as they are written to the file.
    """

    begin_utc: np.datetime64
    rain_mm: NDArray[np.float64]
    air_temperature_c: NDArray[np.float64]
    relative_humidity_percent: NDArray[np.float64]
    wind_speed_m_s: NDArray[np.float64]
    global_radiation_w_m2: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Days:
    """What every day is like."""

    wet: NDArray[np.bool_]
    depth_tenths: NDArray[np.int64]
    mean_c: NDArray[np.float64]
    range_k: NDArray[np.float64]
    clearness: NDArray[np.float64]
    humidity: NDArray[np.float64]
    wind: NDArray[np.float64]


def generate_weather(
    first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR, seed: int = SEED
) -> DemoWeather:
    """Weather of some years, both included."""
    climate = climate_de_bilt()
    random = np.random.Generator(np.random.PCG64(seed))
    begin = np.datetime64(f"{first_year}-01-01", "D")
    dates = np.arange(begin, np.datetime64(f"{last_year + 1}-01-01", "D"))
    months = (dates.astype("datetime64[M]").astype(np.int64) % MONTHS).astype(np.int64)
    day_of_year = (dates - dates.astype("datetime64[Y]")).astype(np.int64) + 1
    days = _days(climate, dates, months, random)
    above_air = _above_air_w_m2(day_of_year)
    radiation = above_air * days.clearness[:, None]
    half = 0.5 * days.range_k
    sunrise_h = (above_air > 0.0).argmax(axis=1).astype(np.float64)
    temperature = temperature_over_hours(
        days.mean_c - half, days.mean_c + half, days.mean_c, sunrise_h, HOTTEST_H
    )
    mean = temperature.mean(axis=1)[:, None]
    humidity = days.humidity[:, None] - HUMIDITY_PER_K * (temperature - mean)
    wind: NDArray[np.float64] = np.maximum(days.wind[:, None] * _wind_by_hour(temperature), 0.1)
    return DemoWeather(
        begin_utc=begin.astype("datetime64[m]"),
        rain_mm=_rain(climate, months, days, random).ravel() / TENTHS,
        air_temperature_c=np.round(temperature.ravel(), 1),
        relative_humidity_percent=np.round(np.clip(humidity, 20.0, 100.0).ravel()),
        wind_speed_m_s=np.round(wind.ravel(), 1),
        global_radiation_w_m2=np.round(radiation.ravel()),
    )


def _normal(random: np.random.Generator, days: int) -> NDArray[np.float64]:
    drawn: NDArray[np.float64] = random.random((days, NORMAL_DRAWS)).sum(axis=1)
    return drawn - NORMAL_DRAWS / 2.0


def _chained(deviation: NDArray[np.float64], correlation: float) -> NDArray[np.float64]:
    """Deviations of which each remembers the one before; their spread stays 1."""
    new = math.sqrt(1.0 - correlation * correlation)
    chained = deviation.copy()
    for day in range(1, chained.size):
        chained[day] = correlation * chained[day - 1] + new * deviation[day]
    return chained


def _with(
    deviation: NDArray[np.float64],
    other: NDArray[np.float64],
    correlation: NDArray[np.float64] | float,
) -> NDArray[np.float64]:
    """Deviations that go with others as much as a correlation says; their spread stays 1."""
    mixed: NDArray[np.float64] = (
        correlation * other + np.sqrt(1.0 - np.asarray(correlation) * correlation) * deviation
    )
    return mixed


def _days(
    climate: Climate,
    dates: NDArray[np.datetime64],
    months: NDArray[np.int64],
    random: np.random.Generator,
) -> _Days:
    count = dates.size
    wet = _wet_days(climate.months, months, random.random(count))
    depth_tenths = np.where(wet, _depths(climate, months, random.random(count)), 0)
    sky = _normal(random, count)
    chain = climate.chain
    with_sky = np.array([month.temperature_with_clearness for month in climate.months])[months]
    warmth = _with(_chained(_normal(random, count), chain["temperature"]), sky, with_sky)
    ranges = _with(_normal(random, count), sky, chain["range_with_clearness"])
    damp = _chained(_normal(random, count), chain["humidity"])
    damp = _with(damp, sky, chain["humidity_with_clearness"])
    gusts = _chained(_normal(random, count), chain["wind"])

    def drawn(name: str, deviation: NDArray[np.float64]) -> NDArray[np.float64]:
        rows: list[DryWet] = [getattr(month, name) for month in climate.months]
        dry, damp_days, spread = (
            _between_months(np.array([getattr(row, key) for row in rows]), dates)
            for key in ("dry", "wet", "spread")
        )
        values: NDArray[np.float64] = np.where(wet, damp_days, dry) + spread * deviation
        return values

    return _Days(
        wet=wet,
        depth_tenths=depth_tenths,
        mean_c=drawn("temperature_c", warmth),
        range_k=np.clip(drawn("range_k", ranges), 0.8, 22.0),
        clearness=np.clip(drawn("clearness", sky), 0.03, 0.78),
        humidity=np.clip(drawn("humidity_percent", damp), 35.0, 99.0),
        wind=np.maximum(drawn("wind_m_s", gusts), 0.6),
    )


def _between_months(
    by_month: NDArray[np.float64], dates: NDArray[np.datetime64]
) -> NDArray[np.float64]:
    """Values of days, linear from the middle of a month to that of the next."""
    month_begin = dates.astype("datetime64[M]")
    in_month = (dates - month_begin.astype("datetime64[D]")).astype(np.int64) + 0.5
    length = (
        (month_begin + np.timedelta64(1, "M")).astype("datetime64[D]")
        - month_begin.astype("datetime64[D]")
    ).astype(np.int64)
    way = in_month / length - 0.5
    month = month_begin.astype(np.int64) % MONTHS
    other = (month + np.where(way < 0.0, -1, 1)) % MONTHS
    values: NDArray[np.float64] = by_month[month] + np.abs(way) * (
        by_month[other] - by_month[month]
    )
    return values


def _wet_days(
    rows: tuple[ClimateMonth, ...], months: NDArray[np.int64], drawn: NDArray[np.float64]
) -> NDArray[np.bool_]:
    wet = np.zeros(months.size, dtype=np.bool_)
    before = False
    for day, month in enumerate(months):
        row = rows[month]
        before = bool(drawn[day] < (row.wet_after_wet if before else row.wet_after_dry))
        wet[day] = before
    return wet


def _depths(
    climate: Climate, months: NDArray[np.int64], drawn: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Rain of wet days, in tenths of a millimetre."""
    probability = np.array(climate.depth_probability)
    multiple = np.array(climate.depth_multiple)
    # The quantiles are joined by straight lines, whose mean is not exactly 1.
    mean = float((0.5 * (multiple[1:] + multiple[:-1]) * np.diff(probability)).sum())
    of_month = np.array([row.wet_day_mm for row in climate.months])[months]
    depth_mm = _quantile(drawn, probability, multiple) / mean * of_month
    tenths: NDArray[np.int64] = np.maximum(np.round(depth_mm * TENTHS).astype(np.int64), 1)
    return tenths


def _quantile(
    drawn: NDArray[np.float64] | float,
    probability: NDArray[np.float64],
    value: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Quantiles at drawn probabilities, linear between those of a table, level beyond them."""
    # numpy's own interpolation may multiply and add in one rounding, on some machines.
    within = np.clip(drawn, probability[0], probability[-1])
    after = np.clip(np.searchsorted(probability, within), 1, probability.size - 1)
    way = (within - probability[after - 1]) / (probability[after] - probability[after - 1])
    quantile: NDArray[np.float64] = value[after - 1] + way * (value[after] - value[after - 1])
    return quantile


def _rain(
    climate: Climate,
    months: NDArray[np.int64],
    days: _Days,
    random: np.random.Generator,
) -> NDArray[np.int64]:
    rain = np.zeros((months.size, HOURS_PER_DAY), dtype=np.int64)
    probability = np.array(climate.storm_probability)
    first, last = climate.summer_months
    for day in np.flatnonzero(days.wet):
        depth = int(days.depth_tenths[day])
        month = int(months[day]) + 1
        shape = climate.storm_shape(month, depth / TENTHS)
        sharpness, when, hour = random.random(3)
        share = _quantile(sharpness, probability, np.array(shape.peak_share))
        duration_h = float(_quantile(sharpness, probability, np.array(shape.duration_h)))
        peak = min(depth, max(round(float(share) * depth), -(-depth // HOURS_PER_DAY), 1))
        begin, end = 0.0, float(HOURS_PER_DAY)
        if first <= month <= last and when < 0.5:
            begin, end = AFTERNOON
        peak_hour = int(begin + hour * (end - begin))
        rain[day] = rain_over_hours(depth, peak, duration_h, peak_hour, random)
    return rain


def _sine(angle_rad: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sine by its power series: that of the machine differs from system to system."""
    turned = angle_rad - FULL_CIRCLE_RAD * np.floor(angle_rad / FULL_CIRCLE_RAD + 0.5)
    # Near the axis the series is short: sin(pi - x) = sin(x).
    turned = np.where(turned > math.pi / 2.0, math.pi - turned, turned)
    turned = np.where(turned < -math.pi / 2.0, -math.pi - turned, turned)
    square = turned * turned
    factor = np.ones_like(turned)
    for order in (14, 12, 10, 8, 6, 4, 2):
        factor = 1.0 - square / (order * (order + 1)) * factor
    return turned * factor


def _above_air_w_m2(day_of_year: NDArray[np.int64]) -> NDArray[np.float64]:
    """(days, 24) Radiation above the air at the quarter, in universal time; FAO-56, chapter 3."""
    quarter = math.pi / 2.0
    day = day_of_year.astype(np.float64)
    season = FULL_CIRCLE_RAD * day / 365.0
    declination = 0.409 * _sine(season - 1.39)
    distance = 1.0 + 0.033 * _sine(season + quarter)
    angle = FULL_CIRCLE_RAD * (day - 81.0) / 364.0
    ahead_h = 0.1645 * _sine(2.0 * angle) - 0.1255 * _sine(angle + quarter) - 0.025 * _sine(angle)
    latitude = np.array([PLACE.latitude_deg * FULL_CIRCLE_RAD / 360.0])
    sines = _sine(latitude) * _sine(declination)
    cosines = _sine(latitude + quarter) * _sine(declination + quarter)
    part_h = (np.arange(HOURS_PER_DAY * PARTS_OF_HOUR) + 0.5) / PARTS_OF_HOUR
    solar_h = part_h + PLACE.longitude_deg / 15.0 + ahead_h[:, None]
    hour_angle = FULL_CIRCLE_RAD / HOURS_PER_DAY * (solar_h - 12.0)
    height = sines[:, None] + cosines[:, None] * _sine(hour_angle + quarter)
    lit = SOLAR_CONSTANT_W_M2 * distance[:, None] * np.maximum(height, 0.0)
    radiation: NDArray[np.float64] = lit.reshape(
        day_of_year.size, HOURS_PER_DAY, PARTS_OF_HOUR
    ).mean(axis=2)
    return radiation


def _wind_by_hour(temperature: NDArray[np.float64]) -> NDArray[np.float64]:
    """(days, 24) Factors of the day's wind, 1 in its mean: weak when cold, strong when warm."""
    lowest = temperature.min(axis=1)[:, None]
    spread = np.maximum(temperature.max(axis=1)[:, None] - lowest, 0.1)
    warmth = (temperature - lowest) / spread
    factors: NDArray[np.float64] = 1.0 + CALM_OF_NIGHT * 2.0 * (
        warmth - warmth.mean(axis=1)[:, None]
    )
    return factors


HEAD = (
    "# SYNTHETISCH: erfundenes Wetter aus Monatswerten von De Bilt, keine Messung.",
    "# SYNTHETIC: invented weather from monthly statistics of De Bilt (KNMI, CC0), no measurement.",
    "time_begin_utc;rain_mm;air_temperature_c;relative_humidity_percent;wind_speed_m_s;"
    "global_radiation_w_m2",
)


@lru_cache(maxsize=1)
def weather_text() -> str:
    """The weather as a CSV file with comments."""
    weather = generate_weather()
    times = np.datetime_as_string(
        weather.begin_utc + np.timedelta64(60, "m") * np.arange(weather.rain_mm.size)
    )
    rows = (
        f"{time};{rain:.1f};{temperature:.1f};{humidity:.0f};{wind:.1f};{radiation:.0f}"
        for time, rain, temperature, humidity, wind, radiation in zip(
            times.tolist(),
            weather.rain_mm.tolist(),
            weather.air_temperature_c.tolist(),
            weather.relative_humidity_percent.tolist(),
            weather.wind_speed_m_s.tolist(),
            weather.global_radiation_w_m2.tolist(),
            strict=True,
        )
    )
    return "\n".join((*HEAD, *rows)) + "\n"
