"""A zip file of Deutscher Wetterdienst as it is delivered: the product and what tells of it.

Nothing is unpacked onto the disk, and only members with known names are read.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from herne_schwamm.city.weather import StationPlace
from herne_schwamm.problems import N_, InputProblem

PRODUCT = re.compile(r"produkt_\w+\.txt", re.IGNORECASE)
GEOGRAPHY = re.compile(r"Metadaten_Geographie_\d+\.txt", re.IGNORECASE)
WIND_SENSOR = re.compile(r"Metadaten_Geraete_Windgeschwindigkeit\w*\.txt", re.IGNORECASE)
PARAMETERS = re.compile(r"Metadaten_Parameter_\w+\.txt", re.IGNORECASE)

RATIO_MAX = 100
"""How many times larger than in the zip a member may be: text of tables shrinks to a twentieth."""
BYTES_MAX = 2_000_000_000
SMALL_BYTES = 1_000_000
"""A member up to here may shrink as it likes."""


@dataclass(frozen=True, slots=True)
class DwdArchive:
    """Texts of one zip file.

    Parameters
    ----------
    file
        Name of the zip file.
    products
        Text of each product by the name of its member.
    place
        Where the station stands, by its latest row; None where nothing tells it.
    station_name
        Its name; empty where nothing tells it.
    moved
        Whether the station has stood at several places.
    wind_height_m
        Height of the latest wind sensor above ground; None where nothing tells it. [m]
    parameters
        Rows of the description of its quantities: name, first and last day, clock.
    """

    file: str
    products: dict[str, str]
    place: StationPlace | None
    station_name: str
    moved: bool
    wind_height_m: float | None
    parameters: tuple[DwdParameter, ...]


@dataclass(frozen=True, slots=True)
class DwdParameter:
    """What the description says of a quantity and a time: on which clock it was measured."""

    column: str
    first: date | None
    last: date | None
    clock: str


def read_dwd_archive(path: Path) -> DwdArchive:
    """Read the product and the descriptions of a zip file.

    Raises
    ------
    InputProblem
        It is missing, damaged, no such zip file, or not to be trusted.
    """
    if not path.is_file():
        raise InputProblem(N_("{file}: there is no such file"), file=path)
    if not path.stat().st_size:
        raise InputProblem(N_("{file}: the file is empty; copy it again"), file=path)
    try:
        with zipfile.ZipFile(path) as archive:
            texts = dict(_texts(path.name, archive))
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError, zlib.error) as error:
        raise InputProblem(
            N_("{file}: this zip file is damaged; download it again"), file=path.name
        ) from error
    products = {name: text for name, text in texts.items() if PRODUCT.fullmatch(name)}
    if not products:
        raise InputProblem(
            N_(
                "{file}: this zip file holds no produkt_….txt; give the zip of a station as "
                "Deutscher Wetterdienst delivers it (stundenwerte_…zip or 10minutenwerte_…zip)"
            ),
            file=path.name,
        )
    place, name, moved = _geography(texts)
    return DwdArchive(
        path.name, products, place, name, moved, _wind_height_m(texts), tuple(_parameters(texts))
    )


def _texts(file: str, archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    wanted = []
    for member in archive.infolist():
        parts = member.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] in ("", "~") or ":" in parts[0]:
            raise InputProblem(
                N_("{file}: its member {member} would leave the zip file; download it again"),
                file=file,
                member=member.filename,
            )
        if any(
            pattern.fullmatch(parts[-1])
            for pattern in (PRODUCT, GEOGRAPHY, WIND_SENSOR, PARAMETERS)
        ):
            wanted.append((parts[-1], member))
    size = sum(member.file_size for _, member in wanted)
    bloated = any(
        member.file_size > SMALL_BYTES
        and member.file_size > RATIO_MAX * max(member.compress_size, 1)
        for _, member in wanted
    )
    if bloated or size > BYTES_MAX:
        raise InputProblem(
            N_("{file}: unpacked this zip file is {size:.0f} MB, which cannot be right"),
            file=file,
            size=size / 1e6,
        )
    for name, member in wanted:
        # What is longer than its head says is cut off, and does not pass its checksum.
        yield name, archive.read(member).decode("latin-1")


def _rows(text: str) -> Iterator[dict[str, str]]:
    """Rows of a description by heading in small letters; what is no row is left out."""
    lines = text.splitlines()
    if not lines:
        return
    headings = [heading.strip().lower() for heading in lines[0].split(";")]
    for line in lines[1:]:
        fields = [field.strip() for field in line.split(";")]
        if len(fields) >= len(headings) - 1 and len(fields) > 1:
            yield dict(zip(headings, fields, strict=False))


def _of_pattern(texts: dict[str, str], pattern: re.Pattern[str]) -> Iterator[dict[str, str]]:
    for name, text in sorted(texts.items()):
        if pattern.fullmatch(name):
            yield from _rows(text)


def _geography(texts: dict[str, str]) -> tuple[StationPlace | None, str, bool]:
    places = []
    name = ""
    for row in _of_pattern(texts, GEOGRAPHY):
        try:
            place = StationPlace(
                float(row["geogr.breite"]), float(row["geogr.laenge"]), float(row["stationshoehe"])
            )
        except (KeyError, ValueError):
            continue
        places.append(place)
        name = row.get("stationsname", "")
    return (places[-1] if places else None), name, len(set(places)) > 1


def _wind_height_m(texts: dict[str, str]) -> float | None:
    heights = []
    for row in _of_pattern(texts, WIND_SENSOR):
        try:
            height_m = float(row["geberhoehe ueber grund [m]"].replace(",", "."))
        except (KeyError, ValueError):
            continue
        if 0.5 <= height_m <= 100.0:
            heights.append((row.get("von_datum", ""), height_m))
    return max(heights)[1] if heights else None


def _parameters(texts: dict[str, str]) -> Iterator[DwdParameter]:
    for row in _of_pattern(texts, PARAMETERS):
        if row.get("parameter"):
            yield DwdParameter(
                row["parameter"].upper(),
                _day(row.get("von_datum", "")),
                _day(row.get("bis_datum", "")),
                row.get("zusatz-info", ""),
            )


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y%m%d").date()
    except ValueError:
        return None
