"""Observation points as a GeoPackage that opens in QGIS with names and depths beside them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import geopandas
import numpy as np
import xarray as xr

from herne_schwamm.city.city import City
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.geopackage import VectorLayer, short_decimals, write_geopackage
from herne_schwamm.products.point_style import below_lowest_class, point_style
from herne_schwamm.tables.classes import NO_CLASS
from herne_schwamm.tables.products import products

POINTS_LAYER = "observation_points"


def write_points(
    path: Path,
    points: Mapping[str, tuple[float, float]],
    city: City,
    maps: xr.Dataset,
    *,
    language: Language,
    about: Mapping[str, str] | None = None,
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
    about
        Run, source, date of the data and software.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    table = points_table(points, city, maps, language)
    label = language.text(N_("Observation points"))
    layer = VectorLayer(POINTS_LAYER, table, point_style(language), label, first_column="id")
    write_geopackage(path, [layer], about)


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
            "terrain_m": short_decimals(values(city.layers["terrain_m"])),
            "water_depth_max_m": short_decimals(depth_m),
            "time_of_peak_min": short_decimals(values(maps["time_of_peak_min"])),
            "depth_class": codes.astype(np.int32),
            "depth_class_label": [labels[int(code)] for code in codes],
            "water_depth_end_m": short_decimals(values(maps["water_depth_end_m"])),
        },
        geometry=geopandas.points_from_xy(x_m, y_m),
        crs=city.grid.crs or None,
    )


def _cell(city: City, x_m: float, y_m: float) -> tuple[int, int]:
    cell = city.grid.cell_at(x_m, y_m)
    if cell is None:
        raise ValueError(f"the point at {x_m}, {y_m} lies outside the grid")
    return cell
