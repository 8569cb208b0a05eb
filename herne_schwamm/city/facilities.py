"""Units made one by one: surfaces and facilities with the defaults of the tables.

A row is a mapping from the columns of the unit table (`UNIT_COLUMNS`, and
those of `SEASON_COLUMNS` that differ from what surface class and soil give).
Depths are over the unit's own area.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from herne_schwamm.city.city import NO_BUILDING
from herne_schwamm.city.units import (
    CISTERN,
    GROUND,
    NO_CURVE_NUMBER,
    ROOF,
    SWALE,
    TREE_PIT,
    TRENCH,
    UNIT_COLUMNS,
)
from herne_schwamm.tables import soils, surface_classes
from herne_schwamm.tables.facilities import facilities

HOURS_PER_DAY = 24.0

AIR_BEHIND_THE_FRONT = 0.5
"""Green and Ampt's conductivity over the saturated one (Rawls et al. 1983)."""

LITRES_S_HA_TO_MM_H = 0.36

Row = Mapping[str, Any]


def unit_table(rows: Iterable[Row]) -> pd.DataFrame:
    """Rows of units as a table, numbered from 0."""
    table = pd.DataFrame(list(rows))
    table.index = pd.RangeIndex(len(table), name="unit_id")
    return table


def ground(
    area_m2: float, surface_class: str, soil: str, sealed_share: float | None = None, **columns: Any
) -> Row:
    """Ground of one surface class on one soil; other columns as they are given.

    Parameters
    ----------
    area_m2
        [m2]
    surface_class, soil
        Names of `tables.surface_classes` and `tables.soils`.
    sealed_share
        None: the class's. [0–1]
    columns
        Replace what class and soil give.
    """
    earth, surface = soils()[soil], surface_classes()[surface_class]
    sealed = surface.sealing if sealed_share is None else sealed_share
    return _row(
        GROUND,
        area_m2,
        surface.code,
        earth.code,
        {
            "sealed_share": sealed,
            "depression_sealed_mm": surface.depression_sealed_mm,
            "depression_pervious_mm": surface.depression_pervious_mm,
            "conductivity_mm_h": earth.conductivity_mm_h,
            "suction_mm": earth.suction_mm,
            "effective_porosity": earth.effective_porosity,
            "root_zone_capacity_mm": (1.0 - sealed)
            * earth.effective_porosity
            * earth.root_zone_depth_mm,
            **columns,
        },
    )


def permeable_paving(
    area_m2: float,
    joint_share: float | None = None,
    conductivity_mm_h: float | None = None,
    **columns: Any,
) -> Row:
    """Paving whose joints take the water of its stones.

    Parameters
    ----------
    area_m2
        [m2]
    joint_share, conductivity_mm_h
        Share of the joints, and the saturated conductivity (kf) of their
        fill; None: those of the table. [0–1], [mm/h]
    columns
        Other columns.
    """
    row = facilities().permeable_paving
    kf = row.conductivity_mm_h if conductivity_mm_h is None else conductivity_mm_h
    joints = row.joint_share if joint_share is None else joint_share
    return ground(
        area_m2,
        "paving",
        row.soil,
        1.0 - joints,
        **{
            "conductivity_mm_h": AIR_BEHIND_THE_FRONT * kf,
            "depression_sealed_mm": row.storage_mm,
            "depression_pervious_mm": row.storage_mm,
            **columns,
        },
    )


def roof(area_m2: float, **columns: Any) -> Row:
    """A roof without plants."""
    surface = surface_classes()["roof"]
    own = {"sealed_share": 1.0, "roof_capacity_mm": surface.depression_sealed_mm}
    return _row(ROOF, area_m2, surface.code, soils()["loam"].code, {**own, **columns})


def green_roof(area_m2: float, substrate_depth_mm: float | None = None, **columns: Any) -> Row:
    """A roof under plants.

    Parameters
    ----------
    area_m2
        [m2]
    substrate_depth_mm
        None: that of the table; sedum grows on thin substrate, grass and
        herbs on a deep one. [mm]
    columns
        Other columns, such as ``drain_layer_capacity_mm`` and ``throttle_mm_h``.
    """
    row = facilities().green_roof
    depth_mm = row.substrate_depth_mm if substrate_depth_mm is None else substrate_depth_mm
    return roof(
        area_m2,
        **{
            "roof_capacity_mm": 0.0,
            "substrate_capacity_mm": depth_mm * row.available_water,
            "crop_coefficient": row.crop_coefficient,
            "crop_coefficient_leaf_off": row.crop_coefficient,
            "depletion_share": row.intensive_depletion_share
            if depth_mm > row.intensive_above_mm
            else row.depletion_share,
            **columns,
        },
    )


def swale(area_m2: float, conductivity_mm_h: float | None = None, **columns: Any) -> Row:
    """A swale of grass over soil.

    Parameters
    ----------
    area_m2
        [m2]
    conductivity_mm_h
        Saturated conductivity (kf) of its soil; None: that of the table. [mm/h]
    columns
        Other columns; with ``trench_capacity_mm`` it stands over a trench.
    """
    row = facilities().swale
    kf = row.conductivity_mm_h if conductivity_mm_h is None else conductivity_mm_h
    earth = soils()[row.soil]
    return {
        **ground(
            area_m2,
            "lawn",
            row.soil,
            **{
                "conductivity_mm_h": AIR_BEHIND_THE_FRONT * kf,
                "depression_sealed_mm": 0.0,
                "depression_pervious_mm": 0.0,
                "root_zone_capacity_mm": earth.effective_porosity * row.soil_depth_mm,
                "root_zone_depth_mm": row.soil_depth_mm,
                "swale_capacity_mm": row.pond_depth_mm,
                **columns,
            },
        ),
        "kind": SWALE,
    }


def trench_columns(
    soil_conductivity_mm_h: float,
    throttle_mm_h: float = 0.0,
    height_mm: float | None = None,
    throttle_height_mm: float = 0.0,
) -> Row:
    """Columns of a trench, of its own or under a swale of the same area.

    Parameters
    ----------
    soil_conductivity_mm_h
        Saturated conductivity (kf) of the soil around it. [mm/h]
    throttle_mm_h
        What its throttle lets go, over its area. [mm/h]
    height_mm
        None: that of the table. [mm]
    throttle_height_mm
        How high the throttle lies above the floor: what stands below it seeps. [mm]
    """
    row = facilities().trench
    return {
        "trench_capacity_mm": (row.height_mm if height_mm is None else height_mm) * row.pore_share,
        "trench_exfiltration_mm_h": AIR_BEHIND_THE_FRONT * soil_conductivity_mm_h,
        "trench_below_throttle_mm": throttle_height_mm * row.pore_share,
        "throttle_mm_h": throttle_mm_h,
    }


def trench(area_m2: float, soil_conductivity_mm_h: float, **columns: Any) -> Row:
    """A trench under the ground: it takes what is led to it, and no rain of its own."""
    surface = surface_classes()["lawn"]
    own = {"rain_share": 0.0, **trench_columns(soil_conductivity_mm_h)}
    return _row(TRENCH, area_m2, surface.code, soils()["loam"].code, {**own, **columns})


def tree_pit(crown_m2: float | None = None, **columns: Any) -> Row:
    """A tree in a pit; its area is that of the pit.

    Parameters
    ----------
    crown_m2
        Area that transpires; None: that of the table. [m2]
    columns
        Other columns; with ``trench_capacity_mm`` it stands over a trench.
    """
    row = facilities().tree_pit
    earth = soils()[row.soil]
    area_m2 = row.soil_volume_m3 / (row.soil_depth_mm / 1000.0)
    crop = row.crop_coefficient * (row.crown_m2 if crown_m2 is None else crown_m2) / area_m2
    return {
        **ground(
            area_m2,
            "lawn",
            row.soil,
            **{
                "depression_sealed_mm": 0.0,
                "depression_pervious_mm": 0.0,
                "root_zone_capacity_mm": 0.0,
                "tree_pit_capacity_mm": earth.effective_porosity * row.soil_depth_mm,
                "root_zone_depth_mm": row.soil_depth_mm,
                "swale_capacity_mm": row.pond_depth_mm,
                "crop_coefficient": crop,
                "crop_coefficient_leaf_off": 0.0,
                **columns,
            },
        ),
        "kind": TREE_PIT,
    }


def cistern(
    area_m2: float,
    roof_area_m2: float,
    garden_m2: float = 0.0,
    garden_mm: float = 0.0,
    irrigation_mm_h: float = 0.0,
    **columns: Any,
) -> Row:
    """A cistern for the water of a roof.

    Parameters
    ----------
    area_m2
        Its own area in plan. [m2]
    roof_area_m2
        Roof whose water it takes: storage and use are told by it. [m2]
    garden_m2, garden_mm, irrigation_mm_h
        Garden it waters, the usable water of its soil, and the rate. [m2], [mm], [mm/h]
    columns
        Other columns.
    """
    row = facilities().cistern
    surface = surface_classes()["lawn"]
    ratio = roof_area_m2 / area_m2
    own = {
        "rain_share": 0.0,
        "cistern_capacity_mm": row.roof_depth_mm * ratio,
        "cistern_use_mm_h": row.roof_use_mm_d / HOURS_PER_DAY * ratio,
        "garden_ratio": garden_m2 / area_m2,
        "garden_capacity_mm": garden_mm,
        "irrigation_mm_h": irrigation_mm_h,
    }
    return _row(CISTERN, area_m2, surface.code, soils()["loam"].code, {**own, **columns})


def _row(kind: str, area_m2: float, surface: int, soil: int, columns: Row) -> Row:
    nothing: dict[str, Any] = dict.fromkeys(UNIT_COLUMNS, 0.0)
    return {
        **nothing,
        "kind": kind,
        "area_m2": area_m2,
        "surface_class": surface,
        "soil": soil,
        "building": NO_BUILDING,
        "curve_number": NO_CURVE_NUMBER,
        **columns,
    }
