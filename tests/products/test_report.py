from dataclasses import replace

import numpy as np
import pytest

from herne_schwamm.city.forcing import Inflow, StepSeries, Storm, block_rain
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.report import storm_report

STORM = Storm("S2", block_rain(48.2, 60.0), antecedent=0.5, drainage_loss_mm_h=3.6)


@pytest.fixture
def tell(city, maps, balance_m3, run, english):
    def told(language=english, storm=STORM, verdict="good", **changes):
        return storm_report(
            changes.get("city", city),
            storm,
            changes.get("maps", maps),
            {**balance_m3, **changes.get("balance_m3", {})},
            {**run, **changes.get("run", {})},
            verdict=verdict,
            language=language,
            software="herne_schwamm 0.1.0",
            source=changes.get("source", DataSource("Stadt Herne", "2026-03-01")),
        )

    return told


def known_everywhere(city):
    """The same city with smaller cells and without its unknown corner."""
    layers = city.layers.copy()
    layers["terrain_m"] = layers["terrain_m"].fillna(50.0)
    return replace(city, grid=replace(city.grid, cell_size_m=0.25), layers=layers)


def line_of(report, beginning):
    return next(line for line in report.splitlines() if line.startswith(beginning))


def test_report_has_at_most_80_columns_and_ends_with_a_line(tell):
    report = tell()
    assert max(len(line) for line in report.splitlines()) <= 80
    assert report.endswith("Computed with herne_schwamm 0.1.0.\n")


def test_rain_and_assumptions_are_told(tell):
    report = tell()
    assert line_of(report, "Rain depth").endswith("48.2 mm")
    assert line_of(report, "Duration").endswith("60 min")
    assert line_of(report, "Greatest intensity").endswith("48.2 mm/h")
    assert line_of(report, "Loss to the sewer").endswith("3.6 mm/h")
    assert line_of(report, "Soil moisture").endswith("50 %")
    assert "file dgm1.tif (mean of finer" in report
    assert "1,234 cells taken as missing)" in " ".join(report.split())
    # The north-western corner, 7 x 11 of 60 x 90 cells, lies outside.
    assert line_of(report, "Known terrain").endswith("5,323 of 5,400 cells (98.57 %)")
    assert line_of(report, "Soil  ").endswith("the same class everywhere: Loam")
    assert report.count("\nEdge ") == 1
    assert line_of(report, "Sealing degree").endswith("the same everywhere: 0.6")
    assert line_of(report, "Edge").endswith("open, water flows out: 180 m")


def test_source_and_date_of_the_data_are_told(tell, german):
    report = tell()
    assert line_of(report, "Source of the data").endswith(" Stadt Herne")
    assert line_of(report, "Date of the data").endswith(" 2026-03-01")
    assert line_of(tell(language=german), "Stand der Daten").endswith(" 01.03.2026")
    long = tell(source=DataSource("Daten der Stadt Herne und ihrer Nachbarn; " * 7))
    assert max(len(line) for line in long.splitlines()) <= 80
    assert line_of(long, "Date of the data").endswith(" not given")


def test_duration_counts_from_the_first_rain(tell):
    rain = StepSeries(np.array([0.0, 600.0, 1200.0, 3600.0]), np.array([0.0, 30.0, 0.0]))
    report = tell(storm=Storm("late", rain))
    assert line_of(report, "Duration").endswith(" 10 min")
    assert line_of(report, "Rain depth").endswith(" 5.0 mm")


@pytest.mark.parametrize(
    ("minutes", "in_english", "in_german"), [(6.5, "6.5", "6,5"), (60.0, "60", "60")]
)
def test_durations_have_the_digits_they_need(tell, german, minutes, in_english, in_german):
    changes = {
        "storm": Storm("short", block_rain(5.0, minutes)),
        "run": {"simulated_s": minutes * 60.0},
    }
    report = tell(**changes)
    assert line_of(report, "Duration").endswith(f" {in_english} min")
    assert line_of(report, "Simulated time").endswith(f" {in_english} min")
    assert line_of(tell(language=german, **changes), "Dauer").endswith(f" {in_german} min")


def test_cell_size_is_not_rounded_and_known_terrain_is_told_only_where_some_is_not(tell, city):
    report = tell()
    assert line_of(report, "Grid").endswith("cells of 2 m")
    assert report.count("Known terrain") == 1
    full = tell(city=known_everywhere(city))
    assert line_of(full, "Grid").endswith("cells of 0.25 m")
    assert "Known terrain" not in full


def test_storm_without_rain_but_with_an_inflow_can_be_told(tell):
    dry = StepSeries(np.array([0.0, 60.0]), np.array([0.0]))
    inflow = Inflow("Bach", 0.0, 0.0, StepSeries(np.array([0.0, 60.0]), np.array([2.0])))
    report = tell(storm=Storm("dam", dry, inflows=(inflow,)))
    assert line_of(report, "Rain depth").endswith(" 0.0 mm")
    assert line_of(report, "Inflow Bach").endswith("120 m³")


def test_balance_is_told_in_volumes_and_depths(tell, city):
    report = tell()
    depth_mm = 1000.0 / city.area_m2 * 1000.0
    assert line_of(report, "Rain  ").split() == ["Rain", "1,000.0", f"{depth_mm:.2f}"]
    assert line_of(report, "Found again").split()[2] == "1,000.0"
    assert line_of(report, "Error as a share").endswith("1.0e-06")
    assert "The balance closes.\n" in report


def test_negative_nothing_is_told_as_nothing(tell):
    report = tell(balance_m3={"inflow_m3": -1e-9})
    assert line_of(report, "Inflow at points").split()[-2:] == ["0.0", "0.00"]


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [("warning", "small error"), ("failed", "do not use the maps")],
)
def test_verdict_of_the_balance_is_told(tell, verdict, sentence):
    assert sentence in tell(verdict=verdict)


def test_flooded_area_is_the_area_of_the_cells(tell, city, maps):
    depth = maps["water_depth_max_m"].values
    cells = int(np.count_nonzero(depth >= 1.0))
    inside = int(np.count_nonzero(city.inside))
    line = line_of(tell(), "> 100 cm")
    assert line.split()[3:] == [
        f"{cells * 4:,}",
        f"{cells * 4 / 1e4:.2f}",
        f"{100 * cells / inside:.2f}",
    ]


def test_greatest_depth_has_its_coordinates(tell, city, maps):
    depth = maps["water_depth_max_m"].values
    row, column = np.unravel_index(np.nanargmax(depth), depth.shape)
    x_m, y_m = city.grid.centre_of(int(row), int(column))
    line = line_of(tell(), "Greatest water depth")
    assert line.split()[3:] == ["1.48", "m", "E", f"{x_m:.1f}", "N", f"{y_m:.1f}"]


def test_peak_that_may_come_later_is_told(tell):
    assert "not certain" not in tell()
    assert "not certain" in tell(run={"rising_cells": None})


def test_maps_without_values_have_no_greatest_value(tell, maps):
    report = tell(maps=maps.where(False))
    assert "Greatest water depth" not in report
    assert "Water drained" not in tell(maps=maps.assign(drained_mm=maps["drained_mm"] * 0.0))
    assert line_of(report, "together").split()[1] == "0"


def test_german_report_has_german_numbers(tell, german):
    report = tell(language=german)
    assert max(len(line) for line in report.splitlines()) <= 80
    assert "1.000,0" in report
    assert "48,2 mm" in report
    assert "Größte Wassertiefe" in report
