"""Gothenburg: measured light of six directions at two sites on four days."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.grid import Grid
from herne_schwamm.city.location import Location, location_of
from herne_schwamm.inputs.rasters import read_raster
from herne_schwamm.kernels.heat_constants import ZERO_CELSIUS_K
from herne_schwamm.kernels.view_shares import COMPASS_DEG
from herne_schwamm.models.heat_geometry import Heights, Surroundings
from herne_schwamm.models.heat_walls import Walls, find_walls
from herne_schwamm.models.heat_windows import Window
from herne_schwamm.models.person import STANDING_BOX
from herne_schwamm.models.radiation import SixDirections, dry_ground, radiate
from herne_schwamm.models.radiation_sky import RadiationForcing, SkySettings, sky_intervals
from herne_schwamm.models.radiation_surfaces import Ground, ground_of
from herne_schwamm.models.radiation_walls import follow_walls, walls_at_air_temperature
from herne_schwamm.models.sky_long_wave import vapour_pressure_hpa
from herne_schwamm.models.sun import interval_middles, sun_positions
from herne_schwamm.tables.dry_surfaces import dry_surfaces

SHORT = ("Kdown", "Kn", "Ke", "Ks", "Kw", "Kup")
LONG = ("Ldown", "Ln", "Le", "Ls", "Lw", "Lup")
"""Columns of the measurements in the order of our directions. [W/m2]"""

SURFACES = {1: "asphalt", 2: "roof", 5: "lawn", 7: "water"}
"""UMEP's codes of land cover; paved ground is asphalt, as in our table of land covers."""

BUILDING = 2
WALL = "brick_wall"

WIND_M_S = 2.0
"""At both sites all the time: what the file of Kronenhuset says; the other has none. [m/s]"""

TIME_ZONE = "Etc/GMT-1"
HOUR_SHIFT = 1
"""A measured hour h, hour-ending, goes with the row h - 1 of the forcing, hour-beginning."""

STRONG_BEAM_W_M2 = 300.0
"""A beam across that tells the bearing of the instrument. [W/m2]"""


@dataclass(frozen=True, slots=True)
class SiteFiles:
    """Files of a site below the data's folder."""

    folder: str
    crs: str
    surface: str
    ground: str
    crowns: str
    land_cover: str
    measured: str
    days: tuple[tuple[int, str], ...]


KRONENHUSET = SiteFiles(
    "kronenhuset",
    "EPSG:3007",
    "DSM_KR.tif",
    "DEM_KR.tif",
    "CDSM_KR.asc",
    "landcover_KR.tif",
    "measurements_kr.csv",
    ((20051007, "MetFile_Prepared.txt"),),
)
GUSTAV_ADOLFS = SiteFiles(
    "gustav_adolfs",
    "EPSG:3006",
    "DSM_GA.tif",
    "DEM_GA.tif",
    "CDSM_GA.tif",
    "LC_GA.tif",
    "measurements_ga.csv",
    (
        (20051011, "MetFile_20051011.txt"),
        (20060726, "MetFile_20060726.txt"),
        (20060801, "MetFile_20060801.txt"),
    ),
)


@dataclass(frozen=True, slots=True)
class Site:
    """A site, ready to be computed."""

    files: SiteFiles
    heights: Heights
    ground: Ground
    grid: Grid
    location: Location
    cell: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured on one day.

    Hours, light of six directions (6, hours) [W/m2] and the files' own Tmrt [°C].
    """

    hour: NDArray[np.int64]
    short: NDArray[np.float64]
    long: NDArray[np.float64]
    column_c: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Hours:
    """Computed and measured hours of one day at one site.

    Tmrt recomputed from the measured fluxes is ``measured_c``; ``column_c`` is the
    files' own. [°C], [W/m2]
    """

    site: str
    day: int
    measured: Measured
    computed_c: NDArray[np.float64]
    measured_c: NDArray[np.float64]
    short: NDArray[np.float64]
    long: NDArray[np.float64]


def read_site(files: SiteFiles, data_folder: Path) -> Site:
    """Rasters of a site and the cell of the instrument."""
    folder = data_folder / "goteborg_obs" / files.folder
    surface = read_raster(folder / files.surface, files.crs)
    ground = read_raster(folder / files.ground, files.crs).values
    crowns = read_raster(folder / files.crowns, files.crs).values
    land_cover = read_raster(folder / files.land_cover, files.crs).values.astype(np.int64)
    with (folder / "poi.geojson").open(encoding="utf-8") as file:
        x_m, y_m = json.load(file)["geometry"]["coordinates"]
    cell = surface.grid.cell_at(x_m, y_m)
    if cell is None:
        raise ValueError(f"the instrument of {files.folder} stands outside its raster")
    heights = Heights(
        ground, surface.values, land_cover == BUILDING, crowns, surface.grid.cell_size_m
    )
    materials = ground_of(land_cover, SURFACES)
    return Site(files, heights, materials, surface.grid, location_of(surface.grid), cell)


def read_forcing(site: Site, file: str, day: int, data_folder: Path) -> RadiationForcing:
    """Forcing of one day: rows begin their hours, UTC+1."""
    table = np.loadtxt(
        data_folder / "goteborg_obs" / site.files.folder / file, comments="%", dtype=np.float64
    )
    air_c = table[:, 11]
    return RadiationForcing(
        start=pd.date_range(str(day), periods=len(table), freq="h", tz=TIME_ZONE),
        interval_s=3600.0,
        air_temperature_c=air_c,
        vapour_pressure_hpa=vapour_pressure_hpa(air_c, table[:, 10] / 100.0),
        wind_m_s=np.full(len(table), WIND_M_S),
        global_w_m2=table[:, 14],
        diffuse_w_m2=table[:, 21],
        direct_w_m2=table[:, 22],
    )


def read_measured(files: SiteFiles, day: int, data_folder: Path) -> Measured:
    """Measured hours of one day."""
    path = data_folder / "goteborg_obs" / files.folder / files.measured
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if int(row.get("day", day)) == day]
    return Measured(
        np.array([int(row["hour"]) for row in rows]),
        np.array([[float(row[name]) for row in rows] for name in SHORT]),
        np.array([[float(row[name]) for row in rows] for name in LONG]),
        np.array([float(row["Tmrt"] or "nan") for row in rows]),
    )


def person_temperature(
    short: NDArray[np.float64], long: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Tmrt of a standing person from the fluxes of six plates. [°C]"""
    short_flat, short_side, long_flat, long_side = STANDING_BOX.factors
    absorbed = short_flat * (short[0] + short[5]) + short_side * short[1:5].sum(axis=0)
    absorbed = absorbed + long_flat * (long[0] + long[5]) + long_side * long[1:5].sum(axis=0)
    temperature: NDArray[np.float64] = absorbed**0.25 - ZERO_CELSIUS_K
    return temperature


def instrument_bearing(sites: Sequence[Site], data_folder: Path) -> NDArray[np.float64]:
    """Bearing of the instrument's north side from true north, hour by hour of a strong beam.

    From the measured short-wave light of opposite sides and the sun's
    azimuth: nothing computed goes into it. [degrees]
    """
    told: list[float] = []
    for site in sites:
        for day, _ in site.files.days:
            measured = read_measured(site.files, day, data_folder)
            north = measured.short[1] - measured.short[3]
            east = measured.short[2] - measured.short[4]
            start = pd.date_range(str(day), periods=24, freq="h", tz=TIME_ZONE)
            sun = sun_positions(interval_middles(start, 3600.0), site.location)
            azimuth = sun.azimuth_deg[measured.hour - HOUR_SHIFT]
            turned = azimuth - np.degrees(np.arctan2(east, north))
            turned = np.mod(turned + 180.0, 360.0) - 180.0
            told += turned[np.hypot(north, east) > STRONG_BEAM_W_M2].tolist()
    return np.array(told)


def compute(
    site: Site,
    walls: Walls,
    forcing: RadiationForcing,
    bearing_deg: float,
    sky: SkySettings,
    warm_walls: bool,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Light of six directions and Tmrt at the instrument, (6, hours), (6, hours), (hours,)."""
    surroundings = Surroundings(site.heights)
    sides = np.mod(np.array(COMPASS_DEG) + bearing_deg - site.location.convergence_deg, 360.0)
    settings = replace(sky, side_azimuth_deg=tuple(sides.tolist()))
    intervals = sky_intervals(forcing, site.location, surroundings.settings.azimuths, settings)
    material = dry_surfaces()[WALL]
    wall_light = (
        follow_walls(surroundings, walls, material, site.ground, intervals)
        if warm_walls
        else walls_at_air_temperature(walls, intervals, material)
    )
    hours = len(intervals)
    short, long = np.empty((6, hours)), np.empty((6, hours))
    temperature = np.empty(hours)

    def receive(told: SixDirections) -> None:
        short[:, told.number] = told.short[:, 0, 0]
        long[:, told.number] = told.long[:, 0, 0]
        temperature[told.number] = told.mean_radiant_c[0, 0]

    radiate(
        surroundings,
        walls,
        wall_light,
        site.ground,
        dry_ground(site.ground),
        intervals,
        receive,
        person=STANDING_BOX,
        window=Window(*site.cell, 1, 1),
    )
    return short, long, temperature


def score(
    sites: Sequence[Site],
    data_folder: Path,
    bearing_deg: float,
    sky: SkySettings | None = None,
    warm_walls: bool = True,
) -> list[Hours]:
    """Every day of the sites, computed and measured."""
    told = []
    for site in sites:
        walls = find_walls(site.heights)
        for day, file in site.files.days:
            forcing = read_forcing(site, file, day, data_folder)
            short, long, temperature = compute(
                site, walls, forcing, bearing_deg, sky or SkySettings(), warm_walls
            )
            measured = read_measured(site.files, day, data_folder)
            rows = measured.hour - HOUR_SHIFT
            told.append(
                Hours(
                    site.files.folder,
                    day,
                    measured,
                    temperature[rows],
                    person_temperature(measured.short, measured.long),
                    short[:, rows],
                    long[:, rows],
                )
            )
    return told
