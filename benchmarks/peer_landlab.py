"""Run a plain flood with Landlab; started by `benchmarks.peers` in an environment of its own.

    python peer_landlab.py CASE.npz ANSWER.npz

Case and answer as those of `peer_itzi.py`, and ``limit_s``: seconds after which the loop
stops. ``simulated_s`` tells how far it came by then.
"""

import sys
import time

import numpy as np
from landlab import RasterModelGrid
from landlab.components import OverlandFlow

LOOK_S = 10.0


class CountedFlow(OverlandFlow):
    """Landlab's local inertia, which counts its steps."""

    steps = 0

    def calc_time_step(self) -> float:
        """Length of the next step, which is counted. [s]"""
        self.steps += 1
        return super().calc_time_step()


def main() -> None:
    """Run the case."""
    case = np.load(sys.argv[1])
    terrain = case["terrain_m"].astype(np.float64)
    rows, columns = terrain.shape
    size = float(case["cell_size_m"])
    # Its outermost nodes are no cells: a closed ring around the city's.
    grid = RasterModelGrid((rows + 2, columns + 2), xy_spacing=size)
    # Its rows run from south to north.
    grid.add_field("topographic__elevation", np.pad(terrain, 1, mode="edge")[::-1], at="node")
    depth = grid.add_zeros("surface_water__depth", at="node")
    grid.set_closed_boundaries_at_grid_edges(True, True, True, True)
    rain = float(case["rain_mm_h"]) / 3.6e6
    # Slopes as steep as walls of houses: without its limits for them it does not stay stable.
    flow = CountedFlow(
        grid,
        alpha=0.7,
        theta=0.9,
        mannings_n=float(case["manning_n"]),
        rainfall_intensity=rain,
        steep_slopes=True,
    )
    started_with = float(depth[grid.core_nodes].sum())
    greatest = np.zeros_like(depth)
    now, end = 0.0, float(case["end_s"])
    started = time.perf_counter()
    while now < end - 1e-6 and time.perf_counter() - started < float(case["limit_s"]):
        if now >= float(case["rain_end_s"]):
            flow.rainfall_intensity = 0.0
        step = min(LOOK_S, end - now)
        flow.overland_flow(dt=step)
        now += step
        np.maximum(greatest, depth, out=greatest)
    seconds = time.perf_counter() - started
    np.savez(
        sys.argv[2],
        depth_max_m=greatest.reshape(rows + 2, columns + 2)[::-1][1:-1, 1:-1],
        steps=flow.steps,
        seconds=seconds,
        simulated_s=now,
        volume_m3=(float(depth[grid.core_nodes].sum()) - started_with) * size * size,
    )


if __name__ == "__main__":
    main()
