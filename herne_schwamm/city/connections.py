"""Where water goes that leaves a unit: chains of units, the sewer, the street.

The table has the columns ``from_unit``, ``to_unit`` (a unit's id, or
`TO_SEWER`, `TO_STREET`) and ``share``; a column ``flow`` says of which of
`FLOWS` the row tells, an absent one that all rows tell of the overflow. What
no row names goes to the street; of a throttle, to the sewer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.units import TO_SEWER, TO_STREET
from herne_schwamm.problems import N_, InputProblem

FLOWS = ("overflow", "throttle", "irrigation")
"""What a unit can pass on: over its brim, through its throttle, and a cistern to a garden."""

MOST = 1.0 + 1e-9


@dataclass(frozen=True, slots=True)
class Drainage:
    """The connections between units, and the order in which they run.

    Parameters
    ----------
    from_unit, to_unit, flow
        Places of the units in the table, and of the flow in `FLOWS`, one
        entry for each connection between units.
    ratio
        Share of the outflow, times the area of the source over the receiver's.
    to_units
        (units, flows) Sum of the shares that go to other units.
    to_sewer, to_street
        Shares of each unit's overflow that connections lead to sewer and street.
    level
        0 for units that receive nothing, else one more than their sources'.
    """

    from_unit: NDArray[np.int64]
    to_unit: NDArray[np.int64]
    flow: NDArray[np.int64]
    ratio: NDArray[np.float64]
    to_units: NDArray[np.float64]
    to_sewer: NDArray[np.float64]
    to_street: NDArray[np.float64]
    level: NDArray[np.int64]


def drainage_of(units: pd.DataFrame, connections: pd.DataFrame) -> Drainage:
    """Connections brought into an order.

    Raises
    ------
    InputProblem
        A unit is not there, its shares are more than all its water, or water
        would run in a circle.
    """
    count = len(units)
    source = connections["from_unit"].to_numpy(dtype=np.int64)
    target = connections["to_unit"].to_numpy(dtype=np.int64)
    share = connections["share"].to_numpy(dtype=np.float64)
    if "flow" in connections:
        flow = connections["flow"].map({name: n for n, name in enumerate(FLOWS)})
        if flow.isna().any():
            raise InputProblem(
                N_("connections: flow is {found}, expected one of {flows}"),
                found=connections["flow"][flow.isna()].iloc[0],
                flows=", ".join(FLOWS),
            )
        flow_place = flow.to_numpy(dtype=np.int64)
    else:
        flow_place = np.zeros(source.size, np.int64)
    _check(source, target, share, flow_place, count)

    between = target >= 0
    from_unit, to_unit, of_flow = source[between], target[between], flow_place[between]
    to_units = np.zeros((count, len(FLOWS)))
    np.add.at(to_units, (from_unit, of_flow), share[between])
    to_sewer, to_street = np.zeros((2, count))
    for place, of_place in ((TO_SEWER, to_sewer), (TO_STREET, to_street)):
        there = (target == place) & (flow_place == 0)
        np.add.at(of_place, source[there], share[there])
    area = units["area_m2"].to_numpy(dtype=np.float64)
    return Drainage(
        from_unit,
        to_unit,
        of_flow,
        share[between] * area[from_unit] / area[to_unit],
        to_units,
        to_sewer,
        to_street,
        _levels(from_unit, to_unit, count),
    )


def _check(
    source: NDArray[np.int64],
    target: NDArray[np.int64],
    share: NDArray[np.float64],
    flow: NDArray[np.int64],
    count: int,
) -> None:
    for named in (source, target[(target != TO_SEWER) & (target != TO_STREET)]):
        wrong = (named < 0) | (named >= count)
        if wrong.any():
            raise InputProblem(
                N_("connections: there is no unit {unit}; the units are 0 to {last}"),
                unit=int(named[wrong][0]),
                last=count - 1,
            )
    passed = np.zeros((count, len(FLOWS)))
    np.add.at(passed, (source, flow), share)
    if np.any(~(share >= 0.0)) or passed.max(initial=0.0) > MOST:
        unit = int(np.argmax(passed.max(axis=1, initial=0.0)))
        raise InputProblem(
            N_(
                "connections: the shares of unit {unit} are not between 0 and 1 in sum; "
                "no water can leave it twice"
            ),
            unit=unit,
        )


def _levels(
    from_unit: NDArray[np.int64], to_unit: NDArray[np.int64], count: int
) -> NDArray[np.int64]:
    level = np.zeros(count, np.int64)
    while from_unit.size:
        receives = np.zeros(count, np.bool_)
        receives[to_unit] = True
        waits = receives[from_unit]
        if waits.all():
            raise InputProblem(
                N_("connections: the water of unit {unit} would come back to it; open the circle"),
                unit=int(from_unit[0]),
            )
        np.maximum.at(level, to_unit[~waits], level[from_unit[~waits]] + 1)
        from_unit, to_unit = from_unit[waits], to_unit[waits]
    return level
