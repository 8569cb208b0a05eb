"""Surfaces of a city's energy balance: pieces of units in the cells of the air.

A piece is what one unit has in one part of a cell of the air. Its sealed and its pervious
part, the crowns over it, or its roof are surfaces of their own, which share the water of
the unit by their areas. So are the walls that stand before it: they hold no water, and
their dew runs down to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.season_columns import complete_units
from herne_schwamm.city.units import ROOF as ROOF_UNIT
from herne_schwamm.city.units import TREE_PIT
from herne_schwamm.kernels.street_shape import CROWN, FLOOR, ROOF, WALL
from herne_schwamm.kernels.surface_sums import sum_rows
from herne_schwamm.models.heat_place import HeatPlace, pervious_kind, sealed_kind
from herne_schwamm.models.heat_water import Offer, WaveWater
from herne_schwamm.models.surface_numbers import surface_kinds
from herne_schwamm.models.town_air import Tiles
from herne_schwamm.tables import surface_classes
from herne_schwamm.tables.facilities import facilities

ENDLESS_MM = 1.0e6
"""Water of a brook or pond: it is the city's neighbours', not the unit's. [mm]"""

NO_PIECE = -1
PARTS = 3
"""A cell of the air is cut into so many parts along each edge: edges of shadows stay apart."""

LEAST_SHARE = 1.0e-6
"""A smaller sealed or pervious share is none."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of units. (pieces,)

    Parameters
    ----------
    of_cell
        Piece that every cell of the city is part of, `NO_PIECE` of none. (rows, columns), int32
    air_cell, unit
        Cell of the air, unit of the city's table.
    area_m2
        [m2]
    """

    of_cell: NDArray[np.int32]
    air_cell: NDArray[np.int64]
    unit: NDArray[np.int64]
    area_m2: NDArray[np.float64]

    @property
    def count(self) -> int:
        """How many."""
        return self.unit.size

    def mean(
        self, values: NDArray[np.floating], where: NDArray[np.bool_] | None = None
    ) -> NDArray[np.float64]:
        """Mean of a raster of the city's grid over every piece, or its cells that count.

        0 where none does.
        """
        there = self.of_cell != NO_PIECE
        if where is not None:
            there = there & where
        place = self.of_cell[there]
        total = np.bincount(place, weights=values[there].astype(np.float64), minlength=self.count)
        cells = np.bincount(place, minlength=self.count)
        return np.divide(total, cells, out=np.zeros(self.count), where=cells > 0)


def pieces_of(city: City, place: HeatPlace) -> Pieces:
    """Cut the units of a city at the cells of its air and their parts."""
    unit_id = city.layer("unit_id")
    there = unit_id >= 0
    part = place.air.cell.astype(np.int64) * PARTS**2 + place.air.part(PARTS)
    number = part[there] * len(city.units) + unit_id[there]
    known, of_cell, cells = np.unique(number, return_inverse=True, return_counts=True)
    raster = np.full(unit_id.shape, NO_PIECE, np.int32)
    raster[there] = of_cell.ravel()
    part, unit = np.divmod(known, len(city.units))
    air_cell = part // PARTS**2
    area_m2 = cells.astype(np.float64) * float(city.grid.cell_area_m2)
    return Pieces(raster, air_cell, unit, area_m2)


@dataclass(frozen=True, slots=True)
class Surfaces:
    """Surfaces, walls last. (surfaces,) A piece has at most one of each sort.

    Parameters
    ----------
    pieces
        Of the city.
    sealed, pervious, crown, roof
        Surface of every piece, `NO_PIECE` where it has none. (pieces,)
    of_wall
        Surface that every wall of the city is part of. (walls,)
    kind, place, air_cell
        As `town_air.Tiles` takes them.
    piece
        Piece it is part of; of walls the one at their feet.
    area_m2
        [m2]
    row
        Row of `WaveWater` its water lies in, and dew of walls runs to; -1 of brooks.
    leaf_share, open_share, root_share
        Unit's area over that of all surfaces that draw from the store: depth over the
        unit times it is the depth over the surface; 0 of those that do not draw. [–]
    endless
        Whether it is open water.
    """

    pieces: Pieces
    sealed: NDArray[np.int64]
    pervious: NDArray[np.int64]
    crown: NDArray[np.int64]
    roof: NDArray[np.int64]
    of_wall: NDArray[np.int64]
    kind: NDArray[np.int64]
    place: NDArray[np.int64]
    air_cell: NDArray[np.int64]
    piece: NDArray[np.int64]
    area_m2: NDArray[np.float64]
    row: NDArray[np.int64]
    leaf_share: NDArray[np.float64]
    open_share: NDArray[np.float64]
    root_share: NDArray[np.float64]
    endless: NDArray[np.bool_]

    def tiles(self, offer: Offer, air_cell_m2: float) -> Tiles:
        """The surfaces for the air, with what their stores hold at most."""
        leaf, open_water, root = self._of_surfaces(
            offer.leaf_capacity, offer.open_capacity, offer.root_capacity
        )
        return Tiles(
            kind=self.kind,
            place=self.place,
            cell=self.air_cell,
            cover=self.area_m2 / air_cell_m2,
            film_capacity_mm=np.where(self.endless, ENDLESS_MM, leaf + open_water),
            root_capacity_mm=root,
        )

    def offered(self, offer: Offer) -> tuple[NDArray[np.float64], ...]:
        """Water on leaves, open, and of roots as depth over the surfaces. [mm]"""
        leaf, open_water, root = self._of_surfaces(offer.leaf, offer.open_water, offer.root)
        return leaf, np.where(self.endless, ENDLESS_MM, open_water), root

    def _of_surfaces(self, *depths: NDArray[np.float64]) -> list[NDArray[np.float64]]:
        shares = (self.leaf_share, self.open_share, self.root_share)
        row = np.maximum(self.row, 0)
        return [depth[row] * share for depth, share in zip(depths, shares, strict=True)]

    def gone_of_rows(
        self,
        leaf_mm: NDArray[np.float64],
        film_gone_mm: NDArray[np.float64],
        root_gone_mm: NDArray[np.float64],
        area_m2: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        """What went from leaves, open water and roots of the rows of the water. (3, rows) [mm]

        Parameters
        ----------
        leaf_mm
            Water on leaves as depth over the surfaces. [mm]
        film_gone_mm, root_gone_mm
            What evaporated from the surfaces' stores, as depth over them. [mm]
        area_m2
            Of the rows.
        """
        gone = np.empty((3, area_m2.size))
        sum_rows(
            self.row,
            self.area_m2,
            self.leaf_share > 0.0,
            leaf_mm,
            film_gone_mm,
            root_gone_mm,
            gone,
        )
        depth: NDArray[np.float64] = gone / area_m2
        return depth


def surfaces_of(city: City, place: HeatPlace, water: WaveWater) -> Surfaces:
    """All surfaces of a city."""
    pieces = pieces_of(city, place)
    units = city.units
    names = {row.code: row.name for row in surface_classes().values()}
    codes = units["surface_class"].to_numpy(np.int64)[pieces.unit]
    kinds = surface_kinds()
    is_roof = (units["kind"] == ROOF_UNIT).to_numpy()[pieces.unit]
    is_water = np.array([names.get(int(code)) == "water" for code in codes], np.bool_)
    sealing = np.where(is_water, 0.0, np.clip(pieces.mean(city.layer("sealing")), 0.0, 1.0))
    row = water.row[pieces.unit]
    green = is_roof & (water.offer().root_capacity[row] > 0.0)
    crowned = np.where(is_roof, 0.0, crown_shares(city, place, pieces))
    sealed_of = {code: sealed_kind(name) for code, name in names.items()}
    pervious_of = {code: pervious_kind(name) for code, name in names.items()}
    one = np.ones(pieces.count)
    parts = (
        (np.where(is_roof, 0.0, sealing), _looked_up(sealed_of, codes), FLOOR),
        (np.where(is_roof, 0.0, 1.0 - sealing), _looked_up(pervious_of, codes), FLOOR),
        (crowned, np.full(pieces.count, kinds["tree"]), CROWN),
        (is_roof * one, np.where(green, kinds["green_roof"], kinds["roof"]), ROOF),
    )
    piece_of_wall = pieces.of_cell[tuple(place.walls.foot.T)].astype(np.int64)
    walled, wall = np.unique(piece_of_wall, return_inverse=True)
    of_parts = [np.flatnonzero(share > LEAST_SHARE) for share, _, _ in parts]
    first = np.cumsum([0, *(there.size for there in of_parts)])
    numbers = [np.full(pieces.count, NO_PIECE, np.int64) for _ in parts]
    for number, there, begin in zip(numbers, of_parts, first, strict=False):
        number[there] = begin + np.arange(there.size)

    def joined(told: Sequence[NDArray[np.generic]], of_walls: NDArray[np.generic]) -> NDArray[Any]:
        return np.concatenate(
            [*(values[there] for values, there in zip(told, of_parts, strict=True)), of_walls]
        )

    wall_m2 = np.bincount(wall, weights=place.wall_m2, minlength=walled.size)
    number = np.arange(pieces.count)
    piece = joined([number] * len(parts), walled)
    area_m2 = joined([share * pieces.area_m2 for share, _, _ in parts], wall_m2)
    lies = joined(
        [np.full(pieces.count, where, np.int64) for *_, where in parts],
        np.full(walled.size, WALL, np.int64),
    )
    endless = is_water[piece] & (lies != WALL)
    rows = np.where(endless, -1, row[piece])
    pervious = np.zeros(piece.size, np.bool_)
    pervious[numbers[1][numbers[1] != NO_PIECE]] = True
    crown = lies == CROWN
    drawing = (
        # Leaves of crowns, or of what grows below where none are.
        crown | (pervious & ~(crowned > LEAST_SHARE)[piece]),
        (lies == FLOOR) | (lies == ROOF),
        crown | pervious | (lies == ROOF),
    )
    shares = [_share(draws & (rows >= 0), rows, area_m2, water.area_m2) for draws in drawing]
    return Surfaces(
        pieces,
        sealed=numbers[0],
        pervious=numbers[1],
        crown=numbers[2],
        roof=numbers[3],
        of_wall=first[-1] + wall.ravel(),
        kind=joined([kind for _, kind, _ in parts], np.full(walled.size, kinds["wall"])),
        place=lies,
        air_cell=pieces.air_cell[piece],
        piece=piece,
        area_m2=area_m2,
        row=rows,
        leaf_share=shares[0],
        open_share=shares[1],
        root_share=shares[2],
        endless=endless,
    )


def crown_shares(city: City, place: HeatPlace, pieces: Pieces) -> NDArray[np.float64]:
    """Area of the crowns over every piece, over its own. (pieces,) [–]

    The tree of a tree pit reaches over its neighbours: all of its crown draws on the pit.
    """
    crown_m = place.surroundings.heights.crown_m
    share = np.zeros(pieces.count)
    if crown_m is not None:
        share = pieces.mean((crown_m > 0.0).astype(np.float64))
    pits = (city.units["kind"] == TREE_PIT).to_numpy()
    if pits.any():
        crop = complete_units(city.units)["crop_coefficient"].to_numpy(np.float64)
        of_pit = np.where(pits, crop / facilities().tree_pit.crop_coefficient, 0.0)
        share = np.maximum(share, of_pit[pieces.unit])
    return share


def _looked_up(table: dict[int, int], codes: NDArray[np.int64]) -> NDArray[np.int64]:
    looked = np.zeros(codes.size, np.int64)
    for code, kind in table.items():
        looked[codes == code] = kind
    return looked


def _share(
    draws: NDArray[np.bool_],
    row: NDArray[np.int64],
    area_m2: NDArray[np.float64],
    unit_m2: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Area of the unit over that of all its surfaces that draw."""
    drawn = np.bincount(row[draws], weights=area_m2[draws], minlength=unit_m2.size)
    share = np.zeros(row.size)
    share[draws] = unit_m2[row[draws]] / drawn[row[draws]]
    return share
