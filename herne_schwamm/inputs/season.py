"""The weather of a run file's season, with its reference evapotranspiration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from herne_schwamm.city.city import City
from herne_schwamm.city.location import location_of
from herne_schwamm.city.reference_evapotranspiration import (
    ReferenceEvapotranspiration,
    reference_evapotranspiration,
)
from herne_schwamm.city.weather import HOURS_PER_YEAR, StationPlace, Weather
from herne_schwamm.inputs.groundwater import Groundwater, read_groundwater
from herne_schwamm.inputs.run_file_season import SeasonPart
from herne_schwamm.inputs.weather import read_weather
from herne_schwamm.problems import N_, InputProblem, Problem

USUAL = {
    "rain": (N_("precipitation"), 250.0, 3500.0, "mm/a"),
    "potential": (N_("reference evapotranspiration"), 350.0, 1100.0, "mm/a"),
    "wind": (N_("mean wind"), 0.5, 10.0, "m/s"),
}
"""What it is, least, most, and its unit: wider than the driest and wettest year and the windiest
place of Germany where people live. What lies beyond is told, not refused: definition of this
project."""


@dataclass(frozen=True, slots=True)
class SeasonWeather:
    """What a season is driven by: weather, evapotranspiration of grass, water table below."""

    weather: Weather
    evapotranspiration: ReferenceEvapotranspiration
    groundwater: Groundwater | None = None

    @property
    def doubts(self) -> tuple[Problem, ...]:
        """What a person should look at: another method than was asked for, unusual weather."""
        told = self.evapotranspiration
        found = tuple(self._unusual())
        if not told.missing:
            return found
        return (
            *found,
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

    def _unusual(self) -> Iterator[Problem]:
        """Means that speak of another unit than the column's."""
        per_year = HOURS_PER_YEAR / self.weather.hours
        means = {
            "rain": float(self.weather.column("rain_mm").sum()) * per_year,
            "potential": float(self.evapotranspiration.depth_mm.sum()) * per_year,
        }
        if self.weather.has("wind_speed_m_s"):
            means["wind"] = float(self.weather.column("wind_speed_m_s").mean())
        for name, mean in means.items():
            what, least, most, unit = USUAL[name]
            if not least <= mean <= most:
                yield Problem(
                    N_(
                        "{file}: {what} comes to {mean:g} {unit}, in Germany {least:g} to {most:g} "
                        "{unit} are usual; check the unit of the columns"
                    ),
                    file=self.weather.source,
                    what=Problem(what),
                    mean=float(f"{mean:.3g}"),
                    unit=unit,
                    least=least,
                    most=most,
                )


def read_season_weather(part: SeasonPart, city: City) -> SeasonWeather:
    """Read the weather of a season and its groundwater, and compute its evapotranspiration.

    Parameters
    ----------
    part
        What the run file says.
    city
        Stands for the station where nothing tells its place.

    Raises
    ------
    InputProblem
        As `read_weather` and `read_groundwater`; rain or air temperature is missing; no rain, or
        nothing evaporates.
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
    groundwater = None
    if part.groundwater_depth_m is not None:
        groundwater = read_groundwater(part.groundwater_depth_m, city)
    return SeasonWeather(weather, potential, groundwater)
