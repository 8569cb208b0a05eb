"""Progress of scenarios, told apart by their run."""

from __future__ import annotations

from herne_schwamm.commands.progress import LineProgress, ScreenProgress


def test_scenarios_of_one_name_in_two_runs_have_lines_of_their_own():
    lines = []
    view = LineProgress(lines.append)
    for run_id in ("a", "b"):
        view.show(run_id, "S1", 0.5)
        view.show(run_id, "S1", 0.55)
    assert lines == ["S1: 50 %", "S1: 50 %"]


def test_scenarios_of_one_name_in_two_runs_have_bars_of_their_own():
    view = ScreenProgress()
    for run_id, share in (("a", 1.0), ("b", 0.25)):
        view.show(run_id, "S1", share)
    view.close()
    assert [(task.description, task.completed) for task in view._bars.tasks] == [
        ("S1", 1.0),
        ("S1", 0.25),
    ]
