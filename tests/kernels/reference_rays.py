"""Rays, horizons and shade cell by cell in plain float64, as the kernels must tell them."""

from __future__ import annotations

import math

import numpy as np


def cells_met(row, column, azimuth_deg, reach_m, cell_size_m, shape, edge):
    """(row, column, near, far) of the cells a ray meets, in order; cells outside are left out."""
    east, south = math.sin(math.radians(azimuth_deg)), -math.cos(math.radians(azimuth_deg))
    longer = max(abs(east), abs(south))
    step = 0
    while True:
        step += 1
        if step * cell_size_m / longer > reach_m + 1e-6:
            return
        j = row + math.floor(step * south / longer + 0.5 + 1e-9)
        i = column + math.floor(step * east / longer + 0.5 + 1e-9)
        if 0 <= j < shape[0] and 0 <= i < shape[1]:
            near, far = ((step + side * edge) * cell_size_m / longer for side in (-1, 1))
            yield j, i, near, far


def horizon_angle(eye, surface, row, column, azimuth_deg, reach_m, cell_size_m, edge):
    """Angle of terrain and buildings above the horizontal. [rad]"""
    highest = 0.0
    for j, i, near, _ in cells_met(
        row, column, azimuth_deg, reach_m, cell_size_m, surface.shape, edge
    ):
        highest = max(highest, (surface[j, i] - eye[row, column]) / near)
    return math.atan(highest)


def crown_band(eye, top, base, row, column, azimuth_deg, reach_m, cell_size_m, edge):
    """(lower, upper) angle of the crowns; (right angle, 0) where there are none. [rad]"""
    own = eye[row, column]
    lower, upper = math.pi / 2.0, 0.0
    along = max(abs(math.sin(math.radians(azimuth_deg))), abs(math.cos(math.radians(azimuth_deg))))
    if np.isfinite(top[row, column]) and top[row, column] > own:
        upper = math.pi / 2.0
        if edge > 0.0:
            lower = math.atan((base[row, column] - own) / (edge * cell_size_m / along))
    for j, i, near, far in cells_met(
        row, column, azimuth_deg, reach_m, cell_size_m, eye.shape, edge
    ):
        if np.isfinite(top[j, i]) and top[j, i] > own:
            upper = max(upper, math.atan((top[j, i] - own) / near))
            lower = min(lower, math.atan((base[j, i] - own) / far))
    return max(lower, 0.0), upper


def first_wall(eye, wall_top, wall_number, row, column, azimuth_deg, reach_m, cell_size_m):
    """Number of the wall a ray meets first, -1 where none."""
    for j, i, *_ in cells_met(row, column, azimuth_deg, reach_m, cell_size_m, eye.shape, 0.5):
        if wall_top[j, i] > eye[row, column]:
            return wall_number[j, i]
    return -1


def shadow_top(surface, row, column, azimuth_deg, slope, reach_m, cell_size_m, edge):
    """Top of the shadow of terrain and buildings. [m]"""
    highest = -1.0e9
    for j, i, near, _ in cells_met(
        row, column, azimuth_deg, reach_m, cell_size_m, surface.shape, edge
    ):
        highest = max(highest, surface[j, i] - near * slope)
    return highest


def meets_crown(eye, top, base, row, column, azimuth_deg, slope, reach_m, cell_size_m, edge):
    """Whether the ray towards the sun passes a crown."""
    own = eye[row, column]
    along = max(abs(math.sin(math.radians(azimuth_deg))), abs(math.cos(math.radians(azimuth_deg))))
    met = [(row, column, 0.0, edge * cell_size_m / along)]
    met += cells_met(row, column, azimuth_deg, reach_m, cell_size_m, eye.shape, edge)
    return any(
        np.isfinite(top[j, i]) and top[j, i] > own + near * slope and base[j, i] < own + far * slope
        for j, i, near, far in met
    )
