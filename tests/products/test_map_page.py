import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from herne_schwamm.city.grid import Grid
from herne_schwamm.products.map_page import (
    CONTENT_TOP,
    FOOT_LINES_KEPT,
    GREATEST_MAP_WIDTH,
    GREATEST_PAGE_HEIGHT,
    MAP_LEFT,
    foot_lines,
    lay_out,
    lines_within,
    text_width,
)


def page_of(rows, columns, column_height=3.0, lines=3):
    return lay_out(Grid("", 0.0, 0.0, 2.0, rows, columns), column_height, lines)


def test_wide_map_is_as_wide_as_its_place_and_the_page_ends_below_it():
    page = page_of(195, 342)
    assert page.map_width == pytest.approx(GREATEST_MAP_WIDTH)
    assert page.map_width / page.map_height == pytest.approx(342 / 195)
    assert page.content_bottom == pytest.approx(CONTENT_TOP + page.map_height)
    assert page.height < 6.5


def test_tall_map_stands_in_the_middle_of_a_full_page():
    page = page_of(450, 100, lines=FOOT_LINES_KEPT)
    assert page.height == pytest.approx(GREATEST_PAGE_HEIGHT)
    middle = page.map_left + page.map_width / 2
    assert middle == pytest.approx(MAP_LEFT + GREATEST_MAP_WIDTH / 2)


def test_strip_leaves_room_for_the_column():
    page = page_of(20, 450, column_height=3.0)
    assert page.content_bottom == pytest.approx(CONTENT_TOP + 3.0)


def test_longer_foot_makes_a_tall_map_lower_and_not_the_page_higher():
    short, long = (page_of(450, 100, lines=FOOT_LINES_KEPT + more) for more in (0, 3))
    assert long.map_height < short.map_height
    assert long.height == pytest.approx(short.height)


@pytest.mark.parametrize("shape", [(195, 342), (450, 100), (20, 450)])
def test_frame_is_the_same_whatever_legend_and_foot(shape):
    frames = {
        (page.map_left, page.map_width, page.map_height, page.cell)
        for page in (
            page_of(*shape, column_height=height, lines=lines)
            for height in (2.0, 5.0)
            for lines in (3, FOOT_LINES_KEPT)
        )
    }
    assert len(frames) == 1


def test_place_of_the_map_is_told_in_shares_of_the_page():
    page = page_of(195, 342)
    _, bottom, width, height = page.map_place
    assert bottom + height == pytest.approx(1.0 - CONTENT_TOP / page.height)
    assert (bottom > 0, width < 1) == (True, True)


@pytest.mark.parametrize("text", ["i" * 150, "W" * 300, "Daten der Stadt " * 19, "WWWW $x$ " * 33])
def test_foot_keeps_every_letter_and_breaks_wide_text_earlier(text):
    lines = foot_lines(text)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert len(foot_lines("W" * 300)) > len(foot_lines("i" * 300))


def test_lines_are_as_wide_as_they_are_drawn():
    figure = Figure(dpi=72)
    drawn = figure.text(0.0, 0.0, "Königin-Luise-Straße", fontsize=8.0)
    extent = drawn.get_window_extent(FigureCanvasAgg(figure).get_renderer())
    assert text_width("Königin-Luise-Straße", 8.0) == pytest.approx(extent.width / 72, rel=0.05)


def test_a_text_of_too_many_lines_ends_with_dots_behind_a_word():
    text = "Grundschule an der Emscher, Nebengebäude"
    whole = lines_within(text, 1.0, 8.0)
    assert " ".join(whole) == text
    first, second = lines_within(text, 1.0, 8.0, most_lines=2)
    assert second.endswith(" …")
    assert text.startswith(f"{first} {second.removesuffix(' …')} ")
    assert max(text_width(line, 8.0) for line in (first, second)) <= 1.0
