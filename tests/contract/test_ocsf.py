"""OCSF events, judged by the framework's own schema."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

from plugin.audit.events import AuditEvent
from plugin.audit.formats import ocsf
from plugin.audit.offline import Line
from plugin.audit.repository import append
from plugin.cli.demo import Demo
from plugin.store.database import Database
from plugin.web.services import Services
from tests.contract.conftest import OpenPanel
from tests.fakes.chains import chain, checkpoint

NAMES = {6003: "api_activity", 3002: "authentication", 3004: "entity_management"}
SAID: dict[str, Any] = {
    "person": "p1", "product": "jira", "place": "PAY", "item": "PAY-1", "run": "r1", "level": "internal", "case": "S-1",
}  # fmt: skip


@cache
def validator(class_uid: int) -> Draft202012Validator:
    """The validator of a class of the version that we write."""
    schemas = OcsfJsonSchemaEmbedded(get_ocsf_schema(ocsf.SCHEMA))
    return Draft202012Validator(schemas.get_class_schema(NAMES[class_uid]))


def judged(lines: list[Line]) -> list[dict[str, Any]]:
    """The events, each valid by its class."""
    events = [json.loads(line) for line in ocsf.lines(lines)]
    for event in events:
        faults = [
            f"{list(e.absolute_path)}: {e.message[:200]}" for e in validator(event["class_uid"]).iter_errors(event)
        ]
        assert faults == [], event["activity_name"]
    return events


@pytest.mark.parametrize("event", AuditEvent)
@pytest.mark.parametrize("said", [{}, SAID, {**SAID, "error": "engine_timeout"}])
def test_every_event(database: Database, event: AuditEvent, said: dict[str, Any]) -> None:
    """Each event of the record is a valid event of its class, whatever the payload says."""
    with database.begin() as connection:
        made = append(connection, "t1", event, said)
    (found,) = judged([made])
    assert found["type_uid"] == found["class_uid"] * 100 + found["activity_id"]
    assert (found["metadata"]["event_code"], found["metadata"]["sequence"]) == (str(event.number), 1)
    assert found["unmapped"]["record"]["hash"] == made.hash


def test_a_checkpoint() -> None:
    """A checkpoint travels with the events, whole."""
    made = checkpoint(chain(1)[0])
    (found,) = judged([made])
    assert json.dumps(found["unmapped"], sort_keys=True, separators=(",", ":")) == made.as_json()


def test_a_real_record(demo: Demo, panel: OpenPanel) -> None:
    """What a run, a refusal and a decision leave behind is valid too."""
    opened = panel("SHOP-20")
    run = opened.summarise()
    opened.call("POST", f"runs/{run['id']}/reject", {"reason": "wrong"})
    panel("SEC-4").start()
    services: Services = demo.services
    events = judged(list(services.anchors.lines(demo.tenant_id)))
    refused = next(event for event in events if event["activity_name"] == "run:refused")
    assert (refused["status_id"], refused["status_code"]) == (2, "level_denies")
    assert {event["class_uid"] for event in events} >= {6003, 3004}
