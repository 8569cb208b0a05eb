"""`check`: read everything a run file names, compute nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from herne_schwamm.commands import options
from herne_schwamm.commands.progress import rough_time
from herne_schwamm.commands.voice import Voice, speaking
from herne_schwamm.problems import N_, InputProblem, Problem

if TYPE_CHECKING:
    from herne_schwamm.city.city import City
    from herne_schwamm.city.forcing import Storm
    from herne_schwamm.city.grid import Grid
    from herne_schwamm.inputs.preflight import Preflight
    from herne_schwamm.inputs.run_file import RunFile

READ_SHARE = 0.9
"""Share of the work that is done once every raster is read: units are still to be made."""


HELP = N_(
    "Check a run file and its data without computing.\n\n"
    "First the heads of all files, then all they hold; at the end a table of layers and "
    "storms, and about how long computing will take."
)


def check_command(
    run_file_path: Annotated[Path, typer.Argument(metavar=N_("RUN_FILE"), help=N_("A run file."))],
    data: options.Data = None,
    allow_outside: options.AllowOutside = False,
    verbose: options.Verbose = False,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
    lang: options.Language = options.Lang.de,
) -> None:
    with (
        speaking(lang, verbose=verbose, quiet=quiet, as_json=as_json) as voice,
        _faults_given(voice),
    ):
        from herne_schwamm.inputs.heat import read_heat_weather
        from herne_schwamm.inputs.population import read_people
        from herne_schwamm.inputs.preflight import preflight
        from herne_schwamm.inputs.run_file import read_run_file
        from herne_schwamm.inputs.season import read_season_weather
        from herne_schwamm.inputs.storms import check_points, read_storms

        run_file = read_run_file(run_file_path, data_folder=data, allow_outside=allow_outside)
        looked = preflight(run_file)
        _end_with_all(looked, voice)
        _require_writable(run_file.output.folder.path)
        city, grids = _read(run_file, looked, voice)
        storms = read_storms(run_file, city)
        check_points(run_file, city)
        city, _ = read_people(run_file, city)
        season = None if run_file.season is None else read_season_weather(run_file.season, city)
        heats = [(part, read_heat_weather(part, city)) for part in run_file.heats]
        voice.close()

        from herne_schwamm.commands import check_layers as told
        from herne_schwamm.inputs.notes import doubts
        from herne_schwamm.inputs.storms import storm_doubts

        layers = told.layer_facts(run_file, city, grids)
        rain = told.storm_facts(run_file, storms)
        objects = told.object_facts(city)
        if city.known_share < 1.0:
            voice.say(
                N_("The terrain is known in {known} of {cells} cells ({share} %)."),
                known=voice.language.number(round(city.known_share * city.inside.size)),
                cells=voice.language.number(city.inside.size),
                share=voice.language.number(100.0 * city.known_share, 2),
            )
        for doubt in (*doubts(city.origins.values()), *storm_doubts(run_file)):
            voice.warn(doubt.sentence, **doubt.facts)
        origins = told.told_origins(city, of_season=season is not None)
        voice.show_result(
            told.layer_table(layers, origins, voice.language),
            told.storm_table(rain, voice.language),
            "\n".join(told.object_lines(objects, voice.language)),
        )
        if season is not None:
            for doubt in season.doubts:
                voice.warn(doubt.sentence, **doubt.facts)
            sentence, facts = told.season_told(season)
            voice.say(sentence, **facts)
        for _, wave in heats:
            for doubt in wave.doubts:
                voice.warn(doubt.sentence, **doubt.facts)
        heat_facts = [told.heat_facts(part, wave.weather) for part, wave in heats]
        for facts in heat_facts:
            voice.say(
                N_(
                    "Heat wave {name}: {hours} h from {weather}, {coldest:.1f} to {warmest:.1f} °C "
                    "at the station."
                ),
                **facts,
            )
        time_s = _tell_time(
            run_file,
            city,
            storms,
            [wave.weather.hours for _, wave in heats],
            None if season is None else season.weather.hours,
            voice,
        )
        voice.finish(
            {
                "name": run_file.name,
                "crs": city.grid.crs,
                "rows": city.grid.rows,
                "columns": city.grid.columns,
                "cell_size_m": city.grid.cell_size_m,
                "area_m2": city.area_m2,
                "known_share": city.known_share,
                "layers": layers,
                "storms": rain,
                "season": None if season is None else told.season_facts(season),
                "heat": heat_facts,
                "estimated_s": round(time_s, 1),
                **objects,
            },
            N_(
                "{file} can be computed: {rows} x {columns} cells of {size} m, "
                "storms: {storms}, heat waves: {waves}, observation points: {points}."
            ),
            file=run_file_path,
            rows=voice.language.number(city.grid.rows),
            columns=voice.language.number(city.grid.columns),
            size=voice.language.trimmed(city.grid.cell_size_m),
            storms=len(storms),
            waves=len(heats),
            points=len(run_file.output.points),
        )


def _tell_time(
    run_file: RunFile,
    city: City,
    storms: Sequence[Storm],
    heat_hours: Sequence[int],
    season_hours: int | None,
    voice: Voice,
) -> float:
    """Say about how long computing will take, and how that is known. [s]"""
    from herne_schwamm.batch.speed import estimate

    intervals_s = [part.synchronisation_s for part in run_file.all_storms]
    timed = list(zip(storms, intervals_s, strict=True))
    expected = estimate(city, timed, heat_hours, season_hours)
    voice.say(
        N_(
            "Computing will take about {time}, roughly (a third or three times as long may be): "
            "{how}."
        ),
        time=rough_time(expected.seconds, voice.language),
        how=Problem(
            N_("as fast as the last time on this computer")
            if expected.measured
            else N_("as fast as two cores usually are; nothing was measured on this computer yet")
        ),
    )
    return expected.seconds


def _require_writable(reports: Path) -> None:
    """Refuse a place that no report could be written to, as computing would at its end.

    Raises
    ------
    CreateProblem
        The folder, or the nearest one above it, cannot be written to.
    """
    from herne_schwamm.batch.atomic import CreateProblem
    from herne_schwamm.batch.installation import nearest_there, takes_files

    if takes_files(nearest_there(reports)):
        return
    raise CreateProblem(
        N_(
            "Reports cannot be written to {folder}; name another one under [output] folder in the "
            "run file, or let this one be written to."
        ),
        folder=reports,
    )


@contextmanager
def _faults_given(voice: Voice) -> Iterator[None]:
    """What is wrong is a result, too: JSON where that is asked for."""
    try:
        yield
    except Problem as problem:
        _give_faults([problem], voice)
        raise


def _give_faults(problems: Sequence[Problem], voice: Voice) -> None:
    faults = [
        {"exit_code": problem.exit_code, "what": problem.told_in(voice.language)}
        for problem in problems
    ]
    voice.give({"faults": faults})


def _end_with_all(looked: Preflight, voice: Voice) -> None:
    """Tell every fault the headers show, not only the first: they are mended in one go."""
    if not looked.problems:
        return
    first, *others = looked.problems
    if not others:
        raise first
    _give_faults(looked.problems, voice)
    for problem in looked.problems:
        voice.tell_problem(problem)
    voice.tell_problem(
        InputProblem(
            N_("{count} faults were found before anything was read; mend them and check again"),
            count=len(looked.problems),
        )
    )
    raise typer.Exit(first.exit_code)


def _read(run_file: RunFile, looked: Preflight, voice: Voice) -> tuple[City, dict[Path, Grid]]:
    """The city, and where the cells of its raster files lie; shows how far reading is."""
    from herne_schwamm.inputs.city import read_city
    from herne_schwamm.inputs.reading import watch_reading

    grids: dict[Path, Grid] = {}
    label = voice.language.text(N_("Reading"))
    size = max(1, sum(looked.rasters.values()))

    def tell(path: Path, grid: Grid) -> None:
        grids[path] = grid
        done = sum(looked.rasters.get(path, 0) for path in grids)
        voice.progress("", label, READ_SHARE * done / size)

    with watch_reading(tell):
        city = read_city(run_file)
    voice.progress("", label, 1.0)
    return city, grids
