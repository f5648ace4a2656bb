"""Holds and the erasure of a person over HTTP: administrators only, with a case, in two steps."""

from __future__ import annotations

import json
from typing import Any

from plugin.audit.repository import records, verify_tenant
from plugin.cli.demo import Demo
from plugin.web.schema import validator
from tests.contract.conftest import OpenPanel
from tests.fakes.panel import Panel


def ask(admin: Panel, path: str, schema: str, body: dict[str, Any] | None = None, method: str = "POST") -> Any:
    """A valid answer."""
    answer = admin.call(method, f"audit/{path}", body)
    assert answer.status_code == 200, answer.text
    assert [error.message for error in validator(schema).iter_errors(answer.json())] == []
    return answer.json()


def refused(admin: Panel, path: str, body: dict[str, Any] | None = None) -> tuple[int, str]:
    """Status and code of a refusal."""
    answer = admin.call("POST", f"audit/{path}", body)
    return answer.status_code, answer.json()["error"]["code"]


def said(demo: Demo, event: str) -> list[dict[str, Any]]:
    """What the records of an event say."""
    found = records(demo.services.database, demo.tenant_id)
    return [json.loads(r.payload or "{}") for r in found if json.loads(r.header)["event"] == event]


def test_holds(demo: Demo, panel: OpenPanel) -> None:
    """A hold is placed for a case, on a person by account id too, listed and released; all of it is recorded."""
    panel("SHOP-12", "tomasz").summarise()
    admin, tomasz = panel(), demo.site.state.person("tomasz")
    assert tomasz
    assert refused(admin, "holds", {"kind": "run", "value": "x", "case": ""}) == (400, "case_missing")
    assert refused(admin, "holds", {"kind": "colour", "value": "x", "case": "L-1"}) == (400, "invalid_body")
    body = {"kind": "person", "value": tomasz.account_id, "case": "L-1"}
    (hold,) = ask(admin, "holds", "Holds", body)["holds"]
    assert hold["value"] == demo.services.installations.person(demo.tenant_id, tomasz.account_id)
    assert said(demo, "hold:placed")[-1]["case"] == "L-1"
    found = ask(admin, "erasure/look", "ErasureFound", {"person": tomasz.account_id, "case": "L-2"})
    assert found["held"]
    again = {"person": tomasz.account_id, "case": "L-2", "confirmation": found["confirmation"]}
    assert refused(admin, "erasure", again) == (409, "legal_hold")
    assert ask(admin, "holds", "Holds", method="GET")["holds"] == [hold]
    assert ask(admin, f"holds/{hold['id']}/release", "Holds")["holds"] == []
    assert refused(admin, f"holds/{hold['id']}/release") == (404, "not_found")
    assert said(demo, "hold:released")[-1]["hold"] == hold["id"]


def test_erasing_takes_two_steps(demo: Demo, panel: OpenPanel) -> None:
    """A look says what would go; only its own confirmation, for the same person, case and administrator, erases."""
    gone = panel("SHOP-18", "emre")
    run = gone.summarise()
    admin, emre = panel(), demo.site.state.person("emre")
    assert emre
    who = {"person": emre.account_id, "case": "PRIV-3"}
    assert refused(admin, "erasure/look", who | {"case": ""}) == (400, "case_missing")
    assert refused(admin, "erasure/look", who | {"person": "nobody"}) == (404, "not_found")
    found = ask(admin, "erasure/look", "ErasureFound", who)
    assert (found["name"], found["results"], found["held"]) == (emre.display_name, 1, False)
    token = found["confirmation"]
    for wrong in (
        who | {"confirmation": ""},
        who | {"confirmation": token[:-2] + "xx"},
        who | {"confirmation": token, "case": "PRIV-4"},
        who | {"confirmation": token, "person": "another"},
    ):
        assert refused(admin, "erasure", wrong) == (400, "not_confirmed")
    assert ask(admin, "erasure", "Erased", who | {"confirmation": token}) == {"reference": found["reference"]}
    assert refused(admin, "erasure", who | {"confirmation": token}) == (404, "not_found")
    last = said(demo, "person:erased")[-1]
    assert (last["person"], last["why"], last["case"], last["results"]) == (found["reference"], "asked", "PRIV-3", 1)
    report = ask(admin, f"runs/{run['id']}?case=PRIV-3", "RunReport", method="GET")
    assert report["by"] == {"reference": found["reference"], "account_id": "", "name": ""}
    assert not report["shown"]["kept"]
    assert gone.call("GET", f"runs/{run['id']}").status_code == 404  # who comes back is somebody new
    assert verify_tenant(demo.services.database, demo.tenant_id).intact


def test_for_administrators_alone(panel: OpenPanel) -> None:
    """Anybody else is refused at each of these addresses."""
    somebody = panel("SHOP-12", "tomasz")
    for method, path, body in (
        ("GET", "holds", None),
        ("POST", "holds", {"kind": "run", "value": "x", "case": "L-1"}),
        ("POST", "holds/x/release", None),
        ("POST", "erasure/look", {"person": "x", "case": "L-1"}),
        ("POST", "erasure", {"person": "x", "case": "L-1", "confirmation": "x"}),
    ):
        answer = somebody.call(method, f"audit/{path}", body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_admin"), path
