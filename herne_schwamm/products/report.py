"""The report of one storm: plain text, 80 columns, everything a reviewer asks for first."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Literal

import numpy as np
import xarray as xr

from herne_schwamm.city.city import CLOSED, FIXED_LEVEL, OPEN, City, LayerOrigin
from herne_schwamm.city.forcing import Storm
from herne_schwamm.city.grid import Grid
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.tables import soils, surface_classes
from herne_schwamm.tables.products import products

COLUMNS = 80
M2_PER_HA = 1e4
MM_PER_M = 1000.0

Verdict = Literal["good", "warning", "failed"]

VERDICTS: Mapping[Verdict, str] = {
    "good": N_("The balance closes."),
    "warning": N_("The balance closes with a small error; the maps can be used."),
    "failed": N_("The balance does not close: do not use the maps."),
}

BALANCE_IN = {
    "rain_m3": N_("Rain"),
    "inflow_m3": N_("Inflow at points"),
    "level_gain_m3": N_("Over edges of fixed level (net)"),
}
BALANCE_OUT = {
    "infiltrated_m3": N_("Infiltrated"),
    "film_m3": N_("Held by hollows and wet surfaces"),
    "surface_m3": N_("Standing or flowing at the end"),
    "drained_m3": N_("Drained to the sewer (constant rate)"),
    "outflow_m3": N_("Flowed over the edge of the area"),
    "hooks_m3": N_("Taken by culverts and pumps"),
}

LAYER_LABELS = {
    "terrain_m": N_("Terrain"),
    "surface_class": N_("Surface class"),
    "sealing": N_("Sealing degree"),
    "soil": N_("Soil"),
    "manning_n_s_m13": N_("Roughness"),
    "edge": N_("Edge"),
    "edge_level_m": N_("Water level at the edge"),
    "unit_id": N_("Drainage units"),
    "depression_storage_mm": N_("Storage in hollows [mm]"),
}

ORIGINS = {
    "file": N_("file {source}"),
    "number": N_("the same everywhere: {source}"),
    "class": N_("the same class everywhere: {source}"),
    "table": N_("from the table {source}"),
}

EDGES = {
    CLOSED: N_("closed: {length} m"),
    OPEN: N_("open, water flows out: {length} m"),
    FIXED_LEVEL: N_("with a fixed water level: {length} m"),
}

LIMITS = (
    N_(
        "The maps show for every cell its own greatest value. The peaks do not occur at the same "
        "time: the sum of the greatest depths is not a volume."
    ),
    N_(
        "The sewer is represented as a constant loss only; inlets, backwater and surcharge are "
        "not computed."
    ),
    N_(
        "Buildings, walls, kerbs and culverts are known only as far as the terrain and the "
        "layers hold them."
    ),
    N_(
        "Rain is the same over the whole area. Real storms differ from place to place; the map "
        "is no forecast."
    ),
    N_(
        "Velocities are averaged over the depth. Flow above the critical velocity (Froude "
        "number above 1) is limited to it."
    ),
    N_(
        "The maps support precaution. They do not replace the inspection of a single property "
        "on the spot."
    ),
)


def storm_report(
    city: City,
    storm: Storm,
    maps: xr.Dataset,
    balance_m3: Mapping[str, float],
    run: Mapping[str, object],
    *,
    verdict: Verdict,
    language: Language,
    software: str,
    source: DataSource,
) -> str:
    """Tell one storm.

    Parameters
    ----------
    city
        Grid, layers and where they came from.
    storm
        Rain and assumptions.
    maps
        Rasters by product name.
    balance_m3
        Terms of the balance [m3] with ``error_m3``, and ``relative_error`` [1].
    run
        How the computation went: ``simulated_s``, ``steps``, ``smallest_step_s``,
        ``limited_outflows`` and ``rising_cells``.
    verdict
        What the error of the balance means.
    language
        German or English.
    software
        Name and version of the software.
    source
        Which data, whose, and of which date.

    Returns
    -------
    str
        Lines of at most 80 columns, unless a name is longer.
    """
    sections = [
        (language.text(N_("Rain")), _rain(storm, language)),
        (language.text(N_("Area and assumptions")), _assumptions(city, storm, source, language)),
        (language.text(N_("Water balance")), _balance(city, balance_m3, verdict, language)),
        (language.text(N_("Flooded area")), _flooded(city, maps, language)),
        (language.text(N_("Greatest values")), _maxima(city.grid, maps, language)),
        (language.text(N_("Computation")), _computation(run, language)),
        (language.text(N_("Limits of validity")), _limits(language)),
    ]
    title = language.text(N_("Heavy rain: {name}"), name=storm.name)
    lines = [title, "=" * min(len(title), COLUMNS)]
    for heading, body in sections:
        lines += ["", heading, "-" * len(heading), *body]
    lines += ["", language.text(N_("Computed with {software}."), software=software)]
    return "\n".join(lines) + "\n"


def _rain(storm: Storm, language: Language) -> Iterator[str]:
    rain = storm.rain_mm_h
    wet = np.flatnonzero(rain.values)
    start_s = float(rain.edges_s[wet[0]]) if wet.size else 0.0
    minutes = (rain.end_s - start_s) / 60.0
    peak = float(rain.values.max()) if wet.size else 0.0
    yield _pair(N_("Rain depth"), f"{language.number(storm.rain_depth_mm, 1)} mm", language)
    yield _pair(N_("Duration"), f"{language.trimmed(minutes)} min", language)
    yield _pair(N_("Greatest intensity"), f"{language.number(peak, 1)} mm/h", language)
    for inflow in storm.inflows:
        series = inflow.discharge_m3_s
        volume = language.number(series.integral(0.0, float("inf")))
        label = language.text(N_("Inflow {name}"), name=inflow.name)
        yield from _wrapped(label, f"{volume} m³")


def _assumptions(city: City, storm: Storm, source: DataSource, language: Language) -> Iterator[str]:
    grid = city.grid
    size = language.trimmed(grid.cell_size_m)
    area = f"{language.number(city.area_m2 / M2_PER_HA, 2)} ha"
    cells = language.text(
        N_("{rows} x {columns} cells of {size} m"), rows=grid.rows, columns=grid.columns, size=size
    )
    yield from _wrapped(language.text(N_("Source of the data")), source.text)
    yield _pair(N_("Date of the data"), source.date(language), language)
    yield _pair(N_("Area"), area, language)
    yield _pair(N_("Grid"), cells, language)
    if city.known_share < 1.0:
        known = language.text(
            N_("{known} of {cells} cells ({share} %)"),
            known=language.number(int(np.count_nonzero(city.inside))),
            cells=language.number(city.inside.size),
            share=language.number(100.0 * city.known_share, 2),
        )
        yield from _wrapped(language.text(N_("Known terrain")), known)
    crs = grid.crs or language.text(N_("none"))
    yield from _wrapped(language.text(N_("Reference system")), crs)
    moisture = f"{language.number(100.0 * storm.antecedent)} %"
    loss = f"{language.number(storm.drainage_loss_mm_h, 1)} mm/h"
    yield _pair(N_("Soil moisture before the storm"), moisture, language)
    yield _pair(N_("Loss to the sewer"), loss, language)
    for name, origin in city.origins.items():
        if name == "edge" and origin.kind == "class":
            continue  # The lengths of the edges below say it.
        label = language.text(LAYER_LABELS.get(name, name))
        yield from _wrapped(label, _origin(origin, language))
    edge = city.layer("edge")
    for kind, sentence in EDGES.items():
        count = int(np.count_nonzero(edge == kind))
        if count:
            length = language.number(count * grid.cell_size_m)
            told = language.text(sentence, length=length)
            yield from _wrapped(language.text(N_("Edge")), told)


def _origin(origin: LayerOrigin, language: Language) -> str:
    source = origin.source
    if origin.kind == "class":
        named = soils().get(source) or surface_classes().get(source)
        if named:
            source = language.label(de=named.label_de, en=named.label_en)
    told = language.text(ORIGINS[origin.kind], source=source)
    # What was done to the layer: sentences of the catalogue, one after another.
    numbers = {name: language.number(value) for name, value in origin.numbers.items()}
    notes = "; ".join(language.text(note, **numbers) for note in origin.notes)
    return f"{told} ({notes})" if notes else told


def _balance(
    city: City, balance_m3: Mapping[str, float], verdict: Verdict, language: Language
) -> Iterator[str]:
    def row(label: str, volume_m3: float, digits: int = 1) -> str:
        depth_mm = volume_m3 / city.area_m2 * MM_PER_M if city.area_m2 > 0 else 0.0
        # Adding zero turns -0.0 into 0.0.
        volume = language.number(round(volume_m3, digits) + 0.0, digits)
        depth = language.number(round(depth_mm, 2) + 0.0, 2)
        return f"{label:<44}{volume:>19}{depth:>15}"

    yield f"{'':<44}{'m³':>19}{'mm':>15}"
    for name, sentence in BALANCE_IN.items():
        yield row(language.text(sentence), balance_m3[name])
    yield row(language.text(N_("Put in")), sum(balance_m3[name] for name in BALANCE_IN))
    yield ""
    for name, sentence in BALANCE_OUT.items():
        yield row(language.text(sentence), balance_m3[name])
    yield row(language.text(N_("Found again")), sum(balance_m3[name] for name in BALANCE_OUT))
    yield ""
    yield row(language.text(N_("Error (found minus put in)")), balance_m3["error_m3"], 3)
    share = _scientific(balance_m3["relative_error"], language)
    yield _pair(N_("Error as a share of the water put in"), share, language)
    yield language.text(VERDICTS[verdict])


def _flooded(city: City, maps: xr.Dataset, language: Language) -> Iterator[str]:
    classes = products()["depth_class"].classes
    codes = classes.classify(maps["water_depth_max_m"].values)
    heading = language.text(N_("Water depth"))
    share_heading = language.text(N_("% of the area"))
    yield f"{heading:<32}{'m²':>17}{'ha':>14}{share_heading:>17}"
    cells_inside = max(int(np.count_nonzero(city.inside)), 1)

    def row(label: str, cells: int) -> str:
        area_m2 = cells * city.grid.cell_area_m2
        square = language.number(area_m2)
        hectares = language.number(area_m2 / M2_PER_HA, 2)
        share = language.number(100.0 * cells / cells_inside, 2)
        return f"{label:<32}{square:>17}{hectares:>14}{share:>17}"

    for one in classes.classes:
        label = language.label(de=one.label_de, en=one.label_en)
        yield row(label, int(np.count_nonzero(codes == one.code)))
    yield row(language.text(N_("together")), int(np.count_nonzero(codes)))


def _maxima(grid: Grid, maps: xr.Dataset, language: Language) -> Iterator[str]:
    for name, product in products().items():
        if product.kind != "continuous" or name not in maps:
            continue
        values = maps[name].values
        if not (values > 0.0).any():
            continue  # Nowhere anything: a place of the maximum would mislead.
        row, column = np.unravel_index(int(np.nanargmax(values)), values.shape)
        digits = 1 if product.unit in ("min", "mm") else 2
        value = f"{language.number(float(values[row, column]), digits)} {product.unit}"
        x_m, y_m = grid.centre_of(int(row), int(column))
        # Without grouping: coordinates are copied into other programs.
        place = f"E {x_m:.1f} N {y_m:.1f}"
        if language.code == "de":
            place = place.replace(".", ",")
        label = language.label(de=product.label_de, en=product.label_en)
        yield f"{label:<44} {value:>11}  {place:>22}".rstrip()


def _computation(run: Mapping[str, object], language: Language) -> Iterator[str]:
    minutes = float(str(run["simulated_s"])) / 60.0
    step = language.number(float(str(run["smallest_step_s"])), 3)
    yield _pair(N_("Simulated time"), f"{language.trimmed(minutes)} min", language)
    yield _pair(N_("Time steps"), language.number(int(str(run["steps"]))), language)
    yield _pair(N_("Smallest time step"), f"{step} s", language)
    limited = language.number(int(str(run["limited_outflows"])))
    yield _pair(N_("Outflows limited to the water there"), limited, language)
    yield from textwrap.wrap(_about_peak(run["rising_cells"], language), COLUMNS)


def _about_peak(rising_cells: object, language: Language) -> str:
    if rising_cells is None:
        return language.text(
            N_(
                "It is not certain that the peak had passed when the computation ended: it was "
                "not followed for ten minutes after rain and inflows."
            )
        )
    if rising_cells == 0:
        return language.text(
            N_(
                "When the computation ended the water rose nowhere by more than 2 mm within ten "
                "minutes."
            )
        )
    return language.text(
        N_(
            "The peak had not passed everywhere when the computation ended: within ten minutes "
            "{cells} cells rose by more than 2 mm. A longer time after the rain tells."
        ),
        cells=language.number(int(str(rising_cells))),
    )


def _limits(language: Language) -> Iterator[str]:
    for sentence in LIMITS:
        yield from textwrap.wrap(
            language.text(sentence), COLUMNS, initial_indent="- ", subsequent_indent="  "
        )


def _pair(sentence: str, value: str, language: Language) -> str:
    return f"{language.text(sentence):<44}{value}"


def _wrapped(label: str, value: str) -> list[str]:
    return textwrap.wrap(
        f"{label:<44}{value}", COLUMNS, subsequent_indent=" " * 46, drop_whitespace=True
    )


def _scientific(value: float, language: Language) -> str:
    text = f"{value:.1e}"
    return text.replace(".", ",") if language.code == "de" else text
