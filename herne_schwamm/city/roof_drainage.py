"""Roofs that drain to the ground before their walls, as they do in a storm."""

from __future__ import annotations

import pandas as pd

from herne_schwamm.city.city import City
from herne_schwamm.city.connections import FLOWS
from herne_schwamm.city.footprints import perimeter_of
from herne_schwamm.city.units import ROOF

LEAST_SHARE = 1e-9
"""Less than this is rounding, no share of a roof."""


def with_ground_beside_roofs(city: City) -> pd.DataFrame:
    """The city's connections, and the ground around buildings for what roofs have left.

    What no connection names of a roof's water falls before its walls: in equal
    shares on the cells of the perimeter, and so on the units these belong to.
    A roof without ground around it keeps its connections as they are.

    Returns
    -------
    pandas.DataFrame
        Connections as `City.connections`, with the new ones behind.
    """
    units, connections = city.units, city.connections
    of_overflow = connections
    if "flow" in connections:
        of_overflow = connections[connections["flow"] == FLOWS[0]]
    named = of_overflow.groupby("from_unit")["share"].sum()
    roofs = units.index[units["kind"] == ROOF]
    left = 1.0 - named.reindex(roofs, fill_value=0.0)
    left = left[left > LEAST_SHARE]
    if left.empty:
        return connections

    perimeter = perimeter_of(city)
    around = pd.DataFrame(
        {
            "building": perimeter.building,
            "to_unit": city.layer("unit_id")[perimeter.row, perimeter.column],
        }
    )
    part = around.groupby(["building", "to_unit"]).size() / around.groupby("building").size()
    table = part.rename("part").reset_index()
    of_roof = pd.DataFrame(
        {
            "from_unit": left.index,
            "left": left.to_numpy(),
            "building": units.loc[left.index, "building"].to_numpy(),
        }
    )
    links = of_roof.merge(table, on="building")
    added = links.assign(share=links["left"] * links["part"])[["from_unit", "to_unit", "share"]]
    if "flow" in connections:
        added = added.assign(flow=FLOWS[0])
    if added.empty:
        return connections
    kinds = {name: connections[name].dtype for name in ("from_unit", "to_unit", "share")}
    return pd.concat([connections, added.astype(kinds)], ignore_index=True)
