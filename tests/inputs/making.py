"""Small files of a city for the tests of the readers."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.errors import NotGeoreferencedWarning
from rasterio.transform import Affine

from herne_schwamm.city.city import City
from herne_schwamm.inputs.city import read_city
from herne_schwamm.inputs.run_file import RunFile, read_run_file

WEST_M, NORTH_M = 375_000.0, 5_711_000.0
NODATA = -9999.0


def write_tif(
    path: Path,
    values: NDArray[Any],
    *,
    crs: str | None = "EPSG:25832",
    transform: Affine | None = None,
    cell_size_m: float = 1.0,
    nodata: float | None = NODATA,
    **more: Any,
) -> Path:
    """Write a GeoTIFF whose north-western corner is (WEST_M, NORTH_M)."""
    if transform is None:
        transform = Affine(cell_size_m, 0.0, WEST_M, 0.0, -cell_size_m, NORTH_M)
    bands = values if values.ndim == 3 else values[np.newaxis]
    path.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(
            path,
            "w",
            driver="GTiff",
            width=bands.shape[2],
            height=bands.shape[1],
            count=bands.shape[0],
            dtype=bands.dtype,
            crs=crs,
            transform=transform,
            nodata=nodata,
            **more,
        ) as file:
            file.write(bands)
    return path


def plane(rows: int = 8, columns: int = 10) -> NDArray[np.float32]:
    """Terrain that rises to the east and south, every cell another height. [m]"""
    down, right = np.indices((rows, columns))
    return (50.0 + 0.125 * right + 0.25 * down * columns).astype(np.float32)


CITY = {"terrain": '"../rasters/terrain.tif"', "land_cover": '"lawn"', "soil": '"loam"'}
STORM = {"name": '"S1"', "source": '"block"', "rain_depth_mm": "50", "duration_min": "60"}
TOP = {"schema_version": "1", "name": '"try"'}


def _table(values: dict[str, str]) -> str:
    return "".join(f"{key} = {value}\n" for key, value in values.items())


@dataclass
class Project:
    """A project folder with a run file that can be bent in one place."""

    folder: Path
    top: dict[str, str] = field(default_factory=lambda: dict(TOP))
    city: dict[str, str] = field(default_factory=lambda: dict(CITY))
    storm: dict[str, str] = field(default_factory=lambda: dict(STORM))
    rest: str = ""

    @property
    def file(self) -> Path:
        """Where the run file lies."""
        return self.folder / "configs" / "try.toml"

    def text(self) -> str:
        """The run file."""
        return (
            f"{_table(self.top)}[city]\n{_table(self.city)}"
            f"[[storm]]\n{_table(self.storm)}{self.rest}"
        )

    def read(self, **options: Any) -> RunFile:
        """Write the run file and read it."""
        self.file.parent.mkdir(exist_ok=True)
        self.file.write_text(self.text(), encoding="utf-8")
        return read_run_file(self.file, **options)

    def raster(self, name: str, values: NDArray[Any], **options: Any) -> Path:
        """Write a raster to the project's rasters."""
        return write_tif(self.folder / "rasters" / name, values, **options)

    def read_city(self) -> City:
        """Read the run file and the city."""
        return read_city(self.read())
