"""A fixed set of damaged bytes; `scripts/fuzz.py` goes on for as long as one likes."""

from __future__ import annotations

from pathlib import Path

import pytest

from .fuzzing import Case, Judge, checked, fault_of, mutated
from .seeds import SEEDS

CASES_PER_SEED = 3


@pytest.mark.parametrize("half", [0, 1])
def test_damaged_bytes_are_refused_with_a_sentence_or_do_no_harm(tmp_path: Path, half: int) -> None:
    faults = {}
    with Judge(tmp_path) as judge:
        for seed in SEEDS[half::2]:
            for number in range(CASES_PER_SEED):
                case = Case(seed, number)
                fault = fault_of(judge.answer(case))
                if fault is not None:
                    faults[str(case)] = fault
    assert not faults, "\n".join(f"{case}: {fault}" for case, fault in faults.items())


def test_messages_that_quote_damaged_bytes_are_not_printed(tmp_path: Path) -> None:
    seed = next(seed for seed in SEEDS if seed.name == "img")
    with Judge(tmp_path) as judge:
        answer = judge.answer(Case(seed, 1033))
    assert fault_of(answer) is None
    assert "Unicode" not in answer.err


def test_a_column_name_that_would_break_the_line_is_told_within_it(tmp_path: Path) -> None:
    seed = next(seed for seed in SEEDS if seed.name == "dbf")
    with Judge(tmp_path) as judge:
        answer = judge.answer(Case(seed, 30055))
    assert fault_of(answer) is None
    assert answer.err.count("\n") == 2
    assert "es gibt keine Spalte use" in answer.err.splitlines()[-1]


def test_a_netcdf_file_that_damages_the_memory_of_who_opens_it_is_not_opened_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = next(seed for seed in SEEDS if seed.name == "rain_nc")
    monkeypatch.setattr("xarray.open_dataset", None)
    code, _, err = checked(Case(seed, 300009), tmp_path)
    assert code == 65
    assert "lässt sich nicht als NetCDF-Datei lesen" in err


def test_every_seed_is_accepted_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.bad_inputs.fuzzing.mutated", lambda content, case: content)
    told = {seed.name: checked(Case(seed, 0), tmp_path) for seed in SEEDS}
    assert {name: err for name, (code, _, err) in told.items() if code} == {}


def test_a_mutation_is_the_same_every_time_and_differs_from_the_next() -> None:
    content = bytes(range(256)) * 4
    made = [mutated(content, Case(SEEDS[0], number)) for number in (0, 0, 1, 2)]
    assert made[0] == made[1]
    assert len(set(made)) == 3
    assert content not in made
