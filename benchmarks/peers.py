"""The same floods with itzi-core and Landlab beside ours, on this machine, one after the other.

    python -m benchmarks.peers --python PYTHON3.12 [--data DATA] [--page docs/performance.md]

itzi-core (LGPL, https://itzi.org) needs Python 3.12 or later; Landlab (MIT,
https://landlab.csdms.io) is left out where it cannot be installed. Each gets a virtual
environment of its own in a temporary folder. All get the same terrain, roughness and rain;
edges are closed, nothing infiltrates, no sewer. Cases: Newcastle (shared data, where `--data`
names their folder) and a generated town (synthetic) without its sewer and soil, a smaller one
for Landlab, which is stopped after a while: ours then runs no further than it came.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.page import page_option, tell
from benchmarks.town import town
from herne_schwamm.city.city import CLOSED, City
from herne_schwamm.city.forcing import Storm, block_rain
from herne_schwamm.city.plain import grid_for, plain_city
from herne_schwamm.city.water import resting_water
from herne_schwamm.inputs.city import read_city
from herne_schwamm.inputs.run_file import read_run_file
from herne_schwamm.models.storm import simulate_storm
from herne_schwamm.models.storm_result import StormRun
from herne_schwamm.models.warmup import compile_storm

REMARK = (
    "One run, all threads of the machine for all, equal terrain, roughness and rain, closed edges. "
    "Landlab computes on one thread and is stopped after {limit_min:g} min."
)
MANNING_N = 0.03
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Flood:
    """A plain flood both can compute."""

    name: str
    terrain_m: NDArray[np.float64]
    cell_size_m: float
    rain_mm_h: float
    rain_min: float
    end_min: float


@dataclass(frozen=True, slots=True)
class Peer:
    """Another program for the same floods."""

    name: str
    package: str
    script: str
    optional: bool = False


ITZI = Peer("itzi-core 0.8.0", "itzi-core==0.8.0", "peer_itzi.py")
LANDLAB = Peer("Landlab 2.11.0", "landlab==2.11.0", "peer_landlab.py", optional=True)


def environment(peer: Peer, python: str, folder: Path) -> Path | None:
    """A virtual environment with the peer; its Python, None where an optional one is not to be had.

    Raises
    ------
    subprocess.CalledProcessError
        It cannot be made, or a peer that is not optional cannot be installed.
    """
    subprocess.run([python, "-m", "venv", folder], check=True)
    inside = folder / "bin" / "python"
    install = [inside, "-m", "pip", "install", "--quiet", peer.package]
    installed = subprocess.run(install, check=not peer.optional)
    return inside if installed.returncode == 0 else None


def newcastle(data: Path, end_min: float) -> Flood:
    """An hour of rain over Newcastle, of the shared data."""
    run_file = read_run_file(ROOT / "tests/places/newcastle.toml", data_folder=data)
    city = read_city(run_file)
    terrain = city.layer("terrain_m").astype(np.float64)
    return Flood("Newcastle, 2 m", terrain, city.grid.cell_size_m, 70.0, 60.0, end_min)


def floods(data: Path | None, edge: int, town_min: float) -> Iterator[Flood]:
    """The cases."""
    if data is not None:
        yield newcastle(data, 60.0)
    city = town(edge, edge)
    # Buildings stand up from the ground: the peer knows no blocked cells.
    terrain = np.where(city.open_ground, city.layer("terrain_m"), city.layer("terrain_m") + 6.0)
    yield Flood(f"town, {edge} × {edge} cells of 1 m", terrain, 1.0, 46.0, 60.0, town_min)


def updates_saved(city: City, run: StormRun) -> float:
    """Updates if every cell took all steps of the fastest tile, over those that were done."""
    return run.steps * city.grid.rows * city.grid.columns / run.cell_updates


def ours(flood: Flood) -> Mapping[str, object]:
    """The flood with this project."""
    city: City = plain_city(
        flood.terrain_m,
        grid_for(flood.terrain_m, flood.cell_size_m),
        manning_n_s_m13=MANNING_N,
        sealing=1.0,
        depression_storage_mm=0.0,
        edge=CLOSED,
    )
    rain = block_rain(
        flood.rain_mm_h * min(flood.rain_min, flood.end_min) / 60.0,
        min(flood.rain_min, flood.end_min),
    )
    storm = Storm("peer", rain, after_rain_s=60.0 * flood.end_min - rain.end_s)
    water = resting_water(city, 0.5)
    started = time.perf_counter()
    result = simulate_storm(city, storm, water)
    seconds = time.perf_counter() - started
    held = result.water
    volume = float((held.surface_depth_m + held.surface_film_m).sum(dtype=np.float64))
    return {
        "depth_max_m": result.maps["water_depth_max_m"].values,
        "steps": result.run.steps,
        "saved": updates_saved(city, result.run),
        "seconds": seconds,
        "volume_m3": volume * city.grid.cell_area_m2,
    }


def theirs(
    peer: Peer, flood: Flood, python: Path, folder: Path, limit_s: float
) -> Mapping[str, object]:
    """The flood with a peer."""
    case, answer = folder / "case.npz", folder / "answer.npz"
    np.savez(
        case,
        terrain_m=flood.terrain_m,
        cell_size_m=flood.cell_size_m,
        manning_n=MANNING_N,
        rain_mm_h=flood.rain_mm_h,
        rain_end_s=60.0 * flood.rain_min,
        end_s=60.0 * flood.end_min,
        limit_s=limit_s,
    )
    subprocess.run([python, ROOT / "benchmarks" / peer.script, case, answer], check=True)
    return dict(np.load(answer))


def compared(
    name: str, flood: Flood, peer: Mapping[str, object], own: Mapping[str, object]
) -> Iterator[tuple[str, str]]:
    """Rows of the table: a flood as a peer and we have it, both to the flood's end."""
    fallen = flood.terrain_m.size * flood.cell_size_m**2 * flood.rain_mm_h / 1000.0
    fallen *= min(flood.rain_min, flood.end_min) / 60.0
    a, b = np.asarray(own["depth_max_m"], float), np.asarray(peer["depth_max_m"], float)
    apart = np.abs(a - b)[(a > 0.05) | (b > 0.05)]
    yield f"**{flood.name}**, {flood.end_min:g} min, rain {fallen:.0f} m³", ""
    for who, told in ((name, peer), ("herne_schwamm", own)):
        yield (
            who,
            f"{float(told['seconds']):.1f} s, {int(told['steps'])} steps, "
            f"volume {float(told['volume_m3']):.1f} m³",
        )
    yield "ratio of times", f"{float(peer['seconds']) / float(own['seconds']):.1f} ×"
    yield (
        "maximum depth apart where either is wetter than 5 cm",
        f"median {1000 * np.median(apart):.1f} mm, 90 % {1000 * np.quantile(apart, 0.9):.0f} mm, "
        f"99 % {1000 * np.quantile(apart, 0.99):.0f} mm",
    )


def reached(flood: Flood, told: Mapping[str, object]) -> Flood:
    """The flood as far as a peer came that may have been stopped."""
    end_min = float(told.get("simulated_s", 60.0 * flood.end_min)) / 60.0
    return replace(flood, end_min=min(end_min, flood.end_min))


def rows_of_table(asked: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """What is compared, row by row."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        compile_storm()
        for peer, edge in ((ITZI, asked.edge), (LANDLAB, asked.landlab_edge)):
            python = environment(peer, asked.python, folder / peer.script)
            if python is None:
                yield peer.name, "cannot be installed here"
                continue
            for flood in floods(asked.data, edge, asked.town_minutes):
                told = theirs(peer, flood, python, folder, 60.0 * asked.limit_minutes)
                flood = reached(flood, told)
                yield from compared(peer.name, flood, told, ours(flood))


def main() -> None:
    """Compare, print, and write the page where one is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", required=True, help="a Python of 3.12 or later")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--edge", type=int, default=2000)
    parser.add_argument("--town-minutes", type=float, default=10.0)
    parser.add_argument("--landlab-edge", type=int, default=500)
    parser.add_argument("--limit-minutes", type=float, default=5.0, help="of Landlab")
    page_option(parser)
    asked = parser.parse_args()
    remark = REMARK.format(limit_min=asked.limit_minutes)
    tell("peers", remark, rows_of_table(asked), asked.page)


if __name__ == "__main__":
    main()
