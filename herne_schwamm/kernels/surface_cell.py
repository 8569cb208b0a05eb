"""Water that comes to and goes from the surface of one cell, once in a synchronisation.

The stores of a cell act in the order that holds wherever water moves (see
`herne_schwamm.city.water`): sealed store, run-on, infiltration, sewer, and what is left stays
on the surface.
"""

from __future__ import annotations

import numpy as np

from herne_schwamm.kernels.compiling import inlined_kernel, lean_kernel
from herne_schwamm.kernels.curve_number import curve_number_losses
from herne_schwamm.kernels.face_flux import HALF, ONE, ZERO
from herne_schwamm.kernels.infiltration import green_ampt_capacity
from herne_schwamm.kernels.surface_store import beyond, drawn_by_soil, taken_up

FINEST_STEP = 2.0**-31
"""The rounding step of films from 3.9 to 7.8 mm: half a nanometre. [m]"""

DEPTH_OF_FINEST_STEP = 2.0**-7

LEAST_SHARE = np.float32(1e-6)
"""Pervious shares below this take no water; keeps a division finite."""


def dealt_step(greatest_film: float) -> float:
    """Rounding step of the deepest film: a power of two, at least `FINEST_STEP`. [m]

    Rain, drainage and what films hold are whole multiples of it, which a film
    holds exactly: else it would round the same way at every synchronisation.
    """
    step, depth = FINEST_STEP, DEPTH_OF_FINEST_STEP
    while depth <= greatest_film:
        step, depth = 2.0 * step, 2.0 * depth
    return step


@lean_kernel
def in_whole(dealt, depth):
    """A depth cut to whole multiples of the step."""
    # The step is a power of two: multiplying by its inverse is exact, and faster.
    return np.floor(depth * (ONE / dealt)) * dealt


@lean_kernel
def _step_less(value):
    """The next smaller float32 of one that is not negative; 0 of 0."""
    bits = np.int32(np.float32(value).view(np.int32))
    return np.int32(bits - np.int32(bits > 0)).view(np.float32)


@inlined_kernel
def exchange_cell(
    rain,
    depth,
    film,
    infiltrated,
    sealing,
    film_sealed,
    film_pervious,
    conductivity,
    suction,
    deficit,
    retention,
    loss,
    sewer,
    step,
    dealt,
    by_number,
    soaks=True,
):
    """One synchronisation of one cell. All depths are over the cell's area.

    All of it in float32, and yet no water is lost: whatever moves is a whole multiple of
    ``dealt``, which films hold exactly, and what rounding leaves of a deeper store stays in
    a finer one. Water on the surface that is less than ``dealt`` counts as film.

    The film of hollows and wetting lies on the sealed share first; only what
    it holds beyond that share's capacity lies on soil and can infiltrate. On
    a mixed cell all surface water reaches the pervious share (joints between
    pavers take the water of the stones). There are no branches: what does not
    apply is computed and left out, so that a row becomes vector instructions; but
    for what no cell has: curve numbers (``by_number``) and ground that ``soaks``.

    Returns
    -------
    depth, film, infiltrated, drained, surcharge : float
        Water left on the surface, film, depth infiltrated since the storm
        began, depth drained now by constant loss and sewer together, and rain
        of now that the sewer could not take. [m]
    """
    rain, depth, dealt = np.float32(rain), np.float32(depth), np.float32(dealt)
    infiltrated, sealed = np.float32(infiltrated), np.float32(sealing)
    pervious = ONE - sealed
    sealed_capacity = sealed * np.float32(film_sealed)
    capacity = in_whole(dealt, sealed_capacity + pervious * np.float32(film_pervious))
    sealed_capacity = in_whole(dealt, sealed_capacity)
    # 2 sealed store
    held = np.float32(film)
    on_sealed = in_whole(dealt, sealed * rain)
    to_sealed = taken_up(on_sealed, held, sealed_capacity)
    held += to_sealed
    # 3 run-on: whatever flowed here since the last synchronisation, with what
    # rounding left in the film beyond its capacity
    spilt = beyond(held, capacity)
    held -= spilt
    gain = (rain - to_sealed) + spilt
    # What would be rounded up is a step less.
    pool = in_whole(dealt, depth + gain)
    pool = max(ZERO, pool - dealt) if pool - depth > gain else pool
    # 4 infiltration, never more than is there
    capable = ZERO
    if soaks:
        share = max(pervious, LEAST_SHARE)
        capacity_of_soil = green_ampt_capacity(
            infiltrated / share,
            np.float32(conductivity),
            (np.float32(suction) + pool) * np.float32(deficit),
            np.float32(step),
        )
        takes = (pervious > ZERO) & (np.float32(conductivity) > ZERO)
        capable = share * capacity_of_soil if takes else ZERO
    on_soil = beyond(held, sealed_capacity)
    if by_number:
        numbered = retention >= 0.0
        losses = curve_number_losses(
            np.float64(infiltrated), np.float64(max(retention, 0.0)), np.float64(rain)
        )
        capable = np.float32(losses) if numbered else capable
        on_soil = ZERO if numbered else on_soil
    capable = in_whole(dealt, capable + HALF * dealt)
    from_pool, from_film = drawn_by_soil(capable, pool, on_soil)
    pool -= from_pool
    held -= from_film
    # hollows fill before water flows
    filled = taken_up(pool, held, capacity)
    held += filled
    pool -= filled
    # 6 sewer
    possible = np.float32(loss) + np.float32(sewer)
    drained = min(pool, possible)
    # Of the rain on the connected, sealed share only, and of now only: water that stands or
    # comes from elsewhere was counted there.
    surcharge = max(ZERO, min(pool, on_sealed - to_sealed) - possible)
    surcharge = surcharge if sewer > ZERO else ZERO
    # What rounding leaves: of the soil's water to the surface, where that can pay what is
    # rounded up, of the surface's to the film, which may hold a little more for it.
    soaked = from_pool + from_film
    gain -= (from_pool + filled) + drained
    to_nearest = infiltrated + soaked
    paid = (held + (depth + gain)) + (soaked - (to_nearest - infiltrated)) >= ZERO
    infiltrated_after = to_nearest if paid else _step_less(to_nearest)
    gain += soaked - (infiltrated_after - infiltrated)
    depth_after = max(ZERO, depth + gain)
    depth_after = _step_less(depth_after) if depth_after - depth > gain else depth_after
    depth_after = depth_after if depth_after >= dealt else ZERO
    held += (depth - depth_after) + gain
    return depth_after, max(ZERO, held), infiltrated_after, drained, surcharge
