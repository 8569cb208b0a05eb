"""One storm, computed again with less and more rain and with smoother and rougher ground."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from herne_schwamm.batch.manifest import product_entries, scenario_entry
from herne_schwamm.batch.scenario import SOFTWARE, judge, settings_of, write_part_manifest
from herne_schwamm.batch.task import Chosen, Task, every_storm
from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import RainRasters, StepSeries, Storm
from herne_schwamm.city.water import WaterState
from herne_schwamm.inputs.run_file import RunFile
from herne_schwamm.inputs.storms import read_storms
from herne_schwamm.models.storm import simulate_storm
from herne_schwamm.problems import N_, Language, RunFileProblem
from herne_schwamm.products.data_source import source_of
from herne_schwamm.products.report_uncertainty import Variant
from herne_schwamm.products.uncertainty_products import write_uncertainty_products

ROUGHNESS_SHARE = 0.2
"""Share by which Manning's n is taken lower and higher: the width of the textbook tables."""

NAME_SUFFIX = "_uncertainty"

NO_BAND = N_(
    "Without a band of tolerance: {names}. Say with --rain-percent by how much their rain may be "
    "wrong, for example --rain-percent 20."
)
END_OF_BAND = N_(
    'At the end of their band of tolerance already: {names}. Give them tolerance = "none" in the '
    "run file."
)


@dataclass(frozen=True, slots=True)
class _Case:
    name: str
    city: City
    storm: Storm


def uncertainty_task(rain_share: float | None) -> Task:
    """The task of the command.

    Parameters
    ----------
    rain_share
        Share by which rain is taken lower and higher; None: the band of
        tolerance of KOSTRA. [0–1]
    """
    return Task(
        NAME_SUFFIX,
        {"task": "uncertainty", "rain_share": rain_share, "roughness_share": ROUGHNESS_SHARE},
        partial(compute_uncertainty, rain_share=rain_share),
        every_storm if rain_share is not None else _storms_with_a_band,
    )


def _storms_with_a_band(run_file: RunFile, wanted: Collection[str]) -> Chosen:
    """Storms of KOSTRA in the middle of their band; the others are named."""
    names = every_storm(run_file, wanted).names
    parts = {part.name: part for part in run_file.all_storms}
    without = [name for name in names if parts[name].source != "kostra"]
    at_the_end = [name for name in names if parts[name].tolerance not in (None, "none")]
    left_out: list[tuple[str, Mapping[str, object]]] = []
    if without:
        left_out.append((NO_BAND, {"names": ", ".join(without)}))
    if at_the_end:
        left_out.append((END_OF_BAND, {"names": ", ".join(at_the_end)}))
    chosen = tuple(name for name in names if name not in (*without, *at_the_end))
    if not chosen:
        sentence, facts = left_out[0]
        raise RunFileProblem(sentence, **facts)
    return Chosen(chosen, tuple(left_out))


def compute_uncertainty(
    folder: Path,
    run_file: RunFile,
    city: City,
    storm: Storm,
    *,
    water: WaterState,
    part_id: str,
    progress: Callable[[float], None],
    ended: Callable[[WaterState], None],
    rain_share: float | None,
) -> dict[str, Any]:
    """Compute a storm five times and write where its depth class depends on the assumption.

    Returns
    -------
    dict
        The entry in the manifest; its balance is that of the case farthest off.

    Raises
    ------
    BalanceProblem
        The water of a case does not add up; nothing was written.
    WriteProblem
        The disk refused.
    """
    cases = list(_cases(run_file, city, storm, rain_share))
    variants, balances, rising = [], [], []
    for number, case in enumerate(cases):

        def told(now_s: float, end_s: float, done: int = number) -> None:
            share = now_s / end_s if end_s > 0 else 1.0
            progress((done + share) / len(cases))

        result = simulate_storm(
            case.city,
            case.storm,
            water,
            settings=settings_of(run_file, storm),
            progress=told,
        )
        if number == 0:
            ended(result.water)
        # The rest of a result would fill the memory five times.
        balances.append(result.balance)
        rising.append(result.run.rising_cells or 0)
        variants.append(
            Variant(
                case.name,
                case.storm.rain_depth_mm,
                result.maps["water_depth_max_m"].values,
                judge(f"{storm.name} ({case.name})", result.balance),
                result.balance.relative_error,
            )
        )
    balance = max(balances, key=lambda one: abs(one.relative_error))
    files = write_uncertainty_products(
        folder,
        city,
        storm,
        variants,
        software=SOFTWARE,
        source=source_of(city, run_file.city.source, run_file.city.as_of),
        language=Language(run_file.language),
        roughness_share=ROUGHNESS_SHARE,
        tags={"part_id": part_id},
        rain_share=rain_share,
        place=run_file.title,
    )
    entry = scenario_entry(
        product_entries(folder, files),
        balance.as_dict(),
        judge(storm.name, balance),
        max(rising),
    )
    return write_part_manifest(folder, entry, part_id)


def _cases(
    run_file: RunFile, city: City, storm: Storm, rain_share: float | None
) -> Iterator[_Case]:
    less, more = _less_and_more_rain(run_file, city, storm, rain_share)
    yield _Case("as_given", city, storm)
    yield _Case("less_rain", city, less)
    yield _Case("more_rain", city, more)
    yield _Case("smoother", _with_roughness(city, 1.0 - ROUGHNESS_SHARE), storm)
    yield _Case("rougher", _with_roughness(city, 1.0 + ROUGHNESS_SHARE), storm)


def _less_and_more_rain(
    run_file: RunFile, city: City, storm: Storm, rain_share: float | None
) -> tuple[Storm, Storm]:
    if rain_share is not None:
        return _with_rain(storm, 1.0 - rain_share), _with_rain(storm, 1.0 + rain_share)
    part = next(part for part in run_file.all_storms if part.name == storm.name)
    ends = tuple(part.model_copy(update={"tolerance": sign}) for sign in ("minus", "plus"))
    pair = [
        read_storms(run_file.model_copy(update={"storm_preset": None, "storms": (end,)}), city)[0]
        for end in ends
    ]
    return pair[0], pair[1]


def _with_rain(storm: Storm, factor: float) -> Storm:
    rain = storm.rain_mm_h
    rasters = storm.rain_rasters
    return replace(
        storm,
        rain_mm_h=StepSeries(rain.edges_s, rain.values * factor),
        rain_rasters=rasters
        and RainRasters(rasters.edges_s, rasters.values * factor, rasters.zone),
    )


def _with_roughness(city: City, factor: float) -> City:
    layer = city.layers["manning_n_s_m13"]
    return replace(
        city, layers=city.layers.assign(manning_n_s_m13=(layer * factor).astype(layer.dtype))
    )
