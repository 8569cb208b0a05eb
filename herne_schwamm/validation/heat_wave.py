"""A whole heat wave: Gothenburg on 6 June 1997, on dry and on wet soil."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import NO_BUILDING, City
from herne_schwamm.city.location import location_of
from herne_schwamm.city.water import resting_water
from herne_schwamm.city.weather import StationPlace, Weather
from herne_schwamm.inputs.city import read_city
from herne_schwamm.inputs.rasters import read_raster
from herne_schwamm.inputs.run_file import read_run_file
from herne_schwamm.models.heat import HeatResult, heat_place, simulate_heat
from herne_schwamm.models.heat_result import HEAT_BALANCE_LIMIT
from herne_schwamm.validation.case import CaseResult, Check, Curves, Figure

FOLDER = "goteborg_demo"
WEATHER = "gbg19970606_2015a.txt"
BEGIN_UTC = np.datetime64("1997-06-05T23:00")
"""The file counts its hours from 0 h of 6 June, an hour ahead of universal time."""

DRY, WET = 0.15, 0.85
"""Relative soil moisture on the morning."""

WIND, HUMIDITY, AIR, GLOBAL, DIFFUSE = 9, 10, 11, 14, 21
"""Columns of the file."""

MAPS = (
    ("mean_radiant_temperature_day_c", "mean radiant temperature at 15 h"),
    ("pet_day_c", "PET at 15 h"),
    ("air_temperature_day_c", "air temperature at 15 h"),
    ("surface_temperature_day_c", "surface temperature at 15 h"),
    ("air_temperature_night_c", "air temperature at 4 h"),
)


def goteborg_city(run_file_path: Path, data_folder: Path) -> City:
    """The city of the storm's run file, with heights of buildings and crowns."""
    run_file = read_run_file(run_file_path, data_folder=data_folder)
    city = read_city(run_file)
    folder = data_folder / FOLDER
    crs = city.grid.crs
    surface_m = read_raster(folder / "DSM_KRbig.tif", crs).values
    ground_m = read_raster(folder / "DEM_KRbig.tif", crs).values
    crown_m = np.nan_to_num(read_raster(folder / "CDSM_KRbig.tif", crs).values)
    built = city.layer("building") != NO_BUILDING
    terrain_m = city.layer("terrain_m")
    roofs_m = terrain_m + np.maximum(surface_m - ground_m, 0.0)
    layers = city.layers.assign(
        surface_m=(("y", "x"), np.where(built, roofs_m, terrain_m).astype(np.float32)),
        crown_m=(("y", "x"), crown_m.astype(np.float32)),
    )
    return replace(city, layers=layers)


def goteborg_weather(city: City, data_folder: Path) -> Weather:
    """The day of the file."""
    table = np.loadtxt(data_folder / FOLDER / WEATHER, comments="%", dtype=np.float64)
    here = location_of(city.grid)
    place = StationPlace(here.latitude_deg, here.longitude_deg, 10.0)

    def column(number: int) -> NDArray[np.float64]:
        values: NDArray[np.float64] = table[:, number]
        return values

    return Weather(
        place,
        BEGIN_UTC,
        {
            "air_temperature_c": column(AIR),
            "relative_humidity": column(HUMIDITY) / 100.0,
            "wind_speed_m_s": column(WIND),
            "global_radiation_w_m2": column(GLOBAL),
            "diffuse_radiation_w_m2": np.minimum(column(DIFFUSE), column(GLOBAL)),
        },
        utc_offset_h=1.0,
        source=WEATHER,
    )


def goteborg_heat(run_file_path: Path, data_folder: Path) -> CaseResult:
    """The whole chain on a real place."""
    city = goteborg_city(run_file_path, data_folder)
    weather = goteborg_weather(city, data_folder)
    place = heat_place(city)
    dry, wet = (
        simulate_heat(city, weather, resting_water(city, moisture), place=place)
        for moisture in (DRY, WET)
    )
    worst = {
        name: max(abs(getattr(one.balance, name)) for one in (dry, wet))
        for name in ("water_error", "energy_error", "latent_error")
    }
    unknown = sum(
        int(np.count_nonzero(np.isnan(one.maps["pet_day_c"].values[city.open_ground])))
        for one in (dry, wet)
    )
    hour = np.arange(24.0)
    return CaseResult(
        name="goteborg_heat",
        title="Gothenburg, Kronenhuset: a hot day on dry and on wet soil",
        setup=f"{city.grid.rows} × {city.grid.columns} cells of 1 m, roofs of the surface model, "
        f"crowns of `{FOLDER}`, weather of 6 June 1997 (`{WEATHER}`, hours "
        f"from 0 h, UTC + 1); soil filled to {DRY:.0%} and to {WET:.0%}. `models/heat.py` from "
        "light to PET, cold air with it.",
        tolerance=f"Water of every unit, energy of every surface and latent heat close to "
        f"{HEAT_BALANCE_LIMIT:g}. There is no reference answer for the maps; that of mean radiant "
        "temperature at two measured places is `goteborg_radiation`.",
        checks=(
            Check("water of any unit, relative error", worst["water_error"], "<=", 1e-6),
            Check("energy of any surface, relative error", worst["energy_error"], "<=", 1e-6),
            Check("latent heat against evaporated water", worst["latent_error"], "<=", 1e-6),
            Check("open cells without PET", float(unknown), "==", 0.0),
        ),
        figures=tuple(_figures(dry, wet)),
        curves=Curves(
            "hour of the day (UTC + 1)",
            "°C",
            {
                "air at the station": (hour, dry.hours["country_air_c"].to_numpy()),
                "air in the streets, dry": (hour, dry.hours["air_c"].to_numpy()),
                "air in the streets, wet": (hour, wet.hours["air_c"].to_numpy()),
                "PET, dry": (hour, dry.hours["pet_c"].to_numpy()),
                "PET, wet": (hour, wet.hours["pet_c"].to_numpy()),
                "ground, dry": (hour, dry.hours["surface_c"].to_numpy()),
                "ground, wet": (hour, wet.hours["surface_c"].to_numpy()),
            },
        ),
    )


def _figures(dry: HeatResult, wet: HeatResult) -> list[Figure]:
    told = []
    for soil, result in (("dry", dry), ("wet", wet)):
        for name, label in MAPS:
            values = result.maps[name].values
            told.append(Figure(f"{label}, mean, {soil}", float(np.nanmean(values)), "°C"))
            low, high = np.nanpercentile(values, (5, 95))
            told.append(Figure(f"{label}, 5 % to 95 % of the cells, {soil}", high - low, "K"))
        told.append(Figure(f"evaporated in the day, {soil}", result.balance.evaporated_mm, "mm"))
    return told
