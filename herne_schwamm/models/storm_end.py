"""When a storm is over: after a set time, or when the peak has passed everywhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.city.forcing import Storm
from herne_schwamm.kernels.maxima import TOLD_STEP_M, rising_cells_of_rows

PEAK_WINDOW_S = 600.0
PEAK_RISE_M = 0.002
PEAK_RISE_STEPS = int(PEAK_RISE_M / TOLD_STEP_M)
"""The peak has passed when, within the window, no cell rose beyond its former maximum by more
than `PEAK_RISE_M`, in whole steps of a quarter of a millimetre."""

LEAST_AFTER_RAIN_S = 3600.0
"""A storm without a set time is followed at least this long after rain and inflows: durations of
flooding of different storms are to be compared."""


class StormEnd:
    """Watches the greatest depths of a storm.

    Parameters
    ----------
    storm
        Tells how long it forces, and how long it is to be followed afterwards.
    longest_after_rain_s
        When to stop waiting for the peak to pass. [s]
    """

    def __init__(self, storm: Storm, longest_after_rain_s: float) -> None:
        self._forcing_end_s = storm.forcing_end_s
        self._after_s = storm.after_rain_s
        self._longest_after_s = longest_after_rain_s
        self._window_end_s = storm.forcing_end_s
        self._steps_before: NDArray[np.uint16] | None = None
        self.rising_cells: int | None = None
        """Cells that rose within the last window; None before the end of the second one."""

    @property
    def expected_s(self) -> float:
        """When the storm is over, as far as it can be told beforehand. [s]"""
        after_s = LEAST_AFTER_RAIN_S if self._after_s is None else self._after_s
        return self._forcing_end_s + after_s

    @property
    def latest_s(self) -> float:
        """How long the storm is followed at the most. [s]"""
        after_s = self._longest_after_s if self._after_s is None else self._after_s
        return self._forcing_end_s + after_s

    def reached(self, time_s: float, depth_max: NDArray[np.float32]) -> bool:
        """Whether the set time is over or the peak has passed everywhere.

        Parameters
        ----------
        time_s
            Time since the first moment of the storm: never less than the time before. [s]
        depth_max
            Greatest depths. [m]
        """
        self._look_for_peak(time_s, depth_max)
        if self._after_s is not None:
            return time_s >= self.latest_s - 1e-6
        if time_s < self._forcing_end_s:
            return False
        waited_s = time_s - self._forcing_end_s
        if waited_s >= self._longest_after_s:
            return True
        return waited_s >= LEAST_AFTER_RAIN_S - 1e-6 and self.rising_cells == 0

    def _look_for_peak(self, time_s: float, depth_max: NDArray[np.float32]) -> None:
        """Count the cells that still rise, at the end of every window after the forcing."""
        if time_s < self._window_end_s - 1e-6:
            return
        first_look = self._steps_before is None
        if self._steps_before is None:
            self._steps_before = np.zeros(depth_max.shape, np.uint16)
        rising = np.zeros(depth_max.shape[0], np.int64)
        rising_cells_of_rows(depth_max, self._steps_before, PEAK_RISE_STEPS, rising)
        if not first_look:
            self.rising_cells = int(rising.sum())
        self._window_end_s += PEAK_WINDOW_S

    def forget(self) -> None:
        """Let go of the depths of the last window: nothing is asked any more."""
        self._steps_before = None
