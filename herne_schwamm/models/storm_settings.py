"""How finely a storm is followed."""

from __future__ import annotations

from dataclasses import dataclass

COURANT = 0.65
"""Time step over the time a shallow wave needs across a cell: one for every case. The shortest
waves of a raster (a chequerboard) grow above the square root of `CARRY` / 2 = 0.671."""

CARRY = 0.9
"""Weight of a face's own old discharge in the damping (theta) where a step is as long as
`COURANT` allows; in proportion nearer to 1 where waves are slower or steps shorter."""

FROUDE_LIMIT = 1.0
"""Local inertia neglects advection and holds below critical flow only."""

STILL_M2_S = 1e-6
"""A tile sleeps when no discharge in it is greater: a litre per metre of width in 17 minutes.
No water is lost by it; a neighbour's water, rain and sinks wake it. [m2/s]"""

LONGEST_STEP_S = 1.0
"""The flow of a film steps no further, though waves would let it: rain comes to it and friction
holds it within seconds. [s]"""


@dataclass(frozen=True, slots=True)
class StormSettings:
    """How finely a storm is followed.

    Parameters
    ----------
    synchronisation_s
        Rain, infiltration and sewer act at this interval. [s]
    record_interval_s
        Interval of the hydrographs. [s]
    longest_after_rain_s
        When to stop waiting for the peak to pass. [s]
    longest_step_s
        The flow's longest time step. [s]
    courant
        Courant number: other than `COURANT` only to see what the time step does to a result.
    still_m2_s
        Tiles without a greater discharge sleep; negative: none does. [m2/s]
    tile
        Rows and columns of a tile; as large as the city: one step for all; None: as
        `models.storm_tiles.tile_size` has them. [cells]
    """

    synchronisation_s: float = 2.0
    record_interval_s: float = 60.0
    longest_after_rain_s: float = 6 * 3600.0
    longest_step_s: float = LONGEST_STEP_S
    courant: float = COURANT
    still_m2_s: float = STILL_M2_S
    tile: tuple[int, int] | None = None
