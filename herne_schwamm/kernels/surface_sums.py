"""Sums over surfaces after one step: their energy, heat to the cells, water of the rows."""

from __future__ import annotations

import numba
import numpy as np

from herne_schwamm.kernels.compiling import kernel, parallel_kernel
from herne_schwamm.kernels.street_shape import FLOOR, WALL
from herne_schwamm.kernels.surface_energy import ground_layer

CHUNK = 4096
"""Surfaces whose sum is one: the order of a sum does not depend on the threads."""

NET, SENSIBLE, LATENT, STORED = range(4)
"""Sums of the energy of every surface."""

ENDLESS = 3
"""Behind the first three over all surfaces by their area [W]: what open water gave. [mm m2]"""


@parallel_kernel
def sum_energy(
    table,
    kind,
    area,
    endless,
    surface_before,
    deep_before,
    surface,
    root,
    root_capacity,
    gone,
    net,
    sensible,
    latent,
    step,
    sums,
):
    """Add the energy of one step to the sums of every surface.

    Storage is found from the temperatures before and after: that the fluxes leave just as
    much over is what the balance shows.

    Parameters
    ----------
    table, kind
        Numbers of all kinds of surfaces (kinds, numbers), row of every surface. (surfaces,)
    area, endless
        [m2], and whether it is open water. (surfaces,)
    surface_before, deep_before, surface
        Temperature of surface and deep layer before the step, and of the surface
        after it. (surfaces,) [°C]
    root, root_capacity
        As the step took them. (surfaces,) [mm]
    gone
        What evaporated. (surfaces,) [mm]
    net, sensible, latent
        Fluxes of the step. (surfaces,) [W/m2]
    step
        [s]
    sums
        Net radiation, sensible, latent and stored heat, added to. (4, surfaces) [J/m2]

    Returns
    -------
    array
        Sums over all surfaces, see the module. (4,)
    """
    count = kind.size
    chunks = (count + CHUNK - 1) // CHUNK
    of_chunk = np.zeros((chunks, 4))
    for chunk in numba.prange(chunks):
        total_net, total_sensible, total_latent, total_gone = 0.0, 0.0, 0.0, 0.0
        for i in range(chunk * CHUNK, min((chunk + 1) * CHUNK, count)):
            layer, down = ground_layer(table[kind[i]], root[i], root_capacity[i])
            sums[NET, i] += net[i] * step
            sums[SENSIBLE, i] += sensible[i] * step
            sums[LATENT, i] += latent[i] * step
            rise = layer * (surface[i] - surface_before[i])
            sums[STORED, i] += rise + step * down * (surface[i] - deep_before[i])
            total_net += net[i] * area[i]
            total_sensible += sensible[i] * area[i]
            total_latent += latent[i] * area[i]
            if endless[i]:
                total_gone += gone[i] * area[i]
        of_chunk[chunk, NET] = total_net
        of_chunk[chunk, SENSIBLE] = total_sensible
        of_chunk[chunk, LATENT] = total_latent
        of_chunk[chunk, ENDLESS] = total_gone
    total = np.zeros(4)
    for chunk in range(chunks):
        total += of_chunk[chunk]
    return total


@kernel
def sum_cells(cell, cover, place, sensible, latent, exchange, near, all_of):
    """What the surfaces of every cell give, by their cover.

    Parameters
    ----------
    cell, cover, place
        Cell a surface is in, its area over that of the cell [–], where it lies
        (`kernels.street_shape`). (surfaces,)
    sensible, latent, exchange
        [W/m2], [W/m2], [W m-2 K-1]. (surfaces,)
    near, all_of
        The three over the cell: of ground and walls, and of all surfaces; written. (3, cells)
    """
    near[:] = 0.0
    all_of[:] = 0.0
    for i in range(cell.size):
        c, share = cell[i], cover[i]
        told = share * sensible[i], share * latent[i], share * exchange[i]
        # Roofs and crowns give to the air above, which is that of people in a built street.
        beside_people = place[i] == FLOOR or place[i] == WALL
        for k in range(3):
            all_of[k, c] += told[k]
            if beside_people:
                near[k, c] += told[k]


@kernel
def sum_rows(row, area, has_leaf, leaf, film_gone, root_gone, gone):
    """What went out of the stores of every row of the water.

    Parameters
    ----------
    row
        Row of every surface, negative where none holds its water. (surfaces,)
    area
        [m2]
    has_leaf, leaf
        Whether leaves hold water, and how much. (surfaces,) [mm]
    film_gone, root_gone
        What evaporated from leaves and open water, and from roots; dew is
        negative. (surfaces,) [mm]
    gone
        From leaves, open water and roots, written. (3, rows) [mm m2]
    """
    gone[:] = 0.0
    for i in range(row.size):
        if row[i] < 0:
            continue
        if film_gone[i] > 0.0:
            # Leaves dry first.
            from_leaf = min(film_gone[i], leaf[i])
        else:
            # Dew lies on them where there are any.
            from_leaf = film_gone[i] if has_leaf[i] else 0.0
        gone[0, row[i]] += from_leaf * area[i]
        gone[1, row[i]] += (film_gone[i] - from_leaf) * area[i]
        gone[2, row[i]] += root_gone[i] * area[i]
