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
    VERSIONS,
    parts_of,
    product_entries,
    read_manifest,
)
from herne_schwamm.batch.plan import Plan, sha256_of
from herne_schwamm.batch.versions import software_versions
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

    Storms and a season that were finished when an attempt ended early are taken out of what it
    left.

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
    versions = software_versions(plan.code)
    earlier = [
        (run, manifest)
        for run, manifest in (*_earlier_runs(plan), *_killed_attempts(plan, draft))
        if manifest.get(VERSIONS) == versions
    ]
    taken: Entries = {}
    sources: dict[str, str] = {}
    for name, part_id in ids.items():
        for run, entry in _candidates(name, part_id, earlier):
            if _copied(run / name, draft / name, entry["products"]):
                sources[name] = run.name
                taken[name] = {key: value for key, value in entry.items() if key != VERSIONS}
                break
    waves = {heat.name for heat in run_file.heats if heat.name in ids}
    if not waves <= taken.keys():
        begun = {heat.after_storm for heat in run_file.heats}
        for name in [name for name in taken if name in waves or name in begun]:
            shutil.rmtree(draft / name)
            del taken[name]
    for name in taken:
        note(f"took {name} over from {sources[name]}, where it stands unchanged")
    return taken


def _earlier_runs(plan: Plan) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Finished runs of the same name, the youngest first."""
    folders = []
    for folder in plan.reports.iterdir():
        try:
            if folder.is_dir() and not folder.is_symlink() and not folder.name.startswith("."):
                folders.append((folder.stat().st_mtime, folder))
        except OSError:
            continue
    for _, folder in sorted(folders, reverse=True):
        try:
            yield folder, read_manifest(folder)
        except InputProblem:
            continue


def _killed_attempts(plan: Plan, living: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """What attempts left that never came to their manifest: the parts that have theirs."""
    for folder in dead_drafts(plan.reports, living):
        for told in folder.glob(f"*/{MANIFEST}"):
            try:
                entry = json.loads(told.read_bytes())
                entry["products"] |= product_entries(told.parent, [told])
                versions = entry[VERSIONS]
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                continue
            yield folder, {"scenarios": {told.parent.name: entry}, "failed": {}, VERSIONS: versions}


def _candidates(
    name: str, part_id: str, earlier: list[tuple[Path, dict[str, Any]]]
) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Runs that hold the part, and its entry."""
    for run, manifest in earlier:
        entry = parts_of(manifest).get(name)
        if entry is None or entry.get(PART_ID) != part_id:
            continue
        # Waves beside a storm that failed had another one beside them, or none.
        if name not in manifest.get("heat", {}) or not manifest["failed"]:
            yield run, entry


def _copied(source: Path, target: Path, products: Mapping[str, Mapping[str, Any]]) -> bool:
    """Copy a part's products; False where one is not there as it was written."""
    try:
        for path, entry in products.items():
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / path, target / path)
            if sha256_of(target / path) != entry["sha256"]:
                raise ValueError(path)
    except (OSError, ValueError):
        # Whatever it is: computing goes without. A full disk is met again there.
        shutil.rmtree(target, ignore_errors=True)
        return False
    return True
