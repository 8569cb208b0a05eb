"""Weather and quarters for tests of the season."""

from __future__ import annotations

import numpy as np
import pandas as pd

from herne_schwamm.city.facilities import (
    cistern,
    green_roof,
    ground,
    roof,
    swale,
    tree_pit,
    trench,
    trench_columns,
    unit_table,
)
from herne_schwamm.city.units import TO_SEWER
from herne_schwamm.city.water import STORES
from herne_schwamm.models.season_forcing import SeasonForcing

START = np.datetime64("2001-01-01T00")


def weather(hours, seed=0, wet_share=0.08, mean_mm=1.2, start=START):
    """Showers at random and a sun that rises and sets."""
    rng = np.random.default_rng(seed)
    rain = np.where(rng.random(hours) < wet_share, rng.exponential(mean_mm, hours), 0.0)
    hour = np.arange(hours) + int((start - start.astype("datetime64[Y]")) / np.timedelta64(1, "h"))
    summer = 1.0 - 0.9 * np.cos(2.0 * np.pi * (hour % 8766) / 8766)
    sun = np.maximum(0.0, np.sin(2.0 * np.pi * (hour % 24 - 6) / 24))
    return SeasonForcing(start, rain, 0.25 * sun * summer)


def connections(*rows):
    """Rows (from, to, share) or (from, to, share, flow)."""
    return pd.DataFrame(
        {
            "from_unit": [row[0] for row in rows],
            "to_unit": [row[1] for row in rows],
            "share": [float(row[2]) for row in rows],
            "flow": [row[3] if len(row) > 3 else "overflow" for row in rows],
        }
    ).astype({"from_unit": int, "to_unit": int, "share": float})


def dry(units):
    """Empty stores."""
    return pd.DataFrame(0.0, index=units.index, columns=list(STORES))


def half_wet(units):
    """Soil half full, all else empty."""
    stores = dry(units)
    stores["root_zone_mm"] = 0.5 * units["root_zone_capacity_mm"]
    if "tree_pit_capacity_mm" in units:
        stores["tree_pit_mm"] = 0.5 * units["tree_pit_capacity_mm"].fillna(0.0)
    return stores


def yard():
    """One unit of every kind, with chains of up to four units."""
    units = unit_table(
        [
            roof(120.0),  # 0
            green_roof(80.0, drain_layer_capacity_mm=30.0, throttle_mm_h=0.36),  # 1
            cistern(
                2.0,
                120.0,
                garden_m2=60.0,
                garden_mm=60.0,
                irrigation_mm_h=2.0,
                irrigation_trigger_share=0.9,
            ),  # 2
            swale(25.0, **trench_columns(4.0, throttle_mm_h=0.1, throttle_height_mm=20.0)),  # 3
            ground(300.0, "asphalt", "silt_loam"),  # 4
            tree_pit(),  # 5
            ground(
                400.0, "lawn", "silt_loam", irrigation_mm_h=1.0, irrigation_trigger_share=0.9
            ),  # 6
            ground(200.0, "settlement", "loam"),  # 7
            trench(10.0, 10.0),  # 8
            ground(150.0, "forest", "clay", groundwater_depth_m=1.2),  # 9
            ground(50.0, "water", "loam"),  # 10
            ground(60.0, "paving", "sandy_loam", canopy_capacity_mm=1.5),  # 11
        ]
    )
    return units, connections(
        (0, 2, 1.0),
        (2, 3, 1.0),
        (2, 6, 0.7, "irrigation"),
        (1, 3, 0.5),
        (1, TO_SEWER, 0.5),
        (1, 3, 1.0, "throttle"),
        (3, TO_SEWER, 1.0),
        (4, 5, 0.4),
        (4, 8, 0.3),
        (5, 8, 0.5),
        (11, 6, 1.0),
    )
