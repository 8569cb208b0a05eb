"""Vector files of a user: one layer, in the city's reference system, with usable geometry."""

from __future__ import annotations

import logging
import struct
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NoReturn

import numpy as np
import pyogrio
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pyproj.exceptions import ProjError
from rasterio.crs import CRS

from herne_schwamm.city.city import CHECKSUM_MATCHES, LayerOrigin
from herne_schwamm.city.grid import Grid
from herne_schwamm.inputs.alignment import lies_elsewhere
from herne_schwamm.inputs.guessing import or_guess
from herne_schwamm.inputs.notes import (
    GEOMETRY_MENDED,
    NO_GEOMETRY,
    REPROJECTED,
)
from herne_schwamm.inputs.reference_systems import horizontal, readable_name, same_system
from herne_schwamm.inputs.second_sources import checksum_given
from herne_schwamm.problems import N_, InputProblem, RunFileProblem

Shapes = Literal["polygon", "any"]

GML = (".gml", ".xml", ".citygml")

DRIVERS = ("GPKG", "ESRI Shapefile", "GeoJSON", "FlatGeobuf")
"""What is read: a VRT that calls itself .gpkg could lead anywhere."""

MIXED_GEOMETRY = ("Unknown", "GeometryCollection")
"""What a layer calls its geometry where a polygon may be among others."""
LISTED_NAMES = 40
AREA = 2
"""Dimensions of a polygon."""

COORDINATE_MAX = 1e12
"""Beyond this a coordinate is none, whatever its unit; larger ones overflow in products."""

OWN_SYSTEM = "own_system"
"""Attribute of the features with the reference system their file names."""

LOCKED = "database is locked"
"""What SQLite says of a GeoPackage that another program writes to."""

SHAPEFILE_LENGTH = slice(24, 28)
"""Bytes of a shapefile's head with its length in words of two bytes, big endian."""


def read_vector(
    path: Path,
    crs: str,
    *,
    columns: Sequence[str] = (),
    optional: Sequence[str] = (),
    shapes: Shapes = "polygon",
    layer: str | None = None,
    keys: Mapping[str, str] | None = None,
) -> tuple[GeoDataFrame, LayerOrigin]:
    """Read a GeoPackage, a shapefile, a GeoJSON or a FlatGeobuf.

    Parameters
    ----------
    path
        The file.
    crs
        Reference system of the city.
    columns
        Columns that have to be there; others are not read.
    optional
        Columns that are read where they are there, in capitals or not.
    shapes
        ``polygon`` keeps the polygonal part of every feature, ``any`` all there is.
    layer
        The layer to read, one that `layers_of` tells; None: the only one that can be meant.
    keys
        Key of the run file that names a column, by column: for the sentence
        where it is not there.

    Returns
    -------
    features
        ``columns``, those of ``optional`` that are there, and ``geometry`` in
        the city's system: flat, valid, finite. The index is the row in the
        file, from 0; rows without a usable geometry are missing.
    origin
        Name of the file and what was done to it, with the numbers for its notes.

    Raises
    ------
    InputProblem
        The file is missing, empty, damaged or of another kind; has several
        layers that may be meant, no reference system, or no feature of use.
    RunFileProblem
        A column is not there.
    """
    driver, layer, fields = _layer_of(path, shapes, layer)
    checked = checksum_given(path)
    names = _columns(path.name, fields, columns, optional, keys or {})
    with _quiet(path):
        features = pyogrio.read_dataframe(
            path,
            layer=layer,
            columns=list(dict.fromkeys(names.values())),
            force_2d=True,
            on_invalid="ignore",
        )
    if not isinstance(features, GeoDataFrame):
        _refuse_without_features(path.name, shapes)
    own = _system_of(path.name, features, driver)
    features = GeoDataFrame(
        {name: features[field] for name, field in names.items()},
        geometry=_finite(features.geometry.to_numpy()),
        index=features.index,
        crs=own.to_wkt(),
    )
    notes: tuple[str, ...] = (CHECKSUM_MATCHES,) if checked else ()
    if same_system(own, CRS.from_user_input(crs)):
        features = features.set_crs(crs, allow_override=True)
    else:
        features = _reprojected(path.name, features, own, crs)
        notes += (REPROJECTED,)
    features, more_notes, numbers = _usable(path.name, features, shapes)
    features.attrs[OWN_SYSTEM] = readable_name(own)
    return features, LayerOrigin("file", path.name, notes + more_notes, numbers)


def layers_of(path: Path) -> dict[str, int]:
    """Number of features of every layer with a geometry, by its name.

    Raises
    ------
    InputProblem
        The file is missing, empty, damaged or of another kind.
    """
    _check_file(path)
    with _quiet(path):
        names = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
        about = {name: pyogrio.read_info(path, layer=name) for name in names}
        for one in about.values():
            _check_driver(one["driver"])
    return {name: int(one["features"]) for name, one in about.items()}


def check_meets(file: str, features: GeoDataFrame, grid: Grid) -> None:
    """Refuse features of `read_vector` that all lie beyond the grid.

    Raises
    ------
    InputProblem
        With both extents and both reference systems.
    """
    bounds = tuple(float(value) for value in features.total_bounds)
    west, south, east, north = grid.bounds
    if bounds[0] < east and bounds[2] > west and bounds[1] < north and bounds[3] > south:
        return
    own = str(features.attrs[OWN_SYSTEM])
    raise lies_elsewhere(file, (bounds[0], bounds[1], bounds[2], bounds[3]), own, grid)


@contextmanager
def _quiet(path: Path) -> Iterator[None]:
    """Nothing of GDAL's own words reaches the terminal; its errors become sentences."""
    log = logging.getLogger("pyogrio")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            # What GDAL warns of (rings that are not closed, …) is mended and counted below.
            warnings.simplefilter("ignore")
            yield
    except UnicodeDecodeError as error:
        raise InputProblem(
            N_(
                "{file}: its letters are not in the encoding it names; save it in UTF-8, for "
                "example as a GeoPackage"
            ),
            file=path.name,
        ) from error
    # UnboundLocalError: what pyogrio stumbles over where a reference system is no text.
    except (RuntimeError, ValueError, UnboundLocalError) as error:
        if path.suffix.lower() in GML:
            raise InputProblem(
                N_(
                    "{file}: CityGML and other GML are not read; open it in QGIS and save the "
                    "outlines as a GeoPackage"
                ),
                file=path.name,
            ) from error
        if LOCKED in str(error):
            raise InputProblem(
                N_(
                    "{file}: another program has it open for writing (QGIS?); save and close it "
                    "there, then start again"
                ),
                file=path.name,
            ) from error
        raise InputProblem(
            N_(
                "{file}: this cannot be read as a vector file; GeoPackage, shapefile (with its "
                ".shx, .dbf and .prj), GeoJSON and FlatGeobuf are read"
            ),
            file=path.name,
        ) from error
    finally:
        log.setLevel(level)


def _check_file(path: Path) -> None:
    if not path.exists():
        raise InputProblem(N_("{file}: there is no such file"), file=path)
    if not path.is_file():
        raise InputProblem(
            N_("{file}: this is a folder, but one vector file is expected"), file=path
        )
    if path.stat().st_size == 0:
        raise InputProblem(N_("{file}: the file is empty; copy it again"), file=path)


def _check_driver(driver: str) -> None:
    if driver not in DRIVERS:
        raise ValueError(driver)


def _layer_of(path: Path, shapes: Shapes, layer: str | None) -> tuple[str, str, list[str]]:
    """Driver, layer and columns of the layer that is meant."""
    _check_file(path)
    with _quiet(path):
        if layer is None:
            layers = pyogrio.list_layers(path)
            layer = _chosen(path.name, [(str(name), kind) for name, kind in layers], shapes)
        about = pyogrio.read_info(path, layer=layer)
        _check_driver(about["driver"])
    if path.suffix.lower() == ".shp":
        _check_length(path)
    return str(about["driver"]), layer, [str(name) for name in about["fields"]]


def _check_length(path: Path) -> None:
    """Refuse a shapefile that is shorter than its head says: features would be missing silently."""
    with path.open("rb") as file:
        head = file.read(SHAPEFILE_LENGTH.stop)
    (words,) = struct.unpack(">i", head[SHAPEFILE_LENGTH])
    if path.stat().st_size < 2 * words:
        raise InputProblem(
            N_("{file}: the file is truncated or damaged; copy it again"), file=path.name
        )


def _chosen(file: str, layers: list[tuple[str, str | None]], shapes: Shapes) -> str:
    """The one layer that can be meant."""
    spatial = [(name, kind) for name, kind in layers if kind is not None]
    mixed = [name for name, kind in spatial if kind.startswith(MIXED_GEOMETRY)]
    areal = [name for name, kind in spatial if "Polygon" in kind or "Surface" in kind]
    found = [name for name, _ in spatial] if shapes == "any" else areal or mixed
    if not found:
        _refuse_without_features(file, shapes)
    if len(found) > 1:
        raise InputProblem(
            N_(
                "{file}: several layers may be meant ({layers}); save the one you mean in a file "
                "of its own"
            ),
            file=file,
            layers=", ".join(found[:LISTED_NAMES]),
        )
    return found[0]


def _refuse_without_features(file: str, shapes: Shapes) -> NoReturn:
    if shapes == "polygon":
        raise InputProblem(
            N_("{file}: it holds no polygon; check whether this is the right file"), file=file
        )
    raise InputProblem(
        N_("{file}: it holds no feature with a geometry; check whether this is the right file"),
        file=file,
    )


def _columns(
    file: str,
    fields: list[str],
    columns: Sequence[str],
    optional: Sequence[str],
    keys: Mapping[str, str],
) -> dict[str, str]:
    """Name in the file of every column that is read, by the name that is asked for."""
    for name in columns:
        if name not in fields:
            facts = {
                "file": file,
                "column": name,
                "columns": ", ".join(fields[:LISTED_NAMES]) or "–",
            }
            missing = RunFileProblem(
                N_("{file}: it has no column {column}; its columns are {columns}"), **facts
            )
            if name in keys:
                missing = RunFileProblem(
                    N_(
                        "{file}: it has no column {column}, which the key {key} of the run file "
                        "looks for; name one of its columns there: {columns}"
                    ),
                    key=keys[name],
                    **facts,
                )
            raise or_guess(missing, name, fields)
    by_small = {field.casefold(): field for field in reversed(fields)}
    found = {name: by_small[name.casefold()] for name in optional if name.casefold() in by_small}
    return {name: name for name in columns} | found


def _system_of(file: str, features: GeoDataFrame, driver: str) -> CRS:
    """The horizontal system of the file."""
    if features.crs is None:
        hint = ".prj" if driver == "ESRI Shapefile" else "EPSG:25832"
        raise InputProblem(
            N_(
                "{file}: it names no reference system ({hint} is missing); assign the right one, "
                "for example in QGIS, and save it again"
            ),
            file=file,
            hint=hint,
        )
    return horizontal(CRS.from_wkt(features.crs.to_wkt()))


def _finite(geometry: NDArray[np.object_]) -> NDArray[np.object_]:
    """Geometries, None where a coordinate is no number, or no place in any system."""
    coordinates, owner = shapely.get_coordinates(geometry, return_index=True)
    finite = geometry.copy()
    on_earth = np.abs(coordinates) <= COORDINATE_MAX
    finite[owner[~on_earth.all(axis=1)]] = None
    return finite


def _reprojected(file: str, features: GeoDataFrame, own: CRS, crs: str) -> GeoDataFrame:
    try:
        moved = features.to_crs(crs)
    except ProjError as error:
        raise _beyond(file, own, crs) from error
    if not np.isfinite(shapely.get_coordinates(moved.geometry.to_numpy())).all():
        raise _beyond(file, own, crs)
    return moved


def _beyond(file: str, own: CRS, crs: str) -> InputProblem:
    return InputProblem(
        N_(
            "{file}: its coordinates in {own} do not exist in {city}; check the reference "
            "system it names"
        ),
        file=file,
        own=readable_name(own),
        city=readable_name(CRS.from_user_input(crs)),
    )


def _usable(
    file: str, features: GeoDataFrame, shapes: Shapes
) -> tuple[GeoDataFrame, tuple[str, ...], dict[str, int]]:
    """Features with a valid geometry of the shapes asked for, notes and numbers."""
    geometry: NDArray[np.object_] = features.geometry.to_numpy()
    invalid = ~(shapely.is_valid(geometry) | shapely.is_missing(geometry))
    mended = geometry.copy()
    mended[invalid] = shapely.make_valid(geometry[invalid])
    # A polygon that was mended may have become polygons and lines: the lines mean nothing.
    areal = np.full(geometry.shape, True)
    if shapes == "any":
        areal = shapely.get_dimensions(geometry) == AREA
    mended[areal] = [_polygonal(shape) for shape in mended[areal]]
    usable = ~(shapely.is_missing(mended) | shapely.is_empty(mended))
    if not usable.any():
        _refuse_without_features(file, shapes)
    notes: list[str] = []
    numbers: dict[str, int] = {}
    if (usable & invalid).any():
        notes.append(GEOMETRY_MENDED)
        numbers["mended_features"] = int(np.count_nonzero(usable & invalid))
    if not usable.all():
        notes.append(NO_GEOMETRY)
        numbers["empty_features"] = int(np.count_nonzero(~usable))
    return features.set_geometry(mended, crs=features.crs)[usable], tuple(notes), numbers


def _polygonal(shape: Any) -> Any:
    """The polygonal part of a geometry, None without one."""
    if shape is None or shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    if shape.geom_type != "GeometryCollection":
        return None
    parts = [_polygonal(part) for part in shape.geoms]
    parts = [part for part in parts if part is not None and not part.is_empty]
    return shapely.union_all(parts) if parts else None
