"""Help and complaints about a call: German unless told otherwise, no English within."""

from __future__ import annotations

import re

import pytest
from typer import TyperException
from typer.testing import CliRunner

from herne_schwamm.commands.app import app
from herne_schwamm.commands.complaints import complaint_of
from herne_schwamm.commands.usage import CALLED_BY
from herne_schwamm.problems import Language

COMMANDS = (
    *("demo", "init", "check", "run", "uncertainty", "verify", "warmup", "doctor", "schema"),
    "validate",
)

ENGLISH = re.compile(
    r"\b(Usage|Error|Missing|argument|[Nn]o such|Try|Invalid|value|Got|unexpected|requires|Input"
    r"|should|be|the|Show|this|message|exit|Did you mean|Install|completion for|and|is|OPTIONS"
    r"|COMMAND|ARGS|required|default|env var)\b"
)

CALLS = [
    (["chek"], "den Befehl chek gibt es nicht; meinten Sie check", "no command chek; did you mean"),
    (["frobnicate"], "den Befehl frobnicate gibt es nicht", "no command frobnicate"),
    (["check"], "LAUFDATEI fehlt", "RUN_FILE is missing"),
    (["run"], "LAUFDATEI fehlt", "RUN_FILE is missing"),
    (["verify"], "LAUF fehlt", "RUN is missing"),
    (["check", "a", "b c"], "zu viel angegeben: b c", "too much is given: b c"),
    (["check", "a", ""], "zu viel angegeben", "too much is given"),
    (["check", "--foo", "a"], "die Option --foo gibt es hier nicht", "no option --foo"),
    (["warmup", "-x"], "die Option -x gibt es hier nicht", "no option -x"),
    (["check", "--allow-outsde"], "meinten Sie --allow-outside?", "mean --allow-outside?"),
    (["check", "a", "--data"], "hinter --data fehlt ein Wert", "--data needs a value"),
    (["check", "--json=3", "a"], "--json bekommt keinen Wert", "--json takes no value"),
    (["warmup", "--threads", "x"], "--threads: erwartet wird eine ganze Zahl", "a whole number"),
    (["warmup", "--threads", "0"], "erwartet wird mindestens 1", "at least 1 is expected"),
    (["uncertainty", "--rain-percent", "0,5", "a"], "mit Punkt statt Komma", "a decimal point"),
    (["uncertainty", "--rain-percent", "99", "a"], "höchstens 90", "at most 90"),
    (["--threads", "2", "check", "a"], "steht hinter dem Befehl", "stands behind the command"),
]


def called(*words: str, **environment: str):
    return CliRunner().invoke(app, words, env=environment)


@pytest.mark.parametrize(("words", "german", "english"), CALLS)
def test_a_complaint_about_a_call_is_told_in_the_language(words, german, english):
    for code, told in (("de", german), ("en", english)):
        result = called(*words, HERNE_SCHWAMM_LANG=code)
        last = result.stderr.splitlines()[-1]
        assert (result.exit_code, result.stdout) == (2, "")
        assert last.startswith("Fehler: " if code == "de" else "Error: ")
        assert told in last
        assert "not understood" not in last
        if code == "de":
            assert not ENGLISH.search(result.stderr)
            assert "nicht zu verstehen" not in last


def test_a_language_that_is_not_spoken_is_refused():
    for result in (called("warmup", "--lang", "fr"), called("warmup", HERNE_SCHWAMM_LANG="fr")):
        assert result.exit_code == 2
        assert "fr ist nicht bekannt; möglich sind de, en" in result.stderr


def test_a_complaint_names_the_call_that_works_here():
    result = called("check", **{CALLED_BY: "python3 start.py"})
    assert result.stderr.splitlines() == [
        "Aufruf: python3 start.py check [OPTIONEN] {LAUFDATEI}",
        "Fehler: LAUFDATEI fehlt (Hilfe: python3 start.py check --help)",
    ]


def test_a_complaint_nobody_knows_is_told_within_a_sentence():
    problem = complaint_of(TyperException("Something new."), before_command=False)
    assert problem.told_in(Language("de")) == "der Aufruf ist nicht zu verstehen (Something new.)"
    value = TyperException("Invalid value for '--threads': Input should be prime")
    told = complaint_of(value, before_command=False).told_in(Language("de"))
    assert told == "--threads: nicht zu verstehen (Input should be prime)"


def test_called_with_nothing_it_shows_the_help_and_ends_with_2():
    result = called()
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Befehle:" in result.stderr


@pytest.mark.parametrize("words", [(), *((name,) for name in COMMANDS)])
def test_the_help_is_in_the_language(words):
    german = called(*words, "--help", HERNE_SCHWAMM_LANG="de")
    assert german.exit_code == 0
    assert german.stdout.startswith("Aufruf: herne-schwamm")
    assert not ENGLISH.search(german.stdout)
    english = called(*words, "--help", HERNE_SCHWAMM_LANG="en")
    assert english.stdout.startswith("Usage: herne-schwamm")
    assert not re.search(r"[äöüß]|\b(der|die|das|und|oder|nicht|mit)\b", english.stdout)
