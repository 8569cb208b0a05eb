"""Observation points as a GeoPackage that opens in QGIS with names and depths beside them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pyogrio
import xarray as xr
from pyogrio.errors import DataLayerError, DataSourceError

from herne_schwamm.city.city import City
from herne_schwamm.problems import Language, WriteProblem
from herne_schwamm.products.point_style import below_lowest_class, point_style
from herne_schwamm.products.whole_files import (
    NOT_AS_WRITTEN,
    NOT_WRITTEN,
    put_in_place,
    reason_of,
    workplace_beside,
)
from herne_schwamm.tables.classes import NO_CLASS
from herne_schwamm.tables.products import products

POINTS_LAYER, STYLES_LAYER = "observation_points", "layer_styles"
GEOMETRY_COLUMN = "geom"

NO_TIME = "1970-01-01T00:00:00.000Z"
"""Stands wherever GeoPackage wants to know when something was written."""

DATASET_OPTIONS = {"VERSION": "1.2"}
"""Newer ones make QGIS 3.22 warn."""

POINTS_OPTIONS = {"FID": "id", "GEOMETRY_NAME": GEOMETRY_COLUMN}
STYLES_OPTIONS = {"FID": "id", "DATETIME_PRECISION": "MILLISECOND"}


def write_points(
    path: Path,
    points: Mapping[str, tuple[float, float]],
    city: City,
    maps: xr.Dataset,
    *,
    language: Language,
) -> None:
    """Write what happened at the observation points.

    The layer ``observation_points`` has the columns of `points_table`. The
    table ``layer_styles`` holds its style: QGIS loads it with the layer.

    Parameters
    ----------
    path
        ``….gpkg``.
    points
        Easting and northing by name, inside the city. [m]
    city
        Grid and terrain.
    maps
        Rasters of the storm by product name.
    language
        Language of the labels.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    table = points_table(points, city, maps, language)
    styles = _styles(language)
    with workplace_beside(path) as folder:
        draft = folder / path.name
        try:
            with _without_clock(), warnings.catch_warnings():
                # Laboratory cases have no reference system.
                warnings.filterwarnings("ignore", "'crs' was not provided", UserWarning)
                pyogrio.write_dataframe(
                    table,
                    draft,
                    POINTS_LAYER,
                    "GPKG",
                    dataset_options=DATASET_OPTIONS,
                    layer_options=POINTS_OPTIONS,
                )
                pyogrio.write_dataframe(
                    styles, draft, STYLES_LAYER, "GPKG", layer_options=STYLES_OPTIONS
                )
            differing = _first_difference(draft, table, styles)
        except (DataSourceError, DataLayerError) as error:
            raise WriteProblem(NOT_WRITTEN, file=path, reason=reason_of(error)) from error
        if differing:
            raise WriteProblem(NOT_AS_WRITTEN, file=path, place=differing)
        put_in_place(draft, path)


def points_table(
    points: Mapping[str, tuple[float, float]], city: City, maps: xr.Dataset, language: Language
) -> geopandas.GeoDataFrame:
    """One row for each point, in the order given.

    Returns
    -------
    GeoDataFrame
        ``name``, ``terrain_m`` [m], ``water_depth_max_m`` [m],
        ``time_of_peak_min`` [min, nothing where it stayed dry], the code
        ``depth_class`` (0 below the lowest class), its ``depth_class_label``
        and ``water_depth_end_m`` [m]: the values of the cell the point lies
        in. The geometry is the point itself.
    """
    cells = [_cell(city, *place) for place in points.values()]
    classes = products()["depth_class"].classes
    labels = {one.code: language.label(de=one.label_de, en=one.label_en) for one in classes.classes}
    labels[NO_CLASS] = below_lowest_class(classes, language)

    def values(layer: xr.DataArray) -> np.ndarray:
        return np.array([layer.values[cell] for cell in cells], dtype=np.float32)

    depth_m = values(maps["water_depth_max_m"])
    codes = classes.classify(depth_m)
    x_m, y_m = zip(*points.values(), strict=True)
    return geopandas.GeoDataFrame(
        {
            "name": list(points),
            "terrain_m": _short(values(city.layers["terrain_m"])),
            "water_depth_max_m": _short(depth_m),
            "time_of_peak_min": _short(values(maps["time_of_peak_min"])),
            "depth_class": codes.astype(np.int32),
            "depth_class_label": [labels[int(code)] for code in codes],
            "water_depth_end_m": _short(values(maps["water_depth_end_m"])),
        },
        geometry=geopandas.points_from_xy(x_m, y_m),
        crs=city.grid.crs or None,
    )


def _cell(city: City, x_m: float, y_m: float) -> tuple[int, int]:
    cell = city.grid.cell_at(x_m, y_m)
    if cell is None:
        raise ValueError(f"the point at {x_m}, {y_m} lies outside the grid")
    return cell


def _short(values: np.ndarray) -> np.ndarray:
    """The shortest decimals that are the same float32: 0.3, not 0.30000001192."""
    return np.array([float(str(value)) for value in values], dtype=np.float64)


def _styles(language: Language) -> pd.DataFrame:
    """The table of styles as QGIS makes it; it finds a style by these names."""
    return pd.DataFrame(
        {
            "f_table_catalog": [""],
            "f_table_schema": [""],
            "f_table_name": [POINTS_LAYER],
            "f_geometry_column": [GEOMETRY_COLUMN],
            "styleName": [POINTS_LAYER],
            "styleQML": [point_style(language)],
            "styleSLD": [""],
            "useAsDefault": [True],
            "description": [""],
            "owner": [""],
            "ui": [""],
            "update_time": pd.to_datetime([NO_TIME]),
        }
    )


@contextmanager
def _without_clock() -> Iterator[None]:
    """Let GDAL write `NO_TIME` in place of the time: the same content is the same bytes."""
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": NO_TIME})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _first_difference(path: Path, table: geopandas.GeoDataFrame, styles: pd.DataFrame) -> str:
    """What of a written file is not as it should be; empty if all is well."""
    for layer, written in ((POINTS_LAYER, table), (STYLES_LAYER, styles)):
        found = pyogrio.read_dataframe(path, layer=layer)
        for column in written.columns:
            if column not in found or _plain(found[column]) != _plain(written[column]):
                return f"{layer}.{column}"
        # A reference system may come back under another name for the same.
        if layer == POINTS_LAYER and (found.crs is None) != (written.crs is None):
            return f"{layer} crs"
    return ""


def _plain(column: pd.Series) -> list[object]:
    """Values with None for nothing: a NaN does not equal itself."""
    return [
        None if nothing else value for value, nothing in zip(column, column.isna(), strict=True)
    ]
