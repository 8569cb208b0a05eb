"""`demo`: the demo quarter from nothing to maps."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from herne_schwamm.commands import options
from herne_schwamm.commands.shipped import shipped
from herne_schwamm.commands.voice import speaking
from herne_schwamm.problems import N_, WriteProblem

RUN_FILE = Path("configs", "demo.toml")
RASTERS = Path("rasters", "demo")


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
            run_file = _run_file(here)
            _layers(here)
        except OSError as error:
            raise WriteProblem(
                N_(
                    "The demo quarter could not be written to {folder} ({reason}); change to a "
                    "folder that may be written to"
                ),
                folder=here,
                reason=error.strerror or error,
            ) from error
        voice.say(N_("The layers of the synthetic demo quarter are in {folder}"), folder=RASTERS)

        from herne_schwamm.commands.running import compute_and_tell

        compute_and_tell([run_file], voice, threads=threads, data_folder=None, first_visit=True)


def _run_file(here: Path) -> Path:
    """The demo's run file in this folder, copied from the package where it is not there."""
    run_file = here / RUN_FILE
    if not run_file.is_file():
        source = shipped(RUN_FILE)
        run_file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, run_file)
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
