"""The JSON schema that editors read is that of the run file."""

from __future__ import annotations

import json
from pathlib import Path

from herne_schwamm.inputs.run_file import run_file_schema

SCHEMA = Path(__file__).parents[2] / "configs" / "schema.json"


def test_committed_schema_is_that_of_the_models():
    committed = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert committed == run_file_schema(), "herne-schwamm schema --out configs/schema.json"
