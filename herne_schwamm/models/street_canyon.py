"""Street canyons without a raster: air, surfaces and evaporation of one neighbourhood."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels import street as columns
from herne_schwamm.kernels.heat_constants import ZERO_CELSIUS_K
from herne_schwamm.kernels.street import Country, Ground, follow_streets
from herne_schwamm.kernels.street_shape import (
    AIR,
    CROWN,
    FLOOR,
    ROOF,
    VAPOUR,
    WALL,
    Streets,
)
from herne_schwamm.models.surface_numbers import surface_kinds, surface_numbers
from herne_schwamm.tables.surface_energy import surface_energy

PLACES = {"roof": ROOF, "green_roof": ROOF, "tree": CROWN, "forest": CROWN}
"""Where surfaces lie that do not lie on the floor."""

ROOT_ZONE_MM = 60.0
"""Plant-available water of a root zone at field capacity where nothing else is told, 0.4 m of
loam with 15 %. [mm]"""


@dataclass(frozen=True, slots=True)
class Patch:
    """A piece of a street.

    Parameters
    ----------
    kind
        Of surface, `tables.surface_energy`.
    share
        Of the plan area; all patches of a street are brought to a sum of 1.
    soil_water
        Water of its root zone over that at field capacity. [0–1]
    watered
        Somebody keeps the root zone at this water.
    """

    kind: str
    share: float
    soil_water: float = 0.0
    watered: bool = False

    @property
    def place(self) -> int:
        """Where it lies: on the floor, in a crown, on a roof."""
        return PLACES.get(self.kind, FLOOR)


@dataclass(frozen=True, slots=True)
class StreetCanyon:
    """One street.

    Parameters
    ----------
    height_m, width_m
        Mean height of the buildings and distance between them. [m]
    patches
        What covers the ground, roofs and crowns among it.
    """

    height_m: float
    width_m: float
    patches: Sequence[Patch]

    def __post_init__(self) -> None:
        if not self.width_m > 0.0 or not self.height_m >= 0.0:
            raise ValueError("a street has a positive width and no negative height")
        if not all(patch.share >= 0.0 for patch in self.patches):
            raise ValueError("shares of the ground are not negative")
        if not sum(patch.share for patch in self.patches if patch.place != ROOF) > 0.0:
            raise ValueError("a street without a floor is none")


@dataclass(frozen=True, slots=True)
class StreetWeather:
    """Weather of open country, moment by moment; straight in between.

    Parameters
    ----------
    interval_s
        Time between two moments. [s]
    air_temperature_c, vapour_pressure_pa, wind_m_s, pressure_pa
        At a screen, the wind at `wind_height_m`. (moments,)
    beam_w_m2, diffuse_w_m2, sun_cosine, long_w_m2
        Direct light on the horizontal, diffuse light, cosine of the sun's
        zenith angle, long-wave light of the sky. (moments,)
    wind_height_m
        [m]
    """

    interval_s: float
    air_temperature_c: NDArray[np.float64]
    vapour_pressure_pa: NDArray[np.float64]
    wind_m_s: NDArray[np.float64]
    pressure_pa: NDArray[np.float64]
    beam_w_m2: NDArray[np.float64]
    diffuse_w_m2: NDArray[np.float64]
    sun_cosine: NDArray[np.float64]
    long_w_m2: NDArray[np.float64]
    wind_height_m: float = 10.0

    def lines(self) -> NDArray[np.float64]:
        """One row per moment, as the kernel takes it."""
        return np.column_stack(
            [
                self.air_temperature_c,
                self.vapour_pressure_pa,
                self.wind_m_s,
                self.pressure_pa,
                self.beam_w_m2,
                self.diffuse_w_m2,
                self.sun_cosine,
                self.long_w_m2,
            ]
        )


@dataclass(frozen=True, slots=True)
class StreetSettings:
    """How streets are followed.

    Parameters
    ----------
    step_s
        Time step, a whole part of the weather's interval. [s]
    country_kind, country_soil_water
        What grows below the weather station, and its water over that at field capacity. [0–1]
    added_heat_w_m2
        Heat of traffic and buildings. [W/m2]
    root_zone_mm
        Water of a root zone at field capacity by kind of surface. [mm]
    own_air
        False: the street keeps the air of the country. A plain twin, to tell
        what the model of the air is worth.
    """

    step_s: float = 300.0
    country_kind: str = "lawn"
    country_soil_water: float = 0.0
    added_heat_w_m2: float = 0.0
    root_zone_mm: Mapping[str, float] = field(default_factory=dict)
    own_air: bool = True


@dataclass(frozen=True, slots=True)
class StreetResult:
    """What a neighbourhood did. Times run over the moments of the weather.

    Parameters
    ----------
    cover
        Area of the surfaces over the plan area, in the order of the patches,
        the walls last. (streets, surfaces)
    air_temperature_c, vapour_pressure_pa, wind_m_s
        At 2 m in the street. (moments, streets)
    surface_temperature_c
        (moments, streets, surfaces)
    net_radiation_j_m2, sensible_j_m2, latent_j_m2
        Sums over the whole time, per area of the surface. (streets, surfaces)
    evaporated_mm, watered_mm, store_gain_mm
        Water that evaporated, that was given, and gain of the stores. (streets, surfaces)
    """

    cover: NDArray[np.float64]
    air_temperature_c: NDArray[np.float64]
    vapour_pressure_pa: NDArray[np.float64]
    wind_m_s: NDArray[np.float64]
    surface_temperature_c: NDArray[np.float64]
    net_radiation_j_m2: NDArray[np.float64]
    sensible_j_m2: NDArray[np.float64]
    latent_j_m2: NDArray[np.float64]
    evaporated_mm: NDArray[np.float64]
    watered_mm: NDArray[np.float64]
    store_gain_mm: NDArray[np.float64]

    def seen_from_above_c(self) -> NDArray[np.float64]:
        """Mean surface temperature by emitted heat, walls left out. (moments, streets) [°C]"""
        seen = self.cover[:, :-1]
        fourth = (self.surface_temperature_c[:, :, :-1] + ZERO_CELSIUS_K) ** 4
        mean: NDArray[np.float64] = (fourth * seen).sum(axis=2) / seen.sum(axis=1)
        temperature: NDArray[np.float64] = mean**0.25 - ZERO_CELSIUS_K
        return temperature


def simulate_streets(
    streets: Sequence[StreetCanyon],
    weather: StreetWeather,
    settings: StreetSettings | None = None,
) -> StreetResult:
    """Follow the streets of one neighbourhood through the weather.

    The first days serve to forget the start: surfaces begin with the air, deep
    layers with the mean of the first ten days.
    """
    settings = settings or StreetSettings()
    table, row_of = surface_numbers(), surface_kinds()
    shape, ground, kept = _start(streets, weather, settings)
    count = len(streets)
    lines = weather.lines()
    first = lines[0]
    air = np.full(count, first[AIR])
    vapour = np.full(count, first[VAPOUR])
    wind = np.zeros(count)
    common = np.zeros(8)
    common[[columns.COUNTRY_TEMPERATURE, columns.ABOVE_AIR, columns.LAYER_AIR]] = first[AIR]
    common[[columns.ABOVE_VAPOUR, columns.LAYER_VAPOUR]] = first[VAPOUR]
    common[columns.COUNTRY_DEEP] = ground.deep[0, 0]
    root_mm = settings.root_zone_mm.get(settings.country_kind, ROOT_ZONE_MM)
    country = Country(
        row_of[settings.country_kind],
        float(weather.wind_height_m),
        root_mm * settings.country_soil_water,
        root_mm,
    )
    steps = max(1, round(weather.interval_s / settings.step_s))
    before_mm = _water_mm(ground)
    watered_mm = np.zeros_like(ground.root)
    moments = len(lines)
    told = np.empty((3, moments, count))
    surface = np.empty((moments, *ground.temperature.shape))
    for moment in range(moments):
        told[:, moment] = air, vapour, wind
        surface[moment] = ground.temperature
        if moment + 1 == moments:
            break
        follow_streets(
            table,
            shape,
            ground,
            air,
            vapour,
            wind,
            common,
            country,
            lines[moment],
            lines[moment + 1],
            settings.added_heat_w_m2,
            settings.own_air,
            weather.interval_s / steps,
            steps,
        )
        given_mm = np.where(kept >= 0.0, kept - ground.root, 0.0)
        ground.root[:] += given_mm
        watered_mm += given_mm
    return StreetResult(
        cover=shape.cover,
        air_temperature_c=told[0],
        vapour_pressure_pa=told[1],
        wind_m_s=told[2],
        surface_temperature_c=surface,
        net_radiation_j_m2=ground.net,
        sensible_j_m2=ground.given,
        latent_j_m2=ground.latent,
        evaporated_mm=ground.film_gone + ground.root_gone,
        watered_mm=watered_mm,
        store_gain_mm=_water_mm(ground) - before_mm,
    )


def _start(
    streets: Sequence[StreetCanyon], weather: StreetWeather, settings: StreetSettings
) -> tuple[Streets, Ground, NDArray[np.float64]]:
    """Shape and first state of all surfaces, and the water that watered ones are kept at."""
    row_of, rows = surface_kinds(), surface_energy()
    wall = Patch("wall", 0.0)
    # Streets with fewer patches than others get empty ones; the wall comes last.
    most = max(len(street.patches) for street in streets)
    patches = [
        [*street.patches, *[wall] * (most - len(street.patches)), wall] for street in streets
    ]
    count, surfaces = len(streets), most + 1

    def of_patches(number: Callable[[Patch], float]) -> NDArray[np.float64]:
        return np.array([[number(patch) for patch in row] for row in patches], dtype=np.float64)

    kind = of_patches(lambda patch: row_of[patch.kind]).astype(np.int64)
    place = of_patches(lambda patch: WALL if patch is wall else patch.place).astype(np.int64)
    cover = of_patches(lambda patch: patch.share)
    cover /= cover.sum(axis=1, keepdims=True)
    built = np.where(place == ROOF, cover, 0.0).sum(axis=1)
    height = np.array([street.height_m for street in streets], dtype=np.float64)
    aspect = height / np.array([street.width_m for street in streets], dtype=np.float64)
    # Two walls over the width of the street and of the building behind it.
    cover[:, -1] = 2.0 * aspect * (1.0 - built)
    shape = Streets(
        kind=kind,
        place=place,
        cover=cover,
        height=height,
        aspect=aspect,
        built=built,
        # One wall in two faces the wind, and a street lies any way to it.
        frontal=cover[:, -1] / np.pi,
    )

    def has_roots(patch: Patch) -> bool:
        row = rows[patch.kind]
        return row.leaf_resistance_s_m > 0.0 or row.soil_evaporates

    root_capacity = of_patches(
        lambda patch: (
            settings.root_zone_mm.get(patch.kind, ROOT_ZONE_MM) if has_roots(patch) else 0.0
        )
    )
    root = root_capacity * of_patches(lambda patch: patch.soil_water)
    kept = np.where(of_patches(lambda patch: patch.watered) > 0.0, root, -1.0)
    film_mm = of_patches(lambda patch: rows[patch.kind].film_mm)
    open_water = np.isinf(film_mm)
    ten_days = max(1, round(10 * 86400.0 / weather.interval_s))
    mean_c = float(weather.air_temperature_c[:ten_days].mean())

    def sums() -> NDArray[np.float64]:
        return np.zeros((count, surfaces))

    ground = Ground(
        temperature=np.full((count, surfaces), float(weather.air_temperature_c[0])),
        deep=np.full((count, surfaces), mean_c),
        sensible=sums(),
        film=np.where(open_water, np.inf, 0.0),
        # A surface without a film has one that is always dry.
        film_capacity=np.where(open_water | (film_mm <= 0.0), 1.0, film_mm),
        root=root,
        root_capacity=root_capacity,
        net=sums(),
        given=sums(),
        latent=sums(),
        film_gone=sums(),
        root_gone=sums(),
    )
    return shape, ground, kept


def _water_mm(ground: Ground) -> NDArray[np.float64]:
    """Water of all stores that can run dry. (streets, surfaces) [mm]"""
    water: NDArray[np.float64] = ground.root + np.where(np.isinf(ground.film), 0.0, ground.film)
    return water
