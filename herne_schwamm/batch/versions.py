"""Versions of everything that could change a number or a byte of a result."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import version

import rasterio

import herne_schwamm

LIBRARIES = (
    *("numpy", "numba", "llvmlite", "xarray", "pandas"),
    *("rasterio", "geopandas", "shapely", "pyproj", "pyogrio", "netcdf4"),
    *("jinja2", "matplotlib", "pillow", "pydantic", "pvlib"),
)
"""All that computes, reads or writes; pictures are compressed by pillow."""


def software_versions(code: str) -> dict[str, str]:
    """Versions of the package with its code, of the libraries, and the order of bytes."""
    return {
        "herne_schwamm": herne_schwamm.__version__,
        "code": code,
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
        "gdal": rasterio.__gdal_version__,
        "proj": rasterio.__proj_version__,
        "byte_order": sys.byteorder,
    }
