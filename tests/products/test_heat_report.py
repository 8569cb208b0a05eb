"""The report of a heat wave: where its water comes from, its clock, other waves, risk."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from herne_schwamm.problems import N_, Language, Problem
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.heat_facts import (
    COMPARED,
    DIFFERENCES,
    DaysBefore,
    HeatFacts,
    OtherWave,
)
from herne_schwamm.products.heat_report import heat_report
from herne_schwamm.products.page import render_page
from herne_schwamm.products.page_parts import Section, Sentences

BALANCE = {
    "water_begin_mm": 150.0,
    "water_end_mm": 144.0,
    "rain_mm": 0.0,
    "evaporated_mm": 6.0,
    "open_water_mm": 0.0,
    "left_mm": 0.0,
    "net_radiation_mj_m2": 30.0,
    "sensible_mj_m2": 10.0,
    "latent_mj_m2": 15.0,
    "stored_mj_m2": 5.0,
    "water_error": 0.0,
    "energy_error": 0.0,
    "latent_error": 0.0,
}


def heat_maps(city, cooler_k=0.0):
    """Maps that rise to the east; all of them cooler by so much."""
    x = np.mgrid[0 : city.grid.rows, 0 : city.grid.columns][1].astype(np.float32)
    values = np.where(city.inside, 30.0 + x / 10.0 - np.float32(cooler_k), np.float32(np.nan))
    return xr.Dataset({name: (("y", "x"), values) for name in COMPARED})


def facts_of(city, **more):
    hours = pd.DataFrame({"country_air_c": [18.0, 36.0]})
    facts = {
        "name": "hitze",
        "label": "Hitze im Juli",
        "weather": "w.csv",
        "weather_notes": (),
        "clock_utc_offset_h": 1.0,
        "begins": 0.5,
        "days": (date(2019, 7, 24), date(2019, 7, 26)),
        "map_day": date(2019, 7, 26),
        "night_day": date(2019, 7, 26),
        "maps": heat_maps(city, 1.0),
        "hours": hours,
        "balance": BALANCE,
        "assumptions": ("wind",),
    }
    return HeatFacts(**{**facts, **more})


def told(city, others=None, pictured=(), of_risk=(), **more):
    page = heat_report(
        city,
        facts_of(city, **more),
        others or {},
        pictured,
        "course.png",
        DataSource("Stadt Herne", "2026-03"),
        "herne_schwamm 0.1.0",
        Language("en"),
        None,
        of_risk,
    )
    return page, render_page(page)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({}, "50 % of what the soil holds"),
        ({"begins": "dry"}, "dry: water that one of ten summer days does not exceed"),
        ({"begins": "regen"}, "as regen left it"),
        (
            {"begins": "2012-07-24", "begins_on": date(2012, 7, 24)},
            "as the season left it on 2012-07-24",
        ),
        (
            {"before": DaysBefore(60.0, "penman_monteith", 81.3, 140.0)},
            "60 days of the weather before, from 50 % of what the soil holds: 81.3 mm of rain, "
            "140.0 mm evaporated (",
        ),
    ],
)
def test_where_the_water_comes_from(city, more, sentence):
    assert sentence in told(city, **more)[1]


@pytest.mark.parametrize(
    ("offset_h", "clock"),
    [
        (1.0, "Central European Time, without summer time"),
        (0.0, "UTC + 0 h"),
        (-5.5, "UTC − 5.5 h"),
    ],
)
def test_the_clock_of_the_maps_is_told(city, offset_h, clock):
    assert clock in told(city, clock_utc_offset_h=offset_h)[1]


def test_doubts_stand_out(city):
    text = told(city, doubts=(Problem(N_("the file is empty")),))[1]
    assert '<p class="warning">the file is empty</p>' in text


def test_other_water_is_compared_by_numbers_and_pictures(city):
    other = OtherWave("dry one", heat_maps(city), 4.5)
    page, text = told(city, {"dry": other})
    (table,) = [
        part
        for section in page.sections
        if section.name == "water"
        for part in section.parts
        if part.kind == "table"
    ]
    pet, *_, evaporated = table.rows
    assert pet.cells[3:] == ("-1.0", "-1.0")
    assert evaporated.cells[1:] == ("4.5", "6.0", "1.5", "–")
    for name in DIFFERENCES:
        assert f"maps/{name}.png" in text
    assert "This heat wave less: dry one" in text


def test_a_later_wave_is_pointed_to(city):
    assert "other water: wet one. The report there" in told(city, later=("wet one",))[1]


def test_sections_of_risk_stand_behind_the_maps(city):
    risk = Section("people", "People in the heat", (Sentences(("so many",)),))
    names = [section.name for section in told(city, of_risk=(risk,))[0].sections]
    assert names.index("people") == names.index("maps") + 1


@pytest.mark.parametrize(
    ("night_day", "sentence"),
    [
        (date(2019, 7, 27), "night before 2019-07-27<"),
        (
            date(2019, 7, 26),
            "night before 2019-07-26: that before the day of the maps, with which the weather ends",
        ),
    ],
)
def test_the_night_of_the_maps_is_told(city, night_day, sentence):
    text = told(city, night_day=night_day)[1]
    assert sentence in text
    assert f"Open ground by class of the air, night before {night_day}" in text


def test_a_night_of_one_class_says_that_its_map_has_one_colour(city):
    sentence = "In this night all of the open ground is in one class, strong (20 °C and above)"
    assert sentence in told(city)[1]
    assert sentence not in told(city, maps=heat_maps(city, 11.0))[1], "18.5 to 20.5 °C"


def test_classes_of_places_that_hardly_differ_say_so(city):
    maps = heat_maps(city)
    sentence = "All of the area is nearly alike here"
    assert sentence not in told(city, pictured=("heat_relative_day",), maps=maps)[1]
    maps["pet_day_c"].values[:] = 30.0 + 0.01 * (maps["pet_day_c"].values - 30.0)
    text = told(city, pictured=("heat_relative_day",), maps=maps)[1]
    assert f"{sentence} (standard deviation 0.0" in text


def test_classes_that_compare_places_come_with_their_numbers(city):
    maps = heat_maps(city)
    values = maps["pet_day_c"].values[np.isfinite(maps["pet_day_c"].values)]
    mean, spread = float(values.mean()), float(values.std())
    bounds = " · ".join(f"{mean + sigmas * spread:.1f}" for sigmas in (-1.0, 0.0, 1.0))
    text = told(city, pictured=("heat_relative_day",), maps=maps)[1]
    assert f"Mean {mean:.1f} °C, standard deviation {spread:.1f} K; bounds of the classes" in text
    assert bounds in text
