"""KOSTRA-DWD-2020: which cell, and its depths from every layout."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas
import numpy as np
import pyproj
import pytest
from shapely.geometry import box

from herne_schwamm.city.grid import Grid
from herne_schwamm.city.rain_statistics import RainStatistics
from herne_schwamm.inputs.kostra import kostra_cell, kostra_cell_of, read_rain_statistics
from herne_schwamm.inputs.run_file_city import RainStatisticsPart
from herne_schwamm.inputs.run_file_paths import PathRules
from herne_schwamm.problems import InputProblem, RunFileProblem

# A quarter in the middle of Herne.
HERNE = Grid("EPSG:25832", 376_000.0, 5_711_000.0, 10.0, 20, 20)

# Cell 117111 as the handbook of the R package kostra2020 prints it (10 to 60 min, 1 to 30 a).
PERIODS = [1, 2, 3, 5, 10, 20, 30]
DEPTHS = {
    5: [7, 8.8, 10, 11.4, 13.6, 15.8, 17.2],
    15: [10.1, 12.8, 14.4, 16.5, 19.6, 22.8, 24.9],
    60: [14.9, 18.8, 21.1, 24.3, 28.8, 33.5, 36.6],
}
BANDS = {
    5: [10, 11, 12, 13, 14, 15, 15],
    15: [14, 17, 18, 19, 20, 21, 21],
    60: [15, 18, 19, 20, 21, 22, 23],
}


def read(path: Path, cell: int | None = None, grid: Grid = HERNE) -> RainStatistics:
    values = {"table": path.name} | ({} if cell is None else {"cell": cell})
    rules = PathRules(path.parent / "run.toml", path.parent)
    part = RainStatisticsPart.model_validate(values, context=rules)
    statistics = read_rain_statistics(part, grid)
    assert statistics is not None
    return statistics


def refusal(path: Path, cell: int | None = None) -> str:
    with pytest.raises(InputProblem) as caught:
        read(path, cell)
    text = str(caught.value)
    assert "\n" not in text
    return text


def columns(ending: str = "", bands: bool = True) -> list[str]:
    names = [f"HN_{period:03d}A{ending}" for period in PERIODS]
    return names + [f"UC_{period:03d}A{ending}" for period in PERIODS] * bands


def written(text: str, folder: Path, name: str = "kostra.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


def table(
    delimiter: str = ";",
    heading: str = "duration_min",
    ending: str = "",
    comma: bool = False,
    cells: tuple[int, ...] = (),
) -> str:
    names = [heading, *(["INDEX_RC"] if cells else []), *columns(ending)]
    lines = [delimiter.join(names)]
    for duration in DEPTHS:
        for cell in cells or (None,):
            factor = 1.0 if cell in (None, 127105) else 2.0
            numbers = [str(round(depth * factor, 1)) for depth in DEPTHS[duration]]
            numbers += [str(band) for band in BANDS[duration]]
            if comma:
                numbers = [number.replace(".", ",") for number in numbers]
            lines.append(delimiter.join([str(duration), *([str(cell)] if cell else []), *numbers]))
    return "\n".join(lines) + "\n"


def assert_published(statistics: RainStatistics) -> None:
    assert statistics.return_period_a.tolist() == PERIODS
    assert statistics.duration_min.tolist() == list(DEPTHS)
    assert statistics.depth_mm.tolist() == list(DEPTHS.values())
    assert statistics.uncertainty * 100 == pytest.approx(np.array(list(BANDS.values())))


@pytest.mark.parametrize(
    ("system", "x", "y", "cell"),
    [
        # The handbook of the R package kostra2020 (get_idx), a geometric query of DWD's cells.
        ("EPSG:4326", 6.19, 50.46, 150090),
        ("EPSG:25832", 367773.0, 5703579.0, 129103),
        ("EPSG:4326", 6.784486, 51.23912, 133099),
        ("EPSG:4326", 7.8494, 47.99609, 206112),
        ("EPSG:4326", 7.020153, 51.44617, 129102),
        ("EPSG:4326", 6.096156, 50.79107, 143089),
        # Herne: middle, Wanne-Eickel, Sodingen.
        ("EPSG:4326", 7.2197, 51.5388, 127105),
        ("EPSG:4326", 7.16, 51.535, 127104),
        ("EPSG:4326", 7.26, 51.54, 127106),
    ],
)
def test_cell_of_a_place(system: str, x: float, y: float, cell: int) -> None:
    transformer = pyproj.Transformer.from_crs(system, "EPSG:3035", always_xy=True)
    assert kostra_cell(*transformer.transform(x, y)) == cell


def test_cell_begins_at_its_western_and_northern_edge() -> None:
    assert kostra_cell(3_600_000.0, 3_800_000.0) == 0
    assert kostra_cell(3_604_999.9, 3_795_000.1) == 0
    assert kostra_cell(3_605_000.0, 3_794_999.9) == 1001
    assert kostra_cell(5_099_999.9, 2_300_000.1) == 299_299


@pytest.mark.parametrize(
    ("x", "y"),
    [(3_599_999.0, 3_000_000.0), (4e6, 3_800_001.0), (5_100_000.0, 3e6), (float("inf"), 3e6)],
)
def test_places_outside_germany_have_no_cell(x: float, y: float) -> None:
    with pytest.raises(InputProblem, match="which covers Germany"):
        kostra_cell(x, y)


def test_cell_of_the_middle_of_a_grid() -> None:
    assert kostra_cell_of(HERNE) == 127105


def test_without_statistics_there_are_none() -> None:
    assert read_rain_statistics(None, HERNE) is None


@pytest.mark.parametrize(
    "text",
    [
        table(),
        table(comma=True),
        table("\t", comma=True),
        table(","),
        "\ufeff" + table(comma=True).replace("\n", "\r\n"),
        "# KOSTRA-DWD-2020\n\n" + table().replace("\n15;", "\n# 15 min\n15;"),
        table(heading="D"),
        table(heading="Dauer"),
        table(heading="Dauerstufe"),
        table(heading="Dauer [min]"),
        table(heading="Dauerstufe (min)", ending="_"),
        "".join(reversed(table().splitlines(keepends=True)[1:])).join(
            [table().splitlines(keepends=True)[0], ""]
        ),
        table().replace("\n", ";\n"),
    ],
    ids=[
        "point", "comma", "tab", "commas", "excel", "comments", "D", "Dauer", "Dauerstufe",
        "unit", "shapefile names", "falling", "separator at the end",
    ],
)  # fmt: skip
def test_spellings_of_one_table(tmp_path: Path, text: str) -> None:
    statistics = read(written(text, tmp_path))
    assert_published(statistics)
    assert statistics.source == "kostra.csv"


def test_latin_1_headings_can_be_read(tmp_path: Path) -> None:
    text = "# für Herne\n" + table()
    assert_published(read(written(text, tmp_path, encoding="latin-1")))


def test_table_without_bands_has_none(tmp_path: Path) -> None:
    lines = [line.split(";")[: 1 + len(PERIODS)] for line in table().splitlines()]
    path = written("\n".join(";".join(line) for line in lines), tmp_path)
    assert np.isnan(read(path).uncertainty).all()


def test_other_columns_do_not_matter(tmp_path: Path) -> None:
    lines = table().splitlines()
    path = written(
        "\n".join([lines[0] + ";RN_001A;Ort", *(line + ";233,3;Herne" for line in lines[1:])]),
        tmp_path,
    )
    assert_published(read(path))


@pytest.mark.parametrize("cell", [None, 127105])
def test_cell_of_several(tmp_path: Path, cell: int | None) -> None:
    path = written(table(cells=(127104, 127105, 128105)), tmp_path)
    statistics = read(path, cell)
    assert_published(statistics)
    assert statistics.source == ("Deutscher Wetterdienst, KOSTRA-DWD-2020 cell 127105 (kostra.csv)")
    assert read(path, 128105).depth_mm[0, 0] == 14.0


def test_cell_that_is_not_there_names_near_ones(tmp_path: Path) -> None:
    text = refusal(written(table(cells=(206112, 127104, 128105)), tmp_path))
    assert "no cell 127105" in text
    assert "127104, 128105, 206112" in text


def test_cell_for_a_table_of_one_place(tmp_path: Path) -> None:
    with pytest.raises(RunFileProblem, match="table of one place"):
        read(written(table(), tmp_path), 127105)


def test_missing_file(tmp_path: Path) -> None:
    assert "there is no such file" in refusal(tmp_path / "none.csv")


def test_columns_that_are_missing(tmp_path: Path) -> None:
    text = refusal(written("duration_min;RN_001A\n5;200\n", tmp_path))
    assert "HN_001A to HN_100A" in text
    assert "duration_min, RN_001A" in text
    assert "duration in minutes" in refusal(written("T;HN_001A\n5;7\n", tmp_path))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("\n15;10.1;", "\n15;6.9;", r"kostra\.csv, row 3: 6\.9 mm in 15 min is less than 7 mm"),
        (";16.5;", ";14.4;", r"row 3: 14\.4 mm in 5 years is not more than 14\.4 mm in 3 years"),
        (";16.5;", ";0;", r"row 3: there is no depth above 0 for 15 min and 5 years \(HN_005A\)"),
        (";16.5;", ";-999;", r"row 3: there is no depth above 0 for 15 min and 5 years"),
        (";16.5;", ";-99.9;", r"row 3: there is no depth above 0"),
        (";16.5;", ";;", r"row 3: there is no depth above 0"),
        (";16.5;", ";x;", r"row 3: HN_005A is not a number: x"),
        (";16.5;", ";inf;", r"row 3: HN_005A is not a number: inf"),
        (";16.5;", ";", r"row 3: 14 fields, but the heading has 15"),
        ("\n60;", "\n15;", r"row 4: the duration of 15 min stands there twice"),
        ("\n5;", "\n0;", r"row 2: the duration in minutes is missing"),
        ("\n5;", "\n;", r"row 2: the duration in minutes is missing or not above 0"),
        (";23\n", ";100\n", r"row 4: a band of tolerance of 100 %"),
    ],
)  # fmt: skip
def test_tables_that_cannot_be(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert table().count(old) == 1
    path = written(table().replace(old, new), tmp_path)
    with pytest.raises(InputProblem, match=told):
        read(path)


def test_band_without_value_is_not_known(tmp_path: Path) -> None:
    statistics = read(written(table().replace(";22;23\n", ";22;-999\n"), tmp_path))
    assert np.isnan(statistics.uncertainty[2, 6])
    assert np.count_nonzero(np.isnan(statistics.uncertainty)) == 1


@pytest.mark.parametrize("text", ["", "\n\n", "# only\n"])
def test_empty_table(tmp_path: Path, text: str) -> None:
    assert "the file is empty" in refusal(written(text, tmp_path))


def test_heading_alone(tmp_path: Path) -> None:
    assert "no row below the heading" in refusal(written("D;HN_001A\n", tmp_path))


CELLS = (127104, 127105, 128105)


def dwd_shapefile(folder: Path, duration: int, *, text_cells: bool = False) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"GIS_KOSTRA-DWD-2020_D{duration:05d}.shp"
    content: dict[str, list[object]] = {
        "INDEX_RC": [str(cell) if text_cells else cell for cell in CELLS]
    }
    for place, name in enumerate(columns("_")):
        value = float((DEPTHS[duration] + BANDS[duration])[place])
        content[name] = [-99.9, value, 2.0 * value]
    shapes = [box(5000.0 * place, 0.0, 5000.0 * place + 5000.0, 5000.0) for place in range(3)]
    geopandas.GeoDataFrame(content, geometry=shapes, crs="EPSG:3035").to_file(path)
    return path


def zipped(paths: list[Path], target: Path, folder: str = "") -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for path in paths:
            archive.write(path, folder + path.name)
    return target


@pytest.mark.parametrize("text_cells", [False, True])
def test_folder_of_shapefiles(tmp_path: Path, text_cells: bool) -> None:
    folder = tmp_path / "kostra"
    for duration in (60, 5, 15):
        dwd_shapefile(folder, duration, text_cells=text_cells)
    (folder / "readme.txt").write_text("not data")
    statistics = read(folder)
    assert_published(statistics)
    assert statistics.source == "Deutscher Wetterdienst, KOSTRA-DWD-2020 cell 127105 (kostra)"


def all_zipped(tmp_path: Path) -> list[Path]:
    zips = []
    for duration in DEPTHS:
        path = dwd_shapefile(tmp_path / f"d{duration}", duration)
        target = tmp_path / f"GIS_KOSTRA-DWD-2020_D{duration:05d}.zip"
        zips.append(zipped(sorted(path.parent.iterdir()), target))
    return zips


def test_folder_of_zips(tmp_path: Path) -> None:
    folder = tmp_path / "zips"
    folder.mkdir()
    for path in all_zipped(tmp_path):
        path.rename(folder / path.name)
    assert_published(read(folder))


def test_zip_of_shapefiles_and_zip_of_zips(tmp_path: Path) -> None:
    zips = all_zipped(tmp_path)
    assert_published(read(zipped(zips, tmp_path / "all.zip", "gis/")))
    files = [path for duration in DEPTHS for path in sorted((tmp_path / f"d{duration}").iterdir())]
    assert_published(read(zipped(files, tmp_path / "flat.zip", "gis/")))


def test_csv_files_per_duration(tmp_path: Path) -> None:
    folder = tmp_path / "csv"
    folder.mkdir()
    for duration in DEPTHS:
        numbers = [str(value) for value in DEPTHS[duration] + BANDS[duration]]
        written(
            ";".join(["INDEX_RC", *columns("_")]) + "\n" + ";".join(["127105", *numbers]) + "\n",
            folder,
            f"StatRR_KOSTRA-DWD-2020_D{duration:05d}.csv",
        )
    assert_published(read(folder))
    assert_published(read(zipped(sorted(folder.iterdir()), tmp_path / "csv.zip")))


def test_one_duration_alone(tmp_path: Path) -> None:
    statistics = read(dwd_shapefile(tmp_path, 60))
    assert statistics.duration_min.tolist() == [60.0]


def test_cell_outside_germany_has_no_values(tmp_path: Path) -> None:
    text = refusal(dwd_shapefile(tmp_path, 60), 127104)
    assert "GIS_KOSTRA-DWD-2020_D00060.shp, cell 127104: there is no depth above 0" in text


def test_cell_that_is_not_in_the_shapefile(tmp_path: Path) -> None:
    text = refusal(dwd_shapefile(tmp_path, 60), 127106)
    assert "no cell 127106" in text
    assert "127105, 127104, 128105" in text or "127105, 128105, 127104" in text


def test_shapefile_without_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "GIS_KOSTRA-DWD-2020_D00060.shp"
    frame = geopandas.GeoDataFrame({"RN": [1.0]}, geometry=[box(0, 0, 1, 1)], crs="EPSG:3035")
    frame.to_file(path)
    assert "the column INDEX_RC" in refusal(path)
    frame.rename(columns={"RN": "INDEX_RC"}).to_file(path)
    assert "HN_001A to HN_100A" in refusal(path)


def test_damaged_files(tmp_path: Path) -> None:
    (tmp_path / "kostra.zip").write_bytes(b"PK no zip")
    assert "zip file is damaged" in refusal(tmp_path / "kostra.zip")
    (tmp_path / "GIS_KOSTRA-DWD-2020_D00060.shp").write_bytes(b"no shapefile")
    assert "cannot be read" in refusal(tmp_path / "GIS_KOSTRA-DWD-2020_D00060.shp")


def test_folder_without_dwds_files(tmp_path: Path) -> None:
    (tmp_path / "GIS_KOSTRA-DWD-2010R_D00060.shp").write_bytes(b"older, with other cells")
    folder = tmp_path
    with pytest.raises(InputProblem, match="no file of KOSTRA-DWD-2020"):
        read(folder)


@pytest.mark.parametrize("twin", ["HN_001A_", "hn_1a", "HN_002A"])
def test_headings_that_mean_the_same_are_refused(tmp_path: Path, twin: str) -> None:
    path = written(f"D;HN_001A;HN_002A;{twin}\n5;7;8;9\n", tmp_path)
    text = refusal(path)
    assert twin in text
    assert "mean the same" in text or "stands there twice" in text


def test_any_heading_that_stands_twice_is_refused(tmp_path: Path) -> None:
    assert "the heading note stands there twice" in refusal(
        written("D;Note;HN_001A;note\n5;a;7;b\n", tmp_path)
    )


def test_file_that_was_saved_as_unicode_text_is_read(tmp_path: Path) -> None:
    path = written("D;HN_001A;HN_002A\n5;7;8\n", tmp_path, encoding="utf-16")
    assert read(path).depth_mm.tolist() == [[7.0, 8.0]]


def test_shapefile_without_its_table_is_told(tmp_path: Path) -> None:
    path = tmp_path / "GIS_KOSTRA-DWD-2020_D00005.shp"
    geopandas.GeoDataFrame({"a": [1]}, geometry=[box(0, 0, 1, 1)], crs="EPSG:3035").to_file(path)
    path.with_suffix(".dbf").unlink()
    assert ".dbf is missing or empty" in refusal(path)


def test_statistics_are_read_once_and_again_when_the_file_has_changed(tmp_path: Path) -> None:
    path = written("D;HN_001A\n5;7\n", tmp_path)
    first = read(path)
    assert read(path) is first
    written("D;HN_001A\n5;7.5\n", tmp_path)
    assert read(path).depth_mm.tolist() == [[7.5]]
