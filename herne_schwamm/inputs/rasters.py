"""Rasters of a user: one file, or a folder of tiles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs.raster_file import Raster, read_grid_of_file, read_raster_file
from herne_schwamm.inputs.tiles import SUFFIXES, read_tiles, read_tiles_grid, tile_files

__all__ = [
    "CELLS_MAX",
    "Raster",
    "is_raster",
    "raster_files",
    "read_raster",
    "read_raster_grid",
    "without_stray_nodata",
]

CELLS_MAX = 400_000_000
"""Number of cells above which a raster is refused by its header alone."""


def read_raster(path: Path, crs: str, *, cells_max: int = CELLS_MAX) -> Raster:
    """Read a GeoTIFF, an ERDAS .img, an ESRI ASCII grid, an XYZ file, or a folder of such tiles.

    Parameters
    ----------
    path
        The file or the folder.
    crs
        Reference system of the city, for files that cannot name theirs (.asc, .xyz).
    cells_max
        More cells than this, of all tiles together, are refused before they
        are read.

    Returns
    -------
    Raster
        In its own reference system: bringing it onto the city's grid is the
        work of `herne_schwamm.inputs.alignment`.

    Raises
    ------
    InputProblem
        A file is missing, empty, no raster, damaged; has no or no usable
        georeference; has more than one band or too many cells; holds infinity.
        Tiles do not fit together.
    """
    reader = read_tiles if path.is_dir() else read_raster_file
    return reader(path, crs, cells_max)


def is_raster(path: Path) -> bool:
    """Whether a path names a raster: a folder of tiles, or a file by its ending."""
    return path.is_dir() or path.name.lower().endswith(SUFFIXES)


def raster_files(path: Path) -> list[Path]:
    """The files a raster consists of.

    Raises
    ------
    InputProblem
        A folder holds no tile.
    """
    return tile_files(path) if path.is_dir() else [path]


def read_raster_grid(path: Path, *, cells_max: int = CELLS_MAX) -> Grid | None:
    """Where the cells of a raster lie, from headers alone; None where those do not tell it.

    Raises
    ------
    InputProblem
        What headers alone show of the faults of `read_raster`.
    """
    reader = read_tiles_grid if path.is_dir() else read_grid_of_file
    return reader(path, cells_max)


def without_stray_nodata(raster: Raster, below: float) -> tuple[Raster, int]:
    """A copy in which values below a limit are missing (nodata without a tag), and their number."""
    stray = raster.values < below
    values: NDArray[np.float32] = np.where(stray, np.float32(np.nan), raster.values)
    return replace(raster, values=values), int(np.count_nonzero(stray))
