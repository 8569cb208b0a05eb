import pandas as pd

from herne_schwamm.problems import Language
from herne_schwamm.products.hydrographs import write_hydrographs


def test_german_excel_gets_semicolons_commas_and_a_mark(tmp_path, hydrographs):
    path = tmp_path / "hydrographs.csv"
    write_hydrographs(path, hydrographs, Language("de"))
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").splitlines() == [
        "Zeit [min];Regen [mm/h];Brücke: Wassertiefe [m]",
        "0;0;0",
        "1;48,2;0,333333",
        "2,5;48,2;0,5",
    ]


def test_english_table_is_plain(tmp_path, hydrographs):
    path = tmp_path / "hydrographs.csv"
    write_hydrographs(path, hydrographs, Language("en"))
    assert path.read_bytes().startswith(b"Time [min],Rain [mm/h],")
    read = pd.read_csv(path, index_col="Time [min]")
    hydrographs = hydrographs.rename_axis("Time [min]")
    hydrographs.columns = pd.Index(["Rain [mm/h]", "Brücke: depth [m]"])
    pd.testing.assert_frame_equal(read, hydrographs, rtol=1e-5)
