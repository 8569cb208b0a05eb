"""Arrows of cold air: where it flows, and none where it rests."""

import geopandas
import numpy as np
import pytest
import xarray as xr

from herne_schwamm.products.cold_air_arrows import (
    PIECE_M,
    SLOWEST_M_S,
    cold_air_flow,
    write_cold_air_arrows,
)


def cold_air(city, depth_m=4.0, velocity_m_s=0.5):
    depth = np.full(city.grid.shape, depth_m, np.float32)
    arrays = {
        "cold_air_depth_m": depth,
        "cold_air_flux_m2_s": depth * np.float32(velocity_m_s),
        "cold_air_direction_deg": np.full(city.grid.shape, 225.0, np.float32),
    }
    return xr.Dataset(
        {
            name: (("y", "x"), np.where(city.inside, values, np.float32(np.nan)))
            for name, values in arrays.items()
        }
    )


def test_an_arrow_stands_in_every_piece_with_its_flux(tmp_path, city, english):
    path = tmp_path / "cold_air_arrows.gpkg"
    assert write_cold_air_arrows(path, cold_air(city), city.grid, english, {"event": "h"})
    table = geopandas.read_file(path, layer="cold_air_arrows")
    cells = round(PIECE_M / city.grid.cell_size_m)
    rows, columns = np.nonzero(city.inside)
    assert len(table) == len({*zip(rows // cells, columns // cells, strict=True)})
    assert set(table["azimuth_deg"]) == {225.0}
    assert table["cold_air_flux_m2_s"].to_numpy() == pytest.approx(2.0)
    assert set(table["flux_class_label"]) == {"2 – 5 m²/s"}
    assert table.crs.to_epsg() == 25832


@pytest.mark.parametrize("how", [{"depth_m": 0.2}, {"velocity_m_s": 0.5 * SLOWEST_M_S}])
def test_thin_or_resting_air_has_no_arrow(tmp_path, city, english, how):
    path = tmp_path / "cold_air_arrows.gpkg"
    assert not write_cold_air_arrows(path, cold_air(city, **how), city.grid, english, {})
    assert not path.exists()


def test_without_cold_air_there_is_nothing_to_draw(city):
    assert cold_air_flow(xr.Dataset()) is None
