"""Which tables decide the classes of a product, and in which version: for its metadata."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from herne_schwamm.tables.reading import read_table

RULES: Mapping[str, tuple[str, ...]] = {
    "hazard_class": ("hazard_limits",),
    "vulnerability_class": ("vulnerabilities",),
    "risk_class": ("risk_matrix", "hazard_limits", "vulnerabilities"),
    "heat_hazard_class": ("heat_risk",),
    "heat_exposure_class": ("heat_risk",),
    "heat_vulnerability_class": ("heat_risk",),
    "heat_risk_class": ("heat_risk",),
    "double_burden": ("heat_risk", "risk_matrix", "hazard_limits", "vulnerabilities"),
}
"""Tables beside the breaks and colours of a product, by its name."""

OBJECT_RULES = ("risk_matrix", "hazard_limits", "vulnerabilities", "site_kinds")
"""Tables that decide what is said of buildings and sites."""


def rule_tags(product: str) -> Mapping[str, str]:
    """The tag ``rule_tables`` of a raster; none where no table but its own decides."""
    names = RULES.get(product, ())
    return {"rule_tables": versions_of(names)} if names else {}


def versions_of(names: Iterable[str]) -> str:
    """Ids and versions of tables in one line: ``risk_matrix 1, hazard_limits 1``."""
    return ", ".join(f"{name} {read_table(name)['version']}" for name in names)
