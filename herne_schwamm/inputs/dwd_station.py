"""Weather from zip files of Deutscher Wetterdienst: joined by quantity, laid on full hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.sunlight import extraterrestrial_w_m2
from herne_schwamm.city.weather import StationPlace
from herne_schwamm.inputs.dwd_archive import DwdArchive, read_dwd_archive
from herne_schwamm.inputs.dwd_product import STEP_MIN, DwdSeries, read_dwd_products
from herne_schwamm.inputs.weather_record import (
    MINUTES_PER_HOUR,
    Steps,
    WeatherRecord,
    on_common_hours,
)
from herne_schwamm.problems import N_, InputProblem, Problem

COVERED_MIN = 55
"""Minutes of a full hour that hours of true solar time have to cover: theirs are 59 to 61 long."""

_OF_THE_SUN = frozenset({"global_radiation_w_m2", "diffuse_radiation_w_m2"})

Hourly = tuple[np.datetime64, Mapping[str, NDArray[np.float64]]]


def read_dwd_stations(paths: Sequence[Path], place: StationPlace) -> WeatherRecord:
    """Weather from zip files as they are delivered.

    Files of one quantity are joined: where they overlap, the higher level of
    quality counts. Quantities may come from different stations; the place is
    that of the air temperature.

    Parameters
    ----------
    paths
        The zip files, in any order.
    place
        Where the stations stand if no file tells it.

    Raises
    ------
    InputProblem
        A file cannot be read, files contradict each other, or one quantity
        comes from two stations.
    """
    found: dict[str, list[DwdSeries]] = {}
    stations: dict[str, tuple[DwdArchive, str]] = {}
    notes: list[Problem] = []
    for path in paths:
        archive = read_dwd_archive(path)
        series, told = read_dwd_products(archive)
        notes += told
        for one in series:
            found.setdefault(one.row.quantity, []).append(one)
            stations[one.row.quantity] = (archive, one.station)
    for quantity, several in found.items():
        _refuse_mixture(quantity, several)
    station_place = _place_of(stations)
    parts = [
        _on_full_hours(_joined(several), stations[quantity][0].place or station_place or place)
        for quantity, several in found.items()
    ]
    begin_utc, columns = on_common_hours(parts)
    wind = stations.get("wind_speed_m_s")
    return WeatherRecord(
        _told([path.name for path in paths]),
        begin_utc,
        columns,
        place=station_place,
        wind_height_m=None if wind is None else wind[0].wind_height_m,
        notes=(*notes, *_station_notes(stations)),
    )


def _told(names: Sequence[str]) -> str:
    """Names of files for a sentence, the first two of many."""
    return ", ".join(names) if len(names) <= 3 else f"{names[0]}, {names[1]}, … ({len(names)})"


def _refuse_mixture(quantity: str, several: Sequence[DwdSeries]) -> None:
    first = several[0]
    for other in several[1:]:
        if other.station != first.station:
            raise InputProblem(
                N_(
                    "{file} and {other} are two stations ({station} and {second}) for one quantity "
                    "({column}); give the files of one of them"
                ),
                file=first.table.file,
                other=other.table.file,
                station=first.station,
                second=other.station,
                column=quantity,
            )
        if other.row.column != first.row.column:
            raise InputProblem(
                N_(
                    "{file} and {other} both hold {column}, hourly and by ten minutes; give one of "
                    "them"
                ),
                file=first.table.file,
                other=other.table.file,
                column=quantity,
            )


def _place_of(stations: Mapping[str, tuple[DwdArchive, str]]) -> StationPlace | None:
    for quantity in ("air_temperature_c", "global_radiation_w_m2", *stations):
        archive = stations.get(quantity, (None, ""))[0]
        if archive is not None and archive.place is not None:
            return archive.place
    return None


def _joined(several: Sequence[DwdSeries]) -> DwdSeries:
    """The files of one column as one, each time once."""
    if len(several) == 1:
        return several[0]
    end_min = np.concatenate([one.end_min for one in several])
    values = np.concatenate([one.values for one in several])
    quality = np.concatenate([one.quality for one in several])
    source = np.repeat(np.arange(len(several)), [one.end_min.size for one in several])
    # The best of a time comes last: a value before none, then by its level of quality.
    order = np.lexsort((source, quality, np.isfinite(values), end_min))
    end_min, source = end_min[order], source[order]
    values, quality = values[order], quality[order]
    last = np.r_[end_min[1:] != end_min[:-1], True]
    same = ~last[:-1]
    odd = np.flatnonzero(same & (quality[1:] == quality[:-1]) & (values[1:] != values[:-1]))
    odd = odd[np.isfinite(values[odd]) & np.isfinite(values[odd + 1])]
    if odd.size:
        at = int(odd[0])
        raise InputProblem(
            N_(
                "{file} and {other} contradict each other at {time} UTC: {column} is {value:g} and "
                "{second:g}; give one of them"
            ),
            file=several[source[at]].table.file,
            other=several[source[at + 1]].table.file,
            time=_clock_time(int(end_min[at])),
            column=several[0].row.column,
            value=float(values[at]) / several[0].row.factor,
            second=float(values[at + 1]) / several[0].row.factor,
        )
    first = several[0]
    return DwdSeries(
        first.table, first.station, first.row, end_min[last], values[last], quality[last]
    )


def _clock_time(minutes: int) -> str:
    return str(np.datetime64(minutes, "m")).replace("T", " ")


def _on_full_hours(series: DwdSeries, place: StationPlace) -> Hourly:
    if series.row.clock == "sun":
        return _from_solar_time(series, place)
    step_min = STEP_MIN[series.row.clock]
    # A reading tells of both hours it lies between; all others are of the time before.
    point = series.row.means == "point"
    begin = series.end_min - (0 if point else step_min)
    odd = np.flatnonzero(begin % step_min)
    if odd.size:
        raise series.table.problem(
            int(odd[0]), N_("steps of {step} minutes are expected"), step=step_min
        )
    steps = Steps(int(begin[0]), step_min, (begin - begin[0]) // step_min)
    columns = steps.hourly(series.row.quantity, series.values)
    if point:
        columns = {name: 0.5 * (of + np.append(of[1:], np.nan)) for name, of in columns.items()}
    return steps.begin_utc, columns


def _from_solar_time(series: DwdSeries, place: StationPlace) -> Hourly:
    """Hours of true solar time onto full hours, without loss.

    What such an hour brought is shared out between the two full hours it lies
    in as the radiation above the air is (long-wave radiation: as the time
    is), so that none falls after sunset.
    """
    known = np.isfinite(series.values)
    end_min = series.end_min[known]
    energy = series.values[known] * MINUTES_PER_HOUR
    if not end_min.size:
        begin = np.datetime64(int(series.end_min[0]) // MINUTES_PER_HOUR * MINUTES_PER_HOUR, "m")
        return begin, {series.row.quantity: np.array([np.nan])}
    begin_min = end_min - MINUTES_PER_HOUR
    turn_min = -(-begin_min // MINUTES_PER_HOUR) * MINUTES_PER_HOUR
    before_min = (turn_min - begin_min).astype(np.float64)
    after_min = MINUTES_PER_HOUR - before_min
    share = before_min / MINUTES_PER_HOUR
    if series.row.quantity in _OF_THE_SUN:
        above_before = before_min * _above_air(begin_min, before_min, place)
        above_after = after_min * _above_air(turn_min, after_min, place)
        above = above_before + above_after
        share = np.where(above > 0.0, above_before / np.where(above > 0.0, above, 1.0), share)
    first = int(turn_min[0]) // MINUTES_PER_HOUR - 1
    slot = turn_min // MINUTES_PER_HOUR - first
    hours = int(slot[-1]) + 1
    gathered = np.bincount(slot - 1, share * energy, hours)
    gathered += np.bincount(slot, (1.0 - share) * energy, hours)
    covered = np.bincount(slot - 1, before_min, hours) + np.bincount(slot, after_min, hours)
    hourly = np.where(covered >= COVERED_MIN, gathered / MINUTES_PER_HOUR, np.nan)
    return np.datetime64(first * MINUTES_PER_HOUR, "m"), {series.row.quantity: hourly}


def _above_air(
    begin_min: NDArray[np.int64], length_min: NDArray[np.float64], place: StationPlace
) -> NDArray[np.float64]:
    # A part without length brings nothing, but has a radiation.
    begin_utc = begin_min.astype("datetime64[m]")
    return extraterrestrial_w_m2(begin_utc, np.maximum(length_min, 1.0), place)


def _station_notes(stations: Mapping[str, tuple[DwdArchive, str]]) -> list[Problem]:
    notes = []
    by_station: dict[str, list[str]] = {}
    for quantity, (archive, station) in stations.items():
        name = f"{archive.station_name} ({station})" if archive.station_name else station
        by_station.setdefault(name, []).append(quantity)
    for name, quantities in by_station.items():
        notes.append(
            Problem(
                N_("station {station} of Deutscher Wetterdienst: {columns}"),
                station=name,
                columns=", ".join(quantities),
            )
        )
    moved = {archive.station_name or station for archive, station in stations.values()
             if archive.moved}  # fmt: skip
    for name in sorted(moved):
        notes.append(
            Problem(N_("station {station} was moved; its latest place counts"), station=name)
        )
    return notes
