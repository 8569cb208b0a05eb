"""A season in plain Python, slow and from the formulas: what the kernels have to agree with.

Written from the order of operations in `herne_schwamm.city.water` and the
columns of the unit table; it shares no code with the kernels. Green and
Ampt's equation is solved by bisection, drainage by its closed form with a
plain power.
"""

from __future__ import annotations

import math

from herne_schwamm.city.water import STORES

FLOWS = (
    "rain",
    "evaporation",
    "infiltration",
    "recharge",
    "capillary",
    "sewer",
    "surface",
    "passed",
    "use",
    "garden",
    "irrigation",
)


class Unit:
    """One unit: a row of the completed table, its stores, its sums."""

    def __init__(self, row, stores, sewer_share, sewer_rate, shares):
        self.row = row
        self.store = {name: float(stores[name]) for name in STORES}
        self.sum = dict.fromkeys(FLOWS, 0.0)
        self.front, self.deficit, self.dry_h, self.account = 0.0, 0.0, 1e9, 0.0
        self.sewer_share, self.sewer_rate = sewer_share, sewer_rate
        self.shares = shares
        self.soil = "tree_pit_mm" if row["kind"] == "tree_pit" else "root_zone_mm"
        with_soil = row["kind"] in ("ground", "swale", "tree_pit")
        pit = row["tree_pit_capacity_mm"]
        whole = pit if row["kind"] == "tree_pit" else row["root_zone_capacity_mm"]
        self.soil_capacity = whole if with_soil else 0.0
        self.lower_capacity = row["lower_soil_capacity_mm"] if with_soil else 0.0
        self.field = row["field_capacity_share"] * self.soil_capacity
        self.wilting = row["wilting_point_share"] * self.soil_capacity

    def hour(self, rain, potential, leaf, run_on):
        """Overflow, throttled and supplied water, and what goes to other units of each."""
        kind = self.row["kind"]
        step = {"roof": self._roof, "cistern": self._tank}.get(kind, self._column)
        outflow = step(rain, potential, leaf, run_on)
        over, throttled, supplied = outflow
        a, t, g = self.shares
        self.sum["passed"] += a * over + t * throttled + g * supplied
        sewer = min(self.sewer_share * over, self.sewer_rate)
        self.sum["sewer"] += sewer + (1 - t) * throttled
        self.sum["surface"] += (1 - a) * over - sewer
        self.sum["garden"] += (1 - g) * supplied
        return outflow

    def _column(self, rain, potential, leaf, run_on):
        r, s = self.row, self.store
        rain *= r["rain_share"]
        self.sum["rain"] += rain
        # 1 canopy
        capacity = r["canopy_capacity_mm"] + r["interception_capacity_mm"]
        capacity *= leaf + (1 - leaf) * r["interception_leaf_off_share"]
        s["canopy_mm"] += rain
        crown = min(s["canopy_mm"], potential)
        s["canopy_mm"] -= crown
        self.sum["evaporation"] += crown
        potential -= crown
        through = max(0.0, s["canopy_mm"] - capacity)
        s["canopy_mm"] -= through
        # 2 sealed store, with room for what evaporates within the hour
        sealed = r["sealed_share"]
        wet = potential * r["wet_coefficient"] if r["swale_capacity_mm"] <= 0 else 0.0
        on_stones = sealed * (r["depression_sealed_mm"] + wet)
        film_capacity = on_stones + (1 - sealed) * (r["depression_pervious_mm"] + wet)
        to_film = min(sealed * through, max(0.0, on_stones - s["surface_film_mm"]))
        s["surface_film_mm"] += to_film
        # 3 run-on
        gully = (1 - r["sealed_runon_share"]) * (sealed * through - to_film)
        standing = s["ponding_mm"] + s["swale_mm"]
        s["ponding_mm"] = s["swale_mm"] = 0.0
        if s["surface_film_mm"] > film_capacity:
            standing += s["surface_film_mm"] - film_capacity
            s["surface_film_mm"] = film_capacity
        coming = through - to_film - gully + run_on
        usable = self.field - self.wilting
        trigger = self.wilting + r["irrigation_trigger_share"] * usable
        if r["irrigation_mm_h"] > 0 and leaf >= 0.5 and s[self.soil] < trigger:
            given = min(r["irrigation_mm_h"], self.field - s[self.soil])
            s[self.soil] += given
            self.sum["irrigation"] += given
        # 4 infiltration
        hollow = max(0.0, s["surface_film_mm"] - on_stones)
        taken = self._infiltrate(standing, hollow, coming)
        pool = standing + coming
        from_pool = min(pool, taken)
        pool -= from_pool
        s["surface_film_mm"] -= taken - from_pool
        self.sum["infiltration"] += taken
        held = min(pool, max(0.0, film_capacity - s["surface_film_mm"]))
        s["surface_film_mm"] += held
        pool -= held
        s["swale_mm"] = min(pool, r["swale_capacity_mm"])
        over = pool - s["swale_mm"] + gully
        # 5 drainage
        throttled = self._drain(taken)
        # 7 evapotranspiration
        self._evaporate(potential, leaf, on_stones)
        return over, throttled, 0.0

    def _infiltrate(self, standing, hollow, coming):
        r, s = self.row, self.store
        water = standing + hollow + coming
        sealed = r["sealed_share"]
        if water <= 0.0 or sealed >= 1.0:
            self.dry_h += 1.0
            return 0.0
        trench = r["trench_capacity_mm"]
        room = trench - s["trench_mm"] if trench > 0 else self.lower_capacity - s["lower_soil_mm"]
        if self.soil_capacity <= 0.0:
            return min(water, max(0.0, room)) if trench > 0 else 0.0
        room = max(0.0, room) + max(0.0, self.soil_capacity - s[self.soil])
        k = r["conductivity_mm_h"]
        if water <= 1e-6:
            self.dry_h += 1.0
            return min(water, room)
        if self.dry_h >= 4.5 / math.sqrt(k / 25.4):
            self.front = 0.0
            self.deficit = r["effective_porosity"] * (1 - s[self.soil] / self.soil_capacity)
        self.dry_h = 0.0
        pervious = 1 - sealed
        head = min(water, r["swale_capacity_mm"])
        potential = (r["suction_mm"] + head) * self.deficit
        taken = pervious * self._green_ampt(
            self.front / pervious, k, potential, (standing + hollow) / pervious, coming / pervious
        )
        taken = min(taken, room)
        self.front += taken
        return taken

    @staticmethod
    def _green_ampt(front, k, potential, standing, coming, parts=120):
        """An hour in parts, each of them ponded to the end or not at all."""
        if standing == 0.0 and coming <= k:
            return coming
        taken, pool = 0.0, standing
        for _ in range(parts):
            pool += coming / parts
            low, high = 0.0, pool
            for _ in range(30):
                x = 0.5 * (low + high)
                if potential > 0:
                    passed = x - potential * math.log1p(x / (front + taken + potential))
                else:
                    passed = x
                low, high = (x, high) if passed < k / parts else (low, x)
            taken += low
            pool -= low
        return taken

    def _leave(self, water, capacity):
        r = self.row
        k = 2 * (1 - r["sealed_share"]) * r["conductivity_mm_h"]
        m = 3 + 2 / r["pore_size_index"]
        if water <= 1e-4 * capacity:
            return 0.0
        filled = min(1.0, water / capacity)
        left = (1 + (m - 1) * k / capacity * filled ** (m - 1)) ** (-1 / (m - 1))
        return water - filled * capacity * left

    def _drain(self, taken):
        r, s = self.row, self.store
        trench = r["trench_capacity_mm"]
        below = "trench_mm" if trench > 0 else "lower_soil_mm"
        capacity = trench if trench > 0 else self.lower_capacity
        down = taken
        if self.soil_capacity > 0:
            s[self.soil] += taken
            room = max(0.0, capacity - s[below])
            down = min(room, self._leave(s[self.soil], self.soil_capacity))
            s[self.soil] -= down
            self._rise()
        s[below] += down
        if trench <= 0:
            recharge = self._leave(s[below], capacity) if capacity > 0 else s[below]
            s[below] -= recharge
            self.sum["recharge"] += recharge
            return 0.0
        # In small parts of the hour.
        parts, throttled = 100, 0.0
        for _ in range(parts):
            above = max(0.0, s[below] - r["trench_below_throttle_mm"])
            rates = r["trench_exfiltration_mm_h"] / parts, r["throttle_mm_h"] / parts
            share = min(1.0, above / sum(rates)) if sum(rates) > 0 else 0.0
            seeping = min(rates[0], s[below] - share * rates[1])
            s[below] -= seeping + share * rates[1]
            self.sum["recharge"] += seeping
            throttled += share * rates[1]
        return throttled

    def _rise(self):
        r, s = self.row, self.store
        if math.isnan(r["groundwater_depth_m"]) or s[self.soil] >= self.field:
            return
        above = r["groundwater_depth_m"] * 1000 - r["root_zone_depth_mm"]
        k = 2 * (1 - r["sealed_share"]) * r["conductivity_mm_h"]
        c = 2 + 3 * r["pore_size_index"]
        rate = k
        if above > r["bubbling_pressure_mm"]:
            rate *= min(1.0, (1 + 1.5 / (c - 1)) * (r["bubbling_pressure_mm"] / above) ** c)
        rate *= min(1.0, (self.field - s[self.soil]) / (self.field - self.wilting))
        rise = min(rate, self.field - s[self.soil])
        s[self.soil] += rise
        self.sum["capillary"] += rise

    def _evaporate(self, potential, leaf, on_stones):
        r, s = self.row, self.store
        if potential <= 0:
            return
        sealed, wet = r["sealed_share"], r["wet_coefficient"]
        stones = min(s["surface_film_mm"], on_stones)
        hollows = s["surface_film_mm"] - stones
        stones, hollows = (
            min(stones, sealed * potential * wet),
            min(hollows, (1 - sealed) * potential * wet),
        )
        s["surface_film_mm"] -= stones + hollows
        pond = min(s["swale_mm"], potential * wet - stones - hollows)
        s["swale_mm"] -= pond
        self.sum["evaporation"] += stones + hollows + pond
        if self.soil_capacity <= 0:
            return
        crop = leaf * r["crop_coefficient"] + (1 - leaf) * r["crop_coefficient_leaf_off"]
        wanted = max(0.0, (1 - sealed) * potential * crop - hollows - pond)
        usable = max(0.0, s[self.soil] - self.wilting)
        easy = (1 - r["depletion_share"]) * (self.field - self.wilting)
        stress = 1.0 if usable >= easy else usable / easy
        taken = min(usable, stress * wanted)
        s[self.soil] -= taken
        self.sum["evaporation"] += taken

    def _roof(self, rain, potential, leaf, run_on):
        r, s = self.row, self.store
        self.sum["rain"] += rain * r["rain_share"]
        s["roof_mm"] += rain * r["rain_share"] + run_on
        wet = min(s["roof_mm"], potential * r["wet_coefficient"])
        s["roof_mm"] -= wet
        beyond = max(0.0, s["roof_mm"] - r["roof_capacity_mm"])
        s["roof_mm"] -= beyond
        capacity, throttled = r["substrate_capacity_mm"], 0.0
        if capacity > 0:
            s["substrate_mm"] += beyond
            self.sum["infiltration"] += beyond
            if leaf >= 0.5 and s["substrate_mm"] < r["irrigation_trigger_share"] * capacity:
                given = min(r["irrigation_mm_h"], capacity - s["substrate_mm"])
                s["substrate_mm"] += given
                self.sum["irrigation"] += given
            seeping = max(0.0, s["substrate_mm"] - capacity)
            s["substrate_mm"] -= seeping
            s["drain_layer_mm"] += seeping
            throttled = min(s["drain_layer_mm"], r["throttle_mm_h"])
            s["drain_layer_mm"] -= throttled
            beyond = max(0.0, s["drain_layer_mm"] - r["drain_layer_capacity_mm"])
            s["drain_layer_mm"] -= beyond
        taken = 0.0
        if capacity > 0:
            crop = leaf * r["crop_coefficient"] + (1 - leaf) * r["crop_coefficient_leaf_off"]
            easy = (1 - r["depletion_share"]) * capacity
            stress = min(1.0, s["substrate_mm"] / easy) if easy > 0 else 1.0
            taken = min(s["substrate_mm"], stress * max(0.0, crop * potential - wet))
            s["substrate_mm"] -= taken
        self.sum["evaporation"] += wet + taken
        return beyond, throttled, 0.0

    def _tank(self, rain, potential, leaf, run_on):
        r, s = self.row, self.store
        self.sum["rain"] += rain * r["rain_share"]
        s["cistern_mm"] += rain * r["rain_share"] + run_on
        over = max(0.0, s["cistern_mm"] - r["cistern_capacity_mm"])
        s["cistern_mm"] -= over
        used = min(s["cistern_mm"], r["cistern_use_mm_h"])
        s["cistern_mm"] -= used
        self.sum["use"] += used
        given = 0.0
        if r["garden_ratio"] > 0:
            crop = leaf * r["crop_coefficient"] + (1 - leaf) * r["crop_coefficient_leaf_off"]
            account = self.account + crop * potential - rain
            self.account = min(r["garden_capacity_mm"], max(0.0, account))
            trigger = (1 - r["irrigation_trigger_share"]) * r["garden_capacity_mm"]
            if leaf >= 0.5 and rain == 0 and self.account > trigger:
                wanted = min(self.account, r["irrigation_mm_h"]) * r["garden_ratio"]
                given = min(s["cistern_mm"], wanted)
                s["cistern_mm"] -= given
                self.account -= given / r["garden_ratio"]
        return over, 0.0, given
