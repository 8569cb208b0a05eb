"""Paths of a run file: what is written there, where it lies, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from herne_schwamm.problems import N_, RunFileProblem

DATA_PREFIX = "data:"
ROOT_MARKS = ("configs", ".schwamm")


@dataclass(frozen=True, slots=True)
class RunPath:
    """A path of the run file.

    ``text`` is what is written there: the same on every machine, so it may
    stand in products and keys; ``path`` is where it lies on this machine.
    """

    text: str
    path: Path


def project_root(file: Path) -> Path:
    """The nearest folder above a run file that holds ``configs/`` or ``.schwamm``.

    Where there is none it is the folder of the file itself.
    """
    for folder in file.resolve().parents:
        if any((folder / mark).exists() for mark in ROOT_MARKS):
            return folder
    return file.resolve().parent


@dataclass(frozen=True, slots=True)
class PathRules:
    """Where the paths of one run file may lead.

    Parameters
    ----------
    file
        The run file: relative paths start at its folder.
    root
        Project folder that no path leaves.
    data_folder
        What ``data:`` stands for; None where it was not given.
    allow_outside
        Paths may leave the project folder.
    """

    file: Path
    root: Path
    data_folder: Path | None = None
    allow_outside: bool = False

    def resolve(self, text: str) -> RunPath:
        """Where a path of the run file lies.

        Raises
        ------
        RunFileProblem
            It is empty, not on this machine's file system, leaves the project
            folder, or starts with ``data:`` where no data folder is known.
        """
        if not text.strip() or "\0" in text:
            raise RunFileProblem(N_("a path must not be empty"))
        if not text.isprintable():
            raise RunFileProblem(
                N_(
                    "the path {path} holds signs that are no letters: a backslash in a text has a "
                    "meaning of its own; write / between folders"
                ),
                path=repr(text),
            )
        if text.lower().startswith("/vsi") or "://" in text:
            raise RunFileProblem(
                N_(
                    "{path} is not a file on this computer; download it "
                    "and give the path of the file"
                ),
                path=text,
            )
        # Written on Windows, read anywhere: both slashes part folders.
        if text.startswith(DATA_PREFIX):
            if self.data_folder is None:
                raise RunFileProblem(
                    N_(
                        "{path} lies in the data folder, but none is given; name it with --data "
                        "or in the environment variable HERNE_SCHWAMM_DATA"
                    ),
                    path=text,
                )
            start = root = self.data_folder.resolve()
            rest = text.removeprefix(DATA_PREFIX).replace("\\", "/").lstrip("/")
        else:
            start, root = self.file.resolve().parent, self.root.resolve()
            rest = text.replace("\\", "/")
        path = (start / rest).resolve()
        if not (self.allow_outside or path.is_relative_to(root)):
            raise RunFileProblem(
                N_(
                    "the path {path} leaves the folder {root}; copy what it names into it, mark "
                    "a folder further up with an empty file .schwamm, or pass --allow-outside"
                ),
                path=text,
                root=root,
            )
        return RunPath(text, path)
