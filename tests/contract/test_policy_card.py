"""The policy card over HTTP: read once a version, recorded, counted; it stands in the way of nothing."""

from __future__ import annotations

import json

from plugin.audit.repository import records
from plugin.cli.demo import Demo
from plugin.web.schema import validator
from tests.contract.conftest import OpenPanel


def test_read_once_a_version(demo: Demo, panel: OpenPanel) -> None:
    """A new version asks again; only that in force can be read, twice is once, and administrators see how many."""
    opened, administrator = panel("SHOP-12", "tomasz"), panel("SHOP-12", "ines")
    boot = opened.bootstrap()
    assert [fault.message for fault in validator("Bootstrap").iter_errors(boot)] == []
    card = boot["card"]
    assert (card["acknowledged"], card["level"], card["place"]) == (False, "public", boot["place"]["name"] or "SHOP")
    assert opened.start().status_code in {200, 202}  # who calls the API is not kept from it
    wrong = opened.call("POST", "card/acknowledge", {"version": card["version"] + 1})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (409, "card_changed")
    for _ in range(2):
        assert opened.call("POST", "card/acknowledge", {"version": card["version"]}).status_code == 204
    assert opened.bootstrap()["card"]["acknowledged"]
    assert not administrator.bootstrap()["card"]["acknowledged"]
    counts = administrator.call("GET", "card/acknowledgements")
    assert [fault.message for fault in validator("CardAcknowledgements").iter_errors(counts.json())] == []
    assert counts.json()["versions"] == [{"version": card["version"], "people": 1}]
    assert opened.call("GET", "card/acknowledgements").status_code == 403
    found = records(demo.services.database, demo.tenant_id)
    said = [json.loads(each.payload or "{}")["policy_version"] for each in found if "card:" in each.header]
    assert said == [card["version"]]
    now = demo.services.policies.version_in_force(demo.tenant_id)
    stricter = {**now.document, "contact": "the desk"}
    demo.services.policies.put_in_force(demo.tenant_id, stricter, author="cli", based_on=now.version)
    again = opened.bootstrap()["card"]
    assert (again["acknowledged"], again["version"], again["contact"]) == (False, card["version"] + 1, "the desk")
