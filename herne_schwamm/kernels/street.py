"""Column mode: street canyons by height, width and what covers the ground.

The same functions as on the raster, without a raster: canyon geometry instead
of horizons, the mean over all directions of the street, the streets of one
neighbourhood instead of a grid of air, and the country of the weather station
for the air above.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from herne_schwamm.kernels.canopy_air import (
    NODE_HEIGHT_M,
    STREET_ROUGHNESS_M,
    exposed_wind,
    hampered_over,
    layer_height,
    layer_resistance,
    mixed,
    node_resistance,
    street_wind,
    town_friction,
)
from herne_schwamm.kernels.compiling import kernel
from herne_schwamm.kernels.moist_air import (
    AIR_HEAT_J_KG_K,
    LATENT_HEAT_J_KG,
    air_density,
    psychrometric_constant,
)
from herne_schwamm.kernels.rural import (
    LEAST_WIND_M_S,
    inversion_factor,
    mixing_rate,
    profile_above,
    remembered,
    rural_step,
)
from herne_schwamm.kernels.street_shape import (
    AIR,
    BEAM,
    DIFFUSE,
    LONG,
    PRESSURE,
    ROOF,
    VAPOUR,
    WALL,
    WIND,
    neighbourhood,
    street_light,
)
from herne_schwamm.kernels.surface_energy import (
    DEPTH,
    ROUGHNESS,
    plate_conductance,
    surface_conductance,
    surface_step,
)
from herne_schwamm.kernels.surface_layer import wind_at

# Places of the state of the country and of the canopy layer.
(
    COUNTRY_TEMPERATURE, COUNTRY_DEEP, COUNTRY_SENSIBLE, ABOVE_AIR, ABOVE_VAPOUR,
    LAYER_AIR, LAYER_VAPOUR, LAYER_HEAT,
) = range(8)  # fmt: skip


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
    heat, moisture, exchange = np.empty(count), np.empty(count), np.empty(count)
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
        rate = mixing_rate(
            weather[AIR],
            common[ABOVE_AIR],
            sensible,
            layer,
            friction,
            inverse_length,
            heat_capacity,
        )
        common[ABOVE_AIR] = remembered(common[ABOVE_AIR], profile, rate, step)
        hampered = inversion_factor(weather[AIR], common[ABOVE_AIR], profile)
        profile = profile_above(
            weather[VAPOUR], latent, per_pascal, layer, friction, inverse_length
        )
        common[ABOVE_VAPOUR] = remembered(common[ABOVE_VAPOUR], profile, rate, step)

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
        all_heat, all_moisture, all_exchange = added_heat, 0.0, 0.0
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
            heat[c], moisture[c], exchange[c] = 0.0, 0.0, 0.0
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
                all_exchange += area * heat_capacity * conductance / count
                if not on_roof:
                    heat[c] += area * given
                    moisture[c] += area * latent
                    exchange[c] += area * heat_capacity * conductance
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
            all_exchange,
            heat_capacity * mixed_to,
            heat_capacity
            / (hampered_over(hampered, common[LAYER_AIR], common[ABOVE_AIR]) * resistance),
            step,
        )
        common[LAYER_VAPOUR] = mixed(
            common[LAYER_VAPOUR],
            common[ABOVE_VAPOUR],
            all_moisture,
            all_exchange / psychrometric,
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
                exchange[c],
                heat_capacity * mixed_to,
                heat_capacity / resistance,
                step,
            )
            vapour[c] = mixed(
                vapour[c],
                common[LAYER_VAPOUR],
                moisture[c],
                exchange[c] / psychrometric,
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
