"""The weather of a run file's season, with its reference evapotranspiration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from herne_schwamm.city.city import City
from herne_schwamm.city.location import location_of
from herne_schwamm.city.reference_evapotranspiration import (
    ReferenceEvapotranspiration,
    reference_evapotranspiration,
)
from herne_schwamm.city.weather import StationPlace, Weather
from herne_schwamm.inputs.run_file_season import SeasonPart
from herne_schwamm.inputs.weather import read_weather
from herne_schwamm.problems import N_, InputProblem, Problem


@dataclass(frozen=True, slots=True)
class SeasonWeather:
    """What a season is driven by: weather, and the evapotranspiration of grass."""

    weather: Weather
    evapotranspiration: ReferenceEvapotranspiration

    @property
    def doubts(self) -> tuple[Problem, ...]:
        """What a person should look at: another method than the one that was asked for."""
        told = self.evapotranspiration
        if not told.missing:
            return ()
        return (
            Problem(
                N_(
                    "{file}: the weather has no {missing}, which {asked} needs; evapotranspiration "
                    "is computed by {method}"
                ),
                file=self.weather.source,
                missing=", ".join(told.missing),
                asked=told.asked,
                method=told.method,
            ),
        )


def read_season_weather(part: SeasonPart, city: City) -> SeasonWeather:
    """Read the weather of a season and compute its reference evapotranspiration.

    Parameters
    ----------
    part
        What the run file says.
    city
        Stands for the station where nothing tells its place.

    Raises
    ------
    InputProblem
        As `read_weather`; rain or air temperature is missing; no rain, or nothing evaporates.
    """
    terrain_m = city.layer("terrain_m")
    here = location_of(city.grid)
    place = StationPlace(here.latitude_deg, here.longitude_deg, float(np.nanmean(terrain_m)))
    first, last = part.years
    weather = read_weather(part, place, date(first, 1, 1), date(last, 12, 31))
    rain_mm = weather.column("rain_mm")
    potential = reference_evapotranspiration(weather, part.evapotranspiration)
    for depth_mm, what in (
        (rain_mm, Problem(N_("precipitation"))),
        (potential.depth_mm, Problem(N_("reference evapotranspiration"))),
    ):
        if not depth_mm.any():
            raise InputProblem(
                N_(
                    "{file}: {what} is 0 from {first} to {last}, which cannot be of years; check "
                    "the columns of the weather"
                ),
                file=weather.source,
                what=what,
                first=str(first),
                last=str(last),
            )
    return SeasonWeather(weather, potential)
