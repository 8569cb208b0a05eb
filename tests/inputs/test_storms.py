"""Storms of the run file, and points that have to lie in the city."""

from __future__ import annotations

import pytest

from herne_schwamm.inputs.storms import check_points, read_storms
from herne_schwamm.problems import InputProblem

from .making import Project, plane

POINT = '[[output.point]]\nname = "p"\nx_m = {x}\ny_m = {y}\n'
INFLOW = '[[storm.inflow]]\nname = "brook"\nx_m = {x}\ny_m = {y}\nseries = "q.csv"\n'


def test_block_rain(project: Project) -> None:
    (storm,) = read_storms(project.read())
    assert storm.name == "S1"
    assert storm.rain_depth_mm == pytest.approx(50.0)
    assert storm.rain_mm_h.values.tolist() == [50.0]
    assert storm.after_rain_s is None
    assert storm.inflows == ()


def test_values_reach_the_storm_in_its_units(project: Project) -> None:
    project.storm |= {"antecedent": "0.25", "drainage_loss_mm_h": "12", "after_rain_min": "30"}
    (storm,) = read_storms(project.read())
    assert (storm.antecedent, storm.drainage_loss_mm_h, storm.after_rain_s) == (0.25, 12.0, 1800.0)


def test_series_and_inflow_are_read(project: Project) -> None:
    project.storm = {"name": '"S1"', "source": '"series"', "rain": '"rain.csv"'}
    project.rest = INFLOW.format(x=375001, y=5710999)
    run_file = project.read()
    (project.file.parent / "rain.csv").write_text("time_min,rain_mm\n0,10\n60,0\n")
    (project.file.parent / "q.csv").write_text("time_s,discharge_m3_s\n0,2\n60,0\n")
    (storm,) = read_storms(run_file)
    assert storm.rain_depth_mm == pytest.approx(10.0)
    assert storm.inflows[0].name == "brook"
    assert storm.inflows[0].discharge_m3_s.integral(0, 100) == 120.0


def test_dvwk_rain_has_its_depth_and_its_peak(project: Project) -> None:
    project.storm |= {"source": '"dvwk"'}
    (storm,) = read_storms(project.read())
    assert storm.rain_depth_mm == pytest.approx(50.0)
    assert int(storm.rain_mm_h.values.argmax()) == 1


EULER = {
    "name": '"S1"',
    "source": '"euler2"',
    "depth_duration": '"depths.csv"',
    "duration_min": "30",
}


def test_euler_rain_has_the_depth_of_its_table(project: Project) -> None:
    project.storm = dict(EULER)
    run_file = project.read()
    (project.file.parent / "depths.csv").write_text(
        "duration_min;depth_mm\n5;10,0\n15;19,0\n30;22,5\n"
    )
    (storm,) = read_storms(run_file)
    assert storm.rain_depth_mm == pytest.approx(22.5)
    assert storm.rain_mm_h.values[1] == pytest.approx(120.0)
    assert storm.rain_mm_h.end_s == 1800.0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("duration_min,depth_mm\n5,10\n15,9\n", r"depths\.csv, row 3: durations have to rise"),
        ("duration_min,depth_mm\n5,10\n5,11\n", r"depths\.csv, row 3: durations have to rise"),
        ("duration_min,depth_mm\n5,0\n30,9\n", r"depths\.csv, row 2: durations have to rise"),
        ("duration_min,depth_mm\n5,10\n20,19\n", r"the file has 5 to 20 min"),
        ("duration_min,depth_mm\n10,10\n30,19\n", r"the file has 10 to 30 min"),
        ("duration_min,depth_mm\n5,x\n", r"row 2: depth_mm is not a number"),
    ],
)
def test_depth_duration_tables_that_cannot_be_used(project: Project, text: str, told: str) -> None:
    project.storm = dict(EULER)
    run_file = project.read()
    (project.file.parent / "depths.csv").write_text(text)
    with pytest.raises(InputProblem, match=told):
        read_storms(run_file)


def test_missing_series(project: Project) -> None:
    project.storm = {"name": '"S1"', "source": '"series"', "rain": '"rain.csv"'}
    with pytest.raises(InputProblem, match=r"rain\.csv: there is no such file"):
        read_storms(project.read())


def test_storms_keep_their_order(project: Project) -> None:
    project.rest = '[[storm]]\nname = "A"\nsource = "block"\nrain_depth_mm = 1\nduration_min = 1\n'
    assert [storm.name for storm in read_storms(project.read())] == ["S1", "A"]


def test_points_in_the_city(project: Project) -> None:
    project.rest = INFLOW.format(x=375000, y=5711000) + POINT.format(x=375009.9, y=5710992.1)
    check_points(project.read(), project.read_city())


@pytest.mark.parametrize(("rest", "name"), [(POINT, "p"), (INFLOW, "brook")])
def test_point_off_the_grid_is_named_with_the_bounds(
    project: Project, rest: str, name: str
) -> None:
    project.rest = rest.format(x=375010.1, y=5710995)
    with pytest.raises(InputProblem) as caught:
        check_points(project.read(), project.read_city())
    text = str(caught.value)
    assert f"the point {name} (x = 375010.1, y = 5710995.0)" in text
    assert "375000.0, 5710992.0, 375010.0, 5711000.0" in text


def test_point_where_the_terrain_is_unknown(project: Project) -> None:
    values = plane()
    values[:2] = -9999.0
    project.raster("terrain.tif", values)
    project.rest = POINT.format(x=375005, y=5710999)
    with pytest.raises(InputProblem, match="the terrain is not known"):
        check_points(project.read(), project.read_city())
