"""Comfort on rasters: PET of a person, UTCI."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from herne_schwamm.kernels.compiling import HEAVY, threads_for
from herne_schwamm.kernels.pet import (
    BLOOD_HEAT_J_KG_K,
    STANDARD_PRESSURE_PA,
    Body,
    pet,
)
from herne_schwamm.kernels.utci import LOWEST_WIND_M_S, utci

Version = Literal["corrected", "vdi"]
"""Of PET: corrected after Walther and Goestchel (2018), or as VDI 3787-2 (2008) prints it."""

CLO_M2_K_W = 1.0 / 6.45
"""Resistance of one clo. [m2 K/W]"""

ROOM_ACTIVITY_W = 80.0
ROOM_CLOTHING_CLO = 0.9

RADIATING_SHARE = 0.725
"""Share of a standing body's area that sees its surroundings, Fanger (1972)."""

BLOOD_DENSITY_KG_L = 1.06
"""VDI takes the flow of blood as a volume. [kg/l]"""

PERSON_HEIGHT_M = 1.1
"""Height of wind and temperature that the person meets. [m]"""

UTCI_WIND_HEIGHT_M = 10.0
UTCI_ROUGHNESS_M = 0.01
"""The logarithmic profile that UTCI's makers went from 10 m down to the person with, Bröde et
al. (2012)."""

WIND_10_M_OVER_1_M = math.log(UTCI_WIND_HEIGHT_M / UTCI_ROUGHNESS_M) / math.log(
    PERSON_HEIGHT_M / UTCI_ROUGHNESS_M
)


class _Worn(NamedTuple):
    bare: float
    outer: float
    resistance: float
    conductance: float
    widening: float


@dataclass(frozen=True, slots=True)
class PetPerson:
    """The person whose PET is told; without arguments the standard person of VDI 3787-2.

    Parameters
    ----------
    age_a, height_m, weight_kg, sex
        The body.
    activity_w
        Heat of activity beyond rest. [W]
    clothing_clo
        Outdoors; in the room everybody wears 0.9 clo. [clo]
    """

    age_a: float = 35.0
    height_m: float = 1.75
    weight_kg: float = 75.0
    sex: Literal["male", "female"] = "male"
    activity_w: float = 80.0
    clothing_clo: float = 0.9

    @property
    def area_m2(self) -> float:
        """Surface of the body after DuBois and DuBois (1916), as VDI 3787-2 has it. [m2]"""
        return 0.203 * math.pow(self.weight_kg, 0.425) * math.pow(self.height_m, 0.725)

    @property
    def rest_w(self) -> float:
        """Heat made at rest, Höppe (1999). [W]"""
        slenderness = 100.0 * self.height_m / math.cbrt(self.weight_kg)
        if self.sex == "male":
            rate, tall = 3.45, 0.010 * (slenderness - 43.4)
        else:
            rate, tall = 3.19, 0.018 * (slenderness - 42.1)
        return rate * math.pow(self.weight_kg, 0.75) * (1.0 + 0.004 * (30.0 - self.age_a) + tall)

    def body(self, version: Version = "corrected") -> Body:
        """What the kernel needs of the person."""
        corrected = version == "corrected"
        outdoors = self._worn(self.clothing_clo, corrected)
        # VDI takes the person into the room as he is.
        room = self._worn(ROOM_CLOTHING_CLO, corrected) if corrected else outdoors
        room_activity_w = ROOM_ACTIVITY_W if corrected else self.activity_w
        blood = BLOOD_HEAT_J_KG_K / 3600.0
        return Body(
            heat=(self.rest_w + self.activity_w) / self.area_m2,
            bare=outdoors.bare,
            outer=outdoors.outer,
            resistance=outdoors.resistance,
            conductance=outdoors.conductance,
            widening=outdoors.widening,
            room_heat=(self.rest_w + room_activity_w) / self.area_m2,
            room_bare=room.bare,
            room_outer=room.outer,
            room_resistance=room.resistance,
            room_widening=room.widening,
            radiating=RADIATING_SHARE,
            blood_w_k=blood if corrected else blood * BLOOD_DENSITY_KG_L,
            corrected=corrected,
        )

    def _worn(self, clo: float, corrected: bool) -> _Worn:
        widening = 1.0 + (0.31 if corrected else 0.15) * clo
        share = (-2.36 + 173.51 * clo - 100.76 * clo**2 + 19.28 * clo**3) / 100.0
        covered = min(share, 1.0)
        # Clothing as a sleeve around this part of the height.
        if clo >= 2.0:
            part = 1.0
        elif clo > 0.6:
            part = (self.height_m - 0.2) / self.height_m
        elif clo > 0.3:
            part = 0.5
        else:
            part = 0.1
        girth_m2 = 2.0 * math.pi * self.height_m * part
        inner_m = covered * self.area_m2 / girth_m2
        outer_m = (covered + widening - 1.0) * self.area_m2 / girth_m2
        resistance = clo * CLO_M2_K_W if corrected else clo * CLO_M2_K_W / covered
        through = girth_m2 * (outer_m - inner_m) / (math.log(outer_m / inner_m) * resistance)
        outer = (share if corrected else covered) + widening - 1.0
        # The correction's conductance is one of the body, VDI's one of the clothing.
        conductance = through / self.area_m2 / (outer if corrected else 1.0)
        return _Worn(1.0 - covered, outer, resistance, conductance, widening)


STANDARD_PERSON = PetPerson()
"""Man of 35 years, 1.75 m and 75 kg, 80 W, 0.9 clo: VDI 3787-2."""


def pet_c(
    air_c: ArrayLike,
    radiant_c: ArrayLike,
    wind_m_s: ArrayLike,
    vapour_pa: ArrayLike,
    person: PetPerson = STANDARD_PERSON,
    *,
    pressure_pa: float = STANDARD_PRESSURE_PA,
    version: Version = "corrected",
) -> NDArray[np.float32]:
    """Physiological equivalent temperature of every cell. (rows, columns) [°C]

    Parameters
    ----------
    air_c, radiant_c, wind_m_s, vapour_pa
        Air and mean radiant temperature [°C], wind [m/s] and vapour pressure [Pa] at 1.1 m.
        Rasters or numbers, not all of them numbers.
    person
        Whose PET.
    pressure_pa
        Air pressure. [Pa]
    version
        Of the model.
    """
    inputs = _rasters(air_c, radiant_c, wind_m_s, vapour_pa)
    result = np.empty_like(inputs[0])
    with threads_for(result.size, HEAVY):
        pet(result, *inputs, float(pressure_pa), person.body(version))
    return result


def utci_c(
    air_c: ArrayLike, radiant_c: ArrayLike, wind_m_s: ArrayLike, vapour_pa: ArrayLike
) -> NDArray[np.float32]:
    """Universal thermal climate index of every cell. (rows, columns) [°C]

    Parameters
    ----------
    air_c, radiant_c, wind_m_s, vapour_pa
        As `pet_c` takes them. The wind is taken up to 10 m by UTCI's own
        profile; calm air counts as 0.5 m/s at 10 m. Other values outside the
        range of the polynomial have no index (not a number).
    """
    air, radiant, wind, vapour = _rasters(air_c, radiant_c, wind_m_s, vapour_pa)
    wind_10_m = np.maximum(
        wind * np.float32(WIND_10_M_OVER_1_M), np.float32(LOWEST_WIND_M_S), dtype=np.float32
    )
    result = np.empty_like(air)
    with threads_for(result.size, HEAVY):
        utci(result, air, radiant, wind_10_m, vapour)
    return result


def _rasters(*values: ArrayLike) -> list[NDArray[np.float32]]:
    arrays = [np.asarray(value, dtype=np.float32) for value in values]
    shape = np.broadcast_shapes(*(array.shape for array in arrays), (1, 1))
    # What has the shape already is not copied; a number becomes a raster.
    return [
        np.ascontiguousarray(array)
        if array.shape == shape
        else np.array(np.broadcast_to(array, shape))
        for array in arrays
    ]
