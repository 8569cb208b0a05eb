"""Energy balance of a surface: radiation, heat to the air, evaporation, storage.

Storage follows force-restore: a layer that the day's wave fills takes up what
is left of the radiation and passes heat on to a deep layer that the year's
wave fills. Together they hold exactly the heat that went in.

Water evaporates from a film (hollows, leaves; water bodies) and from the root
zone (through leaves, or from bare soil), never more than the store holds.
Leaves close with little light, dry air and as the root zone dries (FAO-56).
Vapour settles on the film where the surface is colder than the dew point.

A step is implicit in the surface's temperature, with emission and saturation
as straight lines: no length of step makes it swing, and the balance closes to
rounding.

References
----------
Deardorff (1978), J. Geophys. Res. 83 C4, 1889-1903 (force-restore).
Noilhan and Planton (1989), Mon. Wea. Rev. 117, 536-549 (light and vapour deficit).
Allen et al. (1998), FAO-56, eq. 84 (water stress).
Sellers, Heiser and Hall (1992), J. Geophys. Res. 97 D17, 19033-19059 (bare soil).
Deardorff (1978), eq. 24 (wet share of a film).
"""

from __future__ import annotations

import math

from herne_schwamm.kernels.compiling import kernel
from herne_schwamm.kernels.heat_constants import (
    DAY_RATE_1_S,
    STEFAN_BOLTZMANN_W_M2_K4,
    ZERO_CELSIUS_K,
)
from herne_schwamm.kernels.moist_air import (
    LATENT_HEAT_J_KG,
    saturation_pressure,
    saturation_slope,
)
from herne_schwamm.kernels.soil_water import stress_coefficient
from herne_schwamm.kernels.surface_layer import (
    friction_velocity,
    heat_resistance,
    inverse_obukhov,
)

DEEP_OVER_DAILY = 2.0 * math.sqrt(365.0 * math.pi)
"""Heat capacity of the deep layer over that of the daily one, Deardorff (1978)."""

HIGHEST_LEAF_RESISTANCE_S_M = 5000.0
LEAST_VAPOUR_FACTOR = 0.25

FREE_CONVECTION_W_M2_K43 = 1.52
"""Heat from a warm plate by its own lift, McAdams (1954). [W m-2 K-4/3]"""

LEAF_BOUNDARY_S12_M = 87.0
"""Resistance of the air at a leaf of 1 m under a wind of 1 m/s, both sides together,
Bruse and Fleer (1998), Environ. Model. Softw. 13, 373-384. [s1/2 m-1]"""

# Columns of a surface's row of numbers.
ALBEDO = 0
EMISSIVITY = 1
DRY_CAPACITY = 2  # [J m-3 K-1], dry and at field capacity
WET_CAPACITY = 3
DRY_DIFFUSIVITY = 4  # [m2/s]
WET_DIFFUSIVITY = 5
DEPTH = 6  # of a layer mixed through (water, leaves) instead of ground; 0: ground [m]
ROUGHNESS = 7  # for wind and for heat [m]
HEAT_ROUGHNESS = 8
LEAF_AREA = 9  # one-sided leaf over ground of crowns that stand in the air; 0: on the ground
LEAF_WIDTH = 10  # [m]
LEAF_RESISTANCE = 11  # of the whole canopy under full light; 0: no leaves [s/m]
HALF_LIGHT = 12  # light at which leaves are half open [W/m2]
VAPOUR_RESPONSE = 13  # share that leaves close per deficit of vapour [1/Pa]
DEPLETION = 14  # share of the root zone's water that leaves take without stress
SOIL_EVAPORATES = 15  # 1: water of the root zone evaporates from bare soil
NUMBERS = 16
"""Count of the numbers."""


@kernel
def ground_layer(row, root, root_capacity):
    """Heat capacity of the daily layer [J m-2 K-1] and its conductance to the deep one.

    By the water of the root zone, now and at field capacity. [mm]
    """
    wetness = min(root / root_capacity, 1.0) if root_capacity > 0.0 else 0.0
    capacity = row[DRY_CAPACITY] + wetness * (row[WET_CAPACITY] - row[DRY_CAPACITY])
    if row[DEPTH] > 0.0:
        return capacity * row[DEPTH], 0.0
    diffusivity = row[DRY_DIFFUSIVITY] + wetness * (row[WET_DIFFUSIVITY] - row[DRY_DIFFUSIVITY])
    # Half the damping depth, sqrt(2 diffusivity / rate) / 2.
    layer = capacity * math.sqrt(0.5 * diffusivity / DAY_RATE_1_S)
    return layer, layer * DAY_RATE_1_S


@kernel
def water_stress(water, capacity, depletion):
    """Share of full transpiration that the root zone's water allows (Ks). [0–1]

    Parameters
    ----------
    water, capacity
        Water above the wilting point now and at field capacity. [mm]
    depletion
        Share that is taken without stress.
    """
    if water <= 0.0 or capacity <= 0.0:
        return 0.0
    return stress_coefficient(water, 0.0, 1.0 / ((1.0 - depletion) * capacity))


@kernel
def root_conductance(row, light, deficit, water, capacity):
    """Conductance from the root zone to the surface of leaves or soil. [m/s]

    Parameters
    ----------
    row
        Numbers of the surface.
    light
        Short-wave light that arrives. [W/m2]
    deficit
        Deficit of vapour of the air. [Pa]
    water, capacity
        See `water_stress`.
    """
    if row[LEAF_RESISTANCE] > 0.0:
        stress = water_stress(water, capacity, row[DEPLETION])
        bright = light / row[HALF_LIGHT]
        least = row[LEAF_RESISTANCE] / HIGHEST_LEAF_RESISTANCE_S_M
        opened = (bright + least) / (1.0 + bright)
        moist = max(1.0 - row[VAPOUR_RESPONSE] * max(deficit, 0.0), LEAST_VAPOUR_FACTOR)
        return opened * moist * stress / row[LEAF_RESISTANCE]
    if row[SOIL_EVAPORATES] > 0.0 and water > 0.0:
        return 1.0 / math.exp(8.206 - 4.255 * min(water / capacity, 1.0))
    return 0.0


@kernel
def wet_share(film, capacity):
    """Share of a surface that its film of water covers. [0–1]"""
    if film <= 0.0:
        return 0.0
    if film >= capacity:
        return 1.0
    return (film / capacity) ** (2.0 / 3.0)


@kernel
def surface_step(
    row,
    temperature,
    deep,
    short,
    long,
    air,
    vapour,
    conductance,
    heat_capacity,
    psychrometric,
    film,
    film_capacity,
    root,
    root_capacity,
    step,
):
    """One time step of a surface.

    Parameters
    ----------
    row
        Numbers of the surface, by the columns of this file.
    temperature, deep
        Of the surface and of the deep layer. [°C]
    short, long
        Light that arrives. [W/m2]
    air, vapour
        Temperature [°C] and vapour pressure [Pa] of the air.
    conductance
        Of heat and vapour to the air. [m/s]
    heat_capacity
        Of the air. [J m-3 K-1]
    psychrometric
        Psychrometric constant. [Pa/K]
    film, film_capacity
        Water that lies open, and the most that can; infinite on water bodies. [mm]
    root, root_capacity
        Water of the root zone above the wilting point, now and at field capacity. [mm]
    step
        [s]

    Returns
    -------
    temperature, deep : float
        At the end of the step. [°C]
    net, sensible, from_film, from_root : float
        Net radiation, heat to the air, latent heat from film (negative: dew)
        and root zone: means of the step. Net radiation less the others went
        into the ground. [W/m2]
    """
    layer, down = ground_layer(row, root, root_capacity)
    kelvin = temperature + ZERO_CELSIUS_K
    glow = row[EMISSIVITY] * STEFAN_BOLTZMANN_W_M2_K4 * kelvin * kelvin * kelvin
    net_now = (1.0 - row[ALBEDO]) * short + row[EMISSIVITY] * long - glow * kelvin
    exchange = heat_capacity * conductance
    deficit = saturation_pressure(temperature) - vapour
    slope = saturation_slope(temperature)
    dewing = deficit < 0.0
    wet = 1.0 if dewing else wet_share(film, film_capacity)
    through = 0.0
    if not dewing:
        leaf = root_conductance(row, short, saturation_pressure(air) - vapour, root, root_capacity)
        if leaf > 0.0:
            through = leaf * conductance / (leaf + conductance)
    per_pascal = heat_capacity / psychrometric
    film_rate = per_pascal * wet * conductance
    root_rate = per_pascal * (1.0 - wet) * through
    to_heat = LATENT_HEAT_J_KG / step
    film_fixed = 0.0
    root_fixed = 0.0
    rise = 0.0
    for _ in range(3):
        rest = (
            net_now
            - exchange * (temperature - air)
            - (film_rate + root_rate) * deficit
            - film_fixed
            - root_fixed
            - down * (temperature - deep)
        )
        stiffness = layer / step + 4.0 * glow + exchange + (film_rate + root_rate) * slope + down
        rise = rest / stiffness
        # What a store does not hold does not evaporate; leaves and soil take up no dew.
        met = True
        if film_rate > 0.0 and film_rate * (deficit + slope * rise) > film * to_heat:
            film_rate, film_fixed, met = 0.0, film * to_heat, False
        if root_rate > 0.0:
            lost = root_rate * (deficit + slope * rise)
            if lost > root * to_heat or lost < 0.0:
                root_rate, root_fixed, met = 0.0, max(min(lost, root * to_heat), 0.0), False
        if met:
            break
    after = temperature + rise
    net = net_now - 4.0 * glow * rise
    sensible = exchange * (after - air)
    from_film = film_rate * (deficit + slope * rise) + film_fixed
    from_root = root_rate * (deficit + slope * rise) + root_fixed
    if down > 0.0:
        deep += step * down * (after - deep) / (layer * DEEP_OVER_DAILY)
    return after, deep, net, sensible, from_film, from_root


@kernel
def plate_conductance(wind, heat_capacity):
    """Conductance of heat between a wall and the air, 4 + 4 v, EN ISO 6946, annex C. [m/s]"""
    return (4.0 + 4.0 * wind) / heat_capacity


@kernel
def surface_conductance(
    row, wind, height, least_roughness, sensible, temperature, air, heat_capacity
):
    """Conductance of heat and vapour between a surface and the air above. [m/s]

    Logarithmic profile with the stability that the heat of the step before
    made; crowns by their leaves; never less than free convection.

    Parameters
    ----------
    row
        Numbers of the surface.
    wind, height
        Wind [m/s] and the height above the surface it is told for [m].
    least_roughness
        What stands around roughens the surface at least as much. [m]
    sensible
        Heat to the air, of the step before. [W/m2]
    temperature, air
        Of surface and air. [°C]
    heat_capacity
        Of the air. [J m-3 K-1]
    """
    warmer = max(temperature - air, 0.0)
    free = FREE_CONVECTION_W_M2_K43 * warmer ** (1.0 / 3.0) / heat_capacity
    if row[LEAF_AREA] > 0.0:
        leaf = LEAF_BOUNDARY_S12_M * math.sqrt(row[LEAF_WIDTH] / wind)
        return max(row[LEAF_AREA] / leaf, free)
    inverse_length = 0.0
    roughness = max(row[ROUGHNESS], least_roughness)
    friction = friction_velocity(wind, height, roughness, 0.0)
    for _ in range(2):
        inverse_length = inverse_obukhov(sensible, friction, air, heat_capacity)
        friction = friction_velocity(wind, height, roughness, inverse_length)
    resistance = heat_resistance(row[HEAT_ROUGHNESS], height, friction, inverse_length)
    return max(1.0 / resistance, free)
