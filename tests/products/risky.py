"""The small city with buildings and sites, and a made-up judgement of a storm."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import xarray as xr
from shapely import MultiPolygon, Point, box

from herne_schwamm.city.city import City
from herne_schwamm.risk.storm_risk import EXPOSURE_COLUMNS, StormRisk
from herne_schwamm.tables.products import products

CLASS_RASTERS = (
    "velocity_class",
    "hazard_intensity_class",
    "hazard_class",
    "vulnerability_class",
    "risk_class",
)


def city_with_objects(city: City) -> City:
    """Three buildings (one of two parts, one with heights) and two sites."""
    west, _, _, north = city.grid.bounds
    high = box(west + 100, north - 60, west + 110, north - 50)
    parts = MultiPolygon(
        [
            box(west + 60, north - 90, west + 66, north - 80),
            box(west + 70, north - 90, west + 76, north - 80),
        ]
    )
    buildings = pd.DataFrame(
        {
            "id": ["DENW01", "DENW<2>", "DENW03"],
            "use": ["31001_1000", "31001_3021", ""],
            "height_m": [9.25, np.nan, 3.0],
            "geometry": [box(west + 40, north - 28, west + 60, north - 20), high, parts],
        }
    )
    sites = pd.DataFrame(
        {
            "name": ["Schule Süd", "Klinik"],
            "kind": ["school", "hospital"],
            "geometry": [
                Point(west + 20.5, north - 80.5),
                box(west + 130, north - 90, west + 150, north - 70),
            ],
        }
    )
    return replace(city, buildings=buildings, sites=sites)


def exposure(risk_classes: list[int]) -> pd.DataFrame:
    """Figures that grow with the class of risk."""
    codes = np.array(risk_classes, dtype=np.int64)
    numbers = {
        "depth_max_m": codes * 0.3333333,
        "depth_mean_m": codes * 0.2,
        "depth_p90_m": codes * 0.3,
        "wetted_facade_share": np.where(codes > 0, codes / 4.0, np.nan),
        "velocity_max_m_s": codes * 0.5,
        "hazard_intensity_max_m2_s": codes * 0.25,
    }
    return pd.DataFrame({name: numbers.get(name, codes) for name in EXPOSURE_COLUMNS})


def made_up_risk(city: City, maps: xr.Dataset) -> StormRisk:
    """Rasters from the classes of depth; risk 4, 0 and 2 of buildings, 3 and 0 of sites."""
    codes = products()["depth_class"].classes.classify(maps["water_depth_max_m"].values)
    rasters = xr.Dataset({name: (("y", "x"), codes) for name in CLASS_RASTERS})
    buildings, sites = exposure([4, 0, 2]), exposure([3, 0])
    places = {
        ("building", 0): ("DENW01", "residential"),
        ("site", 0): ("Schule Süd", "school"),
        ("building", 2): ("DENW03", "unknown"),
    }
    rows = []
    for (what, number), (name, kind) in places.items():
        table, geometry = (buildings, city.buildings) if what == "building" else (sites, city.sites)
        point = geometry["geometry"][number].representative_point()
        rows.append(
            {
                "what": what,
                "id": name,
                "kind": kind,
                "x_m": round(point.x, 1),
                "y_m": round(point.y, 1),
                **table.loc[number].to_dict(),
            }
        )
    ranking = pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1, name="rank"))
    return StormRisk(rasters, buildings, sites, ranking)


def no_risk(city: City, maps: xr.Dataset) -> StormRisk:
    """The same city, where nothing is reached."""
    risk = made_up_risk(city, maps)
    return StormRisk(risk.rasters * 0, exposure([0, 0, 0]), exposure([0, 0]), risk.ranking.iloc[:0])
