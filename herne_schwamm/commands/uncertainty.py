"""`uncertainty`: how far the depth depends on rain and roughness."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from herne_schwamm.commands import options
from herne_schwamm.commands.voice import speaking


def uncertainty_command(
    run_file: Annotated[Path, typer.Argument(metavar="LAUFDATEI", help="Eine Laufdatei.")],
    storms: Annotated[
        list[str] | None,
        typer.Option("--storm", metavar="NAME", help="Nur dieses Regenereignis; mehrfach möglich."),
    ] = None,
    rain_percent: Annotated[
        float | None,
        typer.Option(
            min=0.1,
            max=90.0,
            help="Um so viel Prozent weniger und mehr Regen; ohne Angabe das Toleranzband "
            "von KOSTRA.",
        ),
    ] = None,
    threads: options.Threads = None,
    data: options.Data = None,
    allow_outside: options.AllowOutside = False,
    verbose: options.Verbose = False,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
    lang: options.Language = options.Lang.de,
) -> None:
    """Zeigen, wo die Tiefenklasse von Regenmenge und Rauheit abhängt.

    Jedes Ereignis wird fünfmal gerechnet: wie angegeben, mit weniger und mehr Regen, auf glatterem
    und rauerem Boden (Rauheit ± 20 %). Die Ergebnisse liegen in reports/<Name>_uncertainty.
    """
    with speaking(lang, verbose=verbose, quiet=quiet, as_json=as_json) as voice:
        from herne_schwamm.batch.uncertainty import uncertainty_task
        from herne_schwamm.commands.running import compute_and_tell

        compute_and_tell(
            [run_file],
            voice,
            threads=threads,
            data_folder=data,
            allow_outside=allow_outside,
            task=uncertainty_task(None if rain_percent is None else rain_percent / 100.0),
            storms=storms or (),
        )
