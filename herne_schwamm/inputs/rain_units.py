"""Units of rain as NetCDF files spell them."""

from __future__ import annotations

import re
from dataclasses import dataclass

SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class RainUnit:
    """How a number becomes millimetres, or millimetres per hour.

    Parameters
    ----------
    factor
        Millimetres (per hour) in one of the unit.
    per_step
        The number is the depth of a whole step, not an intensity.
    """

    factor: float
    per_step: bool


_MM_OF_DEPTH = {
    "mm": 1.0,
    "cm": 10.0,
    "m": 1000.0,
    # A kilogram or a litre of water on a square metre is a millimetre.
    "kg m-2": 1.0,
    "l m-2": 1.0,
}
_SECONDS_OF_TIME = {"s-1": 1.0, "min-1": 60.0, "h-1": SECONDS_PER_HOUR, "d-1": 86_400.0}

_WORDS = {
    "millimeter": "mm",
    "millimeters": "mm",
    "millimetre": "mm",
    "millimetres": "mm",
    "meter": "m",
    "meters": "m",
    "metre": "m",
    "metres": "m",
    "sec": "s",
    "second": "s",
    "seconds": "s",
    "minute": "min",
    "minutes": "min",
    "hr": "h",
    "hour": "h",
    "hours": "h",
    "day": "d",
    "days": "d",
}

_FACTOR = re.compile(r"([a-z]+)(-?\d*)")


def rain_unit(text: str) -> RainUnit | None:
    """What a unit means, however it is spelled; None where it is no unit of rain.

    ``mm/h``, ``mm h-1``, ``mm h^-1``, ``kg m**-2 s**-1``, ``kg/m2`` …
    """
    spelled = _spelled(text)
    if spelled is None:
        return None
    if spelled in _MM_OF_DEPTH:
        return RainUnit(_MM_OF_DEPTH[spelled], per_step=True)
    depth, _, time = spelled.rpartition(" ")
    if depth not in _MM_OF_DEPTH or time not in _SECONDS_OF_TIME:
        return None
    return RainUnit(_MM_OF_DEPTH[depth] * SECONDS_PER_HOUR / _SECONDS_OF_TIME[time], per_step=False)


def _spelled(text: str) -> str | None:
    """A unit as factors with exponents: ``kg m-2 s-1``; None where it is not made of such."""
    factors = []
    plain = text.strip().lower().replace("**", "").replace("^", "").replace("·", " ")
    for place, part in enumerate(plain.split("/")):
        for word in part.replace("*", " ").replace(".", " ").split():
            match = _FACTOR.fullmatch(word)
            if match is None:
                return None
            exponent = int(match[2]) if match[2] not in ("", "-") else 1
            # What stands behind a stroke is divided by.
            exponent = -exponent if place else exponent
            name = _WORDS.get(match[1], match[1])
            factors.append(name if exponent == 1 else f"{name}{exponent}")
    return " ".join(factors)
