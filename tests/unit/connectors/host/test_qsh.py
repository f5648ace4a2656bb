"""The query-string hash against vectors: the published ones restated, and one for each clause."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from connectors.host.qsh import canonical_request, query_string_hash

VECTORS = json.loads((Path(__file__).parents[3] / "vectors" / "qsh.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["clause"] for vector in VECTORS])
def test_vector(vector: dict[str, str]) -> None:
    """Canonical request and hash agree."""
    asked = (vector["method"], vector["url"], vector["base"])
    assert vector["canonical"] == canonical_request(*asked)
    assert vector["hash"] == query_string_hash(*asked)
