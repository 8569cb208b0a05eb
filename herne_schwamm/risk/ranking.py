"""The objects at risk, the worst first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from herne_schwamm.city.city import City
from herne_schwamm.risk.spots import spots_of
from herne_schwamm.risk.storm_risk import EXPOSURE_COLUMNS

FALLING = ["risk_class", "hazard_class", "vulnerability_class", "depth_max_m"]
"""Ranked by these, the greatest first; then by id."""


def ranked(
    groups: Iterable[tuple[str, pd.DataFrame, Sequence[str], Sequence[str], pd.DataFrame]],
    city: City,
) -> pd.DataFrame:
    """The table `StormRisk.ranking`.

    Parameters
    ----------
    groups
        For buildings and for sites: what they are, their table in the City
        (its column ``geometry``), their ids, their kinds, their exposure.
    city
        Its area.
    """
    table = pd.concat(
        [
            _listed(what, objects, ids, kinds, exposure, city)
            for what, objects, ids, kinds, exposure in groups
        ],
        ignore_index=True,
    )
    table = table.sort_values([*FALLING, "id"], ascending=[False] * len(FALLING) + [True])
    table.index = pd.RangeIndex(1, len(table) + 1, name="rank")
    return table


def _listed(
    what: str,
    objects: pd.DataFrame,
    ids: Sequence[str],
    kinds: Sequence[str],
    exposure: pd.DataFrame,
    city: City,
) -> pd.DataFrame:
    """Those with a risk, in the order they came."""
    at_risk = np.flatnonzero(exposure["risk_class"].to_numpy() >= 1)
    spots = spots_of(objects["geometry"].iloc[at_risk], city)
    named = {
        "what": [what] * at_risk.size,
        "id": [str(one) for one in np.asarray(ids, object)[at_risk]],
        "kind": [str(one) for one in np.asarray(kinds, object)[at_risk]],
    }
    places = {
        "x_m": np.round(np.array([spot.x for spot in spots], np.float64), 1),
        "y_m": np.round(np.array([spot.y for spot in spots], np.float64), 1),
    }
    return pd.DataFrame(
        {
            **{name: pd.Series(values, dtype=object) for name, values in named.items()},
            **places,
            **{name: exposure[name].to_numpy()[at_risk] for name in EXPOSURE_COLUMNS},
        }
    )
