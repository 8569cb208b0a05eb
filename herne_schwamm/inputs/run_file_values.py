"""Values of the run file that are more than a number or a text: paths, layers, later words.

Each validator raises a `PydanticCustomError` that carries the sentence as a
`RunFileProblem`; `run_file_errors` adds file, line and key to it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Annotated, Any, NoReturn

from pydantic import PlainSerializer, PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from herne_schwamm.inputs.guessing import or_guess, words_for
from herne_schwamm.inputs.reference_systems import named_system
from herne_schwamm.inputs.run_file_paths import DATA_PREFIX, PathRules, RunPath
from herne_schwamm.problems import N_, Labelled, RunFileProblem, Typed
from herne_schwamm.tables import soils, surface_classes

REFUSED = "run_file_refused"
"""Type of the pydantic errors that carry a sentence of ours in ``ctx["what"]``."""

LONGEST_SOURCE = 300
"""Letters of a data source: more would not stand below a map."""

MORE_THAN_PERCENT = 100.0
"""A number above this is no share in per cent."""

FIRST_DAY = "-01-01"
DATE_FORM = r"[0-9]{4}(-[0-9]{2}){0,2}"
"""A year, a month or a day as ISO 8601 writes them."""

_NUMBER = re.compile(r"\s*[+-]?\d+([.,]\d+)?\s*")


def refuse(what: RunFileProblem) -> NoReturn:
    """Stop the validation of a value with a sentence."""
    raise PydanticCustomError(REFUSED, "refused", {"what": what}) from what


def _resolved(text: str, info: ValidationInfo) -> RunPath:
    rules = info.context
    if not isinstance(rules, PathRules):
        raise TypeError("a run file is read with read_run_file: its paths need a folder")
    try:
        return rules.resolve(text)
    except RunFileProblem as what:
        refuse(what)


def _path(value: Any, info: ValidationInfo) -> RunPath:
    if not isinstance(value, str):
        refuse(RunFileProblem(N_("a path in quotation marks is expected")))
    return _resolved(value, info)


def _output_folder(value: Any, info: ValidationInfo) -> RunPath:
    if isinstance(value, str) and value.startswith(DATA_PREFIX):
        refuse(RunFileProblem(N_("results are not written to the data folder")))
    return _path(value, info)


def _number(value: float, low: float, high: float) -> float:
    try:
        value = float(value)
    except OverflowError:  # A whole number of some hundred digits.
        value = math.inf if value > 0 else -math.inf
    if not low <= value <= high:
        refuse(
            RunFileProblem(
                N_("a number from {low:g} to {high:g} is expected, not {value:g}"),
                low=Typed(low),
                high=Typed(high),
                value=Typed(value),
            )
        )
    return value


def _path_or_number(low: float, high: float) -> Callable[[Any, ValidationInfo], RunPath | float]:
    def validate(value: Any, info: ValidationInfo) -> RunPath | float:
        if isinstance(value, str):
            named = _resolved(value, info)
            if _NUMBER.fullmatch(value) and not named.path.exists():
                refuse(
                    RunFileProblem(
                        N_(
                            "{value} is looked for as a file; a number is written without "
                            "quotation marks and with a point: {number}"
                        ),
                        value=value,
                        number=value.strip().replace(",", "."),
                    )
                )
            return named
        if isinstance(value, bool) or not isinstance(value, int | float):
            refuse(RunFileProblem(N_("a path in quotation marks or a number is expected")))
        return _number(value, low, high)

    return validate


def _path_or_share(value: Any, info: ValidationInfo) -> RunPath | float:
    per_cent = isinstance(value, int | float) and 1.0 < value <= MORE_THAN_PERCENT
    if per_cent and not isinstance(value, bool):
        refuse(
            RunFileProblem(
                N_(
                    "a number from 0 to 1 is expected, not {value:g}: {value:g} % are written "
                    "{share:g} (sealing_scale is the scale of a raster)"
                ),
                value=Typed(value),
                share=Typed(value / MORE_THAN_PERCENT),
            )
        )
    return _path_or_number(0.0, 1.0)(value, info)


def _looks_like_path(text: str) -> bool:
    return any(sign in text for sign in "./\\:")


def _path_or_class(
    names: Callable[[], Collection[str]],
) -> Callable[[Any, ValidationInfo], RunPath | str]:
    def validate(value: Any, info: ValidationInfo) -> RunPath | str:
        if not isinstance(value, str):
            refuse(
                RunFileProblem(
                    N_("a path or the name of a class in quotation marks is expected: {names}"),
                    names=_labelled(names()),
                )
            )
        if value in names():
            return value
        if not _looks_like_path(value):
            refuse(
                or_guess(
                    RunFileProblem(
                        N_("{value} is neither a path nor a class; the classes are {names}"),
                        value=value,
                        names=_labelled(names()),
                    ),
                    value,
                    words_for(_labelled(names())),
                )
            )
        return _resolved(value, info)

    return validate


def _labelled(names: Collection[str]) -> tuple[Labelled, ...]:
    """Names of classes with what they are called; other names are called like themselves."""
    rows = names if isinstance(names, Mapping) else {}
    return tuple(
        Labelled(name, rows[name].label_de, rows[name].label_en)
        if name in rows
        else Labelled(name, name, name)
        for name in names
    )


def _written(value: RunPath | float | str) -> float | str:
    return value.text if isinstance(value, RunPath) else value


def _crs(value: Any) -> str:
    if not isinstance(value, str):
        refuse(RunFileProblem(N_("a reference system in quotation marks is expected")))
    try:
        named_system(value)
    except RunFileProblem as what:
        refuse(what)
    return value


SEASON_WORDS = ("dry", "normal", "wet")
"""How wet it is before a storm, by the days of the season."""


def _antecedent(value: Any) -> float | str:
    """A number; or a word or a day of the season, as text."""
    # TOML has days without quotation marks, too; a moment is more than a day.
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        if value in SEASON_WORDS:
            return value
        try:
            if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                return date.fromisoformat(value).isoformat()
        except ValueError:
            pass
    if isinstance(value, bool) or not isinstance(value, int | float):
        refuse(
            or_guess(
                RunFileProblem(
                    N_(
                        "a number from 0 (dry) to 1 (saturated) is expected; with a part [season] "
                        'also "dry", "normal", "wet" or one of its days, for example "2018-07-20"'
                    )
                ),
                str(value),
                SEASON_WORDS,
            )
        )
    return _number(value, 0.0, 1.0)


def _later_words(known: Collection[str], later: Collection[str]) -> Callable[[Any], str]:
    def validate(value: Any) -> str:
        if value in later:
            refuse(
                RunFileProblem(
                    N_("this version does not have {value} yet; it has {known}"),
                    value=value,
                    known=", ".join(known),
                )
            )
        if not isinstance(value, str) or value not in known:
            refuse(
                or_guess(
                    RunFileProblem(
                        N_("{value} is not known; it is one of {known}"),
                        value=value,
                        known=", ".join(known),
                    ),
                    str(value),
                    known,
                )
            )
        return value

    return validate


def _source_text(value: Any) -> str:
    # Line ends and the like are for the run file's eyes: a map has one line for it.
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not 0 < len(text) <= LONGEST_SOURCE or not text.isprintable():
        refuse(
            RunFileProblem(
                N_(
                    "a text of at most {length} letters in quotation marks is expected: "
                    "which data, whose, under which licence"
                ),
                length=LONGEST_SOURCE,
            )
        )
    return text


def _date_of_data(value: Any) -> str:
    try:
        if not isinstance(value, str) or not re.fullmatch(DATE_FORM, value):
            raise ValueError("not of the form of a date")
        # A year or a month is there where its first day is.
        date.fromisoformat(value + FIRST_DAY[len(value) - len("YYYY") :])
    except ValueError:
        refuse(
            RunFileProblem(
                N_(
                    "a year, month or day in quotation marks is expected, for example "
                    '"2023", "2023-05" or "2023-05-31", not {value}'
                ),
                value=value,
            )
        )
    return value


_STRING = WithJsonSchema({"type": "string"})
_AS_WRITTEN = PlainSerializer(_written)


def _choice(known: list[str], later: list[str]) -> tuple[PlainValidator, WithJsonSchema]:
    return PlainValidator(_later_words(known, later)), WithJsonSchema(
        {"type": "string", "enum": known}
    )


def _layer_of_numbers(
    low: float,
    high: float,
    validate: Callable[[Any, ValidationInfo], RunPath | float] | None = None,
) -> tuple[PlainValidator, WithJsonSchema, PlainSerializer]:
    number = {"type": "number", "minimum": low, "maximum": high}
    return (
        PlainValidator(validate or _path_or_number(low, high)),
        WithJsonSchema({"anyOf": [{"type": "string"}, number]}),
        _AS_WRITTEN,
    )


FilePath = Annotated[RunPath, PlainValidator(_path), _STRING, _AS_WRITTEN]
OutputFolder = Annotated[RunPath, PlainValidator(_output_folder), _STRING, _AS_WRITTEN]
ReferenceSystem = Annotated[str, PlainValidator(_crs), _STRING]
Antecedent = Annotated[
    float | str,
    PlainValidator(_antecedent),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0, "maximum": 1},
                {"type": "string", "pattern": "^(dry|normal|wet|[0-9]{4}-[0-9]{2}-[0-9]{2})$"},
            ]
        }
    ),
]
Sealing = Annotated[RunPath | float, *_layer_of_numbers(0.0, 1.0, _path_or_share)]
Roughness = Annotated[RunPath | float, *_layer_of_numbers(0.001, 1.0)]
Level = Annotated[RunPath | float, *_layer_of_numbers(-500.0, 9000.0)]
LandCover = Annotated[
    RunPath | str, PlainValidator(_path_or_class(surface_classes)), _STRING, _AS_WRITTEN
]
Soil = Annotated[RunPath | str, PlainValidator(_path_or_class(soils)), _STRING, _AS_WRITTEN]
DataSourceText = Annotated[
    str,
    PlainValidator(_source_text),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": LONGEST_SOURCE}),
]
DataDate = Annotated[
    str,
    PlainValidator(_date_of_data),
    WithJsonSchema({"type": "string", "pattern": f"^{DATE_FORM}$"}),
]
RainSource = Annotated[
    str, *_choice(["block", "dvwk", "euler2", "kostra", "series", "raster"], ["radar"])
]
RainShape = Annotated[str, *_choice(["euler2", "dvwk", "block"], [])]
Tolerance = Annotated[str, *_choice(["minus", "none", "plus"], [])]
SewerRule = Annotated[str, *_choice(["neglected", "design_capacity"], [])]
StormPreset = Annotated[str, *_choice(["nrw"], [])]
GroundwaterDepth = Annotated[RunPath | float, *_layer_of_numbers(0.0, 1000.0)]
CanopyHeight = Annotated[RunPath | float, *_layer_of_numbers(0.0, 100.0)]
Conductivity = Annotated[RunPath | float, *_layer_of_numbers(0.0, 10000.0)]
CurveNumber = Annotated[RunPath | float, *_layer_of_numbers(1.0, 100.0)]
LAND_COVER_SCHEMES = ("surface_classes", "urban_atlas", "alkis", "osm", "umep")
LandCoverScheme = Annotated[
    RunPath | str,
    PlainValidator(_path_or_class(lambda: LAND_COVER_SCHEMES)),
    _STRING,
    _AS_WRITTEN,
]
