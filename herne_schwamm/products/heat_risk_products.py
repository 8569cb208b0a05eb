"""What a heat wave means for people, as files: rasters, styles, pictures, vectors and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.population import Population
from herne_schwamm.problems import Language
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.heat_exposure import write_heat_exposure
from herne_schwamm.products.heat_tables import write_heat_ranking, write_persons
from herne_schwamm.products.legend_square import burden_square
from herne_schwamm.products.pictures import MapTexts, write_picture
from herne_schwamm.products.styled_raster import write_styled_raster
from herne_schwamm.risk.heat_risk import HeatRisk
from herne_schwamm.tables.products import products

HEAT_FOLDER = "heat"

FILES = {
    "heat_hazard_class": "hazard_class",
    "heat_exposure_class": "exposure_class",
    "heat_vulnerability_class": "vulnerability_class",
    "heat_risk_class": "risk_class",
    "persons_per_ha": "persons_per_ha",
    "double_burden": "double_burden",
}
"""Stems of the files in ``heat/``, by product; beside them lie the maps of the heat wave."""

BURDEN = "double_burden"


def write_heat_risk_products(
    folder: Path,
    city: City,
    risk: HeatRisk,
    population: Population | None,
    *,
    title: str,
    source: DataSource,
    software: str,
    language: Language,
    district_names: Sequence[str] = (),
    tags: Mapping[str, str] | None = None,
) -> list[Path]:
    """Write hazard, exposure, vulnerability and risk of a heat wave.

    Parameters
    ----------
    folder
        The scenario's folder: rasters, ``exposure.gpkg`` and
        ``persons_by_class.csv`` go to ``heat/``, pictures to ``maps/``, the
        ranking to ``risk_ranking.csv``.
    city
        Grid, layers and sites.
    risk
        What is written.
    population
        Whose census cells ``risk`` tells of; None: only sites are known.
    title
        The heat wave, in the reader's language: stands on every map.
    source
        Which data, whose, and of which date.
    software
        Name and version of the software.
    language
        Language of all labels.
    district_names
        What the districts of ``risk.persons`` are called.
    tags
        Further metadata of the GeoTIFFs, for example the event and the run.

    Returns
    -------
    list of Path
        The files, in the order they were written.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    metadata = {"software": software, **source.tags(language), **(tags or {})}
    # Places that heat does not concern would only hide those that it does.
    shown = replace(city, sites=city.sites.loc[risk.sites.index])
    texts = MapTexts(title, source)
    written: list[Path] = []
    for name in FILES:
        if name not in risk.rasters:
            continue
        values = risk.rasters[name].values
        written += write_styled_raster(
            _raster(folder, name),
            values,
            city.grid,
            products()[name],
            language=language,
            tags=metadata,
        )
        picture = folder / "maps" / f"{name}.png"
        write_picture(
            picture,
            values,
            shown,
            products()[name],
            texts,
            language=language,
            ranking=risk.ranking if name == "heat_risk_class" else None,
            buildings_classed=False,
        )
        written.append(picture)

    layer = folder / HEAT_FOLDER / "exposure.gpkg"
    if write_heat_exposure(layer, city, population, risk, language, metadata):
        table = folder / "risk_ranking.csv"
        write_heat_ranking(table, risk.ranking, language)
        written += [layer, table]
    if not risk.persons.empty:
        table = folder / HEAT_FOLDER / "persons_by_class.csv"
        write_persons(table, risk.persons, district_names, language)
        written.append(table)
    return written


def write_double_burden(
    folder: Path,
    city: City,
    burden: NDArray[np.uint8],
    *,
    title: str,
    source: DataSource,
    software: str,
    language: Language,
    tags: Mapping[str, str] | None = None,
) -> list[Path]:
    """Write the map of heavy rain and heat together.

    Parameters
    ----------
    folder
        The scenario's folder.
    city
        Grid and layers.
    burden
        As `double_burden` makes it.
    title
        Storm and heat wave, in the reader's language.
    source, software, language, tags
        As in `write_heat_risk_products`; ``tags`` should name both events.

    Returns
    -------
    list of Path
        Raster, style and picture.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    metadata = {"software": software, **source.tags(language), **(tags or {})}
    written = write_styled_raster(
        _raster(folder, BURDEN),
        burden,
        city.grid,
        products()[BURDEN],
        language=language,
        tags=metadata,
    )
    picture = folder / "maps" / f"{BURDEN}.png"
    write_picture(
        picture,
        burden,
        replace(city, sites=city.sites.iloc[:0]),
        products()[BURDEN],
        MapTexts(title, source),
        language=language,
        square=burden_square(language),
    )
    return [*written, picture]


def _raster(folder: Path, name: str) -> Path:
    return folder / HEAT_FOLDER / f"{FILES[name]}.tif"
