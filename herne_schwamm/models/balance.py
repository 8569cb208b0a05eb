"""The water balance of a storm, and the gates it has to pass."""

from __future__ import annotations

from dataclasses import asdict, dataclass

WARNING_SHARE = 1e-4
"""Relative error of the balance above which a run is published with a warning."""

FAILURE_SHARE = 1e-3
"""Relative error of the balance above which a run is not published."""


@dataclass(frozen=True, slots=True)
class StormBalance:
    """Volumes of one storm over the whole city. [m3]

    What came in: ``rain_m3``, ``inflow_m3`` (at points), ``level_gain_m3`` (over
    edges of fixed level; negative where more went than came).
    Where it is at the end: ``infiltrated_m3``, ``film_m3`` (gain of hollows and
    films), ``canopy_m3`` and ``roofs_m3`` (gain of crowns and roofs),
    ``surface_m3`` (gain of standing and flowing water), ``sewer_m3`` (taken by
    the sewer from ground and roofs), ``drained_m3`` (constant loss),
    ``outflow_m3`` (over the edge), ``hooks_m3`` (taken by what acts in the
    loop: culverts, pumps).
    Beside the balance: ``sewer_surcharge_m3``, rain on connected surfaces that
    the sewer could not take when it fell; it is among the other terms.
    """

    rain_m3: float
    inflow_m3: float
    infiltrated_m3: float
    film_m3: float
    surface_m3: float
    drained_m3: float
    outflow_m3: float
    hooks_m3: float = 0.0
    level_gain_m3: float = 0.0
    canopy_m3: float = 0.0
    roofs_m3: float = 0.0
    sewer_m3: float = 0.0
    sewer_surcharge_m3: float = 0.0

    @property
    def error_m3(self) -> float:
        """Water found minus water put in: positive when water was created. [m3]"""
        found = (
            self.infiltrated_m3
            + self.film_m3
            + self.canopy_m3
            + self.roofs_m3
            + self.surface_m3
            + self.sewer_m3
            + self.drained_m3
            + self.outflow_m3
            + self.hooks_m3
        )
        return found - self.rain_m3 - self.inflow_m3 - self.level_gain_m3

    @property
    def relative_error(self) -> float:
        """Error as a share of all water put in (0 when nothing was put in)."""
        put_in = self.rain_m3 + self.inflow_m3 + max(self.level_gain_m3, 0.0)
        return self.error_m3 / put_in if put_in > 0 else 0.0

    @property
    def warns(self) -> bool:
        """The error is worth a warning. A balance that is not a number is the worst of all."""
        return not abs(self.relative_error) <= WARNING_SHARE

    @property
    def fails(self) -> bool:
        """The error is too large to publish anything."""
        return not abs(self.relative_error) <= FAILURE_SHARE

    def as_dict(self) -> dict[str, float]:
        """All terms with the error, for manifests and reports."""
        return {
            **asdict(self),
            "error_m3": self.error_m3,
            "relative_error": self.relative_error,
        }
