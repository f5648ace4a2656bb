"""The kill switch over HTTP against the stand-in site: at once, for everybody, with a record of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from plugin.audit.repository import records
from plugin.cli.demo import Demo
from plugin.governance.kill_switch import KillSwitch
from plugin.policy.stops import StopKind
from plugin.web.schema import validator
from tests.contract.conftest import OpenPanel


@pytest.fixture(autouse=True)
def nothing_stopped(demo: Demo) -> Iterator[None]:
    """What a test stops goes on afterwards."""
    yield
    switch = KillSwitch(demo.services.database)
    for stop in switch.standing(demo.tenant_id):
        switch.lift(demo.tenant_id, stop.kind, stop.name, by="cli")


def events(demo: Demo) -> list[str]:
    """The record's headers that speak of stops."""
    return [found.header for found in records(demo.services.database, demo.tenant_id) if '"stop:' in found.header]


def stopped(answer: Any) -> list[tuple[str, str]]:
    """What an answer says is stopped."""
    assert answer.status_code == 200, answer.text
    assert [error.message for error in validator("Stops").iter_errors(answer.json())] == []
    return [(stop["kind"], stop["name"]) for stop in answer.json()["stops"]]


def test_stop_and_lift(demo: Demo, panel: OpenPanel) -> None:
    """A panel is refused at its next click, in the administrator's words; lifted, it goes on; both are recorded."""
    opened = panel("SHOP-12")
    assert opened.bootstrap()["verdicts"]["summarise"]["agent"]["outcome"] == "allowed"
    before = len(events(demo))
    body = {"kind": "place", "name": "jira:SHOP", "reason": "A wrong summary went out."}
    assert stopped(opened.call("POST", "stops", body)) == [("place", "jira:SHOP")]
    refused = opened.start()
    assert refused.status_code == 403
    refusal = refused.json()["refusal"]
    assert (refusal["reason"], refusal["rule"]) == ("stopped", "stop:place:jira:SHOP")
    assert refusal["instead"] == "A wrong summary went out."
    assert opened.bootstrap()["verdicts"]["summarise"]["agent"]["outcome"] == "refused"
    assert panel("PAY-101").start().status_code in {200, 202}
    assert stopped(opened.call("POST", "stops", body)) == [("place", "jira:SHOP")]
    assert stopped(opened.call("POST", "stops/lift", {"kind": "place", "name": "jira:SHOP"})) == []
    assert opened.start().status_code in {200, 202}
    assert len(events(demo)) == before + 2


@pytest.mark.parametrize(
    ("kind", "name", "code"),
    [("organisation", "", "stopped"), ("use_case", "summarise", "stopped"), ("engine", "embedded", "no_engine")],
)
def test_each_kind(demo: Demo, panel: OpenPanel, kind: str, name: str, code: str) -> None:
    """Set on the server, obeyed by the process that serves: each decision reads what is stopped."""
    opened = panel("SHOP-18")
    KillSwitch(demo.services.database).stop(demo.tenant_id, StopKind(kind), name, "", by="cli")
    refused = opened.start()
    assert refused.status_code == 403
    assert refused.json()["refusal"]["reason"] == code
    assert stopped(opened.call("GET", "stops")) == [(kind, name)]


def test_an_output_cannot_be_written_while_stopped(demo: Demo, panel: OpenPanel) -> None:
    """A write asks the policy again, and so the kill switch."""
    opened = panel("SHOP-20")
    run = opened.summarise()
    KillSwitch(demo.services.database).stop(demo.tenant_id, StopKind.ORGANISATION, "", "", by="cli")
    answer = opened.call("POST", f"runs/{run['id']}/apply", {})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "refused_now")


def test_bad_input(panel: OpenPanel) -> None:
    """What does not exist cannot be stopped, and is said to be so."""
    opened = panel("SHOP-12")
    for body in (
        {"kind": "use_case", "name": "dance"},
        {"kind": "place", "name": "SHOP"},
        {"kind": "organisation", "name": "x"},
        {"kind": "engine"},
    ):
        answer = opened.call("POST", "stops", body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "no_such_stop"), body
    assert opened.call("POST", "stops", {"kind": "everything"}).status_code == 400


def test_only_for_administrators(panel: OpenPanel) -> None:
    """Anybody else is refused, and nothing is stopped."""
    opened = panel("SHOP-12", "tomasz")
    for method, path, body in (
        ("GET", "stops", None),
        ("POST", "stops", {"kind": "organisation"}),
        ("POST", "stops/lift", {"kind": "organisation"}),
    ):
        assert opened.call(method, path, body).status_code == 403
    assert opened.start().status_code in {200, 202}


def test_another_site_goes_on(demo: Demo) -> None:
    """A stop of one tenant is nothing to another."""
    switch = KillSwitch(demo.services.database)
    switch.stop(demo.tenant_id, StopKind.ORGANISATION, "", "", by="cli")
    assert switch.standing("another-tenant") == ()
    assert demo.services.policies.current("another-tenant").stops == ()
    assert len(demo.services.policies.current(demo.tenant_id).stops) == 1
