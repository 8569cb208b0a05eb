"""Bytes of small files damaged at random, and what `check` has to answer to each of them.

Whatever the bytes are: an exit code of the list, one sentence, no traceback, no
hang, and nothing that is accepted breaks a check the package promises. The
readers of GDAL run in a process of their own: what crashes or hangs there ends
that process, not the judge.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from .seeds import SEEDS, Seed

CODES = (0, 2, 65)
"""What `check` may end with: fine, run file, data."""

CASE_LIMIT_S = 30.0
MEMORY_LIMIT_BYTES = 6 * 2**30
WORDS = (
    *(b"nan", b"inf", b"-9999", b"1e400", b"-1", b"0", b"99999999999", b";", b",", b"\n", b"\r"),
    *(b'"', b"\x00", b"\xff\xff\xff\xff", b"\x00\x00\x00\x80", b"\xef\xbb\xbf", b"[", b"{", b"="),
)


@dataclass(frozen=True, slots=True)
class Case:
    """A mutation of a seed: the same bytes on every machine."""

    seed: Seed
    number: int

    def __str__(self) -> str:
        return f"{self.seed.name}/{self.number}"


@dataclass(frozen=True, slots=True)
class Answer:
    """How `check` ended; None: the process died or hung."""

    code: int | None
    out: str
    err: str


def mutated(content: bytes, case: Case) -> bytes:
    """The bytes of a seed with one to four damages."""
    choose = random.Random(str(case))
    data = bytearray(content)
    for _ in range(choose.choice((1, 1, 1, 2, 4))):
        if not data:
            break
        # Heads of files say how the rest is read: half of the damages go there.
        reach = min(len(data), 512) if choose.random() < 0.5 else len(data)
        start = choose.randrange(reach)
        stop = min(len(data), start + choose.choice((1, 2, 4, 16, 64)))
        match choose.randrange(8):
            case 0:
                data[start] ^= 1 << choose.randrange(8)
            case 1:
                data[start] = choose.choice((0, 1, 0x7F, 0x80, 0xFF, choose.randrange(256)))
            case 2:
                data[start:stop] = choose.randbytes(stop - start)
            case 3:
                del data[start:stop]
            case 4:
                data[start:start] = data[start:stop]
            case 5:
                del data[start:]
            case 6:
                data[start:start] = choose.choice(WORDS)
            case _:
                word = choose.choice(WORDS)
                data[start : start + len(word)] = word
    return bytes(data)


class Judge:
    """Runs cases in a process of its own, and starts another where that one dies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: multiprocessing.process.BaseProcess | None = None
        self._line: Connection | None = None

    def __enter__(self) -> Judge:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def answer(self, case: Case) -> Answer:
        """What `check` says of a case."""
        if self._process is None or not self._process.is_alive():
            self._start()
        assert self._line is not None
        assert self._process is not None
        self._line.send((case.seed.name, case.number))
        try:
            if self._line.poll(CASE_LIMIT_S):
                return Answer(*self._line.recv())
            told = f"no answer within {CASE_LIMIT_S:g} s"
        except EOFError:
            self._process.join()
            told = f"the process died ({self._process.exitcode})"
        self._end()
        return Answer(None, "", told)

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._line, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(other, self.folder), daemon=True)
        self._process.start()
        other.close()

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None


def _serve(line: Connection, folder: Path) -> None:
    """In the process of its own: answer cases until the line is closed."""
    # Tracebacks go to a log beside the projects, not to the user's home.
    os.environ["XDG_STATE_HOME"] = str(folder)
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
    except ImportError:
        pass  # Not on Windows.
    seeds = {seed.name: seed for seed in SEEDS}
    while True:
        try:
            name, number = line.recv()
        except EOFError:
            return
        line.send(checked(Case(seeds[name], number), folder))


def checked(case: Case, folder: Path) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of `check` on a project with the damaged file."""
    from .projects import answer

    project = _project(case.seed, folder)
    file = project / case.seed.file
    whole = file.read_bytes()
    try:
        file.write_bytes(mutated(whole, case))
        code, out, err = answer("check", project / "configs" / "try.toml", "--json")
    finally:
        file.write_bytes(whole)
        for left in project.rglob("*.aux.xml"):
            left.unlink()
    if code == 70:
        err += "".join(
            log.read_text(encoding="utf-8") for log in sorted(folder.rglob("fault-*.log"))[-1:]
        )
    return code, out, err


def _project(seed: Seed, folder: Path) -> Path:
    path = folder / seed.name
    if not path.exists():
        draft = Path(tempfile.mkdtemp(dir=folder))
        seed.build(draft)
        shutil.move(draft, path)
    return path


def _tells_its_fault(answer: Answer) -> bool:
    """Whether stdout is the JSON of one fault with the exit code."""
    try:
        (fault, *_) = json.loads(answer.out)["faults"]
    except (ValueError, KeyError):
        return False
    return bool(fault["exit_code"] == answer.code and fault["what"])


def fault_of(answer: Answer) -> str | None:
    """What is wrong with an answer; None where it is as promised."""
    if answer.code is None or "Traceback" in answer.err:
        return answer.err
    if answer.code not in CODES:
        return f"exit code {answer.code}: {answer.err}"
    if answer.code:
        last = answer.err.splitlines()[-1:] or [""]
        fine = last[0].startswith("Fehler: ") and _tells_its_fault(answer)
        return None if fine else f"no sentence: {answer.out}{answer.err}"
    return next(_broken_checks(json.loads(answer.out.splitlines()[0])), None)


def _broken_checks(told: dict) -> Iterator[str]:
    limits = {
        "terrain_m": (-500.0, 9000.0),
        "sealing": (0.0, 1.0),
        "manning_n_s_m13": (0.001, 1.0),
    }
    for name, (low, high) in limits.items():
        layer = told["layers"][name]
        if not low <= layer.get("lowest", low) <= layer.get("highest", high) <= high + 1e-6:
            yield f"{name} from {layer['lowest']} to {layer['highest']} was accepted"
    for name, storm in told["storms"].items():
        most = 500.0 * storm["duration_min"] / 60.0
        rains = 0.0 <= storm["rain_depth_mm"] <= most * (1 + 1e-9)
        if not rains or not 0.0 <= storm["intensity_max_mm_h"] <= 500.0 * (1 + 1e-9):
            yield f"{name} with {storm} was accepted"
