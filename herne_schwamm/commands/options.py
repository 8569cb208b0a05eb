"""Options that several commands share, each declared once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from herne_schwamm.problems import N_


class Lang(StrEnum):
    """Languages people are spoken to in."""

    de = "de"
    en = "en"


Verbose = Annotated[bool, typer.Option("--verbose", "-v", help=N_("Say more of what happens."))]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help=N_("Show only faults and the last line."))
]
Json = Annotated[
    bool, typer.Option("--json", help=N_("Write the result as JSON to the standard output."))
]
Language = Annotated[
    Lang,
    typer.Option("--lang", envvar="HERNE_SCHWAMM_LANG", help=N_("Language of the messages.")),
]
Threads = Annotated[
    int | None,
    typer.Option(
        "--threads",
        min=1,
        metavar=N_("NUMBER"),
        help=N_("Number of threads; all cores where none is given. The result is the same."),
        show_default=False,
    ),
]
Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        envvar="HERNE_SCHWAMM_DATA",
        metavar=N_("FOLDER"),
        help=N_("Data folder that data: stands for in paths of the run file."),
        show_default=False,
    ),
]
AllowOutside = Annotated[
    bool,
    typer.Option(
        "--allow-outside", help=N_("Paths of the run file may leave the folder of the project.")
    ),
]
