"""Light in a street canyon: endless, of one width and height, facing any way.

Direct light is the mean over all directions of the street; reflection and
emission go back and forth between floor and walls without end, which two
linear equations hold.

References
----------
Masson (2000), Boundary-Layer Meteorol. 94, 357-397 (sky view, direct light).
"""

from __future__ import annotations

import math

from herne_schwamm.kernels.compiling import kernel

LOWEST_SUN_COSINE = 0.02
"""A lower sun has no beam: [cosine of the zenith angle]."""


@kernel
def floor_sky_view(aspect):
    """Share of the sky that the floor sees of a canyon of an aspect (height over width)."""
    return math.sqrt(aspect * aspect + 1.0) - aspect


@kernel
def wall_sky_view(aspect):
    """Share of the sky that a wall sees."""
    if aspect <= 0.0:
        return 0.5
    return 0.5 * (aspect + 1.0 - math.sqrt(aspect * aspect + 1.0)) / aspect


@kernel
def canyon_beam(aspect, cosine, beam):
    """Direct light on floor and walls. [W/m2]

    Parameters
    ----------
    aspect
        Height over width.
    cosine
        Of the sun's zenith angle.
    beam
        Direct light on the horizontal without a canyon. [W/m2]

    Returns
    -------
    floor, wall : float
        Over the area of the floor and of each wall. [W/m2]
    """
    if cosine < LOWEST_SUN_COSINE or beam <= 0.0:
        return 0.0, 0.0
    if aspect <= 0.0:
        return beam, beam * math.sqrt(1.0 - cosine * cosine) / (math.pi * cosine)
    tangent = math.sqrt(1.0 - cosine * cosine) / cosine
    steep = aspect * tangent
    limit = math.asin(min(1.0, 1.0 / steep)) if steep > 0.0 else 0.5 * math.pi
    along = 1.0 - math.cos(limit)
    floor = beam * (2.0 * limit - 2.0 * steep * along) / math.pi
    wall = beam * ((0.5 - limit / math.pi) / aspect + tangent * along / math.pi)
    return floor, wall


@kernel
def canyon_exchange(aspect, from_sky, floor_own, wall_own, floor_back, wall_back):
    """Light that arrives on floor and walls, from the sky and from each other. [W/m2]

    Serves both kinds of light: short-wave with what beams first send back as
    the own light, long-wave with emission.

    Parameters
    ----------
    aspect
        Height over width.
    from_sky
        Diffuse light of the sky on the horizontal. [W/m2]
    floor_own, wall_own
        What leaves floor and walls without each other and the sky. [W/m2]
    floor_back, wall_back
        Share of arriving light that floor and walls send back. [0–1]

    Returns
    -------
    floor, wall : float
        Without direct light. [W/m2]
    """
    floor_sky, wall_sky = floor_sky_view(aspect), wall_sky_view(aspect)
    to_walls = 1.0 - floor_sky
    # leaving_floor = floor_first + floor_back to_walls leaving_wall, and the like for the wall.
    floor_first = floor_own + floor_back * floor_sky * from_sky
    wall_first = wall_own + wall_back * wall_sky * from_sky
    wall_kept = 1.0 - wall_back * (1.0 - 2.0 * wall_sky)
    leaving_wall = (wall_first + wall_back * wall_sky * floor_first) / (
        wall_kept - wall_back * wall_sky * floor_back * to_walls
    )
    leaving_floor = floor_first + floor_back * to_walls * leaving_wall
    floor = floor_sky * from_sky + to_walls * leaving_wall
    wall = wall_sky * (from_sky + leaving_floor) + (1.0 - 2.0 * wall_sky) * leaving_wall
    return floor, wall


@kernel
def crown_beam(cover, cosine):
    """How crowns share direct light with the floor between them.

    Crowns are balls placed at random: a beam finds its way through with the
    chance (1 - cover) ** (1 / cosine), Nilson (1971), Agric. Meteorol. 8, 25-38.

    Parameters
    ----------
    cover
        Share of the floor below crowns, below 1.
    cosine
        Of the sun's zenith angle.

    Returns
    -------
    crown, between : float
        Direct light over the area of crowns, and of the floor not below one, over that of an
        open place.
    """
    gap = (1.0 - cover) ** (1.0 / max(cosine, 0.1))
    crown = (1.0 - gap) / cover if cover > 0.0 else 0.0
    return crown, gap / (1.0 - cover)
