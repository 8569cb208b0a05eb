"""Air between the roofs: roughness of a town, its wind, its temperature and moisture.

Buildings mix the air from the ground to their roofs: below, the canopy layer
has one temperature in a built street, and a surface layer of its own over open
ground. What all surfaces around give off meets, through the turbulence over
the roofs, the air at the top of the canopy layer.

References
----------
Macdonald, Griffiths and Hall (1998), Atmos. Environ. 32, 1857-1864 (roughness).
Macdonald (2000), Boundary-Layer Meteorol. 97, 25-45 (wind between buildings).
Wieringa (1986), Q. J. R. Meteorol. Soc. 112, 867-889 (wind over another ground).
Masson (2000), Boundary-Layer Meteorol. 94, 357-397 (roughness of a street).
"""

from __future__ import annotations

import math

from herne_schwamm.kernels.compiling import kernel
from herne_schwamm.kernels.surface_layer import (
    KARMAN,
    friction_velocity,
    heat_resistance,
    inverse_obukhov,
    wind_at,
)

BLENDING_HEIGHT_M = 60.0
"""Over town and country the wind is the same here, Wieringa (1986). [m]"""

WIND_HEIGHT_M = 10.0
"""Height above the displacement height that winds are told for. [m]"""

NODE_HEIGHT_M = 2.0
"""Height of the air that screens and people feel. [m]"""

LEAST_LAYER_M = 20.0
"""The canopy layer is twice as high as the buildings, but not less. [m]"""

DENSEST_FRONTAL = 0.3
"""Walls that face the wind over the ground, beyond which the wind passes over, Macdonald (2000)."""

LEAST_STREET_WIND_M_S = 0.3
"""Between buildings air does not stand. [m/s]"""

STREET_ROUGHNESS_M = 0.05
"""Of a street with its kerbs, cars and fences, Masson (2000). [m]"""


@kernel
def town_roughness(height, built, frontal, ground_roughness):
    """Displacement height and roughness length of a town. [m]

    Parameters
    ----------
    height
        Mean height of the buildings. [m]
    built, frontal
        Ground under buildings, and walls that face the wind, over the ground. [–]
    ground_roughness
        Of what lies and grows between; a town is not smoother. [m]

    Returns
    -------
    displacement, roughness : float
        [m]
    """
    if height <= 0.0 or built <= 0.0 or frontal <= 0.0:
        return 0.0, ground_roughness
    displacement = height * (1.0 + 4.43 ** (-built) * (built - 1.0))
    free = 1.0 - displacement / height
    drag = 0.5 * 1.2 / (KARMAN * KARMAN) * free * frontal
    roughness = height * free * math.exp(-1.0 / math.sqrt(drag))
    return displacement, max(roughness, ground_roughness)


@kernel
def exposed_wind(wind, height, country_roughness, displacement, roughness):
    """Wind 10 m above the displacement height of a town, from that of open country. [m/s]

    Up to the blending height over the country and down again over the town,
    without stability.

    Parameters
    ----------
    wind, height
        Measured in the country. [m/s, m]
    country_roughness, displacement, roughness
        Of the country and of the town. [m]
    """
    blended = (
        wind
        * math.log(BLENDING_HEIGHT_M / country_roughness)
        / math.log(height / country_roughness)
    )
    return (
        blended
        * math.log(WIND_HEIGHT_M / roughness)
        / math.log((BLENDING_HEIGHT_M - displacement) / roughness)
    )


@kernel
def town_friction(wind, roughness, heat, air, heat_capacity):
    """Friction velocity of a town [m/s] and one over its Obukhov length [1/m].

    Parameters
    ----------
    wind
        10 m above the displacement height. [m/s]
    roughness
        [m]
    heat, air, heat_capacity
        See `inverse_obukhov`; the heat is that of the step before.
    """
    inverse_length = 0.0
    friction = friction_velocity(wind, WIND_HEIGHT_M, roughness, 0.0)
    for _ in range(2):
        inverse_length = inverse_obukhov(heat, friction, air, heat_capacity)
        friction = friction_velocity(wind, WIND_HEIGHT_M, roughness, inverse_length)
    return friction, inverse_length


@kernel
def street_wind(
    level,
    height,
    frontal,
    ground_roughness,
    mixed_to,
    displacement,
    roughness,
    friction,
    inverse_length,
):
    """Wind at a level above the ground, between buildings or over open ground. [m/s]

    Parameters
    ----------
    level
        [m]
    height, frontal, ground_roughness
        Of the place: its buildings and what lies between. [m, –, m]
    mixed_to
        Height up to which buildings around mix the air. [m]
    displacement, roughness, friction, inverse_length
        Of the town around. [m, m, m/s, 1/m]
    """
    top = max(height, mixed_to, level)
    over = wind_at(max(top - displacement, 2.0 * roughness), roughness, friction, inverse_length)
    if height > level:
        decay = 9.6 * min(frontal, DENSEST_FRONTAL)
        wind = over * math.exp(-decay * (1.0 - level / height))
    else:
        wind = over * math.log(level / ground_roughness) / math.log(top / ground_roughness)
    return max(wind, LEAST_STREET_WIND_M_S)


@kernel
def layer_height(height):
    """Height of the canopy layer over buildings of a mean height. [m]"""
    return max(2.0 * height, LEAST_LAYER_M)


@kernel
def layer_resistance(mixed_to, layer, displacement, roughness, friction, inverse_length):
    """Resistance from the roofs to the top of the canopy layer. [s/m]"""
    lower = max(mixed_to - displacement, roughness)
    return heat_resistance(lower, layer - displacement, friction, inverse_length)


@kernel
def hampered_over(hampered, layer, above):
    """How much weaker an inversion makes the exchange over the roofs. [≥ 1]

    Over a town that is warmer than the air above there is none, whatever lies over the country.

    Parameters
    ----------
    hampered
        Over the country, `kernels.rural.inversion_factor`.
    layer, above
        Temperature of the canopy layer and of the air above it. [°C]
    """
    return hampered if above > layer else 1.0


@kernel
def node_resistance(height, mixed_to, friction, inverse_length):
    """Resistance from the air that people feel to the height of the roofs around. [s/m]

    None in a built street, whose air is mixed up to the roofs.
    """
    if height > NODE_HEIGHT_M or mixed_to <= NODE_HEIGHT_M:
        return 0.0
    return heat_resistance(NODE_HEIGHT_M, mixed_to, friction, inverse_length)


@kernel
def mixed(value, above, source, answer, capacity, conductance, step):
    """Temperature or vapour pressure of a layer of air after one step.

    What surfaces give was found with the layer as it was; while it warms, they give
    less: without their answer the leaves of a crown, which exchange more in a step than the
    air around holds, would throw it to and fro.

    Parameters
    ----------
    value, above
        Of the layer and of the air on top of it.
    source
        What surfaces give to the layer as it was. [W/m2]
    answer
        How much less they give per unit of the value. [W m-2 per unit]
    capacity
        Of the layer. [J m-2 per unit of the value]
    conductance
        To the air on top. [W m-2 per unit of the value]
    step
        [s]
    """
    kept = capacity / step + answer
    return (kept * value + source + conductance * above) / (kept + conductance)
