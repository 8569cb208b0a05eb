"""One raster file of a user: opened with pinned drivers, checked, every missing value NaN."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.enums import MaskFlags
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.windows import Window

from herne_schwamm.city.city import CHECKSUM_MATCHES
from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs.ascii_grid import read_ascii_grid
from herne_schwamm.inputs.gdal_messages import undecodable_messages_ignored
from herne_schwamm.inputs.notes import HEIGHT_SYSTEM, SOUTH_UP, SYSTEM_TAKEN
from herne_schwamm.inputs.reading import file_read
from herne_schwamm.inputs.reference_systems import (
    horizontal,
    is_compound,
    system_fault,
    system_name,
)
from herne_schwamm.inputs.second_sources import (
    checksum_given,
    refuse_second_place,
    refuse_second_system,
)
from herne_schwamm.inputs.single_precision import single_precision
from herne_schwamm.inputs.xyz import is_xyz, read_xyz
from herne_schwamm.problems import N_, InputProblem

DRIVERS = ("GTiff", "HFA")
"""Drivers a raster is opened with: a VRT that calls itself .tif could lead anywhere."""

ARCHIVES = (".zip", ".7z", ".tar", ".tgz", ".rar")


@dataclass(frozen=True, slots=True)
class Raster:
    """One band as it lies in its file, north up.

    ``values`` is float32, NaN wherever nothing is known; ``notes`` are
    sentences of `herne_schwamm.inputs.notes`.
    """

    file: str
    grid: Grid
    values: NDArray[np.float32]
    notes: tuple[str, ...] = ()


def read_raster_file(path: Path, crs: str, cells_max: int) -> Raster:
    """Read a GeoTIFF, an ERDAS .img, an ESRI ASCII grid or an XYZ file.

    Parameters
    ----------
    path
        The file.
    crs
        Reference system of the city, for files that cannot name theirs (.asc, .xyz).
    cells_max
        More cells than this are refused before they are read.

    Raises
    ------
    InputProblem
        The file is missing, empty, no raster, damaged; has no or no usable
        georeference, or two that disagree; has more than one band or too many
        cells; holds infinity; is not what its checksum says.
    """
    _require_content(path)
    checked = checksum_given(path)
    raster = _read(path, crs, cells_max)
    if checked:
        raster = replace(raster, notes=(*raster.notes, CHECKSUM_MATCHES))
    _refuse_infinity(raster)
    file_read(path, raster.grid)
    return raster


def read_grid_of_file(path: Path, cells_max: int) -> Grid | None:
    """Where the cells of a raster file lie, from its header alone.

    None for files of text (.asc, .xyz), which tell it only with all their
    numbers.

    Raises
    ------
    InputProblem
        What the header alone shows of the faults of `read_raster_file`.
    """
    _require_content(path)
    if is_text(path):
        return None
    with _opened(path) as dataset:
        _check_bands(path.name, dataset, cells_max)
        grid = _grid(path.name, dataset)[0]
        refuse_second_place(path, dataset)
        return grid


def is_text(path: Path) -> bool:
    """Whether a raster is written as text, by the ending of its name."""
    return path.suffix.lower() == ".asc" or is_xyz(path)


def _require_content(path: Path) -> None:
    if not path.exists():
        raise InputProblem(N_("{file}: there is no such file"), file=path)
    if path.stat().st_size == 0:
        raise InputProblem(N_("{file}: the file is empty; copy it again"), file=path)
    if path.suffix.lower() in ARCHIVES:
        raise InputProblem(
            N_("{file}: this is an archive; unpack it and name the folder of its tiles"), file=path
        )


def _read(path: Path, crs: str, cells_max: int) -> Raster:
    file = path.name
    if is_text(path):
        refuse_second_system(path, crs)
    if is_xyz(path):
        return Raster(file, *read_xyz(path, crs, cells_max))
    if is_text(path):
        grid, values = read_ascii_grid(path, crs, cells_max)
        return Raster(file, grid, values, (SYSTEM_TAKEN,))
    with _opened(path) as dataset:
        _check_bands(file, dataset, cells_max)
        grid, south_up = _grid(file, dataset)
        refuse_second_place(path, dataset)
        notes = (HEIGHT_SYSTEM,) if is_compound(dataset.crs) else ()
        try:
            values = _values(dataset)
        except RasterioError as error:
            raise _damaged(file) from error
    if south_up:
        return Raster(file, grid, np.ascontiguousarray(values[::-1]), (*notes, SOUTH_UP))
    return Raster(file, grid, values, notes)


@contextmanager
def _opened(path: Path) -> Iterator[rasterio.DatasetReader]:
    with warnings.catch_warnings(), undecodable_messages_ignored(), rasterio.Env():
        # A raster without position is refused with a sentence of its own.
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with _open(path) as dataset:
            yield dataset


def _refuse_infinity(raster: Raster) -> None:
    infinite = np.isinf(raster.values)
    if not infinite.any():
        return
    _, (x_m, y_m) = raster.grid.first_marked(infinite)
    raise InputProblem(
        N_(
            "{file}: {cells} cells hold infinity instead of a number, the first at "
            "x = {x:.1f}, y = {y:.1f}; give them their value, or the nodata value where it is "
            "not known"
        ),
        file=raster.file,
        cells=int(np.count_nonzero(infinite)),
        x=x_m,
        y=y_m,
    )


def _open(path: Path) -> rasterio.DatasetReader:
    fault: RasterioError | None = None
    for driver in DRIVERS:
        try:
            return rasterio.open(path, driver=driver)
        except RasterioError as error:
            fault = error
    raise InputProblem(
        N_(
            "{file}: this cannot be opened as a raster; GeoTIFF, ERDAS .img, ESRI .asc and XYZ "
            "are read"
        ),
        file=path,
    ) from fault


def _check_bands(file: str, dataset: rasterio.DatasetReader, cells_max: int) -> None:
    if dataset.width * dataset.height > cells_max:
        raise InputProblem(
            N_("{file}: {cells} cells are more than the {limit} that are read at once"),
            file=file,
            cells=dataset.width * dataset.height,
            limit=cells_max,
        )
    if dataset.count != 1:
        raise InputProblem(
            N_("{file}: it has {count} bands, but a layer has one; save the band you mean alone"),
            file=file,
            count=dataset.count,
        )
    if np.dtype(dataset.dtypes[0]).kind not in "uif":
        raise InputProblem(
            N_("{file}: its cells are of the kind {kind}, but real numbers are expected"),
            file=file,
            kind=dataset.dtypes[0],
        )
    if dataset.scales[0] != 1.0 or dataset.offsets[0] != 0.0:
        raise InputProblem(
            N_(
                "{file}: its values are stored with a scale or offset; "
                "save it with the real values (gdal_translate -unscale)"
            ),
            file=file,
        )


def _damaged(file: str) -> InputProblem:
    return InputProblem(N_("{file}: the file is truncated or damaged; copy it again"), file=file)


def _require_last_cell(file: str, dataset: rasterio.DatasetReader) -> None:
    """Refuse a file that was cut off: what it seems not to say may have stood behind the cut."""
    last = Window(dataset.width - 1, dataset.height - 1, 1, 1)
    try:
        dataset.read(1, window=last)
    except RasterioError as error:
        raise _damaged(file) from error


def _grid(file: str, dataset: rasterio.DatasetReader) -> tuple[Grid, bool]:
    """Where the cells lie, and whether the first row is the southern one."""
    transform = dataset.transform
    if transform.is_identity or not dataset.crs:
        _require_last_cell(file, dataset)
    if transform.is_identity:
        raise InputProblem(
            N_(
                "{file}: it does not say where it lies (no georeference); save it with its position"
            ),
            file=file,
        )
    if transform.b != 0.0 or transform.d != 0.0 or transform.a <= 0.0:
        raise InputProblem(
            N_("{file}: the raster is rotated or mirrored; warp it north up (gdalwarp)"), file=file
        )
    if not math.isclose(transform.a, abs(transform.e), rel_tol=1e-6):
        raise InputProblem(
            N_("{file}: its cells are {width:g} by {height:g}, but square ones are expected"),
            file=file,
            width=transform.a,
            height=abs(transform.e),
        )
    south_up = transform.e > 0.0
    north_m = transform.f + dataset.height * transform.e if south_up else transform.f
    grid = Grid(
        _usable_system(file, dataset.crs),
        transform.c,
        north_m,
        transform.a,
        dataset.height,
        dataset.width,
    )
    return grid, south_up


def _usable_system(file: str, crs: CRS | None) -> str:
    if not crs:
        raise InputProblem(
            N_(
                "{file}: it names no reference system; assign the right one, "
                "for example with gdal_edit -a_srs EPSG:25832"
            ),
            file=file,
        )
    flat = horizontal(crs)
    fault = system_fault(flat)
    if fault is not None:
        raise InputProblem(N_("{file}: {fault}"), file=file, fault=fault)
    return system_name(flat)


def _values(dataset: rasterio.DatasetReader) -> NDArray[np.float32]:
    raw: NDArray[np.generic] = dataset.read(1)
    values = single_precision(raw)
    missing = np.isnan(values)
    if dataset.nodata is not None:
        # A nodata value may lie beyond the numbers of the file.
        with np.errstate(over="ignore"):
            # A file may hold both its nodata value and NaN: GDAL masks only one of them.
            missing |= raw == dataset.nodata
    if MaskFlags.per_dataset in dataset.mask_flag_enums[0]:
        missing |= dataset.read_masks(1) == 0
    values[missing] = np.nan
    return values
