"""What a run says of itself: inputs, hashes of all products, versions, balances.

It is written last inside the draft of the run folder: a folder without it is
incomplete. No clock time stands in it, and no folder of this machine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from herne_schwamm.batch.kept_warnings import as_records, from_records
from herne_schwamm.batch.plan import Plan, sha256_of
from herne_schwamm.batch.versions import software_versions
from herne_schwamm.inputs.run_file import WATER_BALANCE
from herne_schwamm.problems import N_, InputProblem, Problem
from herne_schwamm.tables.products import products
from herne_schwamm.tables.reading import read_table

MANIFEST = "manifest.json"
RUN_LOG = "run.log"
PART_ID = "part_id"
"""Key of the id that a scenario's products depend on, and name of their tag."""
VERSIONS = "versions"
SCHEMA_VERSION = 1

GEOPACKAGE, CONTENT = ".gpkg", "content_sha256"
LOOKED_AT = (slice(18, 20), slice(24, 28), slice(92, 100))
"""Bytes of the head of an SQLite file that a program changes which only opens it, as QGIS does:
format of its log, number of changes, version (SQLite, Database File Format, 1.3)."""


def content_sha256(path: Path) -> str:
    """Hash of a GeoPackage but for the bytes that change when somebody looks at it."""
    content = bytearray(path.read_bytes())
    for part in LOOKED_AT:
        content[part] = bytes(part.stop - part.start)
    return hashlib.sha256(content).hexdigest()


def product_entries(folder: Path, files: Iterable[Path]) -> dict[str, dict[str, Any]]:
    """Hash, size and unit of each product, by its path below ``folder``.

    GeoPackages have the hash of their content as well.
    """
    units = {row.name: row.unit for row in products().values()}
    entries: dict[str, dict[str, Any]] = {}
    for path in sorted(files):
        entry: dict[str, Any] = {"sha256": sha256_of(path), "size_bytes": path.stat().st_size}
        if path.suffix == GEOPACKAGE:
            entry[CONTENT] = content_sha256(path)
        if path.suffix == ".tif" and path.stem in units:
            entry["unit"] = units[path.stem]
        entries[path.relative_to(folder).as_posix()] = entry
    return entries


def make_manifest(
    plan: Plan,
    scenarios: Mapping[str, Mapping[str, Any]],
    failed: Mapping[str, str],
    warnings: Sequence[Problem] = (),
    season: Mapping[str, Any] | None = None,
    heats: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """The manifest of a whole run.

    Parameters
    ----------
    plan
        What the run depends on.
    scenarios
        What `scenario_entry` says of each published scenario.
    failed
        Why a scenario was not published, by its name.
    warnings
        What was told while it was computed.
    season
        Balance, method and products of the season; None: there is none.
    heats
        Balance and products of each published heat wave.
    """
    of_season = {} if season is None else {"season": dict(season)}
    of_heats = {"heat": {name: dict(entry) for name, entry in heats.items()}} if heats else {}
    return {
        **of_season,
        **of_heats,
        "schema_version": SCHEMA_VERSION,
        "name": plan.name,
        "run_id": plan.run_id,
        "key": plan.key,
        "run_file": plan.content,
        "inputs": {
            file.label: {"sha256": file.sha256, "size_bytes": file.size_bytes}
            for file in plan.inputs
        },
        "tables": {
            name: {**_table_version(name), "sha256": digest} for name, digest in plan.tables.items()
        },
        "scenarios": dict(scenarios),
        "failed": dict(failed),
        "warnings": as_records(warnings),
        VERSIONS: software_versions(plan.code),
    }


def scenario_entry(
    products_of_it: Mapping[str, Any],
    balance: Mapping[str, float],
    verdict: str,
    rising_cells: int | None,
) -> dict[str, Any]:
    """What the manifest says of one scenario."""
    return {
        "balance": dict(balance),
        "verdict": verdict,
        "rising_cells": rising_cells,
        "products": dict(products_of_it),
    }


def as_text(content: Mapping[str, Any]) -> str:
    """JSON with sorted keys: the same content is the same bytes."""
    return json.dumps(content, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a run folder.

    Raises
    ------
    InputProblem
        There is none, or it is not a manifest.
    """
    try:
        content = json.loads((folder / MANIFEST).read_bytes())
        if not isinstance(content["scenarios"], dict) or not isinstance(content["failed"], dict):
            raise TypeError("scenarios and failed are tables")
        warnings_of(content)
        for scenario in parts_of(content).values():
            for entry in scenario["products"].values():
                str(entry["sha256"])
    except FileNotFoundError as error:
        raise InputProblem(
            N_(
                "{folder} holds no manifest.json: this is no finished run. Name the folder of a "
                "run, for example reports/demo/latest."
            ),
            folder=folder,
        ) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputProblem(
            N_("{file} is damaged; delete the folder and compute the run again"),
            file=folder / MANIFEST,
        ) from error
    result: dict[str, Any] = content
    return result


def warnings_of(manifest: Mapping[str, Any]) -> list[Problem]:
    """What was told while a run was computed; nothing of a run that kept no warnings."""
    return from_records(manifest.get("warnings", ()))


def recorded_products(manifest: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """What is recorded of every product of a run, by its path below the run folder."""
    return {
        f"{name}/{path}": entry
        for name, scenario in parts_of(manifest).items()
        for path, entry in scenario["products"].items()
    }


def parts_of(manifest: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """What was published, by its folder."""
    parts = dict(manifest["scenarios"])
    if "season" in manifest:
        parts[WATER_BALANCE] = manifest["season"]
    return {**parts, **manifest.get("heat", {})}


def differing_products(folder: Path, manifest: Mapping[str, Any]) -> list[str]:
    """Products that are missing or not what the manifest says, sorted."""
    return sorted(
        path
        for path, entry in recorded_products(manifest).items()
        if not (folder / path).is_file() or not _is_same(folder / path, entry)
    )


def _is_same(path: Path, entry: Mapping[str, Any]) -> bool:
    """Whether a product is what was written, or a GeoPackage that was only looked at."""
    if sha256_of(path) == entry["sha256"]:
        return True
    return CONTENT in entry and content_sha256(path) == entry[CONTENT]


def _table_version(file_name: str) -> dict[str, str]:
    table = read_table(file_name.removesuffix(".toml"))
    return {"id": str(table["id"]), "version": str(table["version"])}
