"""Culverts, pumps and walls in a storm: levels, limits and the balance."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from herne_schwamm.city.city import OPEN, City
from herne_schwamm.city.forcing import Inflow, StepSeries, Storm, block_rain
from herne_schwamm.city.plain import grid_for, plain_city
from herne_schwamm.city.structures import Culvert, Pump, Structures, Walls
from herne_schwamm.city.water import resting_water
from herne_schwamm.inputs.wall_faces import walls_on_grid
from herne_schwamm.kernels.culvert import culvert_discharge
from herne_schwamm.models.storm import StormSettings, simulate_storm
from herne_schwamm.models.storm_structures import StormStructures

DRY = StepSeries(np.array([0.0, 1.0]), np.array([0.0]))


def pipe(inlet, outlet, **more) -> Culvert:
    known = {
        "name": "pipe",
        "line": ((0.0, 0.0), (1.0, 1.0)),
        "inlet": inlet,
        "outlet": outlet,
        "shape": "pipe",
        "width_m": 0.5,
        "height_m": 0.5,
        "inlet_level_m": 50.0,
        "outlet_level_m": 50.0,
        "length_m": 3.0,
    }
    return Culvert(**(known | more))


def city_of(terrain, cell_size_m=1.0, edge=1, **structures) -> City:
    city = plain_city(terrain, grid_for(terrain, cell_size_m), edge=edge)
    return dataclasses.replace(city, structures=Structures(**structures))


def filled(city, depth):
    water = resting_water(city, 0.5)
    return dataclasses.replace(water, surface_depth_m=np.asarray(depth, dtype=np.float32))


def basins():
    """Two basins with a dam between, one of them full."""
    terrain = np.full((9, 21), 50.0)
    terrain[:, 10] = 53.0
    depth = np.zeros(terrain.shape)
    depth[:, :10] = 0.6
    return terrain, depth


@pytest.mark.parametrize("backwards", [False, True])
def test_two_basins_come_to_one_level_through_a_culvert(backwards):
    terrain, depth = basins()
    ends = ((4, 11), (4, 9)) if backwards else ((4, 9), (4, 11))
    city = city_of(terrain, culverts=(pipe(*ends),))
    result = simulate_storm(city, Storm("s", DRY, after_rain_s=600.0), filled(city, depth))
    end = result.maps["water_depth_end_m"].values
    assert end[:, :10].mean() == pytest.approx(0.3, abs=2e-3)
    assert end[:, 11:].mean() == pytest.approx(0.3, abs=2e-3)
    row = result.structures.loc["pipe"]
    through = row["volume_back_m3"] if backwards else row["volume_m3"]
    other = row["volume_m3"] if backwards else row["volume_back_m3"]
    assert through == pytest.approx(27.0, abs=0.3)
    assert other < 0.3
    assert 0.05 < row["peak_m3_s"] < 0.4


def test_the_flow_through_a_culvert_does_not_swing():
    terrain, depth = basins()
    city = city_of(terrain, culverts=(pipe((4, 9), (4, 11)),))
    depths = []

    def watch(time_s, step_s, surface_depth_m):
        depths.append(float(surface_depth_m[:, 11:].sum(dtype=np.float64)))
        return 0.0

    storm = Storm("s", DRY, after_rain_s=300.0)
    simulate_storm(city, storm, filled(city, depth), hooks=[watch])
    passed = np.diff(depths)
    assert (passed > -1e-3).all()
    # After its start the flow falls slowly: no second is far from the next.
    assert np.abs(np.diff(passed[20:])).max() < 0.1 * passed.max()


def test_what_culverts_and_pumps_move_is_kept_to_the_last_bit():
    rng = np.random.default_rng(3)
    terrain = 50.0 + rng.uniform(0.0, 0.6, (12, 14))
    city = city_of(
        terrain,
        culverts=(
            pipe(
                (2, 2), (9, 11), inlet_level_m=49.9, outlet_level_m=49.8, width_m=1.0, height_m=1.0
            ),
            pipe((5, 5), (2, 12), shape="box", width_m=0.8, height_m=0.3, count=2),
        ),
        pumps=(
            Pump("away", (9, 11), 0.3),
            Pump("up", (6, 2), 0.2, 0.01, outlet=(0, 13)),
        ),
    )
    bed = city.layer("terrain_m")
    depth = rng.uniform(0.0, 0.5, terrain.shape).astype(np.float32)
    hook = StormStructures(city, bed, 1.0)
    before = depth.sum(dtype=np.float64)
    gone = sum(hook(float(s), 1.0, depth) for s in range(200))
    assert depth.min() >= 0.0
    assert gone > 1.0
    assert depth.sum(dtype=np.float64) + gone == pytest.approx(before, abs=1e-9)
    moved = hook.told()
    assert (moved["volume_m3"] + moved["volume_back_m3"] > 0.0).all()


def test_equal_levels_pass_nothing():
    terrain, depth = basins()
    depth[:, 11:] = 0.6
    city = city_of(terrain, culverts=(pipe((4, 9), (4, 11)),))
    result = simulate_storm(city, Storm("s", DRY, after_rain_s=60.0), filled(city, depth))
    assert result.structures.loc["pipe", "volume_m3"] == 0.0
    assert np.isnan(result.structures.loc["pipe", "time_of_peak_min"])


def test_a_culvert_empties_the_lake_behind_a_dam():
    y, x = np.mgrid[:15, :40]
    terrain = 60.0 - 0.05 * x + 0.02 * np.abs(y - 7)
    terrain[:, 20:22] += 3.0
    edge = np.where(x == 39, OPEN, 1)
    storm = Storm("s", block_rain(60.0, 30.0), after_rain_s=3600.0)
    without = city_of(terrain, edge=edge)
    level = float(terrain[7, 19])
    drained = city_of(
        terrain,
        edge=edge,
        culverts=(pipe((7, 19), (7, 22), inlet_level_m=level, outlet_level_m=level - 0.1),),
    )
    lake, dry = (simulate_storm(c, storm, resting_water(c, 0.5)) for c in (without, drained))
    assert lake.maps["water_depth_end_m"].values[7, 19] > 0.3
    assert dry.maps["water_depth_end_m"].values[7, 19] < 0.02
    assert dry.balance.outflow_m3 > lake.balance.outflow_m3 + 10.0
    for result in (lake, dry):
        assert abs(result.balance.relative_error) <= 1e-5


def test_a_pump_keeps_a_polder_at_its_start_depth():
    y, x = np.mgrid[:15, :15]
    terrain = 50.0 + 0.1 * np.maximum(np.abs(x - 7), np.abs(y - 7))
    inflow = Inflow("spring", 0.5, 0.5, StepSeries(np.array([0.0, 1800.0]), np.array([0.05])))
    storm = Storm("s", DRY, after_rain_s=0.0, inflows=(inflow,))
    pumped = city_of(terrain, pumps=(Pump("Polder", (7, 7), 0.1, 0.05),))
    # The pump's cell is 1 m2: in a second it takes 10 cm of it.
    settings = StormSettings(synchronisation_s=1.0)
    result = simulate_storm(pumped, storm, resting_water(pumped, 0.5), settings=settings)
    assert result.maps["water_depth_end_m"].values[7, 7] < 0.05 + 0.05
    assert result.balance.hooks_m3 == pytest.approx(90.0, rel=0.05)
    assert result.structures.loc["Polder", "volume_m3"] == pytest.approx(result.balance.hooks_m3)
    assert result.structures.loc["Polder", "peak_m3_s"] <= 0.1 + 1e-6
    assert abs(result.balance.relative_error) <= 1e-5
    weak = city_of(terrain, pumps=(Pump("Polder", (7, 7), 0.02, 0.05),))
    assert (
        simulate_storm(weak, storm, resting_water(weak, 0.5)).maps["water_depth_end_m"].values[7, 7]
        > 0.2
    )


DIAGONAL = ((-1.0, -2.0), (31.0, 33.0))


def walled(crest_m, line=DIAGONAL):
    terrain = np.full((30, 30), 50.0)
    city = plain_city(terrain, grid_for(terrain, 1.0))
    walls = walls_on_grid([line], [crest_m], [None], city.layer("terrain_m"), city.grid)
    return dataclasses.replace(city, structures=Structures(walls=walls))


def test_a_lake_behind_a_diagonal_wall_never_leaks():
    city = walled(50.5)
    y, x = np.mgrid[:30, :30]
    # South-east of the line y = x + 1 (to the north), by the centres of the cells.
    behind = (29.5 - y) < (x + 0.5) * 35.0 / 32.0 - 2.0 + 35.0 / 32.0
    rng = np.random.default_rng(1)
    depth = np.where(behind, rng.uniform(0.2, 0.45, behind.shape), 0.0)
    result = simulate_storm(city, Storm("s", DRY, after_rain_s=300.0), filled(city, depth))
    end = result.maps["water_depth_max_m"].values
    assert behind.sum() > 300
    assert (end[~behind] == 0.0).all()


def test_a_lake_overtops_the_wall_at_its_crest():
    city = walled(50.25, ((15.0, -1.0), (15.0, 31.0)))
    depth = np.zeros((30, 30))
    depth[:, :15] = 0.4
    result = simulate_storm(city, Storm("s", DRY, after_rain_s=1800.0), filled(city, depth))
    end = result.maps["water_depth_end_m"].values
    assert end[:, :15].mean() == pytest.approx(0.25, abs=0.01)
    assert end[:, 15:].mean() == pytest.approx(0.15, abs=0.01)
    assert abs(result.balance.error_m3) < 1e-5 * 180.0


def test_a_lake_at_rest_above_a_wall_stays_at_rest():
    city = walled(50.25)
    depth = np.full((30, 30), 0.5)
    result = simulate_storm(city, Storm("s", DRY, after_rain_s=120.0), filled(city, depth))
    assert (result.maps["water_depth_end_m"].values == 0.5).all()
    assert result.maps["velocity_max_m_s"].values.max() == 0.0


def test_walls_below_the_ground_change_nothing():
    terrain = np.random.default_rng(5).uniform(50.0, 50.5, (12, 12))
    plain = plain_city(terrain, grid_for(terrain, 1.0))
    sunk = Walls(np.array([0, 1]), np.array([3, 4]), np.array([3, 4]), np.array([49.0, 49.5]))
    city = dataclasses.replace(plain, structures=Structures(walls=sunk))
    storm = Storm("s", block_rain(40.0, 10.0), after_rain_s=120.0)
    one, two = (simulate_storm(c, storm, resting_water(c, 0.5)) for c in (plain, city))
    assert one.maps.identical(two.maps)


@pytest.mark.parametrize("seed", range(6))
def test_the_balance_closes_with_all_structures_on_random_terrain(seed):
    rng = np.random.default_rng(seed)
    rows, columns = 18, 22
    terrain = 50.0 + rng.uniform(0.0, float(rng.choice([0.3, 2.0])), (rows, columns))
    terrain[rng.random(terrain.shape) < 0.03] = np.nan
    grid = grid_for(terrain, float(rng.choice([0.5, 1.0, 4.0])))
    city = plain_city(
        terrain,
        grid,
        sealing=rng.choice([0.0, 1.0, 0.5], terrain.shape),
        edge=OPEN if seed % 2 else 1,
        depression_storage_mm=1.0,
    )
    open_cells = [tuple(cell) for cell in np.argwhere(city.open_ground).tolist()]
    ends = [open_cells[i] for i in rng.choice(len(open_cells), 10, replace=False)]
    x, y = rng.uniform(0.0, grid.bounds[2], 8), rng.uniform(0.0, grid.bounds[3], 8)
    lines = [tuple(zip(x[i : i + 4].tolist(), y[i : i + 4].tolist(), strict=True)) for i in (0, 4)]
    walls = walls_on_grid(lines, [None, 51.0], [0.3, None], city.layer("terrain_m"), grid)
    structures = Structures(
        culverts=(
            pipe(ends[0], ends[1], inlet_level_m=49.8, outlet_level_m=49.5),
            pipe(ends[2], ends[3], width_m=2.0, height_m=1.0, shape="box", length_m=20.0),
            pipe(ends[4], ends[5], inlet_level_m=50.2, outlet_level_m=50.6),
        ),
        pumps=(Pump("a", ends[6], 0.2), Pump("b", ends[7], 0.5, 0.1, ends[8])),
        walls=walls,
    )
    city = dataclasses.replace(city, structures=structures)
    storm = Storm("s", block_rain(80.0, 10.0), after_rain_s=600.0)
    result = simulate_storm(city, storm, resting_water(city, 0.5))
    assert abs(result.balance.relative_error) <= 1e-5
    assert result.structures["volume_m3"].sum() > 0.0
    assert result.water.surface_depth_m.min() >= 0.0


STEPS = [
    (cell_size_m, step_s) for cell_size_m in (0.5, 1.0, 2.0, 10.0) for step_s in (0.1, 1.0, 5.0)
]


@pytest.mark.parametrize("head_m", [0.6, 1.5])
@pytest.mark.parametrize(("cell_size_m", "step_s"), STEPS)
def test_the_flow_from_a_lake_is_the_curve_of_the_culvert(cell_size_m, step_s, head_m):
    side = 61 if cell_size_m < 1.0 else 31
    terrain = np.full((side, 2 * side + 1), 50.0)
    terrain[:, side] = 60.0
    terrain[:, side + 1 :] = 46.0
    measures = {"width_m": 1.0, "height_m": 1.0, "outlet_level_m": 48.0, "length_m": 20.0}
    middle = side // 2
    city = city_of(
        terrain, cell_size_m, culverts=(pipe((middle, side - 3), (middle, side + 3), **measures),)
    )
    depth = np.zeros(terrain.shape)
    depth[:, :side] = head_m
    levels, at_inlet = [], []

    def watch(time_s, step_s, surface_depth_m):
        levels.append(float(surface_depth_m[:, :side].mean(dtype=np.float64)))
        at_inlet.append(float(surface_depth_m[middle, side - 3]))
        return 0.0

    simulate_storm(
        city,
        Storm("s", DRY, after_rain_s=60.0),
        filled(city, depth),
        settings=StormSettings(synchronisation_s=step_s),
        hooks=[watch],
    )
    begin = round(30.0 / step_s) - 1
    steady = np.array(levels)[begin:]
    time_s = (len(steady) - 1) * step_s
    flow = (steady[0] - steady[-1]) * side**2 * cell_size_m**2 / time_s

    def curve(depths):
        every_second = depths[1 :: max(1, round(1.0 / step_s))]
        return np.mean(
            [
                culvert_discharge(False, 1.0, 1.0, 0.1, 20.0, 0.013, 0.5, depth, 0.0)
                for depth in every_second
            ]
        )

    assert flow == pytest.approx(curve(steady), rel=0.05)
    if cell_size_m == 10.0:
        # Its pool is its own cell: there is no level but that one.
        assert flow == pytest.approx(curve(at_inlet[begin:]), rel=0.02)


def moved(terrain, depth, step_s=5.0, steps=60, **structures):
    city = city_of(terrain, **structures)
    hook = StormStructures(city, city.layer("terrain_m"), step_s)
    water = np.asarray(depth, dtype=np.float32).copy()
    for number in range(steps):
        hook(number * step_s, step_s, water)
    return hook.told(), water


def test_two_pipes_in_the_same_cells_carry_the_same_and_as_much_as_one_of_two_barrels():
    terrain, depth = basins()
    ends = ((4, 9), (4, 11))
    two, water = moved(terrain, depth, culverts=(pipe(*ends, name="a"), pipe(*ends, name="b")))
    one, water_of_one = moved(terrain, depth, culverts=(pipe(*ends, count=2),))
    assert two.loc["a", "volume_m3"] == pytest.approx(two.loc["b", "volume_m3"], rel=1e-3)
    assert two["volume_m3"].sum() == pytest.approx(one["volume_m3"].sum(), rel=1e-3)
    assert one["volume_m3"].sum() > 10.0
    assert water == pytest.approx(water_of_one, abs=1e-3)


def test_two_pumps_in_the_same_cell_share_the_water():
    terrain, depth = basins()
    both, _ = moved(terrain, depth, pumps=(Pump("a", (4, 4), 1.0), Pump("b", (4, 4), 1.0)))
    assert both.loc["a", "volume_m3"] == pytest.approx(both.loc["b", "volume_m3"], rel=1e-3)
    assert both.loc["a", "volume_m3"] > 10.0
    unlike, _ = moved(
        terrain, depth, steps=1, pumps=(Pump("a", (4, 4), 9.0), Pump("b", (4, 4), 3.0))
    )
    assert unlike.loc["a", "volume_m3"] == pytest.approx(3.0 * unlike.loc["b", "volume_m3"])


def test_the_order_of_the_file_changes_no_bit():
    rng = np.random.default_rng(8)
    terrain = 50.0 + rng.uniform(0.0, 0.2, (14, 16))
    depth = rng.uniform(0.2, 0.5, terrain.shape)
    culverts = [
        pipe((4, 4), (9, 12), name="a", inlet_level_m=49.9, outlet_level_m=49.5),
        pipe((4, 5), (9, 12), name="b", width_m=0.8, height_m=0.8, outlet_level_m=49.8),
        pipe((5, 4), (2, 13), name="c", shape="box", count=2),
        pipe((4, 4), (4, 12), name="d", outlet_level_m=49.0),
    ]
    pumps = [Pump("e", (4, 4), 0.5), Pump("f", (5, 5), 0.3, 0.0, (12, 2)), Pump("g", (4, 4), 0.1)]
    told, water = moved(terrain, depth, culverts=tuple(culverts), pumps=tuple(pumps))
    turned, same = moved(terrain, depth, culverts=tuple(culverts[::-1]), pumps=tuple(pumps[::-1]))
    assert list(turned.index) == ["d", "c", "b", "a", "g", "f", "e"]
    assert told.equals(turned.loc[told.index])
    assert (water == same).all()
    assert (told["volume_m3"] + told["volume_back_m3"] > 0.0).all()
