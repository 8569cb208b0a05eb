"""Numba kernels: plain arrays and scalars in SI units, changed in place.

Importing this room decides where compiled kernels are kept: numba fails at
import when none of its own places is writable, and it does not notice when a
called function in another file changes. So the folder is ours, and its name
holds the package version and a fingerprint of the kernels' source.
"""

import hashlib
import os
import sys
from pathlib import Path

from herne_schwamm.kept_places import first_writable


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _choose_cache_folder() -> None:
    if os.environ.get("NUMBA_CACHE_DIR"):
        return
    folder = first_writable(f"kernels-{_fingerprint()}")
    if folder is None:
        return
    os.environ["NUMBA_CACHE_DIR"] = str(folder)
    if "numba" in sys.modules:
        # It has looked already: without a word it would keep stale kernels beside the source.
        sys.modules["numba"].config.CACHE_DIR = str(folder)


_choose_cache_folder()

# A thread that waits for the others spins this often before it sleeps. The
# default (endless, nearly) makes every loop wait for a thread that another
# busy program keeps from its core; sleeping at once costs a third of the speed.
os.environ.setdefault("GOMP_SPINCOUNT", "2000")
