"""Shape of street canyons, what their surfaces see of each other, and what they have in common."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from herne_schwamm.kernels.canopy_air import town_roughness
from herne_schwamm.kernels.canyon import canyon_beam, canyon_exchange, crown_beam
from herne_schwamm.kernels.compiling import kernel
from herne_schwamm.kernels.heat_constants import STEFAN_BOLTZMANN_W_M2_K4, ZERO_CELSIUS_K
from herne_schwamm.kernels.surface_energy import ALBEDO, EMISSIVITY, ROUGHNESS

FLOOR, CROWN, ROOF, WALL = 0, 1, 2, 3
"""Where a surface lies."""

# Columns of the weather.
AIR, VAPOUR, WIND, PRESSURE, BEAM, DIFFUSE, COSINE, LONG = range(8)


class Streets(NamedTuple):
    """Shape and cover of the streets of one neighbourhood.

    ``kind``, ``place`` and ``cover`` are (streets, surfaces): row of the table
    of surfaces, where it lies, area over the plan area (walls: both sides).
    ``height`` [m], ``aspect`` (height over width), ``built`` and ``frontal``
    (ground under buildings and walls that face the wind over the plan area)
    are (streets,).
    """

    kind: np.ndarray
    place: np.ndarray
    cover: np.ndarray
    height: np.ndarray
    aspect: np.ndarray
    built: np.ndarray
    frontal: np.ndarray


@kernel
def _emitted(row, temperature):
    kelvin = temperature + ZERO_CELSIUS_K
    return row[EMISSIVITY] * STEFAN_BOLTZMANN_W_M2_K4 * kelvin * kelvin * kelvin * kelvin


@kernel
def street_light(table, streets, c, temperature, weather, short, long):
    """Light that arrives on every surface of one street.

    Parameters
    ----------
    table
        Numbers of all kinds of surfaces. (kinds, numbers)
    streets, c
        The streets, and which of them.
    temperature
        Of its surfaces. (surfaces,) [°C]
    weather
        See the columns of this file.
    short, long
        Written. (surfaces,) [W/m2]
    """
    kind, place, cover = streets.kind[c], streets.place[c], streets.cover[c]
    aspect, floor_share = streets.aspect[c], 1.0 - streets.built[c]
    crowns = 0.0
    for i in range(kind.size):
        if place[i] == CROWN:
            crowns += cover[i] / floor_share
    floor_beam, wall_beam = canyon_beam(aspect, weather[COSINE], weather[BEAM])
    on_crown, between = crown_beam(min(crowns, 0.99), weather[COSINE])
    # What floor and walls send back at first, what they emit and what they send on.
    floor_first, floor_albedo, floor_glow, floor_gloss = 0.0, 0.0, 0.0, 0.0
    wall_albedo, wall_glow, wall_gloss = 0.0, 0.0, 0.0
    for i in range(kind.size):
        row = table[kind[i]]
        if place[i] == WALL:
            wall_albedo = row[ALBEDO]
            wall_glow = _emitted(row, temperature[i])
            wall_gloss = 1.0 - row[EMISSIVITY]
        elif place[i] != ROOF:
            share = cover[i] / floor_share
            part = on_crown if place[i] == CROWN else between
            floor_first += share * row[ALBEDO] * part * floor_beam
            floor_albedo += share * row[ALBEDO]
            floor_glow += share * _emitted(row, temperature[i])
            floor_gloss += share * (1.0 - row[EMISSIVITY])
    floor_short, wall_short = canyon_exchange(
        aspect,
        weather[DIFFUSE],
        floor_first,
        wall_albedo * wall_beam,
        floor_albedo,
        wall_albedo,
    )
    floor_long, wall_long = canyon_exchange(
        aspect, weather[LONG], floor_glow, wall_glow, floor_gloss, wall_gloss
    )
    for i in range(kind.size):
        if place[i] == ROOF:
            short[i], long[i] = weather[BEAM] + weather[DIFFUSE], weather[LONG]
        elif place[i] == WALL:
            short[i], long[i] = wall_beam + wall_short, wall_long
        else:
            part = on_crown if place[i] == CROWN else between
            short[i], long[i] = part * floor_beam + floor_short, floor_long


@kernel
def neighbourhood(table, streets, ground_roughness):
    """What the streets of a neighbourhood have in common.

    Parameters
    ----------
    table, streets
        See `street_light`.
    ground_roughness
        Written: roughness of what lies between the buildings. (streets,) [m]

    Returns
    -------
    height, displacement, roughness : float
        Mean height of the buildings, displacement height, roughness length. [m]
    """
    count = streets.height.size
    built, frontal, tall, mean_log = 0.0, 0.0, 0.0, 0.0
    for c in range(count):
        logarithm = 0.0
        for i in range(streets.kind.shape[1]):
            if streets.place[c, i] != WALL:
                logarithm += streets.cover[c, i] * math.log(table[streets.kind[c, i], ROUGHNESS])
        ground_roughness[c] = math.exp(logarithm)
        mean_log += logarithm / count
        built += streets.built[c] / count
        frontal += streets.frontal[c] / count
        tall += streets.built[c] * streets.height[c] / count
    height = tall / built if built > 0.0 else 0.0
    displacement, roughness = town_roughness(height, built, frontal, math.exp(mean_log))
    return height, displacement, roughness
