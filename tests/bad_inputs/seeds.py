"""Small files of every kind that is read, each in a project of its own that can be computed."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas
import numpy as np
import pyogrio
import pyproj
import rasterio
import rasterio.shutil
import xarray as xr
from shapely.geometry import LineString, Point, box

from .projects import NORTH_M, WEST_M, Project, plane, tiny_project, whole_city, write_run_file

CRS = "EPSG:25832"
HOUSES = [
    box(WEST_M + 1, NORTH_M - 4, WEST_M + 5, NORTH_M - 1),
    box(WEST_M + 6, NORTH_M - 7, WEST_M + 9, NORTH_M - 5),
]


@dataclass(frozen=True, slots=True)
class Seed:
    """A file to be damaged, by its path in a project that `make` builds."""

    name: str
    file: str
    make: Callable[[Project], None]

    def build(self, folder: Path) -> Project:
        """The project with the file unharmed."""
        project = tiny_project(folder)
        self.make(project)
        write_run_file(project)
        return project


def _rasters(project: Project) -> Path:
    return project.folder / "rasters"


def _tif(kind: str = "float32", **options: object) -> Callable[[Project], None]:
    def make(project: Project) -> None:
        project.raster("terrain.tif", np.round(plane()).astype(kind), **options)

    return make


def _layer(key: str, value: float, kind: str, **options: object) -> Callable[[Project], None]:
    def make(project: Project) -> None:
        project.raster("layer.tif", whole_city(value, kind), nodata=None, **options)
        project.city[key] = '"../rasters/layer.tif"'

    return make


def _img(project: Project) -> None:
    rasterio.shutil.copy(
        str(_rasters(project) / "terrain.tif"), str(_rasters(project) / "terrain.img"), driver="HFA"
    )
    project.city["terrain"] = '"../rasters/terrain.img"'


def _asc(project: Project) -> None:
    body = "\n".join(" ".join(f"{value:g}" for value in row) for row in plane())
    (_rasters(project) / "terrain.asc").write_text(
        f"ncols 10\nnrows 8\nxllcorner {WEST_M}\nyllcorner {NORTH_M - 8}\ncellsize 1\n"
        f"NODATA_value -9999\n{body}\n",
        encoding="ascii",
    )
    project.city["terrain"] = '"../rasters/terrain.asc"'


def _points() -> bytes:
    rows = (
        f"{WEST_M + column + 0.5} {NORTH_M - row - 0.5} {value:g}\n"
        for (row, column), value in np.ndenumerate(plane())
    )
    return "".join(rows).encode("ascii")


def _xyz(packed: bool) -> Callable[[Project], None]:
    def make(project: Project) -> None:
        name = "terrain.xyz.gz" if packed else "terrain.xyz"
        content = gzip.compress(_points(), mtime=0) if packed else _points()
        (_rasters(project) / name).write_bytes(content)
        project.city["terrain"] = f'"../rasters/{name}"'

    return make


def write_features(path: Path, shapes: list[object], crs: str | None = CRS, **columns: object):
    """Write features with a layer named like the file."""
    table = geopandas.GeoDataFrame(columns, geometry=shapes, crs=crs)
    pyogrio.write_dataframe(table, path)
    return path


def _houses(ending: str) -> Callable[[Project], None]:
    def make(project: Project) -> None:
        shapes, crs = HOUSES, CRS
        if ending == "geojson":
            crs = "EPSG:4326"
            shapes = list(geopandas.GeoSeries(HOUSES, crs=CRS).to_crs(crs))
        path = _rasters(project) / f"houses.{ending}"
        write_features(path, shapes, crs, use=["a", "ä"], gml_id=["1", "2"])
        project.city |= {
            "buildings": f'"../rasters/houses.{ending}"',
            "building_use": '"use"',
            "building_id": '"gml_id"',
        }

    return make


def _corrections(project: Project) -> None:
    path = _rasters(project) / "corrections.gpkg"

    def add(layer: str, shape: object, **columns: object) -> None:
        table = geopandas.GeoDataFrame(
            {name: [value] for name, value in columns.items()}, geometry=[shape], crs=CRS
        )
        pyogrio.write_dataframe(table, path, layer=layer, append=path.exists())

    def line(*points: tuple[float, float]) -> LineString:
        return LineString([(WEST_M + x, NORTH_M - y) for x, y in points])

    add("culverts", line((1.5, 1.5), (5.5, 1.5)), name="c", diameter_m=0.5)
    add("walls", line((2.0, 1.0), (2.0, 6.0)), name="w", height_m=0.5)
    add("openings", box(WEST_M + 7, NORTH_M - 3, WEST_M + 9, NORTH_M - 1), level_m=50.0)
    add("pumps", Point(WEST_M + 4.5, NORTH_M - 2.5), name="p", capacity_m3_s=0.1)
    project.city["corrections"] = '"../rasters/corrections.gpkg"'


def _sites(project: Project) -> None:
    shapes = [Point(WEST_M + 3.5, NORTH_M - 3.5)]
    write_features(_rasters(project) / "sites.gpkg", shapes, name=["Schule"], kind=["school"])
    project.rest += '[sites]\nfile = "../rasters/sites.gpkg"\n'


def _table(text: str, *storm: str, rest: str = "", name: str = "table.csv"):
    def make(project: Project) -> None:
        (_rasters(project) / name).write_text(text, encoding="utf-8")
        project.storm = {"name": '"S1"'} | dict(part.split(" = ") for part in storm)
        project.rest += rest

    return make


KOSTRA_ROWS = "duration_min;HN_010A;UC_010A;HN_100A;UC_100A\n" + "".join(
    f"{minutes};{depth:.1f};15;{2 * depth:.1f};20\n"
    for minutes, depth in ((5, 10.0), (15, 17.0), (60, 28.0), (120, 32.0))
)
KOSTRA_STORM = ('source = "kostra"', "return_period_a = 100", "duration_min = 60")
KOSTRA_PART = '[rain_statistics]\ntable = "../rasters/table.csv"\n'


def _kostra_zip(project: Project) -> None:
    _table("", *KOSTRA_STORM)(project)
    with zipfile.ZipFile(_rasters(project) / "kostra.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for minutes, depth in ((5, 10), (15, 17), (60, 28), (120, 32)):
            archive.writestr(
                zipfile.ZipInfo(f"CSV_KOSTRA-DWD-2020_D{minutes:05d}.csv"),
                f"INDEX_RC;HN_010A;HN_100A\n127105;{depth};{2 * depth}\n",
            )
    project.rest += '[rain_statistics]\ntable = "../rasters/kostra.zip"\ncell = 127105\n'


def _netcdf(project: Project) -> None:
    times = np.array(["2024-07-01T14:00", "2024-07-01T14:05", "2024-07-01T14:10"], dtype="M8[ns]")
    x = WEST_M + np.array([-500.0, 500.0])
    y = NORTH_M + np.array([500.0, -500.0])
    rain = xr.DataArray(
        np.full((3, 2, 2), 12.0), coords={"time": times, "y": y, "x": x}, dims=("time", "y", "x")
    )
    rain.attrs = {"grid_mapping": "spatial_ref", "units": "mm/h"}
    made = rain.to_dataset(name="rain")
    made["spatial_ref"] = xr.DataArray(0, attrs={"crs_wkt": pyproj.CRS(25832).to_wkt()})
    made.to_netcdf(_rasters(project) / "rain.nc", engine="netcdf4")
    project.storm = {"name": '"S1"', "source": '"raster"', "rain": '"../rasters/rain.nc"'}


def _scheme(project: Project) -> None:
    project.raster("cover.tif", whole_city(7, "uint8"), nodata=None)
    (_rasters(project) / "scheme.toml").write_text(
        'id = "mine"\n[[row]]\ncode = 7\nsurface_class = "lawn"\nsealing = 0.25\n', encoding="utf-8"
    )
    project.city |= {
        "land_cover": '"../rasters/cover.tif"',
        "land_cover_scheme": '"../rasters/scheme.toml"',
    }


def _points_in_json(project: Project) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"name": "Kita", "kind": "kindergarten"},
            "geometry": {"type": "Point", "coordinates": [7.1977325, 51.5362167]},
        }
    ]
    (_rasters(project) / "sites.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8"
    )
    project.rest += '[sites]\nfile = "../rasters/sites.geojson"\n'


SERIES = 'source = "series"', 'rain = "../rasters/table.csv"'
EULER = 'source = "euler2"', 'depth_duration = "../rasters/table.csv"', "duration_min = 15"
INFLOW = (
    '[[storm.inflow]]\nname = "I"\n'
    f'x_m = {WEST_M + 3.5}\ny_m = {NORTH_M - 3.5}\nseries = "../rasters/table.csv"\n'
)
BLOCK_STORM = 'source = "block"', "rain_depth_mm = 10", "duration_min = 5"

TERRAIN, LAYER, TABLE = "rasters/terrain.tif", "rasters/layer.tif", "rasters/table.csv"
SEEDS = (
    Seed("tif_float32", TERRAIN, _tif()),
    Seed("tif_float64", TERRAIN, _tif("float64")),
    Seed("tif_int16", TERRAIN, _tif("int16")),
    Seed("tif_deflate", TERRAIN, _tif(compress="deflate", predictor=3)),
    Seed("tif_lzw", TERRAIN, _tif(compress="lzw")),
    Seed("tif_tiled", TERRAIN, _tif(tiled=True, blockxsize=16, blockysize=16)),
    Seed("tif_big", TERRAIN, _tif(BIGTIFF="YES")),
    Seed("tif_sealing", LAYER, _layer("sealing", 0.5, "float32")),
    Seed("tif_land_cover", LAYER, _layer("land_cover", 6, "uint8")),
    Seed("tif_soil", LAYER, _layer("soil", 4, "uint8")),
    Seed("tif_roughness", LAYER, _layer("manning_n_s_m13", 0.05, "float32")),
    Seed("img", "rasters/terrain.img", _img),
    Seed("asc", "rasters/terrain.asc", _asc),
    Seed("xyz", "rasters/terrain.xyz", _xyz(packed=False)),
    Seed("xyz_gz", "rasters/terrain.xyz.gz", _xyz(packed=True)),
    Seed("gpkg", "rasters/houses.gpkg", _houses("gpkg")),
    Seed("shp", "rasters/houses.shp", _houses("shp")),
    Seed("shx", "rasters/houses.shx", _houses("shp")),
    Seed("dbf", "rasters/houses.dbf", _houses("shp")),
    Seed("prj", "rasters/houses.prj", _houses("shp")),
    Seed("geojson", "rasters/houses.geojson", _houses("geojson")),
    Seed("fgb", "rasters/houses.fgb", _houses("fgb")),
    Seed("corrections", "rasters/corrections.gpkg", _corrections),
    Seed("sites_gpkg", "rasters/sites.gpkg", _sites),
    Seed("sites_geojson", "rasters/sites.geojson", _points_in_json),
    Seed("rain_series", TABLE, _table("time_min;rain_mm_h\n0;20,5\n5;40\n10;0\n", *SERIES)),
    Seed(
        "rain_by_clock",
        TABLE,
        _table(
            "time,rain_mm\n2024-07-01T14:00:00+02:00,2\n2024-07-01T14:05:00+02:00,3\n"
            "2024-07-01T14:10:00+02:00,0\n",
            *SERIES,
        ),
    ),
    Seed("euler", TABLE, _table("duration_min,depth_mm\n5,10\n10,15\n15,18\n", *EULER)),
    Seed(
        "discharge",
        TABLE,
        _table("time_s;discharge_m3_s\n0;0,1\n60;0\n", *BLOCK_STORM, rest=INFLOW),
    ),
    Seed("kostra_csv", TABLE, _table(KOSTRA_ROWS, *KOSTRA_STORM, rest=KOSTRA_PART)),
    Seed("kostra_zip", "rasters/kostra.zip", _kostra_zip),
    Seed("rain_nc", "rasters/rain.nc", _netcdf),
    Seed("scheme", "rasters/scheme.toml", _scheme),
    Seed("run_file", "configs/try.toml", _tif()),
)
