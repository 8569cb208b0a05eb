"""Zip files of Deutscher Wetterdienst: the real one, its clocks, and what is joined or refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from herne_schwamm.city.sunlight import extraterrestrial_w_m2
from herne_schwamm.city.weather import StationPlace
from herne_schwamm.inputs import dwd_archive
from herne_schwamm.inputs.dwd_station import read_dwd_stations
from herne_schwamm.inputs.weather_record import WeatherRecord
from herne_schwamm.problems import InputProblem

from .weather_making import (
    ESSEN,
    HERNE,
    WIND_SENSOR,
    dwd_text,
    dwd_zip,
    rain_zip,
    stamps,
    weather_of,
)

TU = "STATIONS_ID;MESS_DATUM;QN_9;TT_TU;RF_TU;eor"
FF = "STATIONS_ID;MESS_DATUM;QN_3;   F;   D;eor"
ST = "STATIONS_ID;MESS_DATUM;QN_592;ATMO_LBERG;FD_LBERG;FG_LBERG;SD_LBERG;ZENIT;MESS_DATUM_WOZ;eor"


def read(folder: Path, *names: str) -> WeatherRecord:
    return read_dwd_stations([folder / name for name in names], HERNE)


def refusal(folder: Path, *names: str) -> str:
    with pytest.raises(InputProblem) as caught:
        read(folder, *names)
    assert caught.value.exit_code == 65
    return str(caught.value)


def utc(text: str) -> np.datetime64:
    return np.datetime64(text, "m")


def test_real_zip_as_delivered(shared_data: Path) -> None:
    folder = shared_data / "dwd_station_zip"
    record = read(folder, "stundenwerte_RR_15000_akt.zip")
    rain = record.columns["rain_mm"]
    # 13 200 rows; the first, labelled 2019-07-08 00, is the hour before midnight.
    assert (rain.size, record.begin_utc) == (13_200, utc("2019-07-07T23:00"))
    assert record.times_utc[-1] == utc("2021-01-07T22:00")
    assert not np.isnan(rain).any()
    with zipfile.ZipFile(folder / "stundenwerte_RR_15000_akt.zip") as archive:
        member = next(name for name in archive.namelist() if name.startswith("produkt"))
        rows = archive.read(member).decode("latin-1").splitlines()[1:]
    fields = [row.split(";") for row in rows]
    assert rain.sum() == pytest.approx(sum(float(row[3]) for row in fields))
    assert rain[-3:].tolist() == [0.1, 0.0, 0.0]
    assert record.place == StationPlace(50.7983, 6.0244, 230.99)
    told = [str(note) for note in record.notes]
    assert any("Aachen-Orsbach (15000)" in note for note in told)
    formal = sum(int(row[2]) <= 1 for row in fields)
    assert any(f"{formal} of 13200" in note for note in told)


def test_minus_999_is_no_value_and_a_missing_row_a_gap(tmp_path: Path) -> None:
    rows = [(time, 3, 1.0, 1, -999) for time in stamps("2019-06-01T01", 5)]
    rows[1] = (rows[1][0], 3, "-999", -999, -999)
    rows[4] = (rows[4][0], 3, "-999.0", -999, -999)
    del rows[2]
    text = dwd_text("STATIONS_ID;MESS_DATUM;QN_8;  R1;RS_IND;WRTR;eor", rows)
    record = read(tmp_path, dwd_zip(tmp_path, "a.zip", text))
    np.testing.assert_array_equal(record.columns["rain_mm"], [1.0, np.nan, np.nan, 1.0, np.nan])
    assert record.begin_utc == utc("2019-06-01T00:00")


def test_readings_stand_at_their_time_means_and_sums_before_it(tmp_path: Path) -> None:
    hours = stamps("2019-06-01T00", 4)
    temperature = dwd_zip(
        tmp_path,
        "tu.zip",
        dwd_text(TU, [(time, 3, 10.0 + n, 80 - n) for n, time in enumerate(hours)]),
    )
    wind = dwd_zip(
        tmp_path,
        "ff.zip",
        dwd_text(FF, [(time, 3, 1.0 + n, 180) for n, time in enumerate(hours)]),
        more={"Metadaten_Geraete_Windgeschwindigkeit_01303.txt": WIND_SENSOR},
    )
    record = read(tmp_path, temperature, wind)
    assert record.begin_utc == utc("2019-05-31T23:00")
    np.testing.assert_array_equal(
        record.columns["air_temperature_c"], [np.nan, 10.5, 11.5, 12.5, np.nan]
    )
    np.testing.assert_allclose(
        record.columns["relative_humidity"], [np.nan, 0.795, 0.785, 0.775, np.nan]
    )
    np.testing.assert_array_equal(record.columns["wind_speed_m_s"], [1.0, 2.0, 3.0, 4.0, np.nan])
    assert record.wind_height_m == 12.0
    assert record.place == ESSEN


def ten_minutes(folder: Path, begin: str, values: list[float], name: str) -> str:
    rows = [
        (time, 3, 10, value, 1)
        for time, value in zip(stamps(begin, len(values), "%Y%m%d%H%M", 10), values, strict=True)
    ]
    headings = "STATIONS_ID;MESS_DATUM;  QN;RWS_DAU_10;RWS_10;RWS_IND_10;eor"
    return dwd_zip(folder, name, dwd_text(headings, rows))


def test_ten_minutes_follow_central_european_time_before_2000(tmp_path: Path) -> None:
    old = ten_minutes(tmp_path, "1999-12-31T23:10", [1.0] * 5, "old.zip")
    new = ten_minutes(tmp_path, "2000-01-01T00:10", [2.0] * 6, "new.zip")
    record = read(tmp_path, old, new)
    # 23:10 to 23:50 by the old clock end at 22:10 to 22:50 UTC: the sixth step is not there.
    assert record.begin_utc == utc("1999-12-31T22:00")
    np.testing.assert_allclose(record.columns["rain_mm"], [np.nan, np.nan, 12.0])


def test_ten_minutes_of_radiation_and_wind(tmp_path: Path) -> None:
    times = stamps("2019-06-01T12:10", 6, "%Y%m%d%H%M", 10)
    sun = dwd_zip(
        tmp_path,
        "sun.zip",
        dwd_text(
            "STATIONS_ID;MESS_DATUM;  QN;DS_10;GS_10;SD_10;LS_10;eor",
            [(time, 3, 10.0, 30.0, 0.1, 18.0) for time in times],
        ),
    )
    record = read(tmp_path, sun)
    assert record.begin_utc == utc("2019-06-01T12:00")
    assert record.columns["global_radiation_w_m2"] == pytest.approx([500.0])
    assert record.columns["diffuse_radiation_w_m2"] == pytest.approx([1000.0 / 6.0])
    assert record.columns["longwave_down_w_m2"] == pytest.approx([300.0])
    assert record.columns["sunshine_share"] == pytest.approx([0.6])


@pytest.mark.parametrize("full", [0.167, 0.17])
def test_sunshine_of_full_ten_minutes_is_rounded_in_the_file(tmp_path: Path, full: float) -> None:
    times = stamps("2019-06-01T12:10", 6, "%Y%m%d%H%M", 10)
    rows = [(time, 3, -999, 30.0, full, -999) for time in times]
    heading = "STATIONS_ID;MESS_DATUM;  QN;DS_10;GS_10;SD_10;LS_10;eor"
    record = read(tmp_path, dwd_zip(tmp_path, "sun.zip", dwd_text(heading, rows)))
    np.testing.assert_array_equal(record.columns["sunshine_share"], [1.0])
    with pytest.raises(InputProblem, match="SD_10"):
        wrong = [(time, 3, -999, 30.0, 0.2, -999) for time in times]
        read(tmp_path, dwd_zip(tmp_path, "sun.zip", dwd_text(heading, wrong)))


def solar_zip(folder: Path, days: int, share: float) -> str:
    """Radiation of a sky that lets a constant share through, by hours of true solar time."""
    begin = utc("2019-06-20T00:00")
    # At Essen true solar time is some 26 minutes ahead of universal time in June.
    ends = begin + np.timedelta64(34, "m") + np.timedelta64(60, "m") * np.arange(1, 24 * days)
    power = share * extraterrestrial_w_m2(ends - np.timedelta64(60, "m"), 60.0, ESSEN)
    rows = []
    for end, value in zip(ends, power, strict=True):
        joule = value * 0.36
        time = f"{end.item():%Y%m%d%H:%M}"
        rows.append((time, 1, 108.0, f"{joule / 2:.4f}", f"{joule:.4f}", 0, 50.0, time))
    return dwd_zip(folder, "stundenwerte_ST_01303_row.zip", dwd_text(ST, rows))


def test_hours_of_solar_time_are_laid_on_full_hours(tmp_path: Path) -> None:
    record = read(tmp_path, solar_zip(tmp_path, 3, 0.7))
    radiation = record.columns["global_radiation_w_m2"]
    above = extraterrestrial_w_m2(record.times_utc, 60.0, ESSEN)
    known = np.isfinite(radiation)
    assert known.sum() == 24 * 3 - 2
    # Shared out as the radiation above the air is, a constant share of it comes back as such.
    np.testing.assert_allclose(radiation[known], 0.7 * above[known], atol=0.02)
    assert radiation[known & (above == 0.0)].max() == 0.0
    np.testing.assert_allclose(record.columns["longwave_down_w_m2"][known], 300.0)
    # Taken at its label, or at the full hour before, the same file is far off.
    moved = np.roll(0.7 * above, 1)[known]
    assert np.abs(moved - radiation[known]).max() > 80.0


def test_solar_time_with_labels_of_59_minutes_loses_nothing(tmp_path: Path) -> None:
    ends = ["2019062008:00", "2019062008:59", "2019062010:00", "2019062011:00"]
    text = dwd_text(ST, [(end, 1, -999, 36.0, 72.0, 0, 50.0, end) for end in ends])
    record = read(tmp_path, dwd_zip(tmp_path, "st.zip", text))
    radiation = record.columns["global_radiation_w_m2"]
    assert np.nansum(radiation) == pytest.approx(4 * 200.0, rel=1e-9)


def test_overlapping_files_keep_the_better_quality(tmp_path: Path) -> None:
    recent = rain_zip(tmp_path, "2019-06-01T01", [1.0, 2.0, 3.0], quality=1, name="akt.zip")
    checked = rain_zip(tmp_path, "2019-06-01T00", [0.5, 1.0, 2.5], quality=10, name="hist.zip")
    for names in ((recent, checked), (checked, recent)):
        record = read(tmp_path, *names)
        assert record.begin_utc == utc("2019-05-31T23:00")
        assert record.columns["rain_mm"].tolist() == [0.5, 1.0, 2.5, 3.0]


def test_a_value_beats_none_whatever_its_quality(tmp_path: Path) -> None:
    one = rain_zip(tmp_path, "2019-06-01T01", [-999, 2.0], quality=10, name="a.zip")
    two = rain_zip(tmp_path, "2019-06-01T01", [1.0, -999], quality=1, name="b.zip")
    assert read(tmp_path, one, two).columns["rain_mm"].tolist() == [1.0, 2.0]


def test_quantities_may_come_from_two_stations_and_it_is_told(tmp_path: Path) -> None:
    rain = rain_zip(
        tmp_path, "2019-06-01T01", [1.0, 2.0], station=555, place=HERNE, station_name="Bochum"
    )
    text = dwd_text(TU, [(time, 3, 10.0, 80) for time in stamps("2019-06-01T00", 3)])
    temperature = dwd_zip(tmp_path, "tu.zip", text)
    record = read(tmp_path, rain, temperature)
    assert record.place == ESSEN
    told = " ".join(str(note) for note in record.notes)
    assert "Bochum (555)" in told and "Essen-Bredeney (1303)" in told


def test_local_time_in_the_description_is_told(tmp_path: Path) -> None:
    parameters = (
        "Stations_ID;Von_Datum;Bis_Datum;Stationsname;Parameter;Parameterbeschreibung;Einheit;"
        "Datenquelle (Strukturversion=SV);Zusatz-Info;Besonderheiten;Literaturhinweis;eor;\r\n"
        "1303;19500101;19801231;Essen;R1;stdl. Niederschlagshoehe;mm;Quelle;in MEZ;;;eor;\r\n"
        "1303;19810101;20301231;Essen;R1;stdl. Niederschlagshoehe;mm;Quelle;in UTC;;;eor;\r\n"
    )
    name = rain_zip(
        tmp_path,
        "2019-06-01T01",
        [1.0, 2.0],
        more={"Metadaten_Parameter_rr_stunde_01303.txt": parameters},
    )
    assert any("local time for R1" in str(note) for note in read(tmp_path, name).notes)


def test_station_that_was_moved_is_told(tmp_path: Path) -> None:
    name = rain_zip(
        tmp_path,
        "2019-06-01T01",
        [1.0, 2.0],
        place=None,
        more={
            "Metadaten_Geographie_01303.txt": (
                "Stations_id;Stationshoehe;Geogr.Breite;Geogr.Laenge;von_datum;bis_datum;"
                "Stationsname\n1303;152.0;51.40;6.96;19500101;19991231;Essen\n"
                "1303;150.0;51.41;6.97;20000101;        ;Essen\n"
            )
        },
    )
    record = read(tmp_path, name)
    assert record.place == StationPlace(51.41, 6.97, 150.0)
    assert any("moved" in str(note) for note in record.notes)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("2019060101", 3, "x", 0, 0)], ("row 2", "R1", "x")),
        ([("2019060101", 3, -1, 0, 0)], ("row 2", "R1", "-1")),
        ([("2019060101", 3, 900, 0, 0)], ("row 2", "900")),
        ([("20190601", 3, 1, 0, 0)], ("row 2", "20190601", "2024070114")),
        ([("2019060125", 3, 1, 0, 0)], ("row 2", "2019060125")),
        ([("9019060101", 3, 1, 0, 0)], ("row 2", "9019-06-01", "2200")),
        ([("2019060101", 3, 1, 0, 0)] * 2, ("row 3", "row before")),
        ([("2019060102", 3, 1, 0, 0), ("2019060101", 3, 1, 0, 0)], ("row 3", "above")),
        ([("2019060101", 3, 1, 0)], ("row 2", "6", "7")),
        ([], ("no row",)),
    ],
)
def test_bad_rows(tmp_path: Path, rows: list, told: tuple[str, ...]) -> None:
    text = dwd_text("STATIONS_ID;MESS_DATUM;QN_8;  R1;RS_IND;WRTR;eor", rows)
    sentence = refusal(tmp_path, dwd_zip(tmp_path, "rr.zip", text))
    missing = [part for part in ("rr.zip", *told) if part not in sentence]
    assert not missing, sentence


def test_two_stations_for_one_quantity(tmp_path: Path) -> None:
    one = rain_zip(tmp_path, "2019-06-01T01", [1.0, 2.0], name="a.zip")
    two = rain_zip(tmp_path, "2020-06-01T01", [1.0, 2.0], name="b.zip", station=555)
    sentence = refusal(tmp_path, one, two)
    assert "1303" in sentence and "555" in sentence and "rain_mm" in sentence


def test_two_clocks_for_one_quantity(tmp_path: Path) -> None:
    one = rain_zip(tmp_path, "2019-06-01T01", [1.0, 2.0], name="a.zip")
    two = ten_minutes(tmp_path, "2020-01-01T00:10", [2.0] * 6, "b.zip")
    assert "ten minutes" in refusal(tmp_path, one, two)


def test_files_of_one_quality_that_contradict_each_other(tmp_path: Path) -> None:
    one = rain_zip(tmp_path, "2019-06-01T01", [1.0, 2.0], name="a.zip")
    two = rain_zip(tmp_path, "2019-06-01T01", [1.0, 2.5], name="b.zip")
    sentence = refusal(tmp_path, one, two)
    assert "2019-06-01 02:00" in sentence and "2.5" in sentence


def test_several_stations_in_one_file(tmp_path: Path) -> None:
    text = dwd_text("STATIONS_ID;MESS_DATUM;QN_8;  R1;eor", [("2019060101", 3, 1.0)])
    text += dwd_text("", [("2019060102", 3, 1.0)], station=555).lstrip("\r\n")
    assert "several stations" in refusal(tmp_path, dwd_zip(tmp_path, "a.zip", text))


def test_product_that_is_no_weather(tmp_path: Path) -> None:
    text = dwd_text("STATIONS_ID;MESS_DATUM;QN_8;V_N_I; V_N;eor", [("2019060101", 3, "P", 7)])
    assert "none of its columns" in refusal(tmp_path, dwd_zip(tmp_path, "n.zip", text))


def test_heading_of_another_file(tmp_path: Path) -> None:
    assert "MESS_DATUM" in refusal(tmp_path, dwd_zip(tmp_path, "n.zip", "a;b\r\n1;2\r\n"))


def test_not_a_zip_of_the_weather_service(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "produkt_" in refusal(tmp_path, "a.zip")


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.6, 0.95])
def test_01_02_cut_off_zip(tmp_path: Path, share: float) -> None:
    name = rain_zip(tmp_path, "2019-06-01T01", [1.0, 2.0])
    content = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(content[: int(len(content) * share)])
    assert name in refusal(tmp_path, name)


def test_damaged_zip(tmp_path: Path) -> None:
    name = rain_zip(tmp_path, "2019-06-01T01", list(np.linspace(0.1, 9.0, 200)))
    content = bytearray((tmp_path / name).read_bytes())
    content[len(content) // 2] ^= 0xFF
    (tmp_path / name).write_bytes(bytes(content))
    assert "damaged" in refusal(tmp_path, name)


@pytest.mark.parametrize("member", ["../produkt_a.txt", "/etc/produkt_a.txt", "C:\\produkt_a.txt"])
def test_07_member_that_would_leave_the_zip(tmp_path: Path, member: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(member, "x")
    assert "leave" in refusal(tmp_path, "a.zip")


def test_07_zip_bomb(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("produkt_rr_stunde_1.txt", b"0" * 20_000_000)
    assert "MB" in refusal(tmp_path, "a.zip")


def test_07_zip_of_too_many_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dwd_archive, "BYTES_MAX", 100)
    assert "MB" in refusal(tmp_path, rain_zip(tmp_path, "2019-06-01T01", [1.0, 2.0]))


def test_a_missing_quantity_is_told_with_the_file_that_holds_it(tmp_path: Path) -> None:
    name = rain_zip(tmp_path, "2019-01-01T01:00", [0.1] * 48)
    weather = weather_of(tmp_path, name)
    with pytest.raises(InputProblem, match=r"no air_temperature_c; .* TU in its name"):
        weather.column("air_temperature_c")
