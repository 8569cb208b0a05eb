"""Thirty years of hourly reference evapotranspiration, beside plain numpy.

    python -m benchmarks.reference_evaporation [--years 30] [--page docs/performance.md]

Both ways compute FAO-56 Penman-Monteith for the same made-up hours, one after
the other in each round, so that a busy machine hits both alike; the best round
is told. The radiation above the air, which both need, is timed by itself.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator

import numpy as np

from benchmarks.page import page_option, tell
from herne_schwamm.city.sunlight import extraterrestrial_w_m2
from herne_schwamm.city.weather import StationPlace
from herne_schwamm.kernels.evaporation_series import penman_monteith_hours_mm

REMARK = "FAO-56 Penman-Monteith of made-up hours, CPU seconds of one core."
HERNE = StationPlace(51.54, 7.21, 60.0)
HOURS_PER_YEAR = 8766


def plain(
    temperature: np.ndarray,
    humidity: np.ndarray,
    wind: np.ndarray,
    radiation: np.ndarray,
    above_air: np.ndarray,
    height_m: float,
) -> np.ndarray:
    """The same by whole arrays."""
    saturated = 0.6108 * np.exp(17.27 * temperature / (temperature + 237.3))
    vapour = saturated * humidity
    slope = 4098.0 * saturated / (temperature + 237.3) ** 2
    gamma = 0.665e-3 * 101.3 * ((293.0 - 0.0065 * height_m) / 293.0) ** 5.26
    lit = above_air > 0.0
    tells = np.zeros(lit.size, dtype=bool)
    tells[3:-3] = lit[:-6] & lit[6:]
    known = np.flatnonzero(tells)
    clear = radiation[known] / ((0.75 + 2e-5 * height_m) * above_air[known])
    last = np.maximum(np.searchsorted(known, np.arange(lit.size), "right") - 1, 0)
    cloud = 1.35 * np.clip(clear[last], 0.3, 1.0) - 0.35
    loss = 4.903e-9 / 24.0 * (temperature + 273.16) ** 4 * (0.34 - 0.14 * np.sqrt(vapour)) * cloud
    net = 0.77 * 0.0036 * radiation - loss
    energy = net - np.where(net > 0.0, 0.1, 0.5) * net
    from_air = gamma * 37.0 / (temperature + 273.0) * wind * (saturated - vapour)
    depth = (0.408 * slope * energy + from_air) / (slope + gamma * (1.0 + 0.34 * wind))
    return np.maximum(0.0, depth)


def rows_of_table(years: int, rounds: int) -> Iterator[tuple[str, str]]:
    """What is measured, row by row."""
    hours = years * HOURS_PER_YEAR
    random = np.random.default_rng(1)
    times = np.datetime64("1991-01-01T00:00", "m") + np.timedelta64(60, "m") * np.arange(hours)
    above_air = extraterrestrial_w_m2(times, 60.0, HERNE)
    weather = (
        random.uniform(-5.0, 30.0, hours),
        random.uniform(0.3, 1.0, hours),
        random.uniform(0.0, 8.0, hours),
        above_air * random.uniform(0.05, 0.75, hours),
        above_air,
        HERNE.height_m,
    )
    difference = float(np.abs(penman_monteith_hours_mm(*weather) - plain(*weather)).max())
    best = {"sun": np.inf, "kernel": np.inf, "numpy": np.inf}
    for _ in range(rounds):
        for name, run in (
            ("sun", lambda: extraterrestrial_w_m2(times, 60.0, HERNE)),
            ("kernel", lambda: penman_monteith_hours_mm(*weather)),
            ("numpy", lambda: plain(*weather)),
        ):
            started = time.process_time()
            run()
            best[name] = min(best[name], time.process_time() - started)
    yield "hours", f"{hours}, best of {rounds} rounds; greatest difference {difference:.1e} mm"
    yield "radiation above the air", f"{best['sun']:.3f} s"
    yield "Penman-Monteith, kernel", f"{best['kernel']:.3f} s"
    yield "Penman-Monteith, plain numpy", f"{best['numpy']:.3f} s"
    yield "kernel beside plain numpy", f"{best['numpy'] / best['kernel']:.1f} ×"


def main() -> None:
    """Measure, print, and write the page where one is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=5)
    page_option(parser)
    asked = parser.parse_args()
    tell("reference_evaporation", REMARK, rows_of_table(asked.years, asked.rounds), asked.page)


if __name__ == "__main__":
    main()
