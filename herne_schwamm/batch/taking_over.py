"""Parts of a run that stand unchanged in an earlier run: taken over, not computed again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from herne_schwamm.batch.atomic import dead_drafts
from herne_schwamm.batch.manifest import (
    MANIFEST,
    PART_ID,
    parts_of,
    product_entries,
    read_manifest,
)
from herne_schwamm.batch.plan import Plan, sha256_of
from herne_schwamm.inputs.run_file import RunFile
from herne_schwamm.problems import InputProblem

Entries = dict[str, dict[str, Any]]


def take_over(
    draft: Path,
    plan: Plan,
    run_file: RunFile,
    ids: Mapping[str, str],
    note: Callable[[str], None],
) -> Entries:
    """Copy what stands unchanged in earlier runs into the draft of a run.

    Storms that were finished when an attempt was killed are taken out of what it left.

    Every file is copied, never linked: who changes an old run does not change the new one.
    Heat waves are taken all or none; a storm whose water a wave begins with is computed
    again where the waves are.

    Parameters
    ----------
    draft
        The folder that becomes the run.
    plan, run_file
        What is to be computed.
    ids
        As `part_ids` tells them.
    note
        Told what was taken from where.

    Returns
    -------
    dict
        Entries of the manifest by name.
    """
    earlier = [*_earlier_runs(plan), *_killed_attempts(plan, draft)]
    found = {
        name: found for name, part_id in ids.items() if (found := _found(name, part_id, earlier))
    }
    waves = [heat.name for heat in run_file.heats if heat.name in ids]
    if not all(name in found for name in waves):
        begun = {heat.after_storm for heat in run_file.heats}
        found = {
            name: part for name, part in found.items() if name not in waves and name not in begun
        }
    taken = {}
    for name, (run, entry) in found.items():
        shutil.copytree(run / name, draft / name)
        note(f"took {name} over from {run.name}, where it stands unchanged")
        taken[name] = entry
    return taken


def _earlier_runs(plan: Plan) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Finished runs of the same name, the youngest first."""
    folders = [
        folder
        for folder in plan.reports.iterdir()
        if folder.is_dir() and not folder.is_symlink() and not folder.name.startswith(".")
    ]
    for folder in sorted(folders, key=lambda one: one.stat().st_mtime, reverse=True):
        try:
            yield folder, read_manifest(folder)
        except InputProblem:
            continue


def _killed_attempts(plan: Plan, living: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """What attempts left that never came to their manifest: the storms that have theirs."""
    for folder in dead_drafts(plan.reports, living):
        scenarios = {}
        for told in folder.glob(f"*/{MANIFEST}"):
            try:
                entry = json.loads(told.read_bytes())
                entry["products"] |= product_entries(told.parent, [told])
                scenarios[entry.pop("storm")] = entry
            except (OSError, ValueError, KeyError, TypeError):
                continue
        yield folder, {"scenarios": scenarios, "failed": {}}


def _found(
    name: str, part_id: str, earlier: list[tuple[Path, dict[str, Any]]]
) -> tuple[Path, dict[str, Any]] | None:
    """A run with the part, whole and unchanged, and the part's entry."""
    for run, manifest in earlier:
        entry = parts_of(manifest).get(name)
        if entry is None or entry.get(PART_ID) != part_id:
            continue
        # Waves beside a storm that failed had another one beside them, or none.
        if name in manifest.get("heat", {}) and manifest["failed"]:
            continue
        if _whole(run / name, entry["products"]):
            return run, dict(entry)
    return None


def _whole(folder: Path, products: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a part holds its products, as they were written, and nothing else."""
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    return there == set(products) and all(
        sha256_of(folder / path) == entry["sha256"] for path, entry in products.items()
    )
