"""`warmup`: compile the kernels ahead of the first run."""

from __future__ import annotations

from herne_schwamm.batch.threads import use_threads
from herne_schwamm.commands import options
from herne_schwamm.commands.voice import speaking
from herne_schwamm.problems import N_

HELP = N_("Compile the kernels ahead.\n\nAfter that the first run computes at once, too.")


def warmup_command(
    threads: options.Threads = None,
    verbose: options.Verbose = False,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
    lang: options.Language = options.Lang.de,
) -> None:
    with speaking(lang, verbose=verbose, quiet=quiet, as_json=as_json) as voice:
        use_threads(threads)
        voice.say(N_("Compiling the kernels; this takes about a minute the first time"))
        import os

        from herne_schwamm.batch.compiling_ahead import compile_everything

        compile_everything()
        folder = os.environ.get("NUMBA_CACHE_DIR", "")
        voice.finish({"folder": folder}, N_("The kernels are ready in {folder}"), folder=folder)
