"""Raster products as cloud-optimised GeoTIFF: written, read back, then put in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import rasterio.shutil
from numpy.typing import NDArray
from rasterio._err import CPLE_BaseError
from rasterio.crs import CRS
from rasterio.errors import RasterioError
from rasterio.io import MemoryFile
from rasterio.transform import Affine

from herne_schwamm.city.grid import Grid
from herne_schwamm.problems import Language, WriteProblem, system_reason
from herne_schwamm.products.overviews import pyramid
from herne_schwamm.products.whole_files import (
    NOT_AS_WRITTEN,
    NOT_WRITTEN,
    has_room,
    no_room,
    put_in_place,
    workplace_beside,
)
from herne_schwamm.tables.products import ProductRow

BLOCK_CELLS = 512

# With threads of its own GDAL says nothing when the disk is full.
GDAL_SETTINGS = {"GDAL_NUM_THREADS": "1", "GDAL_PAM_ENABLED": "NO"}


def write_geotiff(
    path: Path,
    values: NDArray[Any],
    grid: Grid,
    product: ProductRow,
    *,
    language: Language,
    tags: Mapping[str, str],
) -> None:
    """Write one raster product.

    Parameters
    ----------
    path
        ``….tif``; its folder is made where it is missing.
    values
        float with NaN for no value, or uint8 classes with 0 for no class, of
        the grid's shape.
    grid
        Where the cells lie.
    product
        Unit, labels, class table, overview rule and value for no data.
    language
        Language of the description, the label and the limits of validity.
    tags
        Further metadata, for example software version and date of the data.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    if values.shape != grid.shape:
        raise ValueError(f"{product.name} has the shape {values.shape}, the grid {grid.shape}")
    finest = values.astype(product.dtype, copy=False)
    levels = [_encoded(level, product) for level in (finest, *pyramid(finest, product.overview))]
    size = sum(level.nbytes for level in levels)
    with rasterio.Env(**GDAL_SETTINGS), workplace_beside(path) as folder:
        draft = folder / path.name
        # Of a full disk libtiff tells the terminal, in English and past GDAL: it is not to find it.
        if not has_room(folder, size):
            raise no_room()
        try:
            base = _write_levels(folder, levels, grid, product)
            with rasterio.open(base, "r+", driver="GTiff") as dataset:
                _describe(dataset, levels[0], product, language, tags)
            # By way of memory, where it is small: how much the disk has to take is known only then.
            with MemoryFile(ext=".tif") as compressed:
                rasterio.shutil.copy(
                    str(base),
                    compressed.name,
                    driver="COG",
                    COMPRESS="DEFLATE",
                    PREDICTOR="FLOATING_POINT" if product.dtype == "float32" else "STANDARD",
                    BLOCKSIZE=str(BLOCK_CELLS),
                    OVERVIEWS="FORCE_USE_EXISTING" if len(levels) > 1 else "NONE",
                    NUM_THREADS="1",
                    BIGTIFF="IF_SAFER",
                )
                draft.write_bytes(compressed.getbuffer())
            differing = _first_difference(draft, levels, grid, product)
        # What GDAL meets while a file is closed passes rasterio by (a full disk, for one).
        except (RasterioError, CPLE_BaseError) as error:
            # It tells that a write failed, not why; what others wrote may have filled the disk.
            cause = error if has_room(folder, size) else no_room()
            raise WriteProblem(NOT_WRITTEN, file=path, reason=system_reason(cause)) from error
        if differing:
            raise WriteProblem(NOT_AS_WRITTEN, file=path, place=differing)
        put_in_place(draft, path)


def _encoded(values: NDArray[Any], product: ProductRow) -> NDArray[Any]:
    """NaN as the product's value for no data."""
    if product.dtype == "uint8":
        return values
    return np.where(np.isnan(values), np.float32(product.nodata), values)


def _profile(values: NDArray[Any], grid: Grid, product: ProductRow, factor: int) -> dict[str, Any]:
    cell_m = grid.cell_size_m * factor
    return {
        "driver": "GTiff",
        "height": values.shape[0],
        "width": values.shape[1],
        "count": 1,
        "dtype": product.dtype,
        "nodata": product.nodata,
        "crs": CRS.from_user_input(grid.crs) if grid.crs else None,
        "transform": Affine(cell_m, 0.0, grid.west_m, 0.0, -cell_m, grid.north_m),
        "bigtiff": "IF_SAFER",
    }


def _write_levels(
    folder: Path, levels: Sequence[NDArray[Any]], grid: Grid, product: ProductRow
) -> Path:
    """Full resolution and its overviews as GDAL looks for them.

    GDAL takes ``x.tif.ovr`` for the first overview of ``x.tif`` and
    ``x.tif.ovr.ovr`` for the overview of that, and the COG driver copies what
    it finds there.
    """
    for number, level in enumerate(levels):
        profile = _profile(level, grid, product, 2**number)
        with rasterio.open(folder / f"base.tif{'.ovr' * number}", "w", **profile) as dataset:
            dataset.write(level, 1)
    return folder / "base.tif"


def _describe(
    dataset: Any,
    values: NDArray[Any],
    product: ProductRow,
    language: Language,
    tags: Mapping[str, str],
) -> None:
    """Everything a map server or QGIS wants to know about the band."""
    classes = product.classes
    dataset.descriptions = (language.label(de=product.label_de, en=product.label_en),)
    dataset.units = (product.unit,)
    dataset.update_tags(
        **{
            "product": product.name,
            "class_table": f"{classes.id} {classes.version}",
            "class_source": classes.source,
            "limits": language.label(de=product.limits_de, en=product.limits_en),
            "overview_rule": product.overview,
            **tags,
        }
    )
    if product.kind == "class":
        colours = {c.code: (*c.rgb, 255) for c in classes.classes}
        dataset.write_colormap(1, {product.nodata: (0, 0, 0, 0), **colours})
    known = values[values != product.nodata].astype(np.float64)
    if known.size:
        dataset.update_tags(
            1,
            STATISTICS_MINIMUM=repr(float(known.min())),
            STATISTICS_MAXIMUM=repr(float(known.max())),
            STATISTICS_MEAN=repr(float(known.mean())),
            STATISTICS_STDDEV=repr(float(known.std())),
            STATISTICS_VALID_PERCENT=f"{100.0 * known.size / values.size:.4g}",
        )


def _first_difference(
    path: Path, levels: Sequence[NDArray[Any]], grid: Grid, product: ProductRow
) -> str:
    """What of a written file is not as it should be; empty if all is well."""
    profile = _profile(levels[0], grid, product, 1)
    for number, level in enumerate(levels):
        options = {"overview_level": number - 1} if number else {}
        with rasterio.open(path, driver="GTiff", **options) as dataset:
            if not number:
                # A reference system may come back under another name for the same.
                if (dataset.crs is None) != (profile["crs"] is None):
                    return "crs"
                for name in ("nodata", "transform"):
                    if getattr(dataset, name) != profile[name]:
                        return name
            if dataset.shape != level.shape:
                return f"overview {number}"
            found = dataset.read(1)
        differing = np.flatnonzero(found != level)
        if differing.size:
            row, column = np.unravel_index(int(differing[0]), level.shape)
            return f"level {number}, row {row}, column {column}"
    return ""
