"""GeoPackages that open in QGIS with their styles: whole, checked and without a clock."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from herne_schwamm.problems import WriteProblem, system_reason
from herne_schwamm.products.whole_files import (
    NOT_AS_WRITTEN,
    NOT_WRITTEN,
    put_in_place,
    workplace_beside,
)

STYLES_LAYER = "layer_styles"
GEOMETRY_COLUMN = "geom"

NO_TIME = "1970-01-01T00:00:00.000Z"
"""Stands wherever GeoPackage wants to know when something was written."""

DATASET_OPTIONS = {"VERSION": "1.2"}
"""Newer ones make QGIS 3.22 warn."""

FIRST_COLUMN = "fid"
STYLES_OPTIONS = {"FID": "id", "DATETIME_PRECISION": "MILLISECOND"}


@dataclass(frozen=True, slots=True)
class VectorLayer:
    """One layer of a GeoPackage.

    Parameters
    ----------
    name
        Name of the layer and of its style.
    table
        One row for each feature, all geometries of one kind.
    style
        The style as QML, for the table ``layer_styles``.
    label
        What the layer shows, in the reader's language.
    first_column
        Name of the column with the number that GeoPackage gives every feature.
    """

    name: str
    table: geopandas.GeoDataFrame
    style: str
    label: str
    first_column: str = FIRST_COLUMN


def write_geopackage(
    path: Path, layers: Sequence[VectorLayer], about: Mapping[str, str] | None = None
) -> None:
    """Write layers and the table of their styles, which QGIS loads with them.

    Parameters
    ----------
    path
        ``….gpkg``.
    layers
        At least one.
    about
        Run, source, date of the data, software: the description of every
        layer, one line each, which QGIS shows among the layer's properties.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    styles = _styles(layers)
    description = "\n".join(f"{key}: {value}" for key, value in (about or {}).items())
    with workplace_beside(path) as folder:
        draft = folder / path.name
        try:
            with _without_clock(), warnings.catch_warnings():
                # Laboratory cases have no reference system.
                warnings.filterwarnings("ignore", "'crs' was not provided", UserWarning)
                for layer in layers:
                    pyogrio.write_dataframe(
                        layer.table,
                        draft,
                        layer.name,
                        "GPKG",
                        # Options of the file count where it is made, with the first layer.
                        dataset_options=None if draft.exists() else DATASET_OPTIONS,
                        layer_options={
                            "FID": layer.first_column,
                            "GEOMETRY_NAME": GEOMETRY_COLUMN,
                            "IDENTIFIER": layer.label,
                            "DESCRIPTION": description,
                        },
                    )
                pyogrio.write_dataframe(
                    styles, draft, STYLES_LAYER, "GPKG", layer_options=STYLES_OPTIONS
                )
            written = [*((layer.name, layer.table) for layer in layers), (STYLES_LAYER, styles)]
            differing = next(filter(None, (_difference(draft, *one) for one in written)), "")
        except (DataSourceError, DataLayerError) as error:
            raise WriteProblem(NOT_WRITTEN, file=path, reason=system_reason(error)) from error
        if differing:
            raise WriteProblem(NOT_AS_WRITTEN, file=path, place=differing)
        put_in_place(draft, path)


def short_decimals(values: np.ndarray) -> np.ndarray:
    """The shortest decimals that are the same float32: 0.3, not 0.30000001192."""
    return np.array([float(str(value)) for value in values.astype(np.float32)], dtype=np.float64)


def _styles(layers: Sequence[VectorLayer]) -> pd.DataFrame:
    """The table of styles as QGIS makes it; it finds a style by these names."""
    count = len(layers)
    names = [layer.name for layer in layers]
    nothing = [""] * count
    return pd.DataFrame(
        {
            "f_table_catalog": nothing,
            "f_table_schema": nothing,
            "f_table_name": names,
            "f_geometry_column": [GEOMETRY_COLUMN] * count,
            "styleName": names,
            "styleQML": [layer.style for layer in layers],
            "styleSLD": nothing,
            "useAsDefault": [True] * count,
            "description": [layer.label for layer in layers],
            "owner": nothing,
            "ui": nothing,
            "update_time": pd.to_datetime([NO_TIME] * count),
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


def _difference(path: Path, layer: str, written: pd.DataFrame) -> str:
    """What of a written layer is not as it should be; empty if all is well."""
    found = pyogrio.read_dataframe(path, layer=layer)
    for column in written.columns:
        if column not in found or _plain(found[column]) != _plain(written[column]):
            return f"{layer}.{column}"
    if not isinstance(written, geopandas.GeoDataFrame):
        return ""
    # A reference system may come back under another name for the same.
    return f"{layer} crs" if (found.crs is None) != (written.crs is None) else ""


def _plain(column: pd.Series) -> list[object]:
    """Values with None for nothing: a NaN does not equal itself."""
    return [
        None if nothing else value for value, nothing in zip(column, column.isna(), strict=True)
    ]
