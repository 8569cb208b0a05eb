import math
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from herne_schwamm.problems import Language
from herne_schwamm.products.qgis_style import qgis_style, write_qgis_style
from herne_schwamm.tables.products import products

EN = Language("en")
CONTINUOUS = [name for name, row in products().items() if row.kind != "class"]
QGIS_FUZZ = 1e-7


def shader_items(name):
    root = ET.fromstring(qgis_style(products()[name], EN))
    renderer = root.find("pipe/rasterrenderer")
    assert renderer.get("type") == "singlebandpseudocolor"
    shader = renderer.find("rastershader/colorrampshader")
    assert shader.get("colorRampType") == "DISCRETE"
    return shader.findall("item")


@pytest.mark.parametrize("name", CONTINUOUS)
def test_bounds_rise_and_the_last_is_infinite(name):
    bounds = [float(item.get("value")) for item in shader_items(name)]
    assert bounds == sorted(set(bounds))
    assert math.isinf(bounds[-1])


def test_depth_below_the_lowest_break_is_transparent():
    first, *others = shader_items("water_depth_max_m")
    assert first.get("alpha") == "0"
    assert {item.get("alpha") for item in others} == {"255"}
    assert first.get("label") == "below 0.05 m (not drawn)"
    assert [item.get("label") for item in others] == [
        c.label_en for c in products()["water_depth_max_m"].classes.classes
    ]
    assert others[0].get("color") == "#ccecff"


@pytest.mark.parametrize("name", CONTINUOUS)
def test_qgis_colours_a_value_as_the_table_classes_it(name):
    classes = products()[name].classes
    items = shader_items(name)
    colour_of = {c.code: "#{:02x}{:02x}{:02x}".format(*c.rgb) for c in classes.classes}
    breaks = np.array([c.lower for c in classes.classes], np.float32)
    tried = np.concatenate([breaks - np.float32(1e-4), breaks, breaks + np.float32(1e-4)])
    for value, code in zip(tried, classes.classify(tried), strict=True):
        # As in qgscolorrampshader.cpp: the first item not below the value.
        shown = next(i for i in items if float(i.get("value")) + QGIS_FUZZ >= float(value))
        if code == 0:
            assert shown.get("alpha") == "0" or value < 0
        else:
            assert (shown.get("color"), shown.get("alpha")) == (colour_of[int(code)], "255")


def test_class_raster_lists_only_the_classes_of_the_table_in_german():
    product = products()["depth_class"]
    root = ET.fromstring(qgis_style(product, Language("de")))
    renderer = root.find("pipe/rasterrenderer")
    assert renderer.get("type") == "paletted"
    entries = renderer.findall("colorPalette/paletteEntry")
    assert [(e.get("value"), e.get("label")) for e in entries] == [
        (str(c.code), c.label_de) for c in product.classes.classes
    ]


def test_streets_below_stay_readable():
    root = ET.fromstring(qgis_style(products()["water_depth_max_m"], EN))
    assert root.find("blendMode").text == "6"


def test_file_is_utf8_and_the_same_every_time(tmp_path):
    paths = [tmp_path / f"{n}.qml" for n in "ab"]
    for path in paths:
        write_qgis_style(path, products()["hazard_intensity_max_m2_s"], EN)
    assert "0.3 – 0.6 m²/s" in paths[0].read_text(encoding="utf-8")
    assert paths[0].read_bytes() == paths[1].read_bytes()
