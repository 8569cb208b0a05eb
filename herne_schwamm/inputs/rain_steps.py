"""Steps of rain over time, out of the time of a NetCDF file."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from herne_schwamm.inputs.run_file_parts import DAYS_MAX, SECONDS_MAX
from herne_schwamm.problems import N_, InputProblem

NANOSECONDS = 1e9
SECONDS_PER_MINUTE = 60.0

STEP_TOLERANCE = 0.01
"""Share by which steps may differ: hours written with two decimals."""

SECONDS_OF_UNIT = {
    "s": 1.0,
    "sec": 1.0,
    "second": 1.0,
    "seconds": 1.0,
    "min": 60.0,
    "minute": 60.0,
    "minutes": 60.0,
    "h": 3600.0,
    "hr": 3600.0,
    "hour": 3600.0,
    "hours": 3600.0,
}
"""Units of a time that counts from the beginning of the rain. [s]"""


def rain_steps(
    file: str, dataset: xr.Dataset, time: str
) -> tuple[NDArray[np.float64], list[np.datetime64 | float]]:
    """Limits of the steps, and the moment each begins.

    Parameters
    ----------
    file
        Name of the file, for sentences.
    dataset
        Its content.
    time
        Name of the dimension time.

    Returns
    -------
    edges_s, moments
        One limit more than steps, from 0 on [s]; moments by the clock, or
        seconds where the file has none.

    Raises
    ------
    InputProblem
        There are no times, they do not rise, a moment is missing (without
        bounds, steps are equally long), or they last more than 30 days.
    """
    if time not in dataset.variables:
        raise InputProblem(
            N_("{file}: the dimension {name} has no coordinate that says when it rains"),
            file=file,
            name=time,
        )
    coordinate = dataset[time]
    bounds = coordinate.attrs.get("bounds", coordinate.encoding.get("bounds"))
    if bounds in dataset.variables:
        limits = _seconds(file, time, dataset[bounds], coordinate)
        if (
            limits.ndim != 2
            or limits.shape[1] != 2
            or not np.array_equal(limits[1:, 0], limits[:-1, 1])
        ):
            raise InputProblem(
                N_(
                    "{file}: the steps of {name} are not one after the other ({bounds}: the end "
                    "of each has to be the beginning of the next)"
                ),
                file=file,
                name=time,
                bounds=bounds,
            )
        edges = np.append(limits[:, 0], limits[-1, 1])
    else:
        begins = _seconds(file, time, coordinate, coordinate)
        if begins.size < 2:
            raise InputProblem(
                N_(
                    "{file}: one moment alone has no length; give at least two steps, or bounds "
                    "of {name}"
                ),
                file=file,
                name=time,
            )
        _check_equal(file, time, begins, coordinate)
        # The last step is as long as the others.
        edges = np.append(begins, 2.0 * begins[-1] - begins[-2])
    if not (np.isfinite(edges).all() and (np.diff(edges) > 0.0).all()):
        raise InputProblem(
            N_("{file}: the moments of {name} do not rise from step to step"),
            file=file,
            name=time,
        )
    edges = edges - edges[0]
    if edges[-1] > SECONDS_MAX:
        raise InputProblem(
            N_("{file}: the rain lasts {found:.0f} days, but a storm lasts at most {days} days"),
            file=file,
            found=edges[-1] / (SECONDS_MAX / DAYS_MAX),
            days=DAYS_MAX,
        )
    if np.issubdtype(coordinate.dtype, np.datetime64):
        return edges, list(coordinate.values)
    return edges, [float(edge) for edge in edges[:-1]]


def _check_equal(
    file: str, time: str, begins: NDArray[np.float64], coordinate: xr.DataArray
) -> None:
    """Refuse steps of unequal length: a frame that is missing would be filled with rain."""
    lengths = np.diff(begins)
    if not (np.isfinite(lengths).all() and (lengths > 0.0).all()):
        return  # Refused with a sentence of its own.
    step_s = float(np.sort(lengths)[(lengths.size - 1) // 2])
    wrong = np.flatnonzero(np.abs(lengths - step_s) > STEP_TOLERANCE * step_s)
    if wrong.size == 0:
        return
    first = int(wrong[0])
    by_clock = np.issubdtype(coordinate.dtype, np.datetime64)
    moments = [coordinate.values[first], coordinate.values[first + 1]] if by_clock else None
    before, found = moments or [float(begins[first]), float(begins[first + 1])]
    wanted = (
        before + np.timedelta64(round(step_s * NANOSECONDS), "ns") if by_clock else before + step_s
    )
    raise InputProblem(
        N_(
            "{file}: after {before} comes {found}, but {wanted} is expected: most steps of {name} "
            "last {step:g} min; add the moment that is missing, or give the steps bounds"
        ),
        file=file,
        name=time,
        before=moment_text(before),
        found=moment_text(found),
        wanted=moment_text(wanted),
        step=step_s / SECONDS_PER_MINUTE,
    )


def moment_text(moment: np.datetime64 | float) -> str:
    """A moment as it stands in sentences."""
    if isinstance(moment, np.datetime64):
        return str(np.datetime_as_string(moment, unit="s")).replace("T", " ")
    return f"{moment:g} s"


def _seconds(
    file: str, time: str, values: xr.DataArray, coordinate: xr.DataArray
) -> NDArray[np.float64]:
    """Times as seconds after the first one (by the clock), or after the zero of the file."""
    if np.issubdtype(values.dtype, np.datetime64):
        elapsed = values.values - values.values.flat[0]
        missing = np.isnat(values.values)
        seconds = elapsed.astype("timedelta64[ns]").astype(np.float64) / NANOSECONDS
        return np.where(missing, np.nan, seconds)
    unit = str(coordinate.attrs.get("units", "")).strip().lower()
    if not np.issubdtype(values.dtype, np.number) or unit not in SECONDS_OF_UNIT:
        raise InputProblem(
            N_(
                "{file}: the times of {name} cannot be understood; a date as the CF conventions "
                'write it is needed (units = "minutes since 2024-07-01 14:00"), or s, min or h'
            ),
            file=file,
            name=time,
        )
    return np.asarray(values.values, dtype=np.float64) * SECONDS_OF_UNIT[unit]
