import io

import pandas as pd
import pytest

from herne_schwamm.products.ranking import HEADINGS, ranking_table, write_ranking
from herne_schwamm.tables.products import products

from .risky import city_with_objects, made_up_risk, no_risk

COLUMNS = list(HEADINGS.values())


@pytest.fixture
def ranking(city, maps):
    return made_up_risk(city_with_objects(city), maps).ranking


def test_german_list_opens_in_a_german_spreadsheet(tmp_path, ranking, german):
    path = tmp_path / "risk_ranking.csv"
    write_ranking(path, ranking, german)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    head, first, second, third = content.decode("utf-8-sig").splitlines()
    assert head.split(";") == [german.text(heading) for heading in COLUMNS]
    labels = {one.code: one.label_de for one in products()["risk_class"].classes.classes}
    cells = first.split(";")
    assert (cells[0], cells[2], cells[4]) == ("1", "DENW01", labels[4])
    assert cells[7:] == ["1,33", "0,8", "1,2", "100,0", "2,0", "374050,0", "5710976,0"]
    assert second.split(";")[2:4] == ["Schule Süd", "Schule"]
    assert third.split(";")[0] == "3"


def test_english_list_is_read_back_as_it_was(tmp_path, ranking, english):
    path = tmp_path / "risk_ranking.csv"
    write_ranking(path, ranking, english)
    found = pd.read_csv(io.BytesIO(path.read_bytes()), index_col="Rank")
    assert [found.index.name, *found.columns] == COLUMNS
    assert found["Object"].tolist() == ["Building", "Site", "Building"]
    assert found["Velocity [m/s]"].tolist() == ranking["velocity_max_m_s"].tolist()


def test_nothing_at_risk_leaves_the_head_alone(tmp_path, city, maps, english):
    path = tmp_path / "risk_ranking.csv"
    write_ranking(path, no_risk(city_with_objects(city), maps).ranking, english)
    assert path.read_text(encoding="utf-8").strip().split(",") == COLUMNS


def test_every_column_has_a_heading(ranking, english):
    table = ranking_table(ranking, english)
    assert [table.index.name, *table.columns] == list(HEADINGS)
