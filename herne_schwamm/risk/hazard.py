"""Hazard classes of the cells: how dangerous the water is where it comes."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from herne_schwamm.risk.strips import row_strips
from herne_schwamm.tables.classes import ClassTable
from herne_schwamm.tables.hazard_limits import hazard_limits
from herne_schwamm.tables.products import products


def hazard_class(
    depth_m: NDArray[np.floating],
    velocity_m_s: NDArray[np.floating],
    hazard_intensity_m2_s: NDArray[np.floating],
) -> NDArray[np.uint8]:
    """Combined hazard, 0 to 4: the highest class that one of the three reaches.

    Parameters
    ----------
    depth_m, velocity_m_s, hazard_intensity_m2_s
        Greatest depth [m], velocity [m/s] and product of both [m2/s], NaN
        where there is none. Arrays of one shape.

    Returns
    -------
    array of uint8
        The class, 0 where no limit is reached.
    """
    limits = hazard_limits()
    # np.float64 so that single-precision values are compared in double
    # precision, as class tables do
    deep = depth_m >= np.float64(limits.velocity_counts_from_depth_m)
    reached = np.zeros(depth_m.shape, np.uint8)
    for limit in limits.classes:
        hazardous = depth_m >= np.float64(limit.depth_m)
        if limit.velocity_m_s is not None:
            hazardous |= deep & (velocity_m_s >= np.float64(limit.velocity_m_s))
        if limit.hazard_intensity_m2_s is not None:
            hazardous |= hazard_intensity_m2_s >= np.float64(limit.hazard_intensity_m2_s)
        reached[hazardous] = limit.code
    return reached


def hazard_rasters(maps: xr.Dataset) -> dict[str, NDArray[np.uint8]]:
    """Rasters ``velocity_class``, ``hazard_intensity_class`` and ``hazard_class``.

    Parameters
    ----------
    maps
        Maps of a storm: ``water_depth_max_m``, ``velocity_max_m_s`` and
        ``hazard_intensity_max_m2_s``, NaN outside the city and on buildings.
    """
    depth_m = maps["water_depth_max_m"].values
    velocity_m_s = maps["velocity_max_m_s"].values
    hazard_intensity_m2_s = maps["hazard_intensity_max_m2_s"].values
    combined = np.empty(depth_m.shape, np.uint8)
    for strip in row_strips(depth_m.shape):
        combined[strip] = hazard_class(
            depth_m[strip], velocity_m_s[strip], hazard_intensity_m2_s[strip]
        )
    return {
        "velocity_class": classified(velocity_m_s, products()["velocity_class"].classes),
        "hazard_intensity_class": classified(
            hazard_intensity_m2_s, products()["hazard_intensity_class"].classes
        ),
        "hazard_class": combined,
    }


def classified(values: NDArray[np.floating], classes: ClassTable) -> NDArray[np.uint8]:
    """Class codes of a raster, strip by strip."""
    codes = np.empty(values.shape, np.uint8)
    for strip in row_strips(values.shape):
        codes[strip] = classes.classify(values[strip])
    return codes
