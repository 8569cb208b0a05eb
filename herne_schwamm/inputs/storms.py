"""The storms of a run file, and whether their points lie in the city."""

from __future__ import annotations

from typing import cast

from herne_schwamm.city.city import NO_BUILDING, City
from herne_schwamm.city.design_storm import EULER_STEP_MIN, dvwk_storm, euler_type_2
from herne_schwamm.city.forcing import (
    Inflow,
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
from herne_schwamm.inputs.rain_depths import depth_mm, euler_curve
from herne_schwamm.inputs.rain_rasters import read_rain_rasters
from herne_schwamm.inputs.rain_series import (
    read_depth_duration_curve,
    read_discharge_series,
    read_rain_series,
)
from herne_schwamm.inputs.run_file import RunFile
from herne_schwamm.inputs.run_file_output import PointPart
from herne_schwamm.inputs.run_file_paths import RunPath
from herne_schwamm.inputs.run_file_storm import InflowPart, StormPart
from herne_schwamm.problems import N_, InputProblem

SECONDS_PER_MINUTE = 60.0


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
    return [_storm(part, city, statistics) for part in run_file.all_storms]


def _storm(part: StormPart, city: City, statistics: RainStatistics | None) -> Storm:
    after_rain_s = None
    if part.after_rain_min is not None:
        after_rain_s = part.after_rain_min * SECONDS_PER_MINUTE
    rasters = _rasters(part, city)
    rain_mm_h = _rain(part, statistics) if rasters is None else rasters.mean_over(city.inside)
    return Storm(
        name=part.name,
        rain_mm_h=rain_mm_h,
        antecedent=part.antecedent,
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
    )


def _rasters(part: StormPart, city: City) -> RainRasters | None:
    if part.source != "raster" or part.rain is None:
        return None
    return read_rain_rasters(part.rain.path, part.rain_variable, city.grid, city.inside)


def _rain(part: StormPart, statistics: RainStatistics | None) -> StepSeries:
    if part.rain is not None:
        return read_rain_series(part.rain.path)
    if part.duration_min is None:
        raise AssertionError("the run file was not checked: rain without a duration")
    if part.source == "kostra":
        return _kostra(part, part.duration_min, statistics)
    if part.depth_duration is not None:
        return _euler(part.depth_duration, part.duration_min)
    if part.rain_depth_mm is None:
        raise AssertionError("the run file was not checked: rain without a depth")
    shape = dvwk_storm if part.source == "dvwk" else block_rain
    return shape(part.rain_depth_mm, part.duration_min)


def _kostra(part: StormPart, duration_min: float, statistics: RainStatistics | None) -> StepSeries:
    if statistics is None or part.return_period_a is None:
        raise AssertionError("the run file was not checked: a return period without statistics")
    tolerance = cast(Tolerance, part.tolerance or "none")
    if part.shape in (None, "euler2"):
        curve = euler_curve(statistics, part.return_period_a, duration_min, tolerance)
        return euler_type_2(curve, duration_min)
    shape = dvwk_storm if part.shape == "dvwk" else block_rain
    return shape(depth_mm(statistics, part.return_period_a, duration_min, tolerance), duration_min)


def _euler(table: RunPath, duration_min: float) -> StepSeries:
    curve = read_depth_duration_curve(table.path)
    first, last = float(curve.duration_min[0]), float(curve.duration_min[-1])
    if first > EULER_STEP_MIN or last < duration_min or duration_min % EULER_STEP_MIN:
        raise InputProblem(
            N_(
                "{file}: an Euler storm of {duration:g} min needs a duration in whole steps of "
                "{step:g} min and depths from {step:g} min to its duration; the file has "
                "{first:g} to {last:g} min"
            ),
            file=table.path.name,
            duration=duration_min,
            step=EULER_STEP_MIN,
            first=first,
            last=last,
        )
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
        if not city.inside[cell]:
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
