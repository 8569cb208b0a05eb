"""Options that several commands share, each declared once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Lang(StrEnum):
    """Languages people are spoken to in."""

    de = "de"
    en = "en"


Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Mehr darüber sagen, was geschieht.")
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Nur Fehler und die letzte Zeile zeigen.")
]
Json = Annotated[
    bool, typer.Option("--json", help="Das Ergebnis als JSON auf die Standardausgabe schreiben.")
]
Language = Annotated[
    Lang,
    typer.Option("--lang", envvar="HERNE_SCHWAMM_LANG", help="Sprache der Meldungen."),
]
Threads = Annotated[
    int | None,
    typer.Option(
        "--threads",
        min=1,
        help="Zahl der Rechenfäden; ohne Angabe alle Kerne. Das Ergebnis hängt nicht davon ab.",
        show_default=False,
    ),
]
Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        envvar="HERNE_SCHWAMM_DATA",
        help="Datenordner, für den »data:« in Pfaden der Laufdatei steht.",
        show_default=False,
    ),
]
AllowOutside = Annotated[
    bool,
    typer.Option("--allow-outside", help="Pfade der Laufdatei dürfen den Projektordner verlassen."),
]
