"""Physiological equivalent temperature (PET): a body in balance, outdoors and in a room.

A body of core, skin and clothing is in balance with the air, the radiation and
the wind outside. PET is the temperature of a room (air and walls alike,
0.1 m/s, 12 hPa) in which the same core, skin and clothing lose as much heat.

The temperature of the clothing gives that of the skin (balance of the
clothing), the skin's that of the core (balance of the core, a quadratic
equation where the blood flow rises with it): one unknown is left, and the
whole body's balance falls with it. So it is a root between two sides, found by
secants that never leave them.

Two versions of the body: as VDI 3787-2 prints it, and with the correction of
Walther and Goestchel, which weights skin and core by the blood flow, lets
vapour through clothing as clothing does, and has the sweat dry in the room as
the room lets it. Sweat never takes more heat than the air lets evaporate: in
the corrected model's own program that limit is written but never acts.

References
----------
Höppe (1999), Int. J. Biometeorol. 43, 71-75; VDI 3787-2 (2008).
Walther and Goestchel (2018), Building and Environment 137, 1-10.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numba
import numpy as np

from herne_schwamm.kernels.compiling import kernel, parallel_kernel
from herne_schwamm.kernels.heat_constants import STEFAN_BOLTZMANN_W_M2_K4, ZERO_CELSIUS_K
from herne_schwamm.kernels.moist_air import saturation_pressure, saturation_slope

SKIN_EMISSIVITY = 0.99
CLOTHING_EMISSIVITY = 0.95

SKIN_SET_C, CORE_SET_C = 34.0, 36.6
"""Temperatures that the body keeps without strain. [°C]"""

LATENT_HEAT_J_KG = 2.42e6
BLOOD_HEAT_J_KG_K = 3640.0
BLOOD_REST_KG_M2_H, BLOOD_MOST_KG_M2_H = 6.3, 90.0
BLOOD_PER_CORE_KG_M2_H_K = 75.0
BLOOD_PER_SKIN_1_K = 0.5

TISSUE_W_M2_K = 5.28
"""Heat from core to skin without blood. [W m-2 K-1]"""

SWEAT_W_M2_K = 304.94 * LATENT_HEAT_J_KG / 3.6e6
"""Heat of the sweat per kelvin of body above its set temperature. [W m-2 K-1]"""

SWEAT_MOST_W_M2 = 500.0 * LATENT_HEAT_J_KG / 3.6e6

WOODCOCK = 0.38
"""Share of vapour that clothing lets through."""

LEWIS_K_PA = 0.0167
"""Vapour transfer over heat transfer. [K/Pa]"""

VDI_SKIN_VAPOUR_W_M2_PA = LATENT_HEAT_J_KG / 0.79e7 / 100.0
"""Heat of the vapour through dry skin, VDI. [W m-2 Pa-1]"""

VDI_LEWIS = 0.633 * LATENT_HEAT_J_KG / 1010.0
"""Vapour transfer over heat transfer, VDI, times the air pressure. [K]"""

BREATH_KG_J = 1.44e-6
"""Air breathed over heat made. [kg/J]"""

BREATH_HEAT_J_KG_K = 1010.0
STANDARD_PRESSURE_PA = 101_325.0

ROOM_WIND_M_S = 0.1
ROOM_VAPOUR_PA = 1200.0

BALANCE_W_M2 = 0.01
"""A balance this close to zero is closed: 0.001 K of PET."""

MOST_STEPS = 60
COLDEST_SKIN_C = -80.0


class Body(NamedTuple):
    """What of a person the balance needs, over the area of the body.

    ``heat`` is the heat made [W/m2], ``bare`` the share of skin without
    clothing, ``outer`` the outer area of the clothing, ``resistance`` its clo
    value [m2 K/W], ``conductance`` its heat transfer [W m-2 K-1], ``widening``
    what it does to the area for vapour. The same with ``room_`` in the room.
    ``blood_w_k`` is the heat a unit of blood flow carries [W h kg-1 K-1],
    ``corrected`` tells the model after Walther and Goestchel from VDI's.
    """

    heat: float
    bare: float
    outer: float
    resistance: float
    conductance: float
    widening: float
    room_heat: float
    room_bare: float
    room_outer: float
    room_resistance: float
    room_widening: float
    radiating: float
    blood_w_k: float
    corrected: bool


@kernel
def exchange_coefficient(wind, pressure):
    """Coefficient of heat exchange with the air, body upright. [W m-2 K-1]"""
    relative = pressure / STANDARD_PRESSURE_PA
    forced = 2.67 + 6.5 * wind**0.67
    return max(forced, 3.0 * relative**0.53) * relative**0.55


@kernel
def breathed_heat(heat, air, vapour, pressure):
    """Heat gained by breathing, negative where it is lost. [W/m2]"""
    breath = heat * BREATH_KG_J
    expired = 0.47 * air + 21.0
    moist = 0.623 * LATENT_HEAT_J_KG / pressure * (vapour - saturation_pressure(expired))
    return breath * (BREATH_HEAT_J_KG_K * (air - expired) + moist)


@kernel
def core_temperature(skin, heat, blood_w_k):
    """Temperature of the core that passes the heat on to the skin, and the blood flow.

    Returns
    -------
    core : float
        [°C]
    blood : float
        [kg m-2 h-1]
    """
    narrowed = 1.0 + BLOOD_PER_SKIN_1_K * max(SKIN_SET_C - skin, 0.0)
    blood = BLOOD_REST_KG_M2_H / narrowed
    rest = blood * blood_w_k + TISSUE_W_M2_K
    core = skin + heat / rest
    if core <= CORE_SET_C:
        return core, blood
    # Above the set temperature the flow rises with the core's excess y:
    # (rest + rise y) (y + distance) = heat.
    rise = BLOOD_PER_CORE_KG_M2_H_K / narrowed * blood_w_k
    distance = CORE_SET_C - skin
    linear = rest + rise * distance
    constant = rest * distance - heat
    root = math.sqrt(max(linear * linear - 4.0 * rise * constant, 0.0))
    # Of the two forms of the solution the one that does not cancel.
    if linear > 0.0:
        excess = -2.0 * constant / (linear + root)
    else:
        excess = 0.5 * (root - linear) / rise
    blood = (BLOOD_REST_KG_M2_H + BLOOD_PER_CORE_KG_M2_H_K * excess) / narrowed
    if blood > BLOOD_MOST_KG_M2_H:
        blood = BLOOD_MOST_KG_M2_H
        return skin + heat / (blood * blood_w_k + TISSUE_W_M2_K), blood
    return CORE_SET_C + excess, blood


@kernel
def sweat_heat(skin, core, blood, corrected):
    """Heat that the sweat made would take if it all evaporated. [W/m2]"""
    if corrected:
        weight = 0.0417737 + 0.7451833 / (blood + 0.585417)
        excess = weight * skin + (1.0 - weight) * core - 0.1 * SKIN_SET_C - 0.9 * CORE_SET_C
        return min(SWEAT_W_M2_K * max(excess, 0.0), SWEAT_MOST_W_M2)
    return SWEAT_W_M2_K * max(0.1 * skin + 0.9 * core - CORE_SET_C, 0.0)


@kernel
def skin_wetness(sweat, over_skin, exchange, pressure, resistance, corrected):
    """Share of the skin that is wet, and the heat that sweat takes. [–, W/m2]"""
    lewis = LEWIS_K_PA if corrected else VDI_LEWIS / pressure
    greatest = exchange * lewis * over_skin / (1.0 + 0.92 * exchange * resistance)
    wet = 1.0 if sweat >= abs(greatest) else sweat / abs(greatest)
    # Under moister air than the skin's the wet share takes up vapour instead.
    return wet, wet * greatest


@kernel
def vapour_heat(wet, over_skin, exchange, resistance, widening, corrected):
    """Heat lost by vapour through dry skin and clothing. [W/m2]"""
    if corrected:
        barrier = (1.0 / (widening * exchange) + resistance) / (LEWIS_K_PA * WOODCOCK)
        return (1.0 - wet) * over_skin / barrier
    return (1.0 - wet) * over_skin * VDI_SKIN_VAPOUR_W_M2_PA


@kernel
def fourth_power(celsius):
    """Fourth power of a temperature above absolute zero. [K4]"""
    kelvin = celsius + ZERO_CELSIUS_K
    squared = kelvin * kelvin
    return squared * squared


@kernel
def body_balance(worn, air, radiant_4, vapour, pressure, exchange, breathed, body):
    """Heat the body gains at a temperature of its clothing, and the state of the skin.

    Returns
    -------
    gain : float
        Falls with the temperature of the clothing. [W/m2]
    skin : float
        [°C]
    sweat : float
        Heat of the sweat made. [W/m2]
    wet : float
        Share of the skin that is wet.
    dried : float
        Heat that sweat takes. [W/m2]
    """
    glow = body.radiating * STEFAN_BOLTZMANN_W_M2_K4
    from_air = exchange * body.outer * (air - worn)
    radiated = glow * CLOTHING_EMISSIVITY * body.outer * (radiant_4 - fourth_power(worn))
    outward = -(from_air + radiated)
    skin = worn + outward / body.conductance
    core, blood = core_temperature(skin, body.heat + breathed, body.blood_w_k)
    sweat = sweat_heat(skin, core, blood, body.corrected)
    to_bare = body.bare * (
        exchange * (air - skin) + glow * SKIN_EMISSIVITY * (radiant_4 - fourth_power(skin))
    )
    # A trial of the solver may be colder than any vapour formula bears.
    over_skin = saturation_pressure(max(skin, COLDEST_SKIN_C)) - vapour
    wet, dried = skin_wetness(sweat, over_skin, exchange, pressure, body.resistance, body.corrected)
    lost = dried + vapour_heat(
        wet, over_skin, exchange, body.resistance, body.widening, body.corrected
    )
    return body.heat + breathed + to_bare - outward - lost, skin, sweat, wet, dried


@kernel
def room_temperature(worn, skin, sweat, wet, dried, pressure, body):
    """Temperature of the room in which the same body loses as much heat. [°C]

    See `body_balance` for the state of the body.
    """
    exchange = exchange_coefficient(ROOM_WIND_M_S, pressure)
    over_skin = saturation_pressure(skin) - ROOM_VAPOUR_PA
    if body.corrected:
        wet, dried = skin_wetness(sweat, over_skin, exchange, pressure, body.room_resistance, True)
    lost = dried + vapour_heat(
        wet, over_skin, exchange, body.room_resistance, body.room_widening, body.corrected
    )
    glow = body.radiating * STEFAN_BOLTZMANN_W_M2_K4
    skin_glow = glow * SKIN_EMISSIVITY * body.room_bare
    worn_glow = glow * CLOTHING_EMISSIVITY * body.room_outer
    rest = (
        body.room_heat
        - lost
        - skin_glow * fourth_power(skin)
        - worn_glow * fourth_power(worn)
        - exchange * (body.room_bare * skin + body.room_outer * worn)
    )
    per_kelvin = exchange * (body.room_bare + body.room_outer)
    breath = body.room_heat * BREATH_KG_J
    room = worn
    for _ in range(MOST_STEPS):
        gain = (
            rest
            + breathed_heat(body.room_heat, room, ROOM_VAPOUR_PA, pressure)
            + (skin_glow + worn_glow) * fourth_power(room)
            + per_kelvin * room
        )
        kelvin = room + ZERO_CELSIUS_K
        slope = (
            per_kelvin
            + 4.0 * (skin_glow + worn_glow) * kelvin * kelvin * kelvin
            + breath
            * (
                0.53 * BREATH_HEAT_J_KG_K
                - 0.47 * 0.623 * LATENT_HEAT_J_KG / pressure * saturation_slope(0.47 * room + 21.0)
            )
        )
        room -= gain / slope
        if not abs(gain) > BALANCE_W_M2:
            break
    return room


@kernel
def pet_of_cell(air, radiant, wind, vapour, pressure, body):
    """Physiological equivalent temperature. [°C]

    Parameters
    ----------
    air, radiant
        Air and mean radiant temperature. [°C]
    wind
        At the height of the person, 1.1 m. [m/s]
    vapour, pressure
        Vapour and air pressure. [Pa]
    body
        The person, `Body`.
    """
    exchange = exchange_coefficient(wind, pressure)
    radiant_4 = fourth_power(radiant)
    breathed = breathed_heat(body.heat, air, vapour, pressure)
    # First guess: clothing between a skin of 33 °C and its surroundings.
    to_air = exchange * body.outer
    to_walls = 5.0 * body.radiating * body.outer
    passing = to_air + to_walls + body.conductance
    worn = (to_air * air + to_walls * radiant + body.conductance * 33.0) / passing
    slope = -2.5 * passing
    gain, skin, sweat, wet, dried = body_balance(
        worn, air, radiant_4, vapour, pressure, exchange, breathed, body
    )
    cold, warm = -1e3, 1e3
    for _ in range(MOST_STEPS):
        if not abs(gain) > BALANCE_W_M2:
            break
        if gain > 0.0:
            cold = worn
        else:
            warm = worn
        before, gain_before = worn, gain
        worn -= gain / slope
        if not cold < worn < warm:
            worn = 0.5 * (cold + warm)
        gain, skin, sweat, wet, dried = body_balance(
            worn, air, radiant_4, vapour, pressure, exchange, breathed, body
        )
        secant = (gain - gain_before) / (worn - before)
        if secant < 0.0:
            slope = secant
    return room_temperature(worn, skin, sweat, wet, dried, pressure, body)


@parallel_kernel
def pet(result, air, radiant, wind, vapour, pressure, body):
    """PET of every cell of a raster. [°C]

    Parameters
    ----------
    result
        Filled; not a number where an input is not. (rows, columns), float32 [°C]
    air, radiant, wind, vapour
        As `pet_of_cell` takes them. (rows, columns), float32
    pressure
        Air pressure, the same everywhere. [Pa]
    body
        The person, `Body`.
    """
    for row in numba.prange(result.shape[0]):
        for column in range(result.shape[1]):
            result[row, column] = pet_of_cell(
                np.float64(air[row, column]),
                np.float64(radiant[row, column]),
                np.float64(wind[row, column]),
                np.float64(vapour[row, column]),
                pressure,
                body,
            )
