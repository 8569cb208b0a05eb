"""Cold air of the night of a heat wave, on the raster of the air."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.models.cold_air import (
    ColdAirSettings,
    production_m_s,
    simulate_cold_air,
    slope_of,
)
from herne_schwamm.models.heat_place import HeatPlace
from herne_schwamm.tables import surface_classes
from herne_schwamm.tables.cold_air import cold_air


def cold_air_maps(
    city: City, place: HeatPlace, air_temperature_c: float, after_sunset_h: float
) -> dict[str, NDArray[np.float32]]:
    """Depth, velocity, flux and direction of cold air, hours after sunset of a clear night.

    Parameters
    ----------
    city, place
        Ground, surface classes and buildings.
    air_temperature_c
        Of the air above. [°C]
    after_sunset_h
        How long after sunset. [h]
    """
    air, inside = place.air, city.inside
    ground_m = air.mean(np.nan_to_num(city.layer("terrain_m")), inside).reshape(air.shape)
    ground_m[~place.town.inside] = np.nan
    slope = slope_of(ground_m, air.cell_size_m)
    surface_class = city.layer("surface_class")
    covered = np.zeros(air.shape)
    production, drag = np.zeros(air.shape), np.zeros(air.shape)
    for row in surface_classes().values():
        share = air.share(inside & (surface_class == row.code)).reshape(air.shape)
        numbers = cold_air()[row.name]
        covered += share
        production += share * production_m_s(numbers, slope)
        drag += share * numbers.drag
    known = covered > 0.0
    np.divide(drag, covered, out=drag, where=known)
    np.divide(production, covered, out=production, where=known)
    states = simulate_cold_air(
        ground_m,
        air.cell_size_m,
        production,
        np.where(known, drag, np.nan),
        porosity=1.0 - place.town.built,
        settings=ColdAirSettings(hours=(after_sunset_h,), air_temperature_c=air_temperature_c),
    )
    state = states[-1]
    beyond = np.where(city.open_ground, np.float32(0.0), np.float32(np.nan))
    return {
        "cold_air_depth_m": air.on_city(np.nan_to_num(state.depth_m).ravel()) + beyond,
        "cold_air_velocity_m_s": air.on_city(np.nan_to_num(state.velocity_m_s).ravel()) + beyond,
        "cold_air_flux_m2_s": air.on_city(np.nan_to_num(state.flux_m2_s).ravel()) + beyond,
        "cold_air_direction_deg": state.flow_to_deg.ravel()[air.cell] + beyond,
    }
