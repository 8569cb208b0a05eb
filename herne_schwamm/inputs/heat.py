"""The weather of a run file's heat wave."""

from __future__ import annotations

import numpy as np

from herne_schwamm.city.city import City
from herne_schwamm.city.location import location_of
from herne_schwamm.city.weather import HOURS_PER_DAY, StationPlace, Weather
from herne_schwamm.inputs.run_file_heat import HeatPart
from herne_schwamm.inputs.weather import read_weather
from herne_schwamm.problems import N_, InputProblem

NEEDED = ("air_temperature_c", "relative_humidity", "global_radiation_w_m2")

LEAST_WARMTH_C = 15.0
"""A heat wave whose hottest hour is colder is none: another year, unit or column. [°C]"""


def read_heat_weather(part: HeatPart, city: City) -> Weather:
    """Read the weather of a heat wave: whole days, nothing missing.

    Parameters
    ----------
    part
        What the run file says.
    city
        Stands for the station where nothing tells its place.

    Raises
    ------
    InputProblem
        As `read_weather`; a column is missing; the days are not there from midnight to midnight;
        it never gets warm; the sun does not shine.
    """
    here = location_of(city.grid)
    height_m = float(np.nanmean(city.layer("terrain_m")))
    place = StationPlace(here.latitude_deg, here.longitude_deg, height_m)
    weather = read_weather(part, place, *part.days)
    for name in NEEDED:
        weather.column(name)
    first, last = part.days
    days = (last - first).days + 1
    if weather.hours != days * HOURS_PER_DAY:
        raise InputProblem(
            N_(
                "{file}: the heat wave {name} needs whole days, from {first} 0 h to {last} 24 h, "
                "but {hours} of {needed} hours are there; choose other days, or give "
                "utc_offset_h of the clock of the file"
            ),
            file=weather.source,
            name=part.name,
            first=first.isoformat(),
            last=last.isoformat(),
            hours=weather.hours,
            needed=days * HOURS_PER_DAY,
        )
    warmest_c = float(weather.column("air_temperature_c").max())
    if warmest_c < LEAST_WARMTH_C:
        raise InputProblem(
            N_(
                "{file}: from {first} to {last} it never gets warmer than {warmest:.1f} °C; a heat "
                "wave is asked for: check days and the unit of the temperature"
            ),
            file=weather.source,
            first=first.isoformat(),
            last=last.isoformat(),
            warmest=warmest_c,
        )
    if not weather.column("global_radiation_w_m2").any():
        raise InputProblem(
            N_(
                "{file}: the global radiation is 0 from {first} to {last}; check the column and "
                "its unit (W/m2)"
            ),
            file=weather.source,
            first=first.isoformat(),
            last=last.isoformat(),
        )
    return weather
