"""Bad run files (13, 14 of the list of bad inputs): exit code 2 and the line."""

from __future__ import annotations

import pytest

from .projects import Project, refused, write_run_file


def with_bytes(project: Project, content: bytes, *told: str) -> None:
    project.file.parent.mkdir(exist_ok=True)
    project.file.write_bytes(content)
    refused(project, "try.toml", *told, code=2, write=False)


@pytest.mark.parametrize(
    "path",
    [
        "../../outside.tif",
        "../../../../../../etc/passwd",
        "/etc/passwd",
        "/dev/zero",
        "..\\\\..\\\\outside.tif",
        "C:\\\\Windows\\\\win.ini",
        "\\\\\\\\server\\\\share\\\\dgm.tif",
        "../rasters/../../outside.tif",
    ],
)
def test_13_path_that_leaves_the_project(project: Project, path: str) -> None:
    project.city["terrain"] = f'"{path}"'
    write_run_file(project)
    # A drive of Windows is a name like any other elsewhere: then there is no such file.
    drive = path.startswith("C:")
    told = () if drive else ("--allow-outside", "city.terrain", "try.toml")
    refused(project, *told, code=65 if drive else 2)


def test_13_link_that_leads_out_of_the_project(project: Project, tmp_path_factory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "terrain.tif"
    (project.folder / "rasters" / "terrain.tif").rename(outside)
    (project.folder / "rasters" / "terrain.tif").symlink_to(outside)
    refused(project, "--allow-outside", code=2)


@pytest.mark.parametrize(
    "path",
    [
        "/vsicurl/http://example.org/a.tif",
        "/vsizip/a.zip/a.tif",
        "/VSIMEM/a.tif",
        "\\\\vsicurl\\\\http:\\\\\\\\example.org\\\\a.tif",
        "https://example.org/a.tif",
        "ftp://example.org/a.tif",
    ],
)
def test_13_path_into_the_network(project: Project, path: str) -> None:
    project.city["terrain"] = f'"{path}"'
    refused(project, "city.terrain", code=2)


@pytest.mark.parametrize("path", ["GPKG:../rasters/a.gpkg:b", "../rasters/a.tif,b", "a:b"])
def test_13_words_that_gdal_would_understand_are_names_of_files(project, path: str) -> None:
    project.city["terrain"] = f'"{path}"'
    refused(project, code=65)


@pytest.mark.parametrize("path", ["", "   ", "\\u0000", "a\\u0000.tif"])
def test_13_path_that_is_none(project: Project, path: str) -> None:
    project.city["terrain"] = f'"{path}"'
    refused(project, "city.terrain", code=2)


@pytest.mark.parametrize(
    ("key", "meant"), [("terrian", "terrain"), ("sealin", "sealing"), ("building", "buildings")]
)
def test_14_unknown_key_with_the_one_that_is_meant(project, key: str, meant: str) -> None:
    project.city[key] = '"../rasters/terrain.tif"'
    refused(project, f"city.{key}", meant, "Zeile", code=2)


def test_14_unknown_key_of_the_same_unit_is_meant_before_others(project: Project) -> None:
    project.storm["rain_mm"] = project.storm.pop("rain_depth_mm")
    refused(project, "rain_mm", "meinten Sie rain_depth_mm?", code=2)


@pytest.mark.parametrize("value", ["5 m", "5m", "0.5 m # grob"])
def test_unit_behind_a_number(project: Project, value: str) -> None:
    project.city["resolution_m"] = value
    refused(project, f"resolution_m = {value.split()[0].rstrip('m')}", "Einheit", "Zeile", code=2)


def test_14_unknown_part(project: Project) -> None:
    project.rest = "[citty]\nx = 1\n"
    refused(project, "citty", "city", code=2)


def test_14_key_of_a_later_version(project: Project) -> None:
    project.rest = '[[strategy]]\nname = "schwamm"\n'
    refused(project, "strategy", code=2)


def test_key_twice(project: Project) -> None:
    text = project.text().replace("[city]\n", '[city]\nterrain = "../rasters/a.tif"\n')
    with_bytes(project, text.encode(), "terrain")


def test_missing_key(project: Project) -> None:
    del project.city["terrain"]
    refused(project, "city.terrain", code=2)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "cp1252"])
def test_not_utf_8(project: Project, encoding: str) -> None:
    with_bytes(project, ("# Höhe\n" + project.text()).encode(encoding), "UTF-8")


@pytest.mark.parametrize("content", [b"\x00" * 100, b"schema_version = 1\n\x00", b"\xff\xfe\x00"])
def test_bytes_that_are_no_text(project: Project, content: bytes) -> None:
    with_bytes(project, content)


@pytest.mark.parametrize(
    "content",
    [b"", b"nonsense", b"[city", b"a = " + b"[" * 5000, b"a = " + b"9" * 5000, b"[[city]]"],
)
def test_text_that_is_no_run_file(project: Project, content: bytes) -> None:
    with_bytes(project, content)


def test_huge_run_file(project: Project) -> None:
    text = project.text() + "# a comment that goes on and on\n" * 100_000 + "[end]\n"
    with_bytes(project, text.encode(), "end")


def test_folder_instead_of_a_run_file(project: Project) -> None:
    project.file.mkdir(parents=True)
    refused(project, "try.toml", code=2, write=False)


def test_no_run_file(project: Project) -> None:
    refused(project, "try.toml", code=2, write=False)


@pytest.mark.parametrize(
    ("name", "told"),
    [("../weg", "name"), ("a/b", "name"), ("", "name"), (".", "name"), ("x" * 300, "name")],
)
def test_name_of_the_run_that_would_leave_the_reports(project, name: str, told: str) -> None:
    project.top["name"] = f'"{name}"'
    refused(project, told, code=2)


def test_decimal_comma(project: Project) -> None:
    project.storm["rain_depth_mm"] = "10,5"
    refused(project, "10.5", "Zeile", code=2)


def test_two_storms_of_one_name(project: Project) -> None:
    project.rest = '[[storm]]\nname = "S1"\nsource = "block"\nrain_depth_mm = 1\nduration_min = 5\n'
    refused(project, "S1", code=2)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:999999", "", "Gauss", "EPSG:3857"])
def test_reference_system_of_the_city(project: Project, crs: str) -> None:
    project.city["crs"] = f'"{crs}"'
    refused(project, "city.crs", "EPSG:25832", code=2)
