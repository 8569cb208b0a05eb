"""The yearly balance after Bagrov and Glugla in plain numpy: the slow twin of the kernels.

Written from the formulas, with its own numbers nowhere: those of the table are
used. Pairs of wetness and effectivity that occur more than once are solved once.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from herne_schwamm.tables.bagrov_glugla import bagrov_glugla

LOW = (0.9946811499, 1.213648255, -1.350801214, 11.80883489, -21.53832235, 19.3775197)
HIGH = (
    0.862954876, 9.184851852, -147.2049991, 1291.164889, -6357.554955, 19022.42165,
    -35235.40521, 39509.02815, -24573.23867, 6515.556685,
)  # fmt: skip


def plain_ratio(x: float, n: float) -> float:
    """Actual over potential evapotranspiration as ABIMO approximates it."""
    if x <= 0.0:
        return 0.0
    r = 1.0 / (n + 1.0)
    h13, h23 = math.exp(-1.09861 / r), math.exp(-0.405465 / r)
    a2 = -13.5 * r * (1.0 + 3.0 * (h13 - h23))
    a1 = 9.0 * r * (2.0 * h13 - h23) - 2.0 / 3.0 * a2
    a0 = 1.0 / (1.0 - r - a1 / 2.0 - a2 / 3.0)
    a1, a2 = a1 * a0, a2 * a0
    if n >= 0.49999:
        b = -math.sqrt(a1 * a1 / 4.0 - a2) + a1 / 2.0
    else:
        b = -math.sqrt(a1 * a1 / 2.0 - a2)
    c = a1 - b
    e = math.exp(x * (b - c) / a0)
    y = min((e - 1.0) / (b - c * e), 0.99999)
    if 0.7 <= n <= 3.8:
        return y
    if n > 3.8:
        for _ in range(15):
            y = min(y, 0.999)
            e = y**n
            h = min(max(1.0 - e, 1e-7), 0.99999)
            h *= y + e * y / (h - n * e / math.log(h)) - x
            y -= h
            if abs(h) <= 0.001:
                break
        return min(y, 1.0)
    while (e := y**n) <= 0.9:
        series = HIGH if e > 0.7 else LOW
        terms = [a * e**place for place, a in enumerate(series)]
        integral = sum(term / (place * n + 1.0) for place, term in enumerate(terms))
        step = (x - y * integral) / sum(terms)
        y += step
        if abs(step) / y < 0.007:
            break
    return min(y, 1.0)


def plain_ratios(x: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Ratios of many pairs."""
    pairs, place = np.unique(np.column_stack([x, n]), axis=0, return_inverse=True)
    return np.array([plain_ratio(*pair) for pair in pairs])[place.ravel()]


def plain_balance(blocks: pd.DataFrame) -> np.ndarray:
    """Runoff, recharge and evapotranspiration of blocks without roads (blocks, 3). [mm/a]"""
    t = bagrov_glugla()
    land_type = blocks["land_type"].to_numpy()
    forest, water = land_type == "forested", land_type == "waterbody"
    get = {name: blocks[name].to_numpy(float) for name in blocks if name.startswith(NUMBERS)}
    p, ep, irrigation = get["prec_yr"], get["epot_yr"], get["irrigation"]
    f30, f150, veg, depth = get["ufc30"], get["ufc150"], get["veg_class"], get["gw_dist"]

    less = np.minimum(f30, f150)
    mixed = np.where(forest, 0.25 * f30 + 0.75 * f150, 0.75 * f30 + 0.25 * f150)
    capacity = np.where(abs(f30 - f150) < less, np.where(forest, f150, f30), mixed)
    capacity = np.where(less < 1.0, 13.0, capacity)
    g02 = np.array(t.g02)[(capacity + 0.5).astype(int)]

    tall = (veg > 50).astype(int)
    code = np.array([t.land_types[name].code for name in land_type])
    types = tuple(t.land_types.values())
    height = depth - np.array([row.root_depth_m for row in types])[code, tall]
    days = np.array([row.growth_days for row in types])[code, tall]
    rows, columns = np.array(t.capillary_rise_capacity_percent), np.array(t.capillary_rise_height_m)
    row = np.minimum(np.searchsorted(rows + 1e-4, capacity), rows.size - 1)
    column = np.minimum(np.searchsorted(columns + 1e-4, height), columns.size - 1)
    rate = np.where(height <= 0.0, 7.0, np.array(t.capillary_rise_mm_d)[row, column])
    rise = np.trunc(np.round(days * rate, 12))

    k = np.maximum(np.where(veg < 50, veg / 5.0, veg / 10.0 + 5.0).astype(int), 1)
    k = np.minimum(np.where(k >= 4, k - 1, k), 13)
    c = np.array(t.effectivity)[k - 1].T
    n = c[2] + c[3] * g02 + c[4] * g02**2
    rich = ((n >= 2.0) & (veg < 60)) | ((g02 >= 20.0) & (veg >= 60))
    n = np.where(rich, c[0] * g02 + c[1], n)
    n = np.where(forest, np.where(g02 <= 10, 3.0, np.where(g02 <= 25, 4.0, 8.0)), n)
    known = (get["prec_s"] > 0.0) & (get["epot_s"] > 0.0)
    summer = (get["prec_s"] + irrigation + rise) / np.where(known, get["epot_s"], 1.0)
    breaks, factors = np.array(t.wet_summer_wetness), np.array(t.wet_summer_factor)
    place = np.clip(np.searchsorted(breaks, summer), 1, breaks.size - 1)
    wet = 0.5 * (factors[place - 1] + factors[place])
    wet = np.where(summer <= breaks[0], factors[0], wet)
    wet = np.where(summer >= breaks[-1], factors[-1], wet)
    n = n * np.where(known, wet, 1.0)

    ground = ~water
    evaporated = ep.copy()
    evaporated[ground] *= plain_ratios(((p + rise + irrigation) / ep)[ground], n[ground])
    drowned = ground & (height < 0.0)
    share = np.exp(depth[drowned] / height[drowned])
    evaporated[drowned] += (ep[drowned] - evaporated[drowned]) * share

    left = {
        name: p - ep * plain_ratios(p / ep, np.full(p.size, row.effectivity))
        for name, row in t.sealed.items()
    }
    green = get["green_roof"]
    of_roof = get["roof"] * ((1.0 - green) * left["roof"] + green * left["green_roof"])
    runoff = of_roof * get["swg_roof"]
    recharge = of_roof - runoff
    for number in range(1, 6):
        of_class = get["pvd"] * get[f"srf{number}_pvd"] * left[f"surface{number}"]
        ran = of_class * get["swg_pvd"] * t.sealed[f"surface{number}"].runoff_factor
        runoff = runoff + ran
        recharge = recharge + of_class - ran
    recharge = recharge + (1.0 - get["roof"] - get["pvd"]) * (p - evaporated)
    swale = runoff * get["to_swale"]
    runoff = runoff - swale
    recharge = recharge + swale * (1.0 - t.swale_evaporation_share)
    return np.column_stack([runoff, recharge, p - runoff - recharge])


NUMBERS = (
    "prec", "epot", "irrigation", "ufc", "veg", "gw", "roof", "green", "swg", "pvd", "srf", "to_",
)  # fmt: skip
"""Beginnings of the columns that are used."""
