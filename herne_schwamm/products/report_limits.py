"""What the maps must not be taken for: what this run knew, and what it left out."""

from __future__ import annotations

from collections.abc import Iterator

from herne_schwamm.city.city import CHECKSUM_MATCHES, City
from herne_schwamm.city.forcing import Storm
from herne_schwamm.problems import N_, Language
from herne_schwamm.products.page_parts import Section, Sentences

OWN_PEAKS = N_(
    "The maps show for every cell its own greatest value. The peaks do not occur at the same "
    "time: the sum of the greatest depths is not a volume."
)
SEWER_NEGLECTED = N_(
    "The sewer is neglected: in frequent storms, which it was built for, less water stays on "
    "the surface than the maps show."
)
SEWER_CAPACITY = N_(
    "The sewer takes water up to its design capacity at once and everywhere; pipes, inlets, "
    "backwater and water that comes out of manholes are not computed."
)
CONSTANT_LOSS = N_(
    "The sewer is represented as a constant loss only; inlets, backwater and surcharge are "
    "not computed."
)
LOSS_BESIDES = N_(
    "Besides the sewer a constant loss takes water everywhere outside buildings; it stands for "
    "no pipe that is known."
)
CURVE_NUMBER = N_(
    "The curve number says what the ground takes of the rain that falls on it. Water that stands "
    "or comes from elsewhere does not infiltrate."
)
BUILDINGS_KNOWN = N_(
    "Water flows around the buildings that are given. It does not enter them: cellars, light "
    "wells, garages and passages are not computed."
)
BUILDINGS_UNKNOWN = N_(
    "No buildings are given: water flows through them as far as the terrain does not hold them."
)
SMALL_THINGS = N_(
    "Walls, kerbs and culverts are known only as far as the terrain and the layers hold them."
)
STRUCTURES = N_(
    "Culverts, walls, kerbs, passages and pumps are those that are given; others are known only as "
    "far as the terrain holds them. Culverts are computed clean and pumps as running: debris, "
    "closed flaps and power cuts are not."
)
EXPOSURE = N_(
    "Risk rests on the water beside a building and on its use. The heights of sills and doors, "
    "and protection that is there already, are not known."
)
SAME_RAIN = N_(
    "Rain is the same over the whole area. Real storms differ from place to place; the map "
    "is no forecast."
)
RAIN_RASTERS = N_(
    "Rain differs from place to place as its raster says; within a cell of that raster it is "
    "the same. The map is no forecast."
)
VELOCITIES = N_(
    "Velocities are averaged over the depth. Flow above the critical velocity (Froude "
    "number above 1) is limited to it."
)
PRECAUTION = N_(
    "The maps support precaution. They do not replace the inspection of a single property "
    "on the spot."
)
NO_CHECKSUM = N_(
    "None of the files came with a checksum (.sha256 or .md5 beside it): a single bit that flipped "
    "on their way would not be noticed."
)
NO_LEGAL_MAP = N_("The maps are hints, not hazard maps in the legal sense.")


def limits_section(city: City, storm: Storm, language: Language, *, with_risk: bool) -> Section:
    """The sentences that hold for this run."""
    sentences = _sentences(city, storm, with_risk=with_risk)
    told = tuple(language.text(one) for one in sentences)
    heading = language.text(N_("Limits of validity"))
    return Section("limits", heading, (Sentences(told, listed=True),))


def _sentences(city: City, storm: Storm, *, with_risk: bool) -> Iterator[str]:
    yield OWN_PEAKS
    if storm.sewer == "design_capacity":
        yield SEWER_CAPACITY
        if storm.drainage_loss_mm_h > 0.0:
            yield LOSS_BESIDES
    elif storm.drainage_loss_mm_h > 0.0:
        yield CONSTANT_LOSS
    else:
        yield SEWER_NEGLECTED
    if "curve_number" in city.origins:
        yield CURVE_NUMBER
    yield BUILDINGS_UNKNOWN if city.buildings.empty else BUILDINGS_KNOWN
    yield STRUCTURES if city.structures.given else SMALL_THINGS
    if with_risk:
        yield EXPOSURE
    yield SAME_RAIN if storm.rain_rasters is None else RAIN_RASTERS
    yield VELOCITIES
    files = [origin for origin in city.origins.values() if origin.kind == "file"]
    if files and not any(CHECKSUM_MATCHES in origin.notes for origin in files):
        yield NO_CHECKSUM
    yield NO_LEGAL_MAP
    yield PRECAUTION
