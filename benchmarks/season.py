"""Combinations and hours per second of the season.

    python -m benchmarks.season [--years 30] [--combinations 5000] [--page docs/performance.md]

By default 30 years of 5 000 different combinations: ground, roofs, green
roofs, and chains of roof, cistern and swale. The weather is made by a seeded
generator: as many wet hours a year as De Bilt has.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator

import numba
import numpy as np
import pandas as pd

from benchmarks.page import page_option, tell
from benchmarks.plain_season import plain_season
from herne_schwamm.city.facilities import cistern, green_roof, ground, roof, swale, unit_table
from herne_schwamm.city.water import STORES
from herne_schwamm.kernels import season_layout as at
from herne_schwamm.models.season import SeasonForcing, simulate_season
from herne_schwamm.models.season_balance import EVAPORATION

REMARK = (
    "Different combinations hour by hour: ground, roofs, green roofs, and chains of roof, cistern "
    "and swale; weather of a seeded generator (synthetic). Plain numpy runs over fewer hours: its "
    "rate is the same in every hour."
)
HOURS_PER_YEAR = 8766
WET_SHARE, MEAN_MM = 0.087, 1.05
PLAIN_HOURS = HOURS_PER_YEAR
SURFACES = ("asphalt", "paving", "lawn", "garden", "settlement", "forest", "gravel")
SOILS = ("sand", "loamy_sand", "sandy_loam", "loam", "silt_loam", "clay_loam", "clay")


def weather(hours: int) -> SeasonForcing:
    """Showers at random and a sun that shines less in winter and in rain."""
    rng = np.random.default_rng(1)
    rain = np.where(rng.random(hours) < WET_SHARE, rng.exponential(MEAN_MM, hours), 0.0)
    hour = np.arange(hours)
    summer = 1.0 - 0.85 * np.cos(2.0 * np.pi * (hour % HOURS_PER_YEAR) / HOURS_PER_YEAR)
    sun = np.maximum(0.0, np.sin(2.0 * np.pi * (hour % 24 - 6) / 24))
    potential = 0.23 * sun * summer * np.where(rain > 0.0, 0.3, 1.0)
    return SeasonForcing(np.datetime64("1990-01-01T00"), rain, potential)


def plain_units(count: int) -> pd.DataFrame:
    """Three quarters ground, a quarter roofs, no two alike."""
    rng = np.random.default_rng(2)
    rows = [
        roof(100.0, roof_capacity_mm=0.2 + 0.8 * rng.random())
        if number % 4 == 3
        else ground(
            100.0,
            SURFACES[number % len(SURFACES)],
            SOILS[number % len(SOILS)],
            rng.random() * (number % 3 > 0),
            conductivity_mm_h=3.0 + 10.0 * rng.random(),
        )
        for number in range(count)
    ]
    return unit_table(rows)


def linked_units(count: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Half as above; the rest green roofs and chains of roof, cistern and swale."""
    rng = np.random.default_rng(3)
    rows = list(plain_units(count // 2).to_dict("records"))
    links = []
    while len(rows) < count:
        area = 50.0 + 200.0 * rng.random()
        first = len(rows)
        rows += [
            green_roof(area, 40.0 + 60.0 * rng.random()),
            roof(area, roof_capacity_mm=0.2 + 0.8 * rng.random()),
            cistern(3.0, area),
            swale(0.1 * area, 10.0 + 50.0 * rng.random()),
        ]
        links += [(first + 1, first + 2), (first + 2, first + 3), (first, first + 3)]
    table = pd.DataFrame(links, columns=["from_unit", "to_unit"])
    return unit_table(rows), table.assign(share=1.0)


def half_wet(units: pd.DataFrame) -> pd.DataFrame:
    """Soil half full, all else empty."""
    stores = pd.DataFrame(0.0, index=units.index, columns=list(STORES))
    return stores.assign(root_zone_mm=0.5 * units["root_zone_capacity_mm"])


def timed(units: pd.DataFrame, links: pd.DataFrame, forcing: SeasonForcing) -> tuple[float, int]:
    """Seconds, and the number of combinations; the balance has to hold."""
    start = time.perf_counter()
    result = simulate_season(units, links, forcing, half_wet(units))
    seconds = time.perf_counter() - start
    if result.balance.fails:
        raise SystemExit("the balance does not hold")
    return seconds, result.units.count


def rows_of_table(years: int, count: int) -> Iterator[tuple[str, str]]:
    """What is measured, row by row."""
    none = pd.DataFrame({"from_unit": [], "to_unit": [], "share": []}).astype(
        {"from_unit": int, "to_unit": int}
    )
    unlinked = plain_units(count)
    linked, links = linked_units(count)
    short = weather(PLAIN_HOURS)
    timed(linked.iloc[:8], none, short)  # compile

    start = time.perf_counter()
    root = half_wet(unlinked)["root_zone_mm"].to_numpy()
    plain = plain_season(unlinked, short, root)
    seconds = time.perf_counter() - start
    plain_rate = count * PLAIN_HOURS / seconds
    result = simulate_season(unlinked, none, short, half_wet(unlinked))
    sums = result.sums.yearly.sum(axis=0)[result.units.combination]
    ours = np.stack(
        [sums[:, EVAPORATION].sum(axis=1), sums[:, at.OVERFLOW], sums[:, at.RECHARGE]], axis=1
    )
    apart = np.abs(ours - plain).max() / short.rain_mm.sum()
    yield "plain numpy and kernel differ by", f"{apart:.1e} of the rain"
    forcing = weather(years * HOURS_PER_YEAR)
    yield (
        f"plain numpy, ground and roofs, {PLAIN_HOURS} h of {count} combinations",
        f"{seconds:.1f} s, {plain_rate / 1e6:.2f} million unit-hours/s; {years} years would take "
        f"{count * forcing.hours / plain_rate / 60.0:.0f} min",
    )
    for threads in sorted({1, numba.config.NUMBA_NUM_THREADS}):
        numba.set_num_threads(threads)
        for label, units, connections in (
            ("ground and roofs", unlinked, none),
            ("with chains", linked, links),
        ):
            seconds, combinations = timed(units, connections, forcing)
            rate = combinations * forcing.hours / seconds
            yield (
                f"{label}, {combinations} combinations, {years} years, {threads} thread(s)",
                f"{seconds:.1f} s, {rate / 1e6:.1f} million unit-hours/s, "
                f"{rate / plain_rate:.1f} × plain numpy",
            )


def main() -> None:
    """Measure, print, and write the page where one is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, default=30)
    parser.add_argument("--combinations", type=int, default=5000)
    page_option(parser)
    asked = parser.parse_args()
    tell("season", REMARK, rows_of_table(asked.years, asked.combinations), asked.page)


if __name__ == "__main__":
    main()
