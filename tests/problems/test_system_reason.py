"""The system's refusals in the user's words."""

from __future__ import annotations

import errno

from rasterio._err import CPLE_AppDefinedError

from herne_schwamm.problems import Language, Problem, WriteProblem, system_reason


def test_known_refusals_are_told_in_the_users_language() -> None:
    problem = WriteProblem("{reason}", reason=system_reason(OSError(errno.EROFS, "Read-only")))
    assert problem.told_in(Language("de")) == "der Datenträger lässt nur Lesen zu"
    assert problem.told_in(Language("en")) == "the disk can only be read"


def test_a_library_that_passes_words_on_is_understood() -> None:
    reason = system_reason(RuntimeError("_tiffSeekProc:No space left on device."))
    assert isinstance(reason, Problem)
    assert str(reason) == "no space is left on the disk"


def test_numbers_of_gdal_are_none_of_the_system() -> None:
    error = CPLE_AppDefinedError(3, 1, "TIFFAppendToStrip:Write error at scanline 0")
    assert system_reason(error) == "TIFFAppendToStrip:Write error at scanline 0"


def test_others_are_told_as_they_come() -> None:
    assert system_reason(OSError(errno.ENOLCK, "No locks available")) == "No locks available"
    assert system_reason(ValueError()) == "ValueError"
