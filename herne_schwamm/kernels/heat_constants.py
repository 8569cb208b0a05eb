"""Numbers all kernels of heat share."""

from __future__ import annotations

STEFAN_BOLTZMANN_W_M2_K4 = 5.67e-8
"""As the reference programs take it. [W m-2 K-4]"""

ZERO_CELSIUS_K = 273.15
"""[K]"""
