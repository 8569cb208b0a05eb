"""`demo`: the demo quarter from nothing to maps."""

from __future__ import annotations

import tempfile
from pathlib import Path

from herne_schwamm.commands import options
from herne_schwamm.commands.shipped import shipped
from herne_schwamm.commands.voice import speaking
from herne_schwamm.problems import N_, Language, WriteProblem, system_reason

RUN_FILE = Path("configs", "demo.toml")
RASTERS = Path("rasters", "demo")
NAME = "demo"
GERMAN = Language("de")


HELP = N_("Generate the demo quarter and compute it.")


def demo_command(
    threads: options.Threads = None,
    verbose: options.Verbose = False,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
    lang: options.Language = options.Lang.de,
) -> None:
    with speaking(lang, verbose=verbose, quiet=quiet, as_json=as_json) as voice:
        here = Path.cwd()
        voice.say(N_("The synthetic demo quarter is drawn"))
        try:
            run_file = _run_file(here, voice.language)
            _layers(here)
        except OSError as error:
            raise WriteProblem(
                N_(
                    "The demo quarter could not be written to {folder} ({reason}); change to a "
                    "folder that may be written to"
                ),
                folder=here,
                reason=system_reason(error),
            ) from error
        voice.say(N_("The layers of the synthetic demo quarter are in {folder}"), folder=RASTERS)

        from herne_schwamm.commands.running import compute_and_tell

        compute_and_tell([run_file], voice, threads=threads, data_folder=None, first_visit=True)


def _run_file(here: Path, language: Language) -> Path:
    """The demo's run file in this folder, copied from the package where it is not there.

    In another language than German it is a copy of its own, whose maps and
    report are in that language.
    """
    text = shipped(RUN_FILE).read_text("utf-8")
    run_file = here / RUN_FILE
    if language.code != GERMAN.code:
        own = f"{NAME}_{language.code}"
        run_file = run_file.with_name(f"{own}.toml")
        text = text.replace(f'name = "{NAME}"', f'name = "{own}"', 1)
        text = text.replace('language = "de"', f'language = "{language.code}"', 1)
    if not run_file.is_file():
        run_file.parent.mkdir(parents=True, exist_ok=True)
        run_file.write_text(text, encoding="utf-8", newline="\n")
    return run_file


def _layers(here: Path) -> None:
    """Write the files beside their place first: another run may be reading them."""
    from herne_schwamm.inputs.demo.write import write_quarter

    folder = here / RASTERS
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".demo-", dir=folder.parent) as draft:
        write_quarter(Path(draft))
        for file in sorted(Path(draft).iterdir()):
            file.replace(folder / file.name)
