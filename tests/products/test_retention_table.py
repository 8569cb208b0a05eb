"""What a storm leaves where it fell, in its report."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from herne_schwamm.city.areas import DISTRICT
from herne_schwamm.city.retention import AreaRetention, StormRetention
from herne_schwamm.products.page_parts import Pairs, Table
from herne_schwamm.products.retention_table import retention_sections


def left_behind(rain_m3: float, retained_m3: float) -> pd.DataFrame:
    """A row of what was held back of some rain."""
    share = retained_m3 / rain_m3 if rain_m3 else np.nan
    return pd.DataFrame({"rain_m3": [rain_m3], "retained_m3": retained_m3, "retained_share": share})


@pytest.mark.parametrize(
    ("rain_m3", "in_german", "tables"),
    [(2000.0, "150 m³, 7,5 % des Regens", 1), (0.0, "150 m³", 0)],
)
def test_a_share_is_told_of_rain_that_there_was(german, rain_m3, in_german, tables):
    """Water of an inflow seeps away without a drop of rain."""
    row = left_behind(rain_m3, 150.0)
    areas = AreaRetention(DISTRICT, ("Mitte",), row)
    retention = StormRetention(np.zeros((1, 1), np.float32), row, row, (areas,))
    (section,) = retention_sections(retention, german)
    (pair,) = [pair for part in section.parts if isinstance(part, Pairs) for pair in part.rows]
    assert pair.value == in_german
    assert sum(isinstance(part, Table) for part in section.parts) == tables
