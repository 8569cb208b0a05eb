"""Where several computations differ."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio

from herne_schwamm.city.forcing import RainOrigin, Storm, block_rain
from herne_schwamm.problems import Language
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.report_uncertainty import VARIANTS, Variant
from herne_schwamm.products.uncertainty_products import (
    change_rasters,
    write_uncertainty_products,
)
from tests.products.conftest import small_city


def variants(city, depths_m):
    return [
        Variant(
            name,
            50.0 + number,
            np.where(city.inside, depth_m, np.nan).astype(np.float32),
            "good",
            1e-8,
        )
        for number, (name, depth_m) in enumerate(zip(VARIANTS, depths_m, strict=True))
    ]


@pytest.mark.parametrize(
    ("depths_m", "lowest", "highest", "change"),
    [
        ((0.3, 0.2, 0.4, 0.3, 0.3), 2, 2, 0),
        ((0.08, 0.02, 0.2, 0.06, 0.09), 0, 2, 2),
        ((0.6, 0.4, 0.9, 0.6, 0.6), 2, 3, 1),
        ((0.5, 0.0, 3.0, 0.5, 0.5), 0, 4, 3),
    ],
)
def test_change_is_the_number_of_classes_between_lowest_and_highest(
    depths_m, lowest, highest, change
):
    city = small_city()
    rasters = change_rasters(variants(city, depths_m))
    inside = city.inside
    assert (rasters["depth_class_lowest"][inside] == lowest).all()
    assert (rasters["depth_class_highest"][inside] == highest).all()
    assert (rasters["depth_class_change"][inside] == change).all()
    assert all((raster[~inside] == 0).all() for raster in rasters.values())


def test_rasters_table_and_page_lie_in_the_folder(tmp_path):
    city = small_city()
    files = write_uncertainty_products(
        tmp_path,
        city,
        Storm("S2", block_rain(50.0, 60.0)),
        variants(city, (0.08, 0.02, 0.2, 0.06, 0.09)),
        software="herne_schwamm",
        source=DataSource("made up", None),
        language=Language("de"),
        roughness_share=0.2,
        tags={"run_id": "x"},
    )
    assert sorted(path.name for path in files) == sorted(
        path.name for path in tmp_path.rglob("*") if path.is_file()
    )
    with rasterio.open(tmp_path / "heavy_rain" / "depth_class_change.tif") as raster:
        assert raster.read(1).max() == 2
        assert raster.nodata == 0
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Wie sicher ist die Wassertiefe? S2" in page
    assert "20 %" in page
    rows = (tmp_path / "flooded_areas.csv").read_text(encoding="utf-8-sig").splitlines()
    assert rows[0].startswith("Rechnung;Regen [mm];5 – 10 cm [ha]")
    assert len(rows) == 1 + len(VARIANTS)


@pytest.mark.parametrize(
    ("share", "uncertainty", "told"),
    [
        (0.2, None, "Rain: ± 20 %, as asked for."),
        (None, 0.17, "Rain: ± 17 %, the band of tolerance of KOSTRA."),
        (None, None, "lower and upper end of the band of tolerance of KOSTRA"),
    ],
)
def test_page_says_how_much_rain_was_varied_and_why(tmp_path, share, uncertainty, told):
    city = small_city()
    origin = RainOrigin("kostra", "DWD", "euler2", 100.0, uncertainty=uncertainty)
    write_uncertainty_products(
        tmp_path,
        city,
        Storm("S2", block_rain(50.0, 60.0), label="exceptional (100 a)", rain_origin=origin),
        variants(city, (0.08, 0.02, 0.2, 0.06, 0.09)),
        software="herne_schwamm",
        source=DataSource("made up", None),
        language=Language("en"),
        roughness_share=0.2,
        tags={},
        rain_share=share,
        place="Stadt Herne",
    )
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert told in page
    assert "How sure is the depth? exceptional (100 a)" in page
    assert "Stadt Herne – Heavy rain" in page
    assert "0.000001 %" in page
