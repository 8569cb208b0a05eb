"""A synthetic table of rain in the columns of KOSTRA-DWD-2020: plausible, of no place."""

from __future__ import annotations

DURATIONS_MIN = (
    5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 540, 720, 1080, 1440, 2880, 4320,
    5760, 7200, 8640, 10080,
)  # fmt: skip
RETURN_PERIODS_A = (1, 2, 3, 5, 10, 20, 30, 50, 100)

GROWTH = (0.360, 0.450, 0.505, 0.570, 0.665, 0.760, 0.818, 0.893, 1.000)
"""Depth of each return period as a share of that of 100 years: a definition of this project."""

HUNDRED_YEARS_60_MIN_MM = 46.0
LONG_EXPONENT, BEND_MIN = 0.23, 5.0
"""Depth grows as D / (D + bend)^(1 - exponent): steeply below some minutes, then by a power."""

UNCERTAINTY_PERCENT = (13, 15, 16, 17, 19, 20, 21, 22, 23)


def depth_mm(duration_min: float, return_period_a: int) -> float:
    """Synthetic depth of a duration and a return period. [mm]"""
    power = 1.0 - LONG_EXPONENT

    def shape(minutes: float) -> float:
        return float(minutes / (minutes + BEND_MIN) ** power)

    share = GROWTH[RETURN_PERIODS_A.index(return_period_a)]
    return round(HUNDRED_YEARS_60_MIN_MM * share * shape(duration_min) / shape(60.0), 1)


def table_text() -> str:
    """The table as a CSV file with comments."""
    headings = ["duration_min"]
    headings += [f"HN_{period:03d}A" for period in RETURN_PERIODS_A]
    headings += [f"UC_{period:03d}A" for period in RETURN_PERIODS_A]
    lines = [
        "# SYNTHETISCH: erfundene Regenhoehen im Aufbau von KOSTRA-DWD-2020, keine Werte des DWD.",
        "# SYNTHETIC: invented depths in the columns of KOSTRA-DWD-2020, no values of DWD.",
        ";".join(headings),
    ]
    for duration in DURATIONS_MIN:
        depths = [f"{depth_mm(duration, period):.1f}" for period in RETURN_PERIODS_A]
        bands = [str(percent) for percent in UNCERTAINTY_PERCENT]
        lines.append(";".join([str(duration), *depths, *bands]))
    return "\n".join(lines) + "\n"
