import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from shapely import Point, box

from herne_schwamm.city.city import no_sites
from herne_schwamm.products import picture_objects
from herne_schwamm.products.data_source import DataSource
from herne_schwamm.products.flow_arrows import FlowArrows, arrows_of
from herne_schwamm.products.hillshade import hillshade
from herne_schwamm.products.map_page import SIDE_WIDTH, text_width
from herne_schwamm.products.picture_column import round_length
from herne_schwamm.products.picture_objects import (
    NAME_POINTS,
    SiteMark,
    fitting_names,
    site_marks,
)
from herne_schwamm.products.pictures import MapTexts, write_picture
from herne_schwamm.tables.products import products

from .conftest import WALL, small_city, storm_maps
from .risky import city_with_objects, made_up_risk

SOURCE = DataSource("Stadt Herne, dl-de/zero-2-0 {y} $2", "2026-03")
TEXTS = MapTexts("Starkregen Größe $1 {x}: 48,2 mm", SOURCE)


def picture_of(
    tmp_path,
    city,
    values,
    language,
    name="water_depth_max_m",
    arrows=None,
    texts=TEXTS,
    ranking=None,
):
    path = tmp_path / f"{name}.png"
    product = products()[name]
    write_picture(
        path, values, city, product, texts, language=language, arrows=arrows, ranking=ranking
    )
    with Image.open(io.BytesIO(path.read_bytes())) as image:
        return np.array(image.convert("RGB")), image.info, image.size


def count_of(pixels, rgb):
    return int(np.count_nonzero((pixels == np.array(rgb)).all(axis=-1)))


def empty_rows(pixels):
    """Longest run of rows without ink."""
    inked = np.flatnonzero((pixels < 255).any(axis=(1, 2)))
    return int(np.diff(inked, prepend=-1, append=len(pixels)).max()) - 1


@pytest.mark.parametrize("shape", [(195, 342), (150, 150), (450, 100), (450, 20), (20, 450)])
def test_page_is_as_wide_as_a4_and_only_as_high_as_its_content(tmp_path, english, shape):
    city = small_city(*shape)
    values = storm_maps(city)["water_depth_max_m"].values
    pixels, info, (width, height) = picture_of(tmp_path, city, values, english)
    assert width == pytest.approx(1600, abs=5)
    assert height <= width / 2**0.5 + 1
    assert empty_rows(pixels) < 70
    assert info["Title"] == TEXTS.title
    assert "Software" not in info


def test_wide_area_has_a_page_of_three_quarters_of_a4(tmp_path, english):
    city = small_city(195, 342)
    values = storm_maps(city)["water_depth_max_m"].values
    _, _, (_, height) = picture_of(tmp_path, city, values, english)
    assert 800 < height < 860


@pytest.mark.parametrize("shape", [(450, 100), (195, 342)])
def test_the_longest_source_stays_on_the_page(tmp_path, english, shape):
    city = small_city(*shape)
    values = storm_maps(city)["water_depth_max_m"].values
    texts = MapTexts("S2", DataSource("Daten der Stadt, WWWW; " * 12 + "und Ende", "2026-03-01"))
    pixels, _, (width, height) = picture_of(tmp_path, city, values, english, texts=texts)
    assert height <= width / 2**0.5 + 1
    for margin in (pixels[-10:], pixels[:, -10:]):
        assert (margin == 255).all()


def test_source_and_date_change_the_foot_only(tmp_path, city, maps, english):
    values = maps["water_depth_max_m"].values
    dated, _, _ = picture_of(tmp_path, city, values, english)
    undated = MapTexts(TEXTS.title, DataSource(SOURCE.text))
    told, _, _ = picture_of(tmp_path, city, values, english, texts=undated)
    rows = np.flatnonzero((dated != told).any(axis=(1, 2)))
    assert rows.size
    assert rows.min() > len(dated) - 90


def test_same_values_give_the_same_bytes(tmp_path, city, maps, english):
    arrows = FlowArrows(
        maps["water_depth_max_m"].values,
        maps["velocity_max_m_s"].values,
        maps["flow_direction_deg"].values,
    )
    for folder in ("a", "b"):
        picture_of(tmp_path / folder, city, arrows.depth_m, english, arrows=arrows)
    first, second = (tmp_path / folder / "water_depth_max_m.png" for folder in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()


def test_single_deep_cell_of_a_large_city_is_drawn(tmp_path, english):
    city = small_city(2400, 1500)
    depth = np.zeros(city.grid.shape, np.float32)
    rgb = products()["water_depth_max_m"].classes.classes[-1].rgb
    without, _, _ = picture_of(tmp_path, city, depth, english)
    depth[2001, 1003] = 2.0
    with_it, _, _ = picture_of(tmp_path, city, depth, english)
    assert count_of(with_it, rgb) > count_of(without, rgb)


def test_water_below_the_lowest_break_is_not_drawn(tmp_path, city, english):
    shallow = np.full(city.grid.shape, 0.04, np.float32)
    dry = np.zeros(city.grid.shape, np.float32)
    first, _, _ = picture_of(tmp_path, city, shallow, english)
    second, _, _ = picture_of(tmp_path, city, dry, english)
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("name", list(products()))
@pytest.mark.parametrize("shape", [(1, 1), (400, 20), (20, 400)])
def test_every_product_of_every_shape_can_be_drawn(tmp_path, english, name, shape):
    city = small_city(*shape, crs="")
    maps = storm_maps(city)
    depth = maps["water_depth_max_m"].values
    product = products()[name]
    # Of a season no storm has maps: its products are drawn with depths in mm.
    own = maps[name].values if name in maps else 1000.0 * depth
    values = product.classes.classify(depth) if product.kind == "class" else own
    pixels, _, _ = picture_of(tmp_path, city, values, english, name)
    # Nothing reaches the margins: nothing is clipped.
    for margin in (pixels[:10], pixels[-10:], pixels[:, :10], pixels[:, -10:]):
        assert (margin == 255).all()


def test_map_without_any_value_can_be_drawn(tmp_path, city, english):
    nothing = np.full(city.grid.shape, np.nan, np.float32)
    arrows = FlowArrows(nothing, nothing, nothing)
    picture_of(tmp_path, city, nothing, english, arrows=arrows)
    assert (tmp_path / "water_depth_max_m.png").is_file()


@pytest.mark.parametrize("shape", [(60, 90), (400, 20)])
def test_map_that_is_nowhere_reached_says_so_over_the_map_alone(tmp_path, english, shape):
    city = small_city(*shape)
    reached = np.zeros(city.grid.shape, np.uint8)
    dry, _, _ = picture_of(tmp_path, city, reached, english, "depth_class")
    reached[-1, -1] = 1
    wet, _, _ = picture_of(tmp_path, city, reached, english, "depth_class")
    rows, columns = np.nonzero((dry != wet).any(axis=2))
    # More than the cell differs: the words; but nothing in the column of the legend.
    assert rows.size > 2000
    assert columns.max() < 0.71 * dry.shape[1]


def test_buildings_are_drawn_as_such_whatever_the_ground(tmp_path, city, english):
    dry = np.zeros(city.grid.shape, np.float32)
    before, _, _ = picture_of(tmp_path, city, dry, english)
    city.layers["building"].values[40:50, 60:80] = 0
    after, _, _ = picture_of(tmp_path, city, dry, english)
    grey = (158, 158, 158)
    assert count_of(after, grey) > 2 * count_of(before, grey)


def test_arrows_stand_only_in_fast_and_deep_water(city):
    shape = city.grid.shape
    depth, velocity = np.full(shape, 0.01), np.full(shape, 0.1)
    azimuth = np.full(shape, 90.0)
    depth[10:12, 20], velocity[10, 20] = 0.3, 0.5
    velocity[30, 40] = 2.0
    x_m, y_m, angle = arrows_of(FlowArrows(depth, velocity, azimuth), city.grid)
    assert (x_m[0], y_m[0]) == city.grid.centre_of(10, 20)
    assert angle.tolist() == [90.0]


def test_slope_to_the_north_west_is_lit_and_its_back_lies_in_shadow():
    y, x = np.mgrid[0:20, 0:20].astype(float)
    rising_to_south_east = 0.1 * (x + y)
    assert hillshade(rising_to_south_east, 1.0)[10, 10] > 0.1
    assert hillshade(-rising_to_south_east, 1.0)[10, 10] < -0.1
    assert (hillshade(np.zeros((5, 5)), 1.0) == 0.0).all()


@pytest.mark.parametrize(
    ("longest", "length"), [(0.034, 0.02), (1.0, 1.0), (99.0, 50.0), (730.0, 500.0)]
)
def test_scale_bar_has_a_round_length(longest, length):
    assert round_length(longest) == pytest.approx(length)


def changed_parts(before, after):
    """Whether a change is seen in the map, and in the column beside it."""
    _, columns = np.nonzero((before != after).any(axis=2))
    in_column = columns > 0.71 * before.shape[1]
    return bool((~in_column).any()), bool(in_column.any())


def test_buildings_have_outlines_even_where_no_cell_is_theirs(tmp_path, city, english):
    dry = np.zeros(city.grid.shape, np.float32)
    outlined = replace(city_with_objects(city), sites=no_sites())
    # Roofs of the land cover are no longer drawn where buildings are given.
    city.layers["surface_class"].values[WALL] = 1
    before, _, _ = picture_of(tmp_path, city, dry, english)
    after, _, _ = picture_of(tmp_path, outlined, dry, english)
    assert changed_parts(before, after) == (True, False)


def test_outlines_of_very_many_buildings_are_left_out(tmp_path, city, english, monkeypatch):
    dry = np.zeros(city.grid.shape, np.float32)
    few = replace(city_with_objects(city), sites=no_sites())
    with_lines, _, _ = picture_of(tmp_path, few, dry, english)
    monkeypatch.setattr(picture_objects, "MOST_OUTLINED", 2)
    without, _, _ = picture_of(tmp_path, few, dry, english)
    assert (with_lines != without).any()


def test_sites_are_drawn_and_stand_in_the_legend(tmp_path, city, english):
    dry = np.zeros(city.grid.shape, np.float32)
    with_sites = city_with_objects(city)
    before, _, _ = picture_of(tmp_path, replace(with_sites, sites=no_sites()), dry, english)
    after, _, _ = picture_of(tmp_path, with_sites, dry, english)
    assert changed_parts(before, after) == (True, True)


def test_marks_have_the_ranks_of_the_ranking(city, maps):
    risky = city_with_objects(city)
    marks = site_marks(risky, made_up_risk(risky, maps).ranking)
    assert [(mark.name, mark.rank) for mark in marks] == [("Schule Süd", 2), ("Klinik", None)]
    assert marks[0].lines == ["2  Schule Süd"]
    assert [mark.rank for mark in site_marks(risky, None)] == [None, None]


LONG_NAME = "Evangelische Kindertagesstätte St. Marien an der Königin-Luise-Straße"


@pytest.mark.parametrize("rank", [1, 23, 4711])
def test_a_long_name_goes_on_below_itself(rank):
    lines = SiteMark(LONG_NAME, 0.0, 0.0, rank).lines
    assert len(lines) == 2
    assert f"{lines[0]} {lines[1].strip()}" == f"{rank}  {LONG_NAME}"
    assert [text_width(line, NAME_POINTS) <= SIDE_WIDTH for line in lines] == [True, True]
    # The second line begins below the name, not below the rank.
    start = len(lines[1]) - len(lines[1].lstrip())
    below, above = lines[1][:start] + ".", f"{rank}  ."
    assert text_width(below, NAME_POINTS) == pytest.approx(text_width(above, NAME_POINTS), rel=0.01)


def test_a_name_of_more_than_two_lines_ends_with_dots_behind_a_word():
    longer = f"{LONG_NAME} mit Familienzentrum und Außenstelle"
    lines = SiteMark(longer, 0.0, 0.0, 12).lines
    assert len(lines) == 2
    shown = " ".join(line.strip() for line in lines)
    assert shown.endswith(" …")
    assert f"12  {longer}".startswith(shown.removesuffix("…"))
    assert max(text_width(line, NAME_POINTS) for line in lines) <= SIDE_WIDTH


@pytest.mark.parametrize(("name", "letters"), [("W" * 40, 40), ("W" * 200, 20), ("", 0)])
def test_a_name_of_one_word_or_none_keeps_what_there_is_room_for(name, letters):
    lines = SiteMark(name, 0.0, 0.0, 12).lines
    assert max(text_width(line, NAME_POINTS) for line in lines) <= SIDE_WIDTH
    assert "".join(lines).count("W") >= letters


@pytest.mark.parametrize(
    ("most_lines", "told", "left"),
    [
        (5, ["a", "b", "b2", "c", "c2"], 0),
        (4, ["a", "b", "b2"], 1),
        (3, ["a"], 2),
        (2, ["a"], 2),
        (1, [], 3),
    ],
)
def test_names_are_listed_whole_with_a_line_for_those_left_out(most_lines, told, left):
    assert fitting_names([["a"], ["b", "b2"], ["c", "c2"]], most_lines) == (told, left)


def test_ranked_names_stay_on_the_page(tmp_path, city, maps, english):
    risky = city_with_objects(city)
    risk = made_up_risk(risky, maps)
    raster = risk.rasters["risk_class"].values
    named = risk.ranking.assign(id=LONG_NAME.upper())
    pixels, _, _ = picture_of(tmp_path, risky, raster, english, "risk_class", ranking=named)
    assert (pixels[:, -10:] == 255).all()


def test_a_site_across_the_border_has_its_mark_in_the_area(city):
    risky = city_with_objects(city)
    _, south, east, _ = city.grid.bounds
    across = box(east - 10.0, south + 20.0, east + 400.0, south + 40.0)
    moved = replace(risky, sites=risky.sites.assign(geometry=[across, across]))
    for mark in site_marks(moved, None):
        assert east - 10.0 < mark.x_m < east
        assert south + 20.0 < mark.y_m < south + 40.0


def test_site_outside_the_grid_has_no_mark(city):
    risky = city_with_objects(city)
    moved = risky.sites.assign(geometry=[Point(0.0, 0.0), risky.sites["geometry"][1]])
    assert [mark.name for mark in site_marks(replace(risky, sites=moved), None)] == ["Klinik"]


def test_ranks_change_the_picture_of_risk(tmp_path, city, maps, english):
    risky = city_with_objects(city)
    risk = made_up_risk(risky, maps)
    raster = risk.rasters["risk_class"].values
    plain, _, _ = picture_of(tmp_path, risky, raster, english, "risk_class")
    ranked, _, _ = picture_of(tmp_path, risky, raster, english, "risk_class", ranking=risk.ranking)
    # Symbols in the map, legend and list of names beside it.
    height = min(len(plain), len(ranked))
    assert changed_parts(plain[:height], ranked[:height]) == (True, True)


def test_no_arrow_reaches_over_the_frame(tmp_path, city, english):
    depth = np.full(city.grid.shape, 0.3, np.float32)
    still = np.zeros(city.grid.shape, np.float32)
    swift = still.copy()
    swift[0, 5], swift[-1, 40], swift[30, 0], swift[20, -1] = 3.0, 3.0, 3.0, 3.0
    across = np.full(city.grid.shape, 45.0, np.float32)
    none, _, _ = picture_of(tmp_path, city, depth, english, arrows=FlowArrows(depth, still, across))
    at_edge, _, _ = picture_of(
        tmp_path, city, depth, english, arrows=FlowArrows(depth, swift, across)
    )
    np.testing.assert_array_equal(none, at_edge)


def test_long_titles_are_written_smaller_and_stay_on_the_page(tmp_path, city, maps, english):
    values = maps["water_depth_max_m"].values
    long = "Stadt Mülheim an der Ruhr und ihre Nachbarn im Westen des Landes, ein langer Name, – "
    texts = MapTexts(long + "Starkregen außergewöhnlich (100 a): 45,0 mm in 60 min", SOURCE)
    pixels, _, _ = picture_of(tmp_path, city, values, english, texts=texts)
    assert (pixels[:, -10:] == 255).all()
