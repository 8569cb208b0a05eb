"""The water balance of a season: of every store, every unit and the city."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from herne_schwamm.kernels import season_layout as at

FAILURE_SHARE = 1e-9
"""Relative error of any balance above which a season is not published."""

LEAST_MM = 1e-3
"""A store that less than this moved through is judged as if it were this. [mm]"""

EVAPORATION = (
    at.CANOPY_EVAPORATION,
    at.FILM_EVAPORATION,
    at.PONDING_EVAPORATION,
    at.SOIL_EVAPOTRANSPIRATION,
)

GAINS = (at.RAIN, at.RUN_ON, at.IRRIGATION, at.CAPILLARY_RISE)
"""Fluxes into a unit."""

LOSSES = (
    *EVAPORATION,
    at.RECHARGE,
    at.SEWER_RUNOFF,
    at.SURFACE_RUNOFF,
    at.PASSED_ON,
    at.USE,
    at.GARDEN,
)
"""Fluxes out of a unit."""

OUTFLOW = (at.OVERFLOW, at.THROTTLE, at.SUPPLY)
"""What leaves the stores and is shared out between units, sewer and surface."""

SHARED_OUT = (at.PASSED_ON, at.SEWER_RUNOFF, at.SURFACE_RUNOFF, at.GARDEN)


@dataclass(frozen=True, slots=True)
class StoreBalance:
    """Stores that exchange water by the fluxes of one way a unit works.

    ``stores`` are taken together where a unit has only one of them (root zone
    or tree pit) or where water passes both ways (pond and swale).
    """

    stores: tuple[int, ...]
    gains: tuple[int, ...]
    losses: tuple[int, ...]


_CANOPY = StoreBalance((at.CANOPY,), (at.RAIN,), (at.THROUGHFALL, at.CANOPY_EVAPORATION))

STORE_BALANCES: Mapping[float, tuple[StoreBalance, ...]] = {
    at.SOIL_COLUMN: (
        _CANOPY,
        StoreBalance((at.SURFACE_FILM,), (at.SURFACE_TO_FILM,), (at.FILM_EVAPORATION,)),
        StoreBalance(
            (at.PONDING, at.SWALE),
            (at.THROUGHFALL, at.RUN_ON),
            (at.SURFACE_TO_FILM, at.INFILTRATION, at.PONDING_EVAPORATION, at.OVERFLOW),
        ),
        StoreBalance(
            (at.ROOT_ZONE, at.TREE_PIT),
            (at.INFILTRATION, at.IRRIGATION, at.CAPILLARY_RISE),
            (at.PERCOLATION, at.SOIL_EVAPOTRANSPIRATION),
        ),
        StoreBalance((at.LOWER_SOIL, at.TRENCH), (at.PERCOLATION,), (at.RECHARGE, at.THROTTLE)),
    ),
    at.ROOF: (
        StoreBalance(
            (at.ROOF_FILM, at.SUBSTRATE, at.DRAIN_LAYER),
            (at.THROUGHFALL, at.RUN_ON, at.IRRIGATION),
            (at.FILM_EVAPORATION, at.SOIL_EVAPOTRANSPIRATION, at.OVERFLOW, at.THROTTLE),
        ),
        StoreBalance(
            (at.SUBSTRATE,),
            (at.INFILTRATION, at.IRRIGATION),
            (at.PERCOLATION, at.SOIL_EVAPOTRANSPIRATION),
        ),
    ),
    at.TANK: (
        StoreBalance((at.CISTERN,), (at.THROUGHFALL, at.RUN_ON), (at.OVERFLOW, at.USE, at.SUPPLY)),
    ),
}
"""Balances of the stores of each way a unit works, every one on its own."""


@dataclass(frozen=True, slots=True)
class SeasonBalance:
    """Volumes of a season over the whole city, and the worst error of any balance. [m3]

    What came in: ``rain_m3``, ``irrigation_m3`` (from outside), ``capillary_m3``.
    Where it went: ``evaporation_m3``, ``recharge_m3``, ``sewer_m3``,
    ``surface_m3`` (surface runoff), ``use_m3`` (households and gardens from
    cisterns), ``stored_m3`` (gain of all stores). What units passed on to one
    another is in ``passed_m3`` and ``received_m3``, which are equal.
    ``store_error`` and ``unit_error`` are the greatest relative errors of the
    stores and of the units.
    """

    rain_m3: float
    irrigation_m3: float
    capillary_m3: float
    evaporation_m3: float
    recharge_m3: float
    sewer_m3: float
    surface_m3: float
    use_m3: float
    stored_m3: float
    passed_m3: float
    received_m3: float
    store_error: float
    unit_error: float

    @property
    def error_m3(self) -> float:
        """Water found minus water put in. [m3]"""
        found = (
            self.evaporation_m3
            + self.recharge_m3
            + self.sewer_m3
            + self.surface_m3
            + self.use_m3
            + self.stored_m3
        )
        return found - self.rain_m3 - self.irrigation_m3 - self.capillary_m3

    @property
    def relative_error(self) -> float:
        """Error of the city as a share of all water put in."""
        put_in = self.rain_m3 + self.irrigation_m3 + self.capillary_m3
        return self.error_m3 / put_in if put_in > 0.0 else 0.0

    @property
    def fails(self) -> bool:
        """The greatest error is too large to publish anything."""
        errors = (abs(self.relative_error), self.store_error, self.unit_error)
        # A number that is none is the worst of all.
        return not all(error <= FAILURE_SHARE for error in errors)


def season_balance(
    parameters: NDArray[np.float64],
    begin: NDArray[np.float64],
    end: NDArray[np.float64],
    fluxes: NDArray[np.float64],
    area_m2: NDArray[np.float64],
) -> SeasonBalance:
    """Balance of a season from the sums of all its fluxes.

    Parameters
    ----------
    parameters, begin, end
        Rows of the combinations as in `kernels.season_layout`.
    fluxes
        (combinations, fluxes) Sums. [mm]
    area_m2
        Area of each combination. [m2]
    """
    gain = (end - begin)[:, : at.STORE_COUNT]
    weight = area_m2 / 1000.0

    def volume(*places: int) -> float:
        return float((fluxes[:, places].sum(axis=1) * weight).sum())

    return SeasonBalance(
        rain_m3=volume(at.RAIN),
        irrigation_m3=volume(at.IRRIGATION),
        capillary_m3=volume(at.CAPILLARY_RISE),
        evaporation_m3=volume(*EVAPORATION),
        recharge_m3=volume(at.RECHARGE),
        sewer_m3=volume(at.SEWER_RUNOFF),
        surface_m3=volume(at.SURFACE_RUNOFF),
        use_m3=volume(at.USE, at.GARDEN),
        stored_m3=float((gain.sum(axis=1) * weight).sum()),
        passed_m3=volume(at.PASSED_ON),
        received_m3=volume(at.RUN_ON),
        store_error=float(store_errors(parameters, begin, end, fluxes).max(initial=0.0)),
        unit_error=float(unit_errors(begin, end, fluxes).max(initial=0.0)),
    )


def unit_errors(
    begin: NDArray[np.float64], end: NDArray[np.float64], fluxes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Relative error of the balance of every combination."""
    stores = slice(0, at.STORE_COUNT)
    held = begin[:, stores].sum(axis=1)
    change = end[:, stores].sum(axis=1) - held
    whole = StoreBalance((), GAINS, LOSSES)
    shared = StoreBalance((), OUTFLOW, SHARED_OUT)
    return np.maximum(
        _relative(change, held, fluxes, whole), _relative(np.zeros_like(held), held, fluxes, shared)
    )


def store_errors(
    parameters: NDArray[np.float64],
    begin: NDArray[np.float64],
    end: NDArray[np.float64],
    fluxes: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Greatest relative error of the balances of the stores of every combination."""
    worst = np.zeros(parameters.shape[0])
    for way, balances in STORE_BALANCES.items():
        rows = parameters[:, at.WAY] == way
        for balance in balances:
            held = begin[rows][:, balance.stores].sum(axis=1)
            change = end[rows][:, balance.stores].sum(axis=1) - held
            worst[rows] = np.maximum(worst[rows], _relative(change, held, fluxes[rows], balance))
    return worst


def _relative(
    change: NDArray[np.float64],
    held: NDArray[np.float64],
    fluxes: NDArray[np.float64],
    balance: StoreBalance,
) -> NDArray[np.float64]:
    gains, losses = fluxes[:, balance.gains], fluxes[:, balance.losses]
    error = np.abs(change - gains.sum(axis=1) + losses.sum(axis=1))
    moved = held + np.abs(gains).sum(axis=1)
    relative: NDArray[np.float64] = error / np.maximum(moved, LEAST_MM)
    return relative
