"""What a NetCDF file of rain says of itself: which variable, dimensions, reference system."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyproj
import xarray as xr
from numpy.typing import NDArray
from pyproj.exceptions import CRSError

from herne_schwamm.inputs.rain_zones import RainAxis
from herne_schwamm.problems import N_, InputProblem

LON_LAT = "EPSG:4326"

TIME_NAMES = ("time", "t", "valid_time", "zeit")
X_NAMES = ("x", "lon", "longitude", "long", "easting", "rechtswert", "xc")
Y_NAMES = ("y", "lat", "latitude", "northing", "hochwert", "yc")
SYSTEM_NAMES = ("spatial_ref", "crs", "projection")
LONGITUDE_UNITS = ("degrees_east", "degree_east", "degrees_e", "degree_e")
METRES_OF_UNIT = {
    "m": 1.0,
    "meter": 1.0,
    "metre": 1.0,
    "meters": 1.0,
    "metres": 1.0,
    "km": 1000.0,
    "kilometer": 1000.0,
    "kilometre": 1000.0,
    "kilometers": 1000.0,
    "kilometres": 1000.0,
}
"""Units of projected coordinates. [m]"""


@dataclass(frozen=True, slots=True)
class RainDimensions:
    """Names of the dimensions of rain."""

    time: str
    y: str
    x: str

    @property
    def names(self) -> tuple[str, str, str]:
        """(time, y, x)."""
        return self.time, self.y, self.x


def rain_variable(file: str, dataset: xr.Dataset, wanted: str | None) -> str:
    """Name of the rain: the wanted one, or the only one that can be it.

    Raises
    ------
    InputProblem
        The wanted one has not the dimensions, or there is none or more than one.
    """
    candidates = [
        str(name)
        for name, values in dataset.data_vars.items()
        if np.issubdtype(values.dtype, np.number) and rain_dimensions(dataset, values) is not None
    ]
    if not candidates:
        raise InputProblem(
            N_("{file}: no variable has the dimensions time, y and x; its variables are {found}"),
            file=file,
            found=", ".join(
                f"{name} ({', '.join(map(str, values.dims))})"
                for name, values in dataset.data_vars.items()
            )
            or "-",
        )
    if wanted is None and len(candidates) > 1:
        raise InputProblem(
            N_("{file}: several variables may be the rain; name one as rain_variable: {found}"),
            file=file,
            found=", ".join(candidates),
        )
    if wanted is not None and wanted not in candidates:
        raise InputProblem(
            N_(
                "{file}: there is no variable {name} with the dimensions time, y and x; it has "
                "{found}"
            ),
            file=file,
            name=wanted,
            found=", ".join(candidates),
        )
    return candidates[0] if wanted is None else wanted


def rain_dimensions(dataset: xr.Dataset, values: xr.DataArray) -> RainDimensions | None:
    """Which dimension of a variable is which; None where one is missing or there are more."""
    found: dict[str, str] = {}
    for dimension in values.dims:
        kind = _kind(dataset, str(dimension))
        if kind is not None and kind not in found:
            found[kind] = str(dimension)
        elif values.sizes[dimension] != 1:
            return None
    if len(found) < 3:
        return None
    return RainDimensions(found["T"], found["Y"], found["X"])


def _kind(dataset: xr.Dataset, name: str) -> str | None:
    """T, Y or X; None for other dimensions."""
    if name in dataset.variables:
        coordinate = dataset[name]
        standard = str(coordinate.attrs.get("standard_name", ""))
        axis = str(coordinate.attrs.get("axis", "")).upper()
        if standard == "time" or axis == "T" or np.issubdtype(coordinate.dtype, np.datetime64):
            return "T"
        if standard in ("projection_x_coordinate", "longitude") or axis == "X":
            return "X"
        if standard in ("projection_y_coordinate", "latitude") or axis == "Y":
            return "Y"
    for kind, names in (("T", TIME_NAMES), ("X", X_NAMES), ("Y", Y_NAMES)):
        if name.lower() in names:
            return kind
    return None


def rain_system(
    file: str, dataset: xr.Dataset, rain: xr.DataArray, dimensions: RainDimensions
) -> pyproj.CRS:
    """Reference system of the rain.

    That of its grid mapping (crs_wkt, spatial_ref or the attributes of the CF
    conventions); without one, longitude and latitude are EPSG:4326.

    Raises
    ------
    InputProblem
        The file says none, or one that cannot be understood.
    """
    named = rain.attrs.get("grid_mapping", rain.encoding.get("grid_mapping"))
    for name in (named, *SYSTEM_NAMES):
        if name not in dataset.variables:
            continue
        attributes = dataset[name].attrs
        text = attributes.get("crs_wkt") or attributes.get("spatial_ref")
        try:
            if text:
                return pyproj.CRS.from_user_input(text)
            if "grid_mapping_name" in attributes:
                return pyproj.CRS.from_cf(attributes)
        except (CRSError, KeyError, TypeError, ValueError) as error:
            raise InputProblem(
                N_("{file}: the reference system in its variable {name} cannot be understood"),
                file=file,
                name=name,
            ) from error
    x = dataset[dimensions.x] if dimensions.x in dataset.variables else None
    if x is not None and (
        x.attrs.get("standard_name") == "longitude"
        or str(x.attrs.get("units", "")).lower() in LONGITUDE_UNITS
        or dimensions.x.lower() in ("lon", "long", "longitude")
    ):
        return pyproj.CRS.from_user_input(LON_LAT)
    raise InputProblem(
        N_(
            "{file}: the rain names no reference system; add a variable with crs_wkt and name it "
            "in the attribute grid_mapping of the rain, or give longitude and latitude"
        ),
        file=file,
    )


def rain_axis(file: str, dataset: xr.Dataset, name: str, crs: pyproj.CRS) -> RainAxis:
    """Centres of the rain cells along a dimension, in the unit of the reference system.

    Raises
    ------
    InputProblem
        The dimension has no coordinates, or they neither rise nor fall.
    """
    if name in dataset.variables:
        coordinate = dataset[name]
        try:
            return RainAxis(_centres(coordinate, crs))
        except (TypeError, ValueError):
            pass  # Told below, as for coordinates that are missing.
    raise InputProblem(
        N_(
            "{file}: the dimension {name} needs the coordinates of the rain cells' centres, one "
            "after the other"
        ),
        file=file,
        name=name,
    )


def _centres(coordinate: xr.DataArray, crs: pyproj.CRS) -> NDArray[np.float64]:
    centres = np.asarray(coordinate.values, dtype=np.float64)
    metres = METRES_OF_UNIT.get(str(coordinate.attrs.get("units", "")).lower())
    if metres is not None and crs.is_projected and crs.axis_info:
        # Radar rasters often count kilometres where their system counts metres, or the reverse.
        centres = centres * (metres / crs.axis_info[0].unit_conversion_factor)
    return centres
