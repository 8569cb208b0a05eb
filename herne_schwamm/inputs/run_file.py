"""The run file: what a run is told, read from TOML and checked whole before anything starts."""

from __future__ import annotations

import codecs
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, PrivateAttr, Strict, ValidationError, model_validator

from herne_schwamm.inputs.guessing import run_file_nearby
from herne_schwamm.inputs.run_file_city import CityPart, RainStatisticsPart, SewerPart, SitesPart
from herne_schwamm.inputs.run_file_errors import problem_of
from herne_schwamm.inputs.run_file_heat import HeatPart
from herne_schwamm.inputs.run_file_output import OutputPart, RiskPart
from herne_schwamm.inputs.run_file_parts import Name, Part, refuse_twins
from herne_schwamm.inputs.run_file_paths import PathRules, project_root
from herne_schwamm.inputs.run_file_population import PopulationPart
from herne_schwamm.inputs.run_file_season import SeasonPart
from herne_schwamm.inputs.run_file_storm import PRESETS, StormPart
from herne_schwamm.inputs.run_file_values import SEASON_WORDS, StormPreset, refuse
from herne_schwamm.inputs.toml_errors import toml_fault
from herne_schwamm.problems import N_, RunFileProblem

WATER_BALANCE = "water_balance"
"""Folder of a run that holds what its season leaves behind."""


class RunFile(Part):
    """A run: one city, its storms, and where the results go."""

    schema_version: Literal[1]
    """Version of this format: 1."""
    name: Name
    """Name of the run: its reports lie in a folder of this name."""
    title: str | None = Field(default=None, min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]+$")
    """Which city, for the head of maps and report, for example "Stadt Mülheim an der Ruhr"."""
    language: Literal["de", "en"] = "de"
    """Language of maps and report."""
    city: CityPart
    """What is known of the area."""
    sites: SitesPart | None = None
    """Places whose flooding matters more than others'."""
    sewer: SewerPart | None = None
    """What the sewer was built for."""
    population: PopulationPart | None = None
    """How many people live where, and how old they are."""
    rain_statistics: RainStatisticsPart | None = None
    """Depths of rain by duration and return period at this place."""
    season: SeasonPart | None = None
    """Years over which the water of the city is followed: the water balance."""
    storm_preset: StormPreset | None = None
    """Storms of a guideline besides those below: "nrw" (30 a, 100 a and 90 mm in 60 min)."""
    storms: Annotated[tuple[StormPart, ...], Strict(False)] = Field(default=(), alias="storm")
    """The storms, each computed for itself."""
    heats: Annotated[tuple[HeatPart, ...], Strict(False)] = Field(default=(), alias="heat")
    """The heat waves, each computed for itself."""
    risk: RiskPart = Field(default_factory=dict)  # type: ignore[assignment]
    """How the exposure of buildings and sites is taken from the maps."""
    output: OutputPart = Field(default_factory=dict)  # type: ignore[assignment]
    """Where results go and what is recorded."""

    _rules: PathRules = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        """Keep where the file lies: paths were resolved against it."""
        self._rules = context

    @model_validator(mode="after")
    def _consistent(self) -> RunFile:
        asked = (self.storms, self.storm_preset, self.season, self.heats)
        if not any(asked):
            refuse(
                RunFileProblem(
                    N_("give at least one [[storm]], storm_preset, [season] or [[heat]]")
                )
            )
        storms = [storm.name for storm in self.all_storms]
        heats = [heat.name for heat in self.heats]
        refuse_twins(storms, RunFileProblem(N_("storms")))
        refuse_twins(heats, RunFileProblem(N_("heat waves")))
        refuse_twins(storms + heats, RunFileProblem(N_("scenarios")))
        for storm in self.storms:
            if storm.sewer != "neglected" and self.sewer is None:
                refuse(
                    RunFileProblem(
                        N_("the storm {name} counts on the sewer, but [sewer] is missing"),
                        name=storm.name,
                    )
                )
        self._require_season()
        self._require_statistics()
        return self

    def _require_season(self) -> None:
        """Stop the validation where a season lacks the soil, or a storm its season."""
        for part, there in (("[season]", self.season is not None), ("[[heat]]", bool(self.heats))):
            if there and self.city.curve_number is not None:
                refuse(
                    RunFileProblem(
                        N_(
                            "{part} needs the soil, which curve_number stands for in storms only; "
                            "give soil in place of it, or take {part} out"
                        ),
                        part=part,
                    )
                )
        known = [storm.name for storm in self.all_storms]
        for heat in self.heats:
            if heat.after_storm is not None and heat.after_storm not in known:
                refuse(
                    RunFileProblem(
                        N_(
                            "the heat wave {name} begins after the storm {storm}, which is not in "
                            "the run file"
                        ),
                        name=heat.name,
                        storm=heat.after_storm,
                    )
                )
        begun: tuple[StormPart | HeatPart, ...] = (*self.storms, *self.heats)
        for storm in begun:
            if self.season is not None and storm.name.casefold() == WATER_BALANCE:
                refuse(
                    RunFileProblem(
                        N_("{name} is the folder of the season's maps; choose another name"),
                        name=storm.name,
                    )
                )
            if not isinstance(storm.antecedent, str):
                continue
            if self.season is None:
                refuse(
                    RunFileProblem(
                        N_(
                            '{name} starts from the season (antecedent = "{value}"), '
                            "but the part [season] is missing; add it, or give a number from 0 "
                            "(dry) to 1 (saturated)"
                        ),
                        name=storm.name,
                        value=storm.antecedent,
                    )
                )
            first, last = self.season.years
            day = storm.antecedent
            if day not in SEASON_WORDS and not first <= date.fromisoformat(day).year <= last:
                refuse(
                    RunFileProblem(
                        N_(
                            "{name} starts on {day}, but the season goes from {first} "
                            "to {last}; give a day of these years"
                        ),
                        name=storm.name,
                        day=day,
                        first=str(first),
                        last=str(last),
                    )
                )

    def _require_statistics(self) -> None:
        """Stop the validation where depths are wanted that no table holds."""
        if self.rain_statistics is not None:
            return
        wants = {
            "storm_preset": self.storm_preset is not None,
            "sewer.return_period_a": self.sewer is not None
            and self.sewer.return_period_a is not None,
            'source = "kostra"': any(storm.source == "kostra" for storm in self.storms),
        }
        for key, wanted in wants.items():
            if wanted:
                refuse(
                    RunFileProblem(
                        N_(
                            "{key} needs a table of depths, but the part [rain_statistics] with "
                            "its key table is missing; add it, or take {key} out and give the "
                            "rain as a number"
                        ),
                        key=key,
                    )
                )

    @property
    def all_storms(self) -> tuple[StormPart, ...]:
        """Those of the preset, then those of the file."""
        return (*PRESETS.get(self.storm_preset, ()), *self.storms)

    @property
    def file(self) -> Path:
        """The file this was read from."""
        return self._rules.file

    @property
    def root(self) -> Path:
        """The project folder."""
        return self._rules.root


def read_run_file(
    path: Path, *, data_folder: Path | None = None, allow_outside: bool = False
) -> RunFile:
    """Read and check a run file.

    Parameters
    ----------
    path
        The TOML file.
    data_folder
        Folder that ``data:`` at the start of a path stands for.
    allow_outside
        Paths may leave the project folder.

    Raises
    ------
    RunFileProblem
        The file is missing, no TOML, or says something that cannot be followed.
    """
    text = _text_of(path)
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # A TOMLDecodeError, but also a number of thousands of digits or brackets in brackets.
        line, what = toml_fault(text, error)
        raise RunFileProblem(
            N_("{file}, line {line}: {what}"), file=path, line=line, what=what
        ) from error
    rules = PathRules(path, project_root(path), data_folder, allow_outside)
    try:
        return RunFile.model_validate(content, context=rules)
    except ValidationError as error:
        raise problem_of(error, path, text, content) from error


def _text_of(path: Path) -> str:
    if path.is_dir():
        folder = RunFileProblem(
            N_("{file}: this is a folder, but a run file (….toml) is expected; name one in it"),
            file=path,
        )
        raise _or_run_file(folder, path)
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        missing = RunFileProblem(
            N_("{file}: there is no such run file; it was looked for in {folder}"),
            file=path,
            folder=path.parent.resolve(),
        )
        raise _or_run_file(missing, path) from error
    except OSError as error:
        raise RunFileProblem(
            N_("{file}: this cannot be read as a text file in UTF-8"), file=path
        ) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in content and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise RunFileProblem(
                N_("{file}: this cannot be read as a text file in UTF-8"), file=path
            ) from error
        raise RunFileProblem(
            N_(
                "{file}, line {line}: a letter is not written in UTF-8; save the file as UTF-8 in "
                "the editor (Notepad: Save as, Encoding UTF-8)"
            ),
            file=path,
            line=content.count(b"\n", 0, error.start) + 1,
        ) from error


def _or_run_file(problem: RunFileProblem, path: Path) -> RunFileProblem:
    """The problem, with the run file that was probably meant where one is near."""
    near = run_file_nearby(path)
    if near is None:
        return problem
    return RunFileProblem(N_("{problem}; did you mean {guess}?"), problem=problem, guess=near)


def run_file_schema() -> dict[str, Any]:
    """JSON schema of the run file, with a description of every key: for editors and people."""
    return RunFile.model_json_schema(by_alias=True)
