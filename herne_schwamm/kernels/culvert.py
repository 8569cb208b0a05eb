"""Discharge of a culvert from the water levels at its ends.

Inlet control by the equations of the FHWA for a concrete pipe with a square
edge in a headwall and a concrete box with a headwall and chamfered edges;
outlet control by the energy equation along the barrel, full or partly full.
The smaller discharge holds. Depths at the ends are above the invert there.

References
----------
Schall, Thompson, Zerges, Kilgore and Morris (2012), Hydraulic Design of
Highway Culverts, FHWA HDS-5, 3rd edition: section 3.2, appendix A (charts 1
and 10, scale 1, equations A.1 to A.3).
"""

from __future__ import annotations

import math

import numpy as np

from herne_schwamm.kernels.compiling import kernel

GRAVITY_M_S2 = 9.81
SI = 1.811
"""Unit conversion of HDS-5 for metres and seconds."""

PIPE = np.array([0.0098, 2.0, 0.0398, 0.67])
"""K, M, c, Y of chart 1, scale 1: circular concrete, square edge with headwall; form 1."""

BOX = np.array([0.515, 0.667, 0.0375, 0.79])
"""K, M, c, Y of chart 10, scale 1: concrete box, headwall, 3/4 inch chamfers; form 2."""

UNSUBMERGED, SUBMERGED = 3.5, 4.0
"""Up to and from which discharge (1.811 Q / (A D^0.5)) an inlet is surely not and surely
submerged; between them the headwater is interpolated."""

SLOPE_SHARE = -0.5
"""Part of the slope in the headwater of an inlet that is not mitred."""

PARTS = 8
"""Pieces of the barrel for the energy line; shorter towards the outlet, where it is steep."""

HALVINGS = 44


@kernel
def flow_area(is_box, width, height, depth):
    """Area of the flow. [m2]"""
    y = min(max(depth, 0.0), height)
    if is_box:
        return width * y
    angle = 2.0 * math.acos(1.0 - 2.0 * y / height)
    return height * height / 8.0 * (angle - math.sin(angle))


@kernel
def wetted_perimeter(is_box, width, height, depth):
    """Length of wall that water touches. [m]"""
    y = min(max(depth, 0.0), height)
    if is_box:
        return width + 2.0 * y + (width if depth >= height else 0.0)
    return height * math.acos(1.0 - 2.0 * y / height)


@kernel
def critical_discharge(is_box, width, height, depth):
    """Discharge of one barrel whose critical depth this is. [m3/s]

    Of a box the depth may be greater than its height: that of a box without a
    ceiling, which stands for a discharge that fills it.
    """
    if is_box:
        return width * math.sqrt(GRAVITY_M_S2 * depth**3)
    top = 2.0 * math.sqrt(max(depth * (height - depth), 0.0))
    if top <= 0.0:
        return 0.0
    return math.sqrt(GRAVITY_M_S2 * flow_area(is_box, width, height, depth) ** 3 / top)


@kernel
def inlet_headwater(is_box, width, height, slope, critical):
    """Headwater above the invert that the inlet needs for a critical depth. [m]"""
    discharge = critical_discharge(is_box, width, height, critical)
    full = flow_area(is_box, width, height, height)
    intensity = SI * discharge / (full * math.sqrt(height))
    if is_box:
        k, m, c, y = BOX
    else:
        k, m, c, y = PIPE
    drop = SLOPE_SHARE * slope
    submerged = c * max(intensity, SUBMERGED) ** 2 + y + drop
    if intensity >= SUBMERGED:
        return height * submerged
    if is_box:
        free = k * min(intensity, UNSUBMERGED) ** m
    else:
        if intensity > UNSUBMERGED:
            critical = critical_for(
                is_box, width, height, UNSUBMERGED * full * math.sqrt(height) / SI
            )
        area = flow_area(is_box, width, height, critical)
        velocity = critical_discharge(is_box, width, height, critical) / area if area > 0 else 0.0
        energy = (critical + velocity * velocity / (2.0 * GRAVITY_M_S2)) / height
        # The energy of critical flow is the least there can be, on however steep a slope.
        free = max(energy + k * min(intensity, UNSUBMERGED) ** m + drop, energy)
    if intensity <= UNSUBMERGED:
        return height * free
    share = (intensity - UNSUBMERGED) / (SUBMERGED - UNSUBMERGED)
    return height * (free + share * (max(submerged, free) - free))


@kernel
def critical_for(is_box, width, height, discharge):
    """Critical depth of a discharge of one barrel. [m]"""
    if is_box:
        return (discharge / width) ** (2.0 / 3.0) / GRAVITY_M_S2 ** (1.0 / 3.0)
    low, high = 0.0, height
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if critical_discharge(is_box, width, height, middle) < discharge:
            low = middle
        else:
            high = middle
    return low


@kernel
def outlet_headwater(
    is_box, width, height, slope, length, manning_n, entrance_loss, critical, tailwater
):
    """Headwater above the inlet's invert that the barrel needs for a critical depth. [m]

    The energy line goes from the outlet (tailwater, or critical depth where
    that is higher; the velocity head is lost there) up the barrel by Manning's
    friction, full where it runs full, and over the loss at the entrance.
    """
    discharge = critical_discharge(is_box, width, height, critical)
    least = min(critical, height)
    depth = max(tailwater, least)
    area = flow_area(is_box, width, height, depth)
    head = (discharge / area) ** 2 / (2.0 * GRAVITY_M_S2)
    energy = depth + head
    for part in range(PARTS):
        reach = length * ((part + 1) ** 2 - part**2) / PARTS**2
        radius = area / wetted_perimeter(is_box, width, height, depth)
        friction = (discharge * manning_n / area) ** 2 / radius ** (4.0 / 3.0)
        energy += (friction - slope) * reach
        depth = max(energy - head, least)
        area = flow_area(is_box, width, height, depth)
        head = (discharge / area) ** 2 / (2.0 * GRAVITY_M_S2)
        energy = max(energy, depth + head)
    return energy + entrance_loss * head


@kernel
def culvert_discharge(
    is_box,
    width,
    height,
    slope,
    length,
    manning_n,
    entrance_loss,
    headwater,
    tailwater,
):
    """Discharge of one barrel, from the end with the higher water level to the other. [m3/s]

    Parameters
    ----------
    is_box
        Box, else pipe.
    width, height
        Inner measures; of a pipe both are its diameter. [m]
    slope
        Fall of the invert along the flow over the length.
    length
        Of the barrel. [m]
    manning_n
        Roughness. [s/m(1/3)]
    entrance_loss
        Share of the velocity head.
    headwater, tailwater
        Water level above the invert of the end the water enters and leaves by. [m]

    Returns
    -------
    float
        None is below 0; 0 where the level at the inlet is not the higher one.
    """
    if headwater <= 0.0 or headwater + slope * length <= max(tailwater, 0.0):
        return 0.0
    # The critical depth stands for the discharge; that of a box may be above its ceiling.
    low, high = 0.0, 4.0 * (headwater + height) if is_box else height
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if inlet_headwater(is_box, width, height, slope, middle) < headwater:
            low = middle
        else:
            high = middle
    by_inlet = low
    if by_inlet <= 0.0:
        return 0.0
    needed = outlet_headwater(
        is_box, width, height, slope, length, manning_n, entrance_loss, by_inlet, tailwater
    )
    if needed > headwater:
        low, high = 0.0, by_inlet
        for _ in range(HALVINGS):
            middle = 0.5 * (low + high)
            needed = outlet_headwater(
                is_box, width, height, slope, length, manning_n, entrance_loss, middle, tailwater
            )
            if needed < headwater:
                low = middle
            else:
                high = middle
    return critical_discharge(is_box, width, height, low)
