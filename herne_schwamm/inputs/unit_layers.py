"""Crowns, sewer and stores: what makes drainage units besides surface and soil."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import LayerOrigin
from herne_schwamm.city.units import UnitStorage
from herne_schwamm.inputs.districts import read_district_capacity
from herne_schwamm.inputs.kostra import read_rain_statistics
from herne_schwamm.inputs.land_cover import LandCoverLayers
from herne_schwamm.inputs.layers import Place
from herne_schwamm.inputs.notes import (
    DEFAULT,
    SEWER_DESIGNED,
    SEWER_DESIGNED_S,
    SEWER_ELSEWHERE,
    SEWER_ELSEWHERE_NOTHING,
)
from herne_schwamm.inputs.run_file import RunFile
from herne_schwamm.inputs.run_file_city import CityPart, SewerPart
from herne_schwamm.inputs.sewer import design_capacity_mm_h

CROWN_FROM_M = 2.0
"""Height of the vegetation from which rain falls through a crown. [m]"""


def canopy_cells(
    crown_height_m: NDArray[np.float32] | None, cover: LandCoverLayers
) -> NDArray[np.bool_]:
    """Cells under crowns: by their height, or without it by the land cover."""
    if crown_height_m is None:
        return cover.canopy
    tall: NDArray[np.bool_] = crown_height_m >= CROWN_FROM_M
    return tall


def sewer_capacity(
    run_file: RunFile, place: Place
) -> tuple[NDArray[np.float32], LayerOrigin] | None:
    """Rain the sewer takes from connected surfaces [mm/h]; None where no sewer is given.

    Districts have their own capacity; elsewhere the one of the run file
    holds, or nothing is taken.

    Raises
    ------
    InputProblem
        The districts, or the table of depths, are not what they have to be.
    """
    part = run_file.sewer
    if part is None:
        return None
    statistics = None
    if part.return_period_a is not None:
        statistics = read_rain_statistics(run_file.rain_statistics, place.grid)
    capacity = design_capacity_mm_h(part, statistics)
    everywhere = np.full(place.grid.shape, capacity or 0.0, np.float32)
    designed, numbers = _design_note(part, capacity)
    if part.districts is None:
        if statistics is None:
            return everywhere, LayerOrigin("number", f"{capacity:g} mm/h")
        return everywhere, LayerOrigin("table", statistics.source, designed, numbers)
    of_district, origin = read_district_capacity(part, place)
    notes = (SEWER_ELSEWHERE_NOTHING,) if capacity is None else (SEWER_ELSEWHERE, *designed)
    origin = replace(origin, notes=(*origin.notes, *notes), numbers={**origin.numbers, **numbers})
    return np.where(np.isnan(of_district), everywhere, of_district), origin


def _design_note(
    part: SewerPart, capacity_mm_h: float | None
) -> tuple[tuple[str, ...], dict[str, int]]:
    """What a capacity was computed from, and the numbers of the note; no note for a number."""
    if capacity_mm_h is None:
        return (), {}
    numbers = {"capacity_mm_h": round(capacity_mm_h)}
    if part.return_period_a is None or part.duration_min is None:
        return (), numbers
    numbers["return_period_a"] = round(part.return_period_a)
    if part.duration_min.is_integer():
        return (SEWER_DESIGNED,), {**numbers, "duration_min": round(part.duration_min)}
    return (SEWER_DESIGNED_S,), {**numbers, "duration_s": round(60.0 * part.duration_min)}


def storage_origins(
    part: CityPart, *, has_crowns: bool, has_buildings: bool
) -> dict[str, LayerOrigin]:
    """Where the stores of crowns and roofs come from, as far as there are any."""

    def told(key: str, value: str) -> LayerOrigin:
        return LayerOrigin("number", value, () if key in part.model_fields_set else (DEFAULT,))

    origins = {}
    if has_crowns:
        storage = f"{part.canopy_storage_mm:g} mm"
        origins["canopy_storage_mm"] = told("canopy_storage_mm", storage)
    if has_buildings:
        origins["roof_storage_mm"] = (
            LayerOrigin("table", "surface_classes")
            if part.roof_storage_mm is None
            else told("roof_storage_mm", f"{part.roof_storage_mm:g} mm")
        )
        origins["roofs_to_sewer"] = told("roofs_to_sewer", f"{part.roofs_to_sewer:g}")
    return origins


def unit_storage(part: CityPart) -> UnitStorage:
    """What units hold by the run file."""
    return UnitStorage(
        canopy_mm=part.canopy_storage_mm,
        roof_mm=part.roof_storage_mm,
        depression_mm=part.depression_storage_mm,
        roofs_to_sewer=part.roofs_to_sewer,
    )
