"""Surfaces of a city's energy balance: pieces of units in the cells of the air.

A piece is what one unit has in one cell of the air. Its sealed and its pervious
part, the crowns over it, or its roof are surfaces of their own, which share the water of
the unit by their areas.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.units import ROOF as ROOF_UNIT
from herne_schwamm.kernels.street_shape import CROWN, FLOOR, ROOF, WALL
from herne_schwamm.models.heat_place import HeatPlace, pervious_kind, sealed_kind
from herne_schwamm.models.heat_water import Offer, WaveWater
from herne_schwamm.models.surface_numbers import surface_kinds
from herne_schwamm.models.town_air import Tiles
from herne_schwamm.tables import surface_classes

ENDLESS_MM = 1.0e6
"""Water of a brook or pond: it is the city's neighbours', not the unit's. [mm]"""

NO_PIECE = -1
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

    def mean(self, values: NDArray[np.floating]) -> NDArray[np.float64]:
        """Mean of a raster of the city's grid over every piece."""
        there = self.of_cell != NO_PIECE
        place = self.of_cell[there]
        total = np.bincount(place, weights=values[there].astype(np.float64), minlength=self.count)
        mean: NDArray[np.float64] = total / np.bincount(place, minlength=self.count)
        return mean


def pieces_of(city: City, place: HeatPlace) -> Pieces:
    """Cut the units of a city at the cells of its air."""
    unit_id = city.layer("unit_id")
    there = unit_id >= 0
    number = place.air.cell[there].astype(np.int64) * len(city.units) + unit_id[there]
    known, of_cell, cells = np.unique(number, return_inverse=True, return_counts=True)
    raster = np.full(unit_id.shape, NO_PIECE, np.int32)
    raster[there] = of_cell.ravel()
    air_cell, unit = np.divmod(known, len(city.units))
    area_m2 = cells.astype(np.float64) * float(city.grid.cell_area_m2)
    return Pieces(raster, air_cell, unit, area_m2)


@dataclass(frozen=True, slots=True)
class Surfaces:
    """Surfaces, walls last. (surfaces,)

    Parameters
    ----------
    pieces
        Of the city.
    sealed, pervious, crown, roof
        Surface of every piece, `NO_PIECE` where it has none. (pieces,)
    kind, place, air_cell
        As `town_air.Tiles` takes them.
    piece
        Piece it is part of; `NO_PIECE` of walls.
    area_m2
        [m2]
    row
        Row of `WaveWater` its water lies in; -1 of walls and brooks.
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

    def of_rows(
        self, depth_mm: NDArray[np.float64], area_m2: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Depths over the surfaces, summed over the rows of the water. [mm]"""
        held = self.row >= 0
        volume = np.bincount(
            self.row[held], weights=(depth_mm * self.area_m2)[held], minlength=area_m2.size
        )
        depth: NDArray[np.float64] = volume / area_m2
        return depth


def surfaces_of(city: City, place: HeatPlace, water: WaveWater) -> Surfaces:
    """All surfaces of a city."""
    pieces = pieces_of(city, place)
    units = city.units
    names = {row.code: row.name for row in surface_classes().values()}
    codes = units["surface_class"].to_numpy(np.int64)[pieces.unit]
    sealed_of = {code: sealed_kind(name) for code, name in names.items()}
    pervious_of = {code: pervious_kind(name) for code, name in names.items()}
    kinds = surface_kinds()
    is_roof = (units["kind"] == ROOF_UNIT).to_numpy()[pieces.unit]
    is_water = np.array([names.get(int(code)) == "water" for code in codes], np.bool_)
    sealing = np.where(is_water, 0.0, np.clip(pieces.mean(city.layer("sealing")), 0.0, 1.0))
    row = water.row[pieces.unit]
    capacity = water.offer()
    crowned = (units["canopy_capacity_mm"].to_numpy() > 0.0)[pieces.unit] & ~is_roof
    green = is_roof & (capacity.root_capacity[row] > 0.0)
    numbers: list[NDArray[np.int64]] = []
    kind: list[NDArray[np.int64]] = []
    lies: list[NDArray[np.int64]] = []
    piece: list[NDArray[np.int64]] = []
    area: list[NDArray[np.float64]] = []
    first = 0
    ground = ~is_roof
    parts = (
        (ground & (sealing > LEAST_SHARE), _looked_up(sealed_of, codes), FLOOR, sealing),
        (
            ground & (sealing < 1.0 - LEAST_SHARE),
            _looked_up(pervious_of, codes),
            FLOOR,
            1.0 - sealing,
        ),
        (crowned, np.full(pieces.count, kinds["tree"]), CROWN, np.ones(pieces.count)),
        (is_roof, np.where(green, kinds["green_roof"], kinds["roof"]), ROOF, np.ones(pieces.count)),
    )
    for there, its_kind, where, share in parts:
        count = int(np.count_nonzero(there))
        number = np.full(pieces.count, NO_PIECE, np.int64)
        number[there] = first + np.arange(count)
        first += count
        numbers.append(number)
        kind.append(its_kind[there])
        lies.append(np.full(count, where, np.int64))
        piece.append(np.flatnonzero(there))
        area.append((pieces.area_m2 * share)[there])
    walled = np.flatnonzero(place.wall_share > 0.0)
    air_m2 = place.air.cell_size_m**2
    of_piece = np.concatenate(piece)
    endless = np.concatenate([is_water[of_piece], np.zeros(walled.size, np.bool_)])
    all_kinds = np.concatenate([*kind, np.full(walled.size, kinds["wall"])]).astype(np.int64)
    all_places = np.concatenate([*lies, np.full(walled.size, WALL, np.int64)])
    all_area = np.concatenate([*area, place.wall_share[walled] * air_m2])
    all_rows = np.concatenate([row[of_piece], np.full(walled.size, -1)])
    all_rows[endless] = -1
    all_pieces = np.concatenate([of_piece, np.full(walled.size, NO_PIECE)])
    has_crown = crowned[np.maximum(all_pieces, 0)] & (all_pieces != NO_PIECE)
    pervious = np.zeros(all_kinds.size, np.bool_)
    pervious[numbers[1][numbers[1] != NO_PIECE]] = True
    crown = all_places == CROWN
    drawing = (
        # Leaves of crowns, or of what grows below where none are.
        crown | (pervious & ~has_crown),
        (all_places == FLOOR) | (all_places == ROOF),
        crown | pervious | (all_places == ROOF),
    )
    shares = [
        _share(draws & (all_rows >= 0), all_rows, all_area, water.area_m2) for draws in drawing
    ]
    return Surfaces(
        pieces,
        sealed=numbers[0],
        pervious=numbers[1],
        crown=numbers[2],
        roof=numbers[3],
        kind=all_kinds,
        place=all_places,
        air_cell=np.concatenate([pieces.air_cell[of_piece], walled]).astype(np.int64),
        piece=all_pieces,
        area_m2=all_area,
        row=all_rows,
        leaf_share=shares[0],
        open_share=shares[1],
        root_share=shares[2],
        endless=endless,
    )


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
