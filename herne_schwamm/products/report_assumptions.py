"""What the computation rests on: the area, where every layer came from, and what was assumed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from herne_schwamm.city.city import CLOSED, EXTRA_LAYER_UNITS, FIXED_LEVEL, OPEN, City, LayerOrigin
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.page_parts import (
    Column,
    Pair,
    Pairs,
    Part,
    Row,
    Section,
    Sentences,
    Table,
)
from herne_schwamm.products.report_numbers import M2_PER_HA, PERCENT
from herne_schwamm.tables import soils, surface_classes
from herne_schwamm.tables.vulnerabilities import UNKNOWN, building_use, building_uses

LAYER_LABELS = {
    "terrain_m": N_("Terrain"),
    "surface_class": N_("Surface class"),
    "sealing": N_("Sealing degree"),
    "soil": N_("Soil"),
    "conductivity_mm_h": N_("Conductivity of the ground"),
    "curve_number": N_("Curve number"),
    "manning_n_s_m13": N_("Roughness"),
    "building": N_("Buildings"),
    "canopy_height_m": N_("Crowns of trees"),
    "surface_m": N_("Height of the roofs"),
    "sewer_capacity_mm_h": N_("Design capacity of the sewer"),
    "corrections": N_("Culverts, walls, openings, pumps"),
    "sites": N_("Sites"),
    "population": N_("People"),
    "edge": N_("Edge"),
    "edge_level_m": N_("Water level at the edge"),
    "unit_id": N_("Drainage units"),
    "depression_storage_mm": N_("Storage in hollows [mm]"),
    "canopy_storage_mm": N_("Storage of crowns [mm]"),
    "roof_storage_mm": N_("Storage of roofs [mm]"),
    "roofs_to_sewer": N_("Share of the roofs connected to the sewer [0–1]"),
    "ring_m": N_("Width of the ring around a building in which the water counts [m]"),
    "site_radius_m": N_("Radius around a site in which the water counts [m]"),
}

ORIGINS = {
    "file": N_("file {source}"),
    "number": N_("the same everywhere: {source}"),
    "class": N_("the same class everywhere: {source}"),
    "table": N_("from the table {source}"),
}

NOTHING = "none"
WORDS = {"open": N_("open"), "closed": N_("closed")}
"""Classes that stand in no table."""

ASSUMED = ("number", "class")
"""Kinds of origin that stand for a map nobody had."""

SETTINGS = ("canopy_storage_mm", "roof_storage_mm", "roofs_to_sewer", "ring_m", "site_radius_m")
"""Numbers that are no layers: assumed where a note says that they are defaults."""

OF_SEWER = ("sewer_capacity_mm_h", "roofs_to_sewer")
SEWER_NOTE = N_("without effect: this storm neglects the sewer")

REPLACED = ("soil", "conductivity_mm_h", "canopy_height_m", "canopy_storage_mm")
REPLACED_TOO = ("depression_storage_mm", "sealing")
CURVE_NUMBER_NOTE = N_("stands for soil, sealing, crowns and hollows: those layers do not count")
CURVE_NUMBER_AND_SEWER_NOTE = N_(
    "stands for soil, crowns and hollows: those layers do not count, and sealing only for the sewer"
)

EDGES = {
    CLOSED: N_("closed: {length} m"),
    OPEN: N_("open, water flows out: {length} m"),
    FIXED_LEVEL: N_("with a fixed water level: {length} m"),
}


def assumptions_section(
    city: City,
    source: DataSource,
    language: Language,
    *,
    sewer_neglected: bool = False,
    settings: Mapping[str, LayerOrigin] | None = None,
    of_heat: bool = False,
    of_season: bool = False,
) -> Section:
    """Source, date, area and grid; the origin of every layer that counts; kinds of edge.

    ``settings`` are numbers of the run file that are no layers, told like them;
    ``of_heat`` tells the layers that only heat needs, too, ``of_season`` which roofs drain to a
    sewer even where nothing tells how much that takes.
    """
    parts: list[Part] = [Pairs(tuple(_area(city, source, language)))]
    origins = {
        name: origin
        for name, origin in {**city.origins, **(settings or {})}.items()
        if of_heat or name not in EXTRA_LAYER_UNITS
    }
    rows = (
        *_layers(city, origins, language, sewer_neglected=sewer_neglected, of_season=of_season),
        *_uses(city, language),
    )
    if rows:
        columns = (
            Column(language.text(N_("Layer")), numbers=False),
            Column(language.text(N_("Where it comes from")), numbers=False),
            Column(language.text(N_("What was done to it")), numbers=False),
        )
        parts.append(Table(language.text(N_("Layers of the city")), columns, rows))
    if any(row.weight == "assumed" for row in rows):
        told = N_(
            "Rows marked with ▲ stand out because one value stands there for the whole area "
            "instead of a map: what was assumed there was not measured."
        )
        parts.append(Sentences((language.text(told),)))
    return Section("assumptions", language.text(N_("Area and assumptions")), tuple(parts))


def _area(city: City, source: DataSource, language: Language) -> Iterator[Pair]:
    grid = city.grid
    yield Pair(language.text(N_("Source of the data")), source.text)
    yield Pair(language.text(N_("Date of the data")), source.date(language))
    yield Pair(language.text(N_("Area")), f"{language.number(city.area_m2 / M2_PER_HA, 2)} ha")
    cells = language.text(
        N_("{rows} x {columns} cells of {size} m"),
        rows=grid.rows,
        columns=grid.columns,
        size=language.trimmed(grid.cell_size_m),
    )
    yield Pair(language.text(N_("Grid")), cells)
    if city.known_share < 1.0:
        known = language.text(
            N_("{known} of {cells} cells ({share} %)"),
            known=language.number(int(np.count_nonzero(city.inside))),
            cells=language.number(city.inside.size),
            share=language.number(PERCENT * city.known_share, 2),
        )
        yield Pair(language.text(N_("Known terrain")), known)
    if not city.buildings.empty:
        yield Pair(language.text(N_("Buildings")), language.number(len(city.buildings)))
    if not city.sites.empty:
        yield Pair(language.text(N_("Sites")), language.number(len(city.sites)))
    structures = city.structures
    for label, count in (
        (N_("Culverts"), len(structures.culverts)),
        (N_("Walls and kerbs"), len(structures.walls.lines)),
        (N_("Openings under bridges"), structures.openings),
        (N_("Pumps"), len(structures.pumps)),
    ):
        if count:
            yield Pair(language.text(label), language.number(count))
    yield Pair(language.text(N_("Reference system")), grid.crs or language.text(N_("none")))
    edge = city.layer("edge")
    for kind, sentence in EDGES.items():
        count = int(np.count_nonzero(edge == kind))
        if count:
            length = language.number(count * grid.cell_size_m)
            yield Pair(language.text(N_("Edge")), language.text(sentence, length=length))


def _layers(
    city: City,
    origins: Mapping[str, LayerOrigin],
    language: Language,
    *,
    sewer_neglected: bool,
    of_season: bool,
) -> Iterator[Row]:
    for name, origin in origins.items():
        if _says_nothing(name, origin, city, sewer_neglected=sewer_neglected, of_season=of_season):
            continue
        label = language.text(LAYER_LABELS[name]) if name in LAYER_LABELS else name
        assumed = bool(origin.notes) if name in SETTINGS else origin.kind in ASSUMED
        notes = told_notes(origin, language)
        if name in OF_SEWER and sewer_neglected:
            assumed, notes = False, language.text(SEWER_NOTE)
        elif name == "curve_number":
            told = CURVE_NUMBER_NOTE if sewer_neglected else CURVE_NUMBER_AND_SEWER_NOTE
            notes = "; ".join(filter(None, (notes, language.text(told))))
        yield Row(
            (f"▲ {label}" if assumed else label, told_source(origin, language), notes),
            weight="assumed" if assumed else "plain",
        )


def _says_nothing(
    name: str, origin: LayerOrigin, city: City, *, sewer_neglected: bool, of_season: bool
) -> bool:
    """Whether a row would say nothing, or what does not count in this storm or season."""
    if name == "edge" and origin.kind == "class":
        return True  # The lengths of the edges say it.
    if name == "building" and city.buildings.empty and origin.kind == "class":
        return True  # The limits say that none are known.
    if name == "canopy_storage_mm" and "canopy_height_m" not in city.origins:
        return True
    if name == "roof_storage_mm" and city.buildings.empty:
        return True
    if name == "roofs_to_sewer" and of_season:
        return bool(
            city.buildings.empty
        )  # A season leads roofs there, however much the sewer takes.
    if name == "roofs_to_sewer" and "sewer_capacity_mm_h" not in city.origins:
        return True
    if name == "ring_m" and city.buildings.empty:
        return True
    if name == "site_radius_m" and city.sites.empty:
        return True
    if "curve_number" not in city.origins:
        return False
    return name in (*REPLACED, *REPLACED_TOO) and (name != "sealing" or sewer_neglected)


def _uses(city: City, language: Language) -> Iterator[Row]:
    """Buildings whose use nobody knows: what is assumed of them."""
    unknown = sum(building_use(str(use)).name == UNKNOWN for use in city.buildings["use"])
    if not unknown:
        return
    told = language.text(
        N_("{count} of {buildings} buildings without a known use"),
        count=language.number(unknown),
        buildings=language.number(len(city.buildings)),
    )
    note = language.text(
        N_("taken as vulnerability {vulnerability} of 4"),
        vulnerability=building_uses()[UNKNOWN].vulnerability,
    )
    label = language.text(N_("Use of the buildings"))
    yield Row((f"▲ {label}", told, note), weight="assumed")


def told_source(origin: LayerOrigin, language: Language) -> str:
    """Where a layer came from, in words."""
    source = origin.source
    if origin.kind == "class":
        named = soils().get(source) or surface_classes().get(source)
        if source == NOTHING:
            return language.text(N_("none given"))
        if source in WORDS:
            source = language.text(WORDS[source])
        elif named:
            source = language.label(de=named.label_de, en=named.label_en)
    elif origin.kind == "number":
        source = _as_people_write(source, language)
    return language.text(ORIGINS[origin.kind], source=source)


def told_notes(origin: LayerOrigin, language: Language) -> str:
    """What was done to the layer: sentences of the catalogue, one after another."""
    numbers = {name: language.number(value) for name, value in origin.numbers.items()}
    return "; ".join(language.text(note, **numbers) for note in origin.notes)


def _as_people_write(number: str, language: Language) -> str:
    """A number, with a unit or without, with the language's decimal sign."""
    value, space, unit = number.partition(" ")
    try:
        return f"{language.trimmed(float(value))}{space}{unit}"
    except ValueError:
        return number  # A word stands there.
