"""The benchmark beside other programs: what it tells of their answers, without running them."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from benchmarks import peers

FLOOD = peers.Flood("bowl", np.zeros((2, 3)), 2.0, 30.0, 60.0, 40.0)


def answer(seconds, depth_max_m, **more):
    depths = np.array(depth_max_m, float).reshape(2, 3)
    return {"seconds": seconds, "steps": 7, "volume_m3": 0.5, "depth_max_m": depths, **more}


def test_times_depths_and_rain_are_told():
    peer = answer(30.0, [0.1, 0.2, 0.3, 0.0, 0.04, 0.0])
    own = answer(2.0, [0.101, 0.202, 0.303, 0.0, 0.0, 0.0])
    rows = dict(peers.compared("Landlab", FLOOD, peer, own))
    # 24 m² under 30 mm/h for 40 of the 60 minutes.
    assert "**bowl**, 40 min, rain 0 m³" in rows
    assert rows["Landlab"] == "30.0 s, 7 steps, volume 0.5 m³"
    assert rows["herne_schwamm"].startswith("2.0 s")
    assert rows["ratio of times"] == "15.0 ×"
    # Cells that stay below 5 cm in both do not count: 1, 2 and 3 mm are left.
    told = rows["maximum depth apart where either is wetter than 5 cm"]
    assert told == "median 2.0 mm, 90 % 3 mm, 99 % 3 mm"


def test_a_peer_that_was_stopped_is_compared_as_far_as_it_came():
    assert peers.reached(FLOOD, {"simulated_s": np.array(600.0)}).end_min == 10.0
    assert peers.reached(FLOOD, {}) == FLOOD
    assert peers.reached(FLOOD, {"simulated_s": 2400.0}) == FLOOD


@pytest.mark.parametrize("optional", [True, False])
def test_only_an_optional_peer_may_be_missing(tmp_path, monkeypatch, optional):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    peer = peers.Peer("nobody", "there-is-no-such-package==1.0", "peer.py", optional)
    if optional:
        assert peers.environment(peer, sys.executable, tmp_path / "made") is None
    else:
        with pytest.raises(peers.subprocess.CalledProcessError):
            peers.environment(peer, sys.executable, tmp_path / "made")


def test_the_peers_scripts_are_there():
    for peer in (peers.ITZI, peers.LANDLAB):
        assert (peers.ROOT / "benchmarks" / peer.script).is_file()
        assert peer.name.split()[1] == peer.package.split("==")[1]
