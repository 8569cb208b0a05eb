"""The body whose mean radiant temperature is told."""

from __future__ import annotations

from dataclasses import dataclass

from herne_schwamm.kernels.heat_constants import STEFAN_BOLTZMANN_W_M2_K4


@dataclass(frozen=True, slots=True)
class Person:
    """Absorption and angular factors of a body.

    Parameters
    ----------
    short_absorption, long_absorption
        Share of light taken up; the long-wave one is also the emissivity. [0–1]
    flat, side
        Angular factor of each of the two horizontal and four vertical directions.
    cylinder
        Share of the beam a standing cylinder takes up; 0: the sides of a box take it.
    """

    short_absorption: float = 0.70
    long_absorption: float = 0.97
    flat: float = 0.06
    side: float = 0.22
    cylinder: float = 0.28

    @property
    def factors(self) -> tuple[float, float, float, float]:
        """Weights of a flat and a vertical direction, short-wave and long-wave. [K4 m2/W]

        Over what the person emits, so that the fourth root of the weighted
        sum is the temperature: (short flat, short side, long flat, long side).
        """
        emitted = self.long_absorption * STEFAN_BOLTZMANN_W_M2_K4
        short = self.short_absorption / emitted
        long = 1.0 / STEFAN_BOLTZMANN_W_M2_K4
        return short * self.flat, short * self.side, long * self.flat, long * self.side

    def beam_factor(self, beam_w_m2: float) -> float:
        """What the cylinder takes up of a beam, over what the person emits. [K4]

        Parameters
        ----------
        beam_w_m2
            Horizontal component of the beam. [W/m2]
        """
        emitted = self.long_absorption * STEFAN_BOLTZMANN_W_M2_K4
        return self.short_absorption * self.cylinder * beam_w_m2 / emitted


STANDING = Person()
"""Standing, the beam on a cylinder: VDI 3787-2 and Lindberg et al. (2008)."""

STANDING_BOX = Person(cylinder=0.0)
"""Standing, all light on six plates: what six measured fluxes can tell."""
