"""Types of DWA-M 102-4: their raw split, where it holds, and the split cut to its range."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from herne_schwamm.models import dwa_facilities, dwa_surfaces
from herne_schwamm.models.split import Split, split_of
from herne_schwamm.problems import N_, InputProblem, Labelled, Problem
from herne_schwamm.tables.dwa_m102_4 import WaterBalanceTypeRow, dwa_m102_4

FORMULAS: Mapping[str, Callable[..., Split]] = {
    "A.2": dwa_surfaces.smooth_roof,
    "A.3": dwa_surfaces.sealed_surface,
    "A.4": dwa_surfaces.green_roof,
    "A.4 (2020)": dwa_surfaces.green_roof_draft_2020,
    "Schwarzer (2024)": dwa_surfaces.shallow_green_roof,
    "A.5": dwa_surfaces.storage_roof,
    "A.6": dwa_surfaces.narrow_joints,
    "A.7": dwa_surfaces.wide_joints,
    "A.8": dwa_surfaces.porous_paving,
    "A.9": dwa_surfaces.grass_pavers,
    "A.10": dwa_surfaces.gravel_cover,
    "B.2": dwa_facilities.area_infiltration,
    "B.3": dwa_facilities.swale,
    "B.4": dwa_facilities.swale_trench_element,
    "B.5": dwa_facilities.swale_trench_system,
    "B.6": dwa_facilities.rainwater_use,
    "B.7": dwa_facilities.pond,
}
"""Formulas by their id in the table."""

WITH_AREA_SHARE = ("B.2", "B.3", "B.4", "B.5")
AREA_SHARE = "area_share_percent"

PARTS = (N_("runoff"), N_("recharge"), N_("evapotranspiration"), N_("use"))
CUT_TOLERANCE = 1e-12
"""Rounding by which a share may leave [0, 1] without a word."""


@dataclass(frozen=True, slots=True)
class CheckedSplit:
    """A split within [0, 1], and what stands against it."""

    split: Split
    warnings: tuple[Problem, ...]


def raw_split(name: str, p: ArrayLike, etp: ArrayLike, **parameters: ArrayLike) -> Split:
    """The split of a type as its formula gives it.

    Parameters
    ----------
    name
        Name of the type in `tables.dwa_m102_4`.
    p, etp
        Precipitation and potential evapotranspiration of the year. [mm/a]
    parameters
        Where they differ from the table's; arrays are broadcast.

    Returns
    -------
    Split
        It adds up to 1; a share may leave [0, 1].

    Raises
    ------
    InputProblem
        There is no such type or parameter, precipitation or potential
        evapotranspiration is not above 0, or the formula has no answer for a
        parameter (the logarithm of 0).
    """
    row = _type(name)
    p, etp = _positive("P", p), _positive("ETp", etp)
    if row.split is not None:
        _parameters(row, parameters)
        return split_of(*(share + 0.0 * (p + etp) for share in row.split))
    values = _parameters(row, parameters)
    # A logarithm of nothing is told below, in words.
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        split = FORMULAS[str(row.formula)](p, etp, **values)
    if not all(np.isfinite(part).all() for part in split.parts):
        raise InputProblem(
            N_("DWA-M 102-4, {surface}: the formula has no answer for {parameters}"),
            surface=_labelled(row),
            parameters=", ".join(f"{word} = {np.asarray(value)}" for word, value in values.items()),
        )
    return split


def checked_split(name: str, p: ArrayLike, etp: ArrayLike, **parameters: ArrayLike) -> CheckedSplit:
    """The split of a type, cut to its range where it leaves it, with all that is to be said.

    Parameters and errors are those of `raw_split`.
    """
    cut = cut_split(name, raw_split(name, p, etp, **parameters))
    return CheckedSplit(cut.split, (*range_warnings(name, p, etp, **parameters), *cut.warnings))


def cut_split(name: str, raw: Split) -> CheckedSplit:
    """A split with every share within [0, 1] that adds up to 1.

    Shares are cut, then all are divided by their sum. Each share that was cut
    is told with its most extreme value.
    """
    label = _labelled(_type(name))
    warnings: list[Problem] = []
    for part, values in zip(PARTS, raw.parts, strict=True):
        beyond = np.maximum(-values, values - 1.0)
        wrong = beyond > CUT_TOLERANCE
        if wrong.any():
            warnings.append(
                InputProblem(
                    N_(
                        "DWA-M 102-4, {surface}: the formula gives {value} as the share of "
                        "{part}, cut to the range from 0 to 1 ({count} of {all} values)"
                    ),
                    surface=label,
                    value=round(float(values.flat[int(np.argmax(beyond))]), 3),
                    part=InputProblem(part),
                    count=int(np.count_nonzero(wrong)),
                    all=values.size,
                )
            )
    parts = [np.clip(values, 0.0, 1.0) for values in raw.parts]
    total = np.sum(parts, axis=0)
    return CheckedSplit(Split(*(part / total for part in parts)), tuple(warnings))


def range_warnings(
    name: str, p: ArrayLike, etp: ArrayLike, **parameters: ArrayLike
) -> tuple[Problem, ...]:
    """Each number that lies outside the range its formula was fitted for.

    Parameters and errors are those of `raw_split`. Types with a fixed split
    have no range.
    """
    row = _type(name)
    values = _parameters(row, parameters)
    if row.formula is None:
        return ()
    table = dwa_m102_4()
    formula = table.formulas[row.formula]
    warnings = [
        _outside(None, word, value, *table.climate[word])
        for word, value in zip(table.climate, (p, etp), strict=True)
    ]
    warnings += [
        _outside(row, word, values[word], low, high) for word, (low, high) in formula.ranges.items()
    ]
    if AREA_SHARE in parameters and formula.area_share:
        kf = values["conductivity_mm_h"]
        warnings.append(
            _outside(
                row,
                AREA_SHARE,
                values[AREA_SHARE],
                formula.area_share_percent("low", kf),
                formula.area_share_percent("high", kf),
            )
        )
    return tuple(warning for warning in warnings if warning is not None)


def area_share_percent(name: str, **parameters: ArrayLike) -> NDArray[np.float64]:
    """Area of a facility over the runoff-effective area that drains to it, by default. [%]

    Raises
    ------
    InputProblem
        The type has no area of its own.
    """
    row = _type(name)
    if row.formula not in WITH_AREA_SHARE:
        raise InputProblem(
            N_("DWA-M 102-4, {surface}: the guideline gives no area for it, state one"),
            surface=_labelled(row),
        )
    return np.asarray(_parameters(row, parameters)[AREA_SHARE])


def _type(name: str) -> WaterBalanceTypeRow:
    types = dwa_m102_4().types
    if name not in types:
        raise InputProblem(
            N_("DWA-M 102-4 has no type {name}; it has {names}"), name=name, names=", ".join(types)
        )
    return types[name]


def _labelled(row: WaterBalanceTypeRow) -> Labelled:
    return Labelled(row.name, row.label_de, row.label_en)


def _parameters(row: WaterBalanceTypeRow, given: Mapping[str, ArrayLike]) -> dict[str, ArrayLike]:
    """All parameters of a type: those given, else those of the table."""
    known = list(row.parameters) + [AREA_SHARE] * (row.formula in WITH_AREA_SHARE)
    for word in given:
        if word not in known:
            raise InputProblem(
                N_("DWA-M 102-4, {surface}: no parameter {parameter}; it has {parameters}"),
                surface=_labelled(row),
                parameter=word,
                parameters=", ".join(known) or "–",
            )
    values: dict[str, ArrayLike] = {**row.parameters, **given}
    if row.formula in WITH_AREA_SHARE and AREA_SHARE not in given:
        kf = values["conductivity_mm_h"]
        formula = dwa_m102_4().formulas[row.formula]
        if formula.area_share:
            values[AREA_SHARE] = formula.area_share_percent("default", kf)
        else:
            values[AREA_SHARE] = dwa_facilities.system_area_share_percent(
                values["throttle_l_s_ha"], kf
            )
    return values


def _positive(word: str, values: ArrayLike) -> NDArray[np.float64]:
    numbers = np.asarray(values, dtype=np.float64)
    if not (numbers > 0.0).all():
        raise InputProblem(
            N_("DWA-M 102-4: {word} is {value} mm/a, expected: more than 0"),
            word=word,
            value=float(np.min(numbers)),
        )
    return numbers


def _outside(
    row: WaterBalanceTypeRow | None, word: str, values: ArrayLike, low: ArrayLike, high: ArrayLike
) -> Problem | None:
    """A warning where values lie outside a range; without a row it is that of the climate."""
    numbers, lowest, highest = np.broadcast_arrays(
        *(np.asarray(part, dtype=np.float64) for part in (values, low, high))
    )
    wrong = ~((numbers >= lowest) & (numbers <= highest))
    if not wrong.any():
        return None
    first = int(np.argmax(wrong.ravel()))
    return InputProblem(
        N_(
            "DWA-M 102-4, {surface}: {parameter} is {value}, the formula holds from {low} to "
            "{high} ({count} of {all} values)"
        ),
        surface=InputProblem(N_("all types")) if row is None else _labelled(row),
        parameter=word,
        value=round(float(numbers.flat[first]), 3),
        low=round(float(lowest.flat[first]), 3),
        high=round(float(highest.flat[first]), 3),
        count=int(np.count_nonzero(wrong)),
        all=numbers.size,
    )


def distinct(warnings: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each warning once: that of the climate comes with every type."""
    return tuple({str(warning): warning for warning in warnings}.values())
