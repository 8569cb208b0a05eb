"""Write requirements.lock from the environment this runs in.

    python -m venv .venv-lock && .venv-lock/bin/pip install -e ".[test,dev]"
    .venv-lock/bin/python scripts/lock.py

The lock names versions only: no index, no host, no file of this machine.
"""

import re
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"
OWN_OR_INSTALLER = {"herne-schwamm", "pip", "setuptools", "wheel"}
HEAD = """\
# Tested versions of all main, test and dev dependencies (Python 3.11).
# Constraints for: pip install -c requirements.lock -e ".[test,dev]"
# Made by: python scripts/lock.py, in an environment that holds nothing else.
"""


def main() -> None:
    """Freeze and write."""
    frozen = subprocess.run(
        [sys.executable, "-m", "pip", "freeze", "--exclude-editable"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    pins = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)$", frozen, flags=re.MULTILINE)
    lines = sorted(f"{name}=={version}" for name, version in pins if name not in OWN_OR_INSTALLER)
    LOCK.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    print(f"{len(lines)} versions in {LOCK.name}")


if __name__ == "__main__":
    main()
