"""What can be said of all inputs of a run file before any of them is read whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from herne_schwamm.inputs.guessing import file_nearby
from herne_schwamm.inputs.rasters import is_raster, raster_files, read_raster_grid
from herne_schwamm.inputs.run_file import RunFile
from herne_schwamm.inputs.run_file_paths import RunPath
from herne_schwamm.problems import N_, InputProblem, Problem

A_STORM = "[[storm]]"
"""Its files are those its source wants: without one the storm cannot be."""

NEEDED = ("city.terrain", "city.land_cover", "city.soil")
"""Keys without which nothing can be computed."""


@dataclass(frozen=True, slots=True)
class Preflight:
    """What headers tell.

    ``problems`` are the faults found, in the order of the run file;
    ``rasters`` the raster files of the city (each tile for itself) with their
    sizes in bytes: how much there is to read.
    """

    problems: tuple[Problem, ...]
    rasters: dict[Path, int]


def preflight(run_file: RunFile) -> Preflight:
    """Look whether every file is there, and open every raster of the city without reading it."""
    problems: list[Problem] = []
    rasters: dict[Path, int] = {}
    for key, named, part in _paths_of(run_file):
        try:
            _require(key, named, part, run_file)
            if key.startswith("city.") and is_raster(named.path):
                read_raster_grid(named.path)
                rasters |= {path: path.stat().st_size for path in raster_files(named.path)}
        except Problem as problem:
            problems.append(problem)
    return Preflight(tuple(problems), rasters)


def named_paths(run_file: RunFile) -> Iterator[tuple[str, RunPath]]:
    """Every input path of a run file with its key ("city.terrain"), in the order of the format."""
    for key, named, _ in _paths_of(run_file):
        yield key, named


def _paths_of(run_file: RunFile) -> Iterator[tuple[str, RunPath, str | None]]:
    for part in ("city", "sites", "population", "sewer", "rain_statistics", "season"):
        yield from _paths_in(part, getattr(run_file, part), f"[{part}]")
    for storm in run_file.storms:
        yield from _paths_in(f"storm {storm.name}", storm, A_STORM)
    for heat in run_file.heats:
        yield from _paths_in(f"heat {heat.name}", heat, "[[heat]]")


def require_inputs(run_file: RunFile) -> None:
    """Refuse a run file of which a file is not there.

    Raises
    ------
    InputProblem
        With its key, and the file that was probably meant.
    """
    for key, named, part in _paths_of(run_file):
        _require(key, named, part, run_file)


def _paths_in(
    key: str, value: object, part: str, needed: bool = False
) -> Iterator[tuple[str, RunPath, str | None]]:
    """Paths by their key, with the part of the run file that cannot be without them, if any."""
    if isinstance(value, RunPath):
        yield key, value, part if needed else None
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            inner, needed = getattr(value, name), field.is_required() or part == A_STORM
            if isinstance(inner, tuple) and all(isinstance(one, BaseModel) for one in inner):
                own = f"[[{part.strip('[]')}.{field.alias or name}]]"
                yield from _paths_in(f"{key}.{name}", inner, own, needed)
            else:
                yield from _paths_in(f"{key}.{name}", inner, part, needed)
    elif isinstance(value, tuple):
        for one in value:
            yield from _paths_in(key, one, part, needed)


def _require(key: str, named: RunPath, part: str | None, run_file: RunFile) -> None:
    if named.path.exists():
        return
    if part is not None and key not in NEEDED:
        sentence = N_(
            "{key}: there is no {path}; put it there, correct the path in {file} (paths start at "
            "its folder), or put a # before all lines of the part {part}"
        )
    elif key in NEEDED:
        sentence = N_(
            "{key}: there is no {path}; put it there, or correct the path in {file} "
            "(paths start at its folder)"
        )
    else:
        sentence = N_(
            "{key}: there is no {path}; put it there, correct the path in {file} (paths start at "
            "its folder), or put a # before the line"
        )
    facts = {} if part is None else {"part": part}
    missing = InputProblem(sentence, key=key, path=named.text, file=run_file.file.name, **facts)
    from_root = run_file.root / named.text
    near = from_root if from_root.exists() else file_nearby(named.path)
    if near is None:
        raise missing
    guess = _as_written(near, named, run_file)
    raise InputProblem(N_("{problem}; did you mean {guess}?"), problem=missing, guess=guess)


def _as_written(near: Path, named: RunPath, run_file: RunFile) -> str:
    """A path as the run file would write it instead of another."""
    if near.parent == named.path.parent:
        # What is written before the name stays as it is: it may begin with data:.
        return named.text[: len(named.text) - len(named.path.name)] + near.name
    return Path(os.path.relpath(near, run_file.file.resolve().parent)).as_posix()
