"""The City: all that is known of one area at one date, on one grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from herne_schwamm.city.areas import Areas
from herne_schwamm.city.grid import Grid
from herne_schwamm.city.structures import Structures
from herne_schwamm.problems import N_

# Water at rest must stay at rest in float32: levels and depths that are
# multiples of this step have exact differences up to 16 km of height.
TERRAIN_STEP_M = 1.0 / 1024.0
CELLS_OF_FULL_STEP_M = 0.5

NO_BUILDING = -1
"""Value of the layer ``building`` where none stands; else it is the row in `City.buildings`."""

CLOSED, OPEN, FIXED_LEVEL = 1, 2, 3
"""Kinds of edge in the layer ``edge``; 0 is a cell inside the city."""

LAYER_UNITS: Mapping[str, str] = {
    "terrain_m": "m",
    "surface_class": "1",
    "sealing": "1",
    "soil": "1",
    "manning_n_s_m13": "s m-1/3",
    "edge": "1",
    "edge_level_m": "m",
    "building": "1",
    "unit_id": "1",
}
"""Unit of every layer a City has."""

EXTRA_LAYER_UNITS: Mapping[str, str] = {"surface_m": "m", "crown_m": "m"}
"""Unit of layers that a City has beside those where a heat wave needs them and its files tell
them: terrain with buildings but without crowns above the sea, and crowns above ground (0: none)."""

CHECKSUM_MATCHES = N_("its bytes are those of its checksum")
"""Note of a layer whose file came with a checksum; of others a flipped bit goes unnoticed."""


@dataclass(frozen=True, slots=True)
class LayerOrigin:
    """Where a layer came from: told in the report.

    ``kind`` is "file", "number", "class" or "table"; ``source`` the file name,
    number or class name; ``notes`` are sentences of the message catalogue that
    say what was done to it, none where the file lay on the grid; ``numbers``
    fill the places of the notes.
    """

    kind: str
    source: str
    notes: tuple[str, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict, hash=False)


def no_buildings() -> pd.DataFrame:
    """An empty table of buildings."""
    return pd.DataFrame({"id": [], "use": [], "height_m": [], "geometry": []})


def no_sites() -> pd.DataFrame:
    """An empty table of sites."""
    return pd.DataFrame({"name": [], "kind": [], "geometry": []})


@dataclass(frozen=True, slots=True)
class City:
    """Layers on a grid, and the drainage units that share slow stores.

    ``layers`` has the variables of `LAYER_UNITS`, and maybe those of
    `EXTRA_LAYER_UNITS`, with dimensions (y, x).
    Terrain is rounded to 1/1024 m and NaN outside the city. ``units`` is
    indexed by unit id (0, 1, …; see `herne_schwamm.city.units`),
    ``connections`` has the columns from_unit, to_unit and share.

    ``buildings`` is indexed 0, 1, … (the layer ``building`` holds this
    number): ``id`` and ``use`` as its source names them (text), ``height_m``
    above ground (NaN where unknown), ``geometry`` (polygon in the grid's
    system). ``sites``: ``name``, ``kind`` (a name of the table site_kinds),
    ``geometry`` (point or polygon). ``structures``: culverts, pumps and walls.
    ``areas``: districts and blocks, as far as they are known.
    """

    grid: Grid
    layers: xr.Dataset
    units: pd.DataFrame
    connections: pd.DataFrame
    origins: Mapping[str, LayerOrigin] = field(default_factory=dict)
    buildings: pd.DataFrame = field(default_factory=no_buildings)
    sites: pd.DataFrame = field(default_factory=no_sites)
    structures: Structures = field(default_factory=Structures)
    areas: tuple[Areas, ...] = ()

    def layer(self, name: str) -> NDArray[Any]:
        """The array of a layer, rows from north to south."""
        values: NDArray[Any] = self.layers[name].values
        return values

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Cells that belong to the city (terrain is known)."""
        inside: NDArray[np.bool_] = np.isfinite(self.layer("terrain_m"))
        return inside

    @property
    def open_ground(self) -> NDArray[np.bool_]:
        """Cells where water can stand and flow: inside the city, without a building."""
        ground: NDArray[np.bool_] = self.inside & (self.layer("building") == NO_BUILDING)
        return ground

    @property
    def known_share(self) -> float:
        """Cells that belong to the city, of all cells of the grid. [0–1]"""
        return float(np.count_nonzero(self.inside)) / self.inside.size

    @property
    def area_m2(self) -> float:
        """Area of the cells inside. [m2]"""
        return float(np.count_nonzero(self.inside)) * self.grid.cell_area_m2


def round_terrain(terrain_m: NDArray[np.floating], cell_size_m: float) -> NDArray[np.float32]:
    """Terrain rounded to 1/1024 m as float32, NaN kept.

    Cells below half a metre (laboratory flumes) get a step that is as much
    finer as they are smaller, a power of two: 1/1024 m would be steps in a
    slope of 1 cm cells.
    """
    step = TERRAIN_STEP_M
    if cell_size_m < CELLS_OF_FULL_STEP_M:
        step *= 2.0 ** np.floor(np.log2(cell_size_m))
    return (np.round(terrain_m.astype(np.float64) / step) * step).astype(np.float32)
