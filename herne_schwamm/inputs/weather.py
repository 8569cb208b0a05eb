"""Weather of a run file: read, cut to the wanted days, completed by stated rules, checked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from herne_schwamm.city.sunlight import radiation_of_sunshine_w_m2
from herne_schwamm.city.weather import HOUR, HOURS_PER_DAY, StationPlace, Weather, local_times
from herne_schwamm.inputs.dwd_station import read_dwd_stations
from herne_schwamm.inputs.run_file_weather import WeatherPart
from herne_schwamm.inputs.weather_csv import read_weather_csv
from herne_schwamm.inputs.weather_epw import read_weather_epw
from herne_schwamm.inputs.weather_gaps import GapRules, fill_gaps, gaps_of, without_night
from herne_schwamm.inputs.weather_record import SUNSHINE, WeatherRecord
from herne_schwamm.inputs.weather_sun import check_sun
from herne_schwamm.problems import N_, InputProblem, Problem

WIND_HEIGHT_M = 10.0
"""Height of a wind speed where nothing tells it: that of weather stations. [m]"""

DAYS_NOT_THERE = N_(
    "{file}: the weather goes from {first} to {last}, but {wanted_first} to {wanted_last} is "
    "wanted; choose other years or days, or give further files"
)

EDGE_H = 24
"""Hours that may be missing at either end of the wanted days: files end and begin by other clocks.
"""

ZIP, EPW = ".zip", ".epw"


def read_weather(
    part: WeatherPart,
    place: StationPlace,
    first_day: date | None = None,
    last_day: date | None = None,
    beside_h: int = 0,
) -> Weather:
    """The weather of a part of the run file.

    Parameters
    ----------
    part
        What the run file says.
    place
        Where the city lies: stands for the station where neither file nor run
        file tells its place.
    first_day, last_day
        Days that are wanted, both included, by the clock of the file; None:
        from its beginning, to its end. Up to a day may be missing at either
        end; the weather is shorter then, and a note says so.
    beside_h
        Hours before the first and after the last day that are taken as well
        where they are there. [h]

    Returns
    -------
    Weather
        Without gaps. Its notes say what was read, what was filled and how.

    Raises
    ------
    InputProblem
        With file and row: what cannot be read or be; gaps that no rule fills;
        days that the files do not reach; radiation that does not fit the sun.
    """
    record = _read([named.path for named in part.weather], part, place)
    station = _given_place(part, record.place or place)
    if record.place is None and part.latitude_deg is None:
        record = record.noted(
            Problem(
                N_("nothing tells where {file} was measured: the sun is that of the city"),
                file=record.file,
            )
        )
    if "global_radiation_w_m2" in record.columns:
        radiation = record.columns["global_radiation_w_m2"]
        check_sun(record.file, radiation, record.times_utc, station)
    record = _with_radiation(without_night(record, station), station)
    rules = GapRules(
        part.interpolate_gaps_h, part.long_gaps == "neighbour_days", part.rain_gaps == "zero"
    )
    record = _cut(record, first_day, last_day, beside_h, rules)
    record = fill_gaps(record, station, rules)
    wind_height_m = part.wind_height_m or record.wind_height_m
    if wind_height_m is None:
        wind_height_m = WIND_HEIGHT_M
        if "wind_speed_m_s" in record.columns:
            record = record.noted(
                Problem(
                    N_("nothing tells the height of the wind: {height:g} m above ground assumed"),
                    height=WIND_HEIGHT_M,
                )
            )
    return Weather(
        place=station,
        begin_utc=record.begin_utc,
        columns=record.columns,
        utc_offset_h=record.utc_offset_h,
        wind_height_m=wind_height_m,
        source=record.file,
        notes=record.notes,
    )


def _given_place(part: WeatherPart, told: StationPlace) -> StationPlace:
    """The place of the run file, its missing parts from what is told elsewhere."""
    latitude_deg, longitude_deg = told.latitude_deg, told.longitude_deg
    if part.latitude_deg is not None and part.longitude_deg is not None:
        latitude_deg, longitude_deg = part.latitude_deg, part.longitude_deg
    height_m = told.height_m if part.height_m is None else part.height_m
    return StationPlace(latitude_deg, longitude_deg, height_m)


def _read(paths: list[Path], part: WeatherPart, place: StationPlace) -> WeatherRecord:
    if len(paths) == 1 and paths[0].is_dir():
        folder = paths[0]
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ZIP)
        if not paths:
            raise InputProblem(
                N_(
                    "{file}: this folder holds no zip file of Deutscher Wetterdienst; name the "
                    "weather file itself"
                ),
                file=folder,
            )
    if all(path.suffix.lower() == ZIP for path in paths):
        return read_dwd_stations(paths, _given_place(part, place))
    if len(paths) > 1:
        other = next(path for path in paths if path.suffix.lower() != ZIP)
        raise InputProblem(
            N_(
                "{file}: only zip files of Deutscher Wetterdienst can be joined; give this file "
                "alone"
            ),
            file=other,
        )
    if paths[0].suffix.lower() == EPW:
        return read_weather_epw(paths[0])
    return read_weather_csv(paths[0], part.utc_offset_h)


def _cut(
    record: WeatherRecord,
    first_day: date | None,
    last_day: date | None,
    beside_h: int,
    rules: GapRules,
) -> WeatherRecord:
    """The hours of the wanted days, as the days of the file are counted, and some beside them."""
    times = local_times(record.times_utc, record.utc_offset_h)
    any_known = np.any([np.isfinite(values) for values in record.columns.values()], axis=0)
    known = np.flatnonzero(any_known)
    if not known.size:
        raise InputProblem(N_("{file}: none of its rows has a value"), file=record.file)
    first, last = int(known[0]), int(known[-1]) + 1
    wanted = (
        first if first_day is None else _hours(times[0], first_day),
        last if last_day is None else _hours(times[0], last_day) + HOURS_PER_DAY,
    )
    begin, end = max(first, wanted[0]), min(last, wanted[1])
    if begin >= end or begin - wanted[0] > EDGE_H or wanted[1] - end > EDGE_H:
        raise InputProblem(
            DAYS_NOT_THERE,
            file=record.file,
            first=_day(times[first]),
            last=_day(times[last - 1]),
            wanted_first="…" if first_day is None else first_day.isoformat(),
            wanted_last="…" if last_day is None else last_day.isoformat(),
        )
    begin, end = _with_hours_beside(
        record, (begin, end), (max(first, begin - beside_h), min(last, end + beside_h)), rules
    )
    part = record.part(begin, end)
    late_h, early_h = _ragged_edges(part)
    part = part.part(late_h, part.hours - early_h)
    late_h, early_h = late_h + begin - wanted[0], early_h + wanted[1] - end
    if late_h <= 0 and early_h <= 0:
        return part
    return part.noted(
        Problem(
            N_("the weather begins {late} h after the wanted time does and ends {early} h before"),
            late=max(late_h, 0),
            early=max(early_h, 0),
        )
    )


def _with_hours_beside(
    record: WeatherRecord, wanted: tuple[int, int], most: tuple[int, int], rules: GapRules
) -> tuple[int, int]:
    """The wanted hours and those beside them, as far as no gap that cannot be filled parts them."""
    begin, end = most
    for name, values in record.columns.items():
        if not np.isfinite(values[slice(*wanted)]).any():
            continue
        for gap in gaps_of(values[slice(*most)]):
            if gap.hours <= rules.fills_h(name):
                continue
            first, last = most[0] + gap.begin, most[0] + gap.begin + gap.hours
            if last <= wanted[0]:
                begin = max(begin, last)
            elif first >= wanted[1]:
                end = min(end, first)
    return begin, end


def _hours(start: np.datetime64, day: date) -> int:
    return int((np.datetime64(day, "m") - start) // HOUR)


def _ragged_edges(record: WeatherRecord) -> tuple[int, int]:
    """Hours at either end, up to a day, in which not all columns are known yet or any more."""
    columns = [values for values in record.columns.values() if np.isfinite(values).any()]
    complete = np.flatnonzero(np.all([np.isfinite(values) for values in columns], axis=0))
    if not complete.size:
        return 0, 0
    late_h, early_h = int(complete[0]), record.hours - 1 - int(complete[-1])
    return (late_h if late_h <= EDGE_H else 0), (early_h if early_h <= EDGE_H else 0)


def _day(moment: np.datetime64) -> str:
    return str(moment.astype("datetime64[D]"))


def _with_radiation(record: WeatherRecord, place: StationPlace) -> WeatherRecord:
    """Global radiation where only the duration of sunshine is known."""
    if SUNSHINE not in record.columns:
        return record
    columns = dict(record.columns)
    estimated = radiation_of_sunshine_w_m2(columns.pop(SUNSHINE), record.times_utc, place)
    measured = columns.get("global_radiation_w_m2", np.full(record.hours, np.nan))
    taken = np.isnan(measured) & np.isfinite(estimated)
    columns["global_radiation_w_m2"] = np.where(taken, estimated, measured)
    record = replace(record, columns=columns)
    if not taken.any():
        return record
    return record.noted(
        Problem(
            N_(
                "global radiation of {hours} h computed from the duration of sunshine "
                "(Ångström, FAO-56 with 0.25 and 0.50)"
            ),
            hours=int(np.count_nonzero(taken)),
        )
    )
