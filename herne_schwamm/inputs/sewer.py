"""What the sewer was built for, as an intensity of rain."""

from __future__ import annotations

from herne_schwamm.city.rain_statistics import RainStatistics
from herne_schwamm.inputs.rain_depths import depth_mm
from herne_schwamm.inputs.run_file_city import SewerPart

MINUTES_PER_HOUR = 60.0


def design_capacity_mm_h(part: SewerPart, statistics: RainStatistics | None) -> float | None:
    """Rain the sewer takes from the areas connected to it. [mm/h]

    Either the number of the run file, or the depth of the design rain (its
    return period and duration) as an intensity. None where only districts
    have a capacity.

    Raises
    ------
    InputProblem
        The return period or the duration is not in the table.

    References
    ----------
    DIN EN 752 and DWA-A 118: sewers are built for a rain of a return period
    (2 to 5 years) and a short duration (10 to 15 min).
    """
    if part.capacity_mm_h is not None:
        return part.capacity_mm_h
    if part.return_period_a is None or part.duration_min is None:
        return None
    if statistics is None:
        raise AssertionError("the run file was not checked: a design rain without statistics")
    depth = depth_mm(statistics, part.return_period_a, part.duration_min, asked_by="[sewer]")
    return depth / (part.duration_min / MINUTES_PER_HOUR)
