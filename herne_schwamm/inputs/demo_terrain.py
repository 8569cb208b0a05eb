"""A quarter that does not exist: streets, blocks, an underpass and a park, for trying things out.

Everything follows from the formulas here, with no chance in it and nothing but
sums and products, so that the files are the same bytes each time.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.transform import Affine

from herne_schwamm.city.city import round_terrain
from herne_schwamm.tables import soils, surface_classes

WEST_M, NORTH_M = 375_000.0, 5_711_300.0
"""North-western corner, within Herne in EPSG:25832. [m]"""

SIZE = 300
"""Cells of 1 m along each side."""

BLOCK_M, STREET_M = 75, 9
"""Distance from street to street, and the width of a street. [m]"""

CURB_M = 0.15
BUILDING_M = 6.0
UNDERPASS_M = 3.2
HOLLOW_M = 1.2
EMBANKMENT_M = 3.0
RAILWAY_ROWS = slice(184, 200)
EMBANKMENT_ROWS = slice(178, 206)
UNDERPASS_COLUMNS = slice(150, 159)

TAGS = {
    "TIFFTAG_IMAGEDESCRIPTION": "synthetisches Gelände, keine Vermessung (synthetic terrain)",
    "TIFFTAG_SOFTWARE": "herne_schwamm",
}
NODATA = -9999


def write_demo_terrain(folder: Path) -> Path:
    """Write the rasters of the demo quarter.

    Parameters
    ----------
    folder
        Where to; made if it is not there.

    Returns
    -------
    Path
        The folder, with ``terrain.tif`` [m], ``land_cover.tif`` (codes of the
        table surface_classes), ``sealing.tif`` [0–1] and ``soil.tif`` (codes
        of the table soils).
    """
    folder.mkdir(parents=True, exist_ok=True)
    land_cover = _land_cover()
    _write(folder / "terrain.tif", round_terrain(_terrain_m(land_cover), 1.0))
    _write(folder / "land_cover.tif", land_cover)
    _write(folder / "sealing.tif", _sealing(land_cover))
    _write(folder / "soil.tif", _soil())
    return folder


def _code(name: str) -> int:
    return surface_classes()[name].code


def _rows_and_columns() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    rows, columns = np.indices((SIZE, SIZE))
    return rows, columns


def _in_park() -> NDArray[np.bool_]:
    """The block in the north-east is a park."""
    rows, columns = _rows_and_columns()
    return (rows >= STREET_M) & (rows < 2 * BLOCK_M) & (columns >= 2 * BLOCK_M + STREET_M)


def _land_cover() -> NDArray[np.int16]:
    rows, columns = _rows_and_columns()
    down, right = rows % BLOCK_M, columns % BLOCK_M
    cover = np.full((SIZE, SIZE), _code("garden"), dtype=np.int16)
    # Perimeter blocks: a ring of houses around a courtyard with paved and green halves.
    margin = np.minimum(
        np.minimum(down - STREET_M, BLOCK_M - 1 - down),
        np.minimum(right - STREET_M, BLOCK_M - 1 - right),
    )
    cover[(margin >= 16) & (right < (BLOCK_M + STREET_M) // 2)] = _code("paving")
    passage = np.abs(down - (BLOCK_M + STREET_M) // 2) < 2
    cover[(margin >= 4) & (margin < 16) & ~passage] = _code("roof")
    cover[(margin >= 0) & (margin < 2)] = _code("paving")
    cover[(down < STREET_M) | (right < STREET_M)] = _code("asphalt")
    park = _in_park()
    cover[park] = _code("lawn")
    cover[park & (columns >= SIZE - 40)] = _code("forest")
    cover[park & (np.abs(rows - columns + 150) < 2)] = _code("gravel")
    cover[EMBANKMENT_ROWS] = _code("shrub")
    cover[RAILWAY_ROWS] = _code("railway")
    # One street passes under the railway, the others end at its embankment.
    cover[EMBANKMENT_ROWS, UNDERPASS_COLUMNS] = _code("asphalt")
    return cover


def _terrain_m(land_cover: NDArray[np.int16]) -> NDArray[np.float64]:
    rows, columns = _rows_and_columns()
    # The ground falls towards the north-west, as Herne does towards the Emscher.
    ground = 58.0 + 0.008 * rows + 0.003 * columns
    # A smooth hollow in the park: (1 - r2)^2 within its radius.
    distance = ((rows - 70) / 38.0) ** 2 + ((columns - 215) / 38.0) ** 2
    ground -= HOLLOW_M * np.maximum(1.0 - distance, 0.0) ** 2
    across = np.abs(rows - (RAILWAY_ROWS.start + RAILWAY_ROWS.stop - 1) / 2.0)
    ground += EMBANKMENT_M * np.clip((14.0 - across) / 6.0, 0.0, 1.0)
    # The houses stand on the ground; there is no other model of their height.
    ground[land_cover == _code("roof")] += BUILDING_M
    street = 58.0 + 0.008 * rows + 0.003 * columns - CURB_M
    is_street = land_cover == _code("asphalt")
    ground[is_street] = street[is_street]
    # Under the railway the street dives, with ramps of 24 m.
    dive = UNDERPASS_M * np.clip((32.0 - across) / 24.0, 0.0, 1.0)
    below = is_street & (columns >= UNDERPASS_COLUMNS.start) & (columns < UNDERPASS_COLUMNS.stop)
    ground[below] -= dive[below]
    return ground


def _sealing(land_cover: NDArray[np.int16]) -> NDArray[np.float32]:
    by_code = np.zeros(256, dtype=np.float32)
    for row in surface_classes().values():
        by_code[row.code] = row.sealing
    return by_code[land_cover]


def _soil() -> NDArray[np.int16]:
    """Loam, and sandy loam in the north."""
    rows, _ = _rows_and_columns()
    return np.where(rows < SIZE // 3, soils()["sandy_loam"].code, soils()["loam"].code).astype(
        np.int16
    )


def _write(path: Path, values: NDArray[Any]) -> None:
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=SIZE,
        height=SIZE,
        count=1,
        dtype=values.dtype,
        crs="EPSG:25832",
        transform=Affine(1.0, 0.0, WEST_M, 0.0, -1.0, NORTH_M),
        nodata=NODATA,
        compress="DEFLATE",
        predictor=3 if values.dtype.kind == "f" else 2,
    ) as file:
        file.update_tags(**TAGS)
        file.write(values, 1)
