"""What an event about app access rules says is blocked: as Connect or Forge sends it, and whatever else comes."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.host.model import Product
from plugin.governance.access_rules import Named, named


def objects(*ids: Any, product: str = "confluence", kind: str = "page") -> dict[str, Any]:
    """An event about objects."""
    return {"workspace": {"cloudId": "c"}, "objects": [{"product": product, "type": kind, "ids": list(ids)}]}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (objects("1", "2"), Named(frozenset("12"))),
        ({"specversion": "1.0", "data": objects("1")}, Named(frozenset("1"))),
        (objects("ari:cloud:confluence:c:page/7", 8), Named(frozenset("78"))),
        (objects("1", product="Confluence"), Named(frozenset("1"))),
        (objects("1", product="jira"), Named()),
        ({"container": {"product": "confluence", "id": "98305"}}, Named(place="98305")),
        ({"data": {"container": {"id": 98305}}}, Named(place="98305")),
        ({"container": {"product": "jira", "id": "10000"}}, Named()),
        (objects("../x", "a b", "", None, {"id": "1"}, "x" * 99), Named()),
        ({"objects": "1"}, Named()),
        ({"objects": [1, {"ids": "12"}]}, Named()),
        ({"data": [], "container": "98305"}, Named()),
        (None, Named()),
        ([], Named()),
        ("x", Named()),
    ],
)
def test_named(body: Any, said: Named) -> None:
    """Ids alone are taken, of this product alone; what cannot be read names nothing, and nothing else is believed."""
    assert named(Product.CONFLUENCE, body) == said
