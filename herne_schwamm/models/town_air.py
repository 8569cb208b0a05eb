"""Air of a town on a raster of 5 to 10 m, over the surfaces of every cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels.canopy_air import NODE_HEIGHT_M, layer_height
from herne_schwamm.kernels.compiling import HEAVY, threads_for
from herne_schwamm.kernels.moist_air import (
    AIR_HEAT_J_KG_K,
    air_density,
    psychrometric_constant,
)
from herne_schwamm.kernels.rural import (
    LEAST_WIND_M_S,
    inversion_factor,
    mixing_rate,
    profile_above,
    remembered,
    rural_step,
)
from herne_schwamm.kernels.street_shape import WALL
from herne_schwamm.kernels.surface_energy import ROUGHNESS
from herne_schwamm.kernels.surface_sums import sum_cells
from herne_schwamm.kernels.surface_tiles import follow_tiles
from herne_schwamm.kernels.town_air import town_mix, town_shape, town_winds, window_means
from herne_schwamm.models.surface_numbers import surface_kinds, surface_numbers

MIXING_LENGTH_M = 100.0
"""Standard deviation of the way that heat spreads sideways while it rises through the canopy
layer: layer height times wind over friction velocity, 100 to 300 m from end to end. [m]"""

TIMES_AVERAGED = 3

LEAST_BUILT = 0.1
"""Share of the ground under buildings from which a place is built up: of all zones of land cover
it is smaller, of all built ones greater (Stewart and Oke 2012, local climate zones). Below it
buildings mix the air the less, the fewer they are; else a lone house would make a town of all
ground within reach of the means, with an edge where they end. [–]"""


@dataclass(frozen=True, slots=True)
class Town:
    """Buildings of a town on the raster of its air. (rows, columns)

    Parameters
    ----------
    cell_size_m
        [m]
    inside
        Cells of the town.
    height_m
        Mean height of the buildings of a cell, or of those its air is in the lee of; 0 on
        open ground. [m]
    built, frontal
        Ground under buildings, and walls that face the wind, over the ground. [–]
    """

    cell_size_m: float
    inside: NDArray[np.bool_]
    height_m: NDArray[np.float64]
    built: NDArray[np.float64]
    frontal: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tiles:
    """Surfaces of the cells: one tile for every kind in a cell. (tiles,)

    Parameters
    ----------
    kind, place, cell
        Row of `surface_numbers`, where it lies (`kernels.street_shape`), cell counted
        row by row.
    cover
        Area over that of the cell; walls on top. [–]
    film_capacity_mm, root_capacity_mm
        Of the stores it draws from, as depth over the tile. [mm]
    """

    kind: NDArray[np.int64]
    place: NDArray[np.int64]
    cell: NDArray[np.int64]
    cover: NDArray[np.float64]
    film_capacity_mm: NDArray[np.float64]
    root_capacity_mm: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Moment:
    """Weather of one step, of open country.

    Parameters
    ----------
    air_temperature_c, vapour_pressure_pa, wind_m_s, pressure_pa
        At a screen; the wind at the height that `TownAir` was told.
    light_w_m2, long_w_m2
        Short-wave and long-wave light on open ground.
    """

    air_temperature_c: float
    vapour_pressure_pa: float
    wind_m_s: float
    pressure_pa: float
    light_w_m2: float
    long_w_m2: float


class TownAir:
    """Surfaces and air of a town, step by step.

    Parameters
    ----------
    town, tiles
        What there is.
    start_c, deep_c, start_vapour_pa
        Temperature of surfaces and air, of deep layers, and vapour pressure of
        the air at the beginning. [°C], [°C], [Pa]
    country_kind, country_root_mm, country_capacity_mm
        What grows below the weather station, its water now and at field capacity.
    wind_height_m
        Of the station. [m]
    mixing_length_m
        See `MIXING_LENGTH_M`.
    """

    def __init__(
        self,
        town: Town,
        tiles: Tiles,
        start_c: float,
        deep_c: float,
        start_vapour_pa: float,
        *,
        country_kind: str = "lawn",
        country_root_mm: float = 0.0,
        country_capacity_mm: float = 60.0,
        wind_height_m: float = 10.0,
        mixing_length_m: float = MIXING_LENGTH_M,
    ) -> None:
        self.town, self.tiles = town, tiles
        self.table = surface_numbers()
        self.grass = self.table[surface_kinds()[country_kind]]
        self.country_water_mm = (country_root_mm, country_capacity_mm)
        self.wind_height_m = wind_height_m
        cells = town.inside.size
        variance = (mixing_length_m / town.cell_size_m) ** 2
        # Of `TIMES_AVERAGED` windows of 2 h + 1 cells: h (h + 1) for three.
        self.half = max(round(0.5 * (np.sqrt(1.0 + 4.0 * variance) - 1.0)), 0)
        self.weight = self._spread(np.ones(cells))
        self.own_roughness = self._ground_roughness()
        built = town.built.ravel()
        mean_built = self.around(built)
        tall = self.around(built * town.height_m.ravel())
        self.height = tall / np.maximum(mean_built, LEAST_BUILT)
        self.displacement, self.roughness = np.zeros(cells), np.zeros(cells)
        town_shape(
            np.divide(tall, mean_built, out=np.zeros(cells), where=mean_built > 0.0),
            mean_built,
            self.around(town.frontal.ravel()),
            np.exp(self.around(np.log(self.own_roughness))),
            self.displacement,
            self.roughness,
        )
        inside = town.inside.ravel()
        tallest = float(self.height[inside].max()) if inside.any() else 0.0
        self.layer_m = float(layer_height(tallest))
        self.air_c, self.layer_c = np.full(cells, start_c), np.full(cells, start_c)
        self.vapour_pa = np.full(cells, start_vapour_pa)
        self.layer_vapour_pa = np.full(cells, start_vapour_pa)
        self.heat_w_m2 = np.zeros(cells)
        self.friction, self.inverse_length = np.zeros(cells), np.zeros(cells)
        self.wind_m_s, self.roof_wind_m_s = np.zeros(cells), np.zeros(cells)
        self.street_roughness = np.zeros(cells)
        count = tiles.kind.size
        self.surface_c = np.full(count, start_c, dtype=np.float64)
        self.deep_c = np.full(count, deep_c, dtype=np.float64)
        self.sensible_w_m2, self.latent_w_m2 = np.zeros(count), np.zeros(count)
        self.net_w_m2, self.exchange_w_m2_k = np.zeros(count), np.zeros(count)
        self.country = (start_c, deep_c, 0.0)
        self.above = (start_c, start_vapour_pa)

    def step(
        self,
        moment: Moment,
        short_w_m2: NDArray[np.floating],
        long_w_m2: NDArray[np.floating],
        film_mm: NDArray[np.floating],
        root_mm: NDArray[np.floating],
        step_s: float,
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """One time step of surfaces and air.

        Parameters
        ----------
        moment
            Weather of the step.
        short_w_m2, long_w_m2
            Light that arrives on every tile. (tiles,) [W/m2]
        film_mm, root_mm
            Water in the stores, as depth over the tile; not changed. (tiles,) [mm]
        step_s
            [s]

        Returns
        -------
        tuple of numpy.ndarray
            What evaporated from film (dew is negative) and root zone: to be taken
            out of the stores by whoever keeps them. (tiles,) [mm]
        """
        heat_capacity = AIR_HEAT_J_KG_K * air_density(moment.air_temperature_c, moment.pressure_pa)
        psychrometric = psychrometric_constant(moment.pressure_pa)
        hampered = self._follow_country(moment, heat_capacity, psychrometric, step_s)
        tiles = self.tiles
        count = tiles.kind.size
        film_gone, root_gone = np.empty(count), np.empty(count)
        cells = self.heat_w_m2.size
        with threads_for(cells, HEAVY):
            town_winds(
                max(moment.wind_m_s, LEAST_WIND_M_S),
                self.wind_height_m,
                self.grass[ROUGHNESS],
                self.town.height_m.ravel(),
                self.town.frontal.ravel(),
                self.own_roughness,
                self.height,
                self.displacement,
                self.roughness,
                self.heat_w_m2,
                self.layer_c,
                heat_capacity,
                self.friction,
                self.inverse_length,
                self.wind_m_s,
                self.roof_wind_m_s,
                self.street_roughness,
            )
        with threads_for(count, HEAVY):
            follow_tiles(
                self.table,
                tiles.kind,
                tiles.place,
                tiles.cell,
                short_w_m2,
                long_w_m2,
                film_mm,
                tiles.film_capacity_mm,
                root_mm,
                tiles.root_capacity_mm,
                self.surface_c,
                self.deep_c,
                self.sensible_w_m2,
                self.latent_w_m2,
                self.net_w_m2,
                self.exchange_w_m2_k,
                film_gone,
                root_gone,
                self.air_c,
                self.vapour_pa,
                self.wind_m_s,
                self.layer_c,
                self.layer_vapour_pa,
                self.roof_wind_m_s,
                self.street_roughness,
                NODE_HEIGHT_M,
                heat_capacity,
                psychrometric,
                step_s,
            )
        with threads_for(cells):
            near, all_of = np.empty((2, 3, cells))
            sum_cells(
                tiles.cell,
                tiles.cover,
                tiles.place,
                self.sensible_w_m2,
                self.latent_w_m2,
                self.exchange_w_m2_k,
                near,
                all_of,
            )
            self.heat_w_m2 = self.around(all_of[0])
            town_mix(
                self.air_c,
                self.vapour_pa,
                self.layer_c,
                self.layer_vapour_pa,
                near[0],
                near[1],
                self.heat_w_m2,
                self.around(all_of[1]),
                near[2],
                self.around(all_of[2]),
                self.town.height_m.ravel(),
                self.height,
                self.displacement,
                self.roughness,
                self.friction,
                self.inverse_length,
                *self.above,
                hampered,
                self.layer_m,
                heat_capacity,
                psychrometric,
                step_s,
            )
        return film_gone, root_gone

    def around(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Mean around every cell of the town, over the mixing length. (cells,)"""
        spread = self._spread(values)
        return np.divide(spread, self.weight, out=np.zeros(spread.size), where=self.weight > 0.0)

    def _spread(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        raster = np.where(self.town.inside, values.reshape(self.town.inside.shape), 0.0)
        window_means(raster, self.half, TIMES_AVERAGED)
        return raster.ravel()

    def _of_cells(
        self, values: NDArray[np.float64], which: NDArray[np.bool_]
    ) -> NDArray[np.float64]:
        """Sum over the tiles of every cell, by their cover. (cells,)"""
        weighted = np.where(which, self.tiles.cover * values, 0.0)
        cells = self.town.inside.size
        return np.bincount(self.tiles.cell, weights=weighted, minlength=cells).astype(np.float64)

    def _ground_roughness(self) -> NDArray[np.float64]:
        """Roughness of what lies and grows in a cell, walls left out. (cells,) [m]"""
        flat = self.table[self.tiles.kind, ROUGHNESS]
        on_ground = self.tiles.place != WALL
        share = self._of_cells(np.ones(self.tiles.kind.size), on_ground)
        logarithm = self._of_cells(np.log(flat), on_ground)
        mean = np.divide(logarithm, share, out=np.full(share.size, np.log(0.03)), where=share > 0.0)
        roughness: NDArray[np.float64] = np.exp(mean)
        return roughness

    def _follow_country(
        self, moment: Moment, heat_capacity: float, psychrometric: float, step_s: float
    ) -> float:
        """The station's grass and the air above; how much an inversion hampers the exchange."""
        temperature, deep, sensible, latent, friction, inverse_length = rural_step(
            self.grass,
            *self.country,
            moment.light_w_m2,
            moment.long_w_m2,
            moment.air_temperature_c,
            moment.vapour_pressure_pa,
            moment.wind_m_s,
            self.wind_height_m,
            heat_capacity,
            psychrometric,
            *self.country_water_mm,
            step_s,
        )
        self.country = (temperature, deep, sensible)
        screen = (moment.air_temperature_c, moment.vapour_pressure_pa)
        rate = mixing_rate(
            screen[0],
            self.above[0],
            sensible,
            self.layer_m,
            friction,
            inverse_length,
            heat_capacity,
        )
        told = []
        for measured, flux, per_unit, before in zip(
            screen,
            (sensible, latent),
            (heat_capacity, heat_capacity / psychrometric),
            self.above,
            strict=True,
        ):
            profile = profile_above(
                measured, flux, per_unit, self.layer_m, friction, inverse_length
            )
            above = remembered(before, profile, rate, step_s)
            told.append((above, profile))
        self.above = (told[0][0], told[1][0])
        return float(inversion_factor(screen[0], *told[0]))
