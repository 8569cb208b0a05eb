"""What leaves the house: rasters with styles, pictures, tables and reports.

Importing this room decides where matplotlib keeps what it knows of the fonts:
where its own place is not writable it would say so on the terminal, and look
at all fonts anew in every run.
"""

import os

from herne_schwamm.kept_places import first_writable


def _choose_font_folder() -> None:
    if os.environ.get("MPLCONFIGDIR"):
        return
    folder = first_writable("matplotlib")
    if folder is not None:
        os.environ["MPLCONFIGDIR"] = str(folder)


_choose_font_folder()
