"""Run a plain flood with itzi-core; started by `benchmarks.peers` in an environment of its own.

    python peer_itzi.py CASE.npz ANSWER.npz

The case holds ``terrain_m`` (rows, columns), ``cell_size_m``, ``manning_n``, ``rain_mm_h`` until
``rain_end_s`` and ``end_s``; edges are closed, nothing infiltrates. The answer holds the
greatest depth (looked at every ten seconds), the steps, and the seconds the loop took.
"""

import sys
import time
from datetime import datetime, timedelta

import numpy as np
from itzi_core.const import InfiltrationModelType, TemporalType
from itzi_core.data_containers import SimulationConfig, SurfaceFlowParameters
from itzi_core.domain_data import DomainData
from itzi_core.simulation_builder import SimulationBuilder

LOOK_S = 10.0
START = datetime(2000, 1, 1)


def main() -> None:
    """Run the case."""
    case = np.load(sys.argv[1])
    terrain = case["terrain_m"].astype(np.float32)
    rows, columns = terrain.shape
    size = float(case["cell_size_m"])
    end = timedelta(seconds=float(case["end_s"]))
    config = SimulationConfig(
        start_time=START,
        end_time=START + end,
        record_step=end,
        temporal_type=TemporalType.ABSOLUTE,
        input_map_names={},
        output_map_names={},
        surface_flow_parameters=SurfaceFlowParameters(cfl=0.7, theta=0.9, dtmax=5.0),
        infiltration_model=InfiltrationModelType.NULL,
    )
    domain = DomainData(
        north=rows * size,
        south=0.0,
        east=columns * size,
        west=0.0,
        rows=rows,
        cols=columns,
        crs_wkt="",
    )
    mask = np.zeros(terrain.shape, dtype=bool)
    simulation = SimulationBuilder(config, mask, np.float32).with_domain_data(domain).build()
    simulation.set_array("ground_elevation", terrain, START)
    friction = np.full(terrain.shape, float(case["manning_n"]), np.float32)
    simulation.set_array("friction", friction, START)
    rain = np.full(terrain.shape, float(case["rain_mm_h"]) / 3.6e6, np.float32)
    simulation.set_array("rainfall_rate", rain, START)
    simulation.initialize()
    greatest = np.zeros_like(terrain)
    started = time.perf_counter()
    now, dry = 0.0, False
    while now < end.total_seconds() - 1e-6:
        now = min(now + LOOK_S, end.total_seconds())
        simulation.update_until(timedelta(seconds=now))
        np.maximum(greatest, simulation.get_array("water_depth"), out=greatest)
        if now >= float(case["rain_end_s"]) and not dry:
            simulation.set_array(
                "rainfall_rate", np.zeros_like(rain), START + timedelta(seconds=now)
            )
            dry = True
    seconds = time.perf_counter() - started
    steps = simulation.time_steps_counters["since_start"]
    volume = float(simulation.get_array("water_depth").sum(dtype=np.float64)) * size * size
    np.savez(sys.argv[2], depth_max_m=greatest, steps=steps, seconds=seconds, volume_m3=volume)


if __name__ == "__main__":
    main()
