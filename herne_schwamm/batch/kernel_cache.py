"""Where compiled kernels are kept, and whether there are any yet."""

from __future__ import annotations

import os
from pathlib import Path

COMPILE_S = 45
"""About how long the kernels of a storm take to compile on two cores. [s]"""

SEASON_COMPILE_S = 10
"""The same of a season. [s]"""

HEAT_COMPILE_S = 20
"""The same of a heat wave. [s]"""

INDEX_FILES = "*.nbi"
"""What numba writes for each kernel it keeps."""


def cache_folder() -> Path | None:
    """The folder of compiled kernels; None where no place can be written to."""
    # Importing the room chooses the folder; numba itself is not imported by that.
    import herne_schwamm.kernels  # noqa: F401

    folder = os.environ.get("NUMBA_CACHE_DIR")
    return Path(folder) if folder else None


def kernels_are_kept() -> bool:
    """Whether kernels of this version have been compiled here before."""
    from numba.core.caching import _CacheLocator

    import herne_schwamm.kernels.compiling as one_of_them

    folder = cache_folder()
    if folder is None:
        return False
    # numba keeps the kernels of every place that the package lies at apart, under this name.
    of_this_place = _CacheLocator.get_suitable_cache_subpath(  # type: ignore[no-untyped-call]
        one_of_them.__file__
    )
    return any((folder / of_this_place).glob(INDEX_FILES))
