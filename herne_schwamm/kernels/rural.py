"""The open country where the weather was measured: what it tells of the air above.

A weather station stands on grass. The balance of that grass under the measured
air gives the fluxes, and their profiles the air at the top of a town's canopy
layer: cooler than at the screen by day, warmer in clear nights. The air there
has a memory: it follows the profile as fast as the turbulence below lets it,
at once by day and over hours in a calm night. After sunrise the inversion of the
night lies over ground that begins to warm: until the country's air is as warm as
the air above, the two hardly mix, however the ground lifts the air at its foot.
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
"""Air above that is not warmer than at the screen by more tells of no inversion. [K]"""

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
def mixing_rate(screen, above, flux, height, friction, inverse_length, heat_capacity):
    """How fast the air at a height over the country follows the profile below. [1/s]

    As fast as turbulence mixes up to there, with the stability of the ground's heat, or,
    where the air above is warmer, with what the heat would make of it that comes down
    through neutral air: an inversion may outlast the flux that made it. After sunrise the
    ground's heat wears it off from below, as fast as it fills what is missing of a
    straight profile (encroachment).

    Parameters
    ----------
    screen, above
        Air temperature at the screen and at the height. [°C]
    flux
        Sensible heat of the ground, upward. [W/m2]
    height
        [m]
    friction, inverse_length
        Of the country. [m/s, 1/m]
    heat_capacity
        Of the air. [J m-3 K-1]
    """
    mixed = 1.0 / (height * heat_resistance(SCREEN_HEIGHT_M, height, friction, inverse_length))
    inversion = above - screen
    if inversion <= LEAST_INVERSION_K:
        return mixed
    neutral = heat_resistance(SCREEN_HEIGHT_M, height, friction, 0.0)
    stable = max(inverse_length, inverse_obukhov(-inversion / neutral, friction, screen, 1.0))
    slowed = 1.0 / (height * heat_resistance(SCREEN_HEIGHT_M, height, friction, stable))
    worn = max(flux, 0.0) / (0.5 * inversion * height * heat_capacity)
    return min(max(slowed, worn), mixed)


@kernel
def remembered(above, profile, rate, step):
    """Temperature or vapour pressure at a height over the country after one step.

    Parameters
    ----------
    above, profile
        Of the step before, and by the profile of now.
    rate
        See `mixing_rate`. [1/s]
    step
        [s]
    """
    share = step * rate
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
    if above - screen <= LEAST_INVERSION_K:
        return 1.0
    explained = profile - screen
    if explained * GREATEST_INVERSION_FACTOR <= above - screen:
        return GREATEST_INVERSION_FACTOR
    return min(max((above - screen) / explained, 1.0), GREATEST_INVERSION_FACTOR)
