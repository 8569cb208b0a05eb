"""What a run depends on, as one key: run file, inputs, tables and code.

Content decides, never the time of a file: the same content finds the same run
id, on every machine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import herne_schwamm
from herne_schwamm.inputs.preflight import named_paths
from herne_schwamm.inputs.run_file import RunFile
from herne_schwamm.inputs.run_file_paths import DATA_PREFIX, RunPath
from herne_schwamm.problems import N_, InputProblem, system_reason
from herne_schwamm.tables import table_texts

RUN_ID_DIGITS = 12
BESIDE_SUFFIXES = (
    *(".prj", ".tfw", ".tifw", ".tiffw", ".igw", ".wld", ".ige", ".rrd"),
    *(".shx", ".dbf", ".cpg"),
)
"""Files of the same stem that say where or what a raster or a shapefile is."""

BESIDE_ENDINGS = (".aux.xml", ".msk", ".ovr", ".sha256", ".md5", "-wal", "-journal")
"""The same, with the whole name of the file before the ending: also its checksum, and what a
GeoPackage that is open in another program holds beside itself."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file a run reads: ``label`` is the same on every machine."""

    label: str
    path: Path
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a run depends on.

    Parameters
    ----------
    name
        Name of the run.
    reports
        Folder of all runs of this name.
    content
        What the run file says, defaults filled in, without where results go.
    inputs
        Files the run file names, and what lies beside them and belongs to them.
    tables
        Hash of each table.
    code
        Package version and hash of the package's source and message catalogues.
    """

    name: str
    reports: Path
    content: Mapping[str, Any]
    inputs: tuple[InputFile, ...]
    tables: Mapping[str, str]
    code: str

    @property
    def key(self) -> str:
        """Hash of all of it: 64 hexadecimal digits."""
        parts = {
            "run_file": self.content,
            "inputs": {file.label: file.sha256 for file in self.inputs},
            "tables": dict(self.tables),
            "code": self.code,
        }
        text = json.dumps(parts, sort_keys=True, ensure_ascii=False, allow_nan=False)
        return hashlib.sha256(text.encode("utf-8")).hexdigest()

    @property
    def run_id(self) -> str:
        """The key's first digits: the name of the run's folder."""
        return self.key[:RUN_ID_DIGITS]

    @property
    def folder(self) -> Path:
        """Where the run is published."""
        return self.reports / self.run_id

    def require_unchanged(self) -> None:
        """Refuse inputs that are not what they were when the plan was made.

        Raises
        ------
        InputProblem
            A file was changed or taken away while the run was computed.
        """
        for file in self.inputs:
            if not file.path.is_file() or sha256_of(file.path) != file.sha256:
                raise InputProblem(
                    N_(
                        "The file {file} changed while the run was computed, so nothing was "
                        "published. Start again once nobody writes to it."
                    ),
                    file=file.label,
                )


def make_plan(
    run_file: RunFile,
    suffix: str = "",
    settings: Mapping[str, Any] | None = None,
) -> Plan:
    """Hash everything a run depends on.

    Parameters
    ----------
    run_file
        What is to be computed.
    suffix
        Added to the run's name.
    settings
        What the results depend on besides the run file.

    Raises
    ------
    InputProblem
        A file the run file names is missing or cannot be read.
    """
    name = run_file.name + suffix
    return Plan(
        name=name,
        reports=run_file.output.folder.path / name,
        content=_content(run_file, settings),
        inputs=_inputs(run_file, {}),
        tables={name: hashlib.sha256(text).hexdigest() for name, text in table_texts().items()},
        code=code_version(),
    )


def part_of_plan(plan: Plan, run_file: RunFile, settings: Mapping[str, Any] | None = None) -> Plan:
    """What a part of a run depends on; code, tables and files are those of the whole.

    Parameters
    ----------
    plan
        Of the whole run.
    run_file
        The part, as if it stood alone.
    settings
        As of `make_plan`.
    """
    known = {file.path: file for file in plan.inputs}
    return replace(plan, content=_content(run_file, settings), inputs=_inputs(run_file, known))


def _content(run_file: RunFile, settings: Mapping[str, Any] | None) -> dict[str, Any]:
    content = run_file.model_dump(mode="json", by_alias=True)
    # Reports tell what was assumed, which is what the file does not say.
    content["given"] = run_file.model_dump(mode="json", by_alias=True, exclude_unset=True)
    # Where results lie does not change them.
    for output in (content["output"], content["given"].get("output", {})):
        output.pop("folder", None)
    if settings:
        content["settings"] = dict(settings)
    return content


def sha256_of(path: Path) -> str:
    """Hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def code_version() -> str:
    """Package version and hash of its ``.py`` files, page templates and message catalogues."""
    root = Path(herne_schwamm.__file__).parent
    digest = hashlib.sha256()
    files = [*root.rglob("*.py"), *root.rglob("*.jinja"), *root.rglob("*.mo")]
    for path in sorted(files, key=lambda path: path.relative_to(root).as_posix()):
        digest.update(path.relative_to(root).as_posix().encode("utf-8"))
        content = path.read_bytes()
        # Line ends are the checkout's, not the code's.
        digest.update(content if path.suffix == ".mo" else content.replace(b"\r\n", b"\n"))
    return f"{herne_schwamm.__version__}+{digest.hexdigest()[:RUN_ID_DIGITS]}"


def _inputs(run_file: RunFile, known: Mapping[Path, InputFile]) -> tuple[InputFile, ...]:
    found: dict[Path, InputFile] = {}
    for _, named in named_paths(run_file):
        for path in _files_of(named.path):
            if path not in found:
                found[path] = known.get(path) or _hashed(_label(named, path, run_file.root), path)
    return tuple(sorted(found.values(), key=lambda file: file.label))


def _files_of(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(entry for entry in path.rglob("*") if entry.is_file())
        return
    yield path
    # Whoever reads them does not care for capitals either, on any system.
    stem, name = path.stem.lower(), path.name.lower()
    wanted = {stem + suffix for suffix in BESIDE_SUFFIXES}
    wanted |= {name + ending for ending in BESIDE_ENDINGS}
    try:
        around = sorted(path.parent.iterdir())
    except OSError:
        return  # What is wrong with the file itself, reading it tells.
    for beside in around:
        if beside.name.lower() not in wanted or beside == path or not beside.is_file():
            continue
        # Reading alone makes an empty one for a moment.
        if beside.stat().st_size or not beside.name.lower().endswith(("-wal", "-journal")):
            yield beside


def _label(named: RunPath, path: Path, root: Path) -> str:
    """Where a file lies, told without this machine's folders."""
    if named.text.startswith(DATA_PREFIX):
        start = named.text.removeprefix(DATA_PREFIX).replace("\\", "/").strip("/")
        if path == named.path:
            return DATA_PREFIX + start
        inner, rest = _seen_from(named.path, path)
        folder = start if inner else start.rpartition("/")[0]
        return DATA_PREFIX + (f"{folder}/{rest}" if folder else rest)
    if path.is_relative_to(root.resolve()):
        return path.relative_to(root.resolve()).as_posix()
    # Outside the project (the user allowed it): what is written in the run file names it.
    if path == named.path:
        return named.text
    return f"{named.text} > {_seen_from(named.path, path)[1]}"


def _seen_from(named: Path, path: Path) -> tuple[bool, str]:
    """Whether a file lies within the folder that is named, and its path from there or beside it."""
    inner = path.is_relative_to(named)
    return inner, path.relative_to(named if inner else named.parent).as_posix()


def _hashed(label: str, path: Path) -> InputFile:
    try:
        return InputFile(label, path, sha256_of(path), path.stat().st_size)
    except FileNotFoundError as error:
        raise InputProblem(
            N_("{file}: there is no such file; check the path in the run file"), file=label
        ) from error
    except OSError as error:
        raise InputProblem(
            N_("{file}: the file cannot be read ({reason}); check its permissions"),
            file=label,
            reason=system_reason(error),
        ) from error
