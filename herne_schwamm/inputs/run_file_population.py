"""The part of a run file that says where people live."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Strict, model_validator

from herne_schwamm.inputs.run_file_parts import Column, Part
from herne_schwamm.inputs.run_file_values import FilePath, refuse
from herne_schwamm.problems import N_, RunFileProblem
from herne_schwamm.tables.heat_risk import AGE_GROUPS


class PopulationPart(Part):
    """How many people live where, and how old they are: for the risk of heat."""

    file: FilePath
    """Persons by census cell: a CSV of Zensus 2022 (or its zip), polygons or points (GeoPackage,
    shapefile, GeoJSON), or a raster of persons per cell."""
    persons: Column | None = None
    """Column with the persons; without it "Einwohner", "Insgesamt_Bevoelkerung" or "persons"."""
    ages: Annotated[tuple[FilePath, ...], Strict(False)] = Field(default=(), max_length=10)
    """Further CSV files of the same census grid with groups of age, for example that of
    "Alter in 5 Altersklassen"."""
    under_6: Column | None = None
    """Column with the persons below 6 years."""
    under_18: Column | None = None
    """Column with the persons below 18 years; without it "Unter18" and "AnteilUnter18"."""
    from_65: Column | None = None
    """Column with the persons from 65 years; without it "a65undaelter" and "AnteilUeber65"."""
    from_80: Column | None = None
    """Column with the persons from 80 years; without it "a80undaelter"."""
    age_unit: Literal["persons", "percent", "share"] = "persons"
    """What the numbers of the columns named above mean: persons, percent of the persons, or a
    share of them [0-1]."""
    near_home_m: float = Field(default=50.0, ge=1.0, le=1000.0)
    """What people of a census cell feel is the mean over its open ground within this distance
    of their homes [m], and sites count as far."""

    @model_validator(mode="after")
    def _consistent(self) -> PopulationPart:
        named = [getattr(self, group) for group in AGE_GROUPS if getattr(self, group) is not None]
        if self.persons is not None:
            named.append(self.persons)
        if len(set(named)) < len(named):
            refuse(RunFileProblem(N_("each column of [population] can mean one thing only")))
        return self
