"""Many hours of many units: units outside, hours inside.

Units are sorted so that what flows to a unit comes from units of earlier
calls; the hourly water that they pass on lies in a buffer. A thread works on
whole units and writes to their rows only: the bytes do not depend on the
number of threads.
"""

from __future__ import annotations

import numba

from herne_schwamm.kernels import season_layout as at
from herne_schwamm.kernels.compiling import inlined_kernel, parallel_kernel
from herne_schwamm.kernels.season_column import column_step, column_stress
from herne_schwamm.kernels.season_roof import roof_step, substrate_stress, tank_step

HALF_STRESSED = 0.5
"""Days with a stress coefficient below are counted."""

OVERFLOW_MM = 1e-6
"""A day on which more left a unit over its brim counts as a day of overflow."""


@inlined_kernel
def unit_step(p, s, f, rain, potential, leaf, run_on, step):
    """One step of a unit of any kind, and where what leaves it goes.

    Returns
    -------
    overflow, throttled, supplied : float
        Before they are shared out between units, sewer and surface. [mm]
    """
    way = p[at.WAY]
    throttled, supplied = 0.0, 0.0
    if way == at.SOIL_COLUMN:
        overflow, throttled = column_step(p, s, f, rain, potential, leaf, run_on, step)
    elif way == at.ROOF:
        overflow, throttled = roof_step(p, s, f, rain, potential, leaf, run_on, step)
    else:
        overflow, supplied = tank_step(p, s, f, rain, potential, leaf, run_on, step)
    if overflow + throttled + supplied > 0.0:
        to_units = (
            p[at.OVERFLOW_TO_UNITS] * overflow
            + p[at.THROTTLE_TO_UNITS] * throttled
            + p[at.SUPPLY_TO_UNITS] * supplied
        )
        # 6 sewer; a throttle leads to it where it leads nowhere else
        from_throttle = (1.0 - p[at.THROTTLE_TO_UNITS]) * throttled
        to_sewer = min(p[at.SEWER_SHARE] * overflow, p[at.SEWER_RATE] * step)
        f[at.PASSED_ON] += to_units
        f[at.SEWER_RUNOFF] += to_sewer + from_throttle
        f[at.SURFACE_RUNOFF] += (overflow - p[at.OVERFLOW_TO_UNITS] * overflow) - to_sewer
        f[at.GARDEN] += (1.0 - p[at.SUPPLY_TO_UNITS]) * supplied
        s[at.OVERFLOWED] += overflow
    return overflow, throttled, supplied


@inlined_kernel
def stress_now(p, s):
    """Stress coefficient of the unit's plants. [0–1]"""
    if p[at.WAY] == at.ROOF:
        return substrate_stress(p, s)
    if p[at.WAY] == at.SOIL_COLUMN:
        return column_stress(p, s)
    return 1.0


@inlined_kernel
def evaporated(f):
    """Sum of all evaporation so far. [mm]"""
    return (
        f[at.CANOPY_EVAPORATION]
        + f[at.FILM_EVAPORATION]
        + f[at.PONDING_EVAPORATION]
        + f[at.SOIL_EVAPOTRANSPIRATION]
    )


@parallel_kernel
def advance_units(
    first,
    last,
    parameters,
    state,
    sums,
    capacity,
    first_source,
    source_row,
    source_flow,
    source_ratio,
    buffer_row,
    buffer,
    rain,
    potential,
    leaf,
    day_ends,
    counted,
    filling,
    stressed_days,
    overflow_days,
    evaporation,
    step,
):
    """Follow the units `first` to `last` over all steps of a block.

    Parameters
    ----------
    first, last
        Units, none of which receives water from another of them.
    parameters, state, sums
        Rows as in `herne_schwamm.kernels.season_layout`; state and sums are
        changed.
    capacity
        (units, stores) What the stores hold. [mm]
    first_source
        First entry of each unit in the three lists of sources, and their end.
    source_row, source_flow, source_ratio
        Row of the buffer, flow (`season_layout.OVERFLOWING`, …) and area of
        the source over the unit's, times its share.
    buffer_row
        Row of the buffer in which a unit's outflows are kept; negative: none.
    buffer
        (rows, flows, steps) Outflows of units that others receive. [mm]
    rain, potential, leaf
        Forcing of every step. [mm], [mm], [0–1]
    day_ends
        Steps that end a day.
    counted
        Steps whose day counts for `filling`.
    filling
        (units, stores, levels) Days on which a store was as full as a level.
    stressed_days, overflow_days
        Days of stress below `HALF_STRESSED`, and with overflow, of each unit.
    evaporation
        (units, steps) All evaporation of each step; of no columns: not asked for. [mm]
    step
        Time step. [h]
    """
    steps = rain.size
    levels = filling.shape[2] - 1
    hourly = evaporation.shape[1] > 0
    for unit in numba.prange(first, last):
        p = parameters[unit]
        s = state[unit]
        f = sums[unit]
        begin, end = first_source[unit], first_source[unit + 1]
        row = buffer_row[unit]
        for t in range(steps):
            run_on = 0.0
            for entry in range(begin, end):
                run_on += source_ratio[entry] * buffer[source_row[entry], source_flow[entry], t]
            before = evaporated(f) if hourly else 0.0
            overflow, throttled, supplied = unit_step(
                p, s, f, rain[t], potential[t], leaf[t], run_on, step
            )
            if row >= 0:
                buffer[row, at.OVERFLOWING, t] = overflow
                buffer[row, at.THROTTLED, t] = throttled
                buffer[row, at.SUPPLIED, t] = supplied
            if hourly:
                evaporation[unit, t] = evaporated(f) - before
            if day_ends[t]:
                if stress_now(p, s) < HALF_STRESSED:
                    stressed_days[unit] += 1
                if s[at.OVERFLOWED] > OVERFLOW_MM:
                    overflow_days[unit] += 1
                s[at.OVERFLOWED] = 0.0
                if counted[t]:
                    for store in range(at.STORE_COUNT):
                        held = capacity[unit, store]
                        if held > 0.0:
                            full = min(1.0, s[store] / held)
                            filling[unit, store, int(full * levels + 0.5)] += 1
