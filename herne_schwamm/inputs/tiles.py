"""A folder of raster tiles, put together on one lattice."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rasterio.crs import CRS

from herne_schwamm.city.city import CHECKSUM_MATCHES
from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs.notes import TILES_JOINED
from herne_schwamm.inputs.raster_file import (
    Raster,
    read_grid_of_file,
    read_raster_file,
)
from herne_schwamm.inputs.reference_systems import readable_name, same_system
from herne_schwamm.inputs.xyz import SUFFIXES as XYZ_SUFFIXES
from herne_schwamm.problems import N_, InputProblem

SUFFIXES = (".tif", ".tiff", ".img", ".asc", *XYZ_SUFFIXES)
"""Endings of the files that count as tiles; everything else in the folder is left alone."""

OVERLAP_TOLERANCE = 0.01
"""Difference of two tiles at one place above which they contradict each other (m for heights)."""

LATTICE_TOLERANCE = 1e-3
"""Shift of a tile against the others that is rounding, as a share of a cell."""


@dataclass(frozen=True, slots=True)
class _Tile:
    """A tile with its place; ``raster`` is kept where reading it twice would be slow."""

    path: Path
    grid: Grid
    raster: Raster | None = None


def read_tiles(folder: Path, crs: str, cells_max: int) -> Raster:
    """Read a folder of tiles as one raster.

    Tiles may lie in folders of the folder. Where none says anything, values
    are NaN; where several do, they have to agree.

    Parameters
    ----------
    folder
        Holds GeoTIFF, .img, .asc or XYZ tiles; other files are left alone.
    crs
        Reference system of the city, for tiles that cannot name theirs.
    cells_max
        More cells than this, gaps between the tiles counted, are refused.

    Raises
    ------
    InputProblem
        There is no tile; one cannot be read, has another reference system or
        cell size than the first, lies between its cells, or contradicts
        another one.
    """
    tiles = _located(folder, crs, cells_max)
    grid = _common_grid(folder.name, [(tile.path, tile.grid) for tile in tiles], cells_max)
    values = np.full(grid.shape, np.nan, dtype=np.float32)
    notes: dict[str, None] = {}
    checked = True
    for number, tile in enumerate(tiles):
        raster = tile.raster or read_raster_file(tile.path, crs, cells_max)
        rows, columns = _window(grid, tile.grid)
        part = values[rows, columns]
        _refuse_contradiction(raster, part, tiles[:number], crs, cells_max)
        np.copyto(part, raster.values, where=np.isnan(part))
        notes.update(dict.fromkeys(raster.notes))
        checked = checked and CHECKSUM_MATCHES in raster.notes
        # A tile of text was kept from the first look: its memory is free from here on.
        tiles[number] = _Tile(tile.path, tile.grid)
    if not checked:
        notes.pop(CHECKSUM_MATCHES, None)
    if len(tiles) > 1:
        notes[TILES_JOINED] = None
    return Raster(folder.name, grid, values, tuple(notes))


def read_tiles_grid(folder: Path, cells_max: int) -> Grid | None:
    """Where the cells of all tiles lie, from their headers; None where one is a file of text.

    Raises
    ------
    InputProblem
        What headers alone show of the faults of `read_tiles`.
    """
    grids = [(path, read_grid_of_file(path, cells_max)) for path in tile_files(folder)]
    known = [(path, grid) for path, grid in grids if grid is not None]
    common = _common_grid(folder.name, known, cells_max) if known else None
    return common if len(known) == len(grids) else None


def tile_files(folder: Path) -> list[Path]:
    """The tiles in a folder and the folders in it, in the order of their names.

    Raises
    ------
    InputProblem
        There is none.
    """
    found = sorted(_tiles_in(folder), key=lambda path: path.relative_to(folder).as_posix())
    if not found:
        raise InputProblem(
            N_(
                "{file}: this folder holds no raster; put the tiles into it (GeoTIFF, ERDAS "
                ".img, ESRI .asc or XYZ, archives unpacked)"
            ),
            file=folder,
        )
    return found


def _tiles_in(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.name.lower().endswith(SUFFIXES) and path.is_file() and not hidden:
            yield path


def _located(folder: Path, crs: str, cells_max: int) -> list[_Tile]:
    """All tiles with their places, those of text with their values."""
    tiles: list[_Tile] = []
    kept_cells = 0
    for path in tile_files(folder):
        grid, raster = read_grid_of_file(path, cells_max), None
        if grid is None:
            raster = read_raster_file(path, crs, cells_max)
            grid = raster.grid
            kept_cells += grid.rows * grid.columns
        tiles.append(_Tile(path, grid, raster))
        if kept_cells > cells_max:
            raise _too_many(folder.name, len(tiles), kept_cells, cells_max)
    return tiles


def _too_many(file: str, tiles: int, cells: int, cells_max: int) -> InputProblem:
    return InputProblem(
        N_(
            "{file}: {tiles} tiles span {cells} cells, more than the {limit} that are read at "
            "once; take away the tiles far off, or divide the city"
        ),
        file=file,
        tiles=tiles,
        cells=cells,
        limit=cells_max,
    )


def _common_grid(file: str, grids: Sequence[tuple[Path, Grid]], cells_max: int) -> Grid:
    """The grid that holds all tiles, on the lattice of the first."""
    (first_path, first), *others = grids
    for path, grid in others:
        _check_fits(path, grid, first_path, first)
    bounds = np.array([grid.bounds for _, grid in grids])
    size_m = first.cell_size_m
    # Counted in cells from the first tile: sums of metres would round.
    left = round((first.west_m - float(bounds[:, 0].min())) / size_m)
    up = round((float(bounds[:, 3].max()) - first.north_m) / size_m)
    columns = left + round((float(bounds[:, 2].max()) - first.west_m) / size_m)
    rows = up + round((first.north_m - float(bounds[:, 1].min())) / size_m)
    if rows * columns > cells_max:
        raise _too_many(file, len(grids), rows * columns, cells_max)
    return Grid(
        first.crs,
        first.west_m - left * size_m,
        first.north_m + up * size_m,
        size_m,
        rows,
        columns,
    )


def _check_fits(path: Path, grid: Grid, first_path: Path, first: Grid) -> None:
    facts = {"file": path.name, "first": first_path.name}
    own, expected = CRS.from_user_input(grid.crs), CRS.from_user_input(first.crs)
    if not same_system(own, expected):
        raise InputProblem(
            N_(
                "{file}: this tile lies in {own}, but {first} in {expected}; warp it to the same "
                "reference system, or take it out of the folder"
            ),
            own=readable_name(own),
            expected=readable_name(expected),
            **facts,
        )
    size_m = first.cell_size_m
    if not math.isclose(grid.cell_size_m, size_m, rel_tol=1e-6):
        raise InputProblem(
            N_(
                "{file}: this tile has cells of {own:g} m, but {first} of {expected:g} m; resample "
                "it, or take it out of the folder"
            ),
            own=grid.cell_size_m,
            expected=size_m,
            **facts,
        )
    right, down = (grid.west_m - first.west_m) / size_m, (first.north_m - grid.north_m) / size_m
    shift = max(abs(right - round(right)), abs(down - round(down)))
    if shift > LATTICE_TOLERANCE:
        raise InputProblem(
            N_(
                "{file}: the cells of this tile (corner x = {x:.3f}, y = {y:.3f}) lie between "
                "those of {first}, off by {shift:.2f} of a cell; warp it onto the same lattice, "
                "or take it out of the folder"
            ),
            x=grid.west_m,
            y=grid.north_m,
            shift=shift,
            **facts,
        )


def _window(grid: Grid, tile: Grid) -> tuple[slice, slice]:
    top = round((grid.north_m - tile.north_m) / grid.cell_size_m)
    left = round((tile.west_m - grid.west_m) / grid.cell_size_m)
    return slice(top, top + tile.rows), slice(left, left + tile.columns)


def _refuse_contradiction(
    raster: Raster,
    known: NDArray[np.float32],
    earlier: Sequence[_Tile],
    crs: str,
    cells_max: int,
) -> None:
    """Refuse a tile whose values differ from what earlier tiles say of the same cells."""
    with np.errstate(invalid="ignore"):
        wrong = np.abs(raster.values - known) > OVERLAP_TOLERANCE
    if not wrong.any():
        return
    cell, (x_m, y_m) = raster.grid.first_marked(wrong)
    raise InputProblem(
        N_(
            "{file} and {other} cover the same place and differ in {cells} cells, first {own:g} "
            "and {theirs:g} at x = {x:.1f}, y = {y:.1f}; keep one of the two in the folder, or "
            "name one file instead of the folder"
        ),
        file=raster.file,
        other=_which_knows(earlier, x_m, y_m, crs, cells_max),
        cells=int(np.count_nonzero(wrong)),
        own=float(raster.values[cell]),
        theirs=float(known[cell]),
        x=x_m,
        y=y_m,
    )


def _which_knows(tiles: Sequence[_Tile], x_m: float, y_m: float, crs: str, cells_max: int) -> str:
    """Name of the first tile that says something of a place."""
    for tile in tiles:
        cell = tile.grid.cell_at(x_m, y_m)
        # Only here, where a run ends, is a tile read twice.
        if cell is not None and np.isfinite(
            read_raster_file(tile.path, crs, cells_max).values[cell]
        ):
            return tile.path.name
    raise AssertionError("a value that no tile has")
