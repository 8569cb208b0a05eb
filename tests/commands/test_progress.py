"""Progress of scenarios, told apart by their run, with a time left that can be believed."""

from __future__ import annotations

from itertools import pairwise

import pytest

from herne_schwamm.commands.progress import LineProgress, ScreenProgress, TimeLeft, time_left_text
from herne_schwamm.problems import Language


def test_scenarios_of_one_name_in_two_runs_have_lines_of_their_own():
    lines = []
    view = LineProgress(lines.append)
    for run_id in ("a", "b"):
        view.show(run_id, "S1", 0.5)
        view.show(run_id, "S1", 0.55)
    assert lines == ["S1: 50 %", "S1: 50 %"]


def test_scenarios_of_one_name_in_two_runs_have_bars_of_their_own():
    view = ScreenProgress(Language("en"))
    for run_id, share in (("a", 1.0), ("b", 0.25)):
        view.show(run_id, "S1", share)
    view.close()
    assert [(task.description, task.completed) for task in view._bars.tasks] == [
        ("S1", 1.0),
        ("S1", 0.25),
    ]


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def estimates(duration_of_percent: list[float]) -> list[float | None]:
    clock = Clock()
    left = TimeLeft(clock)
    told = [left.after(0.0)]
    for number, seconds in enumerate(duration_of_percent, start=1):
        clock.now_s += seconds
        told.append(left.after(number / 100))
    return told


def test_at_even_speed_the_time_left_is_right():
    told = estimates([1.0] * 100)
    assert told[:2] == [None, None]
    assert told[2:] == pytest.approx([100.0 - number for number in range(2, 101)])


def test_what_comes_before_the_first_step_does_not_count():
    clock = Clock()
    left = TimeLeft(clock)
    clock.now_s += 60.0
    left.after(0.0)
    clock.now_s += 10.0
    assert left.after(0.5) == pytest.approx(10.0)


def test_a_stumble_does_not_make_the_time_left_jump():
    told = estimates([0.5] * 50 + [20.0] + [0.5] * 49)
    # Told naively from the last percent it would jump to 20 s x 49 = 980 s.
    assert max(told[51:]) < 45.0
    known = [seconds for seconds in told if seconds is not None]
    steps = [after - before for before, after in pairwise(known)]
    assert max(steps[:45]) < 0.01
    assert told[-1] == 0.0


def test_the_time_left_is_told_no_more_exactly_than_it_is_known():
    english = Language("en")
    told = [time_left_text(s, english) for s in (None, 0.0, 2.0, 33.0, 58.0, 200.0, 8000.0)]
    assert told == [
        *("", ""),
        *("about 5 s left", "about 35 s left"),
        *("about 1 min left", "about 3 min left", "about 2.2 h left"),
    ]
