"""`init`: an empty project with a run file in which every line is explained."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated

import typer

from herne_schwamm.commands import options
from herne_schwamm.commands.headings import wanted_language
from herne_schwamm.commands.running import shown
from herne_schwamm.commands.shipped import shipped
from herne_schwamm.commands.usage import call
from herne_schwamm.commands.voice import Voice, speaking
from herne_schwamm.inputs.guessing import name_like
from herne_schwamm.problems import N_, Language, RunFileProblem, WriteProblem, system_reason

TEMPLATES = {"de": Path("configs", "herne.toml"), "en": Path("configs", "herne_en.toml")}
TEMPLATE_NAME = "herne"
OF_HERNE = {
    "Vorlage für Herne: alle": "Vorlage: alle",
    "Template for Herne: all": "Template: all",
    "; Stadt Herne": "; eigene Daten der Stadt",
    "; City of Herne": "; own data of the city",
}
"""Words of the templates that hold for Herne only, and what stands there for another city."""

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
HIDDEN_LEFTOVERS = {".DS_Store", "desktop.ini", "Thumbs.db"}
"""What file managers leave in a folder that a person calls empty."""


HELP = N_(
    "Make a project for your own city.\n\n"
    "With a run file in which every line is explained, and folders for data and results."
)


def init_command(
    folder: Annotated[
        Path, typer.Argument(metavar=N_("FOLDER"), help=N_("A new or empty folder."))
    ],
    name: Annotated[
        str | None,
        typer.Option(
            "--name",
            metavar="NAME",
            help=N_("Name of the city or area; that of the folder where none is given."),
            show_default=False,
        ),
    ] = None,
    verbose: options.Verbose = False,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
    lang: options.Language = options.Lang.de,
) -> None:
    with speaking(lang, verbose=verbose, quiet=quiet, as_json=as_json) as voice:
        _refuse_content(folder)
        called = _name(folder, name)
        try:
            run_file = _write_project(folder, called, voice.language)
        except OSError as error:
            raise WriteProblem(
                N_(
                    "The project could not be written to {folder} ({reason}); choose a folder "
                    "that may be written to"
                ),
                folder=folder,
                reason=system_reason(error),
            ) from error
        _tell_next(folder, called, run_file, voice)


def _name(folder: Path, name: str | None) -> str:
    called = name if name is not None else name_like(folder.resolve().name)
    if not NAME.fullmatch(called):
        raise RunFileProblem(
            N_(
                "{name} cannot be the name of a run: letters, digits, _ and - only; "
                "give another one with --name"
            ),
            name=called or '""',
        )
    return called


def _refuse_content(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise RunFileProblem(N_("{folder} is a file; name a new or empty folder"), folder=folder)
    if not folder.is_dir():
        return
    held = sorted(entry.name for entry in folder.iterdir() if entry.name not in HIDDEN_LEFTOVERS)
    if held:
        raise RunFileProblem(
            N_(
                "{folder} is not empty (it holds {first}), so nothing was written; name a new or "
                "empty folder"
            ),
            folder=folder,
            first=", ".join(held[:3]) + (", …" if len(held) > 3 else ""),
        )


def _quoted(path: str) -> str:
    """A path as a shell takes it: in quotation marks where it has blanks."""
    return f'"{path}"' if " " in path else path


def template_for(name: str, text: str, command: str, run_file: str) -> str:
    """The template of Herne for a run of another name: paths and name, and nothing of Herne left.

    What only holds for Herne (owner and date of the data, heights, cell of
    KOSTRA) is turned into comments or left open.

    Parameters
    ----------
    name
        Of the run.
    text
        The template.
    command, run_file
        How the program is called here, and the run file as it is named to it.
    """
    called = re.compile(r"python3 start\.py (check|run) configs/herne\.toml")
    text = called.sub(lambda found: f"{command} {found[1]} {run_file}", text)
    if name != TEMPLATE_NAME:
        head, first_key, rest = text.partition("schema_version")
        for only, open_to_all in OF_HERNE.items():
            head, rest = head.replace(only, open_to_all), rest.replace(only, open_to_all)
        rest = re.sub(r"\bherne\b", name, rest)
        rest = re.sub(r"^(terrain_range_m|as_of)\b", r"# \1", rest, flags=re.MULTILINE)
        rest = re.sub(r"^# cell = .*\n", "", rest, flags=re.MULTILINE)
        text = head + first_key + rest
    return text


def _write_project(folder: Path, name: str, language: Language) -> Path:
    from herne_schwamm.inputs.run_file import run_file_schema

    run_file = folder / "configs" / f"{name}.toml"
    template = shipped(TEMPLATES[language.code]).read_text("utf-8")
    text = template_for(name, template, call(), _quoted(shown(run_file.resolve())))
    schema = json.dumps(run_file_schema(), indent=2, ensure_ascii=False)
    for path, content in {
        folder / ".schwamm": "",
        run_file: text,
        run_file.with_name("schema.json"): schema + "\n",
        folder / "rasters" / "README.md": shipped(Path("rasters", "README.md")).read_text("utf-8"),
        folder / "reports" / "README.md": shipped(Path("reports", "README.md")).read_text("utf-8"),
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")
    (folder / "rasters" / name).mkdir()
    return run_file


def _tell_next(folder: Path, name: str, run_file: Path, voice: Voice) -> None:
    from herne_schwamm.inputs.preflight import named_paths
    from herne_schwamm.inputs.run_file import read_run_file

    wanted = {key: named.text for key, named in named_paths(read_run_file(run_file))}
    voice.say(N_("The run file expects these files (its paths start at its folder):"))
    for key, path in wanted.items():
        voice.say("  {path}  ({key})", path=path, key=key)
    voice.say(
        N_(
            "Put your files into {folder}, or correct the paths in {file}; put a # before what you "
            "do not have. Terrain, land cover and soil are needed; the last two may be the name "
            "of a class."
        ),
        folder=shown((folder / "rasters" / name).resolve()),
        file=shown(run_file.resolve()),
    )
    voice.finish(
        {"folder": str(folder), "run_file": str(run_file), "files": wanted},
        N_("The project is in {folder}. Next: {call} check {file}"),
        folder=shown(folder.resolve()),
        call=call(),
        file=_quoted(shown(run_file.resolve())) + _asking_for(voice.language),
    )


def _asking_for(language: Language) -> str:
    """The option that keeps a language that is not the usual one."""
    usual = wanted_language(())
    return "" if language.code == usual else f" --lang {language.code}"
