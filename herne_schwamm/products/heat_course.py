"""The course of a heat wave as a picture: air, comfort and evaporation, hour by hour."""

from __future__ import annotations

import io
from pathlib import Path

import matplotlib.style
import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from herne_schwamm.problems import N_, Language
from herne_schwamm.products.map_page import FOOT_POINTS, FOOT_STEP, lines_within
from herne_schwamm.products.pictures import MapTexts
from herne_schwamm.products.whole_files import write_whole

WIDTH, HEIGHT, PIXELS_PER_INCH = 10.0, 6.0, 120
TITLE_POINTS, TEXT_WIDTH, FOOT_MARGIN = 11.0, 9.0, 0.15
"""Size of the title; the longest line of title and foot, and what is free around the foot.
[inches]"""

BLUE, ORANGE, RED, GREEN = "#0077bb", "#ee7733", "#cc3311", "#009988"
"""Of the bright scheme of Paul Tol: colour-blind readers can tell them apart."""

TEMPERATURES = (
    ("country_air_c", N_("Air at the weather station"), BLUE, "--"),
    ("air_c", N_("Air in the city"), ORANGE, "-"),
    ("pet_c", N_("Felt temperature (PET)"), RED, "-"),
)


def write_heat_course(
    path: Path, hours: pd.DataFrame, texts: MapTexts, clock: str, language: Language
) -> None:
    """Draw the means of the city over the heat wave.

    Parameters
    ----------
    path
        ``….png``.
    hours
        Means of the city by the columns of `heat_products.HOUR_HEADINGS`, over time.
    texts
        Title and source.
    clock
        By which the hours are counted, in the reader's language.
    language
        Of everything else.

    Raises
    ------
    WriteProblem
        The disk refused, or what it holds is not what was written.
    """
    with matplotlib.style.context("default"):
        figure = Figure(figsize=(WIDTH, HEIGHT), dpi=PIXELS_PER_INCH, facecolor="white")
        FigureCanvasAgg(figure)
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
        times = hours.index.to_numpy()
        for column, label, colour, line in TEMPERATURES:
            above.plot(
                times, hours[column], color=colour, linestyle=line, label=language.text(label)
            )
        above.set_ylabel("°C")
        # A "$" in the name of a heat wave is no formula.
        title = "\n".join(lines_within(texts.title, TEXT_WIDTH, TITLE_POINTS))
        above.set_title(title, loc="left", fontsize=TITLE_POINTS, parse_math=False)
        below.fill_between(
            times,
            np.maximum(hours["latent_w_m2"], 0.0),
            color=GREEN,
            label=language.text(N_("Evaporation")),
        )
        below.set_ylabel("W/m²")
        below.set_xlabel(clock)
        written = "%d.%m." if language.code == "de" else "%Y-%m-%d"
        days = hours.index[hours.index.hour == 0]
        below.set_xticks(days.to_numpy(), [day.strftime(written) for day in days])
        for axes in (above, below):
            axes.legend(loc="upper left", frameon=False, fontsize=9)
            axes.grid(color="0.9")
            axes.spines[["top", "right"]].set_visible(False)
        foot = lines_within(texts.source.line(language), TEXT_WIDTH, FOOT_POINTS)
        foot_height = FOOT_MARGIN + len(foot) * FOOT_STEP
        figure.tight_layout(rect=(0.0, foot_height / HEIGHT, 1.0, 1.0))
        for number, line in enumerate(foot):
            figure.text(
                FOOT_MARGIN / WIDTH,
                (foot_height - (number + 0.5) * FOOT_STEP) / HEIGHT,
                line,
                fontsize=FOOT_POINTS,
                va="center",
                parse_math=False,
            )
        content = io.BytesIO()
        # No version and no clock: they would change the bytes.
        figure.savefig(content, format="png", metadata={"Software": None, "Title": texts.title})
    write_whole(path, content.getvalue())
