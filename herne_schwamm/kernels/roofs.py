"""Rain on roofs: held, taken by the sewer, and what falls before the walls."""

from __future__ import annotations

import numba
import numpy as np

from herne_schwamm.kernels.compiling import kernel, parallel_kernel
from herne_schwamm.kernels.rounding import float32_below
from herne_schwamm.kernels.surface_store import taken_up


@kernel
def drain_roofs(
    rain,
    store,
    capacity,
    connected,
    capacity_of_sewer,
    sewer,
    surcharge,
    cells,
    building,
    overflow,
):
    """One synchronisation of all roofs: store, sewer up to its capacity, overflow.

    Parameters
    ----------
    rain
        Depth since the last synchronisation, per roof. [m]
    store
        Water on the roof, changed in place. [m]
    capacity
        What the roof holds. [m]
    connected
        Share of the roof that drains to the sewer. [0–1]
    capacity_of_sewer
        What the sewer can take of the connected share now. [m]
    sewer, surcharge
        Depth the sewer took, and could not take, since the storm began;
        changed in place. [m]
    cells
        Cells of the roof.
    building
        Row of `overflow` a roof adds to.
    overflow
        Sum of depths over the cells that leave each building's roofs now;
        overwritten. [m]
    """
    overflow[:] = 0.0
    for roof in range(rain.size):
        held = taken_up(rain[roof], store[roof], capacity[roof])
        store[roof] += held
        beyond = rain[roof] - held
        taken = connected[roof] * min(beyond, capacity_of_sewer[roof])
        sewer[roof] += taken
        if capacity_of_sewer[roof] > 0.0:
            surcharge[roof] += connected[roof] * beyond - taken
        overflow[building[roof]] += (beyond - taken) * cells[roof]


@parallel_kernel
def spread_to_perimeter(overflow, entries, row, column, first, building, waiting, depth):
    """Lay the water of each building in equal shares on the cells around it.

    What a depth in single precision cannot hold waits for the next time:
    nothing is lost to rounding. A cell between two buildings has an entry of each; cell
    by cell, threads do not meet.

    Parameters
    ----------
    overflow
        Sum of depths that leave each building. [m]
    entries
        Number of cells around each building.
    row, column
        Cells around buildings, each once.
    first
        First entry of each cell in the lists below, and their end.
    building
        Building of each entry.
    waiting
        Remainder of each entry, changed in place. [m]
    depth
        Raster of depths, changed in place. [m]
    """
    for cell in numba.prange(row.size):
        j, i = row[cell], column[cell]
        for entry in range(first[cell], first[cell + 1]):
            beside = building[entry]
            if overflow[beside] == 0.0:
                continue
            share = overflow[beside] / entries[beside]
            before = np.float64(depth[j, i])
            after = float32_below(before + share + waiting[entry])
            waiting[entry] += share - (np.float64(after) - before)
            depth[j, i] = after
