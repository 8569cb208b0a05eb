"""Mean radiant temperature: an enclosure, the formula of others, and what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.location import Location
from herne_schwamm.kernels.ground_light import DIRECTIONS
from herne_schwamm.kernels.mean_radiant import mean_radiant_temperature
from herne_schwamm.kernels.upper_light import HIDDEN, LONG
from herne_schwamm.kernels.view_shares import SIDES
from herne_schwamm.models.heat_geometry import Surroundings
from herne_schwamm.models.heat_walls import find_walls
from herne_schwamm.models.person import STANDING
from herne_schwamm.models.radiation import SixDirections, dry_ground, radiate
from herne_schwamm.models.radiation_sky import (
    RadiationForcing,
    SkySettings,
    black_body_w_m2,
    sky_intervals,
)
from herne_schwamm.models.radiation_walls import follow_walls
from herne_schwamm.tables.dry_surfaces import dry_surfaces
from herne_schwamm.validation.case import CaseResult, Check, Curves, Figure
from herne_schwamm.validation.goteborg_radiation import (
    GUSTAV_ADOLFS,
    KRONENHUSET,
    WALL,
    Hours,
    instrument_bearing,
    read_site,
    score,
)

AIR_C = 21.3
ALL_DAYS = "all days"


def radiant_enclosure(data_folder: Path) -> CaseResult:
    """Every surface and the sky as warm as the air: so is the person."""
    site = read_site(KRONENHUSET, data_folder)
    none = np.zeros(24)
    forcing = RadiationForcing(
        pd.date_range("2019-07-25", periods=24, freq="h", tz="UTC"),
        3600.0,
        none + AIR_C,
        none + 14.0,
        none + 2.0,
        none,
        none,
        none,
    )
    surroundings = Surroundings(site.heights)
    black = float(black_body_w_m2(AIR_C))
    intervals = []
    for interval in sky_intervals(forcing, Location(57.7, 12.0), 32):
        light = interval.light.copy()
        view = light[:, -1:, HIDDEN : HIDDEN + SIDES] - light[:, :, HIDDEN : HIDDEN + SIDES]
        light[:, :, LONG : LONG + SIDES] = black * view
        intervals.append(replace(interval, light=light, long_w_m2=black))
    walls = find_walls(site.heights)
    wall_light = follow_walls(surroundings, walls, dry_surfaces()[WALL], site.ground, intervals)
    errors: list[float] = []

    def receive(told: SixDirections) -> None:
        errors.append(float(np.nanmax(np.abs(told.mean_radiant_c - AIR_C))))

    radiate(
        surroundings, walls, wall_light, site.ground, dry_ground(site.ground), intervals, receive
    )
    return CaseResult(
        name="radiant_enclosure",
        title="Enclosure at the temperature of the air",
        setup="Kronenhuset without sun, under a sky that is black and as warm as the air; walls, "
        "ground and crowns find their temperatures over a day.",
        tolerance="1e-3 K: sums of single precision.",
        checks=(
            Check(
                "mean radiant minus air temperature, largest of all cells and hours",
                max(errors),
                "<=",
                1e-3,
                "K",
            ),
        ),
    )


def athens_radiant(data_folder: Path) -> CaseResult:
    """The formula of the standing person against UMEP's array."""
    folder = data_folder / "solweig_golden_athens"

    def light(kind: str, names: Sequence[str]) -> NDArray[np.float32]:
        return np.stack(
            [np.load(folder / f"tmrt_input_{kind}{name}.npy") for name in names]
        ).astype(np.float32)

    sides = [f"side_{way}" for way in "nesw"]
    short, long = light("k", ["down", *sides, "up"]), light("l", ["down", *sides, "up"])
    across = np.load(folder / "tmrt_input_kside_total.npy").astype(np.float32)
    temperature = np.empty(short.shape[1:], np.float32)
    factors = (np.float32(factor) for factor in STANDING.factors)
    mean_radiant_temperature(
        short, long, across, *factors, np.float32(STANDING.beam_factor(1.0)), temperature
    )
    error = np.abs(temperature - np.load(folder / "tmrt_output_iso.npy"))
    return CaseResult(
        name="athens_radiant",
        title="Mean radiant temperature from given light, against UMEP",
        setup=f"{temperature.size} cells with made-up light of {DIRECTIONS} directions; standing "
        "person, the beam on a cylinder.",
        tolerance="The peer's own is 0.01 K.",
        checks=(Check("largest error", float(error.max()), "<=", 1e-3, "K"),),
    )


def goteborg_radiation(data_folder: Path) -> CaseResult:
    """Two sites, four days, 56 hours."""
    sites = [read_site(files, data_folder) for files in (KRONENHUSET, GUSTAV_ADOLFS)]
    bearings = instrument_bearing(sites, data_folder)
    bearing_deg = float(np.median(bearings))
    ours = score(sites, data_folder, bearing_deg)
    twin = score(sites, data_folder, bearing_deg, warm_walls=False)
    others = {
        "sides of the instrument taken as true north, east, south, west": score(
            sites, data_folder, 0.0
        ),
        "shade at the middle of the hour only": score(
            sites, data_folder, bearing_deg, SkySettings(shade_moments=1)
        ),
        "even sky instead of Perez": score(
            sites, data_folder, bearing_deg, SkySettings(perez=False)
        ),
        "sky after hourly instead of daily air": score(
            sites, data_folder, bearing_deg, SkySettings(daily_air=False)
        ),
        "clear sky of Prata without the correction of Jonsson et al.": score(
            sites, data_folder, bearing_deg, SkySettings(urban_sky_w_m2=0.0)
        ),
        "shade at the middle only, hourly air, even sky": score(
            sites,
            data_folder,
            bearing_deg,
            SkySettings(shade_moments=1, daily_air=False, perez=False),
        ),
    }
    pooled, plain = rmse(ours), rmse(twin)
    return CaseResult(
        name="goteborg_radiation",
        title="Gothenburg: measured light of six directions",
        setup="Kronenhuset, a courtyard (7 October 2005), and Gustav Adolfs torg, an open square "
        "(11 October 2005, 26 July and 1 August 2006). Forcing: files of the data set; a measured "
        "hour h goes with the forcing's row h − 1; wind 2 m/s at both sites all the time; each day "
        "is repeated before it counts. Walls are brick, paved ground is asphalt, nothing is fitted "
        "to a site. The instrument's sides stand "
        f"{abs(bearing_deg):.1f}° west of north, along the façades: read from the measured beam "
        f"(median of {bearings.size} hours of both sites, middle half between "
        f"{np.percentile(bearings, 25):.1f}° and {np.percentile(bearings, 75):.1f}°). Tmrt of the "
        "measured fluxes by the same formula of six plates.",
        tolerance="5 K pooled (Lindberg et al. 2008: 4.8 K over seven days; best open peer, "
        "unaligned: 6.2–9.2 K by day at Gustav Adolfs). Downward long-wave light: 15 W/m².",
        checks=(
            Check("Tmrt, pooled root mean square error", pooled, "<=", 5.0, "K"),
            Check("the same, walls at air temperature, minus ours", plain - pooled, ">=", 0.0, "K"),
            Check(
                "downward long-wave light, size of the bias",
                abs(bias(ours, "long", 0)),
                "<=",
                15.0,
                "W/m²",
            ),
        ),
        figures=(
            Figure("hours", float(sum(day.computed_c.size for day in ours))),
            Figure("Tmrt, pooled bias", _pooled(ours).mean(), "K"),
            Figure("Tmrt against the files' own column", rmse(ours, column=True), "K"),
            Figure("Tmrt, walls at air temperature", plain, "K"),
            *(Figure(f"Tmrt, {what}", rmse(hours), "K") for what, hours in others.items()),
            Figure("downward long-wave light, bias", bias(ours, "long", 0), "W/m²"),
            *(
                Figure(f"downward long-wave light, {what}, bias", bias(hours, "long", 0), "W/m²")
                for what, hours in others.items()
                if "air" in what or "clear sky" in what
            ),
            Figure("downward short-wave light, bias", bias(ours, "short", 0), "W/m²"),
            Figure("long-wave light from below, bias", bias(ours, "long", 5), "W/m²"),
            *_by_day(ours, twin),
        ),
        remarks="No constant was fitted. Two parts were added after a first run had shown where it "
        "erred, both because of what they are: the shade is the mean of four moments, as the "
        "forcing and the measurement are means of an hour; and the sky emits after the day's mean "
        "air, as the air that emits hardly follows the ground by day. The figures tell the scores "
        "without them; without the second the bias of the downward long-wave light lies outside "
        "its limit. The correction of the clear sky by −25 W/m² is the one Lindberg et al. (2008) "
        "used for the same city. Warm walls make the courtyard right and are worth little on the "
        "open square, where on two of three days walls at air temperature score better because "
        "other light is too strong there: the sky is still warmer than measured when it is clear, "
        "ground in the sun is some kelvin too warm. On 1 August clouds passed the forcing's "
        "instrument and the square at different times (hours 12 to 15, 18 to 20).",
        curves=_curves(ours, twin),
        table=_table(ours, twin),
    )


def rmse(days: Sequence[Hours], column: bool = False) -> float:
    """Root mean square error of Tmrt over all hours; against the files' column where asked. [K]"""
    error = _pooled(days, column)
    return float(np.sqrt(np.nanmean(error**2)))


def bias(days: Sequence[Hours], kind: str, direction: int) -> float:
    """Mean of computed minus measured light of one direction over all hours. [W/m2]"""
    return float(
        np.concatenate(
            [getattr(day, kind)[direction] - getattr(day.measured, kind)[direction] for day in days]
        ).mean()
    )


def _pooled(days: Sequence[Hours], column: bool = False) -> NDArray[np.float64]:
    return np.concatenate(
        [day.computed_c - (day.measured.column_c if column else day.measured_c) for day in days]
    )


def _by_day(ours: Sequence[Hours], twin: Sequence[Hours]) -> Sequence[Figure]:
    figures = []
    for day, plain in zip(ours, twin, strict=True):
        name = f"{day.site.replace('_', ' ')} {day.day}"
        figures += [
            Figure(f"{name}: Tmrt, root mean square error", rmse([day]), "K"),
            Figure(f"{name}: the same, walls at air temperature", rmse([plain]), "K"),
            Figure(f"{name}: downward long-wave light, bias", bias([day], "long", 0), "W/m²"),
        ]
    return figures


def _curves(ours: Sequence[Hours], twin: Sequence[Hours]) -> Curves:
    hours = np.arange(sum(day.computed_c.size for day in ours), dtype=np.float64)
    return Curves(
        "hour of the four days, one after the other",
        "Tmrt [°C]",
        {
            "computed": (hours, np.concatenate([day.computed_c for day in ours])),
            "walls at air temperature": (hours, np.concatenate([day.computed_c for day in twin])),
            "measured": (hours, np.concatenate([day.measured_c for day in ours])),
        },
        points=frozenset({"measured"}),
    )


def _table(
    ours: Sequence[Hours], twin: Sequence[Hours]
) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    head = (
        "day",
        "hour",
        "Tmrt computed °C",
        "walls at air °C",
        "Tmrt measured °C",
        "files' column °C",
        "Kdown W/m²",
        "measured",
        "Ldown W/m²",
        "measured",
        "Lup W/m²",
        "measured",
    )
    rows = []
    for day, plain in zip(ours, twin, strict=True):
        for k, hour in enumerate(day.measured.hour):
            column = day.measured.column_c[k]
            rows.append(
                (
                    str(day.day),
                    str(hour),
                    f"{day.computed_c[k]:.1f}",
                    f"{plain.computed_c[k]:.1f}",
                    f"{day.measured_c[k]:.1f}",
                    f"{column:.1f}" if np.isfinite(column) else "–",
                    f"{day.short[0, k]:.0f}",
                    f"{day.measured.short[0, k]:.0f}",
                    f"{day.long[0, k]:.0f}",
                    f"{day.measured.long[0, k]:.0f}",
                    f"{day.long[5, k]:.0f}",
                    f"{day.measured.long[5, k]:.0f}",
                )
            )
    return head, rows
