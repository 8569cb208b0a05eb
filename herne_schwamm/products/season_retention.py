"""What a city holds back of its rain: by the depth of the day's rain, and year by year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from herne_schwamm.problems import N_, Language
from herne_schwamm.products.page_parts import Column, Row, Section, Sentences, Table
from herne_schwamm.products.report_numbers import MM_PER_M, PERCENT, settled

DAY_CLASSES_MM = (0.1, 2.0, 5.0, 10.0, 20.0, 30.0)
"""Lower limits of the classes of a day's rain; less than the first is no day of rain. [mm]"""

DAYS_PER_YEAR = 365.2425

MEANT = N_(
    "Held back is the rain that reaches neither sewer nor street on its day: it seeps, evaporates "
    "or stays in crowns, hollows, soil, roofs and facilities. What these give off later counts on "
    "the later day."
)


def retention_section(daily_m3: pd.DataFrame, area_m2: float, language: Language) -> Section:
    """Days by the depth of their rain, and all years.

    Parameters
    ----------
    daily_m3
        ``rain_m3``, ``runoff_m3`` and ``retained_m3``, indexed by day.
    area_m2
        Area of the city. [m2]
    language
        German or English.
    """
    depth_mm = daily_m3["rain_m3"].to_numpy() / area_m2 * MM_PER_M
    place = np.digitize(depth_mm, DAY_CLASSES_MM)
    per_year = DAYS_PER_YEAR / len(daily_m3)
    of_days = []
    for number, low in enumerate(DAY_CLASSES_MM, start=1):
        days = daily_m3[place == number]
        if days.empty:
            continue
        label = f"> {language.trimmed(low)} mm"
        if number < len(DAY_CLASSES_MM):
            high = DAY_CLASSES_MM[number]
            label = f"{language.trimmed(low)} – {language.trimmed(high)} mm"
        of_days.append(
            (label, language.number(len(days) * per_year, 1), *_volumes(days.mean(), language))
        )
    years = daily_m3.groupby(daily_m3.index.year).sum()
    of_years = [(str(year), *_volumes(row, language)) for year, row in years.iterrows()]
    volumes = (
        Column(language.text(N_("Rain [m³]"))),
        Column(language.text(N_("Held back [m³]"))),
        Column(language.text(N_("Runoff [m³]"))),
        Column(language.text(N_("Share held back [%]"))),
    )
    return Section(
        "retention",
        language.text(N_("Rain held back")),
        (
            Sentences((language.text(MEANT),)),
            Table(
                language.text(N_("Days by the depth of their rain; volumes of one such day")),
                (
                    Column(language.text(N_("Rain of the day")), numbers=False),
                    Column(language.text(N_("Days a year"))),
                    *volumes,
                ),
                tuple(Row(cells) for cells in of_days),
            ),
            Table(
                language.text(N_("Year by year")),
                (Column(language.text(N_("Year")), numbers=False), *volumes),
                tuple(Row(cells) for cells in of_years),
            ),
        ),
    )


def _volumes(row: pd.Series, language: Language) -> tuple[str, ...]:
    rain, held = float(row["rain_m3"]), float(row["retained_m3"])
    share = f"{language.number(PERCENT * held / rain, 1)}" if rain > 0.0 else "–"
    return (
        settled(rain, 0, language),
        settled(held, 0, language),
        settled(float(row["runoff_m3"]), 0, language),
        share,
    )
