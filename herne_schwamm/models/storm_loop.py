"""The time loop of a storm: synchronisations, and what has come and gone by then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.curve_numbers import curve_number_for
from herne_schwamm.city.forcing import MM_H_TO_M_S, Storm
from herne_schwamm.city.water import MM_PER_M, WaterState, moisture_deficit
from herne_schwamm.kernels.compiling import most_threads
from herne_schwamm.kernels.maxima import LAST_MOMENT, track
from herne_schwamm.kernels.surface_rows import UnitParameters, tell_new_units
from herne_schwamm.kernels.surface_water import exchange
from herne_schwamm.kernels.tile_clock import advance, tell_deepest
from herne_schwamm.kernels.tile_steps import Scheme
from herne_schwamm.kernels.tiles import cut_into_blocks
from herne_schwamm.models.balance import StormBalance
from herne_schwamm.models.storm_edges import edge_lists, inflow_cells, inflow_rates
from herne_schwamm.models.storm_end import StormEnd
from herne_schwamm.models.storm_faces import Faces
from herne_schwamm.models.storm_rain import StormRain, dealt_m
from herne_schwamm.models.storm_rasters import ROWS_AT_ONCE, StormRasters
from herne_schwamm.models.storm_result import MovingWater, StormRun
from herne_schwamm.models.storm_roofs import StormRoofs
from herne_schwamm.models.storm_settings import CARRY, COURANT, FROUDE_LIMIT, StormSettings
from herne_schwamm.models.storm_structures import StormStructures
from herne_schwamm.models.storm_tiles import Tiles, lattice_of, tile_size
from herne_schwamm.models.storm_walls import wall_faces

RETENTION_OF_CN_100_M = 0.254
"""Retention of a curve number CN: 100 / CN - 1 times this. [m]"""

SYNCHRONISATIONS_PER_LOOK = 2
"""Maxima are looked at every so many synchronisations: every four seconds. A look takes as long
as some steps; twice as many change no greatest depth by a millimetre, and one greatest velocity in
a hundred by half a centimetre a second."""


class LoopHook(Protocol):
    """What acts in the loop beside rain and soil: culverts and pumps of the city, or a caller's."""

    def __call__(self, time_s: float, step_s: float, surface_depth_m: NDArray[np.float32]) -> float:
        """Change the depths in place at a synchronisation; return the volume taken. [m3]"""


class StormLoop:
    """A running storm.

    Parameters
    ----------
    city, storm, settings, points
        As `herne_schwamm.models.storm.simulate_storm`.
    water
        What the city holds at the first drop, on its cells; taken over.
    """

    def __init__(
        self,
        city: City,
        storm: Storm,
        water: WaterState,
        settings: StormSettings,
        points: Mapping[str, tuple[int, int]],
    ) -> None:
        self.city = city
        self.storm = storm
        self.stores = water.stores
        self.settings = settings
        self.rain = StormRain(city, storm, water)
        units = city.units
        counts_on_sewer = storm.sewer == "design_capacity"
        sewer_mm_h = units["sewer_capacity_mm_h"].to_numpy() * counts_on_sewer
        self.sewer_rate = self.rain.of_unit(sewer_mm_h * MM_H_TO_M_S)
        self.loss_rate = storm.drainage_loss_mm_h * MM_H_TO_M_S
        # Before the tiles: it needs memory on its way, which is free as yet.
        edges = edge_lists(city)
        tile = tile_size(city.grid.shape) if settings.tile is None else settings.tile
        lattice = lattice_of(city.grid.rows, city.grid.columns, *tile)
        self.tiles = tiles = Tiles(city, water.surface_depth_m, lattice)
        self.roofs = StormRoofs(city, self.rain, water, tiles.places)
        self.rasters = StormRasters(city, water, tiles, has_sewer=bool((sewer_mm_h > 0.0).any()))
        self.structures = StormStructures(
            city, tiles.flow.bed, settings.synchronisation_s, tiles.places
        )
        inflows = inflow_cells(city, storm.inflows)
        # Their rates change: in the order of the list, that of tiles.
        self.inflow_order = np.argsort(tiles.places(inflows)[:, 0], kind="stable")
        self.edges = tiles.listed(
            Faces.joined([wall_faces(city), edges.faces]),
            edges.endless,
            edges.outside,
            tiles.listed_cells(edges.level_cells, edges.level_depth_m),
            tiles.listed_cells(inflows),
        )
        self.scheme = Scheme(
            city.grid.cell_size_m,
            np.float32((1.0 - CARRY) / COURANT),
            np.float32(FROUDE_LIMIT),
            settings.courant,
            settings.longest_step_s,
            np.float32(settings.still_m2_s),
        )
        self.place_of_point = {
            name: tuple(tiles.places(np.array(cell))[0]) for name, cell in points.items()
        }
        # Tiles that culverts and pumps act on never rest.
        self.served = np.zeros(tiles.awake.size, np.bool_)
        self.served[tiles.places(self.structures.cells)[:, 0]] = True
        self.restless = np.ones_like(self.served)
        self.changed = np.zeros_like(self.served)
        self.unsure = np.ones_like(self.served)
        self.unlooked = np.zeros_like(self.served)
        self.sums_of_tile = np.zeros((self.served.size, 3))
        self.new_units = tell_new_units(self.rain.patch_id, lattice)
        number = curve_number_for(units["curve_number"].to_numpy(), storm.antecedent)
        retention_m = RETENTION_OF_CN_100_M * (100.0 / number - 1.0)
        self.by_number = bool(np.isfinite(number).any())
        takes_water = units["conductivity_mm_h"].to_numpy() > 0.0
        self.soaks = self.by_number or bool(
            takes_water.any() and (self.rasters.slow.sealing < 1.0).any()
        )
        self.unit_parameters = UnitParameters(
            *(
                self.rain.of_unit(np.asarray(column, dtype=np.float64)).astype(np.float32)
                for column in (
                    units["depression_sealed_mm"] / MM_PER_M,
                    units["depression_pervious_mm"] / MM_PER_M,
                    units["conductivity_mm_h"] * MM_H_TO_M_S,
                    units["suction_mm"] / MM_PER_M,
                    moisture_deficit(city, water),
                    np.nan_to_num(retention_m, nan=-1.0),
                )
            )
        )
        self.end_of_storm = StormEnd(storm, settings.longest_after_rain_s)
        self.count = 0
        # Synchronisations from one moment that maps tell to the next: that of a look in storms
        # of three days.
        self.per_moment = SYNCHRONISATIONS_PER_LOOK
        while self.end_of_storm.latest_s > LAST_MOMENT * self.moment_s:
            self.per_moment *= 2
        # Sums of depth over the cells [m]: times the cell's area a volume.
        self.held_before = self.rasters.held_m()
        self.drained_m = 0.0
        self.sewered_m = 0.0
        self.surcharge_m = 0.0
        self.hooks_m3 = 0.0
        self.recorded_edge_m = 0.0
        self.recorded_s = 0.0
        self.smallest_step_s = float("inf")
        self.limiting_cell: tuple[int, int] | None = None

    @property
    def time_s(self) -> float:
        """Time since the first moment of the storm. [s]"""
        return self.count * self.settings.synchronisation_s

    @property
    def moment_s(self) -> float:
        """Time between two moments that maps tell. [s]"""
        return self.per_moment * self.settings.synchronisation_s

    def is_over(self) -> bool:
        """Whether the set time is over or the peak has passed everywhere."""
        return self.end_of_storm.reached(self.time_s, self.rasters.maxima.depth)

    def synchronise(self, hooks: Sequence[LoopHook]) -> None:
        """Sources and sinks, then the flow to the next synchronisation."""
        start_s = self.time_s
        step_s = self.settings.synchronisation_s
        self.count += 1
        steps_before = self.tiles.told.steps.copy()
        self._exchange(start_s, step_s)
        self.hooks_m3 += self.structures(start_s, step_s, self.tiles.flow.depth)
        if hooks:
            self._call(hooks, start_s, step_s)
        self._flow(start_s, step_s)
        stepped = self.tiles.told.steps > steps_before
        self.restless |= stepped
        self.unlooked |= stepped | self.changed
        if self.count % SYNCHRONISATIONS_PER_LOOK == 0:
            self._look()

    def _look(self) -> None:
        """Bring the maxima up to now."""
        track(
            self.tiles.flow,
            self.tiles.lattice,
            self.rasters.maxima,
            self.unlooked,
            self.tiles.told.deepest,
            np.uint16(-(-self.count // self.per_moment)),
            np.uint16(self.count % self.per_moment == 0),
        )
        self.unlooked[:] = False

    def _exchange(self, start_s: float, step_s: float) -> None:
        end_s = start_s + step_s
        rain_of_patch = self.rain.until(end_s)
        sewer_of_patch = dealt_m(self.sewer_rate, start_s, end_s, self.rain.dealt)
        loss_m = dealt_m(self.loss_rate, start_s, end_s, self.rain.dealt)
        self.roofs.synchronise(rain_of_patch, sewer_of_patch, self.tiles.flow.depth)
        if rain_of_patch.any():
            self.restless[:] = True
        self.restless |= self.served
        # Of those looked at, the greatest depth is told; culverts and pumps change it again.
        self.unsure = self.served | (self.tiles.awake & ~self.restless)
        exchange(
            self.tiles.flow,
            self.tiles.lattice,
            self.rasters.slow,
            self.rain.patch_id,
            self.new_units,
            self.unit_parameters,
            sewer_of_patch,
            rain_of_patch,
            float(loss_m),
            step_s,
            self.rain.dealt,
            self.by_number,
            self.soaks,
            most_threads(),
            self.restless,
            self.changed,
            self.tiles.told.deepest,
            self.sums_of_tile,
        )
        drained_m, sewered_m, surcharge_m = self.sums_of_tile.sum(axis=0)
        self.drained_m += float(drained_m)
        self.sewered_m += float(sewered_m)
        self.surcharge_m += float(surcharge_m)

    def _call(self, hooks: Sequence[LoopHook], start_s: float, step_s: float) -> None:
        """Let a caller's hooks act on a raster: everything may change."""
        depth = self.tiles.raster(self.tiles.flow.depth)
        for hook in hooks:
            self.hooks_m3 += hook(start_s, step_s, depth)
        cut_into_blocks(depth, self.tiles.flow.depth, self.tiles.lattice)
        self.changed[:] = True
        self.unsure[:] = True

    def _flow(self, start_s: float, step_s: float) -> None:
        tiles = self.tiles
        rates = inflow_rates(
            self.storm.inflows, start_s, start_s + step_s, self.city.grid.cell_area_m2
        )
        self.edges.inflows.value[:] = rates[self.inflow_order]
        tiles.awake |= self.changed | self.served
        tell_deepest(tiles.flow, tiles.lattice, self.unsure, tiles.told.deepest)
        smallest_s, tile = advance(
            tiles.flow,
            tiles.lattice,
            self.edges,
            tiles.seams,
            tiles.work,
            tiles.told,
            tiles.awake,
            step_s,
            self.scheme,
        )
        if smallest_s < self.smallest_step_s:
            self.smallest_step_s = smallest_s
            self.limiting_cell = tiles.deepest_cell(tile)

    def moving_water(self) -> MovingWater:
        """The water of the cells now."""
        flow, slow = self.tiles.flow, self.rasters.slow
        depth, flow_x, flow_y = (
            self.tiles.raster(blocks) for blocks in (flow.depth, flow.flow_x, flow.flow_y)
        )
        return MovingWater(
            self.time_s, depth, slow.film.copy(), slow.infiltrated.copy(), flow_x, flow_y
        )

    @property
    def over_edge_m(self) -> float:
        """Sum of depths that left over the edge, net of what fixed levels gave."""
        told = self.tiles.told
        return float(told.outflow.sum() - told.level_gain.sum()) + self.roofs.outflow_m

    def record(self) -> dict[str, float]:
        """One row of the hydrographs: means since the last row, depths of now."""
        seconds = max(self.time_s - self.recorded_s, 1e-9)
        rain = self.storm.rain_mm_h.integral(self.recorded_s, self.time_s)
        left_m3 = (self.over_edge_m - self.recorded_edge_m) * self.city.grid.cell_area_m2
        self.recorded_edge_m = self.over_edge_m
        self.recorded_s = self.time_s
        return {
            "time_min": self.time_s / 60.0,
            "rain_mm_h": rain / seconds,
            "outflow_m3_s": left_m3 / seconds,
            **{
                f"{name}_m": float(self.tiles.flow.depth[place])
                for name, place in self.place_of_point.items()
            },
        }

    def balance(self) -> StormBalance:
        """Where the water is now."""
        area_m2 = self.city.grid.cell_area_m2
        told = self.tiles.told
        surface, film, infiltrated = (
            (now - before) * area_m2
            for now, before in zip(self.rasters.held_m(), self.held_before, strict=True)
        )
        return StormBalance(
            rain_m3=self.rain.rain_m * area_m2,
            inflow_m3=float(told.inflow.sum()) * area_m2,
            level_gain_m3=float(told.level_gain.sum()) * area_m2,
            infiltrated_m3=infiltrated,
            film_m3=film,
            surface_m3=surface,
            drained_m3=self.drained_m * area_m2,
            outflow_m3=(float(told.outflow.sum()) + self.roofs.outflow_m) * area_m2,
            hooks_m3=self.hooks_m3,
            canopy_m3=self.rain.canopy_gain_m * area_m2,
            roofs_m3=self.roofs.gain_m * area_m2,
            sewer_m3=(self.sewered_m + self.roofs.to_sewer_m) * area_m2,
            sewer_surcharge_m3=(self.surcharge_m + self.roofs.to_surcharge_m) * area_m2,
        )

    def end(self) -> tuple[xr.Dataset, WaterState]:
        """Maps and water at the end; nothing else can be asked of the loop afterwards."""
        if self.count % SYNCHRONISATIONS_PER_LOOK != 0:
            self._look()
        self._lay_roofs()
        stores = self.stores.copy()
        stores["canopy_mm"] = self.rain.canopy_of_units_mm(len(stores))
        stores["roof_mm"] = self.roofs.store_of_units_mm(self.rain.unit, len(stores))
        # They hold the ground in blocks, and what is no longer asked for.
        del self.structures
        self.end_of_storm.forget()
        return self.rasters.end(self.city, stores, self.moment_s)

    def _lay_roofs(self) -> None:
        """Lay on the cells of roofs what they gave to the sewer."""
        slow, roofs, patch_id = self.rasters.slow, self.roofs, self.rain.patch_id
        if not roofs.patch.size:
            return
        # The last one is looked up beyond the city, where the patch is -1.
        place = np.full(self.rain.unit.size + 1, -1, np.int32)
        place[roofs.patch] = np.arange(roofs.patch.size)
        # Some rows at a time: what is needed in between stays small.
        for first in range(0, len(patch_id), ROWS_AT_ONCE):
            rows = slice(first, first + ROWS_AT_ONCE)
            roof = place[patch_id[rows]]
            on_roof = roof >= 0
            slow.drained[rows][on_roof] = roofs.sewer_m[roof[on_roof]]
            if slow.surcharge.size > 1:
                slow.surcharge[rows][on_roof] = roofs.surcharge_m[roof[on_roof]]

    def run(self) -> StormRun:
        """How the computation went."""
        told = self.tiles.told
        steps_of_tile = told.steps
        return StormRun(
            simulated_s=self.time_s,
            steps=int(steps_of_tile.max()),
            cell_updates=int((steps_of_tile * self.tiles.cells).sum()),
            smallest_step_s=self.smallest_step_s,
            limiting_cell=self.limiting_cell,
            limited_outflows=int(told.limited.sum()),
            rising_cells=self.end_of_storm.rising_cells,
        )
