"""Blocks of every kind, drawn by chance."""

from __future__ import annotations

import numpy as np
import pandas as pd

LAND_TYPES = ("urban", "vegetationless", "horticultural", "forested", "waterbody")


def some_blocks(count: int, seed: int = 7) -> pd.DataFrame:
    """Blocks without roads."""
    rng = np.random.default_rng(seed)
    roof = rng.uniform(0.0, 0.6, count) * rng.integers(0, 2, count)
    surfaces = rng.dirichlet(np.ones(5), count)
    return pd.DataFrame(
        {
            "code": [f"b{number}" for number in range(count)],
            "prec_yr": rng.uniform(400.0, 1200.0, count),
            "prec_s": rng.choice([0.0, 250.0, 330.0, 420.0], count),
            "epot_yr": rng.uniform(450.0, 820.0, count),
            "epot_s": rng.choice([0.0, 480.0, 530.0], count),
            "total_area": rng.uniform(100.0, 10_000.0, count),
            "roof": roof,
            "green_roof": rng.uniform(0.0, 1.0, count) * rng.integers(0, 2, count),
            "swg_roof": rng.uniform(0.0, 1.0, count),
            "pvd": rng.uniform(0.0, 1.0, count) * (1.0 - roof),
            "swg_pvd": rng.uniform(0.0, 1.0, count),
            **{f"srf{number + 1}_pvd": surfaces[:, number] for number in range(5)},
            "to_swale": rng.choice([0.0, 0.3, 1.0], count),
            "gw_dist": rng.choice([0.0, 0.5, 0.9, 1.4, 2.0, 30.0], count),
            "ufc30": rng.integers(0, 31, count).astype(float),
            "ufc150": rng.integers(0, 31, count).astype(float),
            "land_type": rng.choice(LAND_TYPES, count),
            "veg_class": rng.choice([0.0, 1.0, 14.0, 20.0, 35.0, 50.0, 55.0, 60.0, 120.0], count),
            # Irrigated ground without a known summer has a factor of its own.
            "irrigation": 0.0,
        }
    )
