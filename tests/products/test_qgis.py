"""The products of a tiny run in the QGIS of this system, where there is one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from herne_schwamm.batch.run import run
from herne_schwamm.problems import Language
from herne_schwamm.products.arrow_points import write_arrow_points
from herne_schwamm.products.exposure import write_exposure
from herne_schwamm.products.flow_arrows import FlowArrows
from herne_schwamm.tables.products import products
from tests.batch.quarter import make_project

from .conftest import small_city, storm_maps
from .risky import city_with_objects, made_up_risk

POINT = """
[[output.point]]
name = "Tor"
x_m = 375005.5
y_m = 5710990.5
"""

LOOK = """
import json, os, sys
from pathlib import Path
from qgis.core import QgsApplication, QgsExpression, QgsExpressionContext
from qgis.core import QgsExpressionContextUtils, QgsRasterLayer, QgsRenderContext
from qgis.core import QgsSymbolLayer, QgsVectorLayer

application = QgsApplication([], False)
application.initQgis()
seen = {}
for path in sorted(Path(sys.argv[1]).glob("*.tif")):
    layer = QgsRasterLayer(str(path), path.stem)
    provider = layer.dataProvider()
    seen[path.stem] = {
        "valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "nodata": provider.sourceNoDataValue(1) if provider.sourceHasNoDataValue(1) else None,
        "legend": [item[0] for item in layer.renderer().legendSymbologyItems()],
    }
layer = QgsVectorLayer(str(Path(sys.argv[1], "points.gpkg")), "points", "ogr")
context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
context.setFeature(next(layer.getFeatures()))
expression = QgsExpression(layer.labeling().settings().fieldName)
seen["points"] = {
    "valid": layer.isValid(),
    "crs": layer.crs().authid(),
    "count": layer.featureCount(),
    "legend": [item.label() for item in layer.renderer().legendSymbolItems()],
    "labelled": layer.labelsEnabled(),
    "label": expression.evaluate(context),
}
layer = QgsVectorLayer(str(Path(sys.argv[3], "flow_arrows.gpkg")), "arrows", "ogr")
context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
feature = next(layer.getFeatures())
context.setFeature(feature)
angles = []
for symbol in layer.renderer().symbols(QgsRenderContext()):
    angle = symbol.symbolLayer(0).dataDefinedProperties().property(QgsSymbolLayer.PropertyAngle)
    angles.append(angle.valueAsDouble(context)[0])
seen["arrows"] = {
    "valid": layer.isValid(),
    "crs": layer.crs().authid(),
    "legend": [item.label() for item in layer.renderer().legendSymbolItems()],
    "angles": angles,
    "azimuth": feature["azimuth_deg"],
}
for name in ("buildings", "sites"):
    path = Path(sys.argv[3], "exposure.gpkg")
    layer = QgsVectorLayer(f"{path}|layername={name}", name, "ogr")
    seen[name] = {
        "valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "count": layer.featureCount(),
        "attribute": layer.renderer().classAttribute(),
        "legend": [item.label() for item in layer.renderer().legendSymbolItems()],
    }
Path(sys.argv[2]).write_text(json.dumps(seen), encoding="utf-8")
# QGIS without a window does not end well.
os._exit(0)
"""


def environment(folder: Path) -> dict[str, str]:
    """That of the system: QGIS brings its own GDAL, PROJ and Python packages."""
    foreign = ("PYTHON", "GDAL_", "PROJ_", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {
        **kept,
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_RUNTIME_DIR": str(folder),
        "HOME": str(folder),
    }


@pytest.fixture(scope="module")
def system_python(tmp_path_factory) -> str:
    home = tmp_path_factory.mktemp("home")
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        python = shutil.which("python3", path=folder)
        if python is None or Path(folder) == Path(sys.executable).parent:
            continue
        found = subprocess.run(
            [python, "-c", "import qgis.core"], env=environment(home), capture_output=True
        )
        if found.returncode == 0:
            return python
    pytest.skip("there is no Python with QGIS on this system")


def write_vectors(folder: Path) -> Path:
    """Arrows, buildings and sites of a made-up storm."""
    city = city_with_objects(small_city())
    maps = storm_maps(city)
    names = ("water_depth_max_m", "velocity_max_m_s", "flow_direction_deg")
    flow = FlowArrows(*(maps[name].values for name in names))
    assert write_arrow_points(folder / "flow_arrows.gpkg", flow, city.grid, Language("de"))
    risk = made_up_risk(city, maps)
    assert write_exposure(folder / "exposure.gpkg", city, risk, Language("de"))
    return folder


@pytest.fixture(scope="module")
def seen(system_python, tmp_path_factory) -> dict[str, dict]:
    folder = tmp_path_factory.mktemp("project")
    run_file = make_project(folder / "klein")
    run_file.write_text(run_file.read_text(encoding="utf-8") + POINT, encoding="utf-8")
    outcome = run(run_file)
    answer = folder / "seen.json"
    home = folder / "home"
    home.mkdir(mode=0o700)
    vectors = write_vectors(folder / "vectors")
    rasters = outcome.folder / "starkregen" / "heavy_rain"
    told = subprocess.run(
        [system_python, "-c", LOOK, str(rasters), str(answer), str(vectors)],
        env=environment(home),
        capture_output=True,
        text=True,
    )
    assert answer.is_file(), told.stderr
    return json.loads(answer.read_text(encoding="utf-8"))


def test_rasters_open_in_their_place_with_the_legend_of_the_class_table(seen):
    rasters = {name: seen[name] for name in products() if name in seen}
    assert {"water_depth_max_m", "depth_class", "flow_direction_deg", "risk_class"} <= set(rasters)
    for name, raster in rasters.items():
        product = products()[name]
        labels = [one.label_de for one in product.classes.classes]
        assert raster["valid"] is True
        assert raster["crs"] == "EPSG:25832"
        assert raster["nodata"] == product.nodata
        below = [label for label in raster["legend"] if label.endswith("(nicht dargestellt)")]
        assert raster["legend"] == [*below, *labels], name
        assert len(below) <= 1


def test_points_open_with_their_style_and_label(seen):
    points = seen["points"]
    assert (points["valid"], points["crs"], points["count"]) == (True, "EPSG:25832", 1)
    classes = products()["depth_class"].classes.classes
    assert points["legend"] == ["unter 5 cm", *(one.label_de for one in classes)]
    assert points["labelled"] is True
    name, depth = points["label"].split("\n")
    assert name == "Tor"
    assert depth.endswith(" cm")


def test_arrows_open_with_their_style_and_turn_with_the_water(seen):
    arrows = seen["arrows"]
    assert (arrows["valid"], arrows["crs"]) == (True, "EPSG:25832")
    classes = products()["velocity_max_m_s"].classes.classes
    assert arrows["legend"] == [one.label_de for one in classes]
    assert arrows["azimuth"] > 0.0
    assert arrows["angles"] == [arrows["azimuth"]] * len(classes)


@pytest.mark.parametrize(("layer", "count"), [("buildings", 3), ("sites", 2)])
def test_objects_open_coloured_by_risk(seen, layer, count):
    found = seen[layer]
    assert (found["valid"], found["crs"], found["count"]) == (True, "EPSG:25832", count)
    assert found["attribute"] == "risk_class"
    classes = products()["risk_class"].classes.classes
    assert found["legend"][1:] == [one.label_de for one in classes]
