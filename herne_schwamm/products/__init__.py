"""What leaves the house: rasters with styles, pictures, tables and reports.

Importing this room decides where matplotlib keeps what it knows of the fonts:
where its own place is not writable it would say so on the terminal, and look
at all fonts anew in every run.
"""

import os
import tempfile
from pathlib import Path

import platformdirs


def _choose_font_folder() -> None:
    if os.environ.get("MPLCONFIGDIR"):
        return
    for parent in (platformdirs.user_cache_dir("herne_schwamm"), tempfile.gettempdir()):
        folder = Path(parent) / "matplotlib"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError:
            continue
        os.environ["MPLCONFIGDIR"] = str(folder)
        return


_choose_font_folder()
