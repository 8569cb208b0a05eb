"""What a season leaves behind: sums, percentiles, latent heat, the balance and the water."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.water import STORES
from herne_schwamm.city.weather import HOURS_PER_YEAR
from herne_schwamm.kernels import season_layout as at
from herne_schwamm.models.season_balance import EVAPORATION, LEAST_MM, SeasonBalance
from herne_schwamm.models.season_forcing import WATTS_PER_MM_H, SeasonForcing
from herne_schwamm.models.season_loop import LEVELS, SeasonSettings, SeasonSums
from herne_schwamm.models.season_units import SeasonUnits

FLUXES = {
    "rain_mm": at.RAIN,
    "run_on_mm": at.RUN_ON,
    "irrigation_mm": at.IRRIGATION,
    "capillary_rise_mm": at.CAPILLARY_RISE,
    "canopy_evaporation_mm": at.CANOPY_EVAPORATION,
    "film_evaporation_mm": at.FILM_EVAPORATION,
    "ponding_evaporation_mm": at.PONDING_EVAPORATION,
    "soil_evapotranspiration_mm": at.SOIL_EVAPOTRANSPIRATION,
    "throughfall_mm": at.THROUGHFALL,
    "surface_to_film_mm": at.SURFACE_TO_FILM,
    "infiltration_mm": at.INFILTRATION,
    "percolation_mm": at.PERCOLATION,
    "recharge_mm": at.RECHARGE,
    "throttle_mm": at.THROTTLE,
    "overflow_mm": at.OVERFLOW,
    "cistern_use_mm": at.USE,
    "cistern_supply_mm": at.SUPPLY,
    "sewer_runoff_mm": at.SEWER_RUNOFF,
    "surface_runoff_mm": at.SURFACE_RUNOFF,
    "passed_on_mm": at.PASSED_ON,
    "garden_mm": at.GARDEN,
}
"""Columns of the sums: depth over the unit's area.

``recharge_mm`` goes to groundwater; less ``capillary_rise_mm`` it is the net
recharge, negative where plants live on groundwater. ``overflow_mm``,
``throttle_mm`` and ``cistern_supply_mm`` leave the stores; they are shared out
to ``passed_on_mm`` (other units), ``sewer_runoff_mm``, ``surface_runoff_mm``
and ``garden_mm`` (a garden that is no unit). ``surface_to_film_mm`` is what
films and hollows gained from the water on the ground.
"""

ANTECEDENT = {"dry": 0.1, "normal": 0.5, "wet": 0.9}
"""Percentiles of the stores before a storm."""


@dataclass(frozen=True, slots=True)
class SeasonResult:
    """The answer of the season model.

    Sums are kept for combinations of units; every method gives them for the
    units of the city's table, in its order.
    """

    units: SeasonUnits
    forcing: SeasonForcing
    settings: SeasonSettings
    sums: SeasonSums
    balance: SeasonBalance

    @property
    def years(self) -> list[int]:
        """Calendar years the season touches, the first and the last maybe in part."""
        first = self.forcing.times[0].year
        return list(range(first, first + self.sums.yearly.shape[0]))

    def yearly_mm(self, year: int) -> pd.DataFrame:
        """Sums of one calendar year: units × `FLUXES`. [mm]"""
        return self._table(self.sums.yearly[self.years.index(year)])

    def monthly_mm(self, month: int) -> pd.DataFrame:
        """Sums of one month of all years, 1 to 12: units × `FLUXES`. [mm]"""
        return self._table(self.sums.monthly[month - 1])

    def total_mm(self) -> pd.DataFrame:
        """Sums of the whole season: units × `FLUXES`. [mm]"""
        return self._table(self.sums.yearly.sum(axis=0))

    def mean_mm_a(self) -> pd.DataFrame:
        """Means per year: units × `FLUXES`. [mm/a]"""
        return self.total_mm() * (HOURS_PER_YEAR / self.forcing.hours)

    def shares(self) -> pd.DataFrame:
        """Where the water that came to a unit went, as shares of rain, run-on and irrigation.

        Columns ``runoff`` (a: to sewer, surface and other units), ``recharge``
        (g: less capillary rise), ``evaporation`` (v), ``use`` (e: of
        households), ``garden`` (water of a cistern for a garden that is no
        unit) and ``stored`` (gain of the stores); their sum is 1.
        """
        total = self.sums.yearly.sum(axis=0)
        came = total[:, (at.RAIN, at.RUN_ON, at.IRRIGATION)].sum(axis=1)
        stores = slice(0, at.STORE_COUNT)
        parts = {
            "runoff": total[:, (at.SEWER_RUNOFF, at.SURFACE_RUNOFF, at.PASSED_ON)].sum(axis=1),
            "recharge": total[:, at.RECHARGE] - total[:, at.CAPILLARY_RISE],
            "evaporation": total[:, EVAPORATION].sum(axis=1),
            "use": total[:, at.USE],
            "garden": total[:, at.GARDEN],
            "stored": (self.sums.state - self.sums.begin)[:, stores].sum(axis=1),
        }
        safe = np.where(came > LEAST_MM, came, np.nan)
        return pd.DataFrame({name: self._of_units(part / safe) for name, part in parts.items()})

    def stressed_days(self) -> pd.DataFrame:
        """Days whose stress coefficient was below 0.5: units × years."""
        return pd.DataFrame(self._of_units(self.sums.stressed_days.T), columns=self.years)

    def overflow_days(self) -> pd.DataFrame:
        """Days on which a unit's stores overflowed: units × years."""
        return pd.DataFrame(self._of_units(self.sums.overflow_days.T), columns=self.years)

    def daily_volumes(self) -> pd.DataFrame:
        """Rain on the whole city and what it gave to sewer and street, day by day. [m3]

        Indexed by day, with the columns ``rain_m3``, ``runoff_m3`` and ``retained_m3``: the
        rain that did not leave. On a day on which throttles empty what an earlier one
        filled it is below zero.
        """
        rain, runoff = self.sums.daily_m3.T
        begin = self.forcing.times[0].normalize()
        return pd.DataFrame(
            {"rain_m3": rain, "runoff_m3": runoff, "retained_m3": rain - runoff},
            index=pd.date_range(begin, periods=rain.size, freq="D", name="day"),
        )

    def stores_at_end(self) -> pd.DataFrame:
        """Stores at the end: units × stores. [mm]"""
        return self._stores(self.sums.state)

    def stores_at(self, date: np.datetime64) -> pd.DataFrame:
        """Stores at the beginning of one of the settings' dates: units × stores. [mm]"""
        return self._stores(self.sums.at_dates[self.settings.dates.index(date)])

    def stores_at_percentile(self, share: float) -> pd.DataFrame:
        """Stores that a share of the settings' days does not exceed: units × stores. [mm]

        Each store has its own percentile of the fillings at the end of the
        days, exact to half a level of 0.5 % of its capacity.
        """
        days = np.cumsum(self.sums.filling.astype(np.int64), axis=2)
        wanted = share * days[:, :, -1:]
        level = np.argmax(days >= wanted, axis=2)
        held = level / LEVELS * self.units.capacity
        return pd.DataFrame(self._of_units(held), columns=list(STORES))

    def stores_before(self, antecedent: str) -> pd.DataFrame:
        """Stores before a storm on "dry", "normal" or "wet" ground: units × stores. [mm]"""
        return self.stores_at_percentile(ANTECEDENT[antecedent])

    def latent_heat_w_m2(self) -> pd.DataFrame:
        """Hourly latent heat of the settings' window: hours × units. [W/m2]"""
        if self.settings.latent_heat is None:
            return pd.DataFrame()
        times = self.forcing.times
        first, last = (pd.Timestamp(moment) for moment in self.settings.latent_heat)
        begin, end = (int(times.searchsorted(moment)) for moment in (first, last))
        watts = self.sums.evaporation * WATTS_PER_MM_H
        return pd.DataFrame(self._of_units(watts).T, index=times[begin:end])

    def _of_units(self, values: NDArray[Any]) -> NDArray[Any]:
        of_units: NDArray[Any] = values[self.units.combination]
        return of_units

    def _table(self, sums: NDArray[np.float64]) -> pd.DataFrame:
        return pd.DataFrame(self._of_units(sums), columns=list(FLUXES))

    def _stores(self, state: NDArray[np.float64]) -> pd.DataFrame:
        stores = self._of_units(state[:, : at.STORE_COUNT])
        return pd.DataFrame(stores, columns=list(STORES))
