"""The parts of a run file that say where results go and how objects are judged."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, Strict, model_validator

from herne_schwamm.inputs.run_file_parts import (
    SECONDS_MAX,
    Coordinate,
    Name,
    Part,
    refuse_twins,
)
from herne_schwamm.inputs.run_file_values import OutputFolder
from herne_schwamm.problems import N_, RunFileProblem


class PointPart(Part):
    """A place whose water depth is recorded over time."""

    name: Name
    """Name of the point: the heading of its column."""
    x_m: Coordinate
    """Easting in the city's reference system [m]."""
    y_m: Coordinate
    """Northing in the city's reference system [m]."""


class OutputPart(Part):
    """Where results go and what is recorded."""

    folder: OutputFolder = Field(default="../reports")  # type: ignore[assignment]
    """Folder of the reports."""
    points: Annotated[tuple[PointPart, ...], Strict(False)] = Field(default=(), alias="point")
    """Places whose water depth is recorded over time."""
    record_interval_s: float = Field(default=60.0, gt=0.0, le=SECONDS_MAX)
    """Interval of the records [s]."""

    @model_validator(mode="after")
    def _consistent(self) -> OutputPart:
        refuse_twins((point.name for point in self.points), RunFileProblem(N_("points")))
        return self


class RiskPart(Part):
    """How the exposure of buildings and sites is taken from the maps."""

    ring_m: float = Field(default=2.0, gt=0.0, le=50.0)
    """Width of the ring around a building in which the water counts [m]; at least the cells
    that touch it."""
    site_radius_m: float = Field(default=5.0, gt=0.0, le=100.0)
    """Radius around a site given as a point in which the water counts [m]."""
