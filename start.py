"""Two commands for a fresh machine with Python 3.11 or later, and nothing else.

``python3 start.py test`` checks the project; ``python3 start.py demo`` (or any
other command of ``herne-schwamm``) runs it. Each makes the virtual environment
it needs with the versions of ``requirements.lock``, and makes it again only
when those or ``pyproject.toml`` changed.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OLDEST = (3, 11)
STAMP = "made-from.txt"
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
    ("deptry", "."),
    ("pytest", "-n", "2"),
)


def say(german: str, english: str) -> None:
    """Tell in the language that is asked for, as the program itself will: German otherwise."""
    asked = f" {' '.join(sys.argv[1:])} ".replace("--lang=", "--lang ")
    in_english = os.environ.get("HERNE_SCHWAMM_LANG") == "en" and " --lang de " not in asked
    in_english = in_english or " --lang en " in asked
    print(english if in_english else german, file=sys.stderr, flush=True)


def environment(folder: Path, extras: str) -> Path:
    """Make a virtual environment where it is missing or outdated; return its programs' folder."""
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    digest = hashlib.sha256(f"{sys.version}\n{ROOT}\n{extras}".encode())
    for name in ("pyproject.toml", "requirements.lock"):
        digest.update((ROOT / name).read_bytes())
    stamp = folder / STAMP
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == digest.hexdigest():
        return programs
    say(
        f"{folder.name}: wird eingerichtet, beim ersten Mal dauert das einige Minuten",
        f"{folder.name}: installing, this takes some minutes the first time",
    )
    venv.create(folder, clear=True, with_pip=True)
    python = programs / ("python.exe" if os.name == "nt" else "python")
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    installed = subprocess.run(
        [*pip, "-c", "requirements.lock", "-e", f".{extras}"], cwd=ROOT, check=False
    )
    if installed.returncode:
        say(
            "start.py: Die Installation ist gescheitert; pip sagt in den Zeilen darüber, warum.",
            "start.py: the installation failed; pip says why in the lines above.",
        )
        sys.exit(1)
    stamp.write_text(digest.hexdigest(), encoding="utf-8")
    return programs


def test(arguments: list[str]) -> int:
    """Run every check, also after one failed; further arguments go to pytest."""
    programs = environment(ROOT / ".venv-test", "[test,dev]")
    failed = []
    for check in CHECKS:
        command = [*check, *arguments] if check[0] == "pytest" else list(check)
        print(f"--- {' '.join(command)}", flush=True)
        if subprocess.run([programs / command[0], *command[1:]], cwd=ROOT, check=False).returncode:
            failed.append(" ".join(check))
    print(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


def command(arguments: list[str]) -> int:
    """Run a command of herne-schwamm, in the folder the user is in."""
    programs = environment(ROOT / ".venv", "")
    # Messages name the command that works here: the virtual environment is not on the PATH.
    call = f'{"py" if os.name == "nt" else "python3"} "{sys.argv[0]}"'
    if " " not in sys.argv[0]:
        call = call.replace('"', "")
    return subprocess.run(
        [programs / "herne-schwamm", *arguments],
        env={**os.environ, "HERNE_SCHWAMM_CALL": call},
        check=False,
    ).returncode


def main() -> int:
    """Tell the two apart."""
    if sys.version_info < OLDEST:
        say(
            "start.py: Gebraucht wird Python 3.11 oder neuer.",
            "start.py: Python 3.11 or later is needed.",
        )
        return 2
    arguments = sys.argv[1:]
    try:
        return test(arguments[1:]) if arguments[:1] == ["test"] else command(arguments)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
