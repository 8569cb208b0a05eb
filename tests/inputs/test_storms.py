"""Storms of the run file, and points that have to lie in the city."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyproj
import pytest
import xarray as xr

from herne_schwamm.city.forcing import RainOrigin, Storm
from herne_schwamm.inputs.storms import check_points, read_storms, storm_doubts
from herne_schwamm.problems import InputProblem

from .making import STORM, Project, plane

POINT = '[[output.point]]\nname = "p"\nx_m = {x}\ny_m = {y}\n'
INFLOW = '[[storm.inflow]]\nname = "brook"\nx_m = {x}\ny_m = {y}\nseries = "q.csv"\n'


def test_block_rain(project: Project) -> None:
    (storm,) = read_storms(project.read(), project.read_city())
    assert storm.name == "S1"
    assert storm.rain_depth_mm == pytest.approx(50.0)
    assert storm.rain_mm_h.values.tolist() == [50.0]
    assert storm.after_rain_s is None
    assert storm.inflows == ()


def test_rain_of_less_than_a_storm_raises_a_doubt(project: Project) -> None:
    project.storm["rain_depth_mm"] = "0.09"
    (doubt,) = storm_doubts(project.read())
    assert 'storm "S1": rain_depth_mm is 0.09' in str(doubt)
    project.storm["rain_depth_mm"] = "5"
    assert storm_doubts(project.read()) == []


def test_values_reach_the_storm_in_its_units(project: Project) -> None:
    project.storm |= {"antecedent": "0.25", "drainage_loss_mm_h": "12", "after_rain_min": "30"}
    (storm,) = read_storms(project.read(), project.read_city())
    assert (storm.antecedent, storm.drainage_loss_mm_h, storm.after_rain_s) == (0.25, 12.0, 1800.0)


def test_series_and_inflow_are_read(project: Project) -> None:
    project.storm = {"name": '"S1"', "source": '"series"', "rain": '"rain.csv"'}
    project.rest = INFLOW.format(x=375001, y=5710999)
    run_file = project.read()
    (project.file.parent / "rain.csv").write_text("time_min,rain_mm\n0,10\n60,0\n")
    (project.file.parent / "q.csv").write_text("time_s,discharge_m3_s\n0,2\n60,0\n")
    (storm,) = read_storms(run_file, project.read_city())
    assert storm.rain_depth_mm == pytest.approx(10.0)
    assert storm.inflows[0].name == "brook"
    assert storm.inflows[0].discharge_m3_s.integral(0, 100) == 120.0


def test_dvwk_rain_has_its_depth_and_its_peak(project: Project) -> None:
    project.storm |= {"source": '"dvwk"'}
    (storm,) = read_storms(project.read(), project.read_city())
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
    (storm,) = read_storms(run_file, project.read_city())
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
        read_storms(run_file, project.read_city())


def test_missing_series(project: Project) -> None:
    project.storm = {"name": '"S1"', "source": '"series"', "rain": '"rain.csv"'}
    with pytest.raises(InputProblem, match=r"rain\.csv: there is no such file"):
        read_storms(project.read(), project.read_city())


def test_storms_keep_their_order(project: Project) -> None:
    project.rest = '[[storm]]\nname = "A"\nsource = "block"\nrain_depth_mm = 1\nduration_min = 1\n'
    assert [storm.name for storm in read_storms(project.read(), project.read_city())] == ["S1", "A"]


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


def test_point_in_a_building(project: Project) -> None:
    project.rest = POINT.format(x=375005.5, y=5710998.5)
    run_file, city = project.read(), project.read_city()
    check_points(run_file, city)
    layers = city.layers.copy(deep=True)
    layers["building"].values[1, 5] = 0
    with pytest.raises(InputProblem, match=r"the point p .* lies in a building"):
        check_points(run_file, replace(city, layers=layers))


# Cell 49125 of KOSTRA-DWD-2020 as the handbook of the R package kostra2020 prints it; the depths
# of 100 years are the sums of the steps of its Euler storm. Bands are made.
KOSTRA = """duration_min;HN_001A;HN_030A;HN_100A;UC_001A;UC_030A;UC_100A
5;6;13,5;16,9;16;21;22
10;7,8;17,4;21,8;17;24;25
15;8,9;19,9;24,9;18;25;26
20;9,7;21,8;27,3;18;26;27
30;11;24,7;30,8;18;26;27
45;12,4;27,8;34,7;18;25;26
60;13,5;30,2;37,7;17;25;26
"""
STATISTICS = '[rain_statistics]\ntable = "kostra.csv"\n'
T100 = {
    "name": '"T100"',
    "source": '"kostra"',
    "return_period_a": "100",
    "duration_min": "60",
}


def with_statistics(project: Project, storm: dict[str, str], table: str = KOSTRA) -> list[Storm]:
    project.storm = storm
    project.rest = STATISTICS
    run_file = project.read()
    (project.file.parent / "kostra.csv").write_text(table, encoding="utf-8")
    return read_storms(run_file, project.read_city())


def test_kostra_storm_is_an_euler_storm_of_its_return_period(project: Project) -> None:
    (storm,) = with_statistics(project, T100 | {"label": '"Jahrhundertregen"'})
    assert storm.rain_depth_mm == pytest.approx(37.7)
    assert storm.rain_mm_h.values[:4] / 12.0 == pytest.approx([2.4, 3.1, 4.9, 16.9])
    assert storm.heavy_rain_index == 7
    assert storm.label == "Jahrhundertregen"


@pytest.mark.parametrize(
    ("tolerance", "depth"), [("none", 37.7), ("minus", 37.7 * 0.74), ("plus", 37.7 * 1.26)]
)
@pytest.mark.parametrize("shape", ["euler2", "dvwk", "block"])
def test_shapes_and_tolerances(project: Project, shape: str, tolerance: str, depth: float) -> None:
    (storm,) = with_statistics(
        project, T100 | {"shape": f'"{shape}"', "tolerance": f'"{tolerance}"'}
    )
    assert storm.rain_depth_mm == pytest.approx(depth)
    assert storm.rain_mm_h.values.size == {"euler2": 12, "dvwk": 3, "block": 1}[shape]


def test_block_between_tabulated_durations(project: Project) -> None:
    (storm,) = with_statistics(project, T100 | {"shape": '"block"', "duration_min": "50"})
    assert 34.7 < storm.rain_depth_mm < 37.7
    assert storm.heavy_rain_index == 7


@pytest.mark.parametrize(
    ("keys", "table", "told"),
    [
        (
            {"return_period_a": "50"},
            KOSTRA,
            r"no return period of 50 years, which storm .T100. asks for; .* has 1, 30, 100",
        ),
        ({"duration_min": "65"}, KOSTRA, r"Euler storm of 65 min .* has 5 to 60 min"),
        ({"duration_min": "42"}, KOSTRA, r"Euler storm of 42 min needs .* whole steps of 5 min"),
        ({}, KOSTRA.replace("\n5;6", "\n6;6"), r"the file has 6 to 60 min"),
        (
            {"duration_min": "90", "shape": '"block"'},
            KOSTRA,
            r"no depth for 90 min, which storm .* asks for; the table goes from 5 to 60 min",
        ),
        ({"tolerance": '"plus"'}, KOSTRA.replace("UC_", "XX_"), r'tolerance = "plus" needs'),
    ],
)
def test_storms_the_table_does_not_have(
    project: Project, keys: dict[str, str], table: str, told: str
) -> None:
    with pytest.raises(InputProblem, match=told):
        with_statistics(project, T100 | keys, table)


def test_origin_of_a_kostra_rain(project: Project) -> None:
    (storm,) = with_statistics(project, T100 | {"tolerance": '"plus"'})
    origin = storm.rain_origin
    assert origin is not None
    assert (origin.kind, origin.source, origin.shape) == ("kostra", "kostra.csv", "euler2")
    assert (origin.return_period_a, origin.tolerance) == (100.0, "plus")
    assert origin.uncertainty is not None
    assert 0.0 < origin.uncertainty < 1.0


def test_origin_of_other_rain_is_its_file(project: Project) -> None:
    (block,) = read_storms(project.read(), project.read_city())
    assert block.rain_origin == RainOrigin("block")
    project.storm = dict(EULER)
    run_file = project.read()
    (project.file.parent / "depths.csv").write_text("duration_min;depth_mm\n5;10\n30;22\n")
    (euler,) = read_storms(run_file, project.read_city())
    assert euler.rain_origin == RainOrigin("euler2", "depths.csv")


def test_preset_is_named_where_the_table_lacks_its_return_period(project: Project) -> None:
    project.top["storm_preset"] = '"nrw"'
    with pytest.raises(InputProblem, match=r'30 years, which storm_preset \("S1_T30_60min"\)'):
        with_statistics(project, dict(STORM), KOSTRA.replace("_030A", "_020A"))


def test_table_without_bands_is_enough_without_tolerance(project: Project) -> None:
    table = KOSTRA.replace("UC_", "XX_")
    (storm,) = with_statistics(project, T100 | {"tolerance": '"none"'}, table)
    assert storm.rain_depth_mm == pytest.approx(37.7)


def test_preset_of_nrw(project: Project) -> None:
    project.top["storm_preset"] = '"nrw"'
    storms = with_statistics(project, dict(STORM))
    assert [storm.name for storm in storms] == [
        "S1_T30_60min",
        "S2_T100_60min",
        "S3_90mm_60min",
        "S1",
    ]
    assert [storm.rain_depth_mm for storm in storms] == pytest.approx([30.2, 37.7, 90.0, 50.0])
    # 90 mm are 2.39 times the depth of 100 years at this dry place; the label is the guideline's.
    assert [storm.heavy_rain_index for storm in storms] == [5, 7, 11, 8]
    labels = [storm.label for storm in storms[:3]]
    assert labels == [
        "rare (30 a)",
        "exceptional (100 a)",
        "extreme (90 mm/h, SRI 10 by convention)",
    ]
    assert {storm.sewer for storm in storms} == {"neglected"}


def test_without_statistics_there_is_no_index(project: Project) -> None:
    (storm,) = read_storms(project.read(), project.read_city())
    assert storm.heavy_rain_index is None
    assert storm.label is None


def test_sewer_reaches_the_storm(project: Project) -> None:
    project.storm["sewer"] = '"design_capacity"'
    project.rest = "[sewer]\ncapacity_mm_h = 30\n"
    (storm,) = read_storms(project.read(), project.read_city())
    assert storm.sewer == "design_capacity"


def test_rain_rasters_and_their_mean(project: Project) -> None:
    project.storm = {"name": '"radar"', "source": '"raster"', "rain": '"rain.nc"'}
    project.rest = STATISTICS
    run_file = project.read()
    (project.file.parent / "kostra.csv").write_text(KOSTRA, encoding="utf-8")
    # Two rain cells of 6 m: the western one falls on 6, the eastern one on 4 of 10 columns.
    rain = xr.DataArray(
        np.array([[[60.0, 30.0]] * 2, [[0.0, 20.0]] * 2]),
        coords={
            "time": np.array(["2024-07-01T14:00", "2024-07-01T14:30"], dtype="M8[ns]"),
            "y": [5_710_999.0, 5_710_993.0],
            "x": [375_003.0, 375_009.0],
        },
        dims=("time", "y", "x"),
        attrs={"units": "mm/h", "grid_mapping": "crs"},
        name="rain",
    ).to_dataset()
    rain["crs"] = xr.DataArray(0, attrs={"crs_wkt": pyproj.CRS(25832).to_wkt()})
    rain.to_netcdf(project.file.parent / "rain.nc")
    (storm,) = read_storms(run_file, project.read_city())
    assert storm.rain_rasters is not None
    assert sorted(set(storm.rain_rasters.zone.ravel().tolist())) == [0, 1, 2, 3]
    assert storm.rain_mm_h.values == pytest.approx([48.0, 8.0])
    assert storm.rain_depth_mm == pytest.approx(28.0)
    # 24 mm in half an hour lie between the depths of 20 and of 30 years (23.1 and 24.7 mm).
    assert storm.heavy_rain_index == 4
