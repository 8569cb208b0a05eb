"""Sites: kinds by many words, names where there are none, only those in the city."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyogrio
import pytest
from geopandas import GeoDataFrame
from shapely.geometry import LineString, MultiPoint, Point, Polygon, box

from herne_schwamm.city.city import LayerOrigin
from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs import notes
from herne_schwamm.inputs.layers import Place
from herne_schwamm.inputs.run_file_city import SitesPart
from herne_schwamm.inputs.run_file_paths import PathRules
from herne_schwamm.inputs.sites import read_sites
from herne_schwamm.problems import Language, Problem

from .making import NORTH_M, WEST_M

GRID = Grid("EPSG:25832", WEST_M, NORTH_M, 1.0, 8, 10)
INSIDE = np.ones(GRID.shape, dtype=bool)
INSIDE[:, 8:] = False
PLACE = Place(GRID, INSIDE)


def at(x: float, y: float) -> Point:
    return Point(WEST_M + x, NORTH_M - y)


def sites(
    folder: Path, shapes: list[Any], keys: dict[str, str] | None = None, **columns: Any
) -> tuple[GeoDataFrame, LayerOrigin]:
    table = geopandas.GeoDataFrame(columns, geometry=shapes, crs="EPSG:25832")
    pyogrio.write_dataframe(table, folder / "s.gpkg")
    rules = PathRules(folder / "run.toml", folder)
    part = SitesPart.model_validate({"file": "s.gpkg", **(keys or {})}, context=rules)
    found, origin = read_sites(part, PLACE)
    assert origin is not None
    return found, origin


def refusal(folder: Path, shapes: list[Any], **more: Any) -> str:
    with pytest.raises(Problem) as caught:
        sites(folder, shapes, **more)
    return f"{type(caught.value).__name__}: {caught.value}"


def test_no_sites_are_an_empty_table() -> None:
    found, origin = read_sites(None, PLACE)
    assert list(found.columns) == ["name", "kind", "geometry"]
    assert len(found) == 0
    assert origin is None


def test_kinds_by_every_kind_of_word(tmp_path: Path) -> None:
    found, origin = sites(
        tmp_path,
        [at(1, 1), at(2, 2), MultiPoint([at(3, 3)]), box(WEST_M, NORTH_M - 4, WEST_M + 2, NORTH_M)],
        name=["a", "b", "c", "d"],
        kind=["Kita", "amenity=hospital", "SCHOOL", "Klaeranlage"],
    )
    assert found["kind"].tolist() == ["kindergarten", "hospital", "school", "sewage_plant"]
    assert found["name"].tolist() == ["a", "b", "c", "d"]
    assert found.geometry.geom_type.tolist() == ["Point", "Point", "Point", "Polygon"]
    assert origin == LayerOrigin("file", "s.gpkg", (notes.SITES_COUNTED,), {"sites": 4})


def test_columns_may_have_other_names(tmp_path: Path) -> None:
    found, _ = sites(
        tmp_path, [at(1, 1)], {"name": "titel", "kind": "art"}, titel=["x"], art=["THW"]
    )
    assert found["name"].tolist() == ["x"]
    assert found["kind"].tolist() == ["thw"]


def test_sites_without_a_name_are_called_by_kind_and_row(tmp_path: Path) -> None:
    shapes = [at(1, 1), at(2, 2)]
    found, _ = sites(tmp_path, shapes, name=[None, "Sophie"], kind=["school", "school"])
    assert found["name"].tolist() == ["Schule 1", "Sophie"]
    found, _ = sites(tmp_path, shapes, kind=["school", "police"])
    assert found["name"].tolist() == ["Schule 1", "Polizei 2"]
    part = SitesPart.model_validate(
        {"file": "s.gpkg"}, context=PathRules(tmp_path / "run.toml", tmp_path)
    )
    found, _ = read_sites(part, PLACE, Language("en"))
    assert found["name"].tolist() == ["School 1", "Police 2"]


def test_a_column_of_names_that_is_asked_for_has_to_be_there(tmp_path: Path) -> None:
    text = refusal(tmp_path, [at(1, 1)], keys={"name": "titel"}, kind=["thw"])
    assert text.startswith("RunFileProblem: s.gpkg: it has no column titel")


def test_sites_outside_the_city_are_left_out_and_counted(tmp_path: Path) -> None:
    far = box(WEST_M + 8.2, NORTH_M - 3, WEST_M + 9.5, NORTH_M - 1)
    small = box(WEST_M + 0.6, NORTH_M - 0.8, WEST_M + 0.7, NORTH_M - 0.7)
    reaching = box(WEST_M + 7.9, NORTH_M - 3, WEST_M + 40, NORTH_M - 1)
    # Its bounds lie around the city, but not its area.
    ring = Polygon(
        box(WEST_M - 9, NORTH_M - 20, WEST_M + 30, NORTH_M + 9).exterior,
        [box(WEST_M - 1, NORTH_M - 9, WEST_M + 11, NORTH_M + 1).exterior],
    )
    found, origin = sites(
        tmp_path,
        [at(-3, 1), at(9, 1), at(1, 1), far, small, reaching, ring],
        name=list("abcdefg"),
        kind=["school"] * 7,
    )
    assert found["name"].tolist() == ["c", "e", "f"]
    assert found.index.tolist() == [0, 1, 2]
    assert origin.notes == (notes.SITES_OUTSIDE, "(a, b, d, g)", notes.SITES_COUNTED)
    assert origin.numbers == {"sites_outside": 4, "sites": 3}


def test_unknown_kinds_are_named_with_row_and_number(tmp_path: Path) -> None:
    text = refusal(
        tmp_path, [at(1, 1)] * 4, name=list("abcd"), kind=["Kita", "Pommesbude", None, "school"]
    )
    assert 'row 2: the kind of site "Pommesbude" (column kind) is not known, nor that' in text
    assert "further rows (1); give each one of Krankenhaus (hospital), Pflegeheim (care" in text
    one = refusal(tmp_path, [at(1, 1)], name=["a"], kind=["Eisdiele"])
    assert 'row 1: the kind of site "Eisdiele" (column kind) is not known; give one of' in one
    empty = refusal(tmp_path, [at(1, 1)] * 2, name=["a", "b"], kind=["", "x"])
    assert "row 1: the column kind names no kind of site (0 more" in empty


def test_words_of_an_english_run_are_english(tmp_path: Path) -> None:
    table = geopandas.GeoDataFrame({"kind": ["x"]}, geometry=[at(1, 1)], crs="EPSG:25832")
    pyogrio.write_dataframe(table, tmp_path / "s.gpkg")
    rules = PathRules(tmp_path / "run.toml", tmp_path)
    part = SitesPart.model_validate({"file": "s.gpkg"}, context=rules)
    with pytest.raises(Problem, match="give one of hospital, care_home"):
        read_sites(part, PLACE, Language("en"))


def test_sites_of_which_none_lies_in_the_city_are_refused(tmp_path: Path) -> None:
    within_the_grid = refusal(tmp_path, [at(9, 1)], name=["a"], kind=["school"])
    assert "none of its 1 sites lies in the city" in within_the_grid
    assert "does not meet" in refusal(tmp_path, [at(900, 1)], name=["a"], kind=["school"])


def test_names_with_braces_are_told_as_they_are(tmp_path: Path) -> None:
    _, origin = sites(tmp_path, [at(1, 1), at(9, 1)], name=["a", "{b}"], kind=["school"] * 2)
    assert Language("de").text(origin.notes[1], **origin.numbers) == "({b})"


def test_lines_are_refused(tmp_path: Path) -> None:
    shapes = [at(1, 1), LineString([at(1, 1), at(2, 2)])]
    text = refusal(tmp_path, shapes, name=["a", "b"], kind=["underpass", "underpass"])
    assert "the site in row 2 is a LineString" in text
