"""A storm on larger cells, published beside the run and never in its place."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

from herne_schwamm.batch.manifest import product_entries, scenario_entry
from herne_schwamm.batch.scenario import SOFTWARE, judge, settings_of, write_part_manifest
from herne_schwamm.batch.task import Chosen, Task, every_storm
from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import Storm
from herne_schwamm.city.water import WaterState
from herne_schwamm.inputs.run_file import RunFile
from herne_schwamm.models.preview import preview_storm
from herne_schwamm.problems import N_, Language, RunFileProblem
from herne_schwamm.products.data_source import source_of
from herne_schwamm.products.preview_products import write_preview_products
from herne_schwamm.products.report_balance import Verdict
from herne_schwamm.tables.preview_errors import PREVIEW_SIZES

NAME_SUFFIX = "-preview"


def preview_task(across: int | None = None) -> Task:
    """The task of a preview.

    Parameters
    ----------
    across
        Cells of the terrain along a cell of the preview; None: the first of `PREVIEW_SIZES`.

    Raises
    ------
    RunFileProblem
        Nobody knows how far a preview on such cells is off.
    """
    across = PREVIEW_SIZES[0] if across is None else across
    if across not in PREVIEW_SIZES:
        raise RunFileProblem(
            N_(
                "--preview-cells {across}: the error of a preview is known for {sizes} only; leave "
                "the option out for {default}."
            ),
            across=str(across),
            sizes=", ".join(str(size) for size in PREVIEW_SIZES),
            default=str(PREVIEW_SIZES[0]),
        )
    return Task(
        NAME_SUFFIX,
        {"task": "preview", "across": across},
        partial(compute_preview, across=across),
        _some_storm,
    )


def _some_storm(run_file: RunFile, wanted: Collection[str]) -> Chosen:
    chosen = every_storm(run_file, wanted)
    if not chosen.names:
        raise RunFileProblem(
            N_("{file} has no storm: there is nothing to preview. Leave --preview out."),
            file=run_file.file,
        )
    if run_file.heats or run_file.season is not None:
        told = N_("A preview shows storms alone: season and heat waves are left out.")
        chosen = replace(chosen, left_out=(*chosen.left_out, (told, {})))
    return chosen


def compute_preview(
    folder: Path,
    run_file: RunFile,
    city: City,
    storm: Storm,
    *,
    water: WaterState,
    part_id: str,
    progress: Callable[[float], None],
    ended: Callable[[WaterState], None],
    across: int,
) -> dict[str, Any]:
    """Follow a storm on larger cells and write what can be shown of it.

    The water it leaves behind is not that of the city's own cells: ``ended`` is never called.

    Returns
    -------
    dict
        The entry in the manifest.

    Raises
    ------
    BalanceProblem
        The water does not add up; nothing was written.
    WriteProblem
        The disk refused.
    """
    del ended  # Heat waves follow fine runs only.
    result = preview_storm(
        city,
        storm,
        water,
        across,
        settings=settings_of(run_file, storm),
        progress=lambda now_s, end_s: progress(now_s / end_s if end_s > 0 else 1.0),
    )
    verdicts = [judge(storm.name, one) for one in (result.look, result.balance)]
    verdict: Verdict = "warning" if "warning" in verdicts else "good"
    balance = result.balance.as_dict()
    files = write_preview_products(
        folder,
        city,
        storm,
        result.maps,
        balance,
        asdict(result.run),
        across,
        verdict=verdict,
        software=SOFTWARE,
        source=source_of(city, run_file.city.source, run_file.city.as_of),
        language=Language(run_file.language),
        tags={"part_id": part_id},
        place=run_file.title,
    )
    entry = scenario_entry(
        product_entries(folder, files), balance, verdict, result.run.rising_cells
    )
    return write_part_manifest(folder, entry, part_id)
