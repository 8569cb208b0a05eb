"""What a storm means for the city: the value that products write."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import xarray as xr


@dataclass(frozen=True, slots=True)
class StormRisk:
    """Hazard, exposure, vulnerability and risk of one storm.

    Parameters
    ----------
    rasters
        Class rasters by product name on the city's grid, uint8, 0 where there
        is no class: ``velocity_class``, ``hazard_intensity_class``,
        ``hazard_class``, ``vulnerability_class``, ``risk_class``.
    buildings
        Exposure, indexed like `City.buildings`, with the columns of
        `EXPOSURE_COLUMNS`.
    sites
        The same, indexed like `City.sites`.
    ranking
        Buildings and sites with a risk, the worst first, indexed by rank from
        1: ``what`` ("building" or "site"), ``id`` (of a site: its name),
        ``kind`` (use of the building, a name of the table vulnerabilities, or
        kind of the site, a name of the table site_kinds),
        ``x_m``, ``y_m`` and the columns of `EXPOSURE_COLUMNS`.
    """

    rasters: xr.Dataset
    buildings: pd.DataFrame
    sites: pd.DataFrame
    ranking: pd.DataFrame


EXPOSURE_COLUMNS = {
    "depth_max_m": "m",
    "depth_mean_m": "m",
    "depth_p90_m": "m",
    "depth_class": "1",
    "wetted_facade_share": "1",
    "velocity_max_m_s": "m s-1",
    "hazard_intensity_max_m2_s": "m2 s-1",
    "hazard_class": "1",
    "vulnerability_class": "1",
    "risk_class": "1",
}
"""Columns of exposure with their units: water in the ring around a footprint or around a site.
``wetted_facade_share`` is NaN for sites that are no building and for buildings without a wall to
open ground; all figures are NaN and the hazard 0 where no open ground is near."""
