"""Rain that differs from place to place, from NetCDF files."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pyproj
import xarray as xr
from numpy.typing import NDArray

from herne_schwamm.city.forcing import RainRasters
from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs.netcdf_probe import refuse_unopenable, unreadable
from herne_schwamm.inputs.rain_netcdf import (
    RainDimensions,
    rain_axis,
    rain_dimensions,
    rain_system,
    rain_variable,
)
from herne_schwamm.inputs.rain_steps import moment_text, rain_steps
from herne_schwamm.inputs.rain_units import RainUnit, rain_unit
from herne_schwamm.inputs.rain_zones import rain_zones
from herne_schwamm.inputs.run_file_parts import RAIN_LIMIT_MM_H
from herne_schwamm.problems import N_, InputProblem

SECONDS_PER_HOUR = 3600.0


def read_rain_rasters(
    path: Path, variable: str | None, grid: Grid, inside: NDArray[np.bool_]
) -> RainRasters:
    """Rain over the city from a NetCDF file with a raster per step.

    The rain has the dimensions time, y and x in any order, named by the CF
    conventions (standard_name, axis) or as usual. It is a depth per step or an
    intensity, as its attribute ``units`` says. A moment is the beginning of
    its step, unless the time has bounds; the first one is second 0. Each cell
    of the city has the rain of the nearest rain cell.

    Parameters
    ----------
    path
        NetCDF file.
    variable
        Name of the rain in it; None where there is only one candidate.
    grid, inside
        The city's grid and the cells that belong to it.

    Returns
    -------
    RainRasters
        Intensities of those rain cells that fall on the city. [mm/h]

    Raises
    ------
    InputProblem
        The file cannot be read, its dimensions, reference system or unit are
        not clear, the rain does not cover the city, or a value is missing,
        negative or above 500 mm/h (with time and place).
    """
    file = path.name
    if not path.is_file():
        raise InputProblem(N_("{file}: there is no such file"), file=path)
    refuse_unopenable(path)
    # Loading the library and odd attributes warn of what a user cannot mend.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            opened = xr.open_dataset(
                path,
                engine="netcdf4",
                decode_coords="all",
                decode_timedelta=False,
                cache=False,
            )
        except (OSError, ValueError, TypeError, KeyError, RuntimeError) as error:
            raise unreadable(file, str(error)) from error
        with opened as dataset:
            return _read(file, dataset, variable, grid, inside)


def _read(
    file: str, dataset: xr.Dataset, variable: str | None, grid: Grid, inside: NDArray[np.bool_]
) -> RainRasters:
    name = rain_variable(file, dataset, variable)
    rain = dataset[name]
    dimensions = rain_dimensions(dataset, rain)
    if dimensions is None:
        raise AssertionError("a candidate without the dimensions of rain")
    unit = _unit(file, rain)
    crs = rain_system(file, dataset, rain, dimensions)
    x, y = rain_axis(file, dataset, dimensions.x, crs), rain_axis(file, dataset, dimensions.y, crs)
    if x.size is None and y.size is None:
        raise InputProblem(
            N_("{file}: one rain cell alone has no size; give at least two along x or y"),
            file=file,
        )
    x.size, y.size = x.size or y.size, y.size or x.size
    zone, rows, columns = rain_zones(file, crs, x, y, grid, inside)
    edges_s, moments = rain_steps(file, dataset, dimensions.time)
    try:
        values = _values(rain, dimensions, rows, columns)
    except (OSError, RuntimeError) as error:
        raise unreadable(file, str(error)) from error
    if unit.per_step:
        values *= unit.factor / (np.diff(edges_s) / SECONDS_PER_HOUR)[:, np.newaxis]
    else:
        values *= unit.factor
    fault = ~((values >= 0.0) & (values <= RAIN_LIMIT_MM_H))
    if fault.any():
        step, place = divmod(int(fault.argmax()), values.shape[1])
        raise _value_fault(
            file,
            name,
            float(values[step, place]),
            moment_text(moments[step]),
            _place(crs, x.at(int(columns[place])), y.at(int(rows[place])), grid),
        )
    return RainRasters(edges_s, values, zone)


def _unit(file: str, rain: xr.DataArray) -> RainUnit:
    text = str(rain.attrs.get("units", ""))
    unit = rain_unit(text)
    if unit is None:
        raise InputProblem(
            N_(
                '{file}: {name} has the unit "{unit}"; a depth per step (mm, kg m-2, m) or an '
                "intensity (mm/h, kg m-2 s-1) is needed in its attribute units"
            ),
            file=file,
            name=rain.name,
            unit=text,
        )
    return unit


def _values(
    rain: xr.DataArray,
    dimensions: RainDimensions,
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
) -> NDArray[np.float64]:
    """(steps, zones) The numbers of the rain cells that fall on the city."""
    top, left = int(rows.min()), int(columns.min())
    window = rain.isel(
        {
            dimensions.y: slice(top, int(rows.max()) + 1),
            dimensions.x: slice(left, int(columns.max()) + 1),
        }
    )
    alone = [name for name in window.dims if name not in dimensions.names]
    ordered = window.squeeze(alone, drop=True).transpose(*dimensions.names)
    return np.asarray(ordered.values, dtype=np.float64)[:, rows - top, columns - left]


def _place(crs: pyproj.CRS, x: float, y: float, grid: Grid) -> tuple[float, float]:
    """Where a rain cell lies in the city's reference system. [m]"""
    x_m, y_m = pyproj.Transformer.from_crs(crs, grid.crs, always_xy=True).transform(x, y)
    return float(x_m), float(y_m)


def _value_fault(
    file: str, name: str, value: float, moment: str, place: tuple[float, float]
) -> InputProblem:
    facts = {"file": file, "name": name, "moment": moment, "x": place[0], "y": place[1]}
    if np.isnan(value):
        return InputProblem(
            N_(
                "{file}: {name} has no value at {moment} in the rain cell at x = {x:.0f}, "
                "y = {y:.0f}, which falls on the city; fill the gap (0 where it did not rain)"
            ),
            **facts,
        )
    if value < 0.0:
        return InputProblem(
            N_(
                "{file}: {name} is negative ({value:g} mm/h) at {moment} in the rain cell at "
                "x = {x:.0f}, y = {y:.0f}; mark missing values with the attribute _FillValue"
            ),
            value=value,
            **facts,
        )
    return InputProblem(
        N_(
            "{file}: {name} is {value:.0f} mm/h at {moment} in the rain cell at x = {x:.0f}, "
            "y = {y:.0f}, more than it rains ({limit:.0f} mm/h); check its attribute units"
        ),
        value=value,
        limit=RAIN_LIMIT_MM_H,
        **facts,
    )
