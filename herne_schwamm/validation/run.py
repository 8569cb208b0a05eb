"""Run all cases and write the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from herne_schwamm.problems import N_, RunFileProblem
from herne_schwamm.products.whole_files import write_whole
from herne_schwamm.validation.balance import random_balances
from herne_schwamm.validation.case import CaseResult
from herne_schwamm.validation.channels import CHANNELS, macdonald
from herne_schwamm.validation.cold_air import (
    cold_air_lake,
    cold_air_production,
    cold_air_slope,
)
from herne_schwamm.validation.cold_air_peer import cold_air_peer, peer_is_here
from herne_schwamm.validation.comfort import pet_athens, pet_table, utci_tables
from herne_schwamm.validation.demo_quarter import TITLE, demo_quarter
from herne_schwamm.validation.evaporation import (
    de_bilt_evaporation,
    fao56_examples,
    synthetic_hours,
)
from herne_schwamm.validation.heat_geometry import (
    athens_geometry,
    heat_tiles,
    sky_view_streets,
    sun_position,
)
from herne_schwamm.validation.heat_quarter import heat_quarter
from herne_schwamm.validation.heat_radiation import (
    athens_radiant,
    goteborg_radiation,
    radiant_enclosure,
)
from herne_schwamm.validation.heat_wave import goteborg_heat
from herne_schwamm.validation.infiltration import green_ampt_examples, swmm_cells
from herne_schwamm.validation.laboratory import cea_flume
from herne_schwamm.validation.mawson import mawson
from herne_schwamm.validation.page import draw, page_text
from herne_schwamm.validation.places import run_place
from herne_schwamm.validation.preview import PREVIEWED, demo_at_1_m, preview_of_place
from herne_schwamm.validation.rain_on_planes import PLANES, plane, tilted_v
from herne_schwamm.validation.season_stormwater_calculator import stormwater_calculator
from herne_schwamm.validation.season_surfaces import season_surfaces
from herne_schwamm.validation.still_water import lake_at_rest, symmetry
from herne_schwamm.validation.time_steps import time_steps
from herne_schwamm.validation.wet_and_dry import wet_and_dry_lawn
from herne_schwamm.validation.yearly_balance import (
    bagrov_integral,
    berlin_blocks,
    dwa_factors,
    dwa_systems,
)

NEWCASTLE, GOTEBORG = "newcastle.toml", "goteborg.toml"

PLACES = {
    NEWCASTLE: "Newcastle upon Tyne, city centre",
    "dorsten.toml": "Dorsten, a rural tile of NRW",
    GOTEBORG: "Gothenburg, Kronenhuset",
}
"""Titles of real places by their run files."""

DEMO = Path("configs") / "demo.toml"
"""Run file of the demo, below the project's folder."""

NEEDED = (
    "swashes",
    "tilted_v_ihmip",
    "cea2008_lab_rain",
    "green_ampt",
    "swmm_cell",
    "fao56",
    "knmi_debilt",
    "newcastle_centre_2m",
    "dorsten_als_360_5721",
    "goteborg_demo",
    "athens_demo",
    "rabimo_berlin2020",
    "dwa_m102_4",
    "goteborg_obs",
    "solweig_golden_athens",
    "swmm_epa_swc",
    "comfort_tables",
    "thermofeel_tests",
    "target_mawson",
)


def cases(data_folder: Path) -> Mapping[str, Callable[[], CaseResult]]:
    """Every case but the places, by name, not yet run; of peers only those installed here."""
    return {
        "lake_at_rest": lake_at_rest,
        **{channel.name: partial(macdonald, channel, data_folder) for channel in CHANNELS},
        **{f"plane_{shape[0]}": partial(plane, *shape) for shape in PLANES},
        "tilted_v": partial(tilted_v, data_folder),
        "cea_flume": partial(cea_flume, data_folder),
        "green_ampt_examples": partial(green_ampt_examples, data_folder),
        "swmm_cells": partial(swmm_cells, data_folder),
        "fao56_examples": partial(fao56_examples, data_folder),
        "de_bilt_evaporation": partial(de_bilt_evaporation, data_folder),
        "synthetic_hours": partial(synthetic_hours, data_folder),
        "symmetry": symmetry,
        "random_balances": random_balances,
        "berlin_blocks": partial(berlin_blocks, data_folder),
        "bagrov_integral": partial(bagrov_integral, data_folder),
        "dwa_factors": partial(dwa_factors, data_folder),
        "dwa_systems": partial(dwa_systems, data_folder),
        "sun_position": sun_position,
        "sky_view_streets": sky_view_streets,
        "athens_geometry": partial(athens_geometry, data_folder),
        "heat_tiles": partial(heat_tiles, data_folder),
        "radiant_enclosure": partial(radiant_enclosure, data_folder),
        "athens_radiant": partial(athens_radiant, data_folder),
        "goteborg_radiation": partial(goteborg_radiation, data_folder),
        "season_surfaces": partial(season_surfaces, data_folder),
        "stormwater_calculator": partial(stormwater_calculator, data_folder),
        "pet_table": partial(pet_table, data_folder),
        "pet_athens": partial(pet_athens, data_folder),
        "utci_tables": partial(utci_tables, data_folder),
        "wet_and_dry_lawn": wet_and_dry_lawn,
        "heat_quarter": heat_quarter,
        "mawson": partial(mawson, data_folder),
        "cold_air_slope": cold_air_slope,
        "cold_air_production": cold_air_production,
        "cold_air_lake": cold_air_lake,
        **({"cold_air_peer": partial(cold_air_peer, data_folder)} if peer_is_here() else {}),
    }


def validate(
    data_folder: Path,
    page: Path,
    places_folder: Path,
    progress: Callable[[str], None] | None = None,
) -> list[CaseResult]:
    """Run every case and write the page with its pictures.

    Parameters
    ----------
    data_folder
        Folder of the cases' data.
    page
        The Markdown file; pictures go into ``pictures/`` beside it.
    places_folder
        Folder of the places' run files.
    progress
        Told the title of every case that starts.

    Returns
    -------
    list of CaseResult
        All results; nothing is written before all are there.

    Raises
    ------
    RunFileProblem
        The data or the places' run files are not there; the page is untouched.
    """
    missing = [name for name in NEEDED if not (data_folder / name).is_dir()]
    if missing:
        raise RunFileProblem(
            N_(
                "{folder}: the data of these cases are not here: {cases}; the page is left as it is"
            ),
            folder=data_folder,
            cases=", ".join(missing),
        )
    run_files = {name: places_folder / name for name in PLACES}
    # tests/places lies two folders below the project's.
    demo = places_folder.parents[1] / DEMO
    for path in (*run_files.values(), demo):
        if not path.is_file():
            raise RunFileProblem(
                N_("{file}: this run file of a place is missing; start from the project's folder"),
                file=path,
            )
    results = []
    for name, case in cases(data_folder).items():
        if progress:
            progress(name)
        results.append(case())
    if progress:
        progress("time_steps")
    results.append(time_steps(run_files[NEWCASTLE], data_folder))
    if progress:
        progress("goteborg_heat")
    results.append(goteborg_heat(run_files[GOTEBORG], data_folder))
    if progress:
        progress(TITLE)
    places = demo_quarter(demo, data_folder)
    for name, title in PLACES.items():
        if progress:
            progress(title)
        places.append(run_place(run_files[name], data_folder, title))
    previews = []
    for place in (*places, demo_at_1_m(demo, data_folder)):
        if place.case.name in PREVIEWED:
            if progress:
                progress(f"preview, {place.case.title}")
            previews.append(preview_of_place(place))

    folder = page.parent / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    pictures: dict[str, list[str]] = {}
    for result in results:
        if result.curves:
            path = folder / f"{result.name}.png"
            draw(path, result.curves)
            pictures[result.name] = [f"pictures/{path.name}"]
    for place in places:
        results.append(place.case)
        pictures[place.case.name] = [
            f"pictures/{path.name}" for path in place.write_pictures(folder)
        ]
    for preview in previews:
        results.append(preview.case)
        path = preview.write_picture(folder)
        pictures[preview.case.name] = [f"pictures/{path.name}"]
    write_whole(page, page_text(results, pictures).encode("utf-8"))
    return results
