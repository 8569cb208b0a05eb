"""The season against seven models of EPA's Stormwater Calculator (SWMM 5.2.4), three real years."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from herne_schwamm.city.facilities import Row, green_roof, ground, swale, unit_table
from herne_schwamm.city.units import ROOF, SWALE
from herne_schwamm.city.water import STORES
from herne_schwamm.kernels import season_layout as at
from herne_schwamm.models.season import SeasonForcing, simulate_season
from herne_schwamm.models.season_balance import EVAPORATION
from herne_schwamm.validation.case import CaseResult, Check

FOLDER = "swmm_epa_swc"
MM_PER_INCH = 25.4
M2_PER_ACRE = 4046.8564224
M2_PER_SQUARE_FOOT = 0.09290304
PERCENT = 100.0
LIMIT_POINTS = 3.0
FEEDS_ALL = 1.0
NO_PLANTS = {"crop_coefficient": 0.0, "crop_coefficient_leaf_off": 0.0}
"""In SWMM water that has infiltrated is gone: nothing transpires it."""

Words = Mapping[str, list[list[str]]]


@dataclass(frozen=True, slots=True)
class _Units:
    """Rows of units, and links (from, to, share) between them."""

    rows: list[Row]
    links: list[tuple[int, int, float]]

    def add(self, row: Row) -> int:
        """Another unit; its number."""
        self.rows.append(row)
        return len(self.rows) - 1


def read_model(path: Path) -> Words:
    """Sections of a SWMM input file: lists of words for each line."""
    sections: dict[str, list[list[str]]] = {}
    name = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.split(";")[0].split()
        if not words:
            continue
        if words[0].startswith("["):
            name = words[0].strip("[]")
        else:
            sections.setdefault(name, []).append(words)
    return sections


def read_rain(path: Path, start: np.datetime64, hours: int) -> np.ndarray:
    """Hourly rain of SWMM's gauge file: station, year, month, day, hour, minute, depth. [mm]"""
    rain = np.zeros(hours)
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if len(words) < 7:
            continue
        year, month, day, hour = (int(word) for word in words[1:5])
        midnight = np.datetime64(f"{year:04d}-{month:02d}-{day:02d}T00")
        # Hour 24 of a day is hour 0 of the next one.
        place = int((midnight - start) / np.timedelta64(1, "h")) + hour
        if place < hours:
            rain[place] += float(words[6]) * MM_PER_INCH
    return rain


def model_forcing(data_folder: Path, model: Words) -> SeasonForcing:
    """Rain of the model, and its monthly evaporation in the hours without rain."""
    options = {words[0]: words[1] for words in model["OPTIONS"]}
    first, last = (pd.Timestamp(options[name]) for name in ("START_DATE", "END_DATE"))
    hours = int((last - first) / pd.Timedelta(hours=1)) + 24
    start = np.datetime64(first, "h")
    (gauge,) = [words for words in model["RAINGAGES"] if "FILE" in words]
    rain = read_rain(data_folder / FOLDER / gauge[5], start, hours)
    evaporation = {words[0]: words[1:] for words in model["EVAPORATION"]}
    if evaporation["DRY_ONLY"] != ["YES"]:
        raise ValueError("the models evaporate in dry hours only")
    monthly = np.array([float(word) for word in evaporation["MONTHLY"]]) * MM_PER_INCH / 24.0
    times = pd.date_range(first, periods=hours, freq="h")
    potential = np.where(rain > 0.0, 0.0, monthly[times.month.to_numpy() - 1])
    return SeasonForcing(start, rain, potential)


def model_units(model: Words) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Units and connections of a model.

    Every subcatchment is a sealed and a pervious unit, apart as in SWMM; one
    that is routed to its pervious part drains there. A facility takes its
    share of the sealed unit's water; what it cannot hold runs off.
    """
    controls: dict[str, dict[str, list[float]]] = {}
    for words in model["LID_CONTROLS"]:
        if len(words) > 2:
            controls.setdefault(words[0], {})[words[1]] = [float(word) for word in words[2:]]
    routed = {words[0]: words for words in model["SUBAREAS"]}
    soils = {words[0]: [float(word) for word in words[1:]] for words in model["INFILTRATION"]}
    units = _Units([], [])
    for words in model["SUBCATCHMENTS"]:
        name, area_m2 = words[0], float(words[3]) * M2_PER_ACRE
        if area_m2 == 0.0:
            continue
        facilities = [line for line in model.get("LID_USAGE", []) if line[0] == name]
        covered = [float(line[3]) * M2_PER_SQUARE_FOOT for line in facilities]
        bare_m2 = area_m2 - sum(covered)
        sealed_share = float(words[4]) / PERCENT
        subarea, soil = routed[name], soils[name]
        sealed = units.add(_sealed(bare_m2 * sealed_share, float(subarea[3]) * MM_PER_INCH))
        pervious = units.add(
            _pervious(bare_m2 * (1.0 - sealed_share), float(subarea[4]) * MM_PER_INCH, soil)
        )
        if subarea[6] == "PERVIOUS":
            units.links.append((sealed, pervious, FEEDS_ALL))
        for line, place_m2 in zip(facilities, covered, strict=True):
            facility = units.add(_facility(line[1], controls[line[1]], place_m2))
            if float(line[6]) > 0.0:
                units.links.append((sealed, facility, float(line[6]) / PERCENT))
    connections = pd.DataFrame(units.links, columns=["from_unit", "to_unit", "share"])
    return unit_table(units.rows), connections


def _sealed(area_m2: float, storage_mm: float) -> Row:
    return ground(area_m2, "asphalt", "loam", depression_sealed_mm=storage_mm)


def _earth(soil: list[float]) -> Row:
    suction, conductivity, deficit = soil
    return {
        "suction_mm": suction * MM_PER_INCH,
        "conductivity_mm_h": conductivity * MM_PER_INCH,
        "effective_porosity": deficit,
        **NO_PLANTS,
    }


def _pervious(area_m2: float, storage_mm: float, soil: list[float]) -> Row:
    own = {"depression_pervious_mm": storage_mm, **_earth(soil)}
    return ground(area_m2, "lawn", "sandy_loam", 0.0, **own)


def _facility(name: str, layers: Mapping[str, list[float]], area_m2: float) -> Row:
    surface_mm = layers["SURFACE"][0] * MM_PER_INCH
    if name == "GreenRoof":
        thickness, _, field, wilting = layers["SOIL"][:4]
        water = (field - wilting) * thickness * MM_PER_INCH
        # Water between field capacity and wilting point evaporates at full rate to the end.
        return green_roof(area_m2, substrate_capacity_mm=water, depletion_share=1.0)
    if name == "PorousPavement":
        height, void_ratio, seepage = layers["STORAGE"][:3]
        pores = void_ratio / (1.0 + void_ratio)
        return swale(
            area_m2,
            swale_capacity_mm=surface_mm,
            root_zone_capacity_mm=0.0,
            trench_capacity_mm=height * pores * MM_PER_INCH,
            trench_exfiltration_mm_h=seepage * MM_PER_INCH,
            **NO_PLANTS,
        )
    thickness, porosity, field, wilting, conductivity, _, suction = layers["SOIL"]
    seepage = layers["STORAGE"][2] * MM_PER_INCH
    height, void_ratio = layers["STORAGE"][:2]
    stones_mm = height * void_ratio / (1.0 + void_ratio) * MM_PER_INCH
    return swale(
        area_m2,
        swale_capacity_mm=surface_mm,
        # The soil passes water on faster than the ground below takes it.
        conductivity_mm_h=min(conductivity * MM_PER_INCH, seepage),
        suction_mm=suction * MM_PER_INCH,
        effective_porosity=porosity,
        root_zone_capacity_mm=porosity * thickness * MM_PER_INCH,
        field_capacity_share=field / porosity,
        wilting_point_share=wilting / porosity,
        depletion_share=1.0,
        crop_coefficient=1.0,
        crop_coefficient_leaf_off=1.0,
        **(
            {"trench_capacity_mm": stones_mm, "trench_exfiltration_mm_h": seepage} if height else {}
        ),
    )


def model_shares(data_folder: Path, case: str) -> tuple[dict[str, float], float]:
    """Shares of precipitation in percent as SWMM tells them, and the worst error of a balance.

    Infiltration is what leaves surface and facilities for the ground.
    """
    model = read_model(data_folder / FOLDER / f"{case}.inp")
    forcing = model_forcing(data_folder, model)
    units, connections = model_units(model)
    stores = pd.DataFrame(0.0, index=units.index, columns=list(STORES))
    is_swale = units["kind"] == SWALE
    wilting = units.get("wilting_point_share", 0.0)
    # Soil of facilities begins as dry as its plants leave it; SWMM's ground has its full deficit.
    stores["root_zone_mm"] = (units["root_zone_capacity_mm"] * wilting).where(is_swale, 0.0)
    result = simulate_season(units, connections, forcing, stores.fillna(0.0))
    total = result.total_mm().to_numpy()
    area_m2 = units["area_m2"].to_numpy()
    facility = is_swale.to_numpy()
    lost = np.where(facility, total[:, at.RECHARGE], total[:, at.INFILTRATION])
    lost[(units["kind"] == ROOF).to_numpy()] = 0.0
    rain = float((total[:, at.RAIN] * area_m2).sum())

    def share(depth: np.ndarray) -> float:
        return float((depth * area_m2).sum()) / rain * PERCENT

    runoff = total[:, at.SEWER_RUNOFF] + total[:, at.SURFACE_RUNOFF]
    balance = result.balance
    errors = (abs(balance.relative_error), balance.store_error, balance.unit_error)
    return {
        "evaporation": share(total[:, EVAPORATION].sum(axis=1)),
        "infiltration": share(lost),
        "runoff": share(runoff),
    }, max(errors)


def stormwater_calculator(data_folder: Path) -> CaseResult:
    """Seven models of Spokane 2004 to 2006 against the totals of SWMM 5.2.4."""
    path = data_folder / FOLDER / "reference_swmm5_results.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    checks, table = [], []
    worst_balance = 0.0
    for row in rows:
        ours, error = model_shares(data_folder, row["case"])
        worst_balance = max(worst_balance, error)
        precipitation = float(row["precip_in"])
        theirs = {
            "evaporation": float(row["evap_in"]),
            "infiltration": float(row["infil_in"]),
            # Water of a green roof that leaves by its drain runs off.
            "runoff": float(row["runoff_in"]) + float(row["drain_in"] or 0.0),
        }
        told = [row["case"]]
        worst = 0.0
        for name, depth in theirs.items():
            percent = depth / precipitation * PERCENT
            worst = max(worst, abs(ours[name] - percent))
            told += [f"{percent:.1f}", f"{ours[name]:.1f}"]
        table.append((*told, row["cont_err_pct"]))
        checks.append(
            Check(f"{row['case']}: greatest deviation", worst, "<=", LIMIT_POINTS, "points")
        )
    return CaseResult(
        name="stormwater_calculator",
        title="Sponge measures of EPA's Stormwater Calculator, three real years",
        setup="Spokane (Washington, USA), hourly rain of 2004 to 2006, 10 acres half sealed; base, "
        "disconnection, rain gardens, green roofs, street planters, infiltration basins, permeable "
        "pavement. Parameters are read from the model files at run time; evaporation acts in hours "
        "without rain, as there. SWMM's infiltration is what leaves the surface for good: here no "
        "plants draw on the ground, and for facilities it is what seeps out below. Water of the "
        "green roofs' drain counts as runoff.",
        tolerance="3 percentage points of the precipitation; SWMM's own error of continuity is up "
        "to 0.3 %.",
        checks=(
            *checks,
            Check("greatest relative error of any balance", worst_balance, "<=", 1e-9),
        ),
        table=(
            (
                "model",
                "evaporation SWMM [%]",
                "computed",
                "infiltration SWMM [%]",
                "computed",
                "runoff SWMM [%]",
                "computed",
                "continuity error SWMM [%]",
            ),
            table,
        ),
    )
