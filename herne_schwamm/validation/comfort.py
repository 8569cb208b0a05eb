"""Comfort indices against published tables and the arrays of other programs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from herne_schwamm.kernels.heat_constants import ZERO_CELSIUS_K
from herne_schwamm.kernels.moist_air import saturation_pressure
from herne_schwamm.kernels.utci import utci, utci_polynomial
from herne_schwamm.models.comfort import PetPerson, pet_c
from herne_schwamm.validation.case import CaseResult, Check, Figure

MET_W_M2 = 58.2
TOLERANCE_K = 0.1

TABLE_BODY = PetPerson(age_a=23.0, height_m=1.80)
"""The body that the makers of the tables left unsaid: the defaults of their program."""


def vapour_pa(air_c: ArrayLike, humidity_percent: ArrayLike) -> NDArray[np.float64]:
    """Vapour pressure [Pa] of air [°C] of a relative humidity [%]."""
    saturated = np.vectorize(saturation_pressure)(np.asarray(air_c, dtype=np.float64))
    pressure: NDArray[np.float64] = saturated * np.asarray(humidity_percent) / 100.0
    return pressure


def _rows(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["data"]
    return rows


def pet_table(data_folder: Path) -> CaseResult:
    """PET of the validation tables, each row with its own clothing."""
    rows = _rows(data_folder / "comfort_tables" / "ts_pet_steady.json")
    ours, theirs = [], []
    for row in rows:
        inputs = row["inputs"]
        person = replace(
            TABLE_BODY, clothing_clo=inputs["clo"], activity_w=inputs["met"] * MET_W_M2
        )
        vapour = vapour_pa(inputs["tdb"], inputs["rh"])
        ours.append(
            float(pet_c(inputs["tdb"], [[inputs["tr"]]], inputs["v"], vapour, person)[0, 0])
        )
        theirs.append(row["outputs"]["pet"])
    return CaseResult(
        name="pet_table",
        title="PET, corrected: validation tables",
        setup=f"{len(rows)} rows of the validation tables of pythermalcomfort with the clothing "
        "(0.5 and 0.9 clo) and activity they name, a man of 23 years, 1.80 m and 75 kg.",
        tolerance="0.1 K: the tables' own. Sweat is held to what the air lets evaporate, which "
        "these rows do not ask for; in hot humid air it makes PET higher than the tables' program.",
        checks=(_greatest(ours, theirs), Check("rows", float(len(rows)), ">=", 9.0)),
    )


def pet_athens(data_folder: Path) -> CaseResult:
    """PET arrays of UMEP: the model as VDI 3787-2 prints it, a person of 1.80 m."""
    folder = data_folder / "solweig_golden_athens"
    points = np.load(folder / "pet_single_point.npz")
    grid = np.load(folder / "pet_grid_params.npz")
    person = PetPerson(
        age_a=float(points["age"]),
        height_m=float(points["height"]),
        weight_kg=float(points["mbody"]),
        activity_w=float(points["activity"]),
        clothing_clo=float(points["clo"]),
    )
    air, humidity, radiant, wind = np.asarray(points["inputs"], dtype=np.float64).T
    single = pet_c(air, radiant, wind, vapour_pa(air, humidity), person, version="vdi")[0]
    corrected = pet_c(air, radiant, wind, vapour_pa(air, humidity), person)[0]
    raster = pet_c(
        grid["ta"],
        np.load(folder / "pet_grid_tmrt.npy"),
        np.load(folder / "pet_grid_va.npy"),
        vapour_pa(grid["ta"], grid["rh"]),
        person,
        version="vdi",
    )
    return CaseResult(
        name="pet_athens",
        title="PET as VDI 3787-2 prints it: arrays of UMEP",
        setup="5 points from 5 to 35 °C and 20 × 20 cells at 25 °C, a man of 35 years, 1.80 m and "
        "75 kg, 80 W, 0.9 clo.",
        tolerance="0.1 K. The arrays come from the uncorrected model (Höppe): the corrected one "
        "differs from them by kelvins, see the figures.",
        checks=(
            _greatest(single, points["outputs"], "points"),
            _greatest(raster, np.load(folder / "pet_grid_output.npy"), "cells"),
        ),
        figures=tuple(
            Figure(f"corrected minus uncorrected, point “{name}”", float(new - old), "K")
            for name, new, old in zip(points["descriptions"], corrected, single, strict=True)
        ),
    )


def utci_tables(data_folder: Path) -> CaseResult:
    """UTCI of three sources: validation tables, ECMWF's cases, arrays of UMEP."""
    checks = [
        _greatest(*_utci_of_tables(data_folder), "validation tables"),
        _greatest(*_utci_of_ecmwf(data_folder), "50 cases of ECMWF", limit=0.05),
    ]
    folder = data_folder / "solweig_golden_athens"
    points = np.load(folder / "utci_single_point.npz")
    ours = [
        utci_polynomial(air, radiant - air, wind, float(vapour_pa(air, humidity)))
        for air, humidity, radiant, wind in np.asarray(points["inputs"], dtype=np.float64)
    ]
    checks.append(_greatest(ours, points["outputs"], "points of UMEP"))
    grid = np.load(folder / "utci_grid_params.npz")
    radiant = np.load(folder / "utci_grid_tmrt.npy").astype(np.float32)
    raster = _utci(
        np.full_like(radiant, grid["ta"]),
        radiant,
        np.load(folder / "utci_grid_va.npy").astype(np.float32),
        np.full_like(radiant, vapour_pa(grid["ta"], grid["rh"])),
    )
    checks.append(_greatest(raster, np.load(folder / "utci_grid_output.npy"), "cells of UMEP"))
    return CaseResult(
        name="utci_tables",
        title="UTCI: published tables and arrays",
        setup="13 rows of the validation tables, 50 atmospheric cases of ECMWF, 7 points and "
        "400 × 400 cells of UMEP.",
        tolerance="0.1 K, 0.05 K against ECMWF: the polynomial is the same, saturation pressures "
        "differ. Rows outside the polynomial's range have no index there and here; points below "
        "0.5 m/s that other programs extrapolate are compared with the bare polynomial.",
        checks=tuple(checks),
    )


def _utci(*inputs: NDArray[np.float32]) -> NDArray[np.float32]:
    result = np.empty_like(inputs[0])
    utci(result, *inputs)
    return result


def _utci_of_tables(data_folder: Path) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    ours, theirs = [], []
    for row in _rows(data_folder / "comfort_tables" / "ts_utci.json"):
        inputs = row["inputs"]
        air, radiant, wind, humidity = (
            np.atleast_2d(np.asarray(inputs[key], dtype=np.float64))
            for key in ("tdb", "tr", "v", "rh")
        )
        expected = np.atleast_1d(np.array(row["outputs"]["utci"], dtype=np.float64))
        if inputs.get("units") == "ip":
            air, radiant, expected = ((x - 32.0) / 1.8 for x in (air, radiant, expected))
            wind = wind * 0.3048
        vapour = vapour_pa(air, humidity)
        ours.append(_utci(*(x.astype(np.float32) for x in (air, radiant, wind, vapour)))[0])
        theirs.append(expected)
    return np.concatenate(ours).astype(np.float64), np.concatenate(theirs)


def _utci_of_ecmwf(data_folder: Path) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    folder = data_folder / "thermofeel_tests"
    cases = np.genfromtxt(folder / "thermofeel_testcases.csv", delimiter=",", names=True)
    ours = [
        utci_polynomial(
            case["t2m"] - ZERO_CELSIUS_K,
            case["mrt"] - case["t2m"],
            case["va"],
            saturation_pressure(case["td"] - ZERO_CELSIUS_K),
        )
        for case in cases
    ]
    return np.array(ours), np.genfromtxt(folder / "utci.csv") - ZERO_CELSIUS_K


def _greatest(
    ours: ArrayLike, theirs: ArrayLike, where: str = "rows", limit: float = TOLERANCE_K
) -> Check:
    """Greatest difference; not a number where only one side has none."""
    mine, other = np.asarray(ours, dtype=np.float64), np.asarray(theirs, dtype=np.float64)
    both = np.isnan(mine) & np.isnan(other)
    difference = np.abs(mine - other)[~both]
    return Check(f"greatest difference, {where}", float(difference.max()), "<=", limit, "K")
