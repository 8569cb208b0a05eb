"""Stores of a surface, for storm and season alike: films, hollows, roofs.

Of any float type: the zero is a float32, which leaves either as it is.
"""

from __future__ import annotations

from herne_schwamm.kernels.compiling import inlined_kernel
from herne_schwamm.kernels.face_flux import ZERO


@inlined_kernel
def taken_up(offered, held, capacity):
    """What a store takes of the water that is offered to it.

    Parameters
    ----------
    offered, held, capacity
        Water that comes, water that is there, and what the store can hold; of one unit.
    """
    return max(ZERO, min(offered, capacity - held))


@inlined_kernel
def beyond(held, capacity):
    """Water of a store that is more than it, or a part of it, can hold."""
    return max(ZERO, held - capacity)


@inlined_kernel
def drawn_by_soil(capable, pool, on_soil):
    """What infiltrates of the water that stands or flows, and of the film that lies on soil.

    Parameters
    ----------
    capable
        What the soil can take.
    pool, on_soil
        Water on the surface, which goes first, and the film on soil.
    """
    from_pool = min(pool, capable)
    return from_pool, min(on_soil, capable - from_pool)
