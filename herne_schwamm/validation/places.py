"""A storm on a real city: figures and maps, no reference answer."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import Storm
from herne_schwamm.city.water import resting_water
from herne_schwamm.inputs.city import read_city
from herne_schwamm.inputs.run_file import read_run_file
from herne_schwamm.inputs.storms import read_storms
from herne_schwamm.models.storm import StormSettings, simulate_storm
from herne_schwamm.models.storm_result import StormResult
from herne_schwamm.models.warmup import compile_kernels
from herne_schwamm.problems import Language
from herne_schwamm.products.data_source import DataSource, source_of
from herne_schwamm.products.event import event_title, with_rain
from herne_schwamm.products.flow_arrows import FlowArrows
from herne_schwamm.products.pictures import MapTexts, write_picture
from herne_schwamm.products.storm_products import with_buildings
from herne_schwamm.risk.assessment import assess_storm
from herne_schwamm.risk.storm_risk import StormRisk
from herne_schwamm.tables import class_table
from herne_schwamm.tables.products import products
from herne_schwamm.validation.case import CaseResult, Check, Figure

PICTURED = ("water_depth_max_m", "velocity_max_m_s", "risk_class")


@dataclass(frozen=True, slots=True)
class PlaceRun:
    """A storm on a place, with all it takes to draw it, and the seconds it took."""

    city: City
    storm: Storm
    result: StormResult
    risk: StormRisk
    source: DataSource
    case: CaseResult
    wall_s: float

    def write_pictures(self, folder: Path) -> list[Path]:
        """Maps of depth and velocity, and of risk where buildings are known; their paths."""
        maps = self.result.maps
        values = {name: maps[name].values for name in PICTURED if name in maps}
        if not self.city.buildings.empty:
            risk_class = self.risk.rasters["risk_class"].values
            values["risk_class"] = with_buildings(risk_class, self.city, self.risk)
        arrows = FlowArrows(
            maps["water_depth_max_m"].values,
            maps["velocity_max_m_s"].values,
            maps["flow_direction_deg"].values,
        )
        english = Language("en")
        paths = []
        for name, raster in values.items():
            path = folder / f"{self.case.name}_{name}.png"
            write_picture(
                path,
                raster,
                self.city,
                products()[name],
                MapTexts(event_title(self.storm, english), with_rain(self.source, self.storm)),
                language=english,
                arrows=arrows if name == "water_depth_max_m" else None,
                ranking=self.risk.ranking if name == "risk_class" else None,
            )
            paths.append(path)
        return paths


def run_place(run_file_path: Path, data_folder: Path, title: str) -> PlaceRun:
    """Run the first storm of a run file and say what came of it."""
    run_file = read_run_file(run_file_path, data_folder=data_folder)
    city = read_city(run_file)
    storm = read_storms(run_file, city)[0]
    compile_kernels()
    started = time.monotonic()
    result = simulate_storm(
        city,
        storm,
        resting_water(city, storm.antecedent),
        settings=StormSettings(synchronisation_s=run_file.storms[0].synchronisation_s),
    )
    wall_s = time.monotonic() - started
    settings = run_file.risk
    risk = assess_storm(
        city, result.maps, ring_m=settings.ring_m, site_radius_m=settings.site_radius_m
    )
    balance = result.balance
    depth = result.maps["water_depth_max_m"].values
    water = result.water
    lowest = min(float(water.surface_depth_m.min()), float(water.surface_film_m.min()))
    case = CaseResult(
        name=run_file.name,
        title=title,
        setup=f"{city.grid.rows} × {city.grid.columns} cells of {city.grid.cell_size_m:g} m, "
        f"{storm.label or storm.name}: {storm.rain_depth_mm:g} mm in "
        f"{storm.rain_mm_h.end_s / 60:g} min, sewer {storm.sewer.replace('_', ' ')}, constant "
        f"loss {storm.drainage_loss_mm_h:g} mm/h, {result.run.simulated_s / 3600:g} h, run file "
        f"`tests/places/{run_file_path.name}`.",
        tolerance="Balance as for random terrain. There is no reference answer for the depths.",
        checks=(
            Check("balance, relative error", abs(balance.relative_error), "<=", 1e-5),
            Check("smallest depth or film", lowest, ">=", 0.0, "m"),
            Check(
                "cells that are not a number",
                float(np.count_nonzero(~np.isfinite(depth[city.open_ground]))),
                "==",
                0.0,
            ),
        ),
        figures=(
            Figure("rain", balance.rain_m3, "m³"),
            *(
                Figure(told, volume_m3, "m³")
                for told, volume_m3 in (
                    ("infiltrated", balance.infiltrated_m3),
                    ("held by crowns", balance.canopy_m3),
                    ("held by roofs", balance.roofs_m3),
                    ("taken by the sewer", balance.sewer_m3),
                    ("sewer surcharge", balance.sewer_surcharge_m3),
                    ("constant loss", balance.drained_m3),
                    ("over the edge", balance.outflow_m3),
                )
                if volume_m3 > 0.0
            ),
            Figure("stored on the surface at the end", balance.surface_m3, "m³"),
            Figure("greatest depth", float(np.nanmax(depth)), "m"),
            Figure(
                "greatest velocity",
                float(np.nanmax(result.maps["velocity_max_m_s"].values)),
                "m/s",
            ),
            *_flooded_areas(depth, city),
            *_buildings_at_risk(city, risk),
            Figure("time steps", result.run.steps),
            Figure("smallest time step", result.run.smallest_step_s, "s"),
            Figure("cell updates", result.run.cell_updates / 1e6, "million"),
            Figure("wall time, kernels compiled (varies with the machine)", wall_s, "s"),
        ),
    )
    source = source_of(city, run_file.city.source, run_file.city.as_of)
    return PlaceRun(city, storm, result, risk, source, case, wall_s)


def _buildings_at_risk(city: City, risk: StormRisk) -> Sequence[Figure]:
    if city.buildings.empty:
        return []
    codes = risk.buildings["risk_class"]
    at_risk = [
        Figure(f"buildings at {c.label_en.lower()} risk", int((codes == c.code).sum()))
        for c in class_table("risk_4").classes
    ]
    return [Figure("buildings", len(codes)), *at_risk]


def _flooded_areas(depth: np.ndarray, city: City) -> Sequence[Figure]:
    table = class_table("water_depth_lubw_4")
    classes = table.classify(depth)
    return [
        Figure(
            f"greatest depth {c.label_en}",
            np.count_nonzero(classes == c.code) * city.grid.cell_area_m2 / 1e4,
            "ha",
        )
        for c in table.classes
    ]
