"""The season of ground and roofs in plain numpy: the slow twin of the kernels.

All units at once, one hour after another. Written from the order of
operations in `herne_schwamm.city.water`; a ponded hour is solved by Newton's
method, drainage by its closed form.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from herne_schwamm.city.season_columns import complete_units
from herne_schwamm.models.season_forcing import SeasonForcing

Numbers = NDArray[np.float64]

NEWTON_STEPS = 12


def plain_season(units: pd.DataFrame, forcing: SeasonForcing, root_zone_mm: Numbers) -> Numbers:
    """Evaporation, outflow and recharge of unconnected ground and roofs (units, 3). [mm]"""
    u = {name: column.to_numpy() for name, column in complete_units(units).items()}
    sealed, wet = u["sealed_share"], u["wet_coefficient"]
    roof = u["kind"] == "roof"
    pervious = np.where(roof, 0.0, 1.0 - sealed)
    conductivity, exponent = u["conductivity_mm_h"], 3.0 + 2.0 / u["pore_size_index"]
    saturated = 2.0 * pervious * conductivity
    root_capacity, lower_capacity = u["root_zone_capacity_mm"], u["lower_soil_capacity_mm"]
    field = u["field_capacity_share"] * root_capacity
    wilting = u["wilting_point_share"] * root_capacity
    easy = np.maximum((1.0 - u["depletion_share"]) * (field - wilting), 1e-300)
    recovery_h = 4.5 / np.sqrt(np.maximum(conductivity, 1e-300) / 25.4)
    stones = np.where(roof, u["roof_capacity_mm"], sealed * u["depression_sealed_mm"])
    hollows = pervious * u["depression_pervious_mm"]
    runon = np.where(roof, 0.0, u["sealed_runon_share"])
    crown = u["canopy_capacity_mm"] + u["interception_capacity_mm"]

    count = len(units)
    canopy, film, lower, front = np.zeros((4, count))
    deficit = np.zeros(count)
    dry_h = np.full(count, 1e9)
    root = root_zone_mm.copy()
    sums = np.zeros((count, 3))
    for rain, potential, leaf in zip(
        forcing.rain_mm, forcing.potential_mm, forcing.leaf(), strict=True
    ):
        canopy += rain
        evaporated = np.minimum(canopy, potential)
        canopy -= evaporated
        left = potential - evaporated
        capacity = crown * (leaf + (1.0 - leaf) * u["interception_leaf_off_share"])
        through = np.maximum(0.0, canopy - capacity)
        canopy -= through

        share = np.where(roof, 1.0, sealed)
        on_stones = stones + share * left * wet
        brim = stones + hollows + left * wet
        to_film = np.maximum(0.0, np.minimum(share * through, on_stones - film))
        film += to_film
        direct = (1.0 - runon) * (share * through - to_film)
        beyond = np.maximum(0.0, film - brim)
        film -= beyond
        pool = through - to_film - direct + beyond
        on_soil = np.maximum(0.0, film - on_stones)

        water = np.where(pervious > 0.0, pool + on_soil, 0.0)
        is_wet = water > 1e-6
        fresh = is_wet & (dry_h >= recovery_h)
        front[fresh] = 0.0
        full = np.divide(root, root_capacity, out=np.ones(count), where=root_capacity > 0.0)
        deficit = np.where(fresh, u["effective_porosity"] * (1.0 - full), deficit)
        dry_h = np.where(is_wet, 0.0, dry_h + 1.0)
        taken = np.zeros(count)
        if is_wet.any():
            w = np.flatnonzero(is_wet)
            taken[w] = _infiltrated(
                front[w] / pervious[w],
                conductivity[w],
                u["suction_mm"][w] * deficit[w],
                (beyond + on_soil)[w] / pervious[w],
                (pool - beyond)[w] / pervious[w],
            )
            room = np.maximum(0.0, root_capacity - root) + np.maximum(0.0, lower_capacity - lower)
            taken = np.minimum(np.minimum(pervious * taken, water), room)
        front += taken
        from_pool = np.minimum(taken, pool)
        pool -= from_pool
        film = np.maximum(0.0, film - (taken - from_pool))
        held = np.maximum(0.0, np.minimum(pool, brim - film))
        film += held

        root += taken
        down = _drained(root, root_capacity, saturated, exponent)
        down = np.minimum(down, np.maximum(0.0, lower_capacity - lower))
        root -= down
        lower += down
        recharge = _drained(lower, lower_capacity, saturated, exponent)
        lower -= recharge

        of_stones = np.minimum(np.minimum(film, on_stones), share * left * wet)
        of_hollows = np.minimum(np.maximum(0.0, film - on_stones), pervious * left * wet)
        film -= of_stones + of_hollows
        crop = u["crop_coefficient_leaf_off"]
        crop = crop + leaf * (u["crop_coefficient"] - crop)
        wanted = np.maximum(0.0, pervious * left * crop - of_hollows)
        usable = np.maximum(0.0, root - wilting)
        of_soil = np.minimum(usable, np.minimum(1.0, usable / easy) * wanted)
        root -= of_soil
        sums[:, 0] += evaporated + of_stones + of_hollows + of_soil
        sums[:, 1] += pool - held + direct
        sums[:, 2] += recharge
    return sums


def _drained(water: Numbers, capacity: Numbers, rate: Numbers, exponent: Numbers) -> Numbers:
    safe = np.where(capacity > 0.0, capacity, 1.0)
    filled = np.minimum(1.0, water / safe)
    less = exponent - 1.0
    left = (1.0 + less * rate / safe * filled**less) ** (-1.0 / less)
    return np.where(filled > 1e-4, water - filled * safe * left, 0.0)


def _infiltrated(
    front: Numbers, k: Numbers, potential: Numbers, standing: Numbers, supply: Numbers
) -> Numbers:
    water = standing + supply
    with np.errstate(divide="ignore", invalid="ignore"):
        at_ponding = np.where(supply > k, k * potential / (supply - k) - front, np.inf)
        share_left = np.where(
            at_ponding < water, (water - at_ponding) / np.where(supply > 0.0, supply, 1.0), 0.0
        )
    at_once = at_ponding <= standing
    later = ~at_once & (at_ponding < water)
    step = np.where(at_once | (standing > 0.0), 1.0, share_left)
    begun = np.where(later & (standing <= 0.0), front + at_ponding, front)
    ponded = _ponded(begun, k, potential, step)
    taken = np.where(later & (standing <= 0.0), at_ponding + ponded, water)
    taken = np.where(at_once | (standing > 0.0), ponded, taken)
    return np.minimum(water, taken)


def _ponded(front: Numbers, k: Numbers, potential: Numbers, step: Numbers) -> Numbers:
    x = k * step + np.sqrt(2.0 * potential * k * step)
    for _ in range(NEWTON_STEPS):
        gap = x - potential * np.log1p(x / np.maximum(front + potential, 1e-300)) - k * step
        x = np.maximum(1e-12, x - gap * (front + potential + x) / np.maximum(front + x, 1e-300))
    return x
