"""Messages of GDAL that are no text: they quote the bytes of a damaged file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType


@contextmanager
def undecodable_messages_ignored() -> Iterator[None]:
    """Within the block nothing is printed where rasterio cannot decode a message for its log.

    Its log is called from C, where the UnicodeDecodeError cannot be raised: it
    is given to Python's hooks for lost exceptions, which print it. What was
    wrong with the file still arrives as an error of the call that read it.
    """
    lost, printed = sys.unraisablehook, sys.excepthook

    def ignore_lost(found: sys.UnraisableHookArgs, /) -> None:
        if not issubclass(found.exc_type, UnicodeDecodeError):
            lost(found)

    def ignore_printed(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None, /
    ) -> None:
        if not issubclass(kind, UnicodeDecodeError):
            printed(kind, error, trace)

    sys.unraisablehook, sys.excepthook = ignore_lost, ignore_printed
    try:
        yield
    finally:
        sys.unraisablehook, sys.excepthook = lost, printed
