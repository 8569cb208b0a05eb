"""What a kind of building or site is called where people read it."""

from __future__ import annotations

from herne_schwamm.problems import Language
from herne_schwamm.tables.site_kinds import site_kinds
from herne_schwamm.tables.vulnerabilities import building_use


def kind_label(what: str, kind: str, language: Language) -> str:
    """Label of the use of a "building" or of the kind of a "site"."""
    row = building_use(kind) if what == "building" else site_kinds()[kind]
    return language.label(de=row.label_de, en=row.label_en)
