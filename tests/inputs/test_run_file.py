"""The run file: what it says, and one clear sentence for each thing it cannot say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from herne_schwamm.inputs.run_file import read_run_file, run_file_schema
from herne_schwamm.inputs.run_file_paths import RunPath
from herne_schwamm.problems import Language, RunFileProblem

from .making import Project

MANY_DIGITS = "9" * 400


def refusal(project: Project, **options: object) -> str:
    with pytest.raises(RunFileProblem) as caught:
        project.read(**options)
    assert caught.value.exit_code == 2
    text = str(caught.value)
    assert "\n" not in text
    assert str(project.file) in text
    return text


def test_defaults_are_those_of_the_manual(project: Project) -> None:
    run_file = project.read()
    assert run_file.language == "de"
    assert run_file.city.crs == "EPSG:25832"
    assert run_file.city.edges == "open"
    assert run_file.city.nodata_share_max == 0.0005
    assert run_file.storms[0].sewer == "neglected"
    assert run_file.storms[0].antecedent == 0.5
    assert run_file.storms[0].synchronisation_s == 2.0
    assert run_file.storms[0].after_rain_min is None
    assert run_file.output.record_interval_s == 60.0
    assert run_file.output.folder.path == project.folder / "reports"
    assert run_file.file == project.file
    assert run_file.root == project.folder


def test_source_and_date_of_the_data_may_be_left_out(project: Project) -> None:
    assert (project.read().city.source, project.read().city.as_of) == (None, None)


@pytest.mark.parametrize("date", ["2023", "2023-05", "2023-05-31", "2024-02-29"])
def test_source_and_date_of_the_data_are_kept(project: Project, date: str) -> None:
    project.city["as_of"] = f'"{date}"'
    project.city["source"] = '"""Land NRW,\n  dl-de/zero-2-0 """'
    city = project.read().city
    assert (city.source, city.as_of) == ("Land NRW, dl-de/zero-2-0", date)
    assert json.loads(project.read().model_dump_json())["city"]["as_of"] == date


@pytest.mark.parametrize(
    "date",
    [
        "2023",
        "2023-05-31",
        '"05.2023"',
        '"31.05.2023"',
        '"2023-13"',
        '"2023-5"',
        '"2023-02-30"',
        '"20230531"',
        '"2023-W05"',
        '"0000"',
        '"23"',
        '"2023-05-31-01"',
        '"٢٠٢٣"',
        '""',
    ],
)
def test_date_of_the_data_in_a_wrong_form(project: Project, date: str) -> None:
    project.city["as_of"] = date
    text = refusal(project)
    assert "city.as_of" in text
    assert '"2023", "2023-05" or "2023-05-31"' in text
    assert date.strip('"') in text


@pytest.mark.parametrize("source", ['" "', '""', "3", '"\\u0007"', f'"{"x" * 301}"'])
def test_source_that_cannot_stand_on_a_map(project: Project, source: str) -> None:
    project.city["source"] = source
    text = refusal(project)
    assert "city.source" in text
    assert "at most 300 letters" in text


def test_paths_are_relative_to_the_file(project: Project) -> None:
    assert project.read().city.terrain == RunPath(
        "../rasters/terrain.tif", project.folder / "rasters" / "terrain.tif"
    )


def test_backslashes_part_folders_too(project: Project) -> None:
    project.city["terrain"] = r"'..\rasters\terrain.tif'"
    assert project.read().city.terrain.path == project.folder / "rasters" / "terrain.tif"


def test_what_is_dumped_names_no_folder_of_this_machine(project: Project) -> None:
    dump = project.read().model_dump_json()
    assert str(project.folder) not in dump
    assert json.loads(dump)["city"]["terrain"] == "../rasters/terrain.tif"
    assert json.loads(dump)["storm"][0]["name"] == "S1"


def test_a_part_cannot_be_changed(project: Project) -> None:
    run_file = project.read()
    with pytest.raises(ValueError, match="frozen"):
        run_file.storms[0].antecedent = 0.1


def test_byte_order_mark_is_read_over(project: Project) -> None:
    project.read()
    project.file.write_bytes(b"\xef\xbb\xbf" + project.text().encode())
    assert read_run_file(project.file).name == "try"


def test_missing_run_file(tmp_path: Path) -> None:
    with pytest.raises(RunFileProblem, match="there is no such run file"):
        read_run_file(tmp_path / "none.toml")


def test_folder_instead_of_run_file(tmp_path: Path) -> None:
    with pytest.raises(RunFileProblem, match="this is a folder, but a run file"):
        read_run_file(tmp_path)


@pytest.mark.parametrize(("encoding", "line"), [("cp1252", 2), ("utf-16", 1)])
def test_another_encoding_is_told_with_the_remedy(tmp_path: Path, encoding: str, line: int) -> None:
    file = tmp_path / "ansi.toml"
    file.write_bytes("schema_version = 1\n# größe\n".encode(encoding))
    with pytest.raises(RunFileProblem, match=f"line {line}: .* save the file as UTF-8"):
        read_run_file(file)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    file = tmp_path / "picture.toml"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    with pytest.raises(RunFileProblem, match="cannot be read as a text file"):
        read_run_file(file)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("x = = 1", r'x = "= 1"'),
        ("[[heat]", "a bracket is missing at the end of a heading: [[heat]"),
        ("x = [1, 2}", "from sign 10 of the line on this is not valid TOML: x = [1, 2}"),
        (r'terrain = "..\dgm\dgm1"', 'write / between folders: terrain = "../dgm/dgm1"'),
        (r'terrain = "D:\Daten\dgm1"', 'write / between folders: terrain = "D:/Daten/dgm1"'),
        ("soil = loam", 'stand in quotation marks: soil = "loam"'),
        ("as_of = 2023-5 # May", 'stand in quotation marks: as_of = "2023-5"'),
        ("name = 1", "the key name stands there a second time"),
        ("[city]", "the heading [city] stands there a second time"),
        ('label = "heavy', "a quotation mark is missing"),
        ("label", "a key, an equals sign and a value are expected"),
        ("label =", "the key label has no value"),
        ("x = {a = 1, a = 2}", "the key x stands there a second time"),
        ("x = 01", "write 1 instead of 01"),
        ("x = 1.", "write 1.0 instead of 1."),
        ("x = -.5  # .7", "write -0.5 instead of -.5"),
        ("x = [007.5, 2]", "write 7.5 instead of 007.5"),
        ("x = True", "write true instead of True"),
        ("x = [FALSE]", "write false instead of FALSE"),
        ("x = „demo“", 'plain quotation marks: x = "demo"'),
        ('x = "demo“', 'plain quotation marks: x = "demo"'),
        ("größe = 5", "without umlauts: größe"),
        ("[größe]", "without umlauts: [größe]"),
        ("bounds = [370000; 5]", "parted by commas: bounds = [370000, 5]"),
        ("bounds = [370000 -5]", "parted by commas: bounds = [370000, -5]"),
        ('x = "a\x07b"', "sign 7 of the line is a control character (U+0007)"),
        ("# a\x0cb", "sign 4 of the line is a control character (U+000C)"),
    ],
)
def test_what_is_no_toml_is_told_in_words_with_its_line(
    project: Project, line: str, told: str
) -> None:
    project.storm["name"] = '"S1"'
    project.rest = f"{line}\n# end\n"
    text = refusal(project)
    assert "line 12:" in text
    assert told in text


def test_what_the_parser_said_is_told_in_no_other_language(project: Project) -> None:
    project.rest = "x = [1, 2}\n"
    with pytest.raises(RunFileProblem) as caught:
        project.read()
    assert "Unclosed" not in caught.value.told_in(Language("de"))


@pytest.mark.parametrize(("written", "right"), [("0,05", "0.05"), (" 0.05", "0.05"), ("1", "1")])
def test_a_number_in_quotation_marks_is_no_path(project: Project, written: str, right: str) -> None:
    project.city["sealing"] = f'"{written}"'
    told = f"a number is written without quotation marks and with a point: {right}"
    assert told in refusal(project)


def test_a_folder_may_have_a_number_for_a_name(project: Project) -> None:
    project.city["sealing"] = '"2023"'
    (project.file.parent / "2023").mkdir(parents=True)
    assert project.read().city.sealing.path.name == "2023"


def test_a_sealing_in_per_cent_is_told_as_a_share(project: Project) -> None:
    project.city |= {"sealing": "40", "sealing_scale": '"percent"'}
    told = refusal(project)
    assert "not 40: 40 % are written 0.4 (sealing_scale is the scale of a raster)" in told
    project.city["sealing"] = "400"
    assert "a number from 0 to 1 is expected, not 400" in refusal(project)


def test_signs_that_a_backslash_made_are_no_path(project: Project) -> None:
    project.city["terrain"] = r'"..\rasters\terrain.tif"'
    assert "write / between folders" in refusal(project)


def test_heights_of_buildings_are_in_order(project: Project) -> None:
    project.city |= {"building_height_min_m": "10", "building_height_max_m": "10"}
    assert "building_height_min_m (10) has to be below" in refusal(project)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("buildigns = 1", "did you mean buildings in [city]?"),
        ("[buildigns]", "did you mean buildings in [city]?"),
        ("rain_depth = 1", "did you mean rain_depth_mm in [[storm]]?"),
        ("site_radius = 1", "did you mean site_radius_m in [risk]?"),
        ("colour = 1", "storm_preset, storm, heat, risk, output"),
        ("nmae = 1", "did you mean name?"),
    ],
)
def test_an_unknown_key_may_belong_to_another_table(project: Project, line: str, told: str) -> None:
    if line.startswith("["):
        project.rest = line
    else:
        key, _, value = line.partition(" = ")
        project.top[key] = value
    assert refusal(project).endswith(told)


def test_unknown_key_asks_for_the_nearest_one_and_names_the_line(project: Project) -> None:
    project.city["sealig"] = "0.5"
    text = refusal(project)
    assert "city.sealig is unknown" in text
    assert "did you mean sealing?" in text
    assert "line 7" in text


def test_mistyped_required_key_is_told_as_unknown_not_as_missing(project: Project) -> None:
    project.city["terain"] = project.city.pop("terrain")
    assert "did you mean terrain?" in refusal(project)


def test_unknown_key_in_a_storm_names_the_storm(project: Project) -> None:
    project.storm["durationmin"] = "3"
    text = refusal(project)
    assert 'storm "S1".durationmin' in text
    assert "did you mean duration_min?" in text


def test_unknown_key_without_a_near_one_lists_the_known(project: Project) -> None:
    project.rest = "[output]\nqqqq = 1\n"
    text = refusal(project)
    assert "folder, point, record_interval_s" in text
    assert "did you mean" not in text


def test_missing_key(project: Project) -> None:
    del project.city["terrain"]
    assert "the key city.terrain is missing" in refusal(project)


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("schema_version", "2", "must be one of 1"),
        ("name", '"a b"', "begins with a letter or digit"),
        ("name", '"-a"', "begins with a letter or digit"),
        ("name", "3", "a text in quotation marks"),
        ("language", '"fr"', "one of 'de', 'en'"),
    ],
)
def test_top_level_values(project: Project, key: str, value: str, expected: str) -> None:
    project.top[key] = value
    assert expected in refusal(project)


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("crs", '"EPSG:4326"', "counts degrees"),
        ("crs", '"EPSG:3857"', "web Mercator"),
        ("crs", '"EPSG:2263"', "projected system in metres"),
        ("crs", '"bla"', "not a known reference system"),
        ("resolution_m", "0", "a number of at least 0.005"),
        ("resolution_m", "1e-320", "a number of at least 0.005"),
        ("resolution_m", "1e9", "a number of at most 1000"),
        ("resolution_m", MANY_DIGITS, "a number"),
        ("resolution_m", "nan", "a number"),
        ("terrain", "3", "a path in quotation marks"),
        ("land_cover", "3", "name of a class"),
        ("land_cover", '"lwn"', "did you mean lawn?"),
        ("soil", '"lom"', "did you mean loam?"),
        ("sealing", "1.5", "a number from 0 to 1"),
        ("sealing", "inf", "a number from 0 to 1"),
        ("sealing", MANY_DIGITS, "a number from 0 to 1"),
        ("sealing", f"-{MANY_DIGITS}", "a number from 0 to 1"),
        ("sealing", "9" * 5000, "not valid TOML"),
        ("manning_n_s_m13", MANY_DIGITS, "a number from 0.001 to 1"),
        ("depression_storage_mm", MANY_DIGITS, "a number"),
        ("sealing", "true", "a path in quotation marks or a number"),
        ("manning_n_s_m13", "0", "a number from 0.001 to 1"),
        ("depression_storage_mm", "-1", "at least 0"),
        ("depression_storage_mm", '"1"', "must be a number"),
        ("edges", '"opn"', "one of 'open', 'closed'"),
        ("edge_level_m", "50", "edge_level_m needs edge"),
        ("nodata_share_max", "2", "at most 1"),
        ("bounds", "[1, 2, 3]", "city.bounds[4] is missing"),
        ("bounds", "[1, 2, 1e308, 4]", "a number of at most 1e+08"),
        ("bounds", "[3, 2, 1, 4]", "west, south, east, north"),
        ("terrain_range_m", "[150, 20]", "lowest, highest"),
    ],
)
def test_city_values(project: Project, key: str, value: str, expected: str) -> None:
    project.city[key] = value
    assert expected in refusal(project)


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("source", '"blok"', "did you mean block?"),
        ("rain_depth_mm", "-5", "at least 0"),
        ("rain_depth_mm", "900", "more than it rains"),
        ("rain_depth_mm", '"50"', "must be a number"),
        ("duration_min", "0", "a number above 0"),
        ("rain", '"rain.csv"', "does not go with"),
        ("antecedent", "1.5", "a number from 0 to 1"),
        ("antecedent", '"damp"', "0 (dry) to 1 (saturated)"),
        ("drainage_loss_mm_h", "-1", "at least 0"),
        ("after_rain_min", "-1", "at least 0"),
        ("after_rain_min", "43201", "a number of at most 43200"),
        ("duration_min", "43201", "a number of at most 43200"),
        ("duration_min", "1e308", "a number of at most 43200"),
        ("antecedent", MANY_DIGITS, "a number from 0 to 1"),
        ("synchronisation_s", "10", "at most 5"),
        ("synchronisation_s", "0.001", "at least 0.01"),
    ],
)
def test_storm_values(project: Project, key: str, value: str, expected: str) -> None:
    project.storm[key] = value
    assert expected in refusal(project)


def test_source_of_later_versions_names_those_of_this_one(project: Project) -> None:
    project.storm["source"] = '"radar"'
    assert "does not have radar yet; it has block, dvwk, euler2, kostra, series, raster" in refusal(
        project
    )


STATISTICS = '[rain_statistics]\ntable = "kostra.csv"\n'
KOSTRA = {
    "name": '"S1"',
    "source": '"kostra"',
    "return_period_a": "100",
    "duration_min": "60",
}


def test_kostra_storm(project: Project) -> None:
    project.storm = KOSTRA | {"shape": '"block"', "tolerance": '"plus"', "label": '"T100"'}
    project.rest = STATISTICS + "cell = 127105\n"
    run_file = project.read()
    (storm,) = run_file.storms
    assert (storm.return_period_a, storm.shape, storm.tolerance) == (100.0, "block", "plus")
    assert storm.label == "T100"
    assert run_file.rain_statistics is not None
    assert run_file.rain_statistics.cell == 127105


def test_kostra_storm_needs_statistics(project: Project) -> None:
    project.storm = KOSTRA
    assert 'source = "kostra" needs a table of depths' in refusal(project)


@pytest.mark.parametrize("key", ["return_period_a", "duration_min"])
def test_kostra_storm_needs_return_period_and_duration(project: Project, key: str) -> None:
    project.storm = {name: value for name, value in KOSTRA.items() if name != key}
    project.rest = STATISTICS
    assert f"needs the key {key}" in refusal(project)


@pytest.mark.parametrize(
    ("key", "value"),
    [("rain_depth_mm", "50"), ("rain", '"r.csv"'), ("rain_variable", '"RR"')],
)
def test_keys_that_do_not_go_with_kostra(project: Project, key: str, value: str) -> None:
    project.storm = KOSTRA | {key: value}
    project.rest = STATISTICS
    assert f'the key {key} does not go with source = "kostra"' in refusal(project)


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("shape", '"euler1"', "euler1 is not known; it is one of euler2, dvwk, block"),
        ("tolerance", '"both"', "both is not known; it is one of minus, none, plus"),
        ("return_period_a", "200", "at most 100"),
        ("return_period_a", "0.5", "at least 1"),
    ],
)
def test_values_of_a_kostra_storm(project: Project, key: str, value: str, expected: str) -> None:
    project.storm = KOSTRA | {key: value}
    project.rest = STATISTICS
    assert expected in refusal(project)


def test_raster_storm(project: Project) -> None:
    project.storm = {
        "name": '"S1"',
        "source": '"raster"',
        "rain": '"rain.nc"',
        "rain_variable": '"RR"',
    }
    (storm,) = project.read().storms
    assert storm.rain_variable == "RR"
    del project.storm["rain"]
    assert "needs the key rain" in refusal(project)


def test_rain_variable_goes_with_rasters_only(project: Project) -> None:
    project.storm = {
        "name": '"S1"',
        "source": '"series"',
        "rain": '"rain.csv"',
        "rain_variable": '"RR"',
    }
    assert 'the key rain_variable does not go with source = "series"' in refusal(project)


def test_storm_preset(project: Project) -> None:
    project.top["storm_preset"] = '"nrw"'
    assert "storm_preset needs a table of depths" in refusal(project)
    project.rest = STATISTICS
    assert [storm.name for storm in project.read().all_storms] == [
        "S1_T30_60min",
        "S2_T100_60min",
        "S3_90mm_60min",
        "S1",
    ]
    project.storm["name"] = '"s3_90MM_60min"'
    assert "two storms are called" in refusal(project)
    project.top["storm_preset"] = '"bavaria"'
    assert "bavaria is not known; it is one of nrw" in refusal(project)


def test_storm_preset_is_enough(project: Project) -> None:
    project.top["storm_preset"] = '"nrw"'
    text = project.text().split("[[storm]]")[0] + STATISTICS
    project.file.parent.mkdir(exist_ok=True)
    project.file.write_text(text, encoding="utf-8")
    assert read_run_file(project.file).storms == ()


def test_sewer_that_counts_has_to_be_there(project: Project) -> None:
    project.storm["sewer"] = '"design_capacity"'
    assert "the storm S1 counts on the sewer, but [sewer] is missing" in refusal(project)
    project.rest = "[sewer]\ncapacity_mm_h = 30\n"
    assert project.read().storms[0].sewer == "design_capacity"
    project.storm["sewer"] = '"full"'
    assert "full is not known; it is one of neglected, design_capacity" in refusal(project)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("", "give capacity_mm_h, return_period_a with duration_min, or districts"),
        ("return_period_a = 3\n", "return_period_a means nothing without the key duration_min"),
        ("duration_min = 15\n", "duration_min means nothing without the key return_period_a"),
        (
            "capacity_mm_h = 30\nreturn_period_a = 3\nduration_min = 15\n",
            "capacity_mm_h and return_period_a exclude each other",
        ),
        (
            "return_period_a = 3\nduration_min = 15\n",
            "sewer.return_period_a needs a table of depths",
        ),
    ],
)
def test_sewer_that_says_too_little_or_too_much(project: Project, keys: str, expected: str) -> None:
    project.rest = f"[sewer]\n{keys}"
    assert expected in refusal(project)


@pytest.mark.parametrize("word", ["dry", "normal", "wet"])
def test_words_of_wetness_need_a_season(project: Project, word: str) -> None:
    project.storm["antecedent"] = f'"{word}"'
    text = refusal(project)
    assert "[season]" in text
    assert "give a number" in text


@pytest.mark.parametrize("part", ["[[strategy]]\nx = 1\n"])
def test_parts_of_later_versions(project: Project, part: str) -> None:
    project.rest = part
    assert "this version does not have" in refusal(project)


@pytest.mark.parametrize("key", ["rain_depth_mm", "duration_min"])
def test_block_rain_needs_depth_and_duration(project: Project, key: str) -> None:
    del project.storm[key]
    assert f"needs the key {key}" in refusal(project)


def test_series_needs_a_file(project: Project) -> None:
    project.storm = {"name": '"S1"', "source": '"series"'}
    assert "needs the key rain" in refusal(project)


def test_run_without_storm(project: Project) -> None:
    project.read()
    project.file.write_text(project.text().split("[[storm]]")[0], encoding="utf-8")
    with pytest.raises(
        RunFileProblem,
        match=r"give at least one \[\[storm\]\], storm_preset, \[season\] or \[\[heat\]\]",
    ):
        read_run_file(project.file)


def test_single_brackets_around_storm(project: Project) -> None:
    project.read()
    project.file.write_text(project.text().replace("[[storm]]", "[storm]"), encoding="utf-8")
    with pytest.raises(RunFileProblem, match=r"its heading is \[\[storm\]\] and not \[storm\]"):
        read_run_file(project.file)


def test_two_storms_of_one_name_differ_not_by_case_alone(project: Project) -> None:
    project.rest = '[[storm]]\nname = "s1"\nsource = "block"\nrain_depth_mm = 1\nduration_min = 1\n'
    assert "two storms are called S1 and s1: they need names that differ" in refusal(project)
    project.rest = project.rest.replace("s1", "S1")
    assert refusal(project).endswith("two storms are called S1")


def test_two_points_of_one_name(project: Project) -> None:
    project.rest = '[[output.point]]\nname = "p"\nx_m = 1\ny_m = 1\n' * 2
    assert "two points are called p" in refusal(project)


@pytest.mark.parametrize("axis", ["x_m", "y_m"])
@pytest.mark.parametrize("point", ["[[output.point]]\n", '[[storm.inflow]]\nseries = "i.csv"\n'])
def test_coordinates_have_a_limit(project: Project, point: str, axis: str) -> None:
    other = "y_m" if axis == "x_m" else "x_m"
    project.rest = f'{point}name = "p"\n{axis} = 1e308\n{other} = 1\n'
    text = refusal(project)
    assert f'"p".{axis} must be a number of at most 1e+08' in text
    assert len(text) < 250


def test_record_interval_has_a_limit(project: Project) -> None:
    project.rest = "[output]\nrecord_interval_s = 2592001\n"
    assert "a number of at most 2.592e+06" in refusal(project)


def test_a_storm_may_last_thirty_days(project: Project) -> None:
    project.storm |= {"duration_min": "43200", "after_rain_min": "43200"}
    project.rest = "[output]\nrecord_interval_s = 2592000\n"
    assert project.read().storms[0].duration_min == 30 * 24 * 60


def test_two_inflows_of_one_name(project: Project) -> None:
    project.rest = '[[storm.inflow]]\nname = "i"\nx_m = 1\ny_m = 1\nseries = "i.csv"\n' * 2
    assert "two inflows are called i" in refusal(project)


def test_path_that_leaves_the_project(project: Project) -> None:
    project.city["terrain"] = '"../../terrain.tif"'
    assert "leaves the folder" in refusal(project)
    run_file = project.read(allow_outside=True)
    assert run_file.city.terrain.path == project.folder.parent / "terrain.tif"


def test_absolute_path_outside_the_project(project: Project) -> None:
    project.city["terrain"] = f'"{(project.folder.parent / "t.tif").as_posix()}"'
    assert "leaves the folder" in refusal(project)


def test_link_that_leaves_the_project(project: Project) -> None:
    (project.folder / "rasters" / "link").symlink_to(project.folder.parent)
    project.city["terrain"] = '"../rasters/link/t.tif"'
    assert "leaves the folder" in refusal(project)


def test_output_that_leaves_the_project(project: Project) -> None:
    project.rest = '[output]\nfolder = "../../reports"\n'
    assert "output.folder" in refusal(project)


def test_default_output_of_a_file_without_project(tmp_path: Path) -> None:
    file = tmp_path / "lone.toml"
    file.write_text(Project(tmp_path).text().replace("../rasters/", ""), encoding="utf-8")
    with pytest.raises(RunFileProblem, match=r"\.schwamm"):
        read_run_file(file)
    (tmp_path / ".schwamm").touch()
    with pytest.raises(RunFileProblem, match="leaves the folder"):
        read_run_file(file)
    assert read_run_file(file, allow_outside=True).output.folder.path == tmp_path.parent / "reports"


@pytest.mark.parametrize("path", ["/vsicurl/http://x/t.tif", "https://x/t.tif", "/VSIZIP/t.zip"])
@pytest.mark.parametrize("allow_outside", [False, True])
def test_virtual_paths_are_never_followed(project: Project, path: str, allow_outside: bool) -> None:
    project.city["terrain"] = f'"{path}"'
    assert "is not a file on this computer" in refusal(project, allow_outside=allow_outside)


def test_data_prefix_is_resolved_in_the_data_folder(project: Project, tmp_path: Path) -> None:
    project.city["terrain"] = '"data:case/t.img"'
    run_file = project.read(data_folder=tmp_path / "data")
    assert run_file.city.terrain.path == tmp_path / "data" / "case" / "t.img"


def test_data_prefix_without_data_folder(project: Project) -> None:
    project.city["terrain"] = '"data:case/t.img"'
    assert "HERNE_SCHWAMM_DATA" in refusal(project)


def test_data_prefix_that_leaves_the_data_folder(project: Project, tmp_path: Path) -> None:
    project.city["terrain"] = '"data:../t.img"'
    assert "leaves the folder" in refusal(project, data_folder=tmp_path / "data")


def test_results_do_not_go_to_the_data_folder(project: Project, tmp_path: Path) -> None:
    project.rest = '[output]\nfolder = "data:reports"\n'
    assert "not written to the data folder" in refusal(project, data_folder=tmp_path)


def test_schema_describes_every_key() -> None:
    schema = run_file_schema()
    parts = [schema, *schema["$defs"].values()]
    undescribed = [
        f"{part['title']}.{key}"
        for part in parts
        for key, value in part["properties"].items()
        if "description" not in value and "$ref" not in value
    ]
    assert undescribed == []
    assert all(part["description"] for part in parts)
    assert {"storm", "output", "city"} < schema["properties"].keys()
    assert all(part["additionalProperties"] is False for part in parts)


@pytest.mark.parametrize("line", ["sealing = 0,6", "sealing = 0,6   # 60 %"])
def test_decimal_commas_are_told_with_the_number_as_it_should_be(
    project: Project, line: str
) -> None:
    project.file.parent.mkdir(exist_ok=True)
    project.file.write_text(project.text().replace("[city]", f"[city]\n{line}", 1))
    with pytest.raises(RunFileProblem, match=r"line \d+: .* with a point, not a comma: 0\.6"):
        read_run_file(project.file)


def test_the_template_of_a_city_is_a_run_file():
    template = Path(__file__).parents[2] / "configs" / "herne.toml"
    run_file = read_run_file(template)
    assert [storm.name for storm in run_file.all_storms] == [
        "S1_T30_60min",
        "S2_T100_60min",
        "S3_90mm_60min",
        "T30_60min_mit_Kanal",
    ]
    assert all(storm.sewer == "neglected" for storm in run_file.all_storms[:3])


def test_title_is_free_text_of_one_line(project: Project) -> None:
    assert project.read().title is None
    project.top["title"] = '"Stadt Mülheim an der Ruhr – Süd"'
    assert project.read().title == "Stadt Mülheim an der Ruhr – Süd"


@pytest.mark.parametrize("title", ['""', f'"{"x" * 81}"', r'"two\nlines"', "7"])
def test_title_that_cannot_stand_on_a_map(project: Project, title: str) -> None:
    project.top["title"] = title
    assert "title" in refusal(project)
