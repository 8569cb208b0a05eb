"""Depths out of the statistics of rain, refused with a sentence where they have none."""

from __future__ import annotations

import numpy as np

from herne_schwamm.city.design_storm import EULER_STEP_MIN, DepthDurationCurve
from herne_schwamm.city.rain_statistics import RainStatistics, Tolerance
from herne_schwamm.problems import N_, InputProblem


def depth_mm(
    statistics: RainStatistics,
    return_period_a: float,
    duration_min: float,
    tolerance: Tolerance = "none",
    *,
    asked_by: str,
) -> float:
    """Depth of a return period and duration. [mm]

    Between tabulated durations it follows a power law; return periods are
    not interpolated. ``asked_by`` is the key of the run file that wants it, for
    sentences.

    Raises
    ------
    InputProblem
        The table has no such return period, duration or band of tolerance.
    """
    curve = depth_curve(statistics, return_period_a, tolerance, asked_by)
    first, last = float(curve.duration_min[0]), float(curve.duration_min[-1])
    if not first <= duration_min <= last:
        raise InputProblem(
            N_(
                "{table}: there is no depth for {duration:g} min, which {key} asks for; the table "
                "goes from {first:g} to {last:g} min; choose a duration within it, or give a "
                "table that has more"
            ),
            key=asked_by,
            table=statistics.source,
            duration=duration_min,
            first=first,
            last=last,
        )
    return float(curve.depth_at(duration_min))


def euler_curve(
    statistics: RainStatistics,
    return_period_a: float,
    duration_min: float,
    tolerance: Tolerance = "none",
    *,
    asked_by: str,
) -> DepthDurationCurve:
    """Depths by duration that an Euler storm of a duration can be made of.

    Raises
    ------
    InputProblem
        As for one depth; also where the duration is no multiple of 5 min, or
        the table begins above 5 min.
    """
    curve = depth_curve(statistics, return_period_a, tolerance, asked_by)
    check_euler(statistics.source, curve, duration_min)
    return curve


def check_euler(file: str, curve: DepthDurationCurve, duration_min: float) -> None:
    """Refuse a curve that no Euler storm of a duration can be made of.

    Raises
    ------
    InputProblem
        The duration is no multiple of 5 min, or the curve does not go from
        5 min to it.
    """
    first, last = float(curve.duration_min[0]), float(curve.duration_min[-1])
    if first > EULER_STEP_MIN or last < duration_min or duration_min % EULER_STEP_MIN:
        raise InputProblem(
            N_(
                "{file}: an Euler storm of {duration:g} min needs a duration in whole steps of "
                "{step:g} min and depths from {step:g} min to its duration; the file has "
                "{first:g} to {last:g} min"
            ),
            file=file,
            duration=duration_min,
            step=EULER_STEP_MIN,
            first=first,
            last=last,
        )


def depth_curve(
    statistics: RainStatistics, return_period_a: float, tolerance: Tolerance, asked_by: str
) -> DepthDurationCurve:
    """Depths by duration of one return period.

    Raises
    ------
    InputProblem
        The table has no such return period or no band of tolerance for it.
    """
    column = np.flatnonzero(statistics.return_period_a == return_period_a)
    if column.size == 0:
        raise InputProblem(
            N_(
                "{table}: there is no return period of {period:g} years, which {key} asks for; "
                "the table has {known}; choose one of these, or give a table that has more"
            ),
            key=asked_by,
            table=statistics.source,
            period=return_period_a,
            known=", ".join(f"{value:g}" for value in statistics.return_period_a),
        )
    band_known = np.isfinite(statistics.uncertainty[:, column[0]]).all()
    if tolerance != "none" and not band_known:
        raise InputProblem(
            N_(
                '{table}: tolerance = "{tolerance}" needs the band of tolerance (the columns UC) '
                "of every duration, for {period:g} years; take tolerance out, or give a table "
                "that has them"
            ),
            table=statistics.source,
            tolerance=tolerance,
            period=return_period_a,
        )
    return statistics.curve(return_period_a, tolerance)
