"""How a command speaks: results on stdout, everything else on stderr, one last line."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import typer

from herne_schwamm.commands.crash import write_crash_log
from herne_schwamm.commands.progress import LineProgress, ProgressView, ScreenProgress
from herne_schwamm.problems import N_, Language, Problem

BUG = 70
INTERRUPTED = 130
TERMINATED = 143
"""What a shell tells of a program that SIGTERM ended: 128 + 15."""


TICK_S = 0.5
WAITED_SHARE = 0.99
"""How often to tell how far something is by its time, and how far it is at most."""


class Terminated(KeyboardInterrupt):
    """Another program (a timer, a system that shuts down) asked this one to end."""


@dataclass(slots=True)
class Voice:
    """Speaks for one command.

    Parameters
    ----------
    language
        Of the sentences.
    verbosity
        0 quiet, 1 as usual, 2 more.
    as_json
        The result is one JSON object on stdout; sentences go to stderr.
    """

    language: Language
    verbosity: int = 1
    as_json: bool = False
    _view: ProgressView | None = field(default=None)

    def say(self, sentence: str, /, **facts: object) -> None:
        """Tell on stderr how it goes, unless told to be quiet."""
        if self.verbosity >= 1:
            self._show(self.told(sentence, facts))

    def detail(self, sentence: str, /, **facts: object) -> None:
        """Tell on stderr what only `-v` asks for."""
        if self.verbosity >= 2:
            self._show(self.told(sentence, facts))

    def warn(self, sentence: str, /, **facts: object) -> None:
        """Tell on stderr what has to be looked at, always."""
        what = self.told(sentence, facts)
        self._show(self.language.text(N_("Warning: {what}"), what=what))

    def progress(self, run_id: str, scenario: str, share: float) -> None:
        """Show on stderr how far a scenario of a run is."""
        if self.verbosity < 1:
            return
        if self._view is None:
            self._view = (
                ScreenProgress(self.language) if sys.stderr.isatty() else LineProgress(self._show)
            )
        self._view.show(run_id, scenario, share)

    @contextmanager
    def waiting(self, sentence: str, seconds: float, /) -> Iterator[None]:
        """Show on stderr how far something is by the time it usually takes."""
        label = self.language.text(sentence)
        over = threading.Event()

        def tick() -> None:
            begun_s = time.monotonic()
            while not over.wait(TICK_S):
                passed_s = time.monotonic() - begun_s
                self.progress("", label, min(passed_s / seconds, WAITED_SHARE))

        clock = threading.Thread(target=tick, daemon=True)
        clock.start()
        try:
            yield
        finally:
            over.set()
            clock.join()
        self.progress("", label, 1.0)

    def show_result(self, *parts: str) -> None:
        """Write parts of a result on stdout, an empty line after each, unless JSON or quiet."""
        if self.verbosity >= 1 and not self.as_json:
            for part in parts:
                typer.echo(f"{part}\n")

    def give(self, result: Mapping[str, Any]) -> None:
        """Write a result on stdout, where JSON is asked for."""
        if self.as_json:
            typer.echo(json.dumps(result, sort_keys=True, ensure_ascii=False))

    def finish(self, result: Mapping[str, Any], sentence: str, /, **facts: object) -> None:
        """Give the result, and say last what happened and where it is."""
        self.close()
        last = self.told(sentence, facts)
        self.give(result)
        typer.echo(last, err=self.as_json)

    def told(self, sentence: str, facts: Mapping[str, object]) -> str:
        """A sentence in the language of this voice, problems among the facts too."""
        return Problem(sentence, **facts).told_in(self.language)

    def tell_problem(self, problem: Problem) -> None:
        """Say what went wrong, as the last line."""
        self.close()
        typer.echo(
            self.language.text(N_("Error: {what}"), what=problem.told_in(self.language)), err=True
        )

    def close(self) -> None:
        """Take the bars off the screen."""
        if self._view is not None:
            self._view.close()
            self._view = None

    def _show(self, text: str) -> None:
        if isinstance(self._view, ScreenProgress):
            self._view.write(text)
        else:
            typer.echo(text, err=True)


@contextmanager
def speaking(language: str, *, verbose: bool, quiet: bool, as_json: bool) -> Iterator[Voice]:
    """A voice for the length of a command: whatever goes wrong is told in one sentence.

    A problem ends the command with its exit code; anything unexpected is a
    fault of ours: its traceback goes to a log file, not to the user.
    """
    verbosity = 0 if quiet else 2 if verbose else 1
    voice = Voice(Language(language), verbosity, as_json)
    try:
        with _ended_by_sigterm():
            yield voice
    except Problem as problem:
        voice.tell_problem(problem)
        raise typer.Exit(problem.exit_code) from problem
    except KeyboardInterrupt as interrupt:
        voice.close()
        asked = isinstance(interrupt, Terminated)
        told = (
            N_(
                "Ended from outside. Nothing half-finished was left; started again, it takes over "
                "the storms that are finished and computes the rest."
            )
            if asked
            else N_(
                "Interrupted. Nothing half-finished was left; started again, it takes over the "
                "storms that are finished and computes the rest."
            )
        )
        typer.echo(voice.language.text(told), err=True)
        raise typer.Exit(TERMINATED if asked else INTERRUPTED) from interrupt
    except (typer.Exit, BrokenPipeError):
        raise
    except Exception as error:
        voice.close()
        typer.echo(
            voice.language.text(
                N_(
                    "An error of the program, not of your data: {kind}. Please send the file "
                    "{log} to those who look after herne_schwamm."
                ),
                kind=type(error).__name__,
                log=write_crash_log(error),
            ),
            err=True,
        )
        raise typer.Exit(BUG) from error
    finally:
        voice.close()


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Within the block SIGTERM ends the command as Ctrl-C does: drafts are removed."""

    def end(_number: int, _frame: FrameType | None) -> None:
        # Once is enough: a second one must not keep the drafts from being removed.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise Terminated

    if threading.current_thread() is not threading.main_thread():
        yield  # Only the main thread hears signals.
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
