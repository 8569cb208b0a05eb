"""Water balance of a plot or a quarter after DWA-M 102-4: surfaces and what they drain to.

roof = system.surface("steep_roof", 1100.0)
swale = system.facility("swale", [roof], conductivity_mm_h=42.0)
balance = system.balance([swale, system.surface("garden_medium", 310.0)])
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from herne_schwamm.models.dwa_m102_4 import (
    WITH_AREA_SHARE,
    area_share_percent,
    checked_split,
    distinct,
    range_warnings,
    raw_split,
)
from herne_schwamm.problems import N_, InputProblem, Problem
from herne_schwamm.tables.dwa_m102_4 import dwa_m102_4

MM_PER_M = 1000.0
POND = "pond"


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """A surface, or a facility with all that drains to it.

    Parameters
    ----------
    name
        Name of its type.
    area_m2
        Its own area; 0 where it has none. [m2]
    effective_area_m2
        Runoff-effective area: of a surface its area times its share of
        runoff, of a facility that of the surfaces at the upper end. [m2]
    inflow
        What drains to it.
    runoff_m3, recharge_m3, evapotranspiration_m3, use_m3
        Where the water goes that reaches it in a year. [m3/a]
    warnings
        What stands against its split.
    """

    name: str
    area_m2: float
    effective_area_m2: float
    inflow: tuple[Element, ...]
    runoff_m3: float
    recharge_m3: float
    evapotranspiration_m3: float
    use_m3: float
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class SystemBalance:
    """The balance of all elements together.

    ``elements`` in the order of the flow; runoff that another element takes is
    not among the volumes [m3/a].
    """

    area_m2: float
    precipitation_m3: float
    runoff_m3: float
    recharge_m3: float
    evapotranspiration_m3: float
    use_m3: float
    elements: tuple[Element, ...] = field(repr=False, default=())

    @property
    def shares(self) -> tuple[float, float, float, float]:
        """Runoff, recharge, evapotranspiration and use over precipitation."""
        parts = (self.runoff_m3, self.recharge_m3, self.evapotranspiration_m3, self.use_m3)
        if self.precipitation_m3 == 0.0:
            return (0.0, 0.0, 0.0, 0.0)
        a, g, v, e = (part / self.precipitation_m3 for part in parts)
        return a, g, v, e

    @property
    def error_m3(self) -> float:
        """Water found minus precipitation. [m3/a]"""
        found = self.runoff_m3 + self.recharge_m3 + self.evapotranspiration_m3 + self.use_m3
        return found - self.precipitation_m3

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What stands against the splits of all elements."""
        return distinct(warning for element in self.elements for warning in element.warnings)


@dataclass(frozen=True, slots=True)
class DwaSystem:
    """Makes elements under one climate and adds them up.

    Parameters
    ----------
    precipitation_mm_a, potential_evapotranspiration_mm_a
        Of the year. [mm/a]
    cut
        Whether splits are cut to their range; otherwise they are as the
        formulas give them.
    """

    precipitation_mm_a: float
    potential_evapotranspiration_mm_a: float
    cut: bool = True

    def surface(self, name: str, area_m2: float, **parameters: float) -> Element:
        """A surface.

        Parameters
        ----------
        name
            Name of its type in `tables.dwa_m102_4`.
        area_m2
            Its area. [m2]
        parameters
            Where they differ from the table's.

        Raises
        ------
        InputProblem
            There is no such type or parameter, or it is a facility.
        """
        types = dwa_m102_4().types
        if name in types and types[name].facility:
            raise InputProblem(
                N_("DWA-M 102-4: {name} is a facility: say what drains to it"), name=name
            )
        return self._element(name, area_m2, (), parameters)

    def facility(
        self,
        name: str,
        inflow: Sequence[Element],
        area_m2: float | None = None,
        **parameters: float,
    ) -> Element:
        """A facility, and what drains to it.

        Parameters
        ----------
        name
            Name of its type in `tables.dwa_m102_4`.
        inflow
            Elements whose whole runoff reaches it.
        area_m2
            Its own area; None: that of the guideline, or none (pipe, cistern).
            A pond needs one. [m2]
        parameters
            Where they differ from the table's.

        Raises
        ------
        InputProblem
            There is no such type or parameter, or the area of a pond is missing.
        """
        row = dwa_m102_4().types.get(name)
        sized = row is not None and row.formula in WITH_AREA_SHARE
        effective_m2 = sum(element.effective_area_m2 for element in inflow)
        if name == POND:
            if not area_m2 or area_m2 <= 0.0:
                raise InputProblem(N_("DWA-M 102-4: a pond needs its area, more than 0 m2"))
            # By the water that reaches it: less than that of the surfaces behind another facility.
            water_mm = sum(element.runoff_m3 for element in inflow) / area_m2 * MM_PER_M
            parameters["inflow_area_ratio"] = water_mm / self.precipitation_mm_a
        elif sized and area_m2 is None:
            area_m2 = float(area_share_percent(name, **parameters)) / 100.0 * effective_m2
        elif sized and area_m2 is not None and effective_m2 > 0.0:
            parameters.setdefault("area_share_percent", 100.0 * area_m2 / effective_m2)
        return self._element(name, area_m2 or 0.0, tuple(inflow), parameters)

    def _element(
        self,
        name: str,
        area_m2: float,
        inflow: tuple[Element, ...],
        parameters: dict[str, float],
    ) -> Element:
        climate = (self.precipitation_mm_a, self.potential_evapotranspiration_mm_a)
        if self.cut:
            checked = checked_split(name, *climate, **parameters)
            split, warnings = checked.split, checked.warnings
        else:
            split = raw_split(name, *climate, **parameters)
            warnings = range_warnings(name, *climate, **parameters)
        a, g, v, e = (float(part) for part in split.parts)
        water_m3 = area_m2 * self.precipitation_mm_a / MM_PER_M
        water_m3 += sum(element.runoff_m3 for element in inflow)
        effective_m2 = sum(element.effective_area_m2 for element in inflow)
        return Element(
            name=name,
            area_m2=area_m2,
            effective_area_m2=effective_m2 if inflow else area_m2 * a,
            inflow=inflow,
            runoff_m3=a * water_m3,
            recharge_m3=g * water_m3,
            evapotranspiration_m3=v * water_m3,
            use_m3=e * water_m3,
            warnings=warnings,
        )

    def balance(self, ends: Sequence[Element]) -> SystemBalance:
        """The balance of elements and all that drains to them.

        Parameters
        ----------
        ends
            Elements whose runoff no other element takes.

        Raises
        ------
        InputProblem
            An element drains to two others, or is an end and drains to another.
        """
        elements: list[Element] = []
        for end in ends:
            _gather(end, elements)
        for element in elements:
            if sum(other is element for other in elements) > 1:
                raise InputProblem(
                    N_("DWA-M 102-4: the runoff of {name} ({area} m2) goes to more than one place"),
                    name=element.name,
                    area=round(element.area_m2, 1),
                )
        area_m2 = sum(element.area_m2 for element in elements)
        return SystemBalance(
            area_m2=area_m2,
            precipitation_m3=area_m2 * self.precipitation_mm_a / MM_PER_M,
            runoff_m3=sum(end.runoff_m3 for end in ends),
            recharge_m3=sum(element.recharge_m3 for element in elements),
            evapotranspiration_m3=sum(element.evapotranspiration_m3 for element in elements),
            use_m3=sum(element.use_m3 for element in elements),
            elements=tuple(elements),
        )


def _gather(element: Element, into: list[Element]) -> None:
    for upstream in element.inflow:
        _gather(upstream, into)
    into.append(element)
