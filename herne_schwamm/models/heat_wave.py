"""Surfaces, air and water of a city, hour by hour through a heat wave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.water import WaterState
from herne_schwamm.city.weather import HOURS_PER_DAY
from herne_schwamm.kernels.street_shape import FLOOR
from herne_schwamm.models.hand_over import after_storm
from herne_schwamm.models.heat_balance import EnergySums
from herne_schwamm.models.heat_light import HeatLight, light_on_surfaces
from herne_schwamm.models.heat_place import HeatPlace
from herne_schwamm.models.heat_surfaces import NO_PIECE, Surfaces, surfaces_of
from herne_schwamm.models.heat_water import WaveWater
from herne_schwamm.models.heat_weather import HeatWeather
from herne_schwamm.models.heat_windows import Window
from herne_schwamm.models.season_forcing import leaf_share
from herne_schwamm.models.town_air import TownAir

HOUR_S = 3600.0
HALF = 0.5

HOT_C, TROPICAL_C = 30.0, 20.0
"""Hot day: at least so warm once; tropical night: never cooler (Deutscher Wetterdienst). [°C]"""

SPIN_UP_STEP_S = 1800.0
"""Time step of the days before the wave, of which the means count. [s]"""

MOST_FOLLOWED = 0.6
"""A surface's mean does not follow its deep layer by more: exchange and emission hold it."""

COUNTRY_CAPACITY_MM = 60.0
"""Of the grass below the weather station: FAO-56's, rooted 0.5 m in loam, rounded. [mm]"""

COUNTRY_FILLED = 0.5
"""Share of it that is filled. It belongs to the weather that was measured there: the same
whatever water the city holds."""


@dataclass(frozen=True, slots=True)
class HeatSettings:
    """How a heat wave is followed.

    Parameters
    ----------
    map_day
        Day that the maps show; None: that with the highest air temperature.
    day_hour, night_hour
        Beginning of the hours that the maps show: 14 is the hour before 15 h.
    step_s
        Time step of surfaces and air. [s]
    spin_up_days
        Times the first day is repeated before the wave, with the water it begins with, so
        that surfaces forget their first temperature and deep layers come to the mean of
        theirs: after three days all are within 0.5 K of where they end.
    cold_air
        Whether the cold air of the night is followed.
    cold_air_after_sunset_h
        How long after sunset its maps are. [h]
    held_bytes
        Memory that light and temperatures of the hours may take: as many days as fit are worked
        on at once, one at the least. The result does not depend on it.
    """

    map_day: date | None = None
    day_hour: int = 14
    night_hour: int = 3
    step_s: float = 600.0
    spin_up_days: int = 3
    cold_air: bool = True
    cold_air_after_sunset_h: float = 4.0
    held_bytes: float = 1.5e9


class HeatWave:
    """Surfaces, air and water of a city through a heat wave.

    Attributes
    ----------
    air_c, vapour_pa, wind_m_s
        Of the air, means of every hour so far. (hours, cells of the air)
    soil_mm, ground_c
        Water of the root zones over the city, and mean temperature of the ground. (hours,)
    surface_day_c, latent_day_w_m2
        Temperature and latent heat of every surface in the hour of the day's maps.
    """

    def __init__(
        self,
        city: City,
        place: HeatPlace,
        weather: HeatWeather,
        water: WaterState,
        settings: HeatSettings,
    ) -> None:
        self.city, self.place, self.weather, self.settings = city, place, weather, settings
        handed = after_storm(city, water)
        self.recharge_mm = handed.recharge_mm
        self.water = WaveWater(city, handed.stores)
        self.surfaces: Surfaces = surfaces_of(city, place, self.water)
        offer = self.water.offer()
        self.tiles = self.surfaces.tiles(offer, place.air.cell_size_m**2)
        first = weather.moments[0]
        air_c = np.array([moment.air_temperature_c for moment in weather.moments])
        self.air = TownAir(
            place.town,
            self.tiles,
            first.air_temperature_c,
            float(air_c.mean()),
            first.vapour_pressure_pa,
            country_root_mm=COUNTRY_FILLED * COUNTRY_CAPACITY_MM,
            country_capacity_mm=COUNTRY_CAPACITY_MM,
            wind_height_m=weather.wind_height_m,
        )
        hours, surfaces, cells = weather.hours, self.tiles.kind.size, place.air.size
        self._surface_c = np.zeros((0, surfaces), np.float32)
        self._hours = range(0)
        self.surface_day_c, self.latent_day_w_m2 = (
            np.zeros(surfaces, np.float32) for _ in range(2)
        )
        self.ground_c = np.zeros(hours)
        self.air_c = np.zeros((hours, cells), np.float32)
        self.vapour_pa = np.zeros((hours, cells), np.float32)
        self.wind_m_s = np.zeros((hours, cells), np.float32)
        self.soil_mm = np.zeros(hours)
        self.energy = EnergySums(hours, self.surfaces, self.air.table)
        self.map_day = settings.map_day or weather.hottest_day

    def days_at_once(self) -> list[range]:
        """Hours of the days to work on at once, in the order of time."""
        # Light of two kinds on ground and tops, and temperatures, in single precision.
        of_hour = 4.0 * (4 * self.surfaces.pieces.count + self.tiles.kind.size)
        days = max(int(self.settings.held_bytes // (HOURS_PER_DAY * of_hour)), 1)
        hours, step = self.weather.hours, days * HOURS_PER_DAY
        return [range(begin, min(begin + step, hours)) for begin in range(0, hours, step)]

    def follow(self, light: HeatLight, progress: Callable[[float], None]) -> None:
        """The hours of a light, after those before; the first after days that only warm up."""
        steps = max(round(HOUR_S / self.settings.step_s), 1)
        if light.hours.start == 0:
            self._spin_up(light)
        leaf = leaf_share(self.weather.start)
        area_m2 = self.surfaces.area_m2
        ground_m2 = np.where(self.surfaces.place == FLOOR, area_m2, 0.0)
        self._hours = light.hours
        self._surface_c = np.zeros((len(light.hours), self.tiles.kind.size), np.float32)
        for hour in light.hours:
            self.water.follow_hour(float(self.weather.rain_mm[hour]), float(leaf[hour]))
            arriving = light_on_surfaces(light, self.place, self.surfaces, hour)
            for _step in range(steps):
                self._step(hour, arriving, HOUR_S / steps, part=1.0 / steps)
            offer = self.water.offer()
            volume = float((offer.root * self.water.area_m2).sum())
            self.soil_mm[hour] = volume / self.city.area_m2
            mean_c = self.surface_c(hour)
            self.ground_c[hour] = float(mean_c @ ground_m2) / max(ground_m2.sum(), 1e-9)
            if hour == self.day_hour:
                self.surface_day_c[:] = mean_c
            progress((hour - light.hours.start + 1) / len(light.hours))

    def surface_c(self, hour: int) -> NDArray[np.float32]:
        """Temperature of every surface, mean of one of the hours followed last. [°C]"""
        told: NDArray[np.float32] = self._surface_c[self._hours.index(hour)]
        return told

    def _spin_up(self, light: HeatLight) -> None:
        """Repeat the first day.

        Deep layers would need weeks. Where the same day comes again and again they end at the
        mean of their surfaces: they are put there, and as much farther as the mean followed
        the time before.
        """
        steps = max(round(HOUR_S / max(self.settings.step_s, SPIN_UP_STEP_S)), 1)
        apart_before = np.zeros(self.tiles.kind.size)
        for _ in range(self.settings.spin_up_days):
            mean_c = np.zeros(self.tiles.kind.size)
            for hour in range(HOURS_PER_DAY):
                arriving = light_on_surfaces(light, self.place, self.surfaces, hour)
                for _step in range(steps):
                    self._step(hour, arriving, HOUR_S / steps)
                    mean_c += self.air.surface_c / (HOURS_PER_DAY * steps)
            apart = mean_c - self.air.deep_c
            followed = np.divide(
                apart, apart_before, out=np.zeros_like(apart), where=apart_before != 0.0
            )
            self.air.deep_c += apart / (1.0 - np.clip(followed, 0.0, MOST_FOLLOWED))
            apart_before = apart

    def _step(
        self,
        hour: int,
        arriving: tuple[NDArray[np.float64], NDArray[np.float64]],
        step_s: float,
        part: float = 0.0,
    ) -> None:
        """One time step; with a part of an hour it counts and takes its water."""
        surfaces, air = self.surfaces, self.air
        leaf, open_water, root = surfaces.offered(self.water.offer())
        before = (air.surface_c.copy(), air.deep_c.copy())
        film_gone, root_gone = air.step(
            self.weather.moments[hour], *arriving, leaf + open_water, root, step_s
        )
        if part == 0.0:
            return
        self.water.take(*surfaces.gone_of_rows(leaf, film_gone, root_gone, self.water.area_m2))
        self.energy.count(hour, air, before, root, film_gone + root_gone, step_s)
        surface_c = self.surface_c(hour)
        surface_c += (part * HALF) * (before[0] + air.surface_c)
        if hour == self.day_hour:
            self.latent_day_w_m2 += part * air.latent_w_m2
        self.air_c[hour] += part * air.air_c
        self.vapour_pa[hour] += part * air.vapour_pa
        self.wind_m_s[hour] += part * air.wind_m_s

    @property
    def day_hour(self) -> int:
        """Number of the hour of the day's maps."""
        return self.weather.hour_of(self.map_day, self.settings.day_hour)

    @property
    def night_hour(self) -> int:
        """Number of the hour of the night's maps."""
        return self.weather.hour_of(self.night_day, self.settings.night_hour)

    @property
    def night_day(self) -> date:
        """Day on whose morning they are: the one after, or that of the maps if it is the last."""
        after = self.map_day + timedelta(days=1)
        return after if after in self.weather.days else self.map_day

    def night_air_c(self) -> float:
        """Mean air temperature of the country in the hour of the night's maps. [°C]"""
        return self.weather.moments[self.night_hour].air_temperature_c

    def of_cells(
        self, values: NDArray[np.float32], window: Window | None = None
    ) -> NDArray[np.float32]:
        """Values of ground and roofs on the city's cells, the ground by its sealed share."""
        surfaces = self.surfaces
        where = (slice(None), slice(None)) if window is None else window.slices
        piece = surfaces.pieces.of_cell[where]
        sealing = np.nan_to_num(self.city.layer("sealing")[where])
        there = piece != NO_PIECE
        piece = np.maximum(piece, 0)
        sealed, pervious = surfaces.sealed[piece], surfaces.pervious[piece]
        roof = surfaces.roof[piece]
        share = np.where(sealed == NO_PIECE, 0.0, np.where(pervious == NO_PIECE, 1.0, sealing))
        mixed = share * values[sealed] + (1.0 - share) * values[pervious]
        told = np.where(roof == NO_PIECE, mixed, values[roof])
        return np.where(there, told, np.nan).astype(np.float32)

    def maps(self, city: City) -> dict[str, NDArray[np.float32]]:
        """Maps that need no person."""
        on_city = self.place.air.on_city
        ground = city.open_ground
        latent = self.latent_day_w_m2
        cooling = self.of_cells(latent)
        crown = self.surfaces.crown[np.maximum(self.surfaces.pieces.of_cell, 0)]
        cooling += np.where(crown == NO_PIECE, np.float32(0.0), latent[crown])
        days = self.air_c.reshape(-1, HOURS_PER_DAY, self.place.air.size)
        hot = (days.max(axis=1) >= HOT_C).sum(axis=0).astype(np.float64)
        tropical = (days.min(axis=1) >= TROPICAL_C).sum(axis=0).astype(np.float64)
        cell = self.place.air.cell
        inside = np.where(city.inside, np.float32(0.0), np.float32(np.nan))
        open_air = np.where(ground, np.float32(0.0), np.float32(np.nan))
        day, night = (on_city(self.air_c[hour]) for hour in (self.day_hour, self.night_hour))
        country = [
            np.float32(self.weather.moments[hour].air_temperature_c)
            for hour in (self.day_hour, self.night_hour)
        ]
        return {
            "air_temperature_day_c": day + open_air,
            "air_temperature_night_c": night + open_air,
            "air_excess_day_k": day - country[0] + open_air,
            "air_excess_night_k": night - country[1] + open_air,
            "surface_temperature_day_c": self.of_cells(self.surface_day_c) + inside,
            "evaporative_cooling_w_m2": cooling + inside,
            "hot_days": hot[cell].astype(np.float32) + open_air,
            "tropical_nights": tropical[cell].astype(np.float32) + open_air,
        }
