"""The land cover: surface class of every cell, and what its list of codes says beyond it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import NO_BUILDING, LayerOrigin
from herne_schwamm.inputs import notes
from herne_schwamm.inputs.codes import is_vector, read_codes
from herne_schwamm.inputs.land_cover_scheme import read_scheme
from herne_schwamm.inputs.layers import Place, check_complete, constant_class
from herne_schwamm.inputs.run_file_city import CityPart
from herne_schwamm.inputs.run_file_paths import RunPath
from herne_schwamm.problems import N_, InputProblem
from herne_schwamm.tables import surface_classes
from herne_schwamm.tables.land_cover import FOREST, SURFACE_CLASSES, LandCoverScheme

KEY = "land_cover"
ROOF = "roof"
OSM = "land_cover_osm"
NO_CLASS = 0
SCHEME_NOTES = {
    "urban_atlas": notes.SCHEME_URBAN_ATLAS,
    "alkis": notes.SCHEME_ALKIS,
    "osm": notes.SCHEME_OSM,
    "umep": notes.SCHEME_UMEP,
}


@dataclass(frozen=True, slots=True)
class LandCoverLayers:
    """What a land cover says of every cell.

    Parameters
    ----------
    surface_class
        Codes of `tables.surface_classes`; roof on buildings, 0 outside the city.
    sealing_of_class
        Sealing degree, where the list of codes gives one; else NaN. [0–1]
    canopy
        Cells that trees cover; none on buildings.
    origin
        Where it came from.
    scheme
        Name of the list of codes.
    """

    surface_class: NDArray[np.uint8]
    sealing_of_class: NDArray[np.float32]
    canopy: NDArray[np.bool_]
    origin: LayerOrigin
    scheme: str


def read_land_cover(part: CityPart, place: Place, building: NDArray[np.int32]) -> LandCoverLayers:
    """Read the land cover from a raster of codes, polygons, or the name of a class.

    Parameters
    ----------
    part
        The part [city] of the run file.
    place
        Grid and cells of the city.
    building
        Number of the building on the cell, `NO_BUILDING` elsewhere: cells of
        buildings are roof and need no land cover.

    Raises
    ------
    InputProblem
        A file cannot be read, has gaps, or codes to which the list gives no
        surface class.
    RunFileProblem
        The column of the polygons is not named or not there.
    """
    on_roof = place.inside & (building != NO_BUILDING)
    if isinstance(part.land_cover, RunPath):
        cover = _of_file(part, part.land_cover, place, place.inside & ~on_roof)
    else:
        cover = _of_class(part.land_cover, place)
    roof = surface_classes()[ROOF].code
    return replace(
        cover,
        surface_class=np.where(on_roof, np.uint8(roof), cover.surface_class),
        sealing_of_class=np.where(on_roof, np.float32(np.nan), cover.sealing_of_class),
        canopy=cover.canopy & ~on_roof,
    )


def _of_class(name: str, place: Place) -> LandCoverLayers:
    surface_class, origin = constant_class(name, surface_classes()[name].code, place)
    return LandCoverLayers(
        surface_class,
        np.full(place.grid.shape, np.nan, dtype=np.float32),
        place.inside & (name == FOREST),
        origin,
        SURFACE_CLASSES,
    )


def _of_file(
    part: CityPart, source: RunPath, place: Place, needed: NDArray[np.bool_]
) -> LandCoverLayers:
    scheme = read_scheme(part.land_cover_scheme)
    _check_numbers(source, scheme)
    column = part.land_cover_column
    layer = read_codes(KEY, source, column, place, _yields(scheme, column or ""))
    rows = [scheme.row(code, layer.column) for code in layer.codes]
    layer.check_known(
        [row is None for row in rows],
        needed,
        N_(
            "{file}: {key} has codes to which {scheme} gives no surface class (code, cells "
            "and share of the area): {listed}; correct them, or choose another list or a "
            "table of your own in city.land_cover_scheme"
        ),
        key=KEY,
        scheme=scheme.name,
    )
    classes = surface_classes()
    class_of_code = [
        NO_CLASS if row is None or row.surface_class is None else classes[row.surface_class].code
        for row in rows
    ]
    sealing_of_code = [
        np.nan if row is None or row.sealing is None else row.sealing for row in rows
    ]
    canopy_of_code = [row is not None and row.canopy for row in rows]
    surface_class = layer.of_code(np.array(class_of_code, dtype=np.uint8), NO_CLASS)
    without_data = [
        code
        for number, (code, row) in enumerate(zip(layer.codes, rows, strict=True))
        if row is not None and row.no_data and (layer.number[needed] == number).any()
    ]
    check_complete(layer.file, KEY, surface_class != NO_CLASS, place, needed, without_data)
    return LandCoverLayers(
        np.where(place.inside, surface_class, np.uint8(NO_CLASS)),
        np.where(
            place.inside,
            layer.of_code(np.array(sealing_of_code, dtype=np.float32), np.nan),
            np.float32(np.nan),
        ),
        place.inside & layer.of_code(np.array(canopy_of_code, dtype=np.bool_), False),
        replace(layer.origin, notes=(*layer.origin.notes, *_scheme_notes(part))),
        scheme.name,
    )


def _yields(scheme: LandCoverScheme, column: str) -> Callable[[str], bool] | None:
    """Which codes give way to others; None for lists whose polygons part the area.

    Polygons of OpenStreetMap lie upon each other as a rule: a park in a
    residential area. The smaller one says more of the ground; what says
    nothing of it gives way to all.
    """
    if scheme.name != OSM:
        return None

    def yields(code: str) -> bool:
        row = scheme.row(code, column)
        return row is not None and row.no_data

    return yields


def _scheme_notes(part: CityPart) -> tuple[str, ...]:
    scheme = part.land_cover_scheme
    if isinstance(scheme, RunPath):
        return (notes.SCHEME_OWN,)
    return (SCHEME_NOTES[scheme],) if scheme in SCHEME_NOTES else ()


def _check_numbers(source: RunPath, scheme: LandCoverScheme) -> None:
    """Refuse a raster for a list without numbers."""
    if is_vector(source) or any(row.code.isdecimal() for row in scheme.rows.values()):
        return
    raise InputProblem(
        N_(
            "{file}: the cells of a raster are numbers, but the list {scheme} has none; give "
            "polygons, or another city.land_cover_scheme"
        ),
        file=source.path.name,
        scheme=scheme.name,
    )
