"""The sealing degree: its scale is told, never guessed."""

from __future__ import annotations

import numpy as np
import pytest

from herne_schwamm.city.city import NO_BUILDING, LayerOrigin
from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs import notes
from herne_schwamm.inputs.land_cover import read_land_cover
from herne_schwamm.inputs.layers import Place
from herne_schwamm.inputs.sealing import read_sealing
from herne_schwamm.problems import InputProblem, RunFileProblem
from herne_schwamm.tables import surface_classes

from .making import NORTH_M, WEST_M, Project

PLACE = Place(Grid("EPSG:25832", WEST_M, NORTH_M, 1.0, 8, 10), np.full((8, 10), True))
NO_BUILDINGS = np.full((8, 10), NO_BUILDING, dtype=np.int32)


def sealing_of(
    project: Project, building: np.ndarray = NO_BUILDINGS, place: Place = PLACE
) -> tuple[np.ndarray, LayerOrigin]:
    part = project.read().city
    return read_sealing(part, place, read_land_cover(part, place, building), building)


def refusal(project: Project, building: np.ndarray = NO_BUILDINGS) -> str:
    with pytest.raises(InputProblem) as caught:
        sealing_of(project, building)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def give(project: Project, values: np.ndarray, scale: str | None = None, **options: object) -> None:
    project.raster("s.tif", values, **options)
    project.city["sealing"] = '"../rasters/s.tif"'
    if scale is not None:
        project.city["sealing_scale"] = f'"{scale}"'


@pytest.mark.parametrize(("scale", "full"), [("share", 1), ("percent", 100), ("byte", 255)])
def test_numbers_are_divided_as_declared(project: Project, scale: str, full: int) -> None:
    shares = np.linspace(0, 1, 80, dtype=np.float32).reshape(8, 10)
    give(project, shares * np.float32(full), scale)
    values, origin = sealing_of(project)
    np.testing.assert_allclose(values, shares, atol=1e-6)
    if scale == "share":
        assert origin == LayerOrigin("file", "s.tif")
    else:
        assert origin.notes == (notes.DIVIDED,)
        assert origin.numbers == {"divisor": full}


@pytest.mark.parametrize(
    ("largest", "scale"), [(100, "percent"), (80, "percent"), (255, "byte"), (180, "byte")]
)
def test_numbers_of_another_scale_ask_for_the_key(
    project: Project, largest: int, scale: str
) -> None:
    give(project, np.linspace(0, largest, 80).reshape(8, 10).astype(np.float32))
    assert f'set sealing_scale = "{scale}"' in refusal(project)


def test_codes_of_copernicus_do_not_make_bytes_of_per_cent(project: Project) -> None:
    values = np.linspace(0, 100, 80).reshape(8, 10).astype(np.float32)
    values[0, :2] = 255
    give(project, values)
    assert 'set sealing_scale = "percent"' in refusal(project)


@pytest.mark.parametrize(("scale", "full"), [("percent", 100), ("byte", 255)])
def test_limits_are_those_of_the_scale_in_the_file(project: Project, scale: str, full: int) -> None:
    values = np.full((8, 10), full, dtype=np.float32)
    values[1, 2] = full + 1
    give(project, values, scale)
    text = refusal(project)
    assert f"sealing is {full + 1} at x = 375002.5, y = 5710998.5" in text
    assert f"0 to {full} is expected" in text


@pytest.mark.parametrize("code", [254, 255])
def test_codes_of_copernicus_are_gaps_and_said(project: Project, code: int) -> None:
    values = np.full((8, 10), 50, dtype=np.uint8)
    values[3, 4:8] = code
    give(project, values, "percent", nodata=None)
    text = refusal(project)
    assert "5.000 % of the city (4 cells" in text
    assert f"codes {code} mean that nothing is known" in text
    assert "x = 375004.5, y = 5710996.5" in text


def test_a_byte_of_254_is_a_number(project: Project) -> None:
    give(project, np.full((8, 10), 254, dtype=np.uint8), "byte", nodata=None)
    np.testing.assert_allclose(sealing_of(project)[0], 254 / 255)


def test_shares_of_finer_cells_are_averaged(project: Project) -> None:
    give(
        project,
        np.tile(np.array([0, 80], dtype=np.uint8), (16, 10)),
        "percent",
        cell_size_m=0.5,
        nodata=None,
    )
    values, origin = sealing_of(project)
    np.testing.assert_allclose(values, 0.4, rtol=1e-6)
    assert origin.notes == (notes.DIVIDED, notes.AVERAGED)


def test_a_number_is_a_share_and_has_no_other_scale(project: Project) -> None:
    project.city["sealing"] = "0.6"
    values, origin = sealing_of(project)
    assert np.all(values == np.float32(0.6))
    assert origin == LayerOrigin("number", "0.6")
    project.city["sealing_scale"] = '"percent"'
    with pytest.raises(RunFileProblem, match="take sealing_scale out"):
        sealing_of(project)


def test_buildings_are_sealed_and_need_no_layer(project: Project) -> None:
    values = np.full((8, 10), 0.5, dtype=np.float32)
    values[3, 4:8] = np.nan
    give(project, values)
    building = NO_BUILDINGS.copy()
    building[3, 4:8] = 0
    sealing, _ = sealing_of(project, building)
    assert np.all(sealing[3, 4:8] == 1.0)
    assert np.count_nonzero(sealing == 0.5) == 76
    building[3, 7] = NO_BUILDING
    assert "(1 cells)" in refusal(project, building)


def test_without_a_layer_the_list_of_codes_then_the_class(project: Project) -> None:
    codes = np.full((8, 10), 11210, dtype=np.int32)
    codes[4:] = 23000
    project.raster("c.tif", codes)
    project.city |= {"land_cover": '"../rasters/c.tif"', "land_cover_scheme": '"urban_atlas"'}
    values, origin = sealing_of(project)
    assert np.all(values[:4] == np.float32(0.65))
    assert np.all(values[4:] == np.float32(surface_classes()["lawn"].sealing))
    assert origin == LayerOrigin("table", "land_cover_urban_atlas", (notes.SEALING_OF_CLASS,))


def test_without_a_share_in_the_list_it_is_the_class(project: Project) -> None:
    project.raster("c.tif", np.full((8, 10), 5, dtype=np.uint8), nodata=None)
    project.city |= {"land_cover": '"../rasters/c.tif"', "land_cover_scheme": '"umep"'}
    assert sealing_of(project)[1] == LayerOrigin("table", "surface_classes")


def test_nothing_outside_the_city(project: Project) -> None:
    inside = PLACE.inside.copy()
    inside[:, 0] = False
    give(project, np.full((8, 10), 40, dtype=np.uint8), "percent", nodata=None)
    values, _ = sealing_of(project, place=Place(PLACE.grid, inside))
    np.testing.assert_array_equal(np.isnan(values), ~inside)


@pytest.mark.parametrize(("highest", "told"), [(95, True), (100, True), (101, False)])
def test_bytes_that_may_be_per_cent_are_told(project: Project, highest: int, told: bool) -> None:
    give(project, np.linspace(0, highest, 80).reshape(8, 10).astype(np.float32), "byte")
    _, origin = sealing_of(project)
    assert (notes.SEALING_LOW in origin.notes) == told
    assert origin.numbers.get("highest") == (highest if told else None)


def test_water_lets_nothing_seep_whatever_the_raster_says(project: Project) -> None:
    cover = np.full((8, 10), surface_classes()["lawn"].code, np.uint8)
    cover[3] = surface_classes()["water"].code
    project.raster("c.tif", cover, nodata=0)
    project.city["land_cover"] = '"../rasters/c.tif"'
    give(project, np.zeros((8, 10), np.float32))
    values, origin = sealing_of(project)
    assert (values[3] == 1.0).all()
    assert not values[4:].any()
    assert origin.notes == (notes.WATER_TIGHT,)
    assert origin.numbers == {"water_cells": 10}
    # The table's own degree is told without a word.
    del project.city["sealing"]
    values, origin = sealing_of(project)
    assert (values[3] == 1.0).all()
    assert notes.WATER_TIGHT not in origin.notes
