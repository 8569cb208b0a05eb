from xml.etree import ElementTree as ET

import numpy as np
import pyogrio
import pytest

from herne_schwamm.city.grid import Grid
from herne_schwamm.products.arrow_points import arrow_style, arrows_table, write_arrow_points
from herne_schwamm.products.flow_arrows import SHALLOWEST_M, SLOWEST_M_S, FlowArrows
from herne_schwamm.tables.products import products


def random_flow(shape, seed=7):
    random = np.random.default_rng(seed)
    depth, velocity = random.uniform(0.0, 0.3, shape), random.uniform(0.0, 0.6, shape)
    azimuth = random.uniform(0.0, 360.0, shape)
    azimuth[random.uniform(size=shape) < 0.2] = np.nan
    depth[:12, :12] = 0.0
    return FlowArrows(*(one.astype(np.float32) for one in (depth, velocity, azimuth)))


@pytest.mark.parametrize(("cell_m", "piece"), [(1.0, 10), (2.0, 5), (30.0, 1)])
def test_each_square_has_the_arrow_of_its_fastest_wet_cell(english, cell_m, piece):
    grid = Grid("EPSG:25832", 374000.0, 5711000.0, cell_m, 33, 47)
    flow = random_flow(grid.shape)
    expected = []
    for top in range(0, 33, piece):
        for left in range(0, 47, piece):
            best = None
            for row in range(top, min(top + piece, 33)):
                for column in range(left, min(left + piece, 47)):
                    depth, velocity, azimuth = (
                        float(one[row, column])
                        for one in (flow.depth_m, flow.velocity_m_s, flow.azimuth_deg)
                    )
                    told = depth >= SHALLOWEST_M and velocity >= np.float32(SLOWEST_M_S)
                    if told and not np.isnan(azimuth) and (best is None or velocity > best[0]):
                        best = (velocity, depth, azimuth, grid.centre_of(row, column))
            if best:
                expected.append(best)
    table = arrows_table(flow, grid, english)
    assert len(table) == len(expected)
    for row, (velocity, depth, azimuth, place) in zip(
        table.to_dict("records"), expected, strict=True
    ):
        assert row["velocity_max_m_s"] == round(velocity, 3)
        assert row["water_depth_max_m"] == round(depth, 3)
        assert row["azimuth_deg"] == round(azimuth, 1) % 360.0
        assert (row["geometry"].x, row["geometry"].y) == place


def test_of_equally_fast_cells_the_first_has_the_arrow(english):
    grid = Grid("", 0.0, 20.0, 1.0, 20, 20)
    flow = FlowArrows(*(np.ones(grid.shape, np.float32) for _ in range(3)))
    table = arrows_table(flow, grid, english)
    assert [(one.x, one.y) for one in table.geometry] == [
        (0.5, 19.5),
        (10.5, 19.5),
        (0.5, 9.5),
        (10.5, 9.5),
    ]


def test_layer_is_in_its_system_with_classes_in_words(tmp_path, german):
    grid = Grid("EPSG:25832", 374000.0, 5711000.0, 1.0, 40, 40)
    paths = [tmp_path / name / "flow_arrows.gpkg" for name in ("a", "b")]
    for path in paths:
        assert write_arrow_points(path, random_flow(grid.shape), grid, german)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    found = pyogrio.read_dataframe(paths[0], layer="flow_arrows")
    assert found.crs.to_epsg() == 25832
    labels = {one.code: one.label_de for one in products()["velocity_max_m_s"].classes.classes}
    assert found["velocity_class_label"].tolist() == [
        labels[code] for code in found["velocity_class"]
    ]


def test_still_water_has_no_file(tmp_path, english):
    grid = Grid("", 0.0, 5.0, 1.0, 5, 5)
    still = FlowArrows(np.ones(grid.shape), np.zeros(grid.shape), np.full(grid.shape, np.nan))
    assert not write_arrow_points(tmp_path / "flow_arrows.gpkg", still, grid, english)
    assert list(tmp_path.iterdir()) == []


def test_arrows_are_turned_by_their_azimuth(german):
    style = ET.fromstring(arrow_style(german))
    layers = list(style.iter("layer"))
    assert len(layers) == len(products()["velocity_max_m_s"].classes.classes)
    for layer in layers:
        angle = layer.find(".//Option[@name='angle']")
        assert angle.find("Option[@name='field']").get("value") == "azimuth_deg"
        assert angle.find("Option[@name='active']").get("value") == "true"
        (shape,) = [one.get("v") for one in layer.iter("prop") if one.get("k") == "name"]
        assert shape == "arrow"
