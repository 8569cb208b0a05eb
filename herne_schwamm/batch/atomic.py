"""A run folder appears whole or not at all.

The recipe: write into ``.new-<run id>-<pid>`` beside the final place, let the
disk have every file (fsync), rename the folder, let the disk have the rename
(fsync of the parent). Killed at any moment, what is left is the old state and
at most a hidden draft, which the next run sweeps away under the lock.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from herne_schwamm.problems import N_, WriteProblem, system_reason

DRAFT_PREFIX = ".new-"
DAMAGED_PREFIX = ".old-"
LATEST = "latest"


class CreateProblem(WriteProblem):
    """The folder of the reports cannot be made or may not be written to."""

    exit_code: ClassVar[int] = 73


def make_folder(folder: Path) -> None:
    """Make a folder and those above it.

    Raises
    ------
    CreateProblem
        The disk refused.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot_create(folder, error) from error


@contextmanager
def new_folder(final: Path, whole_with: str | None = None) -> Iterator[Path]:
    """A draft that becomes the folder ``final`` at the end of the block.

    When the block fails, the draft is removed and ``final`` is as it was. A
    folder that already stands at ``final`` (a damaged run) is replaced.
    The caller holds the lock of the parent.

    Parameters
    ----------
    final
        The folder to be.
    whole_with
        A part of the draft is whole when its folder holds this file. Parts that are whole when the
        block ends early stay in the draft, as if it had been killed; none where the disk refused,
        which may need their room.

    Raises
    ------
    CreateProblem
        The draft cannot be made.
    WriteProblem
        The disk did not take the draft or its renaming.
    """
    draft = _free_name(final)
    try:
        draft.mkdir(parents=True)
    except OSError as error:
        raise _cannot_create(draft, error) from error
    kept_with = None
    try:
        yield draft
        _sync_tree(draft)
        _publish(draft, final)
    except WriteProblem:
        raise
    except OSError as error:
        raise _not_published(final, error) from error
    except BaseException:
        kept_with = whole_with
        raise
    finally:
        # After the renaming there is no draft any more.
        _remove(draft, kept_with)


def _remove(draft: Path, whole_with: str | None) -> None:
    """Remove a draft, but for its parts that are whole with this file."""
    if whole_with is None or not any(draft.glob(f"*/{whole_with}")):
        shutil.rmtree(draft, ignore_errors=True)
        return
    for entry in draft.iterdir():
        if not _is_folder(entry):
            entry.unlink(missing_ok=True)
        elif not (entry / whole_with).is_file():
            shutil.rmtree(entry, ignore_errors=True)


def _free_name(final: Path) -> Path:
    """A draft's name; in containers a killed attempt often had the same number of process."""
    first = final.parent / f"{DRAFT_PREFIX}{final.name}-{os.getpid()}"
    draft, number = first, 0
    while draft.exists():
        number += 1
        draft = first.with_name(f"{first.name}-{number}")
    return draft


def dead_drafts(folder: Path, living: Path) -> list[Path]:
    """Drafts that earlier attempts left when they were killed, ``living`` is not among them."""
    drafts = sorted(folder.glob(f"{DRAFT_PREFIX}*"))
    return [entry for entry in drafts if entry != living and _is_folder(entry)]


def sweep(folder: Path) -> list[str]:
    """Remove what earlier, dead attempts left. The caller holds the lock.

    Returns
    -------
    list of str
        Names of the removed folders.
    """
    leftovers = sorted(
        entry for prefix in (DRAFT_PREFIX, DAMAGED_PREFIX) for entry in folder.glob(f"{prefix}*")
    )
    for entry in leftovers:
        if _is_folder(entry):
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)
    return [entry.name for entry in leftovers]


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def point_latest(folder: Path, run_id: str) -> None:
    """Let ``latest`` lead to a run: a relative link, or ``latest.txt`` where links are not allowed.

    Raises
    ------
    WriteProblem
        The disk refused.
    """
    pointer = folder / LATEST
    draft = folder / f"{DRAFT_PREFIX}{LATEST}-{os.getpid()}"
    try:
        draft.unlink(missing_ok=True)
        try:
            draft.symlink_to(run_id, target_is_directory=True)
        except (OSError, NotImplementedError):
            # Windows without developer mode and some network drives know no links.
            pointer = folder / f"{LATEST}.txt"
            draft.write_text(f"{run_id}\n", encoding="utf-8")
            _sync(draft)
        draft.replace(pointer)
        _sync(folder)
    except OSError as error:
        raise _not_published(pointer, error) from error
    finally:
        draft.unlink(missing_ok=True)


def latest_run(folder: Path) -> Path | None:
    """The run ``latest`` leads to, None where there is no pointer."""
    text = folder / f"{LATEST}.txt"
    if (folder / LATEST).is_dir():
        return (folder / LATEST).resolve()
    if text.is_file():
        return folder / text.read_text(encoding="utf-8").strip()
    return None


def _publish(draft: Path, final: Path) -> None:
    damaged = final.parent / f"{DAMAGED_PREFIX}{final.name}-{os.getpid()}"
    if final.exists():
        final.rename(damaged)
    draft.rename(final)
    _sync(final.parent)
    shutil.rmtree(damaged, ignore_errors=True)


def _sync_tree(folder: Path) -> None:
    for parent, _, names in os.walk(folder, topdown=False):
        for name in names:
            _sync(Path(parent, name))
        _sync(Path(parent))


def _sync(path: Path) -> None:
    is_folder = stat.S_ISDIR(path.stat().st_mode)
    if is_folder and os.name == "nt":
        return  # Windows opens no folders; its journal keeps their order.
    descriptor = os.open(path, os.O_RDONLY if is_folder else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _cannot_create(folder: Path, error: OSError) -> CreateProblem:
    return CreateProblem(
        N_(
            "The folder {folder} could not be made ({reason}). Name another one under "
            "[output] folder in the run file, or let this one be written to."
        ),
        folder=folder,
        reason=system_reason(error),
    )


def _not_published(path: Path, error: OSError) -> WriteProblem:
    return WriteProblem(
        N_(
            "{path} could not be written ({reason}); nothing half-finished was left. Check the "
            "disk and its free space and start again."
        ),
        path=path,
        reason=system_reason(error),
    )
