"""What a user sees: exit codes, the last line, streams."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
import rasterio
from typer.testing import CliRunner

from herne_schwamm.commands.app import app
from herne_schwamm.commands.headings import wanted_language
from herne_schwamm.problems import LockedProblem
from tests.batch.quarter import make_project, stand_in


def answer(*arguments: object, lang: str = "de"):
    result = CliRunner().invoke(app, [*map(str, arguments), "--lang", lang])
    return result.exit_code, result.stdout, result.stderr


def test_help_imports_no_heavy_library():
    script = (
        "import sys\n"
        "from herne_schwamm.commands import main\n"
        "sys.argv = ['herne-schwamm', '--help']\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        "heavy = {'numba', 'numpy', 'rasterio', 'pandas', 'xarray', 'pydantic', 'matplotlib'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"
    for command in ("demo", "init", "check", "run", "verify", "warmup", "doctor", "schema"):
        assert f"  {command} " in done.stdout


@pytest.mark.parametrize(
    ("arguments", "variable", "wanted"),
    [
        ([], "", "de"),
        ([], "en", "en"),
        (["check", "--lang", "en"], "", "en"),
        (["check", "--lang=en"], "de", "en"),
        (["check", "--lang"], "", "de"),
        (["check", "--lang", "fr"], "en", "de"),
    ],
)
def test_the_language_of_headings_is_the_one_asked_for(monkeypatch, arguments, variable, wanted):
    monkeypatch.setenv("HERNE_SCHWAMM_LANG", variable)
    assert wanted_language(arguments) == wanted


def test_completion_of_the_shell_can_be_installed_and_is_told(tmp_path):
    def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from herne_schwamm.commands import main; main()", *words],
            env={**os.environ, "HOME": str(tmp_path), **more},
            capture_output=True,
            text=True,
            check=False,
        )

    told = run("--help").stdout
    assert "--install-completion" in told.rpartition("Rückgabewerte")[2].replace("\n", " ")
    completed = run(
        _HERNE_SCHWAMM_COMPLETE="complete_bash", COMP_WORDS="herne-schwamm d", COMP_CWORD="1"
    )
    assert {"demo", "doctor"} <= set(completed.stdout.split())


def test_a_run_ends_with_what_happened_and_where_the_results_are(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    monkeypatch.chdir(tmp_path)
    run_file = make_project(tmp_path)
    code, out, err = answer("run", run_file)
    assert code == 0
    assert out.startswith("klein ist gerechnet. Die Ergebnisse liegen in reports")
    assert err.splitlines() == [
        "starkregen wird gerechnet",
        "starkregen: 50 %",
        "starkregen: 90 %",
        "starkregen: 100 %",
    ]
    code, out, _ = answer("run", run_file)
    assert (code, out.startswith("klein ist unverändert")) == (0, True)
    code, out, err = answer("run", run_file, "--quiet", lang="en")
    assert (code, out.startswith("klein is unchanged"), err) == (0, True, "")


def test_json_is_all_there_is_on_stdout(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    code, out, _ = answer("run", make_project(tmp_path), "--json")
    runs = json.loads(out)["runs"]
    assert (code, runs[0]["computed"], runs[0]["scenarios"]) == (0, True, ["starkregen"])


def test_unknown_keys_end_with_2_missing_rasters_with_65(tmp_path):
    run_file = make_project(tmp_path)
    text = run_file.read_text(encoding="utf-8")
    (tmp_path / "rasters" / "terrain.tif").unlink()
    code, out, err = answer("run", run_file)
    assert (code, out, err.startswith("Fehler: ")) == (65, "", True)
    run_file.write_text(text.replace("terrain =", "terrian ="), encoding="utf-8")
    code, _, err = answer("check", run_file)
    assert (code, "terrian" in err, "Traceback" in err) == (2, True, False)


def test_a_failed_balance_ends_with_4_and_one_of_two_with_3(tmp_path, monkeypatch):
    stand_in(monkeypatch, {"schlecht": 0.5})
    code, out, err = answer("run", make_project(tmp_path / "a", ("schlecht",)))
    assert (code, out, "schlecht wurde nicht veröffentlicht" in err) == (4, "", True)
    code, out, _ = answer("run", make_project(tmp_path / "b", ("gut", "schlecht")))
    assert (code, out.startswith("Nicht alles wurde gerechnet")) == (3, True)


def test_of_several_run_files_the_good_ones_are_computed(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    good = make_project(tmp_path / "a")
    code, out, err = answer("run", tmp_path / "missing.toml", good)
    assert (code, "missing.toml" in err, "Laufdateien 1" in out) == (3, True, True)
    assert (tmp_path / "a" / "reports" / "klein" / "latest").exists()


def test_of_several_run_files_that_fail_each_is_told_once(tmp_path):
    missing = [tmp_path / name for name in ("a.toml", "b.toml")]
    code, out, err = answer("run", *missing, "--json")
    assert (code, json.loads(out)) == (2, {"runs": [], "failed_run_files": [*map(str, missing)]})
    for path, line in zip(missing, err.splitlines(), strict=True):
        assert line.startswith("Fehler: ") and path.name in line
    code, out, err = answer("run", *missing)
    assert (code, out, len(err.splitlines())) == (2, "", 2)


def test_progress_of_several_run_files_is_told_for_each(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    files = [make_project(tmp_path / name) for name in ("a", "b")]
    text = files[1].read_text(encoding="utf-8")
    files[1].write_text(text.replace('"asphalt"', '"lawn"'), encoding="utf-8")
    code, _, err = answer("run", *files)
    assert (code, err.count("starkregen: 50 %"), err.count("starkregen: 100 %")) == (0, 2, 2)


def test_a_failed_scenario_never_stands_at_100_percent(tmp_path, monkeypatch):
    stand_in(monkeypatch, {"schlecht": 0.5})
    _, _, err = answer("run", make_project(tmp_path, ("schlecht",)))
    assert ("schlecht: 90 %" in err, "100 %" in err) == (True, False)


def test_a_locked_folder_ends_with_75(tmp_path, monkeypatch):
    from herne_schwamm.batch.lock import locked

    stand_in(monkeypatch)
    run_file = make_project(tmp_path)
    with locked(tmp_path / "reports" / "klein"):
        code, _, err = answer("run", run_file)
    assert (code, LockedProblem.exit_code) == (75, 75)
    assert "Ein anderer Lauf" in err


def test_an_interrupted_run_ends_with_130_and_leaves_nothing(tmp_path, monkeypatch):
    double = stand_in(monkeypatch)

    def interrupt() -> None:
        raise KeyboardInterrupt

    double.while_computing = interrupt
    code, _, err = answer("run", make_project(tmp_path))
    assert (code, "Abgebrochen" in err) == (130, True)
    left = {path.name for path in (tmp_path / "reports" / "klein").iterdir()}
    assert left <= {".lock"}


def test_sigterm_ends_with_143_and_leaves_nothing(tmp_path, monkeypatch):
    double = stand_in(monkeypatch)
    double.while_computing = lambda: os.kill(os.getpid(), signal.SIGTERM)
    before = signal.getsignal(signal.SIGTERM)
    code, out, err = answer("run", make_project(tmp_path), lang="en")
    assert (code, out, "Ended from outside" in err) == (143, "", True)
    left = {path.name for path in (tmp_path / "reports" / "klein").iterdir()}
    assert left <= {".lock"}
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.parametrize(
    "command", [["run"], ["run", "--preview"], ["uncertainty"]], ids=["run", "preview", "variants"]
)
def test_threads_are_set_before_numba_is_imported(tmp_path, command):
    script = (
        "import sys\n"
        "from herne_schwamm.batch import threads\n"
        "from herne_schwamm.commands import main, running\n"
        "def spy(count):\n"
        "    print(count, 'numba' in sys.modules)\n"
        "running.use_threads = spy\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *command, str(tmp_path / "no.toml"), "--threads", "1"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.returncode) == ("1 False", 2), done.stderr


def test_a_first_run_says_that_the_kernels_are_compiled(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    monkeypatch.setattr("herne_schwamm.batch.computing.kernels_are_kept", lambda: False)
    monkeypatch.setattr("herne_schwamm.batch.computing.COMPILE_S", 0.4)
    monkeypatch.setattr("herne_schwamm.commands.voice.TICK_S", 0.02)
    monkeypatch.setattr("herne_schwamm.batch.computing.compile_storm", lambda: time.sleep(0.5))
    run_file = make_project(tmp_path)
    _, _, err = answer("run", run_file, lang="en")
    first, *others = err.splitlines()
    assert first.startswith("The kernels are being compiled, once")
    # However slow this computer is: it rises, and is 100 % once it is done.
    told = [int(line.split()[1]) for line in others if line.startswith("Compiling: ")]
    assert len(told) >= 2
    assert told == sorted(set(told))
    assert told[-1] == 100
    assert others[len(told)] == "Computing starkregen"
    _, _, err = answer("run", run_file, lang="en")
    assert "compiled" not in err


def test_a_bug_is_one_sentence_and_a_log_file(tmp_path, monkeypatch):
    monkeypatch.setattr("platformdirs.user_log_dir", lambda name: str(tmp_path / "logs"))
    double = stand_in(monkeypatch)

    def stumble() -> None:
        raise ZeroDivisionError("our fault")

    double.while_computing = stumble
    code, _, err = answer("run", make_project(tmp_path))
    (log,) = (tmp_path / "logs").iterdir()
    assert (code, "Traceback" in err, str(log) in err) == (70, False, True)
    assert "our fault" in log.read_text(encoding="utf-8")


def test_check_reads_everything_and_writes_nothing(tmp_path):
    run_file = make_project(tmp_path)
    code, out, _ = answer("check", run_file, "--json")
    assert (code, json.loads(out)["rows"], json.loads(out)["columns"]) == (0, 12, 10)
    assert not (tmp_path / "reports").exists()


def test_check_tells_how_much_of_the_terrain_is_known(tmp_path):
    run_file = make_project(tmp_path)
    code, out, err = answer("check", run_file, "--json")
    assert (code, json.loads(out)["known_share"], "bekannt" in err) == (0, 1.0, False)
    with rasterio.open(tmp_path / "rasters" / "terrain.tif", "r+") as file:
        values = file.read(1)
        values[0, :3] = -9999.0
        file.write(values, 1)
    code, out, err = answer("check", run_file, "--json")
    assert (code, json.loads(out)["known_share"]) == (0, 117 / 120)
    assert "in 117 von 120 Zellen (97,50 %) bekannt" in err


def test_verify_ends_with_65_where_a_product_was_touched(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    answer("run", make_project(tmp_path))
    latest = tmp_path / "reports" / "klein" / "latest"
    assert answer("verify", latest)[0] == 0
    (latest / "starkregen" / "report.html").write_text("touched", encoding="utf-8")
    code, _, err = answer("verify", latest)
    assert (code, "starkregen/report.html" in err) == (65, True)
    assert answer("verify", tmp_path)[0] == 65


def test_schema_prints_and_writes_the_same(tmp_path):
    code, out, _ = answer("schema")
    file = tmp_path / "schema.json"
    assert (code, answer("schema", "--out", file)[0]) == (0, 0)
    assert file.read_text(encoding="utf-8") == out
    assert "rain_depth_mm" in out
    assert answer("schema", "--out", tmp_path / "no" / "folder.json")[0] == 74


def test_validate_without_data_leaves_the_page_as_it_is(tmp_path, monkeypatch):
    monkeypatch.delenv("HERNE_SCHWAMM_DATA", raising=False)
    page = tmp_path / "validation.md"
    page.write_text("as it was", encoding="utf-8")
    for arguments, wanted in (((), 2), (("--data", tmp_path / "missing"), 65)):
        code, _, err = answer("validate", "--page", page, *arguments)
        assert (code, str(page) in err) == (wanted, True)
        assert page.read_text(encoding="utf-8") == "as it was"


@pytest.mark.parametrize(("passes", "wanted"), [(True, 0), (False, 4)])
def test_validate_ends_with_4_where_a_case_lies_outside_its_tolerance(
    tmp_path, monkeypatch, passes, wanted
):
    def validate(data, page, places, progress):
        progress("Dam break")
        return [SimpleNamespace(name="dam_break", passes=passes)]

    monkeypatch.setattr("herne_schwamm.validation.validate", validate)
    code, out, err = answer("validate", "--data", tmp_path, "--page", tmp_path / "page.md")
    assert (code, "dam_break" in out, "Dam break" in err) == (wanted, not passes, True)


def test_demo_writes_its_rasters_and_run_file_where_the_user_is(tmp_path, monkeypatch):
    stand_in(monkeypatch)
    monkeypatch.chdir(tmp_path)
    code, out, _ = answer("demo")
    assert (code, out.startswith("demo ist gerechnet")) == (0, True)
    assert (tmp_path / "configs" / "demo.toml").is_file()
    assert sorted(path.name for path in (tmp_path / "rasters").iterdir()) == ["demo"]
    assert answer("demo")[1].startswith("demo ist unverändert")
    code, out, err = answer("demo", lang="en")
    assert (code, out.startswith("demo_en is computed")) == (0, True), err
    assert 'language = "en"' in (tmp_path / "configs" / "demo_en.toml").read_text("utf-8")


def test_usage_errors_end_with_2():
    assert answer("run")[0] == 2
    assert CliRunner().invoke(app, ["fly"]).exit_code == 2


@pytest.mark.parametrize(
    "launcher", [["cli.py"], ["-c", "from herne_schwamm.commands import main; main()"]]
)
def test_the_launcher_of_a_bare_checkout_is_the_installed_command(launcher):
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, *launcher, "--version"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("herne-schwamm 0.")
