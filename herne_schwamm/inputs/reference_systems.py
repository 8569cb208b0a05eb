"""Reference systems: which ones a city may lie in, and when two are the same."""

from __future__ import annotations

import json
import math

import pyproj
import rasterio
from rasterio.crs import CRS
from rasterio.errors import CRSError

from herne_schwamm.problems import N_, InputProblem, Problem, RunFileProblem

WEB_MERCATOR = CRS.from_epsg(3857)

STRETCH_MAX = 0.01
"""Share by which lengths on the map may differ from those on the ground."""


def is_compound(crs: CRS) -> bool:
    """Whether a system has a part for heights (EPSG:5555 is EPSG:25832 and DHHN92)."""
    return bool(crs.to_dict(projjson=True).get("type") == "CompoundCRS")


def horizontal(crs: CRS) -> CRS:
    """The horizontal part of a compound system."""
    if not is_compound(crs):
        return crs
    return CRS.from_string(json.dumps(crs.to_dict(projjson=True)["components"][0]))


def same_system(one: CRS, other: CRS) -> bool:
    """Both name the same horizontal system, however they spell it."""
    first, second = horizontal(one), horizontal(other)
    if first == second:
        return True
    codes = first.to_epsg(), second.to_epsg()
    return codes[0] is not None and codes[0] == codes[1]


def system_name(crs: CRS) -> str:
    """The authority code of the horizontal part, or its WKT where it has none."""
    flat = horizontal(crs)
    code = flat.to_epsg()
    return f"EPSG:{code}" if code is not None else str(flat.to_wkt())


def readable_name(crs: CRS) -> str:
    """What a sentence calls a system: its code, or the name in its WKT."""
    name = system_name(crs)
    return name if name.startswith("EPSG:") else name.split('"')[1]


def system_fault(crs: CRS) -> Problem | None:
    """Why a city's layer cannot lie in a system; None where it can."""
    if crs.is_geographic:
        return InputProblem(
            N_(
                "{crs} counts degrees, but a projected system in metres such as EPSG:25832 "
                "is needed"
            ),
            crs=readable_name(crs),
        )
    if crs == WEB_MERCATOR:
        return InputProblem(
            N_(
                "EPSG:3857 (web Mercator) stretches lengths by more than half in Germany; "
                "a true-to-scale system such as EPSG:25832 is needed"
            )
        )
    if not crs.is_projected or not math.isclose(crs.linear_units_factor[1], 1.0):
        return InputProblem(
            N_("{crs} is not a projected system in metres such as EPSG:25832"),
            crs=readable_name(crs),
        )
    return None


def stretching_fault(crs: CRS, x_m: float, y_m: float) -> Problem | None:
    """Why lengths at a place cannot be taken from a projected system; None where they can."""
    projection = pyproj.Proj(pyproj.CRS.from_wkt(crs.to_wkt()))
    longitude, latitude = projection(x_m, y_m, inverse=True)
    if not (math.isfinite(longitude) and math.isfinite(latitude)):
        return InputProblem(
            N_(
                "the place x = {x:.10g}, y = {y:.10g} in the middle of the city does not exist in "
                "{crs}; check the coordinates and the reference system"
            ),
            crs=readable_name(crs),
            x=x_m,
            y=y_m,
        )
    factors = projection.get_factors(longitude, latitude)
    factor = max(
        (factors.meridional_scale, factors.parallel_scale), key=lambda scale: abs(scale - 1.0)
    )
    if abs(factor - 1.0) <= STRETCH_MAX:
        return None
    return InputProblem(
        N_(
            "{crs} draws lengths in the middle of the city (x = {x:.1f}, y = {y:.1f}) "
            "{factor:.3f} times as long as they are; check the coordinates, or warp the terrain "
            "to a true-to-scale system such as EPSG:25832 and name that as crs"
        ),
        crs=readable_name(crs),
        factor=factor,
        x=x_m,
        y=y_m,
    )


def named_system(name: str) -> CRS:
    """The horizontal system a run file names.

    Raises
    ------
    RunFileProblem
        The name is unknown, or it is no projected system in metres.
    """
    try:
        # Within Env what PROJ complains of goes to the log, not to the terminal.
        with rasterio.Env():
            crs = horizontal(CRS.from_user_input(name))
    except CRSError as error:
        raise RunFileProblem(
            N_("{crs} is not a known reference system; write it like EPSG:25832"), crs=name
        ) from error
    fault = system_fault(crs)
    if fault is not None:
        raise RunFileProblem(fault.sentence, **fault.facts)
    return crs
