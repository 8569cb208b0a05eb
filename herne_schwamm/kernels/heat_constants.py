"""Numbers all kernels of heat share."""

from __future__ import annotations

import math

STEFAN_BOLTZMANN_W_M2_K4 = 5.67e-8
"""As the reference programs take it. [W m-2 K-4]"""

ZERO_CELSIUS_K = 273.15
"""[K]"""

DAY_RATE_1_S = 2.0 * math.pi / 86400.0
"""Angular frequency of the day. [1/s]"""
