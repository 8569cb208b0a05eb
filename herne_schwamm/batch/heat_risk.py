"""What a heat wave means for the people of a city: judged and written beside its maps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import NDArray

from herne_schwamm.batch.scenario import SOFTWARE
from herne_schwamm.city.areas import DISTRICT
from herne_schwamm.city.city import City
from herne_schwamm.city.population import Population
from herne_schwamm.inputs.population import read_people
from herne_schwamm.inputs.run_file import RunFile
from herne_schwamm.models.heat_result import HeatResult
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.heat_risk_products import (
    write_double_burden,
    write_heat_risk_products,
)
from herne_schwamm.products.page_parts import Pictures, Section
from herne_schwamm.products.product_pictures import product_picture
from herne_schwamm.products.report_heat_risk import (
    double_burden_section,
    heat_risk_section,
    people_section,
)
from herne_schwamm.risk.double_burden import double_burden
from herne_schwamm.risk.heat_assessment import NEAR_HOME_M, assess_heat

STORM_RISK = Path("heavy_rain") / "risk_class.tif"
"""Where a storm's risk lies in the folder of its scenario."""

PICTURED = (
    "heat_risk_class",
    "heat_hazard_class",
    "heat_exposure_class",
    "heat_vulnerability_class",
    "persons_per_ha",
)
BURDEN = "double_burden"


@dataclass(frozen=True, slots=True)
class StormBeside:
    """A storm whose risk is laid beside that of a heat wave: its names and its folder."""

    name: str
    label: str | None
    folder: Path

    def title(self, language: Language) -> str:
        """What people call it."""
        return language.text(self.label) if self.label else self.name


@dataclass(frozen=True, slots=True)
class People:
    """Who lives where, and the districts they live in; read once for all heat waves.

    ``population`` is None where the run file names none. ``district`` holds the
    district of every cell, -1 in none.
    """

    population: Population | None
    near_home_m: float
    district_names: Sequence[str]
    district: NDArray[np.int64]


def people_of_run(run_file: RunFile, city: City) -> tuple[City, People]:
    """The people and districts of a run file, and the city with the origin of its people.

    Raises
    ------
    RunFileProblem, InputProblem
        As `read_people`.
    """
    city, population = read_people(run_file, city)
    districts = next((areas for areas in city.areas if areas.kind == DISTRICT), None)
    names: Sequence[str] = () if districts is None else districts.names
    none = np.full(city.grid.shape, -1, np.int64)
    district = none if districts is None else districts.of_cell.astype(np.int64)
    part = run_file.population
    near_home_m = NEAR_HOME_M if part is None else part.near_home_m
    return city, People(population, near_home_m, names, district)


def write_heat_risk(
    folder: Path,
    city: City,
    result: HeatResult,
    people: People,
    storm: StormBeside | None,
    *,
    title: str,
    source: DataSource,
    language: Language,
    part_id: str,
) -> tuple[list[Path], list[Section]]:
    """Judge and write the risk of a heat wave, and what it makes of a storm's.

    Parameters
    ----------
    folder
        The scenario's folder.
    people
        Who lives where.
    storm
        Whose risk is laid beside; None: there is none.
    title, source, language, part_id
        As of the heat wave.

    Returns
    -------
    tuple of list
        The files, and the sections of the report, whose pictures lie in ``../maps``.
    """
    risk = assess_heat(
        city,
        result.maps,
        people.population,
        near_home_m=people.near_home_m,
        districts=len(people.district_names),
        district=people.district,
    )
    tags = {"part_id": part_id}
    files = write_heat_risk_products(
        folder,
        city,
        risk,
        people.population,
        title=title,
        source=source,
        software=SOFTWARE,
        language=language,
        district_names=people.district_names,
        tags=tags,
    )
    together = []
    # A storm without buildings and sites tells no risk, nor does heat that meets nobody known.
    if storm is not None and risk.people_known and (storm.folder / STORM_RISK).is_file():
        with rasterio.open(storm.folder / STORM_RISK) as file:
            rain_risk = file.read(1)
        burden = double_burden(rain_risk, risk.rasters["heat_risk_class"].values, city.open_ground)
        files += write_double_burden(
            folder,
            city,
            burden,
            title=language.text(
                N_("Heavy rain {storm} + {wave}"), storm=storm.title(language), wave=title
            ),
            source=source,
            software=SOFTWARE,
            language=language,
            tags={**tags, "storm": storm.name},
        )
        section = double_burden_section(city, burden, storm.title(language), title, language)
        picture = Pictures((product_picture(BURDEN, language),))
        together.append(replace(section, parts=(*section.parts, picture)))
    drawn = {path.stem for path in files if path.suffix == ".png"}
    pictures = tuple(product_picture(name, language) for name in PICTURED if name in drawn)
    sections = [heat_risk_section(risk, language)]
    told = people_section(risk, people.district_names, language)
    if told is not None:
        sections.append(told)
    heading = language.text(N_("Maps of heat risk"))
    sections.append(Section("heat_risk_maps", heading, (Pictures(pictures),)))
    return files, [*sections, *together]
