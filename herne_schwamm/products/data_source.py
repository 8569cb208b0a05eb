"""Which data a product is made of, and of which date: stands on every map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from herne_schwamm.city.city import City
from herne_schwamm.problems import N_, Language


@dataclass(frozen=True, slots=True)
class DataSource:
    """The origin of the data.

    Parameters
    ----------
    text
        Which data, whose, under which licence; or the name of a file.
    as_of
        Date of the data as ISO 8601 writes it: a year, a month or a day
        ("2023", "2023-05", "2023-05-31"); None where it is not given.
    rain
        Whose statistics of rain were used (GeoNutzV wants Deutscher
        Wetterdienst named on every map); None: nobody's.
    weather
        File of the weather that drives a season or a heat wave; None: none does.
    """

    text: str
    as_of: str | None = None
    rain: str | None = None
    weather: str | None = None

    def date(self, language: Language) -> str:
        """The date as people write it (05.2023 in German), or that it is not given."""
        if self.as_of is None:
            return language.text(N_("not given"))
        return language.date(self.as_of)

    def line(self, language: Language) -> str:
        """Source, date and whose rain or weather in one line, for the foot of a map."""
        if self.as_of is None:
            told = language.text(
                N_("Source: {source} · date of the data not given"), source=self.text
            )
        else:
            told = language.text(
                N_("Source: {source} · data as of {date}"),
                source=self.text,
                date=self.date(language),
            )
        parts = [told]
        if self.rain is not None:
            parts.append(language.text(N_("Rain: {source}"), source=self.rain))
        if self.weather is not None:
            parts.append(language.text(N_("Weather: {source}"), source=self.weather))
        return " · ".join(parts)

    def tags(self, language: Language) -> Mapping[str, str]:
        """Metadata of a raster; the date as ISO 8601 writes it."""
        tags = {"source": self.text, "data_as_of": self.as_of or self.date(language)}
        if self.rain is not None:
            tags["rain_source"] = self.rain
        if self.weather is not None:
            tags["weather_source"] = self.weather
        return tags


def source_of(city: City, text: str | None, as_of: str | None) -> DataSource:
    """What is said of a city's data; where nothing is, the name of the terrain's file."""
    return DataSource(text or city.origins["terrain_m"].source, as_of)
