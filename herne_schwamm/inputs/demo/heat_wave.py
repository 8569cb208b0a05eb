"""Three invented hot, clear days for the demo, hour by hour.

Shaped by hand after July days of high pressure in western Germany: no measurement.
"""

from __future__ import annotations

FIRST_DAY = 24
"""Of July 2019, a month of records; the numbers are not those that were measured."""

LOWEST_HIGHEST_C = ((18.0, 32.0), (19.0, 34.0), (20.5, 36.0))
"""Air temperature of each day before sunrise and in the afternoon. [°C]"""

SHARE_OF_RANGE = (
    0.34, 0.26, 0.18, 0.11, 0.04, 0.00, 0.08, 0.22, 0.38, 0.53, 0.67, 0.79,
    0.88, 0.95, 0.99, 1.00, 0.98, 0.92, 0.83, 0.71, 0.60, 0.52, 0.46, 0.40,
)  # fmt: skip
"""Where the temperature of an hour lies between the two. [0–1]"""

RADIATION_W_M2 = (
    0, 0, 0, 0, 8, 70, 185, 325, 470, 605, 715, 795,
    835, 830, 780, 690, 570, 430, 280, 140, 38, 2, 0, 0,
)  # fmt: skip
"""Global radiation of an hour of a clear July day in Herne, Central European Time. [W/m2]"""

MOIST_PERCENT, DRIER_PERCENT = 84.0, 54.0
"""Relative humidity when it is coldest, and by how much it falls until it is warmest. [%]"""

CALM_M_S, FRESHER_M_S = 1.2, 1.4
"""Wind when it is coldest, and by how much it rises until it is warmest. [m/s]"""

HEAD = (
    "# SYNTHETISCH: drei erfundene Hitzetage, keine Messung.",
    "# SYNTHETIC: three invented hot days, no measurement.",
    "time_begin;rain_mm;air_temperature_c;relative_humidity_percent;wind_speed_m_s;"
    "global_radiation_w_m2",
)


COOLING_HOUR = 16
"""From here the air falls towards the lowest of the next day. [h]"""


def _air_c(day: int, hour: int) -> float:
    """Air temperature: each night leads from the highest of one day to the lowest of the next."""
    before, after = max(day - 1, 0), min(day + 1, len(LOWEST_HIGHEST_C) - 1)
    morning = hour < SHARE_OF_RANGE.index(0.0)
    lowest = LOWEST_HIGHEST_C[after if hour >= COOLING_HOUR else day][0]
    highest = LOWEST_HIGHEST_C[before if morning else day][1]
    return lowest + SHARE_OF_RANGE[hour] * (highest - lowest)


def heat_wave_text() -> str:
    """The days as a CSV file with comments, in Central European Time."""
    rows = []
    for day in range(len(LOWEST_HIGHEST_C)):
        for hour, share in enumerate(SHARE_OF_RANGE):
            temperature = _air_c(day, hour)
            humidity = MOIST_PERCENT - share * DRIER_PERCENT
            wind = CALM_M_S + share * FRESHER_M_S
            rows.append(
                f"2019-07-{FIRST_DAY + day}T{hour:02d}:00+01:00;0.0;{temperature:.1f};"
                f"{humidity:.0f};{wind:.1f};{RADIATION_W_M2[hour]}"
            )
    return "\n".join((*HEAD, *rows)) + "\n"
