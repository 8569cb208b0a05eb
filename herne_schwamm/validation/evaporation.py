"""Reference evapotranspiration: worked examples, and the official one of De Bilt."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.reference_evapotranspiration import reference_evapotranspiration
from herne_schwamm.city.sunlight import day_of_year
from herne_schwamm.kernels.evaporation_series import (
    hargreaves_days_mm,
    makkink_days_mm,
    penman_monteith_days_mm,
    priestley_taylor_days_mm,
    turc_days_mm,
    turc_wendling_days_mm,
)
from herne_schwamm.kernels.humid_air import (
    air_pressure_kpa,
    mean_saturation_vapour_pressure_kpa,
    psychrometric_constant_kpa_k,
    saturation_slope_kpa_k,
    saturation_vapour_pressure_kpa,
    vapour_pressure_of_extremes_kpa,
    vapour_pressure_of_wet_bulb_kpa,
)
from herne_schwamm.kernels.net_radiation import net_longwave_day_mj_m2, net_radiation_day_mj_m2
from herne_schwamm.kernels.reference_evaporation import (
    HARGREAVES_COEFFICIENT,
    MM_PER_MJ_M2,
    hargreaves_mm,
    makkink_1957_mm,
    penman_monteith_day_mm,
    priestley_taylor_mm,
    samani_coefficient,
    turc_mm,
    wind_speed_at_2_m,
)
from herne_schwamm.kernels.sun_radiation import (
    clear_sky_radiation,
    daylight_h,
    declination_rad,
    extraterrestrial_day_mj_m2,
    inverse_distance,
    radiation_of_sunshine,
    sunset_hour_angle_rad,
)
from herne_schwamm.validation.case import CaseResult, Check, Curves, Figure
from herne_schwamm.validation.hourly_from_daily import (
    DE_BILT,
    WIND_HEIGHT_M,
    DailyWeather,
    herne_like_weather,
    hourly_weather,
    read_de_bilt,
)

NOT_A_METHOD = "Blaney-Criddle"
"""The one row of the examples whose method is none of ours."""

LATENT_HEAT_MJ_KG = 2.45
"""As FAO-56 and McMahon et al. (2013) round it in their examples."""

ROUNDING_MM = 0.0501
"""Half the step of the published Makkink, and what floating point adds. [mm/d]"""
PYET_MM = 1e-3
YEAR_OF_PYET = 2018


def _example_18() -> tuple[float, ...]:
    """Chain of FAO-56, example 18: net radiation, pressures, slope, gamma, clear sky, depth."""
    lowest, highest, mean = 12.3, 21.5, 16.9
    saturated = mean_saturation_vapour_pressure_kpa(lowest, highest)
    vapour = vapour_pressure_of_extremes_kpa(lowest, highest, 0.63, 0.84)
    slope = saturation_slope_kpa_k(mean)
    gamma = psychrometric_constant_kpa_k(air_pressure_kpa(100.0))
    clear = clear_sky_radiation(extraterrestrial_day_mj_m2(187.0, math.radians(50.80)), 100.0)
    net = net_radiation_day_mj_m2(lowest, highest, vapour, 22.07, clear)
    depth = penman_monteith_day_mm(net, 0.0, mean, 2.078, saturated - vapour, slope, gamma)
    return net, saturated, vapour, slope, gamma, clear, depth


def _computed() -> tuple[tuple[float, ...] | None, ...]:
    """What our kernels make of every row of the examples; None: the method is none of ours."""
    *chain_18, depth_18 = _example_18()
    south, september = math.radians(-20.0), 246.0
    sunset = sunset_hour_angle_rad(south, declination_rad(september))
    lyon = extraterrestrial_day_mj_m2(196.0, math.radians(45.72))
    alice_springs = extraterrestrial_day_mj_m2(202.0, math.radians(-23.7951))
    slope = saturation_slope_kpa_k(11.5)
    gamma_546 = psychrometric_constant_kpa_k(air_pressure_kpa(546.0))
    return (
        (air_pressure_kpa(1800.0),),
        (psychrometric_constant_kpa_k(81.8),),
        (mean_saturation_vapour_pressure_kpa(15.0, 24.5),),
        (vapour_pressure_of_extremes_kpa(18.0, 25.0, 0.54, 0.82),),
        (0.68 * mean_saturation_vapour_pressure_kpa(18.0, 25.0),),
        (vapour_pressure_of_wet_bulb_kpa(19.5, 25.6, air_pressure_kpa(1200.0)),),
        (extraterrestrial_day_mj_m2(september, south),),
        (inverse_distance(september), declination_rad(september), sunset),
        (daylight_h(sunset),),
        (radiation_of_sunshine(7.1 / 10.9, 25.1),),
        (net_longwave_day_mj_m2(19.1, 25.1, 2.1, 14.5 / 18.8),),
        (penman_monteith_day_mm(14.33, 0.14, 30.2, 2.0, 4.42 - 2.85, 0.246, 0.0674),),
        (depth_18,),
        tuple(chain_18),
        (hargreaves_mm(MM_PER_MJ_M2 * lyon, 14.8, 26.6, 20.7, HARGREAVES_COEFFICIENT),),
        (turc_mm(17.194, 11.5, 0.48),),
        (makkink_1957_mm(17.194, 11.5, air_pressure_kpa(546.0)),),
        (
            hargreaves_mm(
                alice_springs / LATENT_HEAT_MJ_KG, 2.0, 21.0, 11.5, samani_coefficient(19.0)
            ),
        ),
        (priestley_taylor_mm(8.6401, 0.0, slope, gamma_546, LATENT_HEAT_MJ_KG),),
        None,
    )


def fao56_examples(data_folder: Path) -> CaseResult:
    """Worked examples of FAO-56 and of McMahon et al. (2013)."""
    with (data_folder / "fao56" / "examples.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    table = []
    worst, compared = 0.0, 0
    for row, values in zip(rows, _computed(), strict=True):
        expected = [float(text) for text in row["expected"].split(";")]
        tolerance = float(row["tolerance"])
        told = "none of our methods"
        if values is not None:
            compared += 1
            told = "; ".join(f"{value:.4g}" for value in values)
            for value, answer in zip(values, expected, strict=True):
                worst = max(worst, abs(value - answer) / tolerance)
        table.append((row["source"], row["example"], row["expected"], told, row["tolerance"]))
    left_out = [row["example"] for row in rows if NOT_A_METHOD in row["example"]]
    return CaseResult(
        name="fao56_examples",
        title="Reference evapotranspiration, worked examples",
        setup="Every example by the kernels the models use, with the inputs as printed.",
        tolerance="Column tolerance: half a unit of the last digit printed, or what the source "
        "of the row names.",
        checks=(
            Check("greatest deviation", worst, "<=", 1.0, "tolerances"),
            Check("rows compared", float(compared), "==", float(len(rows) - len(left_out))),
        ),
        remarks="The example of Blaney and Criddle stands in the file, but is none of our methods. "
        "McMahon et al. take 20 July for day 202 (a leap year), 2.45 MJ/kg for the latent heat, "
        "and for Hargreaves the coefficient of Samani (2000).",
        table=(("source", "quantity", "expected", "computed", "tolerance"), table),
    )


def _daily_methods(days: DailyWeather) -> dict[str, NDArray[np.float64]]:
    """All methods for days, with the inputs of the reference (pyet). [mm/d]"""
    lowest, highest, mean = (days.values(f"t{name}_C") for name in ("min", "max", "mean"))
    radiation = days.values("rs_MJ_m2_d")
    humidity = days.values("rh_mean_pct") / 100.0
    day = day_of_year(days.dates)
    wind = days.values("wind10m_m_s") * wind_speed_at_2_m(1.0, WIND_HEIGHT_M)
    at_lowest, at_highest = (
        np.array([saturation_vapour_pressure_kpa(value) for value in values])
        for values in (lowest, highest)
    )
    humidest, driest = (days.values(f"rh_{name}_pct") / 100.0 for name in ("max", "min"))
    by_extremes = 0.5 * (at_lowest * humidest + at_highest * driest)
    by_mean = 0.5 * (at_lowest + at_highest) * humidity
    latitude, height = DE_BILT.latitude_deg, DE_BILT.height_m
    return {
        "pm_fao56": penman_monteith_days_mm(
            lowest, highest, mean, by_extremes, wind, radiation, day, latitude, height
        ),
        "priestley_taylor": priestley_taylor_days_mm(
            lowest, highest, mean, by_mean, radiation, day, latitude, height
        ),
        "makkink_pyet": makkink_days_mm(mean, radiation),
        "turc": turc_days_mm(mean, humidity, radiation),
        "hargreaves": hargreaves_days_mm(lowest, highest, mean, day, latitude),
        "turc_wendling": turc_wendling_days_mm(mean, radiation),
    }


NAMES = {
    "pm_fao56": "FAO-56 Penman-Monteith, daily",
    "priestley_taylor": "Priestley-Taylor",
    "makkink_pyet": "Makkink",
    "turc": "Turc",
    "hargreaves": "Hargreaves",
    "turc_wendling": "Turc-Wendling",
}


def de_bilt_evaporation(data_folder: Path) -> CaseResult:
    """De Bilt 1990 to 2019: Makkink as KNMI published it, and the other methods beside it."""
    days = read_de_bilt(data_folder)
    computed = _daily_methods(days)
    official = days.values("et_makkink_knmi_mm")
    deviation = np.abs(computed["makkink_pyet"] - official)
    path = data_folder / "knmi_debilt" / "pyet_1_5_0_reference_2018.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    of_year = days.dates.astype("datetime64[Y]") == np.datetime64(str(YEAR_OF_PYET), "Y")
    against_pyet = [
        Check(
            f"{NAMES[name]}, {YEAR_OF_PYET}, greatest deviation from pyet 1.5.0",
            float(np.abs(computed[name][of_year] - [float(row[name]) for row in rows]).max()),
            "<=",
            PYET_MM,
            "mm/d",
        )
        for name in ("pm_fao56", "priestley_taylor", "turc", "hargreaves", "makkink_pyet")
    ]
    years = days.dates.astype("datetime64[Y]").astype(int) + 1970
    shown = np.unique(years)

    def by_year(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.array([values[years == year].sum() for year in shown])

    lines = {"KNMI": (shown.astype(float), by_year(official))}
    for name in ("makkink_pyet", "pm_fao56", "priestley_taylor"):
        lines[NAMES[name]] = (shown.astype(float), by_year(computed[name]))
    return CaseResult(
        name="de_bilt_evaporation",
        title="Potential evaporation of De Bilt, 1990 to 2019",
        setup="Daily weather of KNMI's station 260; Makkink against the reference crop evaporation "
        "(EV24) that KNMI publishes, the others against pyet 1.5.0 in the drought year 2018 with "
        "its inputs (latitude 52.1°, height 1.9 m; vapour pressure for Penman-Monteith from the "
        "extremes of humidity, for Priestley-Taylor from its mean).",
        tolerance="0.05 mm/d: KNMI publishes steps of 0.1 mm; 0.001 mm/d against pyet.",
        checks=(
            Check("Makkink, greatest deviation of a day", float(deviation.max()), "<=",
                  ROUNDING_MM, "mm/d"),
            Check("days", float(deviation.size), "==", 10957.0),
            *against_pyet,
        ),
        figures=(
            Figure("KNMI, official", days.yearly("et_makkink_knmi_mm"), "mm/a"),
            *(
                Figure(NAMES[name], float(values.sum()) * days.yearly("et_makkink_knmi_mm")
                       / float(official.sum()), "mm/a")
                for name, values in computed.items()
            ),
        ),
        remarks="The choice of the method alone moves the yearly sum by some 15 %: every map names "
        "it.",
        curves=Curves("year", "potential evaporation [mm/a]", lines, frozenset({"KNMI"})),
    )  # fmt: skip


def synthetic_hours(data_folder: Path) -> CaseResult:
    """Thirty synthetic years of hours: what of the measured days they keep."""
    days = read_de_bilt(data_folder)
    weather = hourly_weather(days)
    rain = np.round(weather.column("rain_mm") * 10.0).reshape(-1, 24).astype(int)
    radiation = weather.column("global_radiation_w_m2").reshape(-1, 24).mean(axis=1) * 0.0864
    temperature = weather.column("air_temperature_c").reshape(-1, 24)
    herne = herne_like_weather(data_folder)
    years = herne.hours / 8766.0
    hourly = reference_evapotranspiration(weather, "penman_monteith").depth_mm
    daily = _daily_methods(days)["pm_fao56"]
    return CaseResult(
        name="synthetic_hours",
        title="Synthetic hours from daily weather (for tests and validation only)",
        setup="Daily values of De Bilt 1990 to 2019 spread over hours: the wettest hour as "
        "measured, at a random time; temperature through its extremes, radiation as the sun "
        "stands. Scaled to 800 mm/a of rain and 620 mm/a of potential evaporation they stand in "
        "for Herne wherever this page says synthetic.",
        tolerance="Sums of rain and the wettest hour exactly, in tenths of a millimetre; means "
        "within rounding.",
        checks=(
            Check("days whose sum of rain differs",
                  float(np.count_nonzero(rain.sum(axis=1) != days.tenths("precip_mm"))), "==", 0.0),
            Check("days whose wettest hour differs",
                  float(np.count_nonzero(rain.max(axis=1) != days.tenths("precip_max_hour_mm"))),
                  "==", 0.0),
            Check("global radiation, greatest deviation of a day",
                  float(np.abs(radiation - days.values("rs_MJ_m2_d")).max()), "<=", 1e-9,
                  "MJ/m²"),
            Check("mean temperature, greatest deviation of a day",
                  float(np.abs(temperature.mean(axis=1) - days.values("tmean_C")).max()), "<=",
                  1e-9, "K"),
            Check("hours", float(weather.hours), "==", 262968.0),
        ),
        figures=(
            Figure("rain, scaled", float(herne.column("rain_mm").sum()) / years, "mm/a"),
            Figure("potential evaporation, scaled",
                   float(herne.column("potential_evapotranspiration_mm").sum()) / years, "mm/a"),
            Figure("hours with rain, a year", np.count_nonzero(rain) / years),
            Figure("duration of rain as measured", float(days.values("precip_duration_h").sum())
                   / years, "h/a"),
            Figure("FAO-56 Penman-Monteith, from the synthetic hours", float(hourly.sum()) / years,
                   "mm/a"),
            Figure("the same from the measured days", float(daily.sum()) / years, "mm/a"),
        ),
    )  # fmt: skip
