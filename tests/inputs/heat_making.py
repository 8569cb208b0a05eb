"""Weather of a hot week for tests: clear days, warm nights, as much of it as is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from herne_schwamm.city.sunlight import extraterrestrial_w_m2

from .weather_making import HERNE, HOUR, csv_lines, write_csv


def hot_columns(begin: str = "2019-07-20T00:00", hours: int = 10 * 24) -> dict[str, Any]:
    """Columns of clear hot weather, hour by hour in universal time."""
    times = np.datetime64(begin, "m") + HOUR * np.arange(hours)
    hour = (times - times.astype("datetime64[D]")).astype(np.float64) / 60.0
    day = np.arange(hours) // 24
    warmth = np.cos((hour - 14.0) / 24.0 * 2.0 * np.pi)
    return {
        # Every day is half a kelvin hotter than the one before, up to the seventh.
        "air_temperature_c": 26.0 + 8.0 * warmth + 0.5 * np.minimum(day, 12 - day),
        "relative_humidity_percent": 50.0 - 20.0 * warmth,
        "wind_speed_m_s": np.full(hours, 2.0),
        "global_radiation_w_m2": np.round(0.65 * extraterrestrial_w_m2(times, 60.0, HERNE)),
        "rain_mm": np.zeros(hours),
    }


def hot_weather(
    folder: Path,
    begin: str = "2019-07-20T00:00",
    hours: int = 10 * 24,
    *,
    without: str = "",
    columns: Mapping[str, Any] | None = None,
    name: str = "hot.csv",
) -> str:
    """A CSV file of it, some columns changed or left out; its name."""
    given = {**hot_columns(begin, hours), **(columns or {})}
    lines = csv_lines(begin, hours, given)
    if without:
        place = lines[0].split(";").index(without)
        lines = [
            ";".join(part for n, part in enumerate(line.split(";")) if n != place) for line in lines
        ]
    return write_csv(folder, lines, name)
