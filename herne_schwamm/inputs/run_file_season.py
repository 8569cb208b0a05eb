"""The part of a run file that says which years the water balance is followed over."""

from __future__ import annotations

from herne_schwamm.inputs.run_file_values import GroundwaterDepth
from herne_schwamm.inputs.run_file_weather import EvapotranspirationMethod, WeatherPart, Years


class SeasonPart(WeatherPart):
    """The water of the city over years of weather, hour by hour."""

    years: Years
    """First and last year, both included, for example [2011, 2020]."""
    evapotranspiration: EvapotranspirationMethod | None = None
    """How reference evapotranspiration is computed; without it by the best method that the
    weather can serve. Where it cannot serve the one that is named, the next one is taken, and
    the report says so."""
    groundwater_depth_m: GroundwaterDepth | None = None
    """Depth of the water table below ground [m]: raster or number; without it, and where the
    raster says nothing, it is out of the roots' reach."""
