from dataclasses import replace

import numpy as np
import pytest

from herne_schwamm.city.city import LayerOrigin
from herne_schwamm.city.forcing import (
    Inflow,
    RainOrigin,
    RainRasters,
    StepSeries,
    Storm,
    block_rain,
)
from herne_schwamm.inputs.notes import DEFAULT
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.page import render_page
from herne_schwamm.products.page_parts import Bar, Pairs, Sentences, Table
from herne_schwamm.products.report import storm_report
from herne_schwamm.tables import surface_classes
from herne_schwamm.tables.products import products

from .risky import city_with_objects, made_up_risk, no_risk

STORM = Storm("S2", block_rain(48.2, 60.0), antecedent=0.5, drainage_loss_mm_h=3.6)


class Told:
    """A report, and where to look in it."""

    def __init__(self, page):
        self.page = page
        self.parts = [part for section in page.sections for part in section.parts]

    def value(self, label):
        """What is said of a label among the pairs."""
        (pair,) = [
            pair
            for part in self.parts
            if isinstance(part, Pairs)
            for pair in part.rows
            if pair.label == label
        ]
        return pair.value

    def labels(self):
        return [p.label for part in self.parts if isinstance(part, Pairs) for p in part.rows]

    def rows(self, beginning):
        """Rows of all tables whose first cell begins so."""
        return [
            row
            for part in self.parts
            if isinstance(part, Table)
            for row in part.rows
            if row.cells[0].startswith(beginning)
        ]

    def row(self, beginning):
        (row,) = self.rows(beginning)
        return row.cells

    def table(self, caption):
        (table,) = [t for t in self.parts if isinstance(t, Table) and t.caption.startswith(caption)]
        return table

    def sentences(self):
        return " ".join(t for part in self.parts if isinstance(part, Sentences) for t in part.texts)


@pytest.fixture
def tell(city, maps, balance_m3, run, english):
    def told(language=english, storm=STORM, verdict="good", **changes):
        return Told(
            storm_report(
                changes.get("city", city),
                storm,
                changes.get("maps", maps),
                {**balance_m3, **changes.get("balance_m3", {})},
                {**run, **changes.get("run", {})},
                verdict=verdict,
                language=language,
                software="herne_schwamm 0.1.0",
                source=changes.get("source", DataSource("Stadt Herne", "2026-03-01")),
                risk=changes.get("risk"),
                pictured=changes.get("pictured", ()),
                place=changes.get("place"),
                settings=changes.get("settings"),
            )
        )

    return told


def known_everywhere(city):
    """The same city with smaller cells and without its unknown corner."""
    layers = city.layers.copy()
    layers["terrain_m"] = layers["terrain_m"].fillna(50.0)
    return replace(city, grid=replace(city.grid, cell_size_m=0.25), layers=layers)


def test_rain_and_assumptions_are_told(tell):
    report = tell()
    assert report.value("Rain depth") == "48.2 mm"
    assert report.value("Duration") == "60 min"
    assert report.value("Greatest intensity") == "48.2 mm/h"
    assert "constant loss of 3.6 mm/h outside" in report.value("Sewer")
    assert report.value("Soil moisture before the storm") == "50 %"
    assert report.row("Terrain") == (
        "Terrain",
        "file dgm1.tif",
        "mean of finer cells; 1,234 cells taken as missing",
    )
    # The north-western corner, 7 x 11 of 60 x 90 cells, lies outside.
    assert report.value("Known terrain") == "5,323 of 5,400 cells (98.57 %)"
    assert report.value("Edge") == "open, water flows out: 180 m"
    assert report.page.foot[-1] == "Computed with herne_schwamm 0.1.0."


def test_numbers_and_classes_instead_of_a_map_stand_out(tell):
    report = tell()
    table = report.table("Layers")
    assert {row.cells[0]: row.weight for row in table.rows} == {
        "Terrain": "plain",
        "▲ Sealing degree": "assumed",
        "▲ Soil": "assumed",
    }
    assert report.row("▲ Soil")[1] == "the same class everywhere: Loam"
    assert report.row("▲ Sealing")[1] == "the same everywhere: 0.6"
    assert "▲" in report.sentences()


def test_source_and_date_of_the_data_are_told(tell, german):
    report = tell()
    assert report.value("Source of the data") == "Stadt Herne"
    assert report.value("Date of the data") == "2026-03-01"
    assert tell(language=german).value("Stand der Daten") == "01.03.2026"
    assert tell(source=DataSource("Herne")).value("Date of the data") == "not given"


def test_duration_counts_from_the_first_rain(tell):
    rain = StepSeries(np.array([0.0, 600.0, 1200.0, 3600.0]), np.array([0.0, 30.0, 0.0]))
    report = tell(storm=Storm("late", rain))
    assert report.value("Duration") == "10 min"
    assert report.value("Rain depth") == "5.0 mm"


@pytest.mark.parametrize(
    ("minutes", "in_english", "in_german"), [(6.5, "6.5", "6,5"), (60.0, "60", "60")]
)
def test_durations_have_the_digits_they_need(tell, german, minutes, in_english, in_german):
    changes = {
        "storm": Storm("short", block_rain(5.0, minutes)),
        "run": {"simulated_s": minutes * 60.0},
    }
    report = tell(**changes)
    assert report.value("Duration") == f"{in_english} min"
    assert report.value("Simulated time") == f"{in_english} min"
    assert tell(language=german, **changes).value("Dauer") == f"{in_german} min"


def test_cell_size_is_not_rounded_and_known_terrain_is_told_only_where_some_is_not(tell, city):
    assert tell().value("Grid").endswith("cells of 2 m")
    full = tell(city=known_everywhere(city))
    assert full.value("Grid").endswith("cells of 0.25 m")
    assert "Known terrain" not in full.labels()


def test_storm_without_rain_but_with_an_inflow_can_be_told(tell):
    dry = StepSeries(np.array([0.0, 60.0]), np.array([0.0]))
    inflow = Inflow("Bach", 0.0, 0.0, StepSeries(np.array([0.0, 60.0]), np.array([2.0])))
    report = tell(storm=Storm("dam", dry, inflows=(inflow,)))
    assert report.value("Rain depth") == "0.0 mm"
    assert report.value("Duration") == "0 min"
    assert report.value("Inflow Bach") == "120 m³"


@pytest.mark.parametrize(
    ("index", "told", "colour"),
    [
        (10, "10 – Extreme heavy rain", "#f70982"),
        (0, "below index 1", ""),
        (None, "not determinable: there is no table", ""),
    ],
)
def test_index_of_the_rain_is_told_with_its_colour(tell, index, told, colour):
    report = tell(storm=replace(STORM, heavy_rain_index=index))
    (pair,) = [p for p in report.parts[0].rows if p.label.startswith("Heavy rain index")]
    assert pair.value.startswith(told)
    assert pair.colour == colour


def test_sewer_that_is_neglected_is_told_as_the_guideline_has_it(tell):
    report = tell(storm=replace(STORM, drainage_loss_mm_h=0.0))
    assert "hazard maps of NRW" in report.value("Sewer")
    assert "Loss besides the sewer" not in report.labels()
    assert "The sewer is neglected" in report.sentences()


def test_constant_loss_is_told_once_and_not_as_neglect(tell):
    report = tell()
    assert "neglected" not in report.value("Sewer")
    assert report.labels().count("Sewer") == 1
    assert "as a constant loss only" in report.sentences()
    both = tell(storm=replace(STORM, sewer="design_capacity"))
    assert both.value("Loss besides the sewer") == "3.6 mm/h everywhere outside buildings"
    assert "Besides the sewer a constant loss" in both.sentences()
    assert "as a constant loss only" not in both.sentences()


@pytest.mark.parametrize(
    ("capacities", "told"),
    [
        ([36.0, 0.0], "of 36 mm/h"),
        ([36.0, 20.5], "of 20.5 to 36 mm/h"),
        ([0.0, 0.0], "its capacity is 0 mm/h"),
    ],
)
def test_sewer_with_a_capacity_is_told_with_its_surcharge(tell, city, capacities, told):
    values = np.resize(capacities, len(city.units))
    assert len(values) >= 2
    sewered = replace(city, units=city.units.assign(sewer_capacity_mm_h=values))
    report = tell(
        city=sewered,
        storm=replace(STORM, sewer="design_capacity"),
        balance_m3={"sewer_m3": 10.0, "sewer_surcharge_m3": 12.5},
    )
    assert told in report.value("Sewer")
    assert report.value("Sewer surcharge") == "12.5 m³"
    assert "12.5 m³ of the rain on connected surfaces" in report.sentences()
    assert "up to its design capacity at once" in report.sentences()


def test_sewer_without_any_connected_surface_says_so(tell, city):
    lawn = surface_classes()["lawn"].code
    green = replace(city, units=city.units.assign(sewer_capacity_mm_h=0.0, surface_class=lawn))
    report = tell(city=green, storm=replace(STORM, sewer="design_capacity"))
    assert "no surface is connected" in report.value("Sewer")


def test_rain_that_differs_from_place_to_place_is_told(tell, city):
    rain = STORM.rain_mm_h
    zones = np.zeros(city.grid.shape, np.int32)
    rasters = RainRasters(rain.edges_s, rain.values[:, None], zones)
    report = tell(storm=replace(STORM, rain_rasters=rasters))
    assert "means of the area" in report.value("Distribution")
    assert "Heavy rain index (SRI, 1 to 12) of the mean of the area" in report.labels()
    assert "the same over the whole area" not in report.sentences()
    assert "Distribution" not in tell().labels()


def test_balance_is_told_in_volumes_and_depths(tell, city):
    report = tell()
    depth_mm = 1000.0 / city.area_m2 * 1000.0
    assert report.row("Rain") == ("Rain", "1,000.0", f"{depth_mm:.2f}")
    assert report.row("Found again")[1] == "1,000.0"
    assert report.value("Error as a share of the water put in") == "0.0001 %"
    assert "The balance closes." in report.sentences()


def test_terms_a_run_does_not_have_are_not_told(tell):
    assert not tell().rows("Taken by the sewer")
    terms = {"canopy_m3": 1.0, "roofs_m3": 2.0, "sewer_m3": 3.0}
    report = tell(balance_m3=terms)
    told = [report.row(label)[1] for label in ("Held by crowns", "Held by roofs", "Taken by the s")]
    assert told == ["1.0", "2.0", "3.0"]
    assert report.row("Found again")[1] == "1,006.0"


def test_bar_shows_the_shares_of_all_water_found(tell, balance_m3):
    (bar,) = [part for part in tell(balance_m3={"hooks_m3": -5.0}).parts if isinstance(part, Bar)]
    assert sum(one.share for one in bar.parts) == pytest.approx(1.0)
    shares = {one.label: one.share for one in bar.parts}
    assert shares["Infiltrated"] == pytest.approx(400.0 / 1000.001)
    assert "Taken by culverts and pumps" not in shares


def test_negative_nothing_is_told_as_nothing(tell):
    assert tell(balance_m3={"inflow_m3": -1e-9}).row("Inflow at points")[1:] == ("0.0", "0.00")


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [("good", "The balance closes."), ("warning", "small error")],
)
def test_verdict_of_the_balance_is_told_in_its_tone(tell, verdict, sentence):
    report = tell(verdict=verdict)
    (told,) = [p for p in report.parts if isinstance(p, Sentences) and sentence in p.texts[0]]
    assert told.tone == verdict


@pytest.mark.parametrize(
    ("begins", "in_german", "in_english"),
    [
        ("2018-07-20", "20.07.2018 (50 %)", "2018-07-20 (50 %)"),
        ("wet", "so nass (50 %)", "as wet (50 %)"),
    ],
)
def test_the_day_of_the_season_is_written_as_people_write_it(
    tell, german, begins, in_german, in_english
):
    storm = replace(STORM, begins=begins)
    assert tell(storm=storm).value("Soil moisture before the storm").endswith(in_english)
    label = german.text("Soil moisture before the storm")
    assert tell(german, storm).value(label).endswith(in_german)


def test_flooded_area_is_the_area_of_the_cells(tell, city, maps):
    depth = maps["water_depth_max_m"].values
    cells = int(np.count_nonzero(depth >= 1.0))
    inside = int(np.count_nonzero(city.inside))
    assert tell().row("> 100 cm")[1:] == (
        f"{cells * 4:,}",
        f"{cells * 4 / 1e4:.2f}",
        f"{100 * cells / inside:.2f}",
    )


def test_greatest_depth_has_its_coordinates(tell, city, maps, german):
    depth = maps["water_depth_max_m"].values
    row, column = np.unravel_index(np.nanargmax(depth), depth.shape)
    x_m, y_m = city.grid.centre_of(int(row), int(column))
    assert tell().row("Greatest water depth")[1:] == ("1.48", "m", f"{x_m:.1f}", f"{y_m:.1f}")
    in_german = tell(language=german).row("Größte Wassertiefe")
    assert in_german[3] == f"{x_m:.1f}".replace(".", ",")


def test_peak_that_may_come_later_is_told(tell):
    assert "not certain" not in tell().sentences()
    assert "not certain" in tell(run={"rising_cells": None}).sentences()
    assert "within ten minutes 7 cells" in tell(run={"rising_cells": 7}).sentences()


def test_maps_without_values_have_no_greatest_value(tell, maps):
    report = tell(maps=maps.where(False))
    assert not report.rows("Greatest water depth")
    assert "No map has a value" in report.sentences()
    assert report.row("together")[1] == "0"


def test_city_without_objects_says_so(tell):
    assert "No buildings and no sites are given" in tell().sentences()
    assert "No buildings are given" in tell().sentences()


def test_objects_are_counted_by_class_and_the_worst_are_named(tell, city, maps):
    risky = city_with_objects(city)
    report = tell(city=risky, risk=made_up_risk(risky, maps))
    counts = {row.cells[0]: row.cells[1:] for row in report.table("Objects by risk").rows}
    assert counts == {
        "not affected": ("1", "1"),
        "low": ("0", "0"),
        "medium": ("1", "0"),
        "high": ("0", "1"),
        "very high": ("1", "0"),
        "together": ("3", "2"),
    }
    worst = report.table("The objects most at risk").rows
    assert [row.cells[:2] for row in worst] == [
        ("1", "Building DENW01"),
        ("2", "Site Schule Süd"),
        ("3", "Building DENW03"),
    ]
    assert worst[0].cells[3] == "very high"
    assert worst[0].cells[5:] == ("1.33", "2.00", "374050.0", "5710976.0")
    assert "does not enter them" in report.sentences()
    assert "No buildings" not in report.sentences()


def test_only_the_first_twenty_objects_stand_in_the_report(tell, city, maps):
    risky = city_with_objects(city)
    risk = made_up_risk(risky, maps)
    many = risk.ranking.iloc[np.zeros(1234, int)].set_index(np.arange(1, 1235))
    report = tell(city=risky, risk=replace(risk, ranking=many))
    assert [row.cells[0] for row in report.table("The objects most").rows] == [
        str(rank) for rank in range(1, 21)
    ]
    assert "risk_ranking.csv holds all 1,234 objects" in report.sentences()


def test_objects_that_stay_dry_are_told_in_a_sentence(tell, city, maps):
    risky = city_with_objects(city)
    report = tell(city=risky, risk=no_risk(risky, maps))
    assert "No building and no site is at risk." in report.sentences()
    assert report.table("Objects by risk").rows[0].cells == ("not affected", "3", "2")


def test_maps_are_shown_with_what_they_must_not_be_taken_for(tell):
    (maps_section,) = [
        one for one in tell(pictured=["water_depth_max_m"]).page.sections if one.name == "maps"
    ]
    (picture,) = maps_section.parts[0].pictures
    assert (picture.path, picture.title) == ("maps/water_depth_max_m.png", "Greatest water depth")
    assert picture.told == products()["water_depth_max_m"].limits_en
    assert "maps" not in [one.name for one in tell().page.sections]


def test_german_report_has_german_numbers(tell, german, city, maps):
    risky = city_with_objects(city)
    report = tell(language=german, city=risky, risk=made_up_risk(risky, maps))
    assert report.row("Regen")[1] == "1.000,0"
    assert report.value("Niederschlagshöhe") == "48,2 mm"
    page = render_page(report.page)
    assert '<html lang="de">' in page
    assert "DENW01" in page
    assert "Größte Wassertiefe" in page


def test_label_of_the_storm_is_its_title_and_its_name_stands_below(tell):
    page = tell(storm=replace(STORM, label="NRW extreme")).page
    assert page.title == "Heavy rain NRW extreme: 48.2 mm in 60 min"
    assert page.subtitle == "Scenario S2"


def test_place_stands_before_the_event(tell):
    assert tell(place="Stadt Herne").page.title.startswith("Stadt Herne – Heavy rain S2")


def test_error_of_the_balance_is_told_without_powers_of_ten(tell, german):
    label = "Error as a share of the water put in"
    assert tell(balance_m3={"relative_error": -3e-12}).value(label) == "less than 0.000001 %"
    assert tell(balance_m3={"relative_error": -2.5e-4}).value(label) == "0.025 %"
    (pair,) = [
        pair
        for part in tell(language=german, balance_m3={"relative_error": 2.5e-4}).parts
        if isinstance(part, Pairs)
        for pair in part.rows
        if pair.value == "0,025 %"
    ]
    assert "Fehler" in pair.label


def with_origins(city, **origins):
    return replace(city, origins={**city.origins, **origins})


def test_numbers_of_origins_are_written_as_people_write_them(tell, city, german):
    told = tell(language=german, city=with_origins(city, sewer_capacity_mm_h=MEASURED))
    assert told.rows("▲ Versiegelung")[0].cells[1].endswith(": 0,6")
    sources = [row.cells[1] for part in told.parts if isinstance(part, Table) for row in part.rows]
    assert any(one.endswith(": 53,6 mm/h") for one in sources)


MEASURED = LayerOrigin("number", "53.6 mm/h")


def test_capacity_of_a_sewer_that_is_neglected_is_no_assumption(tell, city):
    sewered = with_origins(
        city, sewer_capacity_mm_h=MEASURED, roofs_to_sewer=LayerOrigin("number", "1", ("default",))
    )
    told = tell(city=sewered)
    for row in (told.row("Design capacity of the sewer"), told.row("Share of the roofs")):
        assert "neglects the sewer" in row[2]
    with_sewer = tell(city=sewered, storm=replace(STORM, sewer="design_capacity"))
    assert with_sewer.rows("▲ Design capacity")
    assert with_sewer.rows("▲ Share of the roofs")
    computed = with_origins(city, sewer_capacity_mm_h=LayerOrigin("table", "KOSTRA"))
    storm = replace(STORM, sewer="design_capacity")
    assert tell(city=computed, storm=storm).rows("Design capacity of the sewer")


def test_settings_stand_out_only_where_they_are_defaults(tell, city, maps):
    settings = {
        "ring_m": LayerOrigin("number", "2", (DEFAULT,)),
        "site_radius_m": LayerOrigin("number", "7.5"),
    }
    risky = city_with_objects(city)
    told = tell(city=risky, risk=made_up_risk(risky, maps), settings=settings)
    assert told.row("▲ Width of the ring")[1:] == (
        "the same everywhere: 2",
        "default, not in the run file",
    )
    assert told.row("Radius around a site")[1] == "the same everywhere: 7.5"
    assert not tell(settings=settings).rows("▲ Width of the ring")


def test_use_that_is_not_known_is_an_assumption(tell, city, maps):
    risky = city_with_objects(city)
    told = tell(city=risky, risk=made_up_risk(risky, maps))
    assert told.row("▲ Use of the buildings")[1] == "1 of 3 buildings without a known use"


def test_curve_number_hides_what_it_replaces(tell, city):
    origins = {
        "curve_number": LayerOrigin("number", "78"),
        "depression_storage_mm": LayerOrigin("table", "surface_classes"),
        "canopy_height_m": LayerOrigin("file", "canopy.tif"),
    }
    told = tell(city=with_origins(city, **origins))
    labels = {row.cells[0] for row in told.table("Layers").rows}
    assert labels == {"Terrain", "▲ Curve number"}
    assert "those layers do not count" in told.row("▲ Curve number")[2]
    assert "does not infiltrate" in told.sentences()
    sewered = tell(
        city=with_origins(city, **origins), storm=replace(STORM, sewer="design_capacity")
    )
    assert sewered.rows("▲ Sealing degree")
    assert "does not infiltrate" not in tell().sentences()


def test_statistics_of_rain_are_told_and_credited(tell, german):
    source = "Deutscher Wetterdienst, KOSTRA-DWD-2020 cell 121083 (kostra.csv)"
    origin = RainOrigin("kostra", source, "euler2", 100.0, "plus", 0.2)
    told = tell(storm=replace(STORM, rain_origin=origin))
    assert told.value("Origin of the rain") == (
        f"100-year rain of {source}, Euler type II, upper end of the band of tolerance (hN + 20 %)"
    )
    middle = replace(STORM, rain_origin=replace(origin, tolerance="none", uncertainty=0.125))
    assert tell(storm=middle).value("Origin of the rain").endswith("(hN, ± 12.5 %)")
    assert "Origin of the rain" not in tell().labels()


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("block", "depth and duration of the run file, constant intensity"),
        ("euler2", "depths by duration of depths.csv, Euler type II"),
        ("series", "series of depths.csv"),
        ("raster", "rasters of depths.csv"),
    ],
)
def test_other_rain_tells_its_source(tell, kind, told):
    storm = replace(STORM, rain_origin=RainOrigin(kind, "depths.csv"))
    assert tell(storm=storm).value("Origin of the rain") == told
