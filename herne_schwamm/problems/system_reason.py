"""What the system says when it refuses to read or write, in the user's language."""

from __future__ import annotations

import errno

from herne_schwamm.problems.language import N_
from herne_schwamm.problems.types import Problem

REASONS = {
    errno.ENOSPC: N_("no space is left on the disk"),
    errno.EDQUOT: N_("the quota of the disk is used up"),
    errno.EROFS: N_("the disk can only be read"),
    errno.EACCES: N_("access is not allowed"),
    errno.EPERM: N_("access is not allowed"),
    errno.ENOTDIR: N_("a part of the path is a file, not a folder"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOENT: N_("there is no such file or folder"),
    errno.EIO: N_("the disk reports a fault"),
}
"""Sentences of the errors people meet; of others the system's own words are told."""

OPEN_ELSEWHERE = N_("another program has the file open")
SHARING_VIOLATIONS = (32, 33)
"""Of Windows: ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION."""

NO_SPACE_WORDS = "no space left"
"""What libraries say that pass the system's words on, but not its number."""


def system_reason(error: Exception) -> object:
    """A fact for a problem's sentence: why the system refused, without any path."""
    # Errors of GDAL have an errno as well, but count in numbers of their own.
    number = error.errno if isinstance(error, OSError) else None
    if getattr(error, "winerror", None) in SHARING_VIOLATIONS:
        return Problem(OPEN_ELSEWHERE)
    if NO_SPACE_WORDS in str(error).lower():
        number = errno.ENOSPC
    if number in REASONS:
        return Problem(REASONS[number])
    said = getattr(error, "strerror", None) or str(error)
    return said or type(error).__name__
