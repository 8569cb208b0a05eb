"""What coordinates of an XYZ file mean: swapped columns, degrees, zones in front of eastings."""

from __future__ import annotations

import re

import numpy as np
import pyproj
from numpy.typing import NDArray

from herne_schwamm.problems import N_, InputProblem

ZONE_M = 1e6
"""What a zone number in front of an easting counts. [m]"""

ZONES = range(1, 61)

DEGREES_EXTENT_MAX = 1.0
"""Coordinates that spread further are no degrees of one tile. [degrees]"""


def refuse_foreign_places(
    file: str, east_m: NDArray[np.float64], north_m: NDArray[np.float64], crs: str
) -> None:
    """Refuse swapped columns and degrees; both are no places of the area a system is made for.

    Places beside that area are left alone where neither explains them.

    Raises
    ------
    InputProblem
        With the first coordinates.
    """
    system = pyproj.CRS.from_user_input(crs)
    area, geodetic = system.area_of_use, system.geodetic_crs
    if area is None or geodetic is None:
        return
    to_degrees = pyproj.Transformer.from_crs(system, geodetic, always_xy=True)

    def known(longitude: float, latitude: float) -> bool:
        return area.west <= longitude <= area.east and area.south <= latitude <= area.north

    x, y = float(east_m[0]), float(north_m[0])
    if known(*to_degrees.transform(x, y)):
        return
    if known(*to_degrees.transform(y, x)):
        raise InputProblem(
            N_(
                "{file}: its columns are swapped: {x:.1f} stands where an easting is expected and "
                "{y:.1f} where a northing is ({crs}); write the easting first, then the northing"
            ),
            file=file,
            x=x,
            y=y,
            crs=crs,
        )
    spread = max(np.ptp(east_m), np.ptp(north_m))
    if spread <= DEGREES_EXTENT_MAX and (known(x, y) or known(y, x)):
        raise InputProblem(
            N_(
                "{file}: coordinates in metres are expected ({crs}), but {x:.6f} and {y:.6f} look "
                "like degrees; reproject the file"
            ),
            file=file,
            x=x,
            y=y,
            crs=crs,
        )


def without_zone(
    file: str, east_m: NDArray[np.float64], crs: str
) -> tuple[NDArray[np.float64], int]:
    """Eastings without the zone glued to their front, and that zone; 0 where there is none.

    Raises
    ------
    InputProblem
        The zone is not that of the city.
    """
    # Systems such as EPSG:4647 have it on purpose ("32N WITH PREFIX").
    own = re.fullmatch(r"(\d+)[NS]", pyproj.CRS.from_user_input(crs).utm_zone or "")
    zone = int(east_m.min() // ZONE_M)
    if own is None or zone not in ZONES or int(east_m.max() // ZONE_M) != zone:
        return east_m, 0
    if int(own[1]) != zone:
        raise InputProblem(
            N_(
                "{file}: the easting {east:.1f} begins with the number of zone {zone}, but the "
                "city lies in {crs}; reproject the file, or correct crs in the run file"
            ),
            file=file,
            east=float(east_m[0]),
            zone=zone,
            crs=crs,
        )
    return east_m - zone * ZONE_M, zone
