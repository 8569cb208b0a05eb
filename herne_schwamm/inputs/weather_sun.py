"""Whether the radiation of a weather file fits the sun at its place and time.

A wrong zone of time or a wrong mark (beginning for end) puts radiation where
the sun is down or low. More of it than the sun sends above the air is
impossible; by how much it is more tells the fault, and which shift would not
have it tells the cause.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.sunlight import extraterrestrial_w_m2
from herne_schwamm.city.weather import HOUR, StationPlace
from herne_schwamm.problems import N_, InputProblem

TWILIGHT_W_M2 = 5.0
"""Light of the sky while the sun is down, and offsets of instruments. [W/m2]"""

EXCESS_MAX = 0.003
"""Share of the radiation that may exceed that above the air, twilight left out.

Whole years that are right have none of it (Athens, Amsterdam); moved by one
hour they have 0.0066 to 0.022. A single month moved by one hour may pass under
clouds (0.0013 at the least), moved by two it does not.
"""

SHIFTS_H = range(-12, 13)

DIMMEST_YEAR, DIMMEST_DAYS = 0.2, 0.02
"""Share of the radiation above the air below which a unit is wrong: over a year, over days.

De Bilt (the Netherlands) has 0.38 in the mean of 30 years.
"""
HOURS_OF_YEAR = 360 * 24


def check_sun(
    file: str,
    radiation_w_m2: NDArray[np.float64],
    times_utc: NDArray[np.datetime64],
    place: StationPlace,
) -> None:
    """Refuse radiation that cannot be that of the place and the times.

    Parameters
    ----------
    file
        For the sentence.
    radiation_w_m2
        Global radiation of every hour, NaN where there is none.
    times_utc
        Beginning of every hour, in universal time.
    place
        Where it was measured.

    Raises
    ------
    InputProblem
        It is more than the sun sends, as by night, or hardly any.
    """
    known = np.isfinite(radiation_w_m2)
    measured, times = radiation_w_m2[known], times_utc[known]
    total = float(measured.sum())
    if total <= 0.0:
        return
    above_air = extraterrestrial_w_m2(times, 60.0, place)
    excess = _excess(measured, above_air) / total
    if excess > EXCESS_MAX:
        told = {
            "file": file,
            "percent": 100.0 * excess,
            "latitude": place.latitude_deg,
            "longitude": place.longitude_deg,
        }
        shift = _best_shift_h(measured, times, place)
        if shift == 0:
            raise InputProblem(
                N_(
                    "{file}: {percent:.1f} % of the global radiation is more than the sun sends to "
                    "{latitude:.2f}° N, {longitude:.2f}° E; no other clock fits better, so check "
                    "its unit: W/m2 are expected (1 J/cm2 within an hour is 2.78 W/m2), and the "
                    "place"
                ),
                **told,
            )
        raise InputProblem(
            N_(
                "{file}: {percent:.1f} % of the global radiation is more than the sun sends to "
                "{latitude:.2f}° N, {longitude:.2f}° E, as after sunset; it fits best with times "
                "moved by {shift:+d} h: check the zone of time, whether a time marks the beginning "
                "or the end of its hour, the place, and the unit (W/m2)"
            ),
            shift=shift,
            **told,
        )
    share = total / float(above_air.sum())
    if share < (DIMMEST_YEAR if measured.size >= HOURS_OF_YEAR else DIMMEST_DAYS):
        raise InputProblem(
            N_(
                "{file}: the global radiation is only {percent:.1f} % of what the sun sends above "
                "the air; check its unit: W/m2 are expected (1 J/cm2 within an hour is 2.78 W/m2)"
            ),
            file=file,
            percent=100.0 * share,
        )


def _excess(measured: NDArray[np.float64], above_air: NDArray[np.float64]) -> float:
    return float(np.maximum(measured - above_air - TWILIGHT_W_M2, 0.0).sum())


def _best_shift_h(
    measured: NDArray[np.float64], times: NDArray[np.datetime64], place: StationPlace
) -> int:
    excess = {
        shift: _excess(measured, extraterrestrial_w_m2(times + shift * HOUR, 60.0, place))
        for shift in SHIFTS_H
    }
    return min(SHIFTS_H, key=lambda shift: (excess[shift], abs(shift)))
