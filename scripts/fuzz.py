"""Damage the bytes of small input files for some minutes, and tell what is not as promised.

    python scripts/fuzz.py --minutes 10

Ends with 1 where a case led to a traceback, a hang, a dead process, or was
accepted although it breaks a check; each is told with its name, which makes the
same bytes again: `--only tif_float32/17`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.bad_inputs.fuzzing import Case, Judge, fault_of
from tests.bad_inputs.seeds import SEEDS


def cases(first: int) -> Iterator[Case]:
    """All seeds in turn, with ever new numbers."""
    number = first
    while True:
        yield from (Case(seed, number) for seed in SEEDS)
        number += 1


def single(name: str) -> Case:
    """The case of a name."""
    seed, _, number = name.partition("/")
    return Case(next(one for one in SEEDS if one.name == seed), int(number))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--first", type=int, default=0, help="number of the first mutation")
    parser.add_argument("--only", help="a single case, such as tif_float32/17")
    wanted = parser.parse_args()
    codes: Counter[int | None] = Counter()
    faults = 0
    end = time.monotonic() + 60.0 * wanted.minutes
    with tempfile.TemporaryDirectory() as folder, Judge(Path(folder)) as judge:
        for case in [single(wanted.only)] if wanted.only else cases(wanted.first):
            if time.monotonic() > end:
                break
            answer = judge.answer(case)
            codes[answer.code] += 1
            fault = fault_of(answer)
            if wanted.only:
                print(answer.code, answer.out, answer.err)
            if fault is not None:
                faults += 1
                print(f"{case}: {fault}", flush=True)
    told = ", ".join(f"{count} with {code}" for code, count in sorted(codes.items(), key=str))
    print(f"{sum(codes.values())} cases ({told}), {faults} not as promised")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
