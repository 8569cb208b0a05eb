"""A product is there whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from herne_schwamm.problems import N_, WriteProblem, system_reason

NOT_WRITTEN = N_(
    "The file {file} could not be written ({reason}). It needs a folder that may be written to "
    "and enough free space: check both and start again."
)
NOT_AS_WRITTEN = N_(
    "The file {file} does not hold what was written to it ({place} differs). Nothing was "
    "published; check the disk and its free space and start again."
)


@contextmanager
def workplace_beside(path: Path) -> Iterator[Path]:
    """A folder for drafts on the file system of ``path``, gone afterwards.

    Yields
    ------
    Path
        The folder: hidden, empty, beside ``path``.

    Raises
    ------
    WriteProblem
        The disk refused.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    except OSError as error:
        raise WriteProblem(NOT_WRITTEN, file=path, reason=system_reason(error)) from error
    try:
        yield folder
    except OSError as error:
        raise WriteProblem(NOT_WRITTEN, file=path, reason=system_reason(error)) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def has_room(folder: Path, size: int) -> bool:
    """Whether the disk of a folder takes so many bytes, as far as it tells."""
    disk = shutil.disk_usage(folder)
    # Some disks of a network tell nothing: of them the size is 0, too.
    return disk.total == 0 or disk.free >= size


def no_room() -> OSError:
    """What the system says where the disk is full."""
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def put_in_place(draft: Path, path: Path) -> None:
    """Let a finished draft take the place of ``path`` once the disk has all of it."""
    descriptor = os.open(draft, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    draft.replace(path)


def write_whole(path: Path, content: bytes) -> None:
    """Write a small file, read it back and only then let it take its place.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    with workplace_beside(path) as folder:
        draft = folder / path.name
        draft.write_bytes(content)
        if draft.read_bytes() != content:
            raise WriteProblem(NOT_AS_WRITTEN, file=path, place=path.name)
        put_in_place(draft, path)
