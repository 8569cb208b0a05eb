"""One scenario: computed, judged by its balance, and only then written."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import herne_schwamm
from herne_schwamm.batch.manifest import (
    MANIFEST,
    PART_ID,
    VERSIONS,
    as_text,
    product_entries,
    scenario_entry,
)
from herne_schwamm.batch.plan import code_version
from herne_schwamm.batch.speed import expected_work, remember_speed
from herne_schwamm.batch.versions import software_versions
from herne_schwamm.city.city import City, LayerOrigin
from herne_schwamm.city.forcing import Storm
from herne_schwamm.city.water import WaterState
from herne_schwamm.inputs.notes import DEFAULT
from herne_schwamm.inputs.run_file import RunFile
from herne_schwamm.models.balance import FAILURE_SHARE, StormBalance
from herne_schwamm.models.storm import StormSettings, simulate_storm
from herne_schwamm.models.storm_retention import storm_retention
from herne_schwamm.problems import N_, BalanceProblem, Language
from herne_schwamm.products.data_source import source_of
from herne_schwamm.products.report import Verdict
from herne_schwamm.products.storm_products import write_storm_products
from herne_schwamm.risk.assessment import assess_storm

SOFTWARE = f"herne_schwamm {herne_schwamm.__version__}"


def compute_scenario(
    folder: Path,
    run_file: RunFile,
    city: City,
    storm: Storm,
    *,
    water: WaterState,
    part_id: str,
    progress: Callable[[float], None],
    ended: Callable[[WaterState], None],
) -> dict[str, Any]:
    """Follow a storm and write what it leaves behind.

    Parameters
    ----------
    folder
        The scenario's folder inside the draft of the run.
    water
        What the city holds at the first drop.
    part_id
        Stands in every raster, and in the manifest: what the scenario depends on.
    progress
        Told the share that is done. [0–1]
    ended
        Given the water that the storm leaves behind.

    Returns
    -------
    dict
        The scenario's entry in the manifest.

    Raises
    ------
    BalanceProblem
        The water does not add up; nothing was written.
    WriteProblem
        The disk refused.
    """
    begun_s = time.monotonic()
    result = simulate_storm(
        city,
        storm,
        water,
        points=_cells_of_points(run_file, city),
        settings=settings_of(run_file, storm),
        progress=lambda now_s, end_s: progress(now_s / end_s if end_s > 0 else 1.0),
    )
    verdict = judge(storm.name, result.balance)
    ended(result.water)
    risk = assess_storm(
        city,
        result.maps,
        ring_m=run_file.risk.ring_m,
        site_radius_m=run_file.risk.site_radius_m,
    )
    balance = result.balance.as_dict()
    files = write_storm_products(
        folder,
        city,
        storm,
        result.maps,
        result.hydrographs,
        balance,
        asdict(result.run),
        verdict=verdict,
        software=SOFTWARE,
        source=source_of(city, run_file.city.source, run_file.city.as_of),
        language=Language(run_file.language),
        risk=risk,
        points={point.name: (point.x_m, point.y_m) for point in run_file.output.points},
        tags={"part_id": part_id},
        structures=result.structures,
        place=run_file.title,
        settings=_settings_told(run_file),
        retention=storm_retention(city, storm, water, result.water),
    )
    work = expected_work(city, storm, settings_of(run_file, storm).synchronisation_s)
    remember_speed("storm", work, time.monotonic() - begun_s)
    entry = scenario_entry(
        product_entries(folder, files), balance, verdict, result.run.rising_cells
    )
    return write_part_manifest(folder, entry, part_id)


def settings_of(run_file: RunFile, storm: Storm) -> StormSettings:
    """How finely a storm of the run file is followed."""
    part = next(part for part in run_file.all_storms if part.name == storm.name)
    return StormSettings(
        synchronisation_s=part.synchronisation_s,
        record_interval_s=run_file.output.record_interval_s,
    )


def _settings_told(run_file: RunFile) -> Mapping[str, LayerOrigin]:
    """Numbers by which objects are judged, for the report; defaults say that they are."""
    part = run_file.risk
    numbers = {"ring_m": part.ring_m, "site_radius_m": part.site_radius_m}
    return {
        key: LayerOrigin("number", f"{value:g}", () if key in part.model_fields_set else (DEFAULT,))
        for key, value in numbers.items()
    }


def write_part_manifest(folder: Path, entry: dict[str, Any], part_id: str) -> dict[str, Any]:
    """Write the own manifest of a part of a run; the entry with that file among the products."""
    manifest = folder / MANIFEST
    told = {PART_ID: part_id, VERSIONS: software_versions(code_version())}
    text = as_text({**told, **entry})
    manifest.write_text(text, "utf-8", newline="\n")
    products = {**entry["products"], **product_entries(folder, [manifest])}
    return {**entry, "products": products}


def judge(scenario: str, balance: StormBalance) -> Verdict:
    """What the balance means for the maps.

    Raises
    ------
    BalanceProblem
        The error is above the gate, or is not a number.
    """
    if balance.fails:
        raise BalanceProblem(
            N_(
                "The scenario {scenario} was not published: its water balance is off by "
                "{share:.3g} % of the water put in, {limit:.3g} % is allowed. Check terrain and "
                "rain for outliers; if they are right, report this as a fault."
            ),
            scenario=scenario,
            share=100.0 * balance.relative_error,
            limit=100.0 * FAILURE_SHARE,
        )
    return "warning" if balance.warns else "good"


def _cells_of_points(run_file: RunFile, city: City) -> Mapping[str, tuple[int, int]]:
    cells = {
        point.name: city.grid.cell_at(point.x_m, point.y_m) for point in run_file.output.points
    }
    # check_points has refused those outside.
    return {name: cell for name, cell in cells.items() if cell is not None}
