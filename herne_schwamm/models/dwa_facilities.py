"""Water balance of facilities after DWA-M 102-4, formulas B.2 to B.7, as they are.

Shares of all the water that reaches a facility: the runoff of what drains to it
and the rain on its own area. What stands at the head of `models.dwa_surfaces`
holds here, too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from herne_schwamm.models.split import Split, split_of

DAYS_PER_YEAR = 365.0


def area_infiltration(
    p: ArrayLike, etp: ArrayLike, *, conductivity_mm_h: ArrayLike, area_share_percent: ArrayLike
) -> Split:
    """B.2: infiltration over a flat, vegetated area."""
    del conductivity_mm_h  # It acts through the area share.
    p, share = np.asarray(p), np.asarray(area_share_percent)
    runoff = 0.004264 + 0.001121 * np.log(p) - 0.002757 * np.log(share)
    evaporated = 0.3999 - 0.09317 * np.log(p) + 9.746e-5 * np.asarray(etp) + 0.07474 * np.log(share)
    return split_of(runoff, 1.0 - runoff - evaporated, evaporated)


def swale(
    p: ArrayLike, etp: ArrayLike, *, conductivity_mm_h: ArrayLike, area_share_percent: ArrayLike
) -> Split:
    """B.3: infiltration swale. The runoff is what the other two leave."""
    p, etp = np.asarray(p), np.asarray(etp)
    kf, share = np.asarray(conductivity_mm_h), np.asarray(area_share_percent)
    recharge = (
        0.8608
        + 0.02385 * np.log(p)
        - 5.331e-5 * etp
        - 0.002827 * share
        - 2.493e-6 * kf
        + 9.514e-4 * np.log(kf / share)
    )
    evaporated = 8.562e-6 * etp + 2.611 / (p - 64.35) * share**0.9425 - 1.211e-6 * kf
    return split_of(1.0 - recharge - evaporated, recharge, evaporated)


def swale_trench_element(
    p: ArrayLike, etp: ArrayLike, *, conductivity_mm_h: ArrayLike, area_share_percent: ArrayLike
) -> Split:
    """B.4: swale above a trench."""
    p, etp = np.asarray(p), np.asarray(etp)
    kf, share = np.asarray(conductivity_mm_h), np.asarray(area_share_percent)
    runoff = (
        -0.03867
        + 0.007684 * np.log(p)
        + 3.201e-6 * share
        + 2.564e-4 * kf
        - 1.187e-4 * share * kf
        + 0.004161 * np.log(kf / share)
    )
    evaporated = 8.879e-6 * etp + 2.528 / (p - 81.65) * share**0.9496 - 7.768e-5 * kf
    return split_of(runoff, 1.0 - runoff - evaporated, evaporated)


def swale_trench_system(
    p: ArrayLike,
    etp: ArrayLike,
    *,
    throttle_l_s_ha: ArrayLike,
    conductivity_mm_h: ArrayLike,
    area_share_percent: ArrayLike,
) -> Split:
    """B.5: swales above trenches that drain through a throttle."""
    p, etp = np.asarray(p), np.asarray(etp)
    throttle, kf = np.asarray(throttle_l_s_ha), np.asarray(conductivity_mm_h)
    share = np.asarray(area_share_percent)
    runoff = (
        0.8112
        + 3.473e-4 * p
        - 1.845e-5 * etp
        - 0.04793 * share
        + 7.481e-4 * throttle
        - 0.4389 * np.log(kf + 1.0)
    )
    evaporated = (
        0.1428
        - 0.02661 * np.log(p)
        + 5.668e-5 * etp
        + 0.0288 * np.log(share)
        - 1.825e-4 * throttle
        - 0.01823 * np.log(kf + 1.0)
    )
    return split_of(runoff, 1.0 - runoff - evaporated, evaporated)


def system_area_share_percent(
    throttle_l_s_ha: ArrayLike, conductivity_mm_h: ArrayLike
) -> NDArray[np.float64]:
    """Area of a swale-trench system over the runoff-effective area, by default. [%]"""
    # Infinite without a throttle: the formula that takes it says so.
    with np.errstate(divide="ignore", invalid="ignore"):
        share: NDArray[np.float64] = (
            11.79 - 3.14 * np.log(throttle_l_s_ha) - 0.18594 * np.asarray(conductivity_mm_h)
        )
    return share


def rainwater_use(
    p: ArrayLike,
    etp: ArrayLike,
    *,
    storage_volume_mm: ArrayLike,
    demand_mm_d: ArrayLike,
    irrigated_share: ArrayLike,
    irrigation_mm_a: ArrayLike,
) -> Split:
    """B.6: cistern for the house and the garden. The runoff is what they leave."""
    p, etp = np.asarray(p), np.asarray(etp)
    volume, demand = np.asarray(storage_volume_mm), np.asarray(demand_mm_d)
    garden = np.asarray(irrigated_share) * np.asarray(irrigation_mm_a)
    wanted = np.minimum(p, DAYS_PER_YEAR * demand + garden)
    evaporated = (
        -1.927e-4 * p
        + 1.831e-4 * etp
        + 6.083e-4 * garden
        - 3.127e-7 * garden**2
        - 0.3092 * np.exp(3.269 / volume)
        + 1.424 / (2.782 + demand)
        + 1.885e-4 * wanted
    )
    used = (
        0.4451
        - 3.529e-4 * p
        - 7.728e-5 * etp
        + 0.06821 * np.log10(volume)
        - 2.507e-4 * garden
        # Nothing is used where nothing is wanted; the logarithm is not asked there.
        + 0.2349 * np.log10(np.where(demand > 0.0, demand, 1.0))
        + 1.738e-4 * wanted
    )
    evaporated = np.where(garden > 0.0, evaporated, 0.0)
    used = np.where(demand > 0.0, used, 0.0)
    return split_of(1.0 - evaporated - used, 0.0, evaporated, used)


def pond(p: ArrayLike, etp: ArrayLike, *, inflow_area_ratio: ArrayLike) -> Split:
    """B.7: water surface that never falls dry, tight below."""
    evaporated = np.asarray(etp) / (np.asarray(p) * (1.0 + np.asarray(inflow_area_ratio)))
    return split_of(1.0 - evaporated, 0.0, evaporated)
