"""A tiny project with a run file, and stand-ins for the model and the products."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin

from herne_schwamm.batch import scenario
from herne_schwamm.models.balance import StormBalance

RUN_FILE = """
schema_version = 1
name = "klein"
[city]
terrain = "../rasters/terrain.tif"
land_cover = "asphalt"
soil = "loam"
[output]
folder = "../reports"
"""
STORM = """
[[storm]]
name = "{name}"
source = "block"
rain_depth_mm = 10
duration_min = 5
after_rain_min = 5
"""


def make_project(folder: Path, storms: tuple[str, ...] = ("starkregen",)) -> Path:
    """A project with 12 x 10 cells; returns its run file."""
    for name in ("configs", "rasters"):
        (folder / name).mkdir(parents=True)
    rows, columns = np.indices((12, 10))
    with rasterio.open(
        folder / "rasters" / "terrain.tif",
        "w",
        driver="GTiff",
        width=10,
        height=12,
        count=1,
        dtype="float32",
        crs="EPSG:25832",
        transform=from_origin(375_000.0, 5_711_000.0, 1.0, 1.0),
        nodata=-9999,
    ) as file:
        file.write((50.0 + 0.01 * rows + 0.01 * columns).astype(np.float32), 1)
    run_file = folder / "configs" / "klein.toml"
    run_file.write_text(
        RUN_FILE + "".join(STORM.format(name=name) for name in storms), encoding="utf-8"
    )
    return run_file


def balance(share: float) -> StormBalance:
    """A balance that is off by a share of the rain."""
    return StormBalance(
        rain_m3=100.0,
        inflow_m3=0.0,
        infiltrated_m3=0.0,
        film_m3=0.0,
        surface_m3=100.0 * (1.0 + share),
        drained_m3=0.0,
        outflow_m3=0.0,
    )


@dataclass(frozen=True)
class Told:
    """How a computation went that never was."""

    steps: int = 1
    rising_cells: int | None = 0


class StandIn:
    """Stands in for the storm model and the products; counts what it computes."""

    def __init__(self, off: dict[str, float] | None = None) -> None:
        self.off = off or {}
        self.rising_cells = 0
        self.computed: list[str] = []
        self.while_computing: Callable[[], None] = lambda: None
        self.written: list[dict[str, Any]] = []

    def simulate(self, city: Any, storm: Any, water: Any, **how: Any) -> Any:
        """Compute nothing, tell progress, give the balance asked for."""
        self.computed.append(storm.name)
        how["progress"](1.0, 2.0)
        self.while_computing()
        how["progress"](2.0, 2.0)
        return SimpleNamespace(
            maps=None,
            hydrographs=None,
            balance=balance(self.off.get(storm.name, 0.0)),
            run=Told(rising_cells=self.rising_cells),
            structures=None,
            water=water,
        )

    def write(self, folder: Path, city: Any, storm: Any, *args: Any, **how: Any) -> list[Path]:
        """Two small files."""
        self.written.append(how)
        files = [folder / "heavy_rain" / "water_depth_max_m.tif", folder / "report.html"]
        for file in files:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"{storm.name} {file.name} {how['tags']}", encoding="utf-8")
        return files


def stand_in(monkeypatch: pytest.MonkeyPatch, off: dict[str, float] | None = None) -> StandIn:
    """Put the stand-in in place."""
    double = StandIn(off)
    # What is said does not depend on what was compiled on this computer before.
    monkeypatch.setattr("herne_schwamm.batch.computing.kernels_are_kept", lambda: True)
    monkeypatch.setattr(scenario, "simulate_storm", double.simulate)
    monkeypatch.setattr(scenario, "assess_storm", lambda *args, **how: None)
    monkeypatch.setattr(scenario, "write_storm_products", double.write)
    return double
