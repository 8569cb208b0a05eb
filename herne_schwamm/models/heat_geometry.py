"""What stands around every cell: horizons, crowns and walls, for a whole city or a tile of it.

Tiles are computed with a halo as wide as the rays reach. The rays are the
same everywhere, so that a tile is bit for bit what one piece would give.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels.horizon import (
    BLOCK,
    HIGHEST,
    NO_WALL,
    NOTHING,
    crown_bands,
    crowned,
    horizons,
    walls_seen,
)
from herne_schwamm.kernels.rays import FACE, Rays, even_azimuths, rays
from herne_schwamm.kernels.shade import light_through_crowns, shadow_tops
from herne_schwamm.kernels.view_shares import COMPASS_DEG, SIDES, view_above, view_shares
from herne_schwamm.models.heat_windows import Window, cut, whole

EYE_HEIGHT_M = 1.1
"""Centre of gravity of a standing person, VDI 3787-2. [m]"""

TRUNK_SHARE = 0.25
"""Height of the trunk zone, free of leaves, of the crown's height; SOLWEIG's default."""

LEAFED_TRANSMISSIVITY = 0.03
"""Short-wave light through a crown in leaf, Konarska et al. (2014), Theor. Appl. Climatol. 117."""

BARE_TRANSMISSIVITY = 0.5
"""Through a crown without leaves, the same source."""

FIRST_LEAFED_DAY, LAST_LEAFED_DAY = 97, 300
"""Days of the year between which crowns are in leaf, SOLWEIG's default."""

LOWEST_ANGLE_DEG = 5.0
"""An obstacle lower than this above the horizontal may be out of reach. [degrees]"""

LONGEST_REACH_M = 300.0
"""Rays end here whatever the heights. [m]"""


def crown_transmissivity(day_of_year: int) -> float:
    """Share of light that passes a crown on a day of the year. [0–1]"""
    in_leaf = FIRST_LEAFED_DAY <= day_of_year <= LAST_LEAFED_DAY
    return LEAFED_TRANSMISSIVITY if in_leaf else BARE_TRANSMISSIVITY


@dataclass(frozen=True, slots=True)
class Heights:
    """Heights of a city, all rasters on one grid; not a number where unknown.

    Parameters
    ----------
    ground_m
        Terrain. float32 [m]
    surface_m
        Terrain with buildings, without crowns. float32 [m]
    building
        Cells of buildings.
    crown_m
        Height of the crowns above ground, 0 where no tree stands; None: no trees. float32 [m]
    cell_size_m
        Edge of a cell. [m]
    """

    ground_m: NDArray[np.float32]
    surface_m: NDArray[np.float32]
    building: NDArray[np.bool_]
    crown_m: NDArray[np.float32] | None
    cell_size_m: float

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        rows, columns = self.ground_m.shape
        return rows, columns

    @property
    def range_m(self) -> float:
        """Highest minus lowest point of all, crowns included. [m]"""
        highest = float(np.nanmax(self.surface_m))
        if self.crown_m is not None:
            highest = max(highest, float(np.nanmax(self.ground_m + self.crown_m)))
        return max(highest - float(np.nanmin(self.ground_m)), 0.0)


@dataclass(frozen=True, slots=True)
class GeometrySettings:
    """How the surroundings are looked at.

    Parameters
    ----------
    azimuths
        Number of rays that share the circle.
    eye_height_m
        Of the eye above ground. [m]
    on_all_cells
        The eye stands on the surface, roofs included, as some references ask.
    edge
        `herne_schwamm.kernels.rays.FACE` or `CENTRE`.
    trunk_share
        Leafless part of a crown's height.
    """

    azimuths: int = 32
    eye_height_m: float = EYE_HEIGHT_M
    on_all_cells: bool = False
    edge: float = FACE
    trunk_share: float = TRUNK_SHARE


def reach_m(range_m: float) -> float:
    """How far rays go in a city of this range of heights: to 5 degrees, at most 300 m. [m]"""
    return min(range_m / math.tan(math.radians(LOWEST_ANGLE_DEG)), LONGEST_REACH_M)


class View(NamedTuple):
    """What cells see, as the kernels take it; see `herne_schwamm.kernels.horizon`.

    Parameters
    ----------
    horizon
        (rows, columns, azimuths), uint8
    band_base, band_top
        The same, without azimuths where the city has no trees.
    seen
        Number of the wall behind the horizon. (rows, columns, azimuths), int32
    """

    horizon: NDArray[np.uint8]
    band_base: NDArray[np.uint8]
    band_top: NDArray[np.uint8]
    seen: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Geometry:
    """What the cells of a window see.

    Parameters
    ----------
    window
        The cells.
    eye_m
        Height of the eye above sea level; 0 where nothing is known. float32 [m]
    view
        Their view.
    """

    window: Window
    eye_m: NDArray[np.float32]
    view: View

    def shares(
        self, side_azimuth_deg: tuple[float, ...] = COMPASS_DEG
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Shares of open sky and of sky behind crowns. (rows, columns, SIDES) [0–1]"""
        rows, columns, azimuths = self.view.horizon.shape
        sky = np.empty((rows, columns, SIDES), np.float32)
        crown = np.zeros_like(sky)
        base, top = self.view.band_base, self.view.band_top
        if top.shape[2] == 0:
            base = top = np.zeros((rows, columns, azimuths), np.uint8)
        view_shares(
            self.view.horizon, base, top, view_above(azimuths, side_azimuth_deg), sky, crown
        )
        return sky, crown

    def wall_shares(self, side_azimuth_deg: tuple[float, ...] = COMPASS_DEG) -> NDArray[np.float32]:
        """Shares of walls and terrain above the eye. (rows, columns, SIDES) [0–1]"""
        sky, crown = self.shares(side_azimuth_deg)
        whole_view = view_above(self.view.horizon.shape[2], side_azimuth_deg)[:, 0].sum(axis=0)
        shares: NDArray[np.float32] = whole_view.astype(np.float32) - sky - crown
        return shares

    def sky_view(self, transmissivity: float | None = None) -> NDArray[np.float32]:
        """Sky view factor; of buildings alone where no transmissivity of crowns is given. [0–1]"""
        sky, crown = self.shares()
        kept = np.float32(1.0 if transmissivity is None else transmissivity)
        view: NDArray[np.float32] = sky[..., 0] + kept * crown[..., 0]
        return view


class Surroundings:
    """The heights of a city, made ready for rays.

    Parameters
    ----------
    heights
        Of the whole city.
    settings
        How it is looked at.
    reach
        Longest ray; None: after the city's range of heights. [m]
    """

    def __init__(
        self,
        heights: Heights,
        settings: GeometrySettings | None = None,
        reach: float | None = None,
    ) -> None:
        self.heights = heights
        self.settings = settings or GeometrySettings()
        self.reach_m = reach_m(heights.range_m) if reach is None else reach
        self.rays: Rays = rays(
            even_azimuths(self.settings.azimuths),
            self.reach_m,
            heights.cell_size_m,
            self.settings.edge,
        )
        self.margin = int(self.rays.count.max())
        self._range_m = heights.range_m
        self.surface = _filled(heights.surface_m, NOTHING)
        base = heights.surface_m if self.settings.on_all_cells else heights.ground_m
        self.known: NDArray[np.bool_] = np.isfinite(base) & np.isfinite(heights.surface_m)
        raised = base + np.float32(self.settings.eye_height_m)
        self.eye = np.where(self.known, raised, np.float32(0.0)).astype(np.float32)
        self.wall_top = np.where(heights.building, self.surface, NOTHING).astype(np.float32)
        self.crown_top: NDArray[np.float32] | None = None
        self.crown_base: NDArray[np.float32] | None = None
        if heights.crown_m is not None:
            standing = (heights.crown_m > 0.0) & np.isfinite(heights.ground_m)
            above = np.float32(self.settings.trunk_share) * heights.crown_m
            self.crown_top = np.where(standing, heights.ground_m + heights.crown_m, NOTHING).astype(
                np.float32
            )
            self.crown_base = np.where(standing, heights.ground_m + above, HIGHEST).astype(
                np.float32
            )

    @property
    def open_ground(self) -> NDArray[np.bool_]:
        """Cells where a person may stand."""
        ground: NDArray[np.bool_] = self.known & ~self.heights.building
        return ground

    def geometry(
        self, window: Window | None = None, wall_number: NDArray[np.int32] | None = None
    ) -> Geometry:
        """What the cells of a window see; all cells where no window is given.

        Parameters
        ----------
        window
            Cells; may lie partly outside the city.
        wall_number
            Number of the wall every cell carries, of the whole city; None: walls are not told.
        """
        window = window or whole(self.heights.shape)
        beyond = window.grown(self.margin)
        eye = cut(self.eye, window, 0.0)
        shape = (window.rows, window.columns, self.settings.azimuths)
        steps = (self.margin, self.rays.row_step, self.rays.column_step)
        horizon = np.empty(shape, np.uint8)
        horizons(
            eye,
            cut(self.surface, beyond, NOTHING),
            *steps,
            self.rays.near_m,
            self.rays.count,
            horizon,
        )
        if self.crown_top is None or self.crown_base is None:
            band_base = band_top = np.empty((window.rows, window.columns, 0), np.uint8)
        else:
            band_base, band_top = np.empty(shape, np.uint8), np.empty(shape, np.uint8)
            top = cut(self.crown_top, beyond, NOTHING)
            crown_bands(
                eye,
                top,
                cut(self.crown_base, beyond, HIGHEST),
                _blocks(top),
                *steps,
                self.rays.near_m,
                self.rays.far_m,
                self.rays.count,
                band_base,
                band_top,
            )
        seen = np.full(shape, NO_WALL, np.int32)
        if wall_number is not None:
            walls_seen(
                cut(self.open_ground, window, False),
                eye,
                cut(self.wall_top, beyond, NOTHING),
                cut(wall_number, beyond, NO_WALL),
                *steps,
                self.rays.count,
                seen,
            )
        return Geometry(window, eye, View(horizon, band_base, band_top, seen))

    def _towards(
        self, azimuth_deg: float, elevation_deg: float
    ) -> tuple[float, Rays, tuple[int, NDArray[np.int64], NDArray[np.int64]]]:
        """Slope of the sun's rays, the ray to the sun, its margin and steps."""
        slope = math.tan(math.radians(elevation_deg))
        # A ray that has risen past the highest point meets nothing any more.
        needed = min(self.reach_m, self._range_m / slope + 2.0 * self.heights.cell_size_m)
        towards = rays(
            np.array([azimuth_deg]), needed, self.heights.cell_size_m, self.settings.edge
        )
        count = int(towards.count[0])
        return slope, towards, (count, towards.row_step[0, :count], towards.column_step[0, :count])

    def shadow(
        self, azimuth_deg: float, elevation_deg: float, window: Window
    ) -> NDArray[np.float32]:
        """Top of the shadow of terrain and buildings above sea level, as `shade` tells it. [m]"""
        slope, towards, steps = self._towards(azimuth_deg, elevation_deg)
        rise = (towards.near_m[0, : steps[0]] * slope).astype(np.float32)
        shadow = np.empty((window.rows, window.columns), np.float32)
        shadow_tops(cut(self.surface, window.grown(steps[0]), NOTHING), *steps, rise, shadow)
        return shadow

    def shade(
        self,
        azimuth_deg: float,
        elevation_deg: float,
        window: Window | None = None,
        transmissivity: float = LEAFED_TRANSMISSIVITY,
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Shadow of buildings and light through crowns.

        Parameters
        ----------
        azimuth_deg, elevation_deg
            Of the sun, from the grid's north, above 0. [degrees]
        window
            Cells; may lie partly outside the city.
        transmissivity
            Share of the beam that passes a crown. [0–1]

        Returns
        -------
        tuple of numpy.ndarray
            Top of the shadow of terrain and buildings above sea level [m], and
            share of the beam that passes the crowns on its way to the eye [0–1].
        """
        window = window or whole(self.heights.shape)
        shadow = self.shadow(azimuth_deg, elevation_deg, window)
        light = np.ones_like(shadow)
        if self.crown_top is not None and self.crown_base is not None:
            slope, towards, steps = self._towards(azimuth_deg, elevation_deg)
            margin = steps[0]
            beyond = window.grown(margin)
            rise = (towards.near_m[0, :margin] * slope).astype(np.float32)
            own = 0.5 * (towards.far_m[0, 0] - towards.near_m[0, 0]) * slope
            top = cut(self.crown_top, beyond, NOTHING)
            light_through_crowns(
                cut(self.eye, window, 0.0),
                top,
                cut(self.crown_base, beyond, HIGHEST),
                _blocks(top),
                *steps,
                rise,
                (towards.far_m[0, :margin] * slope).astype(np.float32),
                np.float32(own),
                np.float32(transmissivity),
                light,
            )
        return shadow, light

    def sunlit(
        self,
        azimuth_deg: float,
        elevation_deg: float,
        window: Window | None = None,
        transmissivity: float = LEAFED_TRANSMISSIVITY,
    ) -> NDArray[np.float32]:
        """Share of the sun's beam that arrives at the eye, with what `shade` takes. [0–1]"""
        window = window or whole(self.heights.shape)
        shadow, light = self.shade(azimuth_deg, elevation_deg, window, transmissivity)
        light[shadow > cut(self.eye, window, 0.0)] = 0.0
        return light


def _blocks(top: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Blocks of columns that hold a crown."""
    blocks = np.empty((top.shape[0], -(-top.shape[1] // BLOCK)), np.bool_)
    crowned(top, blocks)
    return blocks


def _filled(heights: NDArray[np.float32], fill: np.float32) -> NDArray[np.float32]:
    filled: NDArray[np.float32] = np.where(np.isfinite(heights), heights, fill).astype(np.float32)
    return filled
