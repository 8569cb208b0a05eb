"""The clock of the tiles: every tile steps as its own depth allows.

Time between two synchronisations is counted in ticks, a power of two of them. A tile's
time step is the interval over a power of two, the longest that its deepest cell
allows, at most twice what a neighbour needs; it grows only when the water is well
below the depth that asked for it, at moments that are whole multiples of it, so that
all tiles meet at the synchronisation.
"""

from __future__ import annotations

import math

import numba
import numpy as np

from herne_schwamm.kernels.compiling import (
    inlined_kernel,
    kernel,
    lean_parallel_kernel,
)
from herne_schwamm.kernels.face_flux import GRAVITY
from herne_schwamm.kernels.tile_steps import settle_tile, step_tile
from herne_schwamm.kernels.tiles import HALO, fill_halo, stride_of

LEAST_DEPTH_M = np.float32(1e-9)

FINEST_RUNG = 24
"""The smallest time step is the synchronisation interval over 2 to this power."""

TICKS = 1 << FINEST_RUNG

CALM_RATIO = np.float32(1.5)
"""A step grows only where water this many times as deep would let it. Steps that change to and
fro between two lengths feed short waves (as they do in any staggered scheme): a brook whose
depth stood at a threshold swung by half a metre."""


@inlined_kernel
def needed_rung(depth, interval, scheme):
    """How often the interval has to be halved for water of this depth."""
    longest = scheme.courant * scheme.cell_size
    longest /= math.sqrt(np.float64(GRAVITY) * np.float64(max(depth, LEAST_DEPTH_M)))
    longest = min(longest, scheme.longest)
    rung = 0
    while rung < FINEST_RUNG and interval / (1 << rung) > longest:
        rung += 1
    return rung


@inlined_kernel
def _settled_rung(tile, told, interval, scheme):
    """Rung for a tile's own water: finer at once, coarser only well below the threshold."""
    deepest = np.int32(told.deepest[tile]).view(np.float32)
    needed = needed_rung(deepest, interval, scheme)
    if needed >= told.rung[tile]:
        return needed
    return min(told.rung[tile], needed_rung(CALM_RATIO * deepest, interval, scheme))


@inlined_kernel
def _paced(tile, lattice, told, now, interval, scheme):
    """Time step of a tile that begins a step now. [ticks]"""
    told.rung[tile] = _settled_rung(tile, told, interval, scheme)
    rung = told.rung[tile]
    for down in range(3):
        for right in range(3):
            near = lattice.neighbours[tile, down, right]
            if near >= 0 and near != tile:
                rung = max(rung, told.rung[near] - 1)
    while now % (TICKS >> rung) != 0:
        rung += 1
    return TICKS >> rung


@lean_parallel_kernel
def _fill_halos(flow, lattice, shares, counts):
    for thread in numba.prange(counts.size):
        for one in range(counts[thread]):
            tile = shares[thread, one]
            fill_halo(flow.depth, tile, lattice)
            fill_halo(flow.flow_x, tile, lattice)
            fill_halo(flow.flow_y, tile, lattice)


@lean_parallel_kernel
def _step(
    flow, lattice, faces, endless, seams, span, ahead, tick, scheme, work, told, shares, counts
):
    for thread in numba.prange(counts.size):
        for one in range(counts[thread]):
            step_tile(
                flow,
                shares[thread, one],
                lattice,
                faces,
                endless,
                seams,
                span,
                ahead,
                tick,
                scheme,
                work[thread],
                told,
            )


@lean_parallel_kernel
def _settle(flow, lattice, outside, levels, inflows, seams, span, tick, told, owner, threads):
    for thread in numba.prange(threads):
        for tile in range(span.size):
            if owner[tile] == thread:
                settle_tile(flow, tile, lattice, outside, levels, inflows, seams, span, tick, told)


@inlined_kernel
def _share_out(stepping, count, owner, shares, counts):
    """Give every thread an equal share of tiles at most, if possible those that it stepped last.

    Its core has them near; from that of another thread they come as slowly as from the memory.
    `stepping` is used up; `owner`, `shares` and `counts` are set.
    """
    threads = counts.size
    most = -(-count // threads)
    counts[:] = 0
    left = 0
    for one in range(count):
        tile = stepping[one]
        thread = owner[tile]
        if counts[thread] < most:
            shares[thread, counts[thread]] = tile
            counts[thread] += 1
        else:
            stepping[left] = tile
            left += 1
    thread = 0
    for one in range(left):
        while counts[thread] == most:
            thread += 1
        tile = stepping[one]
        owner[tile] = thread
        shares[thread, counts[thread]] = tile
        counts[thread] += 1


@inlined_kernel
def _stays_awake(tile, edges, told, scheme):
    fastest = np.float32(np.int32(told.fastest[tile]).view(np.float32))
    has_inflow = edges.inflows.first[tile] < edges.inflows.first[tile + 1]
    return fastest > scheme.still or told.stirred[tile] or has_inflow


@kernel
def advance(flow, lattice, edges, seams, work, told, awake, interval, scheme):
    """Follow the flow of all tiles from one synchronisation to the next.

    Parameters
    ----------
    flow
        Blocks, changed in place.
    lattice, edges, scheme
        The tiles, the lists, the numbers of the scheme.
    seams, work
        Room for what crosses seams, and work space of each thread that takes part.
    told
        What tiles tell of themselves; ``deepest`` must be right at the start, sums go on.
    awake
        Tiles that step; those in which nothing moves fall asleep, those into which
        a neighbour moves water wake up. Changed in place.
    interval
        Time to the next synchronisation. [s]

    Returns
    -------
    smallest_step : float
        Smallest time step. [s]
    limiting_tile : int
        The first tile that took it, -1 where none stepped.
    """
    tiles = awake.size
    tick = interval / TICKS
    # All of them: a tile's first step looks at its neighbours, whose water rain and sinks changed.
    for tile in range(tiles):
        told.rung[tile] = _settled_rung(tile, told, interval, scheme)
    span = np.zeros(tiles, np.int64)
    last_span = np.zeros(tiles, np.int64)
    ahead = np.zeros(tiles, np.float32)
    stepping = np.zeros(tiles, np.int64)
    threads = len(work)
    # At every synchronisation anew: all tiles begin together, in shares of neighbours.
    owner = np.arange(tiles) * threads // tiles
    shares = np.zeros((threads, -(-tiles // threads)), np.int64)
    counts = np.zeros(threads, np.int64)
    # When a tile begins its next step. A sleeper has none before the end.
    due = np.where(awake, 0, TICKS)
    smallest = TICKS
    limiting_tile = -1
    while True:
        now = due.min()
        if now >= TICKS:
            break
        count = 0
        for tile in range(tiles):
            span[tile] = 0
            ahead[tile] = 0.0
            if due[tile] > now and last_span[tile] > 0:
                ahead[tile] = (due[tile] - now) / last_span[tile]
            if due[tile] == now:
                span[tile] = _paced(tile, lattice, told, now, interval, scheme)
                stepping[count] = tile
                count += 1
        _share_out(stepping, count, owner, shares, counts)
        _fill_halos(flow, lattice, shares, counts)
        _step(
            flow,
            lattice,
            edges.faces,
            edges.endless,
            seams,
            span,
            ahead,
            tick,
            scheme,
            work,
            told,
            shares,
            counts,
        )
        lists = (edges.outside, edges.levels, edges.inflows)
        _settle(flow, lattice, *lists, seams, span, tick, told, owner, threads)
        for tile in range(tiles):
            if span[tile] > 0:
                awake[tile] = _stays_awake(tile, edges, told, scheme)
                due[tile] = now + span[tile] if awake[tile] else TICKS
                last_span[tile] = span[tile] if awake[tile] else 0
                if span[tile] < smallest or limiting_tile < 0:
                    smallest = span[tile]
                    limiting_tile = tile
            elif told.stirred[tile] and not awake[tile]:
                # It has stood still since it fell asleep: it goes on from this moment.
                awake[tile] = True
                due[tile] = now + _shortest_beside(tile, lattice, span)
    return smallest * tick, limiting_tile


@inlined_kernel
def _shortest_beside(tile, lattice, span):
    shortest = TICKS
    for down in range(3):
        for right in range(3):
            near = lattice.neighbours[tile, down, right]
            if near >= 0 and span[near] > 0:
                shortest = min(shortest, span[near])
    return shortest


@lean_parallel_kernel
def tell_deepest(flow, lattice, which, deepest):
    """Greatest depth of these tiles, as bits."""
    stride = stride_of(lattice)
    for tile in numba.prange(deepest.size):
        if not which[tile]:
            continue
        depth = flow.depth[tile]
        greatest = np.int32(0)
        for row in range(lattice.rows[tile]):
            start = np.uintp((HALO + row) * stride + HALO)
            for i in range(np.uintp(lattice.columns[tile])):
                greatest = max(greatest, np.int32(np.float32(depth[start + i]).view(np.int32)))
        deepest[tile] = greatest
