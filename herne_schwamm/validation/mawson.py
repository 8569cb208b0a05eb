"""Street air and surface temperature measured in Mawson Lakes, in column mode."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.location import Location
from herne_schwamm.models.street_canyon import (
    Patch,
    StreetCanyon,
    StreetResult,
    StreetSettings,
    StreetWeather,
    simulate_streets,
)
from herne_schwamm.models.sun import split_global, sun_positions
from herne_schwamm.validation.case import CaseResult, Check, Curves, Figure
from herne_schwamm.validation.comfort import vapour_pa

LATITUDE_DEG, LONGITUDE_DEG = -34.798, 138.798
FORCING_ZONE_H, STREET_SHIFT_H = 9.5, 1.0
"""The weather that comes with the case keeps standard time, the streets daylight time. [h]"""

START = "2011-01-15"
"""A month to forget the start."""

PERIODS = {
    "15 Feb 00:00 – 16 Feb 17:30": ("2011-02-15 00:00", "2011-02-16 17:30", 1.26),
    "10 – 17 Feb": ("2011-02-10 00:00", "2011-02-17 23:30", 1.00),
}
"""Period, and what the score of its street air has to stay below. [K]"""

FLIGHTS = {
    "day": ("2011-02-16 14:00", "2011-02-16 16:00", 3.5, 0.65),
    "night": ("2011-02-15 02:00", "2011-02-15 03:00", 2.3, 0.80),
}
"""Hours of the flights as the control file of TARGET's makers for this case has them, read on the
clock of the streets; and the limits of error [K] and correlation."""

HOUR_LATER = pd.Timedelta(hours=1)
"""What the flights would be later by if those hours were meant on the forcing's clock."""

GRASS = "grass"
COVERS = {
    "paved ground and roofs": ("roof", "road", "conc"),
    GRASS: ("dry", "irr"),
    "trees": ("Veg",),
    "water": ("watr",),
}
"""What the surface temperature of a station is made of; columns of the file of covers."""

PARTS_OF_DAY = {"by day, 11 – 17 h": ("11:00", "17:00"), "by night, 23 – 5 h": ("23:00", "05:00")}


@dataclass(frozen=True, slots=True)
class Mawson:
    """The measurements, on the clock of the streets."""

    stations: list[int]
    covers: pd.DataFrame
    weather: pd.DataFrame
    air_c: pd.DataFrame
    vapour_pa: pd.DataFrame
    wind_m_s: pd.DataFrame
    surface_c: Mapping[str, NDArray[np.float64]]


def read_mawson(data_folder: Path) -> Mawson:
    """All files of the case, forcing and streets each on its own clock."""
    folder = data_folder / "target_mawson"

    def timed(name: str, column: str) -> pd.DataFrame:
        table = pd.read_csv(folder / name)
        table.index = pd.to_datetime(table[column], dayfirst=True)
        return table

    covers = pd.read_csv(folder / "25m-no_grid_lc.csv")
    stations = [int(station) for station in covers["FID"]]
    measured = timed("30min_no_grid_obs.csv", "TIMESTAMP")

    def of_stations(name: str) -> pd.DataFrame:
        table = measured[[f"{name}_{station:02d}" for station in stations]].astype(np.float64)
        return table.set_axis(stations, axis=1)

    air, humidity = of_stations("AirTC_Avg"), of_stations("RH_Avg")
    surface = {
        flight: pd.read_csv(folder / f"LST_{flight}_25m.csv")
        .set_index("station")["Ts_obs"]
        .reindex(stations)
        .to_numpy(dtype=np.float64)
        for flight in FLIGHTS
    }
    return Mawson(
        stations,
        covers,
        timed("30min_no_grid_met.csv", "datetime")[START:],
        air,
        pd.DataFrame(vapour_pa(air, humidity), air.index, stations),
        of_stations("WS_ms_Avg"),
        surface,
    )


def mawson_streets(covers: pd.DataFrame, *, water_limit: bool = True) -> list[StreetCanyon]:
    """The streets around the stations: what is not irrigated is at the wilting point."""
    dry = 0.0 if water_limit else 1.0
    return [
        StreetCanyon(
            float(row.H),
            float(row.W),
            (
                Patch("roof", row.roof),
                Patch("asphalt", row.road),
                Patch("water", row.watr),
                Patch("concrete", row.conc),
                Patch("tree", row.Veg, 1.0, watered=True),
                Patch("lawn", row.dry, dry, watered=True),
                Patch("lawn", row.irr, 1.0, watered=True),
            ),
        )
        for row in covers.itertuples()
    ]


def mawson_weather(forcing: pd.DataFrame) -> StreetWeather:
    """The weather that comes with the case, its global light split after Erbs et al. (1982)."""
    moments = (forcing.index - pd.Timedelta(hours=FORCING_ZONE_H)).tz_localize("UTC")
    zenith = sun_positions(moments, Location(LATITUDE_DEG, LONGITUDE_DEG)).zenith_deg
    light = forcing["Kd"].to_numpy(dtype=np.float64)
    diffuse, _ = split_global(light, zenith, moments)
    air = forcing["Ta"].to_numpy(dtype=np.float64)
    return StreetWeather(
        interval_s=1800.0,
        air_temperature_c=air,
        vapour_pressure_pa=vapour_pa(air, forcing["RH"]),
        wind_m_s=forcing["WS"].to_numpy(dtype=np.float64),
        pressure_pa=100.0 * forcing["P"].to_numpy(dtype=np.float64),
        beam_w_m2=light - diffuse,
        diffuse_w_m2=diffuse,
        sun_cosine=np.cos(np.radians(zenith)),
        long_w_m2=forcing["Ld"].to_numpy(dtype=np.float64),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What the model, or a plain twin, says on the clock of the streets."""

    air_c: pd.DataFrame
    vapour_pa: pd.DataFrame
    surface_c: pd.DataFrame


OURS, COUNTRY_AIR, UNLIMITED = "model", "air = forcing", "no water limit"


def mawson(data_folder: Path) -> CaseResult:
    """27 street stations in a heat wave, the model beside its plain twins."""
    case = read_mawson(data_folder)
    weather = mawson_weather(case.weather)
    streets = mawson_streets(case.covers)
    followed = simulate_streets(streets, weather)
    told = {
        OURS: _told(case, followed),
        COUNTRY_AIR: _as_country(
            case, weather, simulate_streets(streets, weather, StreetSettings(own_air=False))
        ),
        UNLIMITED: _told(
            case,
            simulate_streets(
                mawson_streets(case.covers, water_limit=False),
                weather,
                StreetSettings(country_soil_water=1.0),
            ),
        ),
    }
    checks: list[Check] = []
    rows: list[list[str]] = []
    for name, (begin, end, limit) in PERIODS.items():
        errors = {who: _error(one.air_c, case.air_c, begin, end) for who, one in told.items()}
        what = f"street air, {name}, error"
        rows.append(_row(f"{what} [K]", errors, f"< {limit}"))
        checks.append(Check(what, errors[OURS], "<=", limit, "K"))
        twins = min(errors[COUNTRY_AIR], errors[UNLIMITED])
        checks.append(
            Check(f"{what} over that of the better twin", errors[OURS] / twins, "<=", 1.0)
        )
        vapour = {
            who: _error(one.vapour_pa, case.vapour_pa, begin, end) for who, one in told.items()
        }
        rows.append(_row(f"vapour pressure, {name}, error [Pa]", vapour, "–"))
    figures: list[Figure] = []
    for flight, (begin, end, limit, least) in FLIGHTS.items():
        measured = case.surface_c[flight]
        seen = {who: _seen(one.surface_c, begin, end) for who, one in told.items()}
        errors = {who: _root_mean_square(one - measured) for who, one in seen.items()}
        correlations = {who: _correlation(one, measured) for who, one in seen.items()}
        what = f"surface temperature, {flight}"
        centred = {who: float((one - measured).std()) for who, one in seen.items()}
        over = errors[OURS] / min(errors[COUNTRY_AIR], errors[UNLIMITED])
        figures.append(Figure(f"{what}, error over that of the better twin", over))
        asked = f"≤ {limit}" + (" (a twin is better)" if over > 1.0 else "")
        rows.append(_row(f"{what}, error [K]", errors, asked))
        rows.append(_row(f"{what}, error without the bias [K]", centred, "–"))
        rows.append(_row(f"{what}, correlation", correlations, f"≥ {least:.2f}"))
        checks.append(Check(f"{what}, error", errors[OURS], "<=", limit, "K"))
        checks.append(Check(f"{what}, correlation", correlations[OURS], ">=", least))
        twins = min(centred[COUNTRY_AIR], centred[UNLIMITED])
        checks.append(
            Check(
                f"{what}, error without the bias over that of the better twin",
                centred[OURS] / twins,
                "<=",
                1.0,
            )
        )
        parts = {who: _of_covers(case.covers, one) for who, one in seen.items()}
        for cover, told_c in _of_covers(case.covers, measured).items():
            of_cover = {who: part[cover] for who, part in parts.items()}
            rows.append(_row(f"{flight}, {cover} [°C]", of_cover, f"measured {told_c:.2f}"))
            if cover == GRASS:
                off = abs(of_cover[OURS] - told_c) / abs(of_cover[UNLIMITED] - told_c)
                checks.append(
                    Check(
                        f"{flight}, {GRASS}, distance from measured over that without water limit",
                        off,
                        "<=",
                        1.0,
                    )
                )
        figures.append(Figure(f"{what}, bias", float((seen[OURS] - measured).mean()), "K"))
        later = _seen(told[OURS].surface_c, begin, end, HOUR_LATER)
        figures.append(
            Figure(
                f"{what}, error if flown an hour later", _root_mean_square(later - measured), "K"
            )
        )
        figures.append(
            Figure(f"{what}, correlation if flown an hour later", _correlation(later, measured))
        )
    figures += _anomalies(told[OURS].air_c, case.air_c)
    figures += _winds(case, followed.wind_m_s)
    return CaseResult(
        name="mawson",
        title="Mawson Lakes: measured street air and surface temperature",
        setup="27 stations as street canyons of one neighbourhood by height, width and cover "
        "within 25 m, driven from 15 January by the weather that comes with the case, taken as "
        "that of grass with the wind at 10 m (a manuscript of TARGET's makers names the station "
        "Kent Town, 023090, in the city; their parameters have the wind at 28 m). "
        "Irrigated grass and trees at field capacity, other grass at the wilting point, no heat "
        "of traffic. Streets keep daylight time, the weather standard time. Flights: 16 February "
        "14 – 16 h and 15 February 2 – 3 h, from the control file of TARGET's makers for this "
        "case; which clock they mean is not told, the streets' was taken.",
        tolerance="Errors are root mean squares, those of air the mean over the stations; the "
        "limits of air are the scores of the forcing's air itself. The twins: the forcing's air "
        "in every street; all grass at field capacity. Covers: by least squares over the stations, "
        "of what was measured and of what each model says.",
        checks=checks,
        figures=figures,
        remarks="No number is fitted to this case. Choices made after a first look at it, each for "
        "its reason and from a named source: roofs and walls of tile and brick instead of the "
        "numbers of TARGET, which go with a prescribed heat storage (with those the night's "
        "surfaces score 3.2 K and 0.49), streets as rough as streets are (0.05 m), air mixed up "
        "to the roofs in built streets, wind taken from country to town without stability, and the "
        "bound of stability of CLM 5 instead of CLM 4.5. Vapour took no part in any of them. The "
        "limit of water decides what the air and the day's surfaces do. At night it makes grass "
        "as cold as it was, and the twin's grass is too warm. Yet the twin without water limit has "
        "the smaller error of the night's surfaces, and the larger one without the bias: paved "
        "ground and roofs are some kelvin too cold in both, and the twin's warm grass makes up for "
        "part of that in the mean. With its bias, the night's surface is not better than its twin. "
        "Why paved ground is too cold is not settled; what was excluded stands in heat_model.md.",
        curves=Curves(
            "hour from 15 February 00:00",
            "mean street air temperature [°C]",
            _series(told[OURS].air_c, told[COUNTRY_AIR].air_c, case.air_c),
            points=frozenset({"measured"}),
        ),
        table=(("score", OURS, COUNTRY_AIR, UNLIMITED, "asked"), rows),
    )


def _row(what: str, scores: Mapping[str, float], asked: str) -> list[str]:
    return [what, *(f"{scores[who]:.2f}" for who in (OURS, COUNTRY_AIR, UNLIMITED)), asked]


def _told(case: Mawson, result: StreetResult) -> _Told:
    clock = case.weather.index + pd.Timedelta(hours=STREET_SHIFT_H)
    return _Told(
        *(
            pd.DataFrame(values, clock, case.stations)
            for values in (
                result.air_temperature_c,
                result.vapour_pressure_pa,
                result.seen_from_above_c(),
            )
        )
    )


def _as_country(case: Mawson, weather: StreetWeather, result: StreetResult) -> _Told:
    """The twin with the forcing's air: its surfaces are computed, its air is as measured there."""
    told = _told(case, result)
    told.air_c[:] = weather.air_temperature_c[:, None]
    told.vapour_pa[:] = weather.vapour_pressure_pa[:, None]
    return told


def _error(told: pd.DataFrame, measured: pd.DataFrame, begin: str, end: str) -> float:
    """Root mean square over time, its mean over the stations."""
    within = measured[begin:end]
    squares = (told.reindex(within.index) - within) ** 2
    return float(np.sqrt(squares.mean()).mean())


def _seen(
    surface_c: pd.DataFrame, begin: str, end: str, shift: pd.Timedelta | None = None
) -> NDArray[np.float64]:
    """Mean over the time of a flight. (stations,) [°C]"""
    first, last = (pd.Timestamp(moment) + (shift or pd.Timedelta(0)) for moment in (begin, end))
    seen: NDArray[np.float64] = surface_c[first:last].mean().to_numpy()
    return seen


def _root_mean_square(values: NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean(values**2)))


def _correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    return float(np.corrcoef(one, other)[0, 1])


def _of_covers(covers: pd.DataFrame, surface_c: NDArray[np.float64]) -> dict[str, float]:
    """What each cover's temperature would have to be, by least squares over the stations. [°C]"""
    share = np.stack([covers[list(columns)].sum(axis=1) for columns in COVERS.values()], axis=1)
    share /= share.sum(axis=1, keepdims=True)
    found, *_ = np.linalg.lstsq(share, surface_c, rcond=None)
    return dict(zip(COVERS, found.tolist(), strict=True))


def _anomalies(told: pd.DataFrame, measured: pd.DataFrame) -> list[Figure]:
    """How the stations differ from their mean, measured and told, by day and by night."""
    begin, end, _ = PERIODS["10 – 17 Feb"]
    figures = []
    for part, (first, last) in PARTS_OF_DAY.items():
        there = measured[begin:end].between_time(first, last)
        here = told.reindex(there.index)
        theirs, ours = (
            table.sub(table.mean(axis=1), axis=0).mean().to_numpy() for table in (there, here)
        )
        figures += [
            Figure(f"station anomalies {part}, correlation", _correlation(ours, theirs)),
            Figure(f"station anomalies {part}, spread of the model", float(ours.std()), "K"),
            Figure(f"station anomalies {part}, spread measured", float(theirs.std()), "K"),
        ]
    return figures


def _winds(case: Mawson, wind_m_s: NDArray[np.float64]) -> list[Figure]:
    """Mean wind in the streets, told and measured, by day and by night."""
    begin, end, _ = PERIODS["10 – 17 Feb"]
    clock = case.weather.index + pd.Timedelta(hours=STREET_SHIFT_H)
    told = pd.DataFrame(wind_m_s, clock, case.stations)
    figures = []
    for part, (first, last) in PARTS_OF_DAY.items():
        there = case.wind_m_s[begin:end].between_time(first, last)
        here = told.reindex(there.index).where(there.notna())
        for who, table in (("of the model", here), ("measured", there)):
            mean = float(table.mean().mean())
            figures.append(Figure(f"street wind {part}, {who}", mean, "m/s"))
    return figures


def _series(
    ours: pd.DataFrame, country: pd.DataFrame, measured: pd.DataFrame
) -> dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]:
    begin, end, _ = PERIODS["15 Feb 00:00 – 16 Feb 17:30"]
    within = measured[begin:end]
    hours = ((within.index - within.index[0]) / pd.Timedelta(hours=1)).to_numpy(dtype=np.float64)
    tables = {"model": ours, "air of the forcing": country, "measured": measured}
    return {
        label: (hours, table.reindex(within.index).mean(axis=1).to_numpy(dtype=np.float64))
        for label, table in tables.items()
    }
