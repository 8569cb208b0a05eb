"""`check`: read everything a run file names, compute nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from herne_schwamm.commands import options
from herne_schwamm.commands.voice import speaking
from herne_schwamm.problems import N_


def check_command(
    run_file_path: Annotated[Path, typer.Argument(metavar="LAUFDATEI", help="Eine Laufdatei.")],
    data: options.Data = None,
    allow_outside: options.AllowOutside = False,
    verbose: options.Verbose = False,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
    lang: options.Language = options.Lang.de,
) -> None:
    """Laufdatei und Daten prüfen, ohne zu rechnen."""
    with speaking(lang, verbose=verbose, quiet=quiet, as_json=as_json) as voice:
        from herne_schwamm.inputs.city import read_city
        from herne_schwamm.inputs.run_file import read_run_file
        from herne_schwamm.inputs.storms import check_points, read_storms

        run_file = read_run_file(run_file_path, data_folder=data, allow_outside=allow_outside)
        city = read_city(run_file)
        storms = read_storms(run_file, city)
        check_points(run_file, city)
        if city.known_share < 1.0:
            voice.say(
                N_("The terrain is known in {known} of {cells} cells ({share} %)."),
                known=voice.language.number(round(city.known_share * city.inside.size)),
                cells=voice.language.number(city.inside.size),
                share=voice.language.number(100.0 * city.known_share, 2),
            )
        for storm in storms:
            voice.say(
                N_("Storm {name}: {depth} mm"),
                name=storm.name,
                depth=voice.language.number(storm.rain_depth_mm, 1),
            )
        voice.finish(
            {
                "name": run_file.name,
                "rows": city.grid.rows,
                "columns": city.grid.columns,
                "cell_size_m": city.grid.cell_size_m,
                "area_m2": city.area_m2,
                "known_share": city.known_share,
                "storms": {storm.name: storm.rain_depth_mm for storm in storms},
                "layers": {name: origin.source for name, origin in city.origins.items()},
            },
            N_(
                "{file} can be computed: {rows} x {columns} cells of {size} m, "
                "{storms} storms, {points} observation points."
            ),
            file=run_file_path,
            rows=voice.language.number(city.grid.rows),
            columns=voice.language.number(city.grid.columns),
            size=voice.language.trimmed(city.grid.cell_size_m),
            storms=len(storms),
            points=len(run_file.output.points),
        )
