"""Files beside a raster that say something of it, too: its place, its system, its checksum.

A world file, a projection or the notes of a GIS (.aux.xml) may be left over
from another raster of the same name: where two sources disagree, neither is
believed.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import rasterio
from rasterio.crs import CRS
from rasterio.errors import CRSError, RasterioError
from rasterio.transform import Affine

from herne_schwamm.inputs.reference_systems import horizontal, readable_name, same_system
from herne_schwamm.problems import N_, InputProblem

WORLD_FILES = (".tfw", ".tifw", ".tiffw", ".wld")
NOTES_OF_A_GIS = ".aux.xml"
PROJECTION = ".prj"
CHECKSUMS = {".sha256": "sha256", ".md5": "md5"}
"""Endings behind the whole name of a file, with their algorithm."""

DIGITS = {"sha256": 64, "md5": 32}

DISAGREE_CELLS = 0.01
"""Places that differ by less than this are the same but for rounding, as a share of a cell."""


def refuse_second_place(path: Path, dataset: rasterio.DatasetReader) -> None:
    """Refuse a GeoTIFF that lies elsewhere, or in another system, by a file beside it.

    Raises
    ------
    InputProblem
        With both places or systems.
    """
    worlds = [path.with_suffix(ending) for ending in WORLD_FILES]
    noted = path.with_name(path.name + NOTES_OF_A_GIS)
    for beside, source in (*((world, "WORLDFILE") for world in worlds), (noted, "PAM")):
        if not beside.is_file():
            continue
        own = _said_by("INTERNAL", path, dataset.driver)
        other = _said_by(source, path, dataset.driver)
        if own is None or other is None:
            continue
        (own_crs, own_place), (other_crs, other_place) = own, other
        if own_crs and other_crs and _contradict(own_crs, other_crs):
            raise _two_systems(path.name, own_crs, beside.name, other_crs)
        if not _same_place(own_place, other_place):
            raise InputProblem(
                N_(
                    "{file}: it lies with its north-western corner at x = {x:.1f}, y = {y:.1f}, "
                    "but by {beside} at {other}; remove {beside} or save the raster with the "
                    "right position"
                ),
                file=path.name,
                x=own_place.c,
                y=own_place.f,
                beside=beside.name,
                other=f"x = {other_place.c:.1f}, y = {other_place.f:.1f}",
            )


def _said_by(source: str, path: Path, driver: str) -> tuple[CRS | None, Affine] | None:
    """System and place by one source alone; None where it says nothing that can be read."""
    try:
        with (
            rasterio.Env(GDAL_GEOREF_SOURCES=source),
            rasterio.open(path, driver=driver) as dataset,
        ):
            return dataset.crs, dataset.transform
    except RasterioError:
        return None


def _same_place(one: Affine, other: Affine) -> bool:
    if one.is_identity or other.is_identity:
        return True  # One of the two says nothing.
    tolerance = DISAGREE_CELLS * abs(one.a)
    return all(abs(a - b) <= tolerance for a, b in zip(one[:6], other[:6], strict=True))


def refuse_second_system(path: Path, crs: str) -> None:
    """Refuse a raster of text whose projection file names another system than the city's.

    Raises
    ------
    InputProblem
        With both systems.
    """
    beside = path.with_suffix(PROJECTION)
    if not beside.is_file():
        return
    try:
        own = CRS.from_wkt(beside.read_text(encoding="utf-8"), morph_from_esri_dialect=True)
    except (OSError, ValueError, CRSError):
        return  # What cannot be read contradicts nothing.
    city = CRS.from_user_input(crs)
    if _contradict(own, city):
        raise InputProblem(
            N_(
                "{file}: by {beside} it lies in {own}, but the city in {city}; warp it, or remove "
                "{beside} where it belongs to another file"
            ),
            file=path.name,
            beside=beside.name,
            own=readable_name(own),
            city=readable_name(city),
        )


def _contradict(one: CRS, other: CRS) -> bool:
    """Whether two systems are others; those nobody has a number for may be spelt differently."""
    numbered = horizontal(one).to_epsg() is not None and horizontal(other).to_epsg() is not None
    return numbered and not same_system(one, other)


def _two_systems(file: str, own: CRS, beside: str, other: CRS) -> InputProblem:
    return InputProblem(
        N_(
            "{file}: it lies in {own}, but by {beside} in {other}; remove {beside} or save the "
            "raster with the right reference system"
        ),
        file=file,
        own=readable_name(own),
        beside=beside,
        other=readable_name(other),
    )


def checksum_given(path: Path) -> bool:
    """Whether a checksum lies beside a file (``name.tif.sha256``), which then is compared.

    Raises
    ------
    InputProblem
        The bytes of the file are others, or the checksum is none.
    """
    for ending, algorithm in CHECKSUMS.items():
        beside = path.with_name(path.name + ending)
        if not beside.is_file():
            continue
        text = beside.read_bytes()[:1000].decode("ascii", errors="replace").lower()
        wanted = re.search(rf"\b[0-9a-f]{{{DIGITS[algorithm]}}}\b", text)
        if wanted is None:
            raise InputProblem(
                N_("{file}: it holds no checksum ({algorithm}); download it again, or remove it"),
                file=beside.name,
                algorithm=algorithm,
            )
        with path.open("rb") as content:
            found = hashlib.file_digest(content, algorithm).hexdigest()
        if found != wanted[0]:
            raise InputProblem(
                N_("{file}: its bytes are not those of its checksum {beside}; copy it again"),
                file=path.name,
                beside=beside.name,
            )
        return True
    return False
