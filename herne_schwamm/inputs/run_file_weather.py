"""The keys of a run file that say which weather is taken: of a season as of a heat wave."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, Strict, WithJsonSchema, model_validator

from herne_schwamm.inputs.run_file_parts import Part, refuse_without
from herne_schwamm.inputs.run_file_values import FilePath, refuse
from herne_schwamm.problems import N_, RunFileProblem

FIRST_YEAR, LAST_YEAR = 1850, 2200


def _several(value: Any) -> Any:
    """A single path as a list of one."""
    return [value] if isinstance(value, str) else value


def _years(value: Any) -> Any:
    whole = isinstance(value, list | tuple) and all(type(year) is int for year in value)
    if not (whole and len(value) == 2 and FIRST_YEAR <= value[0] <= value[1] <= LAST_YEAR):
        refuse(
            RunFileProblem(N_("the first and the last year are expected, for example [2011, 2020]"))
        )
    return tuple(value)


WeatherFiles = Annotated[
    tuple[FilePath, ...],
    Strict(False),
    Field(min_length=1, max_length=100),
    BeforeValidator(_several),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]

Years = Annotated[
    tuple[int, int],
    BeforeValidator(_years),
    WithJsonSchema({"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}),
]
"""First and last year, both included."""

EvapotranspirationMethod = Literal[
    "given", "penman_monteith", "priestley_taylor", "makkink", "turc_wendling", "turc", "hargreaves"
]
"""Methods of `herne_schwamm.city.reference_evapotranspiration`."""


class WeatherPart(Part):
    """Which weather is taken, and how what it lacks is dealt with: a part of other parts."""

    weather: WeatherFiles
    """Weather: a CSV file, an EPW file (.epw), a zip file of Deutscher Wetterdienst as delivered,
    a list of such zip files, or a folder of them."""
    utc_offset_h: float | None = Field(default=None, ge=-12.0, le=14.0)
    """CSV with times that do not say which clock they follow: hours ahead of universal time
    [h], 1 for Central European Time without summer time."""
    wind_height_m: float | None = Field(default=None, ge=0.5, le=200.0)
    """Height above ground at which the wind was measured [m]; without it what the file says,
    else 10."""
    latitude_deg: float | None = Field(default=None, ge=-90.0, le=90.0)
    """Latitude of the station [degrees north]; without it what the file says, else the city's."""
    longitude_deg: float | None = Field(default=None, ge=-180.0, le=180.0)
    """Longitude of the station [degrees east]."""
    height_m: float | None = Field(default=None, ge=-500.0, le=9000.0)
    """Height of the station above the sea [m]."""
    interpolate_gaps_h: int = Field(default=3, ge=0, le=24)
    """Gaps of temperature, humidity, wind, pressure and radiation are bridged linearly up to this
    length [h]; rain never is."""
    long_gaps: Literal["refuse", "neighbour_days"] = "refuse"
    """What is done with longer gaps: "refuse", or "neighbour_days": the mean of the same hour of
    the nearest days before and after, up to 15 days off."""
    rain_gaps: Literal["refuse", "zero"] = "refuse"
    """What is done with gaps of rain: "refuse", or "zero": they are taken for dry."""

    @model_validator(mode="after")
    def _whole_place(self) -> WeatherPart:
        refuse_without(self, "latitude_deg", "longitude_deg")
        refuse_without(self, "longitude_deg", "latitude_deg")
        return self
