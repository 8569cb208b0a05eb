"""Bad tables: depths of KOSTRA, and mapping tables of a user."""

from __future__ import annotations

import zipfile

import pytest

from .projects import Project, refused
from .seeds import KOSTRA_ROWS, SEEDS

HEAD, *ROWS = KOSTRA_ROWS.splitlines()


def seed(project: Project, name: str) -> None:
    next(one for one in SEEDS if one.name == name).make(project)


def lines(*rows: str) -> str:
    return "\n".join((HEAD, *rows)) + "\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ("leer",)),
        (HEAD, ("table.csv",)),
        (lines(ROWS[0]), ()),
        (lines(*ROWS, ROWS[2]), ("60",)),
        (lines(ROWS[0], ROWS[1], "60;5.0;15;6.0;20", ROWS[3]), ("60",)),
        (lines(ROWS[0], "15;-17.0;15;34.0;20", *ROWS[2:]), ("Zeile 3", "HN_010A")),
        (lines(ROWS[0], "15;nass;15;34.0;20", *ROWS[2:]), ("Zeile 3", "nass")),
        (lines(ROWS[0], "15;40.0;15;34.0;20", *ROWS[2:]), ()),
        (lines(ROWS[0], "15;17.0;15;34.0", *ROWS[2:]), ("Zeile 3", "4", "5")),
        (KOSTRA_ROWS.replace("HN_100A", "HN_010A"), ("HN_010A",)),
        (KOSTRA_ROWS.replace("HN_", "h_"), ("h_010A",)),
        (KOSTRA_ROWS.replace("duration_min", "dauerhaft"), ("dauerhaft",)),
        (KOSTRA_ROWS.replace("28.0;15;56.0", "28.0;15;5600.0"), ()),
    ],
)  # fmt: skip
def test_bad_depths_of_kostra(project: Project, text: str, told: tuple[str, ...]) -> None:
    seed(project, "kostra_csv")
    (project.folder / "rasters" / "table.csv").write_text(text, encoding="utf-8")
    refused(project, "table.csv", *told)


def test_duration_that_the_table_does_not_reach(project: Project) -> None:
    seed(project, "kostra_csv")
    project.storm["duration_min"] = "720"
    refused(project, "table.csv", "720", "120")


def test_cell_of_another_place(project: Project) -> None:
    seed(project, "kostra_zip")
    project.rest = project.rest.replace("127105", "1")
    refused(project, "KOSTRA", "127105")


def test_zip_without_tables(project: Project) -> None:
    seed(project, "kostra_zip")
    with zipfile.ZipFile(project.folder / "rasters" / "kostra.zip", "w") as archive:
        archive.writestr("liesmich.txt", "nichts")
    refused(project, "kostra.zip")


def test_truncated_zip(project: Project) -> None:
    seed(project, "kostra_zip")
    path = project.folder / "rasters" / "kostra.zip"
    path.write_bytes(path.read_bytes()[:-30])
    refused(project, "kostra.zip")


def test_07_zip_that_unpacks_to_more_than_there_can_be(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    next(seed for seed in SEEDS if seed.name == "kostra_zip").make(project)
    monkeypatch.setattr("herne_schwamm.inputs.kostra_gis.UNPACKED_MAX_BYTES", 100.0)
    refused(project, "kostra.zip", "GB")


def test_07_zips_within_each_other_without_end(project: Project) -> None:
    next(seed for seed in SEEDS if seed.name == "kostra_zip").make(project)
    path = project.folder / "rasters" / "kostra.zip"
    for _ in range(6):
        content = path.read_bytes()
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("innen.zip", content)
    refused(project, "kostra.zip", "4 Archiven")


def test_zip_with_a_name_that_is_no_text(project: Project) -> None:
    next(seed for seed in SEEDS if seed.name == "kostra_zip").make(project)
    path = project.folder / "rasters" / "kostra.zip"
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("ä.txt", "")
    content = path.read_bytes()
    # The directory promises UTF-8.
    path.write_bytes(content.replace("ä.txt".encode(), b"\xe4\xe4.txt"))
    refused(project, "kostra.zip", "beschädigt")


def test_locked_zip(project: Project) -> None:
    seed(project, "kostra_zip")
    path = project.folder / "rasters" / "kostra.zip"
    content = bytearray(path.read_bytes())
    for head, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(head)
        while start >= 0:
            content[start + flags] |= 1
            start = content.find(head, start + 4)
    path.write_bytes(content)
    refused(project, "kostra.zip")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "id = ",
        'id = "mine"\n[[row]]\ncode = 7\nsurface_class = "wiese"\n',
        'id = "mine"\n[[row]]\ncode = 7\nsurface_clas = "lawn"\n',
        'id = "mine"\n[[row]]\ncode = 7\nsurface_class = "lawn"\nsealing = 25\n',
        'id = "mine"\n[[row]]\ncode = 7\nsurface_class = "lawn"\n' * 2,
        'id = "mine"\n[[row]]\ncode = 8\nsurface_class = "lawn"\n',
        'row = 3\nid = "mine"\n',
        "\x00",
    ],
)
def test_bad_mapping_table(project: Project, text: str) -> None:
    seed(project, "scheme")
    (project.folder / "rasters" / "scheme.toml").write_text(text, encoding="utf-8")
    refused(project, "scheme.toml")
