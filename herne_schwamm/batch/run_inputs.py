"""Everything that a run reads, before anything is computed: what is wrong is told at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from herne_schwamm.batch.heat_risk import People, people_of_run
from herne_schwamm.batch.task import Task
from herne_schwamm.city.city import City
from herne_schwamm.city.forcing import Storm
from herne_schwamm.inputs.city import read_city
from herne_schwamm.inputs.heat import WaveWeather, read_heat_weather
from herne_schwamm.inputs.notes import doubts
from herne_schwamm.inputs.run_file import RunFile
from herne_schwamm.inputs.season import SeasonWeather, read_season_weather
from herne_schwamm.inputs.storms import check_points, read_storms, storm_doubts
from herne_schwamm.problems import Problem


@dataclass(frozen=True, slots=True)
class RunInputs:
    """What a run computes with.

    Parameters
    ----------
    city
        For storms and season.
    storms
        Those that are wanted, in the order of the run file.
    season
        None where nothing needs it.
    waves
        Weather of the heat waves, by their names.
    heat_city, people
        The city with the origin of its people, and these; no people where no heat is computed.
    """

    city: City
    storms: tuple[Storm, ...]
    season: SeasonWeather | None
    waves: Mapping[str, WaveWeather]
    heat_city: City
    people: People | None


def read_run_inputs(
    run_file: RunFile,
    task: Task,
    names: Collection[str],
    doubt: Callable[[Problem], None],
) -> RunInputs:
    """Read everything, in the order of the run file.

    Parameters
    ----------
    run_file, task, names
        What is done with which storms.
    doubt
        Told what a person should look at, as soon as it is known.

    Raises
    ------
    RunFileProblem, InputProblem
        An input cannot be read, or cannot be.
    """

    def tell(found: Iterable[Problem]) -> None:
        for one in found:
            doubt(one)

    city = read_city(run_file)
    tell(doubts(city.origins.values()))
    storms = tuple(storm for storm in read_storms(run_file, city) if storm.name in names)
    tell(storm_doubts(run_file))
    check_points(run_file, city)
    season = None
    if run_file.season is not None and (task.whole or any(storm.begins for storm in storms)):
        season = read_season_weather(run_file.season, city)
        tell(season.doubts)
    waves = {
        part.name: read_heat_weather(part, city) for part in (run_file.heats if task.whole else ())
    }
    for wave in waves.values():
        tell(wave.doubts)
    heat_city, people = people_of_run(run_file, city) if waves else (city, None)
    return RunInputs(city, storms, season, waves, heat_city, people)
