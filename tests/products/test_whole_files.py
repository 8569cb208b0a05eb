from pathlib import Path

import pytest

from herne_schwamm.problems import WriteProblem
from herne_schwamm.products.whole_files import write_whole


def test_file_holds_what_was_written_and_nothing_is_left_beside_it(tmp_path):
    path = tmp_path / "new" / "report.txt"
    write_whole(path, b"first")
    write_whole(path, b"second")
    assert path.read_bytes() == b"second"
    assert list(path.parent.iterdir()) == [path]


def test_disk_that_swallows_bytes_is_found_and_the_old_file_stays(tmp_path, monkeypatch):
    path = tmp_path / "report.txt"
    path.write_bytes(b"old")
    real = Path.write_bytes
    monkeypatch.setattr(Path, "write_bytes", lambda self, content: real(self, content[:-1]))
    with pytest.raises(WriteProblem) as caught:
        write_whole(path, b"whole")
    assert caught.value.exit_code == 74
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_full_disk_is_told_with_the_name_of_the_file(tmp_path, monkeypatch):
    def refuse(self, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(WriteProblem, match=r"report\.txt .*no space is left on the disk"):
        write_whole(tmp_path / "report.txt", b"text")
    assert list(tmp_path.iterdir()) == []
