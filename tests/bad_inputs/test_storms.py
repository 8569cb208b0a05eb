"""Bad series of rain (39 of the list of bad inputs) and storms that cannot be."""

from __future__ import annotations

import netCDF4
import pytest

from .projects import BLOCK, Project, answer, refused, write_run_file
from .seeds import SEEDS

HEAD = "time_min;rain_mm_h\n"
CLOCK = "time,rain_mm\n"


def series(project: Project, text: str, name: str = "regen.csv", encoding: str = "utf-8") -> None:
    (project.folder / "rasters" / name).write_text(text, encoding=encoding)
    project.storm = {"name": '"S1"', "source": '"series"', "rain": f'"../rasters/{name}"'}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD + "0;10\n5;-1\n10;0\n", ("Zeile 3", "rain_mm_h", "negativ", "-1")),
        (HEAD + "0;10\n5;nan\n10;0\n", ("Zeile 3", "rain_mm_h", "nan")),
        (HEAD + "0;10\n5;inf\n10;0\n", ("Zeile 3", "inf")),
        (HEAD + "0;10\n5;\n10;0\n", ("Zeile 3", "rain_mm_h")),
        (HEAD + "0;10\n5;20\n5;20\n10;0\n", ("Zeile 4",)),
        (HEAD + "0;10\n10;20\n5;20\n", ("Zeile 4",)),
        (HEAD + "-5;10\n0;20\n5;0\n", ("Zeile 2", "time_min", "negativ")),
        (HEAD + "0;900\n5;0\n", ("Zeile 2", "900", "500", "rain_mm")),
        ("time_min;rain_mm\n0;60\n5;0\n", ("Zeile 2", "720", "500")),
        ("time_min;rain_mm_h;rain_mm\n0;60;5\n5;0;0\n", ("rain_mm_h, rain_mm",)),
        ("zeit;regen\n0;60\n5;0\n", ("zeit, regen", "time_min")),
        ("time_min,rain_mm_h\n0,10,5\n5,0\n", ("Zeile 2", "3")),
        (HEAD + "0;10;;\n5;0\n", ("Zeile 2",)),
        (HEAD + "0;10\n", ("Zeile",)),
        (HEAD, ("regen.csv",)),
        ("", ("leer",)),
        (HEAD + "0;10\n999999;0\n", ("Zeile 3", "30")),
        (CLOCK + "2024-07-01T14:00:00,1\n2024-07-01T14:05:00,0\n", ("Zeile 2", "+02:00")),
        (CLOCK + "01.07.2024 14:00,1\n01.07.2024 14:05,0\n", ("Zeile 2", "01.07.2024 14:00")),
        # Summer time ends: without a change of the offset, the same hour comes twice.
        (CLOCK + "2024-10-27T02:30:00+02:00,1\n2024-10-27T02:30:00+02:00,1\n", ("Zeile 3",)),
        # UTC after local time: the clock goes back two hours.
        (CLOCK + "2024-07-01T14:00:00+02:00,1\n2024-07-01T14:05:00+04:00,0\n", ("Zeile 3",)),
    ],
)  # fmt: skip
def test_39_bad_series(project: Project, text: str, told: tuple[str, ...]) -> None:
    series(project, text)
    refused(project, "regen.csv", *told)


def test_39_gap_in_a_series_by_the_clock_is_a_long_step_that_is_shown(project: Project) -> None:
    series(project, HEAD + "0;10\n5;20\n60;0\n")
    write_run_file(project)
    code, out, err = answer("check", project.file)
    assert (code, "60" in out) == (0, True), err


def test_39_decimal_comma_works(project: Project) -> None:
    series(project, HEAD + "0;20,5\n60;0\n")
    write_run_file(project)
    code, out, err = answer("check", project.file)
    assert (code, "20,5" in out) == (0, True), err


def test_39_excel_writes_a_byte_order_mark(project: Project) -> None:
    series(project, HEAD + "0;20,5\n60;0\n", encoding="utf-8-sig")
    write_run_file(project)
    assert answer("check", project.file, "--quiet")[0] == 0


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_39_encoding_that_is_not_utf_8(project: Project, encoding: str) -> None:
    series(project, "time_min;rain_mm_h;Stärke\n0;1;2\n5;0;0\n", encoding=encoding)
    refused(project, "regen.csv", "UTF-8")


def test_39_folder_instead_of_a_series(project: Project) -> None:
    series(project, HEAD)
    project.storm["rain"] = '"../rasters"'
    refused(project, "rasters", "Ordner")


def test_block_rain_that_cannot_be(project: Project) -> None:
    project.storm |= {"rain_depth_mm": "90", "duration_min": "5"}
    refused(project, "1080", "500", "try.toml", code=2)


@pytest.mark.parametrize(
    ("seed", "old", "new"),
    [
        # A depth in tenths of a millimetre: 188 mm in 15 min.
        ("euler", "15,18", "15,188"),
        ("kostra_csv", "60;28.0;15;56.0;20", "60;28.0;15;560.0;20"),
    ],
)
def test_39_table_of_depths_in_another_unit(
    project: Project, seed: str, old: str, new: str
) -> None:
    next(one for one in SEEDS if one.name == seed).make(project)
    table = project.folder / "rasters" / "table.csv"
    text = table.read_text(encoding="utf-8")
    assert old in text
    table.write_text(
        text.replace(old, new).replace("120;32.0;15;64.0", "120;32.0;15;640.0"), "utf-8"
    )
    refused(project, "table.csv", "S1", "mm/h", "500")


def test_dvwk_rain_that_peaks_beyond_rain(project: Project) -> None:
    project.storm |= {"source": '"dvwk"', "rain_depth_mm": "80", "duration_min": "15"}
    refused(project, "S1", "800 mm/h", "500")


@pytest.mark.parametrize("depth", ["-1", "nan", "inf", '"10"', "true", "[10]"])
def test_depth_that_is_no_depth(project: Project, depth: str) -> None:
    project.storm = BLOCK | {"rain_depth_mm": depth}
    refused(project, "rain_depth_mm", code=2)


@pytest.mark.parametrize(
    ("value", "told"),
    [(-1.0, "-1"), (float("nan"), "keinen Wert"), (900.0, "900"), (float("inf"), "inf")],
)
def test_39_bad_value_of_a_rain_raster(project: Project, value: float, told: str) -> None:
    next(seed for seed in SEEDS if seed.name == "rain_nc").make(project)
    with netCDF4.Dataset(project.folder / "rasters" / "rain.nc", "r+") as file:
        file["rain"][1, 1, 1] = value
    refused(project, "rain.nc", "2024-07-01 14:05", told)


def test_39_rain_raster_that_lies_elsewhere(project: Project) -> None:
    next(seed for seed in SEEDS if seed.name == "rain_nc").make(project)
    with netCDF4.Dataset(project.folder / "rasters" / "rain.nc", "r+") as file:
        file["x"][:] = file["x"][:] + 100_000.0
    refused(project, "rain.nc")


@pytest.mark.parametrize("steps", [(0, 5, 5), (0, 5, 20), (10, 5, 0), (0, 5, 90000)])
def test_39_times_of_a_rain_raster(project: Project, steps: tuple[int, ...]) -> None:
    next(seed for seed in SEEDS if seed.name == "rain_nc").make(project)
    with netCDF4.Dataset(project.folder / "rasters" / "rain.nc", "r+") as file:
        file["time"][:] = steps
    refused(project, "rain.nc", "time")
