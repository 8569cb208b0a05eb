"""Rules of heat risk, and colours of the double burden for every eye."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest

from herne_schwamm.tables import class_table
from herne_schwamm.tables.double_burden import burden_level, double_burden_codes
from herne_schwamm.tables.heat_risk import heat_rules
from herne_schwamm.tables.reading import read_table
from herne_schwamm.tables.site_kinds import site_kinds
from herne_schwamm.tables.vulnerabilities import building_uses

SEEN = {
    # Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
    "everybody": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WHITE = np.array([0.95047, 1.0, 1.08883])


def cielab(rgb, seen):
    """Colour in CIELAB (D65) as somebody sees it."""
    share = np.array(rgb) / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    x, y, z = np.cbrt(XYZ @ np.clip(seen @ linear, 1e-3, 1.0) / WHITE)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_limits_rise_and_the_matrix_grows():
    rules = heat_rules()
    for limits in (
        rules.pet_day_c, rules.air_temperature_night_c, rules.persons_per_ha, rules.product,
        *rules.ages.values(),
    ):  # fmt: skip
        assert all(low < high for low, high in pairwise(limits))
    hazard = rules.hazard.astype(int)
    assert hazard.shape == (len(rules.pet_day_c) + 1, len(rules.air_temperature_night_c) + 1)
    assert (hazard[0, 0], hazard.max()) == (0, 4)
    assert (np.diff(hazard, axis=0) >= 0).all() and (np.diff(hazard, axis=1) >= 0).all()
    assert set(hazard.flat) == {0, 1, 2, 3, 4}
    with pytest.raises(ValueError, match="read-only"):
        rules.hazard[0, 0] = 1


def test_day_and_night_share_their_breaks_with_the_maps_of_comfort():
    pet = [one.lower for one in class_table("pet_vdi_9").classes]
    assert list(heat_rules().pet_day_c) == pet[-4:]
    night = [one.lower for one in class_table("heat_night_4").classes]
    assert list(heat_rules().air_temperature_night_c) == night[1:]
    density = [one.lower for one in class_table("persons_per_ha").classes]
    assert list(heat_rules().persons_per_ha) == density


def test_names_are_those_of_the_other_tables():
    assert set(heat_rules().homes) <= set(building_uses())
    assert set(heat_rules().sites) <= set(site_kinds())
    for levels in heat_rules().sites.values():
        assert 1 <= levels.exposure <= 4 and 1 <= levels.vulnerability <= 4
    content = read_table("heat_risk")
    assert content["id"] == "heat_risk" and content["version"] and content["source"]


@pytest.mark.parametrize(
    "name", ["heat_hazard_4", "heat_exposure_4", "heat_vulnerability_4", "heat_risk_4"]
)
def test_four_classes_darker_from_class_to_class(name):
    classes = class_table(name).classes
    assert [one.code for one in classes] == [1, 2, 3, 4]
    lightness = [cielab(one.rgb, SEEN["everybody"])[0] for one in classes]
    assert all(dark < light - 8 for light, dark in pairwise(lightness))


def test_every_pair_of_levels_is_one_class_of_the_double_burden():
    codes = double_burden_codes()
    assert sorted(codes[1:, 1:].flat) == list(range(1, 10))
    assert not codes[0].any() and not codes[:, 0].any()
    levels = burden_level().astype(int)
    assert levels.tolist()[0] == 1 and set(levels) == {1, 2, 3} and (np.diff(levels) >= 0).all()


@pytest.mark.parametrize("eyes", list(SEEN))
def test_all_eyes_tell_the_classes_of_the_double_burden_apart(eyes):
    colours = [cielab(one.rgb, SEEN[eyes]) for one in class_table("double_burden_9").classes]
    # 2.3 is just noticeable side by side; on a map many times of it is wanted.
    assert min(np.linalg.norm(a - b) for a, b in combinations(colours, 2)) > 18.0
