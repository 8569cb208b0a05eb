"""What a heat wave leaves behind: maps, hours, the balances and the water that is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd
import xarray as xr

from herne_schwamm.city.water import WaterState

HEAT_MAPS = {
    "pet_day_c": "degree_Celsius",
    "utci_day_c": "degree_Celsius",
    "mean_radiant_temperature_day_c": "degree_Celsius",
    "air_temperature_day_c": "degree_Celsius",
    "air_temperature_night_c": "degree_Celsius",
    "air_excess_day_k": "K",
    "air_excess_night_k": "K",
    "surface_temperature_day_c": "degree_Celsius",
    "evaporative_cooling_w_m2": "W m-2",
    "hours_above_pet_35_h": "h",
    "hot_days": "1",
    "tropical_nights": "1",
    "cold_air_depth_m": "m",
    "cold_air_velocity_m_s": "m s-1",
    "cold_air_flux_m2_s": "m2 s-1",
    "cold_air_direction_deg": "degree",
}
"""Maps of a heat wave with their units; float32 on the City's grid, NaN outside.

Day is the hour before 15 h of the day of the maps, night the hour before 4 h of the
morning that `HeatResult.night_day` tells, both in the weather's own time without summer
time. The excess is that of the air over that of the country, which was measured. On buildings
only ``surface_temperature_day_c`` (of the roof) and ``evaporative_cooling_w_m2``
(latent heat of that hour, of the ground below crowns and of the crowns
together) have values. ``hours_above_pet_35_h``, ``hot_days`` (air of the
street reached 30 °C) and ``tropical_nights`` (it never fell below 20 °C) are
counted over all days of the wave. Cold air is that of
`HeatSettings.cold_air_after_sunset_h`, its velocity the mean over its depth;
``cold_air_direction_deg`` is the azimuth it flows to.
"""

HEAT_BALANCE_LIMIT = 1.0e-6
"""Greatest relative error of water and of energy; above it nothing is published."""


@dataclass(frozen=True, slots=True)
class HeatBalance:
    """Water and energy of a heat wave, of the whole city.

    ``water_begin_mm`` and ``water_end_mm`` are all stores, ``rain_mm``,
    ``evaporated_mm`` (dew counts against it; of it ``open_water_mm`` from brooks and
    ponds, which are no stores) and ``left_mm`` (percolation, runoff, sewer, less what
    pipes and groundwater gave) over the wave: means over the city's area. ``latent_mj_m2``
    is the integral of latent heat of the surface energy balances;
    ``net_radiation_mj_m2``, ``sensible_mj_m2`` and ``stored_mj_m2`` (into the
    ground and walls) with it make the balance of energy.
    """

    water_begin_mm: float
    water_end_mm: float
    rain_mm: float
    evaporated_mm: float
    open_water_mm: float
    left_mm: float
    net_radiation_mj_m2: float
    sensible_mj_m2: float
    latent_mj_m2: float
    stored_mj_m2: float
    water_error: float
    """Greatest error of any unit's water, relative to its rain and initial stores."""
    energy_error: float
    """Greatest error of any surface's energy, relative to the sum of its fluxes in absolute."""
    latent_error: float
    """Latent heat of evaporated water against the integral of latent heat, relative."""

    @property
    def fails(self) -> bool:
        """Whether nothing may be published; not a number fails, too."""
        worst = (self.water_error, self.energy_error, self.latent_error)
        return not all(abs(error) <= HEAT_BALANCE_LIMIT for error in worst)


@dataclass(frozen=True, slots=True)
class HeatResult:
    """The answer of the heat model.

    Parameters
    ----------
    maps
        Variables of `HEAT_MAPS`; those of cold air only where it was followed.
    map_day
        Day that the day's maps show.
    night_day
        Day on whose morning the night's maps are: the one after the day of the maps, and the
        same where the wave ends with it.
    days
        First and last day of the wave.
    hours
        Indexed by ``time`` (beginning of the hour, the weather's clock): ``country_air_c``,
        ``air_c``, ``pet_c``, ``mean_radiant_c``, ``surface_c`` (means over the
        city's open ground), ``latent_w_m2``, ``sensible_w_m2``,
        ``net_radiation_w_m2`` (over the whole city), ``soil_water_mm``.
    units
        For every unit: ``rain_mm``, ``evaporated_mm``, ``latent_mj_m2``,
        ``left_mm``, and stores ``begin_mm``, ``end_mm``. [mm over the unit's area]
    water
        The stores at the end.
    balance
        Of the whole city.
    assumptions
        Keys of what nothing said and was assumed: "wind", "long_wave", "diffuse", "pressure",
        "building_height", "crown_height".
    """

    maps: xr.Dataset
    map_day: date
    night_day: date
    days: tuple[date, date]
    hours: pd.DataFrame
    units: pd.DataFrame
    water: WaterState
    balance: HeatBalance
    assumptions: tuple[str, ...]
