"""Where the traceback of an unexpected error goes."""

from __future__ import annotations

import os
import tempfile
import time
import traceback
from pathlib import Path

import platformdirs


def write_crash_log(error: BaseException) -> Path:
    """Write the traceback to the user's log folder, or else to a temporary one.

    Returns
    -------
    Path
        The file.
    """
    name = f"fault-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.log"
    text = "".join(traceback.format_exception(error))
    folder = Path(platformdirs.user_log_dir("herne_schwamm"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
        return folder / name
    except OSError:
        fallback = Path(tempfile.gettempdir()) / name
        fallback.write_text(text, encoding="utf-8")
        return fallback
