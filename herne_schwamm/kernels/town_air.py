"""Air of a town on a raster: what all surfaces around give off, and what each place adds.

The air over a place is that of its surroundings: heat and moisture are spread
over the distance that the air needs to rise through the canopy layer. No wind
field is solved, and no air is carried from one quarter to the next.
"""

from __future__ import annotations

import numba
import numpy as np

from herne_schwamm.kernels.canopy_air import (
    NODE_HEIGHT_M,
    STREET_ROUGHNESS_M,
    exposed_wind,
    hampered_over,
    layer_resistance,
    mixed,
    node_resistance,
    street_wind,
    town_friction,
    town_roughness,
)
from herne_schwamm.kernels.compiling import kernel, parallel_kernel
from herne_schwamm.kernels.surface_layer import wind_at


@kernel
def _window_means(told, values, half, sums):
    """Means over a window of a line, with nothing beyond its ends."""
    size = values.size
    sums[0] = 0.0
    for i in range(size):
        sums[i + 1] = sums[i] + values[i]
    for i in range(size):
        told[i] = (sums[min(i + half + 1, size)] - sums[max(i - half, 0)]) / (2 * half + 1)


@parallel_kernel
def window_means(values, half, times):
    """Means over a square window, several times over, in place.

    Cells beyond the edge count as 0: the quotient of a field's and its
    weights' means is the weighted mean around every cell.

    Parameters
    ----------
    values
        Changed. (rows, columns), float64
    half
        Cells to either side of the middle.
    times
        Three are nearly a bell of variance ``half (half + 1)`` cells².
    """
    rows, columns = values.shape
    for _ in range(times):
        for j in numba.prange(rows):
            line = np.empty(columns)
            _window_means(line, values[j], half, np.empty(columns + 1))
            values[j] = line
        for i in numba.prange(columns):
            line = np.empty(rows)
            _window_means(line, values[:, i], half, np.empty(rows + 1))
            values[:, i] = line


@parallel_kernel
def town_shape(height, built, frontal, roughness, displacement, told_roughness):
    """Displacement height and roughness of every place from means around it.

    Parameters
    ----------
    height, built, frontal, roughness
        Mean height of buildings [m], ground under them and walls that face the
        wind over the ground, roughness of what lies between [m]. (cells,)
    displacement, told_roughness
        Written. (cells,) [m]
    """
    for c in numba.prange(height.size):
        displacement[c], told_roughness[c] = town_roughness(
            height[c], built[c], frontal[c], roughness[c]
        )


@parallel_kernel
def town_winds(
    measured,
    wind_height,
    country_roughness,
    own_height,
    own_frontal,
    own_roughness,
    height,
    displacement,
    roughness,
    heat,
    layer_air,
    heat_capacity,
    friction,
    inverse_length,
    wind,
    roof_wind,
    street_roughness,
):
    """Friction and winds of every cell under the wind of the country.

    Parameters
    ----------
    measured, wind_height, country_roughness
        Wind of the country [m/s], its height and the country's roughness. [m]
    own_height, own_frontal, own_roughness
        Of the place itself: buildings, and what lies between. (cells,) [m, –, m]
    height, displacement, roughness
        Of the town around. (cells,) [m]
    heat, layer_air
        Heat of the surfaces around in the step before, air over the roofs. (cells,) [W/m2, °C]
    heat_capacity
        Of the air. [J m-3 K-1]
    friction, inverse_length, wind, roof_wind, street_roughness
        Written. (cells,) [m/s, 1/m, m/s, m/s, m]
    """
    for c in numba.prange(heat.size):
        d, z0 = np.float64(displacement[c]), np.float64(roughness[c])
        around = np.float64(height[c])
        over = exposed_wind(measured, wind_height, country_roughness, d, z0)
        u, inverse = town_friction(
            over, z0, np.float64(heat[c]), np.float64(layer_air[c]), heat_capacity
        )
        mixed_to = max(around, NODE_HEIGHT_M)
        own = np.float64(own_height[c])
        blown = street_wind(
            NODE_HEIGHT_M, own, np.float64(own_frontal[c]), np.float64(own_roughness[c]),
            mixed_to, d, z0, u, inverse,
        )  # fmt: skip
        above = blown
        if own > NODE_HEIGHT_M:
            above = max(blown, wind_at(max(own + NODE_HEIGHT_M - d, 2.0 * z0), z0, u, inverse))
        friction[c] = u
        inverse_length[c] = inverse
        wind[c] = blown
        roof_wind[c] = above
        # Where buildings thin out, streets end without an edge.
        street_roughness[c] = STREET_ROUGHNESS_M * min(max(around / NODE_HEIGHT_M - 1.0, 0.0), 1.0)


@parallel_kernel
def town_mix(
    air,
    vapour,
    layer_air,
    layer_vapour,
    own_heat,
    own_latent,
    heat,
    latent,
    own_exchange,
    exchange,
    own_height,
    height,
    displacement,
    roughness,
    friction,
    inverse_length,
    above,
    above_vapour,
    hampered,
    layer,
    heat_capacity,
    psychrometric,
    step,
):
    """Air of every cell after one step.

    Parameters
    ----------
    air, vapour, layer_air, layer_vapour
        Air that people feel and air over the roofs, changed. (cells,) [°C], [Pa]
    own_heat, own_latent
        What the surfaces of the place give below the roofs. (cells,) [W/m2]
    heat, latent
        What all surfaces around give. (cells,) [W/m2]
    own_exchange, exchange
        How much more heat they give for every kelvin that the air is colder. (cells,) [W m-2 K-1]
    own_height, height, displacement, roughness, friction, inverse_length
        See `town_winds`. (cells,)
    above, above_vapour, hampered, layer
        Air at the top of the canopy layer [°C, Pa], how much an inversion
        hampers the exchange with it, height of the layer. [m]
    heat_capacity, psychrometric, step
        [J m-3 K-1], [Pa/K], [s]
    """
    per_pascal = heat_capacity / psychrometric
    for c in numba.prange(air.size):
        mixed_to = max(np.float64(height[c]), NODE_HEIGHT_M)
        u, inverse = np.float64(friction[c]), np.float64(inverse_length[c])
        over = layer_resistance(
            mixed_to, layer, np.float64(displacement[c]), np.float64(roughness[c]), u, inverse
        )
        answer = np.float64(exchange[c])
        its_air = mixed(
            np.float64(layer_air[c]), above, np.float64(heat[c]), answer, heat_capacity * mixed_to,
            heat_capacity / (hampered_over(hampered, np.float64(layer_air[c]), above) * over), step,
        )  # fmt: skip
        its_vapour = mixed(
            np.float64(layer_vapour[c]), above_vapour, np.float64(latent[c]),
            answer / psychrometric,
            per_pascal * mixed_to, per_pascal / over, step,
        )  # fmt: skip
        layer_air[c], layer_vapour[c] = its_air, its_vapour
        below = node_resistance(np.float64(own_height[c]), mixed_to, u, inverse)
        if below > 0.0:
            answer = np.float64(own_exchange[c])
            its_air = mixed(
                np.float64(air[c]), its_air, np.float64(own_heat[c]), answer,
                heat_capacity * mixed_to,
                heat_capacity / below, step,
            )  # fmt: skip
            its_vapour = mixed(
                np.float64(vapour[c]), its_vapour, np.float64(own_latent[c]),
                answer / psychrometric,
                per_pascal * mixed_to, per_pascal / below, step,
            )  # fmt: skip
        air[c], vapour[c] = its_air, its_vapour
