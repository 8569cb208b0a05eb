"""Column mode: street canyons by height, width and what covers the ground.

The same functions as on the raster, without a raster: canyon geometry instead
of horizons, the mean over all directions of the street, the streets of one
neighbourhood instead of a grid of air, and the country of the weather station
for the air above.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from herne_schwamm.kernels.canopy_air import (
    NODE_HEIGHT_M,
    STREET_ROUGHNESS_M,
    exposed_wind,
    layer_height,
    layer_resistance,
    mixed,
    node_resistance,
    street_wind,
    town_friction,
    town_roughness,
)
from herne_schwamm.kernels.canyon import canyon_beam, canyon_exchange, crown_beam
from herne_schwamm.kernels.compiling import kernel
from herne_schwamm.kernels.moist_air import (
    AIR_HEAT_J_KG_K,
    LATENT_HEAT_J_KG,
    STEFAN_BOLTZMANN_W_M2_K4,
    ZERO_CELSIUS_K,
    air_density,
    psychrometric_constant,
)
from herne_schwamm.kernels.rural import (
    LEAST_WIND_M_S,
    inversion_factor,
    profile_above,
    remembered,
    rural_step,
)
from herne_schwamm.kernels.surface_energy import (
    ALBEDO,
    DEPTH,
    EMISSIVITY,
    ROUGHNESS,
    plate_conductance,
    surface_conductance,
    surface_step,
)
from herne_schwamm.kernels.surface_layer import wind_at

FLOOR, CROWN, ROOF, WALL = 0, 1, 2, 3
"""Where a surface lies."""

# Columns of the weather.
AIR, VAPOUR, WIND, PRESSURE, BEAM, DIFFUSE, COSINE, LONG = range(8)

# Places of the state of the country and of the canopy layer.
(
    COUNTRY_TEMPERATURE, COUNTRY_DEEP, COUNTRY_SENSIBLE, ABOVE_AIR, ABOVE_VAPOUR,
    LAYER_AIR, LAYER_VAPOUR, LAYER_HEAT,
) = range(8)  # fmt: skip


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


class Ground(NamedTuple):
    """State of every surface, changed in place. (streets, surfaces)

    ``temperature`` and ``deep`` [°C], ``sensible`` heat to the air [W/m2],
    ``film``, ``root`` and their capacities [mm]; sums since the start of
    ``net`` radiation, heat to the air ``given`` [J/m2], water gone from
    ``film_gone`` and ``root_gone`` [mm] and its ``latent`` heat [J/m2].
    """

    temperature: np.ndarray
    deep: np.ndarray
    sensible: np.ndarray
    film: np.ndarray
    film_capacity: np.ndarray
    root: np.ndarray
    root_capacity: np.ndarray
    net: np.ndarray
    given: np.ndarray
    latent: np.ndarray
    film_gone: np.ndarray
    root_gone: np.ndarray


class Country(NamedTuple):
    """The station's country.

    Row of its surface, height of the wind [m], water of its root zone now and
    at field capacity [mm].
    """

    kind: int
    wind_height: float
    root: float
    root_capacity: float


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


@kernel
def follow_streets(
    table,
    streets,
    ground,
    air,
    vapour,
    wind,
    common,
    country,
    before,
    after,
    added_heat,
    own_air,
    step,
    steps,
):
    """Follow a neighbourhood from one line of the weather to the next, in place.

    Parameters
    ----------
    table
        Numbers of all kinds of surfaces. (kinds, numbers)
    streets, ground, country
        See their classes.
    air, vapour, wind
        Of the air that people feel in every street. (streets,) [°C], [Pa], [m/s]
    common
        State of the country and of the canopy layer, by the places of this file.
    before, after
        Weather at the beginning and at the end; straight in between.
    added_heat
        Anthropogenic heat. [W/m2]
    own_air
        False: street and canopy layer keep the air of the country, a plain twin.
    step, steps
        Time step [s] and number of steps.
    """
    count, surfaces = streets.kind.shape
    short, long = np.empty(surfaces), np.empty(surfaces)
    ground_roughness = np.empty(count)
    heat, moisture = np.empty(count), np.empty(count)
    height, displacement, roughness = neighbourhood(table, streets, ground_roughness)
    layer = layer_height(height)
    mixed_to = max(height, NODE_HEIGHT_M)
    street_roughness = STREET_ROUGHNESS_M if height > NODE_HEIGHT_M else 0.0
    grass = table[country.kind]
    for n in range(steps):
        part = (n + 0.5) / steps
        weather = (1.0 - part) * before + part * after
        heat_capacity = AIR_HEAT_J_KG_K * air_density(weather[AIR], weather[PRESSURE])
        psychrometric = psychrometric_constant(weather[PRESSURE])
        per_pascal = heat_capacity / psychrometric

        temperature, deep, sensible, latent, friction, inverse_length = rural_step(
            grass,
            common[COUNTRY_TEMPERATURE],
            common[COUNTRY_DEEP],
            common[COUNTRY_SENSIBLE],
            weather[BEAM] + weather[DIFFUSE],
            weather[LONG],
            weather[AIR],
            weather[VAPOUR],
            weather[WIND],
            country.wind_height,
            heat_capacity,
            psychrometric,
            country.root,
            country.root_capacity,
            step,
        )
        common[COUNTRY_TEMPERATURE] = temperature
        common[COUNTRY_DEEP] = deep
        common[COUNTRY_SENSIBLE] = sensible
        profile = profile_above(
            weather[AIR], sensible, heat_capacity, layer, friction, inverse_length
        )
        common[ABOVE_AIR] = remembered(
            common[ABOVE_AIR], profile, layer, friction, inverse_length, step
        )
        hampered = inversion_factor(weather[AIR], common[ABOVE_AIR], profile)
        profile = profile_above(
            weather[VAPOUR], latent, per_pascal, layer, friction, inverse_length
        )
        common[ABOVE_VAPOUR] = remembered(
            common[ABOVE_VAPOUR], profile, layer, friction, inverse_length, step
        )

        ten_metres = exposed_wind(
            max(weather[WIND], LEAST_WIND_M_S),
            country.wind_height,
            grass[ROUGHNESS],
            displacement,
            roughness,
        )
        friction, inverse_length = town_friction(
            ten_metres, roughness, common[LAYER_HEAT], common[LAYER_AIR], heat_capacity
        )
        all_heat, all_moisture = added_heat, 0.0
        for c in range(count):
            wind[c] = street_wind(
                NODE_HEIGHT_M,
                streets.height[c],
                streets.frontal[c],
                ground_roughness[c],
                mixed_to,
                displacement,
                roughness,
                friction,
                inverse_length,
            )
            roof_wind = wind[c]
            if streets.height[c] > NODE_HEIGHT_M:
                over = streets.height[c] + NODE_HEIGHT_M - displacement
                roof_wind = max(
                    wind[c],
                    wind_at(max(over, 2.0 * roughness), roughness, friction, inverse_length),
                )
            street_light(table, streets, c, ground.temperature[c], weather, short, long)
            heat[c], moisture[c] = 0.0, 0.0
            for i in range(surfaces):
                area = streets.cover[c, i]
                if area <= 0.0:
                    continue
                row = table[streets.kind[c, i]]
                on_roof = streets.place[c, i] == ROOF
                its_air = common[LAYER_AIR] if on_roof else air[c]
                its_vapour = common[LAYER_VAPOUR] if on_roof else vapour[c]
                if streets.place[c, i] == WALL:
                    conductance = plate_conductance(wind[c], heat_capacity)
                else:
                    conductance = surface_conductance(
                        row,
                        roof_wind if on_roof else wind[c],
                        NODE_HEIGHT_M,
                        0.0 if on_roof or row[DEPTH] > 0.0 else street_roughness,
                        ground.sensible[c, i],
                        ground.temperature[c, i],
                        its_air,
                        heat_capacity,
                    )
                given, latent = _follow_surface(
                    row,
                    ground,
                    c,
                    i,
                    short[i],
                    long[i],
                    its_air,
                    its_vapour,
                    conductance,
                    heat_capacity,
                    psychrometric,
                    step,
                )
                all_heat += area * given / count
                all_moisture += area * latent / count
                if not on_roof:
                    heat[c] += area * given
                    moisture[c] += area * latent
        common[LAYER_HEAT] = all_heat
        if not own_air:
            common[LAYER_AIR], common[LAYER_VAPOUR] = weather[AIR], weather[VAPOUR]
            air[:], vapour[:] = weather[AIR], weather[VAPOUR]
            continue
        resistance = layer_resistance(
            mixed_to, layer, displacement, roughness, friction, inverse_length
        )
        common[LAYER_AIR] = mixed(
            common[LAYER_AIR],
            common[ABOVE_AIR],
            all_heat,
            heat_capacity * mixed_to,
            heat_capacity / (hampered * resistance),
            step,
        )
        common[LAYER_VAPOUR] = mixed(
            common[LAYER_VAPOUR],
            common[ABOVE_VAPOUR],
            all_moisture,
            per_pascal * mixed_to,
            per_pascal / resistance,
            step,
        )
        for c in range(count):
            resistance = node_resistance(streets.height[c], mixed_to, friction, inverse_length)
            if resistance <= 0.0:
                air[c], vapour[c] = common[LAYER_AIR], common[LAYER_VAPOUR]
                continue
            air[c] = mixed(
                air[c],
                common[LAYER_AIR],
                heat[c],
                heat_capacity * mixed_to,
                heat_capacity / resistance,
                step,
            )
            vapour[c] = mixed(
                vapour[c],
                common[LAYER_VAPOUR],
                moisture[c],
                per_pascal * mixed_to,
                per_pascal / resistance,
                step,
            )


@kernel
def _follow_surface(
    row, ground, c, i, short, long, air, vapour, conductance, heat_capacity, psychrometric, step
):
    """One step of one surface with its stores and sums; heat and latent heat given. [W/m2]"""
    temperature, deep, net, given, wet, dry = surface_step(
        row,
        ground.temperature[c, i],
        ground.deep[c, i],
        short,
        long,
        air,
        vapour,
        conductance,
        heat_capacity,
        psychrometric,
        ground.film[c, i],
        ground.film_capacity[c, i],
        ground.root[c, i],
        ground.root_capacity[c, i],
        step,
    )
    from_film = wet * step / LATENT_HEAT_J_KG
    from_root = dry * step / LATENT_HEAT_J_KG
    ground.temperature[c, i] = temperature
    ground.deep[c, i] = deep
    ground.sensible[c, i] = given
    # Rounding must not leave less than nothing.
    ground.film[c, i] = max(ground.film[c, i] - from_film, 0.0)
    ground.root[c, i] = max(ground.root[c, i] - from_root, 0.0)
    ground.net[c, i] += net * step
    ground.given[c, i] += given * step
    ground.latent[c, i] += (wet + dry) * step
    ground.film_gone[c, i] += from_film
    ground.root_gone[c, i] += from_root
    return given, wet + dry
