"""Weather files for tests: CSV, EPW and zip files as Deutscher Wetterdienst delivers them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from herne_schwamm.city.sunlight import extraterrestrial_w_m2
from herne_schwamm.city.weather import StationPlace, Weather
from herne_schwamm.inputs.run_file_paths import PathRules
from herne_schwamm.inputs.run_file_weather import WeatherPart
from herne_schwamm.inputs.weather import read_weather

HERNE = StationPlace(51.54, 7.21, 60.0)
ESSEN = StationPlace(51.4041, 6.9677, 150.0)
HOUR = np.timedelta64(60, "m")

GEOGRAPHY = (
    "Stations_id;Stationshoehe;Geogr.Breite;Geogr.Laenge;von_datum;bis_datum;Stationsname\n"
    " {station};  {place.height_m:.2f}; {place.latitude_deg:.4f};  {place.longitude_deg:.4f};"
    "19500101;        ;{name}\n"
)
WIND_SENSOR = (
    "Stations_ID;Stationsname;Geo. Laenge [Grad];Geo. Breite [Grad];Stationshoehe [m];"
    "Geberhoehe ueber Grund [m];Von_Datum;Bis_Datum;Geraetetyp Name;Messverfahren;eor;\n"
    "1303;Essen;6.97;51.40;150;10;19500101;19991231;Schalenstern;elektr.;eor;\n"
    "1303;Essen;6.97;51.40;150;12;20000101;20301231;Ultraschall;elektr.;eor;\n"
    "generiert: 08.01.2021 --  Deutscher Wetterdienst  --\n"
)


def part_of(folder: Path, weather: object, **keys: object) -> WeatherPart:
    """The part of a run file that lies in a folder."""
    rules = PathRules(folder / "run.toml", folder)
    return WeatherPart.model_validate({"weather": weather, **keys}, context=rules)


def weather_of(folder: Path, weather: object, days: tuple = (), **keys: object) -> Weather:
    """Weather read by the keys of a run file."""
    return read_weather(part_of(folder, weather, **keys), HERNE, *days)


def csv_lines(
    begin: str = "2019-06-01T00:00",
    hours: int = 48,
    columns: Mapping[str, Any] | None = None,
    ending: str = "Z",
) -> list[str]:
    """Heading and rows of a CSV file: an hour each, with values that may be."""
    times = np.datetime64(begin, "m") + HOUR * np.arange(hours)
    given = {
        "air_temperature_c": np.full(hours, 15.0),
        "rain_mm": np.zeros(hours),
        **(columns or {}),
    }
    rows = [";".join(["time_begin", *given])]
    for hour, time in enumerate(times):
        rows.append(";".join([f"{time}{ending}", *(f"{v[hour]:g}" for v in given.values())]))
    return rows


def write_csv(folder: Path, lines: Iterable[str], name: str = "weather.csv") -> str:
    """Write lines to a file; its name."""
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return name


def dwd_text(headings: str, rows: Iterable[Iterable[object]], station: int = 1303) -> str:
    """A product file: padded blanks, CRLF, eor."""
    lines = [headings]
    for time, *values in rows:
        lines.append(f"{station:>11};{time};" + ";".join(f"{v:>5}" for v in values) + ";eor")
    return "\r\n".join(lines) + "\r\n"


def dwd_zip(
    folder: Path,
    name: str,
    text: str,
    *,
    station: int = 1303,
    place: StationPlace | None = ESSEN,
    station_name: str = "Essen-Bredeney",
    more: Mapping[str, str] | None = None,
) -> str:
    """A zip file with a product and its descriptions; its name."""
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
        if place is not None:
            geography = GEOGRAPHY.format(station=station, place=place, name=station_name)
            archive.writestr(f"Metadaten_Geographie_{station:05}.txt", geography.encode("latin-1"))
        for member, content in (more or {}).items():
            archive.writestr(member, content.encode("latin-1"))
        archive.writestr("produkt_xx_stunde_20190101_20191231_01303.txt", text.encode("latin-1"))
    return name


def stamps(begin: str, hours: int, form: str = "%Y%m%d%H", minutes: int = 60) -> list[str]:
    """Times as Deutscher Wetterdienst writes them."""
    times = np.datetime64(begin, "s") + np.timedelta64(minutes * 60, "s") * np.arange(hours)
    return [time.item().strftime(form) for time in times]


def rain_zip(folder: Path, begin: str, rain: Iterable[float], quality: int = 3, **keys: Any) -> str:
    """Hourly rain; the first time is the end of the first hour."""
    values = list(rain)
    rows = [
        (time, quality, f"{value:.1f}" if value != -999 else "-999", int(value > 0), -999)
        for time, value in zip(stamps(begin, len(values)), values, strict=True)
    ]
    name = keys.pop("name", "stundenwerte_RR_01303_akt.zip")
    station = keys.get("station", 1303)
    return dwd_zip(
        folder,
        name,
        dwd_text("STATIONS_ID;MESS_DATUM;QN_8;  R1;RS_IND;WRTR;eor", rows, station),
        **keys,
    )


def epw_lines(
    hours: int = 8760, year: int = 2019, place: StationPlace = HERNE, offset_h: float = 1.0
) -> list[str]:
    """A weather file of a year under a half-clear sky."""
    begin = np.datetime64(f"{year}-01-01T00:00", "m")
    times = begin + HOUR * np.arange(hours)
    utc = times - np.timedelta64(round(offset_h * 60), "m")
    radiation = 0.5 * extraterrestrial_w_m2(utc, 60.0, place)
    lines = [
        f"LOCATION,Herne,NW,DEU,test,104000,{place.latitude_deg},{place.longitude_deg},"
        f"{offset_h},{place.height_m}",
        *(f"HEAD {number}" for number in range(2, 9)),
    ]
    for time, power in zip(times, radiation, strict=True):
        moment = time.item()
        fields = ["0"] * 35
        fields[:5] = [
            str(moment.year), str(moment.month), str(moment.day), str(moment.hour + 1), "60",
        ]  # fmt: skip
        fields[6], fields[8], fields[9] = "12.5", "70", "100500"
        fields[12:16] = ["9999", f"{power:.0f}", "9999", "9999"]
        fields[21], fields[33] = "3.5", "0.2"
        lines.append(",".join(fields))
    return lines
