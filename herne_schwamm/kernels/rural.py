"""The open country where the weather was measured: what it tells of the air above.

A weather station stands on grass. The balance of that grass under the measured
air gives the fluxes, and their profiles the air at the top of a town's canopy
layer: cooler than at the screen by day, warmer in clear nights. The air there
has a memory: it follows the profile as fast as the turbulence below lets it,
at once by day and over hours in a calm night.
"""

from __future__ import annotations

from herne_schwamm.kernels.compiling import kernel
from herne_schwamm.kernels.surface_energy import HEAT_ROUGHNESS, ROUGHNESS, surface_step
from herne_schwamm.kernels.surface_layer import (
    friction_velocity,
    heat_resistance,
    inverse_obukhov,
)

SCREEN_HEIGHT_M = 2.0
LEAST_WIND_M_S = 0.5
"""What a calm hour counts as: anemometers start late. [m/s]"""

LEAST_INVERSION_K = 0.05
"""Air above that is less warm than this tells of no inversion. [K]"""

GREATEST_INVERSION_FACTOR = 20.0


@kernel
def rural_step(
    row,
    temperature,
    deep,
    sensible,
    short,
    long,
    air,
    vapour,
    wind,
    wind_height,
    heat_capacity,
    psychrometric,
    root,
    root_capacity,
    step,
):
    """One step of the grass below the station.

    Parameters
    ----------
    row
        Numbers of its surface.
    temperature, deep
        [°C]
    sensible
        Heat to the air of the step before. [W/m2]
    short, long, air, vapour, wind, wind_height
        The weather. [W/m2, W/m2, °C, Pa, m/s, m]
    heat_capacity, psychrometric, root, root_capacity, step
        See `surface_step`.

    Returns
    -------
    temperature, deep, sensible, latent, friction, inverse_length : float
        [°C, °C, W/m2, W/m2, m/s, 1/m]
    """
    measured = max(wind, LEAST_WIND_M_S)
    friction = friction_velocity(measured, wind_height, row[ROUGHNESS], 0.0)
    inverse_length = 0.0
    for _ in range(2):
        inverse_length = inverse_obukhov(sensible, friction, air, heat_capacity)
        friction = friction_velocity(measured, wind_height, row[ROUGHNESS], inverse_length)
    resistance = heat_resistance(row[HEAT_ROUGHNESS], SCREEN_HEIGHT_M, friction, inverse_length)
    temperature, deep, _, sensible, film, leaves = surface_step(
        row,
        temperature,
        deep,
        short,
        long,
        air,
        vapour,
        1.0 / resistance,
        heat_capacity,
        psychrometric,
        0.0,
        1.0,
        root,
        root_capacity,
        step,
    )
    return temperature, deep, sensible, film + leaves, friction, inverse_length


@kernel
def profile_above(screen, flux, per_unit, height, friction, inverse_length):
    """Temperature or vapour pressure at a height over the country by the profile of now.

    Parameters
    ----------
    screen
        Measured at the screen.
    flux
        Upward flux of the quantity's heat. [W/m2]
    per_unit
        Heat of a unit of the quantity in a volume of air. [J m-3 per unit]
    height
        [m]
    friction, inverse_length
        Of the country. [m/s, 1/m]
    """
    resistance = heat_resistance(SCREEN_HEIGHT_M, height, friction, inverse_length)
    return screen - flux / per_unit * resistance


@kernel
def remembered(above, profile, height, friction, inverse_length, step):
    """Temperature or vapour pressure at a height over the country after one step.

    Parameters
    ----------
    above, profile
        Of the step before, and by the profile of now.
    height, friction, inverse_length
        See `profile_above`.
    step
        [s]
    """
    resistance = heat_resistance(SCREEN_HEIGHT_M, height, friction, inverse_length)
    share = step / (height * resistance)
    return (above + share * profile) / (1.0 + share)


@kernel
def inversion_factor(screen, above, profile):
    """How much weaker the exchange with the air above is than the profile of now tells. [≥ 1]

    In the evening the ground cools away from the air above: their difference
    grows beyond what the flux between them explains. Over a town that differs
    in nothing from the country the air must be that of the country.

    Parameters
    ----------
    screen, above, profile
        Air temperature at the screen, above, and above by the profile of now. [°C]
    """
    explained = profile - screen
    if explained <= LEAST_INVERSION_K:
        return 1.0
    return min(max((above - screen) / explained, 1.0), GREATEST_INVERSION_FACTOR)
