"""Yearly water balance of city blocks after Bagrov and Glugla, as the model ABIMO computes it.

Evapotranspiration of every kind of ground follows Bagrov's relation
(`kernels.bagrov`). Its effectivity n is a constant on sealed ground; on
unsealed ground it comes from vegetation, soil and the wetness of the summer,
and water that rises from a shallow water table is evaporated, too. What does
not evaporate runs off where it is connected to the sewer, and seeps away
elsewhere. Where more evaporates than falls, the recharge is negative: roots
draw on the groundwater.

References
----------
Glugla et al. (2003), Wasserhaushaltsverfahren BAGLUVA, BfG-Bericht 1342;
ABIMO 3.2 as published with kwb.rabimo 2.1.0.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import prange

from herne_schwamm.kernels.bagrov import exact_ratio, published_ratio
from herne_schwamm.kernels.compiling import kernel, parallel_kernel

NOTHING_KNOWN_PERCENT = 13.0
"""Usable field capacity where a soil's is below 1 %: nothing is known of it."""
MAIN_SHARE = 0.75
"""Weight of the layer with most of the roots where two layers differ."""

TALL_ABOVE = 50.0
"""Vegetation classes above have deeper roots."""
CLASSES_PER_ROW, CLASSES_PER_LATE_ROW, LATE_ROWS_FROM = 5.0, 10.0, 50.0
"""Vegetation classes that share a row of coefficients, and the class from which more do."""
RICH_EFFECTIVITY, RICH_G02, HIGH_VEGETATION = 2.0, 20.0, 60.0
"""From here on the effectivity follows a straight line in g02."""

CLASS_TOLERANCE = 1e-4
WHOLE_MM_DIGITS = 12
"""Rise is cut to whole millimetres; 14.999999999999 is 15."""

ROOF, GREEN_ROOF, FIRST_SURFACE = 0, 1, 2
"""Places in the arrays of sealed ground; paving follows."""
RUNOFF, RECHARGE, EVAPOTRANSPIRATION = 0, 1, 2
(
    EFFECTIVITY,
    WET_SUMMER,
    FIELD_CAPACITY,
    RISE_HEIGHT,
    RISE,
    G02,
    UNSEALED,
) = range(7)
"""Columns of what is known of the unsealed ground."""


class Coefficients(NamedTuple):
    """Numbers of `tables.bagrov_glugla` as arrays.

    ``root_depth_m`` and ``growth_days`` are (land types, 2), ``runoff_factor``
    (kinds of sealed ground,).
    """

    g02: np.ndarray
    effectivity: np.ndarray
    forest_g02: np.ndarray
    forest_effectivity: np.ndarray
    wet_summer_wetness: np.ndarray
    wet_summer_factor: np.ndarray
    rise_most_mm_d: float
    rise_capacity_percent: np.ndarray
    rise_height_m: np.ndarray
    rise_mm_d: np.ndarray
    root_depth_m: np.ndarray
    growth_days: np.ndarray
    runoff_factor: np.ndarray
    swale_evaporation_share: float
    forest: int
    water: int


class Blocks(NamedTuple):
    """Blocks of a city, an entry each (blocks,).

    Depths [mm], the summer's from May to October. Shares [0–1]: of the block's
    area ``main``, ``road``; of the main area ``roof``, ``paved``; of the road
    ``road_paved``; of the roofs ``green_roof``; of what is sealed
    ``*_connected`` (to the sewer); of the runoff ``to_swale``. Paving by class
    ``surface``, ``road_surface`` (blocks, 5); what is unsealed of a road
    evaporates as ``unsealed_road_class`` (1–5) does. Usable field capacity of the
    upper 30 cm and the upper 150 cm [%], height of the ground above the water
    table [m].
    """

    precipitation: np.ndarray
    summer_precipitation: np.ndarray
    potential: np.ndarray
    summer_potential: np.ndarray
    irrigation: np.ndarray
    land_type: np.ndarray
    vegetation: np.ndarray
    capacity_30: np.ndarray
    capacity_150: np.ndarray
    groundwater: np.ndarray
    main: np.ndarray
    roof: np.ndarray
    green_roof: np.ndarray
    roof_connected: np.ndarray
    paved: np.ndarray
    paved_connected: np.ndarray
    surface: np.ndarray
    road: np.ndarray
    road_paved: np.ndarray
    road_connected: np.ndarray
    road_surface: np.ndarray
    to_swale: np.ndarray
    unsealed_road_class: int


@kernel
def usable_field_capacity(capacity_30, capacity_150, is_forest):
    """Usable field capacity of the layer that roots draw on. [%]

    Parameters
    ----------
    capacity_30, capacity_150
        Of the upper 30 cm and the upper 150 cm. [%]
    is_forest
        Whether roots are deep.
    """
    less = min(capacity_30, capacity_150)
    main, other = (capacity_150, capacity_30) if is_forest else (capacity_30, capacity_150)
    if less < 1.0:
        return NOTHING_KNOWN_PERCENT
    if abs(capacity_30 - capacity_150) < less:
        return main
    return MAIN_SHARE * main + (1.0 - MAIN_SHARE) * other


@kernel
def _class_of(value, classes):
    """Place of the first class that is not below a value, else of the last."""
    for place in range(classes.size):
        if value <= classes[place] + CLASS_TOLERANCE:
            return place
    return classes.size - 1


@kernel
def capillary_rise(height_m, capacity_percent, days, table):
    """Water that rises to the roots in a year, in whole millimetres. [mm/a]

    Parameters
    ----------
    height_m
        Height of the roots' end above the water table. [m]
    capacity_percent
        Usable field capacity. [%]
    days
        Days of growth. [d/a]
    table
        The model's numbers.
    """
    if height_m <= 0.0:
        rate = table.rise_most_mm_d
    else:
        row = _class_of(capacity_percent, table.rise_capacity_percent)
        rate = table.rise_mm_d[row, _class_of(height_m, table.rise_height_m)]
    return math.trunc(round(days * rate, WHOLE_MM_DIGITS))


@kernel
def forest_effectivity(g02, table):
    """Bagrov's n of a forest."""
    for place in range(table.forest_g02.size):
        if g02 <= table.forest_g02[place]:
            return table.forest_effectivity[place]
    return table.forest_effectivity[-1]


@kernel
def ground_effectivity(g02, vegetation, table):
    """Bagrov's n of unsealed ground without forest."""
    if vegetation < LATE_ROWS_FROM:
        row = int(vegetation / CLASSES_PER_ROW)
    else:
        row = int(vegetation / CLASSES_PER_LATE_ROW + CLASSES_PER_ROW)
    row = max(row, 1)
    if row >= 4:
        row -= 1
    c = table.effectivity[min(row, table.effectivity.shape[0]) - 1]
    n = c[2] + c[3] * g02 + c[4] * g02 * g02
    if (n >= RICH_EFFECTIVITY and vegetation < HIGH_VEGETATION) or (
        g02 >= RICH_G02 and vegetation >= HIGH_VEGETATION
    ):
        n = c[0] * g02 + c[1]
    return n


@kernel
def wet_summer_factor(wetness, table):
    """Factor of the effectivity for a summer's water over its potential evapotranspiration."""
    breaks, factors = table.wet_summer_wetness, table.wet_summer_factor
    if wetness <= breaks[0]:
        return factors[0]
    if wetness >= breaks[-1]:
        return factors[-1]
    place = 1
    while wetness > breaks[place]:
        place += 1
    return 0.5 * (factors[place - 1] + factors[place])


@kernel
def dry_summer_factor(irrigation):
    """Factor of the effectivity of irrigated ground where nothing is known of the summer."""
    return 0.9985 + 0.00284 * irrigation - 3.79762e-6 * irrigation * irrigation


@kernel
def _unsealed(block, b, table, exact, known):
    """Evapotranspiration of a block's unsealed ground [mm/a], and what it depends on."""
    land_type = b.land_type[block]
    potential = b.potential[block]
    known[RISE_HEIGHT] = known[RISE] = known[FIELD_CAPACITY] = known[G02] = 0.0
    known[EFFECTIVITY] = known[WET_SUMMER] = math.nan
    if land_type == table.water:
        known[UNSEALED] = potential
        return potential
    is_forest = land_type == table.forest
    vegetation = b.vegetation[block]
    tall = 1 if vegetation > TALL_ABOVE else 0
    capacity = usable_field_capacity(b.capacity_30[block], b.capacity_150[block], is_forest)
    height = b.groundwater[block] - table.root_depth_m[land_type, tall]
    rise = capillary_rise(height, capacity, table.growth_days[land_type, tall], table)
    g02 = table.g02[int(capacity + 0.5)]
    irrigation = b.irrigation[block]
    rain, summer_potential = b.summer_precipitation[block], b.summer_potential[block]

    if is_forest:
        n = forest_effectivity(g02, table)
    else:
        n = ground_effectivity(g02, vegetation, table)
        if irrigation > 0.0 and rain <= 0.0 and summer_potential <= 0.0:
            n *= dry_summer_factor(irrigation)
    wet = 1.0
    if rain > 0.0 and summer_potential > 0.0:
        wet = wet_summer_factor((rain + irrigation + rise) / summer_potential, table)
    n *= wet

    wetness = (b.precipitation[block] + rise + irrigation) / potential
    ratio = exact_ratio(wetness, n) if exact else published_ratio(wetness, n)
    evaporated = ratio * potential
    if height < 0.0:  # Roots stand in the groundwater.
        evaporated += (potential - evaporated) * math.exp(b.groundwater[block] / height)
    known[EFFECTIVITY] = n
    known[WET_SUMMER] = wet
    known[FIELD_CAPACITY] = capacity
    known[RISE_HEIGHT] = height
    known[RISE] = rise
    known[G02] = g02
    known[UNSEALED] = evaporated
    return evaporated


@parallel_kernel
def block_balances(b, table, exact, ratio_of_wetness, wetness_of_block, balance, known):
    """Runoff, recharge and evapotranspiration of blocks.

    Parameters
    ----------
    b
        The blocks.
    table
        The model's numbers.
    exact
        Whether Bagrov's integral is solved or ABIMO's approximation taken.
    ratio_of_wetness
        Actual over potential evapotranspiration of the kinds of sealed ground,
        for every wetness there is (wetnesses, kinds). [0–1]
    wetness_of_block
        Which wetness each block has (blocks,).
    balance
        Changed in place: runoff, recharge and evapotranspiration over the
        block's area (blocks, 3). Their sum is the precipitation; recharge may
        be negative. [mm/a]
    known
        Changed in place: what the unsealed ground's evapotranspiration depends
        on (blocks, 7); see the places of the columns.
    """
    unsealed_road = FIRST_SURFACE + b.unsealed_road_class - 1
    for block in prange(b.precipitation.size):
        rain = b.precipitation[block]
        potential = b.potential[block]
        ratio = ratio_of_wetness[wetness_of_block[block]]
        runoff = recharge = 0.0

        roof = b.main[block] * b.roof[block]
        green = b.green_roof[block]
        left = rain - potential * ((1.0 - green) * ratio[ROOF] + green * ratio[GREEN_ROOF])
        connected = roof * b.roof_connected[block] * table.runoff_factor[ROOF]
        runoff += connected * left
        recharge += (roof - connected) * left

        paved = b.main[block] * b.paved[block]
        road = b.road[block] * b.road_paved[block]
        for place in range(b.surface.shape[1]):
            left = rain - potential * ratio[FIRST_SURFACE + place]
            of_main = paved * b.surface[block, place]
            of_road = road * b.road_surface[block, place]
            connected = (
                of_main * b.paved_connected[block] + of_road * b.road_connected[block]
            ) * table.runoff_factor[FIRST_SURFACE + place]
            runoff += connected * left
            recharge += (of_main + of_road - connected) * left

        beside_road = b.road[block] * (1.0 - b.road_paved[block])
        recharge += beside_road * (rain - potential * ratio[unsealed_road])
        unsealed = b.main[block] * (1.0 - b.roof[block] - b.paved[block])
        recharge += unsealed * (rain - _unsealed(block, b, table, exact, known[block]))

        swale = runoff * b.to_swale[block]
        runoff -= swale
        recharge += swale * (1.0 - table.swale_evaporation_share)
        balance[block, RUNOFF] = runoff
        balance[block, RECHARGE] = recharge
        balance[block, EVAPOTRANSPIRATION] = rain - runoff - recharge
