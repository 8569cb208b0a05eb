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

Brunner (2016), HEC-RAS River Analysis System, Hydraulic Reference Manual,
version 5.0: chapter 2, friction of a reach as a harmonic mean.
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

STEEPEST = 0.2
"""Slope up to which it counts in the headwater of an inlet: the experiments know no steeper one."""

PARTS = 12
"""Pieces of the barrel for the energy line; shorter towards the outlet, where it is steep."""

HALVINGS = 36
"""Of a bracket of a few metres: to less than a nanometre."""

NO_FLOW_M3_S = 1e-12
"""Discharge up to which the water in a barrel is at rest."""

NEAR = 1e-9
"""Depth over height of the barrel to which the energy line is followed."""


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
    drop = SLOPE_SHARE * min(max(slope, -STEEPEST), STEEPEST)
    submerged = c * max(intensity, SUBMERGED) ** 2 + y + drop
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
    share = min(1.0, (intensity - UNSUBMERGED) / (SUBMERGED - UNSUBMERGED))
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
def conveyance(is_box, width, height, depth):
    """Area times hydraulic radius to the power 2/3, of a full barrel at most. [m(8/3)]

    Just below its ceiling a barrel would convey a little more than when it is
    full; that flow is not stable and not counted on.
    """
    full = flow_area(is_box, width, height, height)
    most = full * (full / wetted_perimeter(is_box, width, height, height)) ** (2.0 / 3.0)
    if depth >= height:
        return most
    area = flow_area(is_box, width, height, depth)
    if area <= 0.0:
        return 0.0
    perimeter = wetted_perimeter(is_box, width, height, depth)
    return min(most, area * (area / perimeter) ** (2.0 / 3.0))


@kernel
def _friction(is_box, width, height, load, depth):
    """Slope of the energy line; ``load`` is the discharge times Manning's n."""
    return (load / conveyance(is_box, width, height, depth)) ** 2


@kernel
def _lacking(is_box, width, height, load, depth, energy, reach, friction, discharge):
    """Energy at a depth less the friction of a piece and the energy below it. [m]

    Rises with the depth from the critical one on. ``friction`` is that at the
    lower end; of the piece it is the harmonic mean, which a steep outlet does
    not carry far up a long piece.
    """
    area = flow_area(is_box, width, height, depth)
    head = (discharge / area) ** 2 / (2.0 * GRAVITY_M_S2)
    here = _friction(is_box, width, height, load, depth)
    return depth + head - 2.0 * friction * here / (friction + here) * reach - energy


@kernel
def _depth_above_piece(is_box, width, height, load, least, energy, reach, friction, discharge):
    """Depth at the upper end of a piece of the barrel, not below the least. [m]

    ``energy`` is that at the lower end less the fall of the piece, ``friction``
    that at the lower end.
    """
    at_ceiling = _lacking(is_box, width, height, load, height, energy, reach, friction, discharge)
    if at_ceiling <= 0.0:
        # Full: neither friction nor velocity change with the level any more.
        return height - at_ceiling
    at_least = _lacking(is_box, width, height, load, least, energy, reach, friction, discharge)
    if at_least >= 0.0:
        return least
    low, high = least, height
    below, above = at_least, at_ceiling
    side = 0
    # Regula falsi, halving the value of an end that stays (Illinois).
    for _ in range(2 * HALVINGS):
        middle = low + (high - low) * (below / (below - above))
        value = _lacking(is_box, width, height, load, middle, energy, reach, friction, discharge)
        if abs(value) < NEAR * height:
            return middle
        if value < 0.0:
            low, below = middle, value
            if side < 0:
                above *= 0.5
            side = -1
        else:
            high, above = middle, value
            if side > 0:
                below *= 0.5
            side = 1
    return 0.5 * (low + high)


@kernel
def normal_depth(is_box, width, height, slope, load):
    """Depth at which friction is the slope; infinite where the barrel cannot convey that. [m]"""
    if slope <= 0.0:
        return np.inf
    needed = load / math.sqrt(slope)
    if needed > conveyance(is_box, width, height, height):
        return np.inf
    low, high = 0.0, height
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if conveyance(is_box, width, height, middle) < needed:
            low = middle
        else:
            high = middle
    return high


@kernel
def outlet_headwater(
    is_box,
    width,
    height,
    slope,
    length,
    manning_n,
    entrance_loss,
    critical,
    tailwater,
    parts=PARTS,
):
    """Headwater above the inlet's invert that the barrel needs for a critical depth. [m]

    The energy line goes from the outlet (tailwater, or critical depth where
    that is higher; the velocity head is lost there) up the barrel by Manning's
    friction in the standard step method, full where it runs full, and over the
    loss at the entrance. However long a piece is, the depth comes to the normal
    one and never beyond it.
    """
    discharge = critical_discharge(is_box, width, height, critical)
    if discharge <= NO_FLOW_M3_S:
        return max(tailwater - slope * length, 0.0)
    load = discharge * manning_n
    least = min(critical, height)
    depth = max(tailwater, least)
    head = (discharge / flow_area(is_box, width, height, depth)) ** 2 / (2.0 * GRAVITY_M_S2)
    normal = normal_depth(is_box, width, height, slope, load)
    for part in range(parts):
        reach = length * ((part + 1) ** 2 - part**2) / parts**2
        friction = _friction(is_box, width, height, load, depth)
        energy = depth + head - slope * reach
        above = _depth_above_piece(
            is_box, width, height, load, least, energy, reach, friction, discharge
        )
        depth = min(above, normal) if friction > slope else max(above, min(normal, depth))
        depth = max(depth, least)
        head = (discharge / flow_area(is_box, width, height, depth)) ** 2 / (2.0 * GRAVITY_M_S2)
    return depth + (1.0 + entrance_loss) * head


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
    parts=PARTS,
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
    parts
        Pieces of the barrel the energy line is followed by.

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
    above = (
        outlet_headwater(
            is_box,
            width,
            height,
            slope,
            length,
            manning_n,
            entrance_loss,
            by_inlet,
            tailwater,
            parts,
        )
        - headwater
    )
    if above > 0.0:
        low, high = 0.0, by_inlet
        # Without flow the level is the same everywhere.
        below = max(tailwater - slope * length, 0.0) - headwater
        if below >= 0.0:
            return 0.0
        side = 0
        for _ in range(2 * HALVINGS):
            middle = low + (high - low) * (below / (below - above))
            value = (
                outlet_headwater(
                    is_box,
                    width,
                    height,
                    slope,
                    length,
                    manning_n,
                    entrance_loss,
                    middle,
                    tailwater,
                    parts,
                )
                - headwater
            )
            if value < 0.0:
                low, below = middle, value
                if side < 0:
                    above *= 0.5
                side = -1
            else:
                high, above = middle, value
                if side > 0:
                    below *= 0.5
                side = 1
            if abs(value) < 10.0 * NEAR * height:
                break
        low = low if side < 0 else high
    return critical_discharge(is_box, width, height, low)
