"""Tables of the field as data: every row with its source, every table with a version."""

from herne_schwamm.tables.classes import ClassBreak, ClassTable, class_table
from herne_schwamm.tables.ground import (
    SoilRow,
    SurfaceClassRow,
    soils,
    surface_classes,
)
from herne_schwamm.tables.reading import table_texts

__all__ = [
    "ClassBreak",
    "ClassTable",
    "SoilRow",
    "SurfaceClassRow",
    "class_table",
    "soils",
    "surface_classes",
    "table_texts",
]
