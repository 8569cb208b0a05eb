"""The parts of a run file that say what it rains."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, Strict, model_validator

from herne_schwamm.inputs.run_file_parts import (
    MINUTES_MAX,
    RAIN_LIMIT_MM_H,
    Column,
    Coordinate,
    Name,
    Part,
    refuse_twins,
)
from herne_schwamm.inputs.run_file_values import (
    Antecedent,
    FilePath,
    RainShape,
    RainSource,
    SewerRule,
    Tolerance,
    refuse,
)
from herne_schwamm.problems import N_, RunFileProblem


class InflowPart(Part):
    """Water that enters the city at a point during a storm."""

    name: Name
    """Name of the inflow."""
    x_m: Coordinate
    """Easting in the city's reference system [m]."""
    y_m: Coordinate
    """Northing in the city's reference system [m]."""
    series: FilePath
    """CSV with the columns time_s or time_min, and discharge_m3_s."""


KEYS_OF_RAIN = {
    "block": ("rain_depth_mm", "duration_min"),
    "dvwk": ("rain_depth_mm", "duration_min"),
    "euler2": ("depth_duration", "duration_min"),
    "kostra": ("return_period_a", "duration_min"),
    "series": ("rain",),
    "raster": ("rain",),
}
"""Keys of a storm that its source of rain needs; the others do not go with it."""

KEYS_THAT_MAY = {
    "kostra": ("shape", "tolerance"),
    "raster": ("rain_variable",),
}
"""Keys that go with a source of rain, but have a default."""


class StormPart(Part):
    """One storm over the whole city."""

    name: Name
    """Name of the storm: its results lie in a folder of this name."""
    label: str | None = Field(default=None, min_length=1, max_length=100)
    """Words for the head of its maps, for example "NRW extreme, SRI 10 by convention"."""
    source: RainSource
    """Where the rain comes from: "block" (constant), "dvwk" (three parts with a peak), "euler2"
    (Euler type II from depths by duration), "kostra" (from [rain_statistics]), "series" (a CSV
    file) or "raster" (a NetCDF file with a raster per step)."""
    rain_depth_mm: float | None = Field(default=None, ge=0.0)
    """Depth of a block or DVWK rain [mm]."""
    duration_min: float | None = Field(default=None, gt=0.0, le=MINUTES_MAX)
    """Duration of a block, DVWK, Euler or KOSTRA rain [min]; Euler: a multiple of 5."""
    depth_duration: FilePath | None = None
    """CSV for the Euler rain: duration_min and depth_mm of one return period, from 5 min to
    at least the duration."""
    return_period_a: float | None = Field(default=None, ge=1.0, le=100.0)
    """Return period of a KOSTRA rain [a]: 1, 2, 3, 5, 10, 20, 30, 50 or 100."""
    shape: RainShape | None = None
    """How a KOSTRA rain falls: "euler2" (default), "dvwk" or "block"."""
    tolerance: Tolerance | None = None
    """Depth of a KOSTRA rain within its band of tolerance: "minus", "none" (default) or "plus"
    (hN - UC, hN, hN + UC)."""
    rain: FilePath | None = None
    """Series: CSV with time_min, time_s or time, and rain_mm_h or rain_mm (per step). Raster:
    NetCDF with rain over time, y and x."""
    rain_variable: Column | None = None
    """Name of the rain in the NetCDF file, where it holds several variables."""
    sewer: SewerRule = "neglected"
    """What the sewer takes: "neglected", as the hazard maps of NRW assume, is nothing;
    "design_capacity" is what [sewer] says."""
    drainage_loss_mm_h: float = Field(default=0.0, ge=0.0)
    """Constant rate at which water leaves every cell but roofs [mm/h]."""
    antecedent: Antecedent = 0.5
    """Relative soil moisture at the first drop: 0 (dry) to 1 (saturated). With [season] also
    "dry", "normal" or "wet" (the water that one, five or nine of ten summer days do not exceed),
    or one of its days, "2018-07-20": the storm starts from the season's water then."""
    after_rain_min: float | None = Field(default=None, ge=0.0, le=MINUTES_MAX)
    """How long the storm is followed after the end of the rain and of all inflows [min]; without
    it until the peak has passed everywhere."""
    synchronisation_s: float = Field(default=2.0, ge=0.01, le=5.0)
    """Interval at which rain, infiltration and sewer act [s]."""
    inflows: Annotated[tuple[InflowPart, ...], Strict(False)] = Field(default=(), alias="inflow")
    """Water that enters at points."""

    @model_validator(mode="after")
    def _consistent(self) -> StormPart:
        needed = KEYS_OF_RAIN[self.source]
        may = KEYS_THAT_MAY.get(self.source, ())
        asked = (*KEYS_OF_RAIN.values(), *KEYS_THAT_MAY.values())
        for key in sorted({key for keys in asked for key in keys}):
            value = getattr(self, key)
            if key in needed and value is None:
                refuse(
                    RunFileProblem(
                        N_('source = "{source}" needs the key {key}'), source=self.source, key=key
                    )
                )
            if key not in needed and key not in may and value is not None:
                refuse(
                    RunFileProblem(
                        N_('the key {key} does not go with source = "{source}"; take it out'),
                        source=self.source,
                        key=key,
                    )
                )
        if self.rain_depth_mm is not None and self.duration_min is not None:
            rain_mm_h = self.rain_depth_mm / (self.duration_min / 60.0)
            if rain_mm_h > RAIN_LIMIT_MM_H:
                refuse(
                    RunFileProblem(
                        N_(
                            "{rain:.0f} mm/h is more than it rains ({limit:.0f} mm/h); "
                            "check the units of rain_depth_mm and duration_min"
                        ),
                        rain=rain_mm_h,
                        limit=RAIN_LIMIT_MM_H,
                    )
                )
        refuse_twins((inflow.name for inflow in self.inflows), RunFileProblem(N_("inflows")))
        return self


PRESETS: Mapping[str | None, tuple[StormPart, ...]] = {
    "nrw": (
        StormPart(
            name="S1_T30_60min",
            label=N_("rare (30 a)"),
            source="kostra",
            return_period_a=30.0,
            duration_min=60.0,
        ),
        StormPart(
            name="S2_T100_60min",
            label=N_("exceptional (100 a)"),
            source="kostra",
            return_period_a=100.0,
            duration_min=60.0,
        ),
        StormPart(
            name="S3_90mm_60min",
            label=N_("extreme (90 mm/h, SRI 10 by convention)"),
            source="block",
            rain_depth_mm=90.0,
            duration_min=60.0,
        ),
    )
}
"""Storms of a guideline. "nrw": Arbeitshilfe kommunales Starkregenrisikomanagement (MULNV 2018),
scenarios 1 to 3, the sewer neglected. Their labels are sentences of the catalogue."""
