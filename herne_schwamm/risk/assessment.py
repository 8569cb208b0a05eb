"""From the maps of a storm to hazard, exposure, vulnerability and risk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from herne_schwamm.city.city import City
from herne_schwamm.city.footprints import touching_blocks
from herne_schwamm.risk.exposure import (
    WET_WALL_DEPTH_M,
    WaterMaps,
    expose,
    exposure_table,
    no_exposure,
    wet_share,
)
from herne_schwamm.risk.footprints import (
    Indices,
    Runs,
    building_runs,
    wall_faces,
)
from herne_schwamm.risk.hazard import hazard_rasters
from herne_schwamm.risk.ranking import ranked
from herne_schwamm.risk.rings import rings
from herne_schwamm.risk.sites import buildings_of_sites, site_cells
from herne_schwamm.risk.storm_risk import StormRisk
from herne_schwamm.risk.strips import row_strips
from herne_schwamm.risk.vulnerability import (
    raised_by_sites,
    uses_of,
    vulnerability_of,
    vulnerability_of_ground,
    vulnerability_of_sites,
)
from herne_schwamm.tables.risk_matrix import risk_matrix


def assess_storm(city: City, maps: xr.Dataset, *, ring_m: float, site_radius_m: float) -> StormRisk:
    """What a storm means for the buildings, sites and cells of a city.

    The ring of a building is the open ground whose cell centres lie within
    ``ring_m`` (at least 1.5 cells) of the centre of one of its cells; rings
    of neighbours share cells. A building that other buildings enclose takes
    the ring of the block of touching buildings it belongs to.

    Parameters
    ----------
    city
        Its buildings, sites, surface classes and grid.
    maps
        Maps of the storm on the city's grid: ``water_depth_max_m``,
        ``velocity_max_m_s`` and ``hazard_intensity_max_m2_s``, NaN outside the
        city and on buildings.
    ring_m
        Width of the ring around buildings. [m]
    site_radius_m
        Radius around sites given as points. [m]
    """
    ground = city.open_ground
    classes = hazard_rasters(maps)
    judged = _Judged(
        city,
        ground,
        WaterMaps.of(maps, classes["hazard_class"]),
        vulnerability_of_ground(city, ground),
        building_runs(city.layer("building")),
        ring_m,
    )
    uses = [use.name for use in uses_of(city.buildings["use"])]
    kinds = [str(kind) for kind in city.sites["kind"]]
    of_sites = vulnerability_of_sites(kinds)
    of_buildings = raised_by_sites(
        vulnerability_of(uses), of_sites, buildings_of_sites(city, judged.runs)
    )
    buildings, stand_ins, faces = judged.buildings(of_buildings)
    sites = judged.sites(of_sites, stand_ins, faces, site_radius_m)

    classes["vulnerability_class"] = judged.vulnerability
    classes["risk_class"] = risk_raster(classes["hazard_class"], judged.vulnerability)
    rasters = xr.Dataset(
        {name: (("y", "x"), raster, {"units": "1"}) for name, raster in classes.items()},
        coords={"y": city.grid.y_m(), "x": city.grid.x_m()},
    )
    ranking = ranked(
        (
            ("building", city.buildings, city.buildings["id"], uses, buildings),
            ("site", city.sites, city.sites["name"], kinds, sites),
        ),
        city,
    )
    return StormRisk(rasters, buildings, sites, ranking)


def risk_raster(
    hazard_class: NDArray[np.uint8], vulnerability_class: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Risk cell by cell from the matrix. (rows, columns)"""
    matrix = risk_matrix()
    risk = np.empty(hazard_class.shape, np.uint8)
    for strip in row_strips(hazard_class.shape):
        risk[strip] = matrix[hazard_class[strip], vulnerability_class[strip]]
    return risk


@dataclass(frozen=True, slots=True)
class _Judged:
    """What buildings and sites are judged by; ``vulnerability`` is raised on the way."""

    city: City
    ground: NDArray[np.bool_]
    water: WaterMaps
    vulnerability: NDArray[np.uint8]
    runs: Runs
    ring_m: float

    def buildings(
        self, vulnerability: NDArray[np.uint8]
    ) -> tuple[pd.DataFrame, dict[int, Indices], tuple[Indices, Indices]]:
        """Exposure of the buildings, who stands in for enclosed ones, and their walls."""
        building = self.city.layer("building")
        count = len(self.city.buildings)
        exposure = no_exposure(count)
        self._expose(exposure, self.runs, vulnerability)

        stand_ins: dict[int, Indices] = {}
        standing = np.zeros(count, np.bool_)
        standing[self.runs.owner] = True
        enclosed = np.flatnonzero(standing & np.isnan(exposure["depth_max_m"]))
        if enclosed.size:
            block = touching_blocks(building, count)
            # a block is exposed as if it were one building, and counts for
            # nothing more vulnerable than the buildings it stands in for
            raised = np.zeros(count, np.uint8)
            np.maximum.at(raised, block[enclosed], vulnerability[enclosed])
            concerned = np.isin(block[self.runs.owner], block[enclosed])
            runs = self.runs.taken(concerned)
            of_block = no_exposure(count)
            self._expose(of_block, runs.owned_by(block[runs.owner]), raised)
            for name, values in exposure.items():
                values[enclosed] = of_block[name][block[enclosed]]
            members = {
                number: np.flatnonzero(block == number) for number in np.unique(block[enclosed])
            }
            stand_ins = {int(number): members[block[number]] for number in enclosed}

        wet = self.water.depth_m.reshape(building.shape) >= np.float64(WET_WALL_DEPTH_M)
        faces = wall_faces(building, self.ground, wet, count)
        exposure["wetted_facade_share"][:] = wet_share(*faces)
        table = exposure_table(
            exposure, vulnerability, _risk(exposure, vulnerability), self.city.buildings.index
        )
        return table, stand_ins, faces

    def sites(
        self,
        vulnerability: NDArray[np.uint8],
        stand_ins: dict[int, Indices],
        faces: tuple[Indices, Indices],
        site_radius_m: float,
    ) -> pd.DataFrame:
        """Exposure of the sites."""
        cells = site_cells(
            self.city,
            self.ground,
            self.runs,
            stand_ins,
            ring_m=self.ring_m,
            site_radius_m=site_radius_m,
        )
        exposure = no_exposure(len(self.city.sites))
        expose(exposure, cells.around, self.water)
        np.maximum.at(
            self.vulnerability.reshape(-1), cells.around.cell, vulnerability[cells.around.owner]
        )
        walls, wet_walls = (
            np.array([of_all[numbers].sum() for numbers in cells.buildings], np.int64)
            for of_all in faces
        )
        exposure["wetted_facade_share"][:] = wet_share(walls, wet_walls)
        return exposure_table(
            exposure, vulnerability, _risk(exposure, vulnerability), self.city.sites.index
        )

    def _expose(
        self,
        exposure: dict[str, NDArray[np.float64]],
        runs: Runs,
        vulnerability: NDArray[np.uint8],
    ) -> None:
        """Expose the owners of runs, and raise the vulnerability of their rings."""
        raised = self.vulnerability.reshape(-1)
        for ring in rings(runs, self.ground, self.city.grid, self.ring_m):
            expose(exposure, ring, self.water)
            np.maximum.at(raised, ring.cell, vulnerability[ring.owner])


def _risk(
    exposure: dict[str, NDArray[np.float64]], vulnerability: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Risk of each object from its hazard class and vulnerability."""
    risk: NDArray[np.uint8] = risk_matrix()[
        exposure["hazard_class"].astype(np.int64), vulnerability
    ]
    return risk
