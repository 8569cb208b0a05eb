"""A generated town of any size: the demo quarter at 1 m, laid side by side in mirror images.

Synthetic and the same each time. Mirror images meet without a step; long waves
and a fall to the west lie over them, so that brooks run on from quarter to
quarter and no two quarters see the same slope. Buildings, roofs, crowns, sewer
districts, culverts, walls, openings and pumps are those of the quarter.

`python -m benchmarks.town` tells what such a town is made of.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from herne_schwamm.city.city import (
    LAYER_UNITS,
    NO_BUILDING,
    OPEN,
    City,
    LayerOrigin,
    round_terrain,
)
from herne_schwamm.city.forcing import Storm
from herne_schwamm.city.grid import Grid
from herne_schwamm.city.structures import Culvert, Pump, Structures, Walls
from herne_schwamm.city.units import ROOF, UnitLayers, UnitStorage, drainage_units
from herne_schwamm.inputs.city import read_city
from herne_schwamm.inputs.demo.write import write_quarter
from herne_schwamm.inputs.run_file import read_run_file
from herne_schwamm.inputs.storms import read_storms
from herne_schwamm.tables import surface_classes

DEMO = Path(__file__).resolve().parents[1] / "configs" / "demo.toml"

LARGE = (2000, 2000)
"""Rows and columns of the large town: four million cells of 1 m."""

FALL_TO_THE_WEST = 0.006
"""More than the fall of the quarter's brook: in a mirror image it would run to the east."""

WAVES = ((0.5, 2300.0, 0.3), (0.5, 3100.0, 1.1))
"""Height [m], length [m] and direction [rad] of the waves below the town."""

SEWER = "design_capacity"


@cache
def quarter() -> tuple[City, Storm]:
    """The demo quarter at 1 m, and its first storm with a sewer."""
    with TemporaryDirectory() as folder:
        project = Path(folder)
        write_quarter(project / "rasters" / "demo")
        text = DEMO.read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if not line.startswith("resolution_m")]
        path = project / "configs" / "demo.toml"
        path.parent.mkdir()
        path.write_text("\n".join(lines), encoding="utf-8")
        run_file = read_run_file(path)
        city = read_city(run_file)
        return city, replace(read_storms(run_file, city)[0], sewer=SEWER)


def town_storm() -> Storm:
    """The quarter's storm of 100 years in one hour, invented, with the sewer at its capacity."""
    return quarter()[1]


def town(rows: int = LARGE[0], columns: int = LARGE[1]) -> City:
    """A town of cells of 1 m, its edges open."""
    one = quarter()[0]
    tiled = _Tiles(one.grid.shape, rows, columns)
    grid = Grid(one.grid.crs, one.grid.west_m, one.grid.north_m, 1.0, rows, columns)
    made = ("unit_id", "edge_level_m")
    arrays = {name: tiled.lay(one.layer(name)) for name in LAYER_UNITS if name not in made}
    # No edge of a fixed level: one value that is read for every cell, as the reader has it.
    arrays["edge_level_m"] = np.broadcast_to(np.float32(np.nan), grid.shape)
    arrays["terrain_m"] = round_terrain(
        arrays["terrain_m"] + _rise_m(np.arange(rows)[:, None], np.arange(columns)[None, :]), 1.0
    )
    arrays["edge"] = np.zeros(grid.shape, np.uint8)
    arrays["edge"][[0, -1], :] = OPEN
    arrays["edge"][:, [0, -1]] = OPEN
    arrays["building"], buildings = _buildings(one, tiled, arrays["building"])
    arrays["unit_id"], units, connections = _units(one, tiled, arrays)
    layers = xr.Dataset(
        {name: (("y", "x"), arrays[name], {"units": unit}) for name, unit in LAYER_UNITS.items()},
        coords={"y": grid.y_m(), "x": grid.x_m()},
    )
    return City(
        grid,
        layers,
        units,
        connections,
        {"terrain_m": LayerOrigin("file", "generated town, synthetic")},
        buildings,
        structures=_structures(one.structures, tiled, grid),
    )


class _Tiles:
    """Which cell of the quarter each cell of the town is, every second quarter mirrored."""

    def __init__(self, tile: tuple[int, int], rows: int, columns: int) -> None:
        self.tile = tile
        self.shape = rows, columns
        self.row, self.tile_row = _mirrored(tile[0], rows)
        self.column, self.tile_column = _mirrored(tile[1], columns)
        self.down = int(self.tile_row[-1]) + 1
        self.across = int(self.tile_column[-1]) + 1

    def lay(self, values: NDArray) -> NDArray:
        """A raster of the quarter over the town."""
        return values[np.ix_(self.row, self.column)]

    def number(self) -> NDArray[np.int32]:
        """Number of the quarter each cell lies in."""
        number = self.tile_row[:, None] * self.across + self.tile_column[None, :]
        return number.astype(np.int32)

    def cells(self, cell: tuple[int, int]) -> list[tuple[int, int] | None]:
        """Where a cell of the quarter lies in each quarter, None beyond the edge."""
        found: list[tuple[int, int] | None] = []
        for tile_row in range(self.down):
            for tile_column in range(self.across):
                row = _placed(cell[0], tile_row, self.tile[0])
                column = _placed(cell[1], tile_column, self.tile[1])
                within = row < self.shape[0] and column < self.shape[1]
                found.append((row, column) if within else None)
        return found


def _mirrored(length: int, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    number, place = np.divmod(np.arange(count), length)
    return np.where(number % 2 == 0, place, length - 1 - place), number


def _placed(place: int, number: int, length: int) -> int:
    return number * length + (place if number % 2 == 0 else length - 1 - place)


def _rise_m(row: NDArray[np.int64], column: NDArray[np.int64]) -> NDArray[np.float64]:
    """What lies below the mirror images. [m]"""
    rise = FALL_TO_THE_WEST * column + 0.0 * row
    for height_m, length_m, direction in WAVES:
        along_m = np.cos(direction) * column + np.sin(direction) * row
        rise = rise + height_m * np.sin(2.0 * np.pi * along_m / length_m)
    return rise


def _buildings(
    one: City, tiled: _Tiles, building: NDArray[np.int32]
) -> tuple[NDArray[np.int32], pd.DataFrame]:
    """Every house of every quarter that has a cell in the town."""
    built = building != NO_BUILDING
    key = tiled.number()[built] * len(one.buildings) + building[built]
    keys, place = np.unique(key, return_inverse=True)
    numbered = np.full(tiled.shape, NO_BUILDING, np.int32)
    numbered[built] = place
    quarter_of, local = np.divmod(keys, len(one.buildings))
    table = one.buildings.iloc[local][["id", "use", "height_m"]].reset_index(drop=True)
    table["id"] = [f"{number}_{name}" for number, name in zip(quarter_of, table["id"], strict=True)]
    table["geometry"] = None
    return numbered, pd.DataFrame(table)


def _units(
    one: City, tiled: _Tiles, arrays: dict[str, NDArray]
) -> tuple[NDArray[np.int32], pd.DataFrame, pd.DataFrame]:
    """Drainage units as the reader makes them, from what the quarter's units tell."""
    table = one.units
    connected = {row.code: row.sewer_connected for row in surface_classes().values()}
    share = table["surface_class"].map(connected).to_numpy(float)
    capacity = table["sewer_capacity_mm_h"].to_numpy()
    sewer = np.divide(capacity, share, out=np.zeros_like(capacity), where=share > 0.0)
    crowned = table["canopy_capacity_mm"].to_numpy() > 0.0
    roofs = table[table["kind"] == ROOF]
    unit_id = one.layer("unit_id")
    return drainage_units(
        UnitLayers(
            arrays["surface_class"],
            arrays["soil"],
            arrays["sealing"],
            building=arrays["building"],
            canopy=tiled.lay(crowned[unit_id]),
            sewer_mm_h=tiled.lay(sewer.astype(np.float32)[unit_id]),
        ),
        np.ones(tiled.shape, bool),
        1.0,
        UnitStorage(
            canopy_mm=float(table["canopy_capacity_mm"].max()),
            roof_mm=float(roofs["roof_capacity_mm"].max()),
            roofs_to_sewer=float(one.connections["share"].max()),
        ),
    )


def _structures(given: Structures, tiled: _Tiles, grid: Grid) -> Structures:
    culverts: list[Culvert] = []
    for culvert in given.culverts:
        ends = zip(tiled.cells(culvert.inlet), tiled.cells(culvert.outlet), strict=True)
        for number, (inlet, outlet) in enumerate(ends):
            if inlet is None or outlet is None:
                continue
            places = [
                (culvert.inlet_level_m + _rise_at(inlet), inlet),
                (culvert.outlet_level_m + _rise_at(outlet), outlet),
            ]
            # In a mirror image the brook runs the other way.
            (high_m, upper), (low_m, lower) = sorted(places, reverse=True)
            culverts.append(
                replace(
                    culvert,
                    name=f"{culvert.name} {number}",
                    line=(grid.centre_of(*upper), grid.centre_of(*lower)),
                    inlet=upper,
                    outlet=lower,
                    inlet_level_m=high_m,
                    outlet_level_m=low_m,
                )
            )
    pumps: list[Pump] = []
    for pump in given.pumps:
        outlets = [None] * (tiled.down * tiled.across)
        if pump.outlet is not None:
            outlets = tiled.cells(pump.outlet)
        for number, (cell, outlet) in enumerate(zip(tiled.cells(pump.cell), outlets, strict=True)):
            if cell is not None:
                pumps.append(replace(pump, name=f"{pump.name} {number}", cell=cell, outlet=outlet))
    return Structures(tuple(culverts), tuple(pumps), _walls(given.walls, tiled), given.openings)


def _rise_at(cell: tuple[int, int]) -> float:
    return float(_rise_m(np.array(cell[0]), np.array(cell[1])))


def _walls(given: Walls, tiled: _Tiles) -> Walls:
    faces = []
    for axis, row, column, crest_m in zip(
        given.axis.tolist(),
        given.row.tolist(),
        given.column.tolist(),
        given.crest_m.tolist(),
        strict=True,
    ):
        # The cells before and behind the face; in a mirror image they change places.
        before = row - (axis == 1), column - (axis == 0)
        for one, other in zip(tiled.cells(before), tiled.cells((row, column)), strict=True):
            if one is None or other is None:
                continue
            behind = max(one, other)
            faces.append((axis, *behind, crest_m + _rise_at(behind)))
    faces.sort()
    table = np.array(faces, dtype=np.float64).reshape(len(faces), 4)
    axis, row, column = (np.ascontiguousarray(table[:, i], dtype=np.int64) for i in range(3))
    crest_m = round_terrain(table[:, 3], 1.0).astype(np.float64)
    return Walls(axis, row, column, crest_m, given.lines)


def main() -> None:
    """Tell what the large town is made of."""
    city, storm = town(), town_storm()
    built = np.count_nonzero(city.layer("building") != NO_BUILDING)
    print(f"{city.grid.rows} x {city.grid.columns} cells of {city.grid.cell_size_m:g} m")
    print(f"{len(city.buildings)} buildings on {100.0 * built / city.inside.size:.1f} % of it")
    print(f"{len(city.units)} drainage units, {len(city.structures.culverts)} culverts, ", end="")
    print(f"{len(city.structures.pumps)} pumps, {city.structures.walls.axis.size} faces of walls")
    print(f"storm {storm.name}: {storm.rain_depth_mm:.1f} mm in {storm.rain_mm_h.end_s / 60:g} min")


if __name__ == "__main__":
    main()
