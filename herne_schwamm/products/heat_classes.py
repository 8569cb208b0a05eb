"""Classes of a heat wave by day and by night: absolute, and against the mean of the area."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.problems import N_, Language
from herne_schwamm.tables.classes import class_table

DAY, NIGHT, RELATIVE = "pet_vdi_9", "heat_night_4", "heat_z_score_4"
"""Class tables."""

COMPARED_BY_PLACE = {
    "heat_relative_day": "pet_day_c",
    "heat_relative_night": "air_temperature_night_c",
}
"""Maps of classes against the mean of the area (VDI 3785), and what is compared."""


LEAST_SPREAD_K = 0.2
"""Places that differ less tell nothing of better and worse ones: neither does a thermometer. [K]"""

ALIKE = N_(
    "All of the area is nearly alike here (standard deviation {spread} K): the classes part what "
    "nobody feels."
)


def alike_note(values: NDArray[np.floating], language: Language) -> str | None:
    """A sentence for classes that compare places which hardly differ; None where they do."""
    _, spread = mean_and_spread(values)
    if not spread < LEAST_SPREAD_K:
        return None
    return language.text(ALIKE, spread=language.number(spread, 2))


def class_maps(maps: Mapping[str, NDArray[np.float32]]) -> dict[str, NDArray[np.uint8]]:
    """Classes by day and night: absolute, and against the mean of the area (VDI 3785)."""
    relative = class_table(RELATIVE)
    return {
        "heat_class_day": class_table(DAY).classify(maps["pet_day_c"]),
        "heat_class_night": class_table(NIGHT).classify(maps["air_temperature_night_c"]),
    } | {
        name: relative.classify(z_score(maps[compared]))
        for name, compared in COMPARED_BY_PLACE.items()
    }


def mean_and_spread(values: NDArray[np.floating]) -> tuple[float, float]:
    """Mean of the cells with a value, and their standard deviation; not a number without any."""
    known = values[np.isfinite(values)].astype(np.float64)
    return (float(known.mean()), float(known.std())) if known.size else (np.nan, np.nan)


def z_score(values: NDArray[np.floating]) -> NDArray[np.float64]:
    """Distance from the mean of the area in standard deviations; 0 where all are alike."""
    known = np.isfinite(values)
    mean, spread = mean_and_spread(values)
    told = np.full(values.shape, np.nan)
    told[known] = (values[known].astype(np.float64) - mean) / spread if spread > 0.0 else 0.0
    return told
