"""A raster and the QGIS style beside it, as every product is written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from herne_schwamm.city.grid import Grid
from herne_schwamm.problems import Language
from herne_schwamm.products.geotiff import write_geotiff
from herne_schwamm.products.qgis_style import write_qgis_style
from herne_schwamm.products.rule_tables import rule_tags
from herne_schwamm.tables.products import ProductRow


def write_styled_raster(
    path: Path,
    values: NDArray[Any],
    grid: Grid,
    product: ProductRow,
    *,
    language: Language,
    tags: Mapping[str, str],
) -> list[Path]:
    """Write a product as a GeoTIFF and, with the same stem, its style.

    Parameters
    ----------
    path
        ``….tif``.
    values, grid, product, language, tags
        As `geotiff.write_geotiff` takes them; the tables that decide the product's classes are
        named in its tags, too.

    Returns
    -------
    list of Path
        Raster and style.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    tagged = {**tags, **rule_tags(product.name)}
    write_geotiff(path, values, grid, product, language=language, tags=tagged)
    style = path.with_suffix(".qml")
    write_qgis_style(style, product, language)
    return [path, style]
