"""Where on Earth a grid lies, and how its north stands to true north."""

from __future__ import annotations

from dataclasses import dataclass

from herne_schwamm.city.grid import Grid


@dataclass(frozen=True, slots=True)
class Location:
    """A place on Earth, as the sun needs it.

    Parameters
    ----------
    latitude_deg, longitude_deg
        North and east are positive. [degrees]
    height_m
        Above sea level. [m]
    convergence_deg
        Azimuth of the grid's north, clockwise from true north. [degrees]
    """

    latitude_deg: float
    longitude_deg: float
    height_m: float = 0.0
    convergence_deg: float = 0.0


def location_of(grid: Grid, height_m: float = 0.0) -> Location:
    """Location of a grid's centre.

    Raises
    ------
    ValueError
        The grid has no reference system.
    """
    # Here and not above: pyproj takes a while, and few need it.
    import pyproj

    if not grid.crs:
        raise ValueError("a grid without reference system lies nowhere on Earth")
    west, south, east, north = grid.bounds
    projected = pyproj.Transformer.from_crs(grid.crs, "EPSG:4326", always_xy=True)
    longitude, latitude = projected.transform((west + east) / 2.0, (south + north) / 2.0)
    factors = pyproj.Proj(grid.crs).get_factors(longitude, latitude)
    return Location(latitude, longitude, height_m, factors.meridian_convergence)
