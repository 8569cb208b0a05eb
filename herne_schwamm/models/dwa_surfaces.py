"""Water balance of surfaces after DWA-M 102-4, formulas A.2 to A.10, as they are.

Regressions of long simulations on the yearly precipitation P and the potential
evapotranspiration ETp (grass) [mm/a]. Every argument may be an array; all are
broadcast. Outside the ranges of `tables.dwa_m102_4`, and at some edges inside
them, shares leave [0, 1]: `models.dwa_m102_4` warns and cuts.

The coefficients are those of the transcription named in the table's source.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from herne_schwamm.models.split import Split, split_of


def _evaporating(runoff: ArrayLike) -> Split:
    """What does not run off evaporates: there is no way into the ground."""
    return split_of(runoff, 0.0, 1.0 - np.asarray(runoff))


def _seeping(runoff: ArrayLike, evapotranspiration: ArrayLike) -> Split:
    """What neither runs off nor evaporates seeps to the groundwater."""
    recharge = 1.0 - np.asarray(runoff) - np.asarray(evapotranspiration)
    return split_of(runoff, recharge, evapotranspiration)


def smooth_roof(p: ArrayLike, etp: ArrayLike, *, storage_mm: ArrayLike) -> Split:
    """A.2: pitched roof of any material, flat roof of metal or glass."""
    p, etp = np.asarray(p), np.asarray(etp)
    return _evaporating(
        0.9115 + 7.063e-5 * p - 7.498e-6 * etp - 0.2063 * np.log(np.asarray(storage_mm) + 1.0)
    )


def sealed_surface(p: ArrayLike, etp: ArrayLike, *, storage_mm: ArrayLike) -> Split:
    """A.3: flat roof that is rough or under gravel, asphalt, concrete, paving with tight joints."""
    p, etp = np.asarray(p), np.asarray(etp)
    return _evaporating(
        0.8658 + 1.659e-4 * p - 9.945e-5 * etp - 0.1542 * np.log(np.asarray(storage_mm) + 1.0)
    )


def green_roof(
    p: ArrayLike,
    etp: ArrayLike,
    *,
    substrate_mm: ArrayLike,
    water_capacity: ArrayLike,
    plant_factor: ArrayLike,
) -> Split:
    """A.4 of March 2022: green roof of at least 4 cm."""
    p, etp, capacity = np.asarray(p), np.asarray(etp), np.asarray(water_capacity)
    return _evaporating(
        -8.3518
        - 0.2455 * np.asarray(plant_factor)
        - 0.1095 * np.log(substrate_mm)
        - 0.05748 / capacity
        - 0.4256 * capacity
        + 1.781 * np.log(p)
        - 0.002133 * p
        + 7.7488e-7 * (p - etp) ** 2
        - 5.051e-4 * etp
    )


def green_roof_draft_2020(
    p: ArrayLike,
    etp: ArrayLike,
    *,
    substrate_mm: ArrayLike,
    water_capacity: ArrayLike,
    conductivity_mm_h: ArrayLike,
) -> Split:
    """A.4 of the draft of 2020: green roof; replaced in 2022, older plans are made with it."""
    p, etp = np.asarray(p), np.asarray(etp)
    height, capacity = np.asarray(substrate_mm), np.asarray(water_capacity)
    return _evaporating(
        -2.182
        + 0.4293 * np.log(p)
        - 1.092e-4 * p
        + 236.1 / etp
        + 1.142e-4 * height
        + 2.297e-4 * np.asarray(conductivity_mm_h)
        + 0.01628 * np.log(capacity)
        - 0.1214 * np.log(capacity * height)
    )


def shallow_green_roof(p: ArrayLike, etp: ArrayLike) -> Split:
    """Schwarzer et al. (2024): green roof thinner than 4 cm."""
    p, etp = np.asarray(p), np.asarray(etp)
    return _evaporating(
        -1.327185 - 6.6e-5 * p - 3.98e-4 * etp + 0.336548 * np.log(p) - 3.050779e-8 * (p - etp) ** 2
    )


def storage_roof(p: ArrayLike, etp: ArrayLike, *, storage_mm: ArrayLike) -> Split:
    """A.5: roof on which water stands."""
    p, etp = np.asarray(p), np.asarray(etp)
    return _evaporating(
        0.9231 + 2.54e-4 * p - 3.226e-4 * etp - 0.1472 * np.log(np.asarray(storage_mm) + 1.0)
    )


def narrow_joints(
    p: ArrayLike,
    etp: ArrayLike,
    *,
    joint_percent: ArrayLike,
    conductivity_mm_h: ArrayLike,
    storage_mm: ArrayLike,
    water_capacity: ArrayLike,
) -> Split:
    """A.6: pavers with 2 to 5 % of joints."""
    p, etp, joints = np.asarray(p), np.asarray(etp), np.asarray(joint_percent)
    storage = np.asarray(storage_mm)
    return _seeping(
        0.0800734 * np.log(p)
        - 0.0582828 * joints
        - 0.0501693 * storage
        - 0.385767 * np.asarray(water_capacity)
        + 8.7040284 / (11.9086896 + np.asarray(conductivity_mm_h)),
        0.8529
        - 0.1248 * np.log(p)
        + 5.057e-5 * etp
        + 0.002372 * joints
        + 0.1583 * np.log(1.0 + storage),
    )


def wide_joints(
    p: ArrayLike,
    etp: ArrayLike,
    *,
    joint_percent: ArrayLike,
    conductivity_mm_h: ArrayLike,
    storage_mm: ArrayLike,
    water_capacity: ArrayLike,
) -> Split:
    """A.7: pavers with 6 to 10 % of joints."""
    p, etp, joints = np.asarray(p), np.asarray(etp), np.asarray(joint_percent)
    storage = np.asarray(storage_mm)
    return _seeping(
        0.05912 * np.log(p)
        - 0.02749 * joints
        - 0.03671 * storage
        - 0.30514 * np.asarray(water_capacity)
        + 4.97687 / (4.7975 + np.asarray(conductivity_mm_h)),
        0.9012
        - 0.1325 * np.log(p)
        + 6.661e-5 * etp
        + 0.002302 * joints
        + 0.1489 * np.log(1.0 + storage),
    )


def _loose_cover_evapotranspiration(
    p: ArrayLike,
    etp: ArrayLike,
    storage_mm: ArrayLike,
    thickness_mm: ArrayLike,
    conductivity_mm_h: ArrayLike,
) -> ArrayLike:
    return (
        0.2111
        - 0.2544 * np.log(p)
        + 0.2073 * np.log(etp)
        + 6.249e-4 * np.asarray(storage_mm)
        + 0.123 * np.log(thickness_mm)
        - 2.806e-6 * np.asarray(conductivity_mm_h)
    )


def porous_paving(
    p: ArrayLike,
    etp: ArrayLike,
    *,
    storage_mm: ArrayLike,
    thickness_mm: ArrayLike,
    conductivity_mm_h: ArrayLike,
) -> Split:
    """A.8: porous pavers, gravel lawn, gravel."""
    return _seeping(
        1.969e-6 * np.asarray(p)
        - 0.005116 * np.log(storage_mm)
        - 1.051e-4 * np.asarray(thickness_mm)
        + 0.01753 * np.exp(4.576 / np.asarray(conductivity_mm_h)),
        _loose_cover_evapotranspiration(p, etp, storage_mm, thickness_mm, conductivity_mm_h),
    )


def grass_pavers(
    p: ArrayLike,
    etp: ArrayLike,
    *,
    joint_percent: ArrayLike,
    storage_mm: ArrayLike,
    water_capacity: ArrayLike,
) -> Split:
    """A.9: grass pavers."""
    storage, capacity = np.asarray(storage_mm), np.asarray(water_capacity)
    return _seeping(
        0.145704
        - 0.059177 * np.log(joint_percent)
        - 0.007354 * storage
        - 0.050531 * np.log(capacity),
        1.106
        - 0.1625 * np.log(p)
        + 1.282e-4 * np.asarray(etp)
        + 0.1131 * np.log(1.0 + storage)
        + 0.2848 * capacity,
    )


def gravel_cover(
    p: ArrayLike,
    etp: ArrayLike,
    *,
    storage_mm: ArrayLike,
    thickness_mm: ArrayLike,
    conductivity_mm_h: ArrayLike,
) -> Split:
    """A.10: water-bound surface."""
    return _seeping(
        4.517e-5 * np.asarray(p)
        - 0.03454 * np.log(storage_mm)
        + 0.1958 / (0.2873 + np.asarray(conductivity_mm_h)),
        _loose_cover_evapotranspiration(p, etp, storage_mm, thickness_mm, conductivity_mm_h),
    )
