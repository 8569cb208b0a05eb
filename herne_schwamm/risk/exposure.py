"""Exposure of objects: the water in the cells that count for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from herne_schwamm.risk.rings import Surroundings
from herne_schwamm.tables.products import products

HIGH_SHARE = 0.9
"""The percentile of depth: a tenth of the cells around an object is deeper."""

WET_WALL_DEPTH_M = 0.05
"""A wall is wet where this much water stood at its foot. [m]"""


@dataclass(frozen=True, slots=True)
class WaterMaps:
    """What the exposure is taken from, flattened rasters of one length.

    ``depth_m`` [m], ``velocity_m_s`` [m/s] and ``hazard_intensity_m2_s``
    [m2/s] have values on all open ground.
    """

    depth_m: NDArray[np.floating]
    velocity_m_s: NDArray[np.floating]
    hazard_intensity_m2_s: NDArray[np.floating]
    hazard_class: NDArray[np.uint8]

    @classmethod
    def of(cls, maps: xr.Dataset, hazard_class: NDArray[np.uint8]) -> WaterMaps:
        """From the maps of a storm and its raster of hazard classes."""
        return cls(
            maps["water_depth_max_m"].values.reshape(-1),
            maps["velocity_max_m_s"].values.reshape(-1),
            maps["hazard_intensity_max_m2_s"].values.reshape(-1),
            hazard_class.reshape(-1),
        )


def no_exposure(count: int) -> dict[str, NDArray[np.float64]]:
    """Exposure of objects before any water was looked at, NaN; a class 0. (count,) each."""
    nothing = {
        name: np.full(count, np.nan)
        for name in (
            "depth_max_m",
            "depth_mean_m",
            "depth_p90_m",
            "wetted_facade_share",
            "velocity_max_m_s",
            "hazard_intensity_max_m2_s",
        )
    }
    return {**nothing, "hazard_class": np.zeros(count)}


def expose(
    exposure: Mapping[str, NDArray[np.float64]], around: Surroundings, water: WaterMaps
) -> None:
    """Write the water around some objects into their exposure.

    Parameters
    ----------
    exposure
        Of `no_exposure`; the places of the owners are written.
    around
        The cells of whole objects, sorted by owner.
    water
        What happened there.
    """
    if around.owner.size == 0:
        return
    starts = np.flatnonzero(np.diff(around.owner, prepend=around.owner[0] - 1))
    owner = around.owner[starts]
    count = np.diff(np.append(starts, around.owner.size))
    depth_m = water.depth_m[around.cell].astype(np.float64)
    object_of_cell = np.repeat(np.arange(owner.size), count)
    rising = depth_m[np.lexsort((depth_m, object_of_cell))]

    # linear between the two neighbours in rank, as numpy's percentile
    place = HIGH_SHARE * (count - 1)
    below = np.floor(place).astype(np.int64)
    lower, upper = rising[starts + below], rising[starts + np.minimum(below + 1, count - 1)]

    exposure["depth_max_m"][owner] = rising[starts + count - 1]
    exposure["depth_mean_m"][owner] = np.bincount(object_of_cell, weights=depth_m) / count
    exposure["depth_p90_m"][owner] = lower + (upper - lower) * (place - below)
    for name, raster in (
        ("velocity_max_m_s", water.velocity_m_s),
        ("hazard_intensity_max_m2_s", water.hazard_intensity_m2_s),
        ("hazard_class", water.hazard_class),
    ):
        exposure[name][owner] = np.maximum.reduceat(raster[around.cell], starts)


def wet_share(faces: NDArray[np.int64], wet_faces: NDArray[np.int64]) -> NDArray[np.float64]:
    """Share of wet faces, NaN where there is no face. [0–1]"""
    share = np.full(faces.shape, np.nan)
    np.divide(wet_faces, faces, out=share, where=faces > 0)
    return share


def exposure_table(
    exposure: Mapping[str, NDArray[np.float64]],
    vulnerability: NDArray[np.uint8],
    risk: NDArray[np.uint8],
    index: pd.Index,
) -> pd.DataFrame:
    """The columns of `EXPOSURE_COLUMNS`.

    Parameters
    ----------
    exposure
        By column name, in the order of the index.
    vulnerability, risk
        Class of each object.
    index
        The objects' index in the City.
    """
    depth_max_m = exposure["depth_max_m"]
    return pd.DataFrame(
        {
            "depth_max_m": depth_max_m,
            "depth_mean_m": exposure["depth_mean_m"],
            "depth_p90_m": exposure["depth_p90_m"],
            "depth_class": products()["depth_class"].classes.classify(depth_max_m).astype(np.int64),
            "wetted_facade_share": exposure["wetted_facade_share"],
            "velocity_max_m_s": exposure["velocity_max_m_s"],
            "hazard_intensity_max_m2_s": exposure["hazard_intensity_max_m2_s"],
            "hazard_class": exposure["hazard_class"].astype(np.int64),
            "vulnerability_class": vulnerability.astype(np.int64),
            "risk_class": risk.astype(np.int64),
        },
        index=index,
    )
