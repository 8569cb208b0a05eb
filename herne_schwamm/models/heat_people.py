"""What people feel in a heat wave: mean radiant temperature, PET and UTCI of every cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.models.comfort import pet_c, utci_c
from herne_schwamm.models.heat_light import HeatLight
from herne_schwamm.models.heat_place import HeatPlace
from herne_schwamm.models.heat_wave import HeatWave
from herne_schwamm.models.heat_weather import HeatWeather
from herne_schwamm.models.heat_windows import Window
from herne_schwamm.models.radiation import SixDirections, radiate
from herne_schwamm.models.radiation_sky import SkyInterval

NODE_M, PERSON_M = 2.0, 1.1
"""Heights for which `TownAir` tells winds, and of a person. [m]"""

STRONG_PET_C = 35.0
"""Strong heat stress begins, VDI 3787-2 (Matzarakis and Mayer 1996). [°C]"""

TILE_CELLS = 128
ROUGHEST_M = 0.3
"""Above this roughness there is no ground that a profile down to a person could stand on. [m]"""

LEAST_AIR_C, LEAST_LIGHT_W_M2 = 15.0, 50.0
"""Below these strong heat stress is out of the question."""


class People:
    """Light on people, and their comfort, on the city's grid.

    Attributes
    ----------
    maps
        Those that need a person.
    """

    def __init__(self, wave: HeatWave, place: HeatPlace, weather: HeatWeather) -> None:
        self._wave, self._place, self._weather = wave, place, weather
        shape = wave.city.grid.shape
        self.maps = {
            name: np.full(shape, np.nan, np.float32)
            for name in ("pet_day_c", "utci_day_c", "mean_radiant_temperature_day_c")
        }
        self.maps["hours_above_pet_35_h"] = np.where(
            wave.city.open_ground, np.float32(0.0), np.float32(np.nan)
        )
        self._sums = np.zeros((3, weather.hours))
        roughness = np.minimum(wave.air.own_roughness, ROUGHEST_M)
        self._to_person = np.log(PERSON_M / roughness) / np.log(NODE_M / roughness)

    def follow(self, light: HeatLight, progress: Callable[[float], None]) -> None:
        """The hours of a light, after the wave has followed them."""
        wave, weather, place = self._wave, self._weather, self._place
        chosen = [
            hour for hour in light.hours if hour == wave.day_hour or _may_be_strong(weather, hour)
        ]
        if not chosen:
            return
        rows, columns = wave.city.grid.shape
        done, everything = 0, rows * columns * len(chosen)

        def warm(
            window: Window,
            _intervals: Sequence[SkyInterval],
            _short: NDArray[np.float32],
            _long: NDArray[np.float32],
        ) -> NDArray[np.float32]:
            return self._ground_temperature(window, chosen)

        def receive(one: SixDirections) -> None:
            nonlocal done
            self._receive(one, chosen[one.number])
            done += one.window.rows * one.window.columns
            progress(done / everything)

        radiate(
            place.surroundings,
            place.walls,
            light.walls.of(chosen),
            place.ground,
            warm,
            [weather.intervals[hour] for hour in chosen],
            receive,
            tile_cells=TILE_CELLS,
        )

    @property
    def pet_mean_c(self) -> NDArray[np.float64]:
        """PET, mean over the open ground, hour by hour; not a number where none was computed."""
        return self._mean(0)

    @property
    def radiant_mean_c(self) -> NDArray[np.float64]:
        """Mean radiant temperature, as `pet_mean_c`."""
        return self._mean(1)

    def _mean(self, row: int) -> NDArray[np.float64]:
        with np.errstate(invalid="ignore", divide="ignore"):
            mean: NDArray[np.float64] = self._sums[row] / self._sums[2]
        return mean

    def _ground_temperature(self, window: Window, hours: Sequence[int]) -> NDArray[np.float32]:
        """Temperatures of the energy balance; of the air beyond the city and below buildings."""
        told = np.empty((len(hours), window.rows, window.columns), np.float32)
        inner = _within(window, self._wave.city.grid.shape)
        there = (
            slice(inner.row - window.row, inner.row - window.row + inner.rows),
            slice(inner.column - window.column, inner.column - window.column + inner.columns),
        )
        for t, hour in enumerate(hours):
            told[t] = self._weather.intervals[hour].air_temperature_c
            warm = self._wave.of_cells(self._wave.surface_c(hour), inner)
            told[t][there] = np.where(np.isnan(warm), told[t][there], warm)
        return told

    def _receive(self, light: SixDirections, hour: int) -> None:
        wave, window = self._wave, light.window
        air = self._place.air
        air_c = air.on_city(wave.air_c[hour], window)
        wind = air.on_city(wave.wind_m_s[hour] * self._to_person, window)
        vapour = air.on_city(wave.vapour_pa[hour], window)
        pressure_pa = self._weather.moments[hour].pressure_pa
        pet = pet_c(air_c, light.mean_radiant_c, wind, vapour, pressure_pa=pressure_pa)
        stands = np.isfinite(light.mean_radiant_c) & np.isfinite(pet)
        self._sums[:, hour] += (
            pet[stands].sum(dtype=np.float64),
            light.mean_radiant_c[stands].sum(dtype=np.float64),
            np.count_nonzero(stands),
        )
        self.maps["hours_above_pet_35_h"][window.slices] += stands & (pet > STRONG_PET_C)
        if hour == wave.day_hour:
            self.maps["mean_radiant_temperature_day_c"][window.slices] = light.mean_radiant_c
            self.maps["pet_day_c"][window.slices] = np.where(stands, pet, np.nan)
            index = utci_c(air_c, light.mean_radiant_c, wind, vapour)
            self.maps["utci_day_c"][window.slices] = np.where(stands, index, np.nan)


def _may_be_strong(weather: HeatWeather, hour: int) -> bool:
    moment = weather.moments[hour]
    return moment.air_temperature_c > LEAST_AIR_C and moment.light_w_m2 > LEAST_LIGHT_W_M2


def _within(window: Window, shape: tuple[int, int]) -> Window:
    """The part of a window that lies in a raster."""
    top, left = max(window.row, 0), max(window.column, 0)
    bottom = min(window.row + window.rows, shape[0])
    right = min(window.column + window.columns, shape[1])
    return Window(top, left, bottom - top, right - left)
