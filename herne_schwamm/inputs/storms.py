"""The storms of a run file, and whether their points lie in the city."""

from __future__ import annotations

from typing import cast

import numpy as np

from herne_schwamm.city.city import NO_BUILDING, City
from herne_schwamm.city.design_storm import dvwk_storm, euler_type_2
from herne_schwamm.city.forcing import (
    Inflow,
    RainOrigin,
    RainRasters,
    SewerRule,
    StepSeries,
    Storm,
    block_rain,
)
from herne_schwamm.city.heavy_rain_index import storm_heavy_rain_index
from herne_schwamm.city.rain_statistics import RainStatistics, Tolerance
from herne_schwamm.inputs.alignment import extent_text
from herne_schwamm.inputs.kostra import read_rain_statistics
from herne_schwamm.inputs.rain_depths import check_euler, depth_mm, euler_curve
from herne_schwamm.inputs.rain_rasters import read_rain_rasters
from herne_schwamm.inputs.rain_series import (
    rain_series_doubts,
    read_depth_duration_curve,
    read_discharge_series,
    read_rain_series,
)
from herne_schwamm.inputs.run_file import RunFile
from herne_schwamm.inputs.run_file_output import PointPart
from herne_schwamm.inputs.run_file_parts import RAIN_LIMIT_MM_H
from herne_schwamm.inputs.run_file_paths import RunPath
from herne_schwamm.inputs.run_file_storm import InflowPart, StormPart
from herne_schwamm.problems import N_, InputProblem, Problem

SECONDS_PER_MINUTE = 60.0

DEFAULT_SHAPE = "euler2"
"""How a KOSTRA rain falls where the run file does not say it."""

LEAST_RAIN_MM = 5.0
"""No rain that is a flood anywhere: the depth of a year in five minutes is greater. [mm]"""

UNKNOWN_YET = 0.5
"""Moisture of a storm that starts from a season, until that is computed."""


def read_storms(run_file: RunFile, city: City) -> list[Storm]:
    """The storms in the order of the run file, with their rain and inflows read.

    Each has its Starkregenindex where the run file has statistics of rain; for
    rain that differs from place to place that of the mean of the city.

    Raises
    ------
    InputProblem
        Rain, discharge or statistics are not what they have to be.
    """
    statistics = read_rain_statistics(run_file.rain_statistics, city.grid)
    own = {id(part) for part in run_file.storms}
    return [
        _storm(
            part,
            city,
            statistics,
            f'storm "{part.name}"' if id(part) in own else f'storm_preset ("{part.name}")',
        )
        for part in run_file.all_storms
    ]


def storm_doubts(run_file: RunFile) -> list[Problem]:
    """What a person should look at in the rain of storms: each file once, and depths."""
    files = dict.fromkeys(
        part.rain.path
        for part in run_file.all_storms
        if part.source == "series" and part.rain is not None
    )
    found = [doubt for file in files for doubt in rain_series_doubts(file)]
    for part in run_file.all_storms:
        depth_mm = part.rain_depth_mm
        if depth_mm is not None and depth_mm < LEAST_RAIN_MM and not part.inflows:
            found.append(
                Problem(
                    N_(
                        'storm "{name}": rain_depth_mm is {depth:g}, less than any heavy rain; it '
                        "is counted in millimetres"
                    ),
                    name=part.name,
                    depth=depth_mm,
                )
            )
    return found


def _storm(part: StormPart, city: City, statistics: RainStatistics | None, key: str) -> Storm:
    after_rain_s = None
    if part.after_rain_min is not None:
        after_rain_s = part.after_rain_min * SECONDS_PER_MINUTE
    begins = part.antecedent if isinstance(part.antecedent, str) else None
    rasters = _rasters(part, city)
    rain_mm_h = _rain(part, statistics, key) if rasters is None else rasters.mean_over(city.inside)
    _check_intensity(part, rain_mm_h, statistics, key)
    return Storm(
        name=part.name,
        rain_mm_h=rain_mm_h,
        antecedent=UNKNOWN_YET if isinstance(part.antecedent, str) else part.antecedent,
        begins=begins,
        drainage_loss_mm_h=part.drainage_loss_mm_h,
        after_rain_s=after_rain_s,
        inflows=tuple(
            Inflow(inflow.name, inflow.x_m, inflow.y_m, read_discharge_series(inflow.series.path))
            for inflow in part.inflows
        ),
        # The run file's parts hold checked words as plain text.
        sewer=cast(SewerRule, part.sewer),
        rain_rasters=rasters,
        label=part.label,
        heavy_rain_index=storm_heavy_rain_index(rain_mm_h, statistics),
        rain_origin=_origin(part, statistics),
    )


def _check_intensity(
    part: StormPart, rain_mm_h: StepSeries, statistics: RainStatistics | None, key: str
) -> None:
    """Refuse rain whose peak is no rain: of a table with other units, or of a shape that peaks."""
    highest = float(rain_mm_h.values.max(initial=0.0))
    if highest <= RAIN_LIMIT_MM_H * (1.0 + 1e-9):
        return
    source = part.source
    if part.depth_duration is not None:
        source = part.depth_duration.path.name
    elif part.source == "kostra" and statistics is not None:
        source = statistics.source
    raise InputProblem(
        N_(
            "{source}: {key} would rain {rain:.0f} mm/h at its peak, more than it rains "
            "({limit:.0f} mm/h); check the units of depths and durations"
        ),
        source=source,
        key=key,
        rain=highest,
        limit=RAIN_LIMIT_MM_H,
    )


def _origin(part: StormPart, statistics: RainStatistics | None) -> RainOrigin:
    """Where the rain of a storm comes from: its file, or the statistics and what was taken."""
    if part.source == "kostra" and statistics is not None and part.return_period_a is not None:
        return RainOrigin(
            kind=part.source,
            source=statistics.source,
            shape=part.shape or DEFAULT_SHAPE,
            return_period_a=part.return_period_a,
            tolerance=part.tolerance or "none",
            uncertainty=_band_share(part, statistics),
        )
    file = part.rain or part.depth_duration
    return RainOrigin(kind=part.source, source="" if file is None else file.path.name)


def _band_share(part: StormPart, statistics: RainStatistics) -> float | None:
    """Half the width of the band at the storm's duration, linear in its logarithm. [0–1]"""
    of_period = statistics.return_period_a == part.return_period_a
    band = statistics.uncertainty[:, of_period].ravel()
    if part.duration_min is None or not np.isfinite(band).all():
        return None
    duration = np.log(statistics.duration_min)
    return float(np.interp(np.log(part.duration_min), duration, band))


def _rasters(part: StormPart, city: City) -> RainRasters | None:
    if part.source != "raster" or part.rain is None:
        return None
    return read_rain_rasters(part.rain.path, part.rain_variable, city.grid, city.inside)


def _rain(part: StormPart, statistics: RainStatistics | None, key: str) -> StepSeries:
    if part.rain is not None:
        return read_rain_series(part.rain.path)
    if part.duration_min is None:
        raise AssertionError("the run file was not checked: rain without a duration")
    if part.source == "kostra":
        return _kostra(part, part.duration_min, statistics, key)
    if part.depth_duration is not None:
        return _euler(part.depth_duration, part.duration_min)
    if part.rain_depth_mm is None:
        raise AssertionError("the run file was not checked: rain without a depth")
    shape = dvwk_storm if part.source == "dvwk" else block_rain
    return shape(part.rain_depth_mm, part.duration_min)


def _kostra(
    part: StormPart, duration_min: float, statistics: RainStatistics | None, key: str
) -> StepSeries:
    if statistics is None or part.return_period_a is None:
        raise AssertionError("the run file was not checked: a return period without statistics")
    tolerance = cast(Tolerance, part.tolerance or "none")
    wanted = statistics, part.return_period_a, duration_min, tolerance
    if (part.shape or DEFAULT_SHAPE) == "euler2":
        return euler_type_2(euler_curve(*wanted, asked_by=key), duration_min)
    shape = dvwk_storm if part.shape == "dvwk" else block_rain
    return shape(depth_mm(*wanted, asked_by=key), duration_min)


def _euler(table: RunPath, duration_min: float) -> StepSeries:
    curve = read_depth_duration_curve(table.path)
    check_euler(table.path.name, curve, duration_min)
    return euler_type_2(curve, duration_min)


def check_points(run_file: RunFile, city: City) -> None:
    """Refuse inflows and observation points that do not lie on open ground of the city.

    Raises
    ------
    InputProblem
        With the point and the bounds of the grid.
    """
    points: list[InflowPart | PointPart] = [
        *(inflow for storm in run_file.all_storms for inflow in storm.inflows),
        *run_file.output.points,
    ]
    inside = city.inside
    for point in points:
        facts = {
            "name": point.name,
            "x": point.x_m,
            "y": point.y_m,
            "bounds": extent_text(city.grid.bounds),
        }
        cell = city.grid.cell_at(point.x_m, point.y_m)
        if cell is None:
            raise InputProblem(
                N_(
                    "the point {name} (x = {x:.1f}, y = {y:.1f}) lies outside the city's grid "
                    "({bounds}: west, south, east, north in metres); check its coordinates"
                ),
                **facts,
            )
        if not inside[cell]:
            raise InputProblem(
                N_(
                    "the point {name} (x = {x:.1f}, y = {y:.1f}) lies where the terrain is not "
                    "known, within the bounds {bounds} (west, south, east, north in metres); "
                    "move it into the city"
                ),
                **facts,
            )
        if city.layer("building")[cell] != NO_BUILDING:
            raise InputProblem(
                N_(
                    "the point {name} (x = {x:.1f}, y = {y:.1f}) lies in a building, where no "
                    "water flows, within the bounds {bounds} (west, south, east, north in "
                    "metres); move it beside the building"
                ),
                **facts,
            )
