"""What a mistyped word or path was probably meant to be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path

from herne_schwamm.problems import N_, Labelled, RunFileProblem

LIKENESS_OF_FILES = 0.75
"""How like the name of a file that is there has to be to be meant."""

BESIDE = (".qml", ".prj", ".xml", ".tfw", ".cpg", ".dbf", ".shx", ".md5", ".sha256", ".ovr", ".txt")
"""Endings of files that only go with others."""

WITHOUT_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
)


def or_guess(
    problem: RunFileProblem, word: str, known: Iterable[str] | Mapping[str, str]
) -> RunFileProblem:
    """The problem, with the nearest known word asked for where one is near.

    A mapping of words says which known word each of them means.
    """
    guess = nearest(word, known)
    if guess is None:
        return problem
    meant = known[guess] if isinstance(known, Mapping) else guess
    return RunFileProblem(N_("{problem}; did you mean {guess}?"), problem=problem, guess=meant)


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """The known word that is most like a word; None where none is as like as wanted [0–1]."""
    by_small = {name.lower(): name for name in known}
    near = get_close_matches(word.lower(), list(by_small), n=1, cutoff=likeness)
    return by_small[near[0]] if near else None


def words_for(classes: Iterable[Labelled]) -> dict[str, str]:
    """Every word a person may call a class by, in either language, with its name."""
    words: dict[str, str] = {}
    for one in classes:
        for label in (one.name, one.de, one.en):
            for word in (label, *label.split(", ")):
                words.setdefault(word, one.name)
    return words


def name_like(text: str) -> str:
    """The name of a run or a storm that is most like a text; "" where nothing of it is left."""
    plain = text.translate(WITHOUT_UMLAUTS)
    return re.sub(r"[^A-Za-z0-9_-]+", "_", plain).strip("_-")


def file_nearby(path: Path) -> Path | None:
    """The file of the same folder that was probably meant by one that is not there."""
    folder, stem = path.parent, _stem(path)
    if not folder.is_dir():
        # A folder above it may be misspelt.
        near = None if folder == path else file_nearby(folder)
        return near / path.name if near is not None and (near / path.name).exists() else None
    there = [entry for entry in _entries(folder) if entry.suffix.lower() not in BESIDE]
    # A tile has its place and year behind the name of the product.
    begin = [entry for entry in there if _stem(entry).startswith(stem)]
    begin.sort(key=lambda entry: entry.suffix.lower() != path.suffix.lower())
    if stem and begin:
        return begin[0]
    name = nearest(path.name, [entry.name for entry in there], LIKENESS_OF_FILES)
    return None if name is None else folder / name


def run_file_nearby(path: Path) -> Path | None:
    """The run file that was probably meant by a folder, or by a path that leads nowhere."""
    if path.is_dir():
        found = [*path.glob("*.toml"), *path.glob("configs/*.toml")]
        return found[0] if len(found) == 1 else None
    for meant in (path.with_suffix(".toml"), Path(path.name)):
        if meant.is_file():
            return meant
    if not path.is_absolute():
        # The path may be meant from a folder within this one: that of the project.
        below = [entry / path for entry in _entries(Path()) if (entry / path).is_file()]
        if len(below) == 1:
            return below[0]
    return file_nearby(path)


def _entries(folder: Path) -> list[Path]:
    """What lies in a folder and is not hidden; nothing where it may not be looked into."""
    try:
        return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError:
        return []


def _stem(path: Path) -> str:
    return path.name.partition(".")[0].lower()
