"""Where the water of sealed ground goes: to the sewer, to facilities, or into the ground beside it.

A roof drains by its connections, sealed ground that has none as its surface
class does. What no connection names seeps beside a roof, and leaves a facility
for the sewer.
"""

from __future__ import annotations

import graphlib
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.units import GROUND, TO_SEWER
from herne_schwamm.problems import N_, InputProblem
from herne_schwamm.tables import surface_classes
from herne_schwamm.tables.yearly_ground import yearly_ground

WATER = "water"
"""Surface class that lets no water in and is no sealed ground."""
OVERFLOW = "overflow"
"""Value of the column ``flow`` of the connections that count here, where it is there."""

Shares = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Routes:
    """Where the runoff of every unit goes.

    Parameters
    ----------
    to_sewer
        Share that goes straight to the sewer (units,). [0–1]
    source, target, share
        Places of units, and of the facilities they drain to, with the share
        of the source's runoff (links,). [0–1]
    order
        Places of the facilities, each behind all that drain to it.
    infiltrates
        Facilities that let their water into the ground (units,).
    """

    to_sewer: Shares
    source: NDArray[np.int64]
    target: NDArray[np.int64]
    share: Shares
    order: tuple[int, ...]
    infiltrates: NDArray[np.bool_]

    def upstream(self, of_outlet: Shares, of_facility: Shares) -> Shares:
        """What becomes of each unit's runoff, from what facilities do with theirs.

        Parameters
        ----------
        of_outlet
            Parts of the runoff that leaves a unit other than to facilities
            (units, parts).
        of_facility
            What a facility makes of the water that reaches it: the part it
            hands on, then the parts that end there (units, 1 + parts).

        Returns
        -------
        NDArray
            Parts of each unit's runoff, all facilities behind it counted
            (units, parts).
        """
        parts = of_outlet.copy()
        links: dict[int, list[int]] = {}
        for place, source in enumerate(self.source.tolist()):
            links.setdefault(source, []).append(place)
        facilities = set(self.order)
        others = [unit for unit in links if unit not in facilities]
        for unit in (*reversed(self.order), *others):
            for place in links.get(unit, ()):
                target = self.target[place]
                handed_on = of_facility[target, 0] * parts[target]
                parts[unit] += self.share[place] * (handed_on + of_facility[target, 1:])
        return parts


def routes_of(units: pd.DataFrame, connections: pd.DataFrame) -> Routes:
    """Where runoff goes.

    Parameters
    ----------
    units, connections
        Those of the City.

    Raises
    ------
    InputProblem
        Facilities drain to each other in a circle.
    """
    if "flow" in connections:
        connections = connections[connections["flow"] == OVERFLOW]
    facilities = yearly_ground().facilities
    is_facility = units["kind"].isin(list(facilities)).to_numpy()
    source = units.index.get_indexer(connections["from_unit"])
    target = units.index.get_indexer(connections["to_unit"])
    share = connections["share"].to_numpy(np.float64)

    def sums(rows: NDArray[np.bool_]) -> Shares:
        found: Shares = np.bincount(source[rows], share[rows], len(units)).astype(np.float64)
        return found

    linked = (target >= 0) & is_facility[target]
    to_facilities = sums(linked)
    onto_ground = sums((target >= 0) & ~linked)
    to_sewer = sums((connections["to_unit"] == TO_SEWER).to_numpy())
    unnamed = np.clip(1.0 - sums(np.ones(share.size, dtype=bool)), 0.0, 1.0)
    by_code = {row.code: row.sewer_connected for row in surface_classes().values()}
    of_class = units["surface_class"].map(by_code).to_numpy(np.float64)
    to_sewer = np.select(
        [is_facility, units["kind"] == GROUND],
        [1.0 - to_facilities - onto_ground, to_sewer + unnamed * of_class],
        to_sewer,
    )
    return Routes(
        np.clip(to_sewer, 0.0, 1.0),
        source[linked],
        target[linked],
        share[linked],
        _order(source[linked], target[linked], is_facility),
        units["kind"]
        .map({k: row.infiltrates for k, row in facilities.items()})
        .eq(True)
        .to_numpy(),
    )


def _order(
    source: NDArray[np.int64], target: NDArray[np.int64], is_facility: NDArray[np.bool_]
) -> tuple[int, ...]:
    before: dict[int, set[int]] = {int(place): set() for place in np.flatnonzero(is_facility)}
    for upper, lower in zip(source.tolist(), target.tolist(), strict=True):
        if is_facility[upper]:
            before[lower].add(upper)
    try:
        return tuple(graphlib.TopologicalSorter(before).static_order())
    except graphlib.CycleError as error:
        raise InputProblem(
            N_("connections: the water of unit {unit} would come back to it"), unit=error.args[1][0]
        ) from error


def drained_shares(routes: Routes) -> tuple[Shares, Shares]:
    """Share of each unit's runoff that reaches the sewer, and that reaches a swale or the like.

    A cistern hands on what it gets: what it holds back is not counted here. A
    swale ends the connection, though its overflow may reach the sewer.

    Returns
    -------
    to_sewer, to_swale
        (units,) [0–1]
    """
    ends = routes.infiltrates.astype(np.float64)
    outlets = np.column_stack([routes.to_sewer, np.zeros_like(ends)])
    facility = np.column_stack([1.0 - ends, np.zeros_like(ends), ends])
    shares = routes.upstream(outlets, facility)
    return np.minimum(shares[:, 0], 1.0), np.minimum(shares[:, 1], 1.0)


def sealed_areas(units: pd.DataFrame, connections: pd.DataFrame) -> pd.DataFrame:
    """Sealed ground of each unit, and how much of it drains to the sewer.

    Parameters
    ----------
    units, connections
        Those of the City.

    Returns
    -------
    DataFrame
        ``sealed_m2`` and ``connected_m2``, indexed as the units; water is not
        sealed, nor are facilities. [m2]
    """
    is_water = units["surface_class"] == surface_classes()[WATER].code
    no_ground = is_water | units["kind"].isin(list(yearly_ground().facilities))
    sealed = (units["area_m2"] * units["sealed_share"]).where(~no_ground, 0.0)
    to_sewer, _ = drained_shares(routes_of(units, connections))
    return pd.DataFrame({"sealed_m2": sealed, "connected_m2": sealed * to_sewer}, index=units.index)
