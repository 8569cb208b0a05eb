"""Yearly water balances: blocks of Berlin after Bagrov and Glugla, types of DWA-M 102-4."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.kernels.bagrov import evaporation_ratios
from herne_schwamm.models.bagrov_glugla import BlockBalance, block_balance
from herne_schwamm.models.block_scenarios import blocks_with_measures, natural_blocks
from herne_schwamm.models.dwa_m102_4 import cut_split, raw_split
from herne_schwamm.models.dwa_system import DwaSystem, Element
from herne_schwamm.models.split import BALANCE_COLUMNS, Split
from herne_schwamm.models.water_balance_indicators import delta_w_percent
from herne_schwamm.validation.case import CaseResult, Check, Curves, Figure

BERLIN, DWA = "rabimo_berlin2020", "dwa_m102_4"
ROUNDED_DIGITS = 3
"""The published model rounds its balance to so many decimals. [mm/a]"""
ROUNDING = 1e-9
"""By this two decimal numbers of the same digits may differ in binary."""

PUBLISHED_COLUMNS = ("runoff", "infiltr", "evapor")
UNSEALED_COLUMNS = {
    "effectivity": "bagrov_eff",
    "wet_summer_factor": "factor_wet",
    "usable_field_capacity_percent": "usable_field_capacity",
    "rise_height_m": "potential_capillary_rise",
    "capillary_rise_mm_a": "mean_potential_capillary_rise_rate",
    "g02": "g02",
    "evapotranspiration_mm_a": "evap_unsealed",
}
"""What is known of unsealed ground, here and in the published tables."""

MEASURES = {"green_roof": 0.01844450, "unpaved": 0.93685892, "to_swale": 0.04469658}
"""Aims of the published run with measures."""

DRAWN = (0.05, 0.25, 3.0, 8.0)
"""Effectivities of the picture."""


def _table(data_folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(data_folder / BERLIN / name, dtype={"code": str})


def _deviation(ours: BlockBalance, published: pd.DataFrame) -> dict[str, float]:
    return {
        theirs: float((ours.balance[column] - published[theirs]).abs().max())
        for column, theirs in zip(BALANCE_COLUMNS, PUBLISHED_COLUMNS, strict=True)
    }


def berlin_blocks(data_folder: Path) -> CaseResult:
    """402 blocks of Berlin: today, unbuilt and with measures, against kwb.rabimo."""
    blocks = _table(data_folder, "sample_input.csv")
    tables = {
        "urban": blocks,
        "natural": natural_blocks(blocks),
        "measures": blocks_with_measures(blocks, **MEASURES),
    }
    runs = {
        name: block_balance(table, "published", ROUNDED_DIGITS) for name, table in tables.items()
    }
    checks = [Check("blocks", float(len(blocks)), "==", 402.0)]
    limit = 10.0**-ROUNDED_DIGITS + ROUNDING
    figures = []
    for name, run in runs.items():
        published = _table(data_folder, f"sample_expected_{name}.csv")
        for column, deviation in _deviation(run, published).items():
            checks.append(Check(f"{name}: {column}, greatest deviation", deviation, "<=", limit))
        negative = int((published["infiltr"] < 0.0).sum())
        ours = int((run.balance["recharge_mm_a"] < 0.0).sum())
        checks.append(
            Check(f"{name}: blocks with negative recharge", float(ours), "==", float(negative))
        )
        sums = run.balance.sum(axis=1) - tables[name]["prec_yr"]
        figures.append(
            Figure(
                f"{name}: precipitation minus the sum of the balance, at most",
                float(sums.abs().max()),
                "mm/a",
            )
        )
        figures += [
            Figure(f"{name}: mean of {column}", float(run.balance[column].mean()), "mm/a")
            for column in BALANCE_COLUMNS
        ]
    urban = _table(data_folder, "sample_expected_urban.csv")
    for column, theirs in UNSEALED_COLUMNS.items():
        deviation = float((runs["urban"].unsealed[column] - urban[theirs]).abs().max())
        checks.append(Check(f"urban: {theirs}, greatest deviation", deviation, "<=", 1e-9))
    sealed = runs["urban"].sealed_evapotranspiration_mm_a
    deviation = max(float((sealed[name] - urban[f"evap_{name}"]).abs().max()) for name in sealed)
    checks.append(Check("urban: evaporation of sealed ground", deviation, "<=", 1e-9, "mm/a"))
    for name, file in (("urban", "delta_w"), ("measures", "measures_delta_w")):
        published = _table(data_folder, f"sample_expected_{file}.csv")["delta_w"]
        delta = delta_w_percent(runs[name].balance, runs["natural"].balance).round(1)
        checks.append(
            Check(
                f"{name}: Delta-W, greatest deviation",
                float((delta - published).abs().max()),
                "<=",
                ROUNDING,
                "%",
            )
        )
        figures.append(Figure(f"{name}: mean Delta-W", float(delta.mean()), "%"))
    exact = block_balance(blocks, "exact").balance
    approximated = block_balance(blocks, "published").balance
    figures += [
        Figure(
            f"urban, with the exact integral instead: {column}, greatest change",
            float((exact[column] - approximated[column]).abs().max()),
            "mm/a",
        )
        for column in BALANCE_COLUMNS
    ]
    return CaseResult(
        name="berlin_blocks",
        title="Blocks of Berlin, Bagrov-Glugla (ABIMO)",
        setup="402 of the 58 531 block areas of Berlin (2020) with the published approximation of "
        "Bagrov's integral, rounded to 3 decimals as kwb.rabimo 2.1.0 does; the same blocks "
        "unbuilt, and with its run with measures.",
        tolerance="0.001 mm/a on every block: the published model rounds to it. Delta-W to its "
        "one decimal; intermediate values 1e-9.",
        checks=tuple(checks),
        figures=tuple(figures),
        remarks="Recharge is negative where plants draw on shallow groundwater. It is kept.",
    )


def _ratios(wetness: NDArray[np.float64], n: NDArray[np.float64], exact: bool) -> pd.Series:
    ratio = np.empty(wetness.size)
    evaporation_ratios(wetness, n, exact, ratio)
    return pd.Series(ratio)


def bagrov_integral(data_folder: Path) -> CaseResult:
    """Bagrov's relation: the exact solution and the published approximation."""
    table = _table(data_folder, "bagrov_yratio_table.csv")
    wetness, n = table["x"].to_numpy(np.float64), table["n"].to_numpy(np.float64)
    exact, published = _ratios(wetness, n, True), _ratios(wetness, n, False)
    x = np.linspace(0.0, 2.0, 401)
    lines = {}
    for effectivity in DRAWN:
        of_all = np.full(x.size, effectivity)
        beside = _ratios(x, of_all, False) - _ratios(x, of_all, True)
        lines[f"n = {effectivity:g}"] = (x, beside.to_numpy())
    return CaseResult(
        name="bagrov_integral",
        title="Bagrov's integral",
        setup="126 pairs of wetness P/Ep (0.25 to 2) and effectivity n (0.05 to 8): the root of "
        "the integral against quadrature (y_exact), and ABIMO's approximation against its own "
        "values (y_cpp).",
        tolerance="1e-6; the table has 8 digits.",
        checks=(
            Check("exact, greatest deviation", _worst(exact, table["y_exact"]), "<=", 1e-6),
            Check(
                "approximation, greatest deviation", _worst(published, table["y_cpp"]), "<=", 1e-6
            ),
            Check("pairs", float(len(table)), "==", 126.0),
        ),
        figures=(
            Figure("approximation beside the exact ratio, at most", _worst(published, exact)),
        ),
        curves=Curves("P / Ep", "Ea / Ep: ABIMO minus exact", lines),
    )


def _worst(ours: pd.Series, theirs: pd.Series) -> float:
    return float((ours - theirs).abs().max())


FACTOR_TYPES: Mapping[str, tuple[str, Mapping[str, float]]] = {
    "garden_flat(a=.1,g=.3,v=.6 table)": ("garden_flat", {}),
    "roof_steep sp=0.3": ("steep_roof", {}),
    "roof_flat_smooth sp=0.6": ("smooth_flat_roof", {}),
    "flat_roof_rough sp=1": ("rough_flat_roof", {}),
    "flat_roof_gravel sp=2": ("gravel_roof", {}),
    "asphalt/concrete sp=2.5": ("asphalt", {}),
    "paving_tight_joints sp=1.5": ("tight_paving", {}),
    **{
        f"green_roof_2022 h={height} fg=1 AWC=0.5": ("green_roof", {"substrate_mm": float(height)})
        for height in (40, 80, 100, 150, 300, 500)
    },
    "green_roof_shallow <4cm (Schwarzer 2024)": ("shallow_green_roof", {}),
    "storage_roof sp=5": ("storage_roof", {}),
    "permeable FA=4 kf=18": ("narrow_joints", {}),
    "permeable FA=8 kf=36": ("wide_joints", {}),
    "porous sp=3.5 h=100 kf=180": ("porous_paving", {}),
    "grass_paver FA=25": ("grass_pavers", {}),
    "gravel_cover kf=1.8": ("gravel_cover", {}),
    "area_infiltration kf=360": ("area_infiltration", {}),
    "swale kf=36": ("swale", {}),
    "swale kf=360": ("swale", {"conductivity_mm_h": 360.0}),
    "swale_trench_element kf=10": ("swale_trench_element", {}),
    "swale_trench_system qdr=1 kf=3.6": (
        "swale_trench_system",
        {"throttle_l_s_ha": 1.0, "conductivity_mm_h": 3.6},
    ),
    "swale_trench_system qdr=5 kf=1": ("swale_trench_system", {}),
    "rainwater_use vsp=30 vbr=1 fabw=2 qbw=60": ("rainwater_use", {}),
}
"""Types of the reference table: ours, and their parameters where they differ from ours."""

FACTOR_COLUMNS = ("a_runoff", "g_recharge", "v_evap", "e_use")
REST_IS_RUNOFF = ("swale", "rainwater_use")
"""Types whose runoff is what the other shares leave; of the others it is the recharge."""


def _as_transcribed(name: str, split: Split) -> list[NDArray[np.float64]]:
    """Shares as the transcription prints them: what the others leave is never below 0."""
    parts = list(split.parts)
    rest = 0 if name in REST_IS_RUNOFF else 1
    parts[rest] = np.maximum(parts[rest], 0.0)
    return parts


def dwa_factors(data_folder: Path) -> CaseResult:
    """Raw and cut splits of 27 types in six climates."""
    table = pd.read_csv(data_folder / DWA / "factors_reference.csv")
    worst = {part: 0.0 for part in FACTOR_COLUMNS}
    worst_sum = worst_cut = floored_by = 0.0
    outside = outside_reference = floored = 0
    rows = []
    for (p, etp, label), row in table.set_index(
        ["P_mm_a", "ETp_mm_a", "surface_or_measure"]
    ).iterrows():
        name, parameters = FACTOR_TYPES[label]
        raw = raw_split(name, p, etp, **parameters)
        reference = [float(row[part]) for part in FACTOR_COLUMNS]
        transcribed = _as_transcribed(name, raw)
        for part, ours, theirs in zip(FACTOR_COLUMNS, transcribed, reference, strict=True):
            worst[part] = max(worst[part], abs(float(ours) - theirs))
        shares = [float(part) for part in raw.parts]
        lift = max(float(a - b) for a, b in zip(transcribed, raw.parts, strict=True))
        floored += lift > 0.0
        floored_by = max(floored_by, lift)
        worst_sum = max(worst_sum, abs(sum(shares) - 1.0))
        outside_reference += min(reference) < 0.0 or max(reference) > 1.0
        outside += min(shares) < 0.0 or max(shares) > 1.0
        cut = [float(part) for part in cut_split(name, raw).split.parts]
        worst_cut = max(worst_cut, abs(sum(cut) - 1.0), -min(cut), max(cut) - 1.0)
        if shares != cut and min(shares) < -1e-12:
            rows.append(
                (
                    f"{p:g} / {etp:g}",
                    label,
                    " / ".join(f"{part:.3f}" for part in shares),
                    " / ".join(f"{part:.3f}" for part in cut),
                )
            )
    return CaseResult(
        name="dwa_factors",
        title="Splits of DWA-M 102-4",
        setup="27 types in six climates (P 570 to 1000 mm/a, ETp 550 to 666 mm/a), raw, against "
        "the transcription of the guideline's formulas (DWA-a102); its green roof is that of "
        "2022.",
        tolerance="0.001: the transcription rounds to three decimals.",
        checks=(
            *(
                Check(f"{part}, greatest deviation", deviation, "<=", 0.001)
                for part, deviation in worst.items()
            ),
            Check("sum of a raw split, deviation from 1", worst_sum, "<=", 1e-12),
            Check("cut splits, beside [0, 1] or a sum of 1", worst_cut, "<=", 1e-12),
            Check("splits", float(len(table)), "==", 162.0),
        ),
        figures=(
            Figure("rows of the reference that leave [0, 1]", float(outside_reference)),
            Figure("raw splits that leave [0, 1] before rounding", float(outside)),
            Figure("raw splits whose rest the transcription lifts to 0", float(floored)),
            Figure("by at most", floored_by),
        ),
        remarks="The transcription never lets the share that the others leave (the recharge; the "
        "runoff of swales and cisterns) fall below 0, so that its shares can add up to more than "
        "1. Ours always add up to 1; they are lifted in the same way for this comparison only.",
        table=(("P / ETp", "type", "raw a / g / v / e", "cut a / g / v / e"), rows),
    )


def _luh_before(system: DwaSystem) -> list[Element]:
    return [
        system.surface("steep_roof", 1100.0),
        system.surface("rough_flat_roof", 1500.0),
        system.surface("garden_medium", 440.0),
        system.surface("smooth_flat_roof", 92.0),
    ]


def _luh_after(system: DwaSystem) -> list[Element]:
    roof = system.surface("steep_roof", 1100.0)
    return [
        system.facility("swale", [roof], conductivity_mm_h=42.0),
        system.surface("grass_pavers", 1500.0),
        system.surface("garden_medium", 310.0),
        system.surface("green_roof_draft_2020", 92.0),
    ]


def _sealed(system: DwaSystem) -> list[Element]:
    return [
        system.surface("rough_flat_roof", 2000.0),
        system.surface("steep_roof", 4000.0),
    ]


def _yard(system: DwaSystem) -> list[Element]:
    return [
        system.surface("steep_roof", 4000.0),
        system.surface("rough_flat_roof", 500.0),
        system.surface("garden_medium", 1500.0),
    ]


def _green(system: DwaSystem) -> list[Element]:
    return [
        system.surface("shallow_green_roof", 2000.0),
        system.surface("rough_flat_roof", 500.0),
        system.surface("garden_medium", 1500.0),
    ]


def _green_with_swale(system: DwaSystem) -> list[Element]:
    roof, yard, garden = _green(system)
    return [system.facility("swale", [roof, yard], conductivity_mm_h=700.0), garden]


PUBLISHED_SYSTEMS: tuple[Callable[[DwaSystem], list[Element]], ...] = (
    _luh_before,
    _luh_after,
    _sealed,
    _yard,
    _green,
    _green_with_swale,
)
"""In the order of the published examples."""


def dwa_systems(data_folder: Path) -> CaseResult:
    """Six published balances of plots, made of surfaces and swales."""
    table = pd.read_csv(data_folder / DWA / "published_examples.csv")
    worst = worst_error = worst_area = 0.0
    rows = []
    for make, (_, published) in zip(PUBLISHED_SYSTEMS, table.iterrows(), strict=True):
        system = DwaSystem(float(published["P"]), float(published["ETp"]))
        balance = system.balance(make(system))
        ours = (
            balance.precipitation_m3,
            balance.runoff_m3,
            balance.recharge_m3,
            balance.evapotranspiration_m3,
        )
        theirs = [float(published[part]) for part in ("Vp_m3", "Va", "Vg", "Vv")]
        worst = max(worst, *(abs(a - b) for a, b in zip(ours, theirs, strict=True)))
        worst_error = max(worst_error, abs(balance.error_m3))
        worst_area = max(worst_area, abs(balance.area_m2 - float(published["area_m2"])))
        rows.append(
            (
                str(published["system"]),
                " / ".join(f"{part:.0f}" for part in theirs),
                " / ".join(f"{part:.1f}" for part in ours),
            )
        )
    return CaseResult(
        name="dwa_systems",
        title="Plots after DWA-M 102-4",
        setup="Six balances stored in the notebooks of DWA-a102 (P 700 mm/a, ETp 575 mm/a); the "
        "second one with the green roof of the draft of 2020. Splits cut to [0, 1]: the notebooks "
        "lift the runoff of the second plot's swale, -0.001 of its inflow, to 0 as well.",
        tolerance="1 m³/a and 1 m²: the notebooks round every element.",
        checks=(
            Check("volumes, greatest deviation", worst, "<=", 1.0, "m³/a"),
            Check("areas, greatest deviation", worst_area, "<=", 1.0, "m²"),
            Check("error of the balances", worst_error, "<=", 1e-9, "m³/a"),
            Check("balances", float(len(table)), "==", 6.0),
        ),
        table=(("plot", "P / a / g / v published [m³/a]", "computed"), rows),
    )
