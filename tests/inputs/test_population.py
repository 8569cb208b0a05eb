"""People: census files, polygons, points and rasters, laid on homes without losing anybody."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pyogrio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from shapely.geometry import Point, box

from herne_schwamm.city.city import City
from herne_schwamm.city.grid import Grid
from herne_schwamm.city.plain import plain_city
from herne_schwamm.city.population import Population, lay_on_homes
from herne_schwamm.inputs import notes
from herne_schwamm.inputs.population import read_population
from herne_schwamm.inputs.run_file_paths import PathRules
from herne_schwamm.inputs.run_file_population import PopulationPart
from herne_schwamm.problems import Problem

from .making import NORTH_M, WEST_M, Project, write_tif

SIZE = 40
CELL_M = 10.0
GRID = Grid("EPSG:25832", WEST_M, NORTH_M, CELL_M, SIZE, SIZE)
"""400 m x 400 m."""

HEAD = "GITTER_ID_100m;x_mp_100m;y_mp_100m;Einwohner"


def city(uses: list[tuple[Any, str]] | None = None, outside: Any = None) -> City:
    """A plain with buildings in rectangles of cells."""
    terrain = np.full(GRID.shape, 50.0)
    if outside is not None:
        terrain[outside] = np.nan
    plain = plain_city(terrain, GRID)
    layers = plain.layers.copy(deep=True)
    rows = []
    for number, (place, use) in enumerate(uses or []):
        layers["building"].values[place] = number
        rows.append(
            {"id": str(number), "use": use, "height_m": np.nan, "geometry": box(0, 0, 1, 1)}
        )
    table = pd.DataFrame(rows, columns=["id", "use", "height_m", "geometry"])
    return replace(plain, layers=layers, buildings=table)


def part(folder: Path, **keys: Any) -> PopulationPart:
    return PopulationPart.model_validate(keys, context=PathRules(folder / "run.toml", folder))


def read(folder: Path, of: City | None = None, **keys: Any) -> Population:
    return read_population(part(folder, **keys), of or city())[0]


def refusal(folder: Path, of: City | None = None, **keys: Any) -> str:
    with pytest.raises(Problem) as caught:
        read(folder, of, **keys)
    return f"{type(caught.value).__name__}: {caught.value}"


def census_corner() -> tuple[int, int]:
    """South-western corner, in EPSG:3035, of a census cell wholly within the grid. [m]"""
    middle = GRID.west_m + 200.0, GRID.north_m - 200.0
    x, y = Transformer.from_crs(25832, 3035, always_xy=True).transform(*middle)
    return int(x // 100 * 100), int(y // 100 * 100)


def row(dx: int, dy: int, *values: object) -> str:
    x, y = census_corner()
    x, y = x + 100 * dx, y + 100 * dy
    told = ";".join(str(value) for value in values)
    return f"CRS3035RES100mN{y}E{x};{x + 50};{y + 50};{told}"


def csv(folder: Path, rows: list[str], head: str = HEAD, name: str = "p.csv") -> str:
    (folder / name).write_text("\r\n".join([head, *rows]) + "\r\n", encoding="utf-8-sig")
    return name


def squares(folder: Path, persons: list[Any], **more: Any) -> str:
    """Cells of 100 m in the grid's system, from the north-western corner eastwards."""
    shapes = [
        box(WEST_M + 100 * n, NORTH_M - 100, WEST_M + 100 * (n + 1), NORTH_M)
        for n in range(len(persons))
    ]
    table = geopandas.GeoDataFrame({"persons": persons, **more}, geometry=shapes, crs="EPSG:25832")
    pyogrio.write_dataframe(table, folder / "p.gpkg")
    return "p.gpkg"


def test_polygons_with_texts_of_a_table(tmp_path: Path) -> None:
    file = squares(tmp_path, ["40", " 12 ", "–", None], AnteilUeber65=["12,5", "25.0", "–", "-"])
    population = read(tmp_path, file=file)
    assert population.cells["persons"].tolist() == [40.0, 12.0]
    assert "row 2: persons is viele" in refusal(
        tmp_path, file=squares(tmp_path, ["40", "viele", "3"])
    )


def test_census_as_delivered(tmp_path: Path) -> None:
    file = csv(tmp_path, [row(0, 0, 61), row(1, 0, "–"), row(0, 1, 14), row(900, 0, 5)])
    population, origin = read_population(part(tmp_path, file=file), city())
    assert population.cells["persons"].tolist() == [61.0, 14.0]
    assert population.persons == 75.0
    assert population.cells["id"][0].startswith("CRS3035RES100mN")
    assert origin.source == "p.csv"
    assert origin.numbers["persons"] == 75
    assert origin.numbers["secret"] == 1
    assert notes.AGES_UNKNOWN in origin.notes
    # A square of the census is one of the city, turned a little.
    assert population.cells["area_m2"].tolist() == pytest.approx([1e4, 1e4], rel=0.01)


def test_cells_lie_where_the_census_has_them(tmp_path: Path) -> None:
    population = read(tmp_path, file=csv(tmp_path, [row(0, 0, 61)]))
    x, y = np.meshgrid(GRID.x_m(), GRID.y_m())
    there_x, there_y = Transformer.from_crs(25832, 3035, always_xy=True).transform(x, y)
    corner = census_corner()
    expected = (there_x // 100 * 100 == corner[0]) & (there_y // 100 * 100 == corner[1])
    assert np.array_equal(population.census_cell == 0, expected)


def test_zip_as_delivered(tmp_path: Path) -> None:
    csv(tmp_path, [row(0, 0, 61)], name="Zensus2022_Bevoelkerungszahl_100m-Gitter.csv")
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        archive.write(
            tmp_path / "Zensus2022_Bevoelkerungszahl_100m-Gitter.csv", "a_100m-Gitter.csv"
        )
        archive.writestr("a_1km-Gitter.csv", "GITTER_ID_1km;x_mp_1km;y_mp_1km;Einwohner\n")
    assert read(tmp_path, file="p.zip").persons == 61.0


def test_id_alone_says_where_a_cell_lies(tmp_path: Path) -> None:
    with_middles = read(tmp_path, file=csv(tmp_path, [row(0, 0, 61)]))
    one = row(0, 0, 61).split(";")
    alone = read(
        tmp_path, file=csv(tmp_path, [f"{one[0]};61"], "GITTER_ID_100m;Einwohner", "other.csv")
    )
    assert np.array_equal(with_middles.census_cell, alone.census_cell)


def test_groups_of_age_of_other_files(tmp_path: Path) -> None:
    file = csv(tmp_path, [row(0, 0, 60), row(1, 0, 40), row(0, 1, 10)])
    head = f"{HEAD.removesuffix('Einwohner')}Insgesamt_Bevoelkerung;Unter18;a65undaelter"
    # The noise of the census: its groups are parts of their own whole.
    ages = csv(tmp_path, [row(1, 0, 50, 10, "–"), row(0, 0, 60, 3, 15)], head, "a.csv")
    head = f"{HEAD.removesuffix('Einwohner')}AnteilUeber65;werterlaeuternde_Zeichen"
    over = csv(tmp_path, [row(0, 0, "99,5", "KLAMMERN")], head, "b.csv")
    cells = read(tmp_path, file=file, ages=[ages, over]).cells
    assert cells["under_18"].tolist()[:2] == [3.0, 40.0 * 10 / 50]
    assert cells["from_65"][0] == 15.0, "the first file that tells of a group counts"
    assert cells[["under_18", "from_65"]].isna().to_numpy().tolist() == [
        [False, False], [False, True], [True, True],
    ]  # fmt: skip
    assert cells["under_6"].isna().all()
    alone = read(tmp_path, file=file, ages=[over]).cells
    assert alone["from_65"][0] == pytest.approx(59.7)


def test_groups_beyond_the_whole_are_the_whole(tmp_path: Path) -> None:
    head = f"{HEAD};a80undaelter"
    assert read(tmp_path, file=csv(tmp_path, [row(0, 0, 3, 4)], head)).cells["from_80"][0] == 3.0


@pytest.mark.parametrize(
    ("unit", "value", "expected"),
    [("persons", 5, 5.0), ("percent", 50.0, 10.0), ("share", 0.5, 10.0)],
)
def test_columns_of_ages_by_the_run_file(
    tmp_path: Path, unit: str, value: float, expected: float
) -> None:
    file = squares(tmp_path, [20], Kinder=[value])
    assert (
        read(tmp_path, file=file, under_6="Kinder", age_unit=unit).cells["under_6"][0] == expected
    )


def test_people_live_in_homes(tmp_path: Path) -> None:
    homes, shop, unknown = np.s_[1:3, 1:3], np.s_[5:8, 5:8], np.s_[1:5, 12:14]
    of = city([(homes, "Wohnhaus"), (shop, "Kaufhaus"), (unknown, "")])
    file = squares(tmp_path, [40, 12, 9])
    population, origin = read_population(part(tmp_path, file=file), of)
    persons = population.on_grid(population.cells["persons"].to_numpy())
    assert np.all(persons[homes] == 10.0)
    assert np.all(persons[unknown] == 1.5)
    # The third cell has no building: everybody of it is spread over its area.
    assert np.all(persons[:10, 20:30] == 0.09)
    assert persons[shop].sum() == 0.0
    assert persons.sum() == pytest.approx(61.0, rel=1e-14)
    told = {key: origin.numbers[key] for key in origin.numbers if key.endswith("percent")}
    assert told == {"homes_percent": 66, "buildings_percent": 20, "ground_percent": 15}


def test_cell_at_the_edge_of_the_city_has_its_share(tmp_path: Path) -> None:
    # The eastern half of the first cell is no part of the city.
    file = squares(tmp_path, [40, 20])
    population, origin = read_population(part(tmp_path, file=file), city(outside=np.s_[:, 5:10]))
    assert population.cells["persons"].tolist() == [20.0, 20.0]
    assert population.cells["area_m2"].tolist() == [5000.0, 10000.0]
    assert origin.numbers["persons_beyond"] == 20


def test_cell_beyond_the_edge_of_the_grid_has_its_share(tmp_path: Path) -> None:
    shape = box(WEST_M - 50, NORTH_M - 100, WEST_M + 50, NORTH_M)
    table = geopandas.GeoDataFrame({"persons": [40]}, geometry=[shape], crs="EPSG:25832")
    pyogrio.write_dataframe(table, tmp_path / "p.gpkg")
    assert read(tmp_path, file="p.gpkg").persons == 20.0


def test_cells_finer_than_the_grid_lose_nobody(tmp_path: Path) -> None:
    shapes = [box(WEST_M + 3 * n, NORTH_M - 3, WEST_M + 3 * (n + 1), NORTH_M) for n in range(6)]
    persons = [1, 2, 3, 4, 5, 6]
    table = geopandas.GeoDataFrame({"persons": persons}, geometry=shapes, crs="EPSG:25832")
    pyogrio.write_dataframe(table, tmp_path / "p.gpkg")
    population = read(tmp_path, file="p.gpkg")
    on_grid = population.on_grid(population.cells["persons"].to_numpy())
    assert on_grid.sum() == 21.0
    assert (on_grid[0, 0], on_grid[0, 1]) == (1 + 2 + 3, 4 + 5 + 6)


def test_points_are_counted_in_census_cells(tmp_path: Path) -> None:
    x, y = census_corner()
    back = Transformer.from_crs(3035, 25832, always_xy=True)
    spots = [Point(*back.transform(x + dx, y + dy)) for dx, dy in ((10, 10), (90, 80), (120, 50))]
    table = geopandas.GeoDataFrame(
        {"persons": [3, 5, 2], "from_65": [3, 1, 0]}, geometry=spots, crs="EPSG:25832"
    )
    pyogrio.write_dataframe(table, tmp_path / "p.gpkg")
    population, origin = read_population(part(tmp_path, file="p.gpkg"), city())
    assert population.cells["persons"].tolist() == [8.0, 2.0]
    assert population.cells["from_65"].tolist() == pytest.approx([4.0, 0.0])
    assert population.cells["id"][0] == f"CRS3035RES100mN{y}E{x}"
    assert notes.POINTS_COUNTED in origin.notes


def test_raster_of_persons(tmp_path: Path) -> None:
    values = np.array([[5.0, 0.0], [-9999.0, 7.5]], np.float32)
    write_tif(tmp_path / "p.tif", values, cell_size_m=100.0)
    population = read(tmp_path, file="p.tif")
    assert population.cells["persons"].tolist() == [5.0, 7.5]
    assert population.cells["id"].tolist() == ["1/1", "2/2"]
    persons = population.on_grid(population.cells["persons"].to_numpy())
    assert persons[:10, :10].sum() == pytest.approx(5.0)
    assert persons[10:20, 10:20].sum() == pytest.approx(7.5)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    persons=st.lists(st.floats(1e-3, 1e5), min_size=1, max_size=9),
)
def test_nobody_is_lost_or_made(seed: int, persons: list[float]) -> None:
    random = np.random.default_rng(seed)
    cell = random.integers(-1, len(persons), (12, 15)).astype(np.int32)
    for number in range(len(persons)):
        cell.flat[number] = number
    masks = (*(random.random((2, 12, 15)) < 0.2), np.ones((12, 15), np.bool_))
    homes, home_cell = lay_on_homes(cell, masks, len(persons))
    cells = pd.DataFrame({"persons": persons})
    population = Population(cells, cell, homes, home_cell)
    on_grid = population.on_grid(np.array(persons))
    for number, told in enumerate(persons):
        assert on_grid[cell == number].sum() == pytest.approx(told, rel=1e-12)
        of_kind = next(mask for mask in masks if (mask & (cell == number)).any())
        assert np.all((on_grid > 0)[cell == number] == of_kind[cell == number])
    assert on_grid.sum() == pytest.approx(sum(persons), rel=1e-12)


@pytest.mark.parametrize(
    ("rows", "head", "said"),
    [
        ([row(0, 0, -1)], HEAD, "row 2: Einwohner is -1, but a number from 0"),
        ([row(0, 0, "viele")], HEAD, "row 2: Einwohner is viele"),
        ([row(0, 0, 4), row(1, 0, 3), row(0, 0, 4)], HEAD, "row 4: the cell at"),
        ([row(0, 0, 4)], HEAD.replace("Einwohner", "Anzahl"), "none of the columns Einwohner"),
        (["a;1;2;3"], "ID;x;y;Einwohner", "neither the columns x_mp_100m"),
        (["a;1;2;3"], "ID;x_mp_10km;y_mp_10km;Einwohner", "of the size 10km"),
        ([";375000;5711000;3"], HEAD, "no coordinates of the German census grid"),
        (["x;4100000;3110050;3"], HEAD, "does not meet that of the terrain"),
        ([row(900, 0, 3)], HEAD, "does not meet that of the terrain"),
        ([row(0, 0, 3), row(1, 0, 3, 4)], HEAD, "row 3: 5 fields, but the heading has 4"),
        ([";abc;5711000;3"], HEAD, "row 2: x_mp_100m is not a number: abc"),
        ([], HEAD, "no row below the heading"),
        ([row(0, 0, "–")], HEAD, "has people in it"),
        ([row(0, 0, 0)], HEAD, "has people in it"),
    ],
)
def test_what_is_no_census(tmp_path: Path, rows: list[str], head: str, said: str) -> None:
    assert said in refusal(tmp_path, file=csv(tmp_path, rows, head))


def test_id_and_middle_have_to_agree(tmp_path: Path) -> None:
    wrong = row(0, 0, 5).split(";")
    wrong[0] = row(1, 0, 5).split(";")[0]
    assert "the cell is called" in refusal(tmp_path, file=csv(tmp_path, [";".join(wrong)]))


def test_middles_of_another_grid(tmp_path: Path) -> None:
    x, y = census_corner()
    said = refusal(tmp_path, file=csv(tmp_path, [f";{x + 30};{y + 50};4"]))
    assert "is not the middle of a census cell of 100 m" in said


@pytest.mark.parametrize(
    ("persons", "more", "keys", "said"),
    [
        ([5, -2], {}, {}, "row 2: persons is -2"),
        (
            [5],
            {},
            {"persons": "Einw"},
            "which the key population.persons of the run file looks for",
        ),
        ([5], {}, {"from_65": "alt"}, "which the key population.from_65 of the run file looks for"),
        ([5], {"Q": [120.0]}, {"from_65": "Q", "age_unit": "percent"}, "percent from 0 to 100"),
        ([5], {}, {"ages": ["a.csv"]}, "population.ages goes with a CSV file"),
        ([0, 0], {}, {}, "has people in it"),
    ],
)
def test_what_is_no_table_of_people(
    tmp_path: Path, persons: list[int], more: dict[str, Any], keys: dict[str, Any], said: str
) -> None:
    assert said in refusal(tmp_path, file=squares(tmp_path, persons, **more), **keys)


def test_polygons_without_a_known_column_and_twins(tmp_path: Path) -> None:
    shape = box(WEST_M, NORTH_M - 100, WEST_M + 100, NORTH_M)
    table = geopandas.GeoDataFrame({"leute": [1, 2]}, geometry=[shape, shape], crs="EPSG:25832")
    pyogrio.write_dataframe(table, tmp_path / "p.gpkg")
    assert "leute" in refusal(tmp_path, file="p.gpkg")
    assert "row 2: the cell at" in refusal(tmp_path, file="p.gpkg", persons="leute")


def test_polygons_elsewhere(tmp_path: Path) -> None:
    table = geopandas.GeoDataFrame(
        {"persons": [1]}, geometry=[box(380000, 5700000, 380100, 5700100)], crs="EPSG:25832"
    )
    pyogrio.write_dataframe(table, tmp_path / "p.gpkg")
    assert "does not meet that of the terrain" in refusal(tmp_path, file="p.gpkg")


@pytest.mark.parametrize(
    ("values", "cell_m", "said"),
    [
        ([[-3.0]], 100.0, "-3 persons at x = 375050.0"),
        ([[3.0]], 5.0, "too fine for persons"),
    ],
)
def test_what_is_no_raster_of_people(
    tmp_path: Path, values: list[list[float]], cell_m: float, said: str
) -> None:
    write_tif(tmp_path / "p.tif", np.array(values, np.float32), cell_size_m=cell_m)
    assert said in refusal(tmp_path, file="p.tif")


def test_raster_has_no_columns(tmp_path: Path) -> None:
    write_tif(tmp_path / "p.tif", np.ones((4, 4), np.float32), cell_size_m=100.0)
    assert "population.from_80 names a column" in refusal(tmp_path, file="p.tif", from_80="x")


def test_run_file_names_people(project: Project) -> None:
    project.rest = '[population]\nfile = "../rasters/p.csv"\nnear_home_m = 30\n'
    told = project.read().population
    assert told is not None
    assert (told.file.text, told.near_home_m, told.age_unit) == (
        "../rasters/p.csv",
        30.0,
        "persons",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[population]\npersons = "a"\n', "the key population.file is missing"),
        ('[population]\nfile = "p.csv"\nfrom_56 = "a"\n', "did you mean from_65"),
        ('[population]\nfile = "p.csv"\npersons = "a"\nfrom_65 = "a"\n', "can mean one thing only"),
        ('[population]\nfile = "p.csv"\nage_unit = "promille"\n', "one of 'persons'"),
    ],
)
def test_what_a_run_file_says_wrongly(project: Project, text: str, said: str) -> None:
    project.rest = text
    with pytest.raises(Problem) as caught:
        project.read()
    assert said in str(caught.value)
