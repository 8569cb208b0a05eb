"""What the sewer was built for."""

from __future__ import annotations

from pathlib import Path

import geopandas
import numpy as np
import pyogrio
import pytest
from shapely.geometry import box

from herne_schwamm.city.city import LayerOrigin
from herne_schwamm.city.rain_statistics import RainStatistics
from herne_schwamm.inputs.city import read_city
from herne_schwamm.inputs.run_file_city import SewerPart
from herne_schwamm.inputs.run_file_paths import PathRules
from herne_schwamm.inputs.sewer import design_capacity_mm_h
from herne_schwamm.problems import InputProblem, Language

from .making import NORTH_M, WEST_M, Project

# Cell 49125 of KOSTRA-DWD-2020 as the handbook of the R package kostra2020 prints it.
TABLE = RainStatistics(
    source="kostra.csv",
    return_period_a=np.array([1.0, 2.0, 3.0, 5.0]),
    duration_min=np.array([5.0, 10.0, 15.0, 20.0]),
    depth_mm=np.array(
        [[6, 7.4, 8.2, 9.3], [7.8, 9.5, 10.6, 12], [8.9, 10.9, 12.1, 13.7], [9.7, 11.9, 13.2, 15]]
    ),
    uncertainty=np.full((4, 4), np.nan),
)


def part(**keys: object) -> SewerPart:
    return SewerPart.model_validate(keys)


def test_capacity_as_it_stands_in_the_run_file() -> None:
    assert design_capacity_mm_h(part(capacity_mm_h=30.0), None) == 30.0
    assert design_capacity_mm_h(part(capacity_mm_h=30.0), TABLE) == 30.0


@pytest.mark.parametrize(
    ("period", "duration", "capacity"), [(3.0, 15.0, 48.4), (2.0, 10.0, 57.0), (5.0, 20.0, 45.0)]
)
def test_capacity_of_a_design_rain(period: float, duration: float, capacity: float) -> None:
    found = design_capacity_mm_h(part(return_period_a=period, duration_min=duration), TABLE)
    assert found == pytest.approx(capacity)


def test_duration_between_tabulated_ones() -> None:
    found = design_capacity_mm_h(part(return_period_a=2.0, duration_min=12.0), TABLE)
    assert found is not None
    assert 9.5 < found * 12.0 / 60.0 < 10.9


def test_districts_alone_have_no_common_capacity(tmp_path: Path) -> None:
    only = SewerPart.model_validate(
        {"districts": "districts.gpkg"}, context=PathRules(tmp_path / "run.toml", tmp_path)
    )
    assert design_capacity_mm_h(only, TABLE) is None


def test_design_rain_that_is_not_in_the_table() -> None:
    with pytest.raises(
        InputProblem,
        match=r"kostra\.csv: there is no return period of 4 years, which \[sewer\] asks for",
    ):
        design_capacity_mm_h(part(return_period_a=4.0, duration_min=15.0), TABLE)
    too_long = r"no depth for 30 min, which \[sewer\] asks for; the table goes from 5 to 20 min"
    with pytest.raises(InputProblem, match=too_long):
        design_capacity_mm_h(part(return_period_a=3.0, duration_min=30.0), TABLE)


KOSTRA = "D;HN_003A;HN_005A\n5;8.2;9.3\n15;12.1;13.7\n"
STATISTICS = '[rain_statistics]\ntable = "kostra.csv"\n'


def origin_of_the_sewer(project: Project, sewer: str) -> LayerOrigin:
    project.rest = f"[sewer]\n{sewer}\n{STATISTICS}"
    run_file = project.read()
    (project.file.parent / "kostra.csv").write_text(KOSTRA, encoding="utf-8")
    return read_city(run_file).origins["sewer_capacity_mm_h"]


def test_origin_of_a_design_rain_is_its_table(project: Project) -> None:
    origin = origin_of_the_sewer(project, "return_period_a = 3\nduration_min = 15")
    assert (origin.kind, origin.source) == ("table", "kostra.csv")
    (note,) = origin.notes
    assert Language("en").text(note, **origin.numbers) == "depth of 3 years and 15 min, 48 mm/h"
    seconds = origin_of_the_sewer(project, "return_period_a = 3\nduration_min = 12.5")
    assert "3 years and 750 s" in Language("en").text(seconds.notes[0], **seconds.numbers)


def test_origin_of_a_number_is_a_number(project: Project) -> None:
    assert origin_of_the_sewer(project, "capacity_mm_h = 30") == LayerOrigin(
        "number", "30 mm/h", numbers={}
    )


@pytest.mark.parametrize(
    ("more", "told"),
    [("capacity_mm_h = 30", "elsewhere 30 mm/h"), ("", "elsewhere nothing is taken")],
)
def test_districts_tell_what_holds_elsewhere(project: Project, more: str, told: str) -> None:
    districts = geopandas.GeoDataFrame(
        {"capacity_mm_h": [20.0]},
        geometry=[box(WEST_M, NORTH_M - 4, WEST_M + 4, NORTH_M)],
        crs="EPSG:25832",
    )
    pyogrio.write_dataframe(districts, project.folder / "rasters" / "d.gpkg")
    origin = origin_of_the_sewer(project, f'districts = "../rasters/d.gpkg"\n{more}')
    assert (origin.kind, origin.source) == ("file", "d.gpkg")
    assert Language("en").text(origin.notes[-1], **origin.numbers) == told
