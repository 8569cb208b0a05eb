"""The same ground without the city."""

from __future__ import annotations

import numpy as np

from herne_schwamm.city.facilities import cistern, ground, roof, swale, unit_table
from herne_schwamm.city.unbuilt import no_connections, unbuilt_units
from herne_schwamm.models.season import simulate_season
from herne_schwamm.tables import surface_classes
from tests.models.seasons import half_wet, weather


def test_grass_on_the_own_soil_forest_and_water_stay():
    units = unit_table(
        [
            ground(10.0, "asphalt", "clay", 0.9, sewer_capacity_mm_h=30.0),
            ground(20.0, "forest", "loam", canopy_capacity_mm=1.0),
            ground(30.0, "water", "loam"),
            roof(40.0),
            swale(5.0),
            ground(50.0, "lawn", "sand", conductivity_mm_h=7.0, groundwater_depth_m=1.2),
            cistern(2.0, 40.0),
        ]
    )
    natural = unbuilt_units(units)
    code = {name: row.code for name, row in surface_classes().items()}
    wanted = ["lawn", "forest", "water", "lawn", "lawn", "lawn", "lawn"]
    assert natural["surface_class"].tolist() == [code[name] for name in wanted]
    assert (natural["kind"] == "ground").drop(index=[2]).all()
    assert natural["sealed_share"].tolist() == [0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0]
    assert natural["area_m2"].tolist() == units["area_m2"].tolist()
    assert natural["canopy_capacity_mm"].tolist()[:2] == [0.0, 1.0]
    assert natural.loc[5, "conductivity_mm_h"] == 7.0
    assert natural.loc[3, "conductivity_mm_h"] == 3.4
    assert natural.loc[5, "groundwater_depth_m"] == 1.2
    assert natural.loc[6, "rain_share"] == 0.0
    assert "swale_capacity_mm" not in natural
    assert not natural["sewer_capacity_mm_h"].any()


def test_a_lawn_is_its_own_unbuilt_state():
    units = unit_table([ground(10.0, "lawn", "loam", 0.0), ground(10.0, "asphalt", "loam")])
    natural = unbuilt_units(units)
    forcing = weather(5000, seed=2)
    built, unbuilt = (
        simulate_season(table, no_connections(), forcing, half_wet(table)).total_mm()
        for table in (units, natural)
    )
    assert np.array_equal(unbuilt.loc[0], unbuilt.loc[1])
    assert np.array_equal(built.loc[0], unbuilt.loc[0])
    assert (built["sewer_runoff_mm"] >= unbuilt["sewer_runoff_mm"]).all()
