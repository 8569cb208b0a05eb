"""Losses of rain by the curve number (SCS, 1972)."""

from __future__ import annotations

from herne_schwamm.kernels.compiling import kernel

INITIAL_SHARE = 0.2
"""Initial abstraction over retention (lambda)."""

FULL = 1.0 - 1e-9
"""Share of the retention beyond which the ground takes no more."""


@kernel
def curve_number_losses(lost, retention, rain):
    """What the ground keeps of a rain after what it kept before.

    The method gives the losses F of a whole rain P: all of it up to the
    initial abstraction 0.2 S, then F - 0.2 S = S (P - 0.2 S) / (P + 0.8 S).
    Solved for P, the losses so far tell how much has rained: the ground needs
    no memory of its own, and any sequence of steps gives the losses of the sum.

    Parameters
    ----------
    lost
        Losses so far. [m]
    retention
        Potential maximum retention S = 25.4 m / CN - 0.254 m. [m]
    rain
        Depth of rain now. [m]

    Returns
    -------
    float
        Losses now, at most the rain. [m]

    References
    ----------
    USDA Soil Conservation Service (1972), National Engineering Handbook,
    section 4, chapter 10.
    """
    initial = INITIAL_SHARE * retention
    if lost <= initial:
        rained = lost
    else:
        beyond = lost - initial
        if beyond >= FULL * retention:
            return 0.0
        rained = initial + retention * beyond / (retention - beyond)
    rained += rain
    if rained <= initial:
        total = rained
    else:
        excess = rained - initial
        total = initial + retention * excess / (excess + retention)
    return min(rain, max(0.0, total - lost))
