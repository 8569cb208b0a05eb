"""What lets water into the ground: soil texture, conductivity, or a curve number."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import NO_BUILDING, LayerOrigin
from herne_schwamm.inputs.codes import read_codes
from herne_schwamm.inputs.layers import Place, check_complete, constant_class, number_layer
from herne_schwamm.inputs.notes import (
    CURVE_NUMBER_INSTEAD,
    LOAM_UNDER_SEALED,
    SCHEME_KA5,
    SEALED_EVERYWHERE,
)
from herne_schwamm.inputs.run_file import RunFile
from herne_schwamm.inputs.run_file_city import CityPart
from herne_schwamm.inputs.run_file_paths import RunPath
from herne_schwamm.problems import N_, InputProblem, RunFileProblem
from herne_schwamm.tables import soils
from herne_schwamm.tables.soil_textures import soil_textures_ka5

KEY = "soil"
PLACEHOLDER = "loam"
NO_SOIL = 0
CONDUCTIVITY_LIMITS_MM_H = 0.0, 10000.0
CURVE_NUMBER_LIMITS = 1.0, 100.0

LEAST_CONDUCTIVITY_MM_H = 0.1
"""No raster of a city lies below it everywhere: clay lets in 0.3 mm/h (`tables.soils`), and numbers
in m/s are of the order of 1e-5. [mm/h]"""


def open_ground(
    place: Place, sealing: NDArray[np.float32], building: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Cells of the city that let water in: without a building, not wholly sealed."""
    ground: NDArray[np.bool_] = place.inside & (building == NO_BUILDING) & (sealing < 1.0)
    return ground


def read_soil(
    run_file: RunFile,
    place: Place,
    sealing: NDArray[np.float32],
    building: NDArray[np.int32],
) -> tuple[NDArray[np.uint8], LayerOrigin]:
    """Codes of `tables.soils`, 0 outside the city; loam where none is needed nor known.

    Parameters
    ----------
    run_file
        The run file.
    place
        Grid and cells of the city.
    sealing
        Share that lets no water in: wholly sealed cells need no soil. [0–1]
    building
        Number of the building on the cell, `NO_BUILDING` elsewhere.

    Raises
    ------
    InputProblem
        A file cannot be read, has gaps where water enters the ground, or codes
        that no soil belongs to.
    RunFileProblem
        The soil is missing where water enters the ground, or the column of
        its polygons.
    """
    part = run_file.city
    needed = open_ground(place, sealing, building)
    if isinstance(part.soil, RunPath):
        return _of_file(part, part.soil, place, needed)
    if part.soil is not None:
        return constant_class(part.soil, soils()[part.soil].code, place)
    note = SEALED_EVERYWHERE
    if part.curve_number is not None:
        note = CURVE_NUMBER_INSTEAD
    elif needed.any():
        raise RunFileProblem(
            N_(
                "{file}: city.soil is missing, but {cells} cells let water in; "
                'give a raster or a name, for example soil = "loam"'
            ),
            file=run_file.file,
            cells=int(np.count_nonzero(needed)),
        )
    layer, _ = constant_class(PLACEHOLDER, soils()[PLACEHOLDER].code, place)
    return layer, LayerOrigin("class", PLACEHOLDER, (note,))


def _of_file(
    part: CityPart, source: RunPath, place: Place, needed: NDArray[np.bool_]
) -> tuple[NDArray[np.uint8], LayerOrigin]:
    layer = read_codes(KEY, source, part.soil_column, place)
    by_code, names = _soil_by_code(part.soil_scheme, of_numbers=not layer.column)
    soil_of_code = np.array(
        [by_code.get(_plain(code), NO_SOIL) for code in layer.codes], dtype=np.uint8
    )
    layer.check_known(
        [bool(soil == NO_SOIL) for soil in soil_of_code],
        needed,
        N_(
            '{file}: {key} has codes to which soil_scheme = "{scheme}" gives no soil (code, '
            "cells and share of the area): {listed}; it knows {known}"
        ),
        key=KEY,
        scheme=part.soil_scheme,
        known=", ".join(names),
    )
    soil = layer.of_code(soil_of_code, NO_SOIL)
    check_complete(layer.file, KEY, soil != NO_SOIL, place, needed)
    more: tuple[str, ...] = (SCHEME_KA5,) if part.soil_scheme == "ka5" else ()
    unknown = place.inside & (soil == NO_SOIL)
    if unknown.any():
        more += (LOAM_UNDER_SEALED,)
        soil[unknown] = soils()[PLACEHOLDER].code
    soil[~place.inside] = NO_SOIL
    return soil, replace(layer.origin, notes=(*layer.origin.notes, *more))


def _plain(name: str) -> str:
    """A code as it is compared: in small letters, without blanks."""
    return "".join(name.casefold().split())


def _soil_by_code(scheme: str, *, of_numbers: bool) -> tuple[dict[str, int], list[str]]:
    """Code of the soil by the plain code of a file, and the codes as the table writes them.

    Codes are numbers in rasters, names in polygons.
    """
    if scheme == "ka5":
        rows = [(row.code, row.name, row.soil) for row in soil_textures_ka5().values()]
    else:
        rows = [(row.code, row.name, row.name) for row in soils().values()]
    soil_of = {str(code) if of_numbers else name: soils()[soil].code for code, name, soil in rows}
    return {_plain(code): soil for code, soil in soil_of.items()}, list(soil_of)


def read_conductivity(
    part: CityPart, place: Place, needed: NDArray[np.bool_]
) -> tuple[NDArray[np.float32], LayerOrigin] | None:
    """Hydraulic conductivity that replaces that of the soil, None without the key. [mm/h]

    Parameters
    ----------
    part
        The part [city] of the run file.
    place
        Grid and cells of the city.
    needed
        Cells whose ground lets water in (`open_ground`): elsewhere a raster
        may have gaps, which are NaN.

    Raises
    ------
    InputProblem
        The raster cannot be read, has gaps where it is needed, numbers
        outside the limits, or none but such as are in another unit.
    """
    if part.conductivity_mm_h is None:
        return None
    source, limits = part.conductivity_mm_h, CONDUCTIVITY_LIMITS_MM_H
    values, origin = number_layer("conductivity_mm_h", source, place, *limits, needed)
    known = values[needed & np.isfinite(values)]
    highest = float(known.max(initial=0.0))
    if isinstance(source, RunPath) and 0.0 < highest < LEAST_CONDUCTIVITY_MM_H:
        raise InputProblem(
            N_(
                "{file}: conductivity_mm_h is nowhere above {highest:g}, which is less than clay "
                "lets in; if the raster is in m/s, multiply it by 3 600 000 (and a saturated "
                "conductivity by 0.5)"
            ),
            file=origin.source,
            highest=highest,
        )
    return values, origin


def read_curve_number(
    part: CityPart, place: Place, needed: NDArray[np.bool_]
) -> tuple[NDArray[np.float32], LayerOrigin] | None:
    """SCS curve number for normal soil moisture, None without the key. [1–100]

    Parameters
    ----------
    part
        The part [city] of the run file.
    place
        Grid and cells of the city.
    needed
        Cells without a building: elsewhere a raster may have gaps, which are NaN.

    Raises
    ------
    InputProblem
        The raster cannot be read, has gaps where it is needed, or numbers
        outside the limits.
    """
    if part.curve_number is None:
        return None
    return number_layer("curve_number", part.curve_number, place, *CURVE_NUMBER_LIMITS, needed)
