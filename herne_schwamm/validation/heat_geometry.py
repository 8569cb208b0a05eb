"""Sky view, shade and sun: closed forms, arrays of another program, the published example."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.location import Location
from herne_schwamm.kernels.rays import CENTRE
from herne_schwamm.models.heat_geometry import GeometrySettings, Heights, Surroundings
from herne_schwamm.models.heat_walls import find_walls
from herne_schwamm.models.heat_windows import Window, tiles
from herne_schwamm.models.sun import sun_positions
from herne_schwamm.validation.case import CaseResult, Check, Figure

STREETS = ((5.0, 21), (10.0, 21), (20.0, 21), (15.0, 41))
"""Height of the walls [m] and width of the street [cells of 1 m]."""

RINGS = ((10.0, 10.5), (10.0, 20.5), (20.0, 20.5), (15.0, 40.5))
"""Height of the wall and radius of the square it rings. [m]"""

STREET_REACH_M = 200.0
AT_THE_GROUND = GeometrySettings(eye_height_m=0.0)
GOTHENBURG_DEG = 17.0
"""Bearing of the old town's streets, west of north. [degrees]"""

REFERENCE = GeometrySettings(eye_height_m=0.0, on_all_cells=True, edge=CENTRE)
"""As UMEP looks: from the surface of every cell, heights at the cells' middles."""

FINE_AZIMUTHS = 360


def street(height_m: float, width_m: float, bearing_deg: float, cells: int) -> Heights:
    """A straight street of 1 m cells through a block, its axis at a bearing from north."""
    row, column = np.mgrid[0:cells, 0:cells] - cells // 2
    across = column * np.cos(np.radians(bearing_deg)) + row * np.sin(np.radians(bearing_deg))
    building = np.abs(across) > width_m / 2.0
    flat = np.zeros((cells, cells), np.float32)
    return Heights(flat, np.where(building, np.float32(height_m), flat), building, None, 1.0)


def ring(height_m: float, radius_m: float) -> Heights:
    """A round square of 1 m cells with a wall around it."""
    cells = 2 * int(radius_m + 12.0) + 1
    row, column = np.mgrid[0:cells, 0:cells] - cells // 2
    building = np.hypot(row, column) > radius_m
    flat = np.zeros((cells, cells), np.float32)
    return Heights(flat, np.where(building, np.float32(height_m), flat), building, None, 1.0)


def middle_view(heights: Heights, settings: GeometrySettings) -> float:
    """Sky view of the middle cell."""
    middle = heights.shape[0] // 2
    surroundings = Surroundings(heights, settings, reach=STREET_REACH_M)
    return float(surroundings.geometry(Window(middle, middle, 1, 1)).sky_view()[0, 0])


def street_error(height_m: float, width_m: float, bearing_deg: float, azimuths: int = 32) -> float:
    """Error of the sky view in the middle of a street: cos(atan(2 H / W))."""
    settings = GeometrySettings(eye_height_m=0.0, azimuths=azimuths)
    told = middle_view(street(height_m, width_m, bearing_deg, 401), settings)
    return told - float(np.cos(np.arctan(2.0 * height_m / width_m)))


def ring_error(height_m: float, radius_m: float) -> float:
    """Error of the sky view in the middle of a ring: cos²β."""
    told = middle_view(ring(height_m, radius_m), AT_THE_GROUND)
    return told - float(np.cos(np.arctan(height_m / radius_m)) ** 2)


def sky_view_streets() -> CaseResult:
    """Streets and round squares against their closed forms."""
    straight = [street_error(h, w, 0.0) for h, w in STREETS]
    slanting = [street_error(h, w, GOTHENBURG_DEG) for h, w in STREETS]
    diagonal = [street_error(h, w, 45.0) for h, w in STREETS]
    rings = [ring_error(h, r) for h, r in RINGS]
    few = [street_error(h, w, 0.0, azimuths=16) for h, w in STREETS]
    table = [
        (f"street {h:g} m high, {w} m wide", *(f"{e[k]:+.4f}" for e in (straight, slanting)))
        for k, (h, w) in enumerate(STREETS)
    ]
    return CaseResult(
        name="sky_view_streets",
        title="Sky view factor of streets and round squares",
        setup="Endless streets and ring walls on cells of 1 m, the eye on the ground in the "
        "middle, 32 rays. Closed forms: cos(atan(2 H / W)) and cos²(atan(H / R)). A raised cell "
        "is a block: its wall stands at the cell's edge.",
        tolerance="0.005 in the middle of the floor.",
        checks=(
            Check("streets along the raster, largest error", _largest(straight), "<=", 0.005),
            Check("streets at 17 degrees, largest error", _largest(slanting), "<=", 0.005),
            Check("ring walls, largest error", _largest(rings), "<=", 0.005),
        ),
        figures=(
            Figure("streets at 45 degrees, largest error", _largest(diagonal)),
            Figure("streets along the raster with 16 rays, largest error", _largest(few)),
        ),
        remarks="At 45 degrees a wall of cells is a saw whose teeth the rays meet first: it stands "
        "a third of a cell too near, and no rule for cells can know.",
        table=(("street", "error along the raster", "error at 17 degrees"), table),
    )


def athens_geometry(data_folder: Path) -> CaseResult:
    """Sky view and noon shade against the arrays of UMEP's Python program."""
    folder = data_folder / "solweig_golden_athens"
    surface = np.load(folder / "input_dsm.npy").astype(np.float32)
    crown_top = np.load(folder / "input_cdsm.npy").astype(np.float32)
    crown_base = np.load(folder / "input_tdsm.npy").astype(np.float32)
    flat = np.zeros(surface.shape, np.bool_)
    heights = Heights(surface, surface, flat, np.maximum(crown_top - surface, 0.0), 1.0)
    surroundings = Surroundings(heights, REFERENCE)
    geometry = surroundings.geometry()
    sky_view = geometry.sky_view()
    reference = np.load(folder / "svf_total.npy")
    fine = Surroundings(
        Heights(surface, surface, flat, None, 1.0),
        GeometrySettings(FINE_AZIMUTHS, 0.0, on_all_cells=True, edge=CENTRE),
    )
    fine_view = _by_strips(fine)
    surroundings.crown_top = np.where(crown_top > 0.0, crown_top, np.float32(-1e9))
    surroundings.crown_base = np.where(crown_top > 0.0, crown_base, np.float32(1e9))
    crowns = 1.0 - surroundings.geometry().shares()[1][..., 0]
    shadow, _ = surroundings.shade(180.0, 60.0)
    sunlit = shadow <= surface
    same = sunlit == (np.load(folder / "shadow_noon_bldg_sh.npy") > 0.5)
    error = sky_view - reference
    blocks = Surroundings(heights, GeometrySettings(eye_height_m=0.0, on_all_cells=True))
    return CaseResult(
        name="athens_geometry",
        title="Athens: sky view and shade against UMEP",
        setup="400 × 400 cells of 1 m, 32 rays of 300 m, the eye on the surface of every cell and "
        "heights at the cells' middles, as the reference has it: UMEP's Python program with 153 "
        "patches of sky; noon: sun at azimuth 180, elevation 60 degrees.",
        tolerance="The peer's own are 0.02 for sky view and 1e-6 for shade.",
        checks=(
            Check("sky view of buildings, mean absolute error", _mean_size(error), "<=", 0.01),
            Check("noon shade of buildings, cells alike", 100.0 * same.mean(), "==", 100.0, "%"),
            Check(
                "32 rays against 360 of our own, mean absolute error",
                _mean_size(sky_view - fine_view),
                "<=",
                0.004,
            ),
        ),
        figures=(
            Figure("sky view of buildings, bias", float(error.mean())),
            Figure("the reference against our 360 rays", _mean_size(reference - fine_view)),
            Figure(
                "sky view left by crowns, mean absolute error",
                _mean_size(crowns - np.load(folder / "svf_veg.npy")),
            ),
            Figure(
                "sky view with walls at the cells' edges, as in our maps, bias",
                float((blocks.geometry().sky_view() - reference).mean()),
            ),
        ),
        remarks="A horizon is kept in one byte, at most 0.177 degrees beside the truth: at most "
        "0.003 of the sky view of one ray, a tenth of that for 32 rays.",
    )


def heat_tiles(data_folder: Path) -> CaseResult:
    """Tiles with their halo against one piece, on the houses of Gothenburg."""
    from herne_schwamm.validation.goteborg_radiation import KRONENHUSET, read_site

    heights = read_site(KRONENHUSET, data_folder).heights
    surroundings = Surroundings(heights)
    walls = find_walls(heights)
    whole = surroundings.geometry(wall_number=walls.number)
    shade = surroundings.shade(213.0, 20.0)
    different = 0
    count = 0
    for window in tiles(heights.shape, 60):
        part = surroundings.geometry(window, walls.number)
        for k in range(len(part.view)):
            different += int(np.count_nonzero(part.view[k] != whole.view[k][window.slices]))
        for mine, theirs in zip(surroundings.shade(213.0, 20.0, window), shade, strict=True):
            different += int(np.count_nonzero(mine != theirs[window.slices]))
        count += 1
    return CaseResult(
        name="heat_tiles",
        title="Tiles of the heat geometry against one piece",
        setup=f"Kronenhuset, {heights.shape[0]} × {heights.shape[1]} cells, {count} tiles of 60 "
        f"cells with a halo of {surroundings.margin} cells: horizons, crowns, walls seen, shadow "
        "and light through crowns at one position of the sun.",
        tolerance="Bit for bit.",
        checks=(Check("numbers that differ", float(different), "==", 0.0),),
        figures=(Figure("walls", float(len(walls))),),
    )


def sun_position() -> CaseResult:
    """The sun of the published example."""
    moment = pd.DatetimeIndex(["2003-10-17 12:30:30"], tz="Etc/GMT+7")
    place = Location(39.742476, -105.1786, 1830.14)
    sun = sun_positions(moment, place, pressure_hpa=820.0, air_temperature_c=11.0)
    return CaseResult(
        name="sun_position",
        title="Sun position",
        setup="Golden, Colorado, 17 October 2003, 12:30:30 UTC-7, 820 hPa, 11 °C: Reda and "
        "Andreas (2004), table A5.",
        tolerance="1e-4 degrees.",
        checks=(
            Check(
                "zenith angle, error",
                abs(90.0 - float(sun.elevation_deg[0]) - 50.11162),
                "<=",
                1e-4,
                "°",
            ),
            Check("azimuth, error", abs(float(sun.azimuth_deg[0]) - 194.340241), "<=", 1e-4, "°"),
        ),
    )


def _by_strips(surroundings: Surroundings, rows: int = 40) -> NDArray[np.float32]:
    """Sky view of all cells, strip by strip: many rays need much memory."""
    height, width = surroundings.heights.shape
    strips = [
        surroundings.geometry(Window(row, 0, min(rows, height - row), width)).sky_view()
        for row in range(0, height, rows)
    ]
    return np.concatenate(strips)


def _mean_size(error: NDArray[np.floating]) -> float:
    return float(np.abs(error).mean())


def _largest(errors: list[float]) -> float:
    return max(abs(error) for error in errors)
