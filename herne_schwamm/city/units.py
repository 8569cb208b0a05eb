"""Drainage units: pieces of the city that share slow stores.

A cell has one surface class and its own sealing degree; a unit's shares are
the area means of its cells. The ground of one surface class on one soil, under
a canopy or not, in one district of the sewer is a unit; so is every roof.
Yards, swales and cisterns become units of their own with the same columns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.city import NO_BUILDING
from herne_schwamm.tables import soils, surface_classes

OUTSIDE = -1
"""Unit id of cells that belong to no unit."""

TO_SEWER = -2
"""Instead of a unit's id in ``to_unit`` of the connections: the sewer, up to its capacity."""

TO_STREET = -3
"""Instead of a unit's id in ``to_unit``: the surface, as what no connection names."""

GROUND, ROOF = "ground", "roof"
SWALE, TRENCH, TREE_PIT, CISTERN = "swale", "trench", "tree_pit", "cistern"
"""Values of the column ``kind``. A roof with a substrate is green."""

UNIT_COLUMNS = (
    "kind",
    "area_m2",
    "surface_class",
    "soil",
    "building",
    "sealed_share",
    "depression_sealed_mm",
    "depression_pervious_mm",
    "conductivity_mm_h",
    "suction_mm",
    "effective_porosity",
    "root_zone_capacity_mm",
    "curve_number",
    "canopy_capacity_mm",
    "roof_capacity_mm",
    "sewer_capacity_mm_h",
)

SIGNIFICANT_DIGITS = 3
"""Layers of numbers are cut to as many digits before cells are put together to units."""

MANTISSAS, MAGNITUDES = 10**SIGNIFICANT_DIGITS + 1, 16
LEAST_CODED = 10.0 ** (-MAGNITUDES // 2)
CODES = 256
"""Codes of a class in one byte."""

LARGEST_COUNT = 2**27
"""Keys up to this are counted; more are sorted, which needs less memory then."""

NO_CURVE_NUMBER = float("nan")


@dataclass(frozen=True, slots=True)
class UnitLayers:
    """What decides to which unit a cell belongs. All (rows, columns).

    Parameters
    ----------
    surface_class, soil
        Codes of `tables.surface_classes` and `tables.soils`.
    sealing
        Share of the cell that lets no water in. [0–1]
    building
        Number of the building on the cell, `NO_BUILDING` elsewhere.
    canopy
        Cells under crowns; None: nowhere.
    sewer_mm_h
        Rain the sewer takes from connected surfaces; None: there is none. [mm/h]
    conductivity_mm_h
        Replaces the soil's; None: the soil's. [mm/h]
    curve_number
        Replaces soil and hollows; None: there is none. [1–100]
    """

    surface_class: NDArray[np.uint8]
    soil: NDArray[np.uint8]
    sealing: NDArray[np.float32]
    building: NDArray[np.int32] | None = None
    canopy: NDArray[np.bool_] | None = None
    sewer_mm_h: NDArray[np.float32] | None = None
    conductivity_mm_h: NDArray[np.float32] | None = None
    curve_number: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class UnitStorage:
    """What units hold beyond the surface class's.

    Parameters
    ----------
    canopy_mm
        Interception of a closed canopy. [mm]
    roof_mm
        Water a roof holds; None: the depression storage of the class roof. [mm]
    depression_mm
        Hollows and films of all ground; None: the surface class's. [mm]
    roofs_to_sewer
        Share of every roof that is connected to the sewer. [0–1]
    """

    canopy_mm: float = 0.0
    roof_mm: float | None = None
    depression_mm: float | None = None
    roofs_to_sewer: float = 1.0


def drainage_units(
    layers: UnitLayers,
    inside: NDArray[np.bool_],
    cell_area_m2: float,
    storage: UnitStorage | None = None,
) -> tuple[NDArray[np.int32], pd.DataFrame, pd.DataFrame]:
    """Units of the ground, then one for each roof.

    Parameters
    ----------
    layers
        What decides.
    inside
        Cells of the city.
    cell_area_m2
        Area of a cell. [m2]
    storage
        What units hold.

    Returns
    -------
    unit_id
        Unit of each cell, `OUTSIDE` elsewhere.
    units
        Table with `UNIT_COLUMNS`, indexed by unit id. Depths are over the
        unit's area: a root zone exists under the pervious share only; the
        capacity of the sewer counts for the sealed share.
    connections
        Where roofs drain: shares of what their store does not hold.
    """
    storage = storage or UnitStorage()
    building = layers.building
    on_roof = np.zeros_like(inside) if building is None else inside & (building != NO_BUILDING)
    ground = inside & ~on_roof
    unit_id = np.full(inside.shape, OUTSIDE, dtype=np.int32)

    unit, first = _distinct(layers, ground)
    unit_id[ground] = unit
    tables = [_ground_table(layers, ground, unit, first, cell_area_m2, storage)]
    if building is not None and on_roof.any():
        numbers, first, place = np.unique(building[on_roof], return_index=True, return_inverse=True)
        unit_id[on_roof] = first_id = len(tables[0])
        unit_id[on_roof] += place.astype(np.int32)
        tables.append(_roof_table(layers, on_roof, numbers, first, place, cell_area_m2, storage))
        roofs = np.arange(first_id, first_id + numbers.size, dtype=np.int32)
    else:
        roofs = np.zeros(0, dtype=np.int32)
    units = pd.concat(tables, ignore_index=True) if len(tables) > 1 else tables[0]
    units.index = pd.RangeIndex(len(units), name="unit_id")
    return unit_id, units, _to_sewer(roofs, storage.roofs_to_sewer)


def _to_sewer(from_units: NDArray[np.int32], share: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "from_unit": from_units,
            "to_unit": np.full(from_units.size, TO_SEWER, dtype=np.int32),
            "share": np.full(from_units.size, share, dtype=np.float64),
        }
    )


def _distinct(
    layers: UnitLayers, ground: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number of the combination each cell has, and the first cell of each combination."""
    key = layers.surface_class[ground].astype(np.int64) * CODES + layers.soil[ground]
    size = CODES * CODES
    if layers.canopy is not None:
        key = key * 2 + layers.canopy[ground]
        size *= 2
    place, count = _renumbered(key, size)
    for numbers in (layers.sewer_mm_h, layers.conductivity_mm_h, layers.curve_number):
        if numbers is None:
            continue
        of_cell = numbers[ground]
        if of_cell.size and of_cell.min() == of_cell.max():
            continue  # The same everywhere parts nothing.
        code, codes = _renumbered(_code(of_cell), MAGNITUDES * MANTISSAS)
        place, count = _renumbered(place * codes + code, count * codes)
    first = np.empty(count, np.int64)
    # From the last to the first: of several cells of a unit the first one stays.
    first[place[::-1]] = np.arange(place.size)[::-1]
    return place, first


def _renumbered(key: NDArray[np.int64], size: int) -> tuple[NDArray[np.int64], int]:
    """Keys below `size` numbered 0, 1, … in their order, and how many there are.

    Counted, not sorted: a city has tens of millions of cells.
    """
    if size > LARGEST_COUNT:
        found, place = np.unique(key, return_inverse=True)
        return place.astype(np.int64), found.size
    there = np.bincount(key, minlength=size) > 0
    number = np.cumsum(there) - 1
    return number[key], int(np.count_nonzero(there))


def _code(values: NDArray[np.float32]) -> NDArray[np.int64]:
    """Numbers from 1e-8 to 1e8 by their first `SIGNIFICANT_DIGITS` digits, in rising order."""
    known = np.nan_to_num(values.astype(np.float64), nan=0.0)
    # Less has no code of its own, and is as little as nothing.
    known = np.where(known < LEAST_CODED, 0.0, known)
    magnitude = np.floor(np.log10(np.where(known > 0.0, known, 1.0)))
    mantissa = np.round(known / 10.0 ** (magnitude - (SIGNIFICANT_DIGITS - 1)))
    code: NDArray[np.int64] = ((magnitude + MAGNITUDES // 2) * MANTISSAS + mantissa).astype(
        np.int64
    )
    return np.where(known > 0.0, code, 0)


def _cut(values: NDArray[np.float32]) -> NDArray[np.float64]:
    """Numbers with `SIGNIFICANT_DIGITS` digits; what is not a number becomes 0."""
    magnitude, mantissa = np.divmod(_code(values), MANTISSAS)
    exponent = magnitude - MAGNITUDES // 2 - (SIGNIFICANT_DIGITS - 1)
    cut: NDArray[np.float64] = np.where(mantissa > 0, mantissa * 10.0**exponent, 0.0)
    return cut


def _ground_table(
    layers: UnitLayers,
    ground: NDArray[np.bool_],
    place: NDArray[np.int64],
    first: NDArray[np.int64],
    cell_area_m2: float,
    storage: UnitStorage,
) -> pd.DataFrame:
    count = first.size
    cells = np.bincount(place, minlength=count)
    sealing = layers.sealing[ground].astype(np.float64)
    sealed_share = np.bincount(place, weights=sealing, minlength=count) / np.maximum(cells, 1)

    def of_first(raster: NDArray[np.generic]) -> NDArray[np.generic]:
        return raster[ground][first]

    class_by_code = {row.code: row for row in surface_classes().values()}
    soil_by_code = {row.code: row for row in soils().values()}
    classes = [class_by_code[int(code)] for code in of_first(layers.surface_class)]
    earth = [soil_by_code[int(code)] for code in of_first(layers.soil)]

    def cut_of_first(raster: NDArray[np.float32] | None, without: float) -> NDArray[np.float64]:
        if raster is None:
            return np.full(count, without)
        return _cut(raster[ground][first])

    by_number = layers.curve_number is not None
    canopy = np.zeros(count) if layers.canopy is None else of_first(layers.canopy).astype(float)
    conductivity = np.array([row.conductivity_mm_h for row in earth])
    if layers.conductivity_mm_h is not None:
        conductivity = cut_of_first(layers.conductivity_mm_h, 0.0)
    hollows = {
        part: np.array(
            [
                0.0  # The curve number holds hollows and crowns, too.
                if by_number
                else getattr(row, f"depression_{part}_mm")
                if storage.depression_mm is None
                else storage.depression_mm
                for row in classes
            ]
        )
        for part in ("sealed", "pervious")
    }
    table = pd.DataFrame(
        {
            "kind": GROUND,
            "area_m2": cells * cell_area_m2,
            "surface_class": [row.code for row in classes],
            "soil": [row.code for row in earth],
            "building": NO_BUILDING,
            "sealed_share": sealed_share,
            "depression_sealed_mm": hollows["sealed"],
            "depression_pervious_mm": hollows["pervious"],
            "conductivity_mm_h": conductivity,
            "suction_mm": [row.suction_mm for row in earth],
            "effective_porosity": [row.effective_porosity for row in earth],
            "root_zone_capacity_mm": [
                (1.0 - share) * row.effective_porosity * row.root_zone_depth_mm
                for share, row in zip(sealed_share, earth, strict=True)
            ],
            "curve_number": cut_of_first(layers.curve_number, NO_CURVE_NUMBER),
            "canopy_capacity_mm": 0.0 if by_number else canopy * storage.canopy_mm,
            "roof_capacity_mm": 0.0,
            "sewer_capacity_mm_h": cut_of_first(layers.sewer_mm_h, 0.0)
            * np.array([row.sewer_connected for row in classes]),
        },
        index=pd.RangeIndex(count, name="unit_id"),
    )
    return table[list(UNIT_COLUMNS)]


def _roof_table(
    layers: UnitLayers,
    on_roof: NDArray[np.bool_],
    numbers: NDArray[np.int32],
    first: NDArray[np.int64],
    place: NDArray[np.int64],
    cell_area_m2: float,
    storage: UnitStorage,
) -> pd.DataFrame:
    roof = surface_classes()["roof"]
    capacity_mm = roof.depression_sealed_mm if storage.roof_mm is None else storage.roof_mm
    sewer = np.zeros(numbers.size)
    if layers.sewer_mm_h is not None:
        sewer = _cut(layers.sewer_mm_h[on_roof][first])
    table = pd.DataFrame(
        {
            "kind": ROOF,
            "area_m2": np.bincount(place, minlength=numbers.size) * cell_area_m2,
            "surface_class": roof.code,
            "soil": layers.soil[on_roof][first],
            "building": numbers,
            "sealed_share": 1.0,
            "depression_sealed_mm": 0.0,
            "depression_pervious_mm": 0.0,
            "conductivity_mm_h": 0.0,
            "suction_mm": 0.0,
            "effective_porosity": 0.0,
            "root_zone_capacity_mm": 0.0,
            "curve_number": NO_CURVE_NUMBER,
            "canopy_capacity_mm": 0.0,
            "roof_capacity_mm": capacity_mm,
            "sewer_capacity_mm_h": sewer * roof.sewer_connected,
        }
    )
    return table[list(UNIT_COLUMNS)]
