"""How the computation went."""

from __future__ import annotations

from collections.abc import Mapping

from herne_schwamm.problems import N_, Language
from herne_schwamm.products.page_parts import Pair, Pairs, Section, Sentences, Tone
from herne_schwamm.products.report_numbers import SECONDS_PER_MINUTE


def computation_section(run: Mapping[str, object], language: Language) -> Section:
    """Simulated time, steps, and whether the peak had passed."""
    # Three decimals would read like thousands.
    minutes = language.trimmed(round(float(str(run["simulated_s"])) / SECONDS_PER_MINUTE, 1))
    step = language.number(float(str(run["smallest_step_s"])), 3)
    limited = language.number(int(str(run["limited_outflows"])))
    rows = (
        Pair(language.text(N_("Simulated time")), f"{minutes} min"),
        Pair(language.text(N_("Time steps")), language.number(int(str(run["steps"])))),
        Pair(language.text(N_("Smallest time step")), f"{step} s"),
        Pair(language.text(N_("Outflows limited to the water there")), limited),
    )
    rising_cells = run["rising_cells"]
    tone: Tone = "plain" if rising_cells == 0 else "warning"
    peak = Sentences((_about_peak(rising_cells, language),), tone=tone)
    return Section("computation", language.text(N_("Computation")), (peak, Pairs(rows)))


def _about_peak(rising_cells: object, language: Language) -> str:
    if rising_cells is None:
        return language.text(
            N_(
                "It is not certain that the peak had passed when the computation ended: it was "
                "not followed for ten minutes after rain and inflows."
            )
        )
    if rising_cells == 0:
        return language.text(
            N_(
                "When the computation ended the water rose nowhere by more than 2 mm within ten "
                "minutes."
            )
        )
    return language.text(
        N_(
            "The peak had not passed everywhere when the computation ended: within ten minutes "
            "{cells} cells rose by more than 2 mm. A longer time after the rain tells."
        ),
        cells=language.number(int(str(rising_cells))),
    )
