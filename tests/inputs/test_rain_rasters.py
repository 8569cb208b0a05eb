"""Rain rasters: their spellings, which cell falls where, and what is refused."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
import xarray as xr

from herne_schwamm.city.forcing import RainRasters
from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs.rain_rasters import read_rain_rasters
from herne_schwamm.inputs.rain_units import rain_unit
from herne_schwamm.problems import InputProblem

# 4 x 6 cells of 500 m: three rain cells of 1 km side by side, two one above the other.
GRID = Grid("EPSG:25832", 375_000.0, 5_712_000.0, 500.0, 4, 6)
INSIDE = np.ones(GRID.shape, dtype=bool)
X = np.array([374_500.0, 375_500.0, 376_500.0, 377_500.0, 378_500.0])
Y = np.array([5_712_500.0, 5_711_500.0, 5_710_500.0, 5_709_500.0])
TIMES = np.array(["2024-07-01T14:00", "2024-07-01T14:05", "2024-07-01T14:10"], dtype="M8[ns]")

# Rain in mm/h: each cell and step another.
RAIN = np.arange(TIMES.size * Y.size * X.size, dtype=float).reshape(TIMES.size, Y.size, X.size)

ZONES = np.array([[0, 0, 1, 1, 2, 2], [0, 0, 1, 1, 2, 2], [3, 3, 4, 4, 5, 5], [3, 3, 4, 4, 5, 5]])
VALUES = RAIN[:, 1:3, 1:4].reshape(3, 6)


def dataset(rain: Any = RAIN, units: str | None = "mm/h", **coordinates: Any) -> xr.Dataset:
    values: dict[str, Any] = {"time": TIMES, "y": Y, "x": X} | coordinates
    array = xr.DataArray(rain, coords=values, dims=("time", "y", "x"), name="rain")
    array.attrs = {"grid_mapping": "spatial_ref"} | ({} if units is None else {"units": units})
    made = array.to_dataset()
    made["spatial_ref"] = xr.DataArray(0, attrs={"crs_wkt": pyproj.CRS(25832).to_wkt()})
    return made


def written(made: xr.Dataset, folder: Path, name: str = "rain.nc") -> Path:
    path = folder / name
    made.to_netcdf(path, engine="netcdf4")
    return path


def read(
    made: xr.Dataset,
    folder: Path,
    variable: str | None = None,
    grid: Grid = GRID,
    inside: Any = INSIDE,
) -> RainRasters:
    return read_rain_rasters(written(made, folder), variable, grid, inside)


def refusal(made: xr.Dataset, folder: Path, variable: str | None = None, **more: Any) -> str:
    with pytest.raises(InputProblem) as caught:
        read(made, folder, variable, **more)
    text = str(caught.value)
    assert "rain.nc" in text
    assert "\n" not in text
    return text


def assert_expected(rain: RainRasters) -> None:
    assert rain.edges_s.tolist() == [0.0, 300.0, 600.0, 900.0]
    assert rain.zone.dtype == np.int32
    assert rain.zone.tolist() == ZONES.tolist()
    assert rain.values == pytest.approx(VALUES)


def test_city_cells_have_the_rain_of_the_nearest_rain_cell(tmp_path: Path) -> None:
    rain = read(dataset(), tmp_path)
    assert_expected(rain)
    mean = rain.mean_over(INSIDE)
    assert mean.values == pytest.approx(VALUES.mean(axis=1))


@pytest.mark.parametrize("order", list(itertools.permutations(["time", "y", "x"])))
def test_any_order_of_dimensions(tmp_path: Path, order: tuple[str, ...]) -> None:
    assert_expected(read(dataset().transpose(*order), tmp_path))


@pytest.mark.parametrize(
    ("units", "factor"),
    [
        ("mm/h", 1.0),
        ("mm h-1", 1.0),
        ("mm h^-1", 1.0),
        ("mm hr**-1", 1.0),
        ("kg m-2 s-1", 1.0 / 3600.0),
        ("kg/m2/s", 1.0 / 3600.0),
        ("mm s-1", 1.0 / 3600.0),
        ("m s-1", 1.0 / 3.6e6),
        ("mm/day", 24.0),
        ("mm min-1", 1.0 / 60.0),
    ],
)
def test_intensities(tmp_path: Path, units: str, factor: float) -> None:
    assert_expected(read(dataset(RAIN * factor, units), tmp_path))


@pytest.mark.parametrize(
    ("units", "factor"),
    [("mm", 1.0), ("kg m-2", 1.0), ("kg/m^2", 1.0), ("l/m2", 1.0), ("m", 1e-3), ("cm", 0.1)],
)
def test_depths_per_step(tmp_path: Path, units: str, factor: float) -> None:
    hours = np.array([5.0, 5.0, 5.0]) / 60.0
    assert_expected(read(dataset(RAIN * factor * hours[:, None, None], units), tmp_path))


@pytest.mark.parametrize(
    "text", ["", "1", "K", "mm2", "mm s", "kg", "mm/h/h", "dBZ", "0.1 mm", "mm h", "h", "mm-1"]
)
def test_what_is_no_unit_of_rain(text: str) -> None:
    assert rain_unit(text) is None


def test_unit_that_is_missing_or_odd_is_told(tmp_path: Path) -> None:
    assert 'rain has the unit ""' in refusal(dataset(units=None), tmp_path)
    assert 'rain has the unit "dBZ"' in refusal(dataset(units="dBZ"), tmp_path)


def test_rows_from_south_to_north(tmp_path: Path) -> None:
    rain = read(dataset().isel(y=slice(None, None, -1)), tmp_path)
    # Zones are numbered in the order of the file: the place of each has the same rain.
    assert rain.values[:, rain.zone] == pytest.approx(VALUES[:, ZONES])


def test_names_by_the_cf_conventions(tmp_path: Path) -> None:
    made = dataset().rename({"x": "a", "y": "b", "time": "c", "rain": "RR"})
    made["a"].attrs = {"standard_name": "projection_x_coordinate"}
    made["b"].attrs = {"axis": "Y"}
    made["c"].attrs = {"standard_name": "time"}
    assert_expected(read(made, tmp_path))


def test_coordinates_in_kilometres(tmp_path: Path) -> None:
    made = dataset(x=X / 1000.0, y=Y / 1000.0)
    made["x"].attrs["units"] = made["y"].attrs["units"] = "km"
    assert_expected(read(made, tmp_path))


def test_grid_mapping_of_cf_attributes(tmp_path: Path) -> None:
    made = dataset()
    attributes = pyproj.CRS(25832).to_cf()
    attributes.pop("crs_wkt")
    made["spatial_ref"].attrs = attributes
    assert_expected(read(made, tmp_path))


def test_longitude_and_latitude(tmp_path: Path) -> None:
    middle = pyproj.Transformer.from_crs(25832, 4326, always_xy=True)
    lon, lat = middle.transform(376_500.0, 5_711_000.0)
    made = dataset().rename({"x": "lon", "y": "lat"}).drop_vars("spatial_ref")
    del made["rain"].attrs["grid_mapping"]
    made = made.assign_coords(
        lon=lon + 0.0144 * np.arange(-2, 3), lat=lat + 0.009 * np.array([1.5, 0.5, -0.5, -1.5])
    )
    rain = read(made, tmp_path)
    # The meridian is not quite the grid's north: only what is clear is asked.
    assert rain.zone[0, [0, 2, 5]].tolist() == [0, 1, 2]
    assert rain.zone[3, [0, 2, 5]].tolist() == [3, 4, 5]
    assert rain.values == pytest.approx(VALUES)
    turned = made.assign_coords(lon=made["lon"].values - 10.0 + 360.0)
    assert turned["lon"].min() > 350.0
    west = pyproj.Transformer.from_crs(4326, 32630, always_xy=True).transform(lon - 10.0, lat)
    grid_in_the_atlantic = Grid("EPSG:32630", west[0] - 250.0, west[1] + 250.0, 500.0, 1, 1)
    rain = read(turned, tmp_path, grid=grid_in_the_atlantic, inside=np.ones((1, 1), dtype=bool))
    assert rain.values.shape == (3, 1)


def test_only_cells_of_the_city_count(tmp_path: Path) -> None:
    inside = np.zeros(GRID.shape, dtype=bool)
    inside[3, 5] = inside[0, 0] = True
    # Elsewhere the rain may be unknown.
    holes = RAIN.copy()
    holes[:, 1, 2] = np.nan
    rain = read(dataset(holes), tmp_path, inside=inside)
    assert rain.values.tolist() == VALUES[:, [0, 5]].tolist()
    assert (rain.zone[0, 0], rain.zone[3, 5]) == (0, 1)
    assert set(rain.zone[~inside].tolist()) == {0}


def test_blocks_of_rows_make_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("herne_schwamm.inputs.rain_zones.CELLS_PER_BLOCK", 7)
    assert_expected(read(dataset(), tmp_path))


def test_bounds_say_that_moments_are_ends(tmp_path: Path) -> None:
    ends = np.array(["2024-07-01T14:05", "2024-07-01T14:10", "2024-07-01T14:15"], dtype="M8[ns]")
    made = dataset(time=ends)
    begins = np.concatenate([TIMES[:1], ends[:-1]])
    made["time_bnds"] = xr.DataArray(np.stack([begins, ends], axis=1), dims=("time", "nv"))
    made["time"].attrs["bounds"] = "time_bnds"
    made["time"].encoding["units"] = "seconds since 2024-07-01 13:00"
    assert_expected(read(made, tmp_path))
    made["time_bnds"][1, 0] = TIMES[1] + np.timedelta64(1, "m")
    assert "not one after the other" in refusal(made, tmp_path)


def test_minutes_without_a_date(tmp_path: Path) -> None:
    made = dataset(time=np.array([0.0, 5.0, 10.0]))
    made["time"].attrs["units"] = "minutes"
    assert_expected(read(made, tmp_path))
    made["time"].attrs["units"] = "fortnights"
    assert "cannot be understood" in refusal(made, tmp_path)


@pytest.mark.parametrize("order", [[0, 2, 1], [0, 1, 1]])
def test_times_that_do_not_rise(tmp_path: Path, order: list[int]) -> None:
    assert "do not rise" in refusal(dataset(time=TIMES[order]), tmp_path)


def test_one_moment_alone(tmp_path: Path) -> None:
    assert "one moment alone" in refusal(dataset().isel(time=slice(1)), tmp_path)


def test_rain_of_more_than_thirty_days(tmp_path: Path) -> None:
    times = np.array(["2024-07-01", "2024-07-20", "2024-08-08"], dtype="M8[ns]")
    assert "at most 30 days" in refusal(dataset(time=times), tmp_path)


def test_dimension_of_one_is_no_matter(tmp_path: Path) -> None:
    assert_expected(read(dataset().expand_dims(band=[1]), tmp_path))
    assert "no variable has the dimensions" in refusal(
        xr.concat([dataset().expand_dims(member=[i]) for i in range(2)], dim="member"), tmp_path
    )


def test_choice_of_the_variable(tmp_path: Path) -> None:
    made = dataset()
    made["other"] = made["rain"] * 2.0
    made["other"].attrs = made["rain"].attrs
    assert "name one as rain_variable: rain, other" in refusal(made, tmp_path)
    assert_expected(read(made, tmp_path, "rain"))
    assert read(made, tmp_path, "other").values == pytest.approx(2.0 * VALUES)
    assert "there is no variable RR" in refusal(made, tmp_path, "RR")


def test_no_variable_has_the_dimensions(tmp_path: Path) -> None:
    text = refusal(dataset().isel(time=0, drop=True), tmp_path)
    assert "rain (y, x)" in text


def test_no_reference_system(tmp_path: Path) -> None:
    made = dataset().drop_vars("spatial_ref")
    del made["rain"].attrs["grid_mapping"]
    assert "names no reference system" in refusal(made, tmp_path)
    odd = dataset()
    odd["spatial_ref"].attrs["crs_wkt"] = "Herne"
    assert "cannot be understood" in refusal(odd, tmp_path)


def test_coordinates_that_jump_or_are_missing(tmp_path: Path) -> None:
    assert "dimension x needs the coordinates" in refusal(dataset(x=X[[0, 2, 1, 3, 4]]), tmp_path)
    assert "dimension y needs the coordinates" in refusal(dataset().drop_vars("y"), tmp_path)
    assert "dimension time has no coordinate" in refusal(dataset().drop_vars("time"), tmp_path)


def test_city_that_is_not_covered(tmp_path: Path) -> None:
    # Two thirds of the columns lie beyond the edge of the last rain cell.
    text = refusal(dataset().isel(x=slice(2)), tmp_path)
    assert "only 33.3 % of the city" in text
    assert "x = 376250.0, y = 5711750.0" in text
    far = dataset(x=X + 100_000.0)
    assert "only 0.0 % of the city" in refusal(far, tmp_path)


def test_city_up_to_the_edge_of_the_last_rain_cell_is_covered_and_no_further(
    tmp_path: Path,
) -> None:
    narrower = Grid("EPSG:25832", 375_000.0, 5_712_000.0, 500.0, 4, 4)
    made = dataset().isel(x=slice(3))
    rain = read(made, tmp_path, grid=narrower, inside=np.ones(narrower.shape, dtype=bool))
    assert rain.zone[0].tolist() == [0, 0, 1, 1]
    wider = Grid("EPSG:25832", 375_000.0, 5_712_000.0, 500.0, 4, 5)
    inside = np.ones(wider.shape, dtype=bool)
    assert "only 80.0 % of the city" in refusal(made, tmp_path, grid=wider, inside=inside)


@pytest.mark.parametrize("clock", [True, False])
def test_missing_frame_is_not_filled_with_rain(tmp_path: Path, clock: bool) -> None:
    minutes = np.array([0.0, 5.0, 20.0, 25.0])
    begin = np.datetime64("2024-07-01T14:00", "ns")
    times = begin + (minutes * 60.0).astype("timedelta64[s]") if clock else minutes
    made = dataset(np.full((4, Y.size, X.size), 20.0), time=times)
    if not clock:
        made["time"].attrs["units"] = "min"
    text = refusal(made, tmp_path)
    wanted = "2024-07-01 14:10:00" if clock else "600 s"
    assert f"but {wanted} is expected: most steps of time last 5 min" in text


def test_one_rain_cell_alone(tmp_path: Path) -> None:
    assert "no size" in refusal(dataset().isel(x=[2], y=[1]), tmp_path)
    small = Grid("EPSG:25832", 376_000.0, 5_712_000.0, 500.0, 2, 2)
    inside = np.ones((2, 2), dtype=bool)
    rain = read(dataset().isel(x=[2], y=[1, 2]), tmp_path, grid=small, inside=inside)
    assert rain.values[:, 0].tolist() == RAIN[:, 1, 2].tolist()


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (np.nan, "rain has no value at 2024-07-01 14:05:00"),
        (-1.0, r"rain is negative \(-1 mm/h\) at 2024-07-01 14:05:00"),
        (501.0, "rain is 501 mm/h at 2024-07-01 14:05:00"),
        (np.inf, "rain is inf mm/h at 2024-07-01 14:05:00"),
    ],
)
def test_values_that_cannot_be_are_named_with_time_and_place(
    tmp_path: Path, value: float, told: str
) -> None:
    rain = RAIN.copy()
    rain[1, 2, 3] = value
    with pytest.raises(InputProblem, match=rf"{told} .*x = 377500, y = 5710500"):
        read(dataset(rain), tmp_path)


def test_fill_value_and_packing_are_understood(tmp_path: Path) -> None:
    packed = {"rain": {"dtype": "int16", "scale_factor": 0.5, "_FillValue": -9}}
    path = tmp_path / "rain.nc"
    dataset().to_netcdf(path, encoding=packed)
    assert_expected(read_rain_rasters(path, None, GRID, INSIDE))
    holes = RAIN.copy()
    holes[2, 1, 1] = np.nan
    dataset(holes).to_netcdf(path, encoding=packed)
    with pytest.raises(InputProblem, match="no value at 2024-07-01 14:10:00"):
        read_rain_rasters(path, None, GRID, INSIDE)


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(InputProblem, match="there is no such file"):
        read_rain_rasters(tmp_path / "none.nc", None, GRID, INSIDE)
    (tmp_path / "rain.nc").write_bytes(b"no NetCDF file")
    with pytest.raises(InputProblem, match=r"rain\.nc: this cannot be read as a NetCDF file"):
        read_rain_rasters(tmp_path / "rain.nc", None, GRID, INSIDE)
