"""Tables of the field as data: every row with its source, every table with a version."""

from herne_schwamm.tables.classes import ClassBreak, ClassTable, class_table
from herne_schwamm.tables.ground import (
    SoilRow,
    SurfaceClassRow,
    SurfaceSeasonRow,
    soils,
    surface_classes,
    surface_seasons,
)
from herne_schwamm.tables.reading import table_texts

__all__ = [
    "ClassBreak",
    "ClassTable",
    "SoilRow",
    "SurfaceClassRow",
    "SurfaceSeasonRow",
    "class_table",
    "soils",
    "surface_classes",
    "surface_seasons",
    "table_texts",
]
