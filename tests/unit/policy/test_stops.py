"""The kill switch as data: what a stop forbids, and what it leaves alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files

import pytest

from connectors.host.model import Item, Place, Product
from plugin.policy.decide import decide, reconsider
from plugin.policy.document import PLACE_NAME, PolicyDocument, parse
from plugin.policy.model import Allowed, Ask, Refused, Subject, UseCase
from plugin.policy.stops import Stop, StopKind, names_of

NOW = datetime(2026, 11, 25, tzinfo=UTC)
SUBJECT = Subject("tenant", "person")
PAY = Place(Product.JIRA, key="PAY", id="10001")
ASK = Ask(UseCase.SUMMARISE, Item(Product.JIRA, "1", "PAY-1"), PAY)
OPEN = parse(
    {
        "contact": "the service desk",
        "places": {"jira:PAY": {"level": "internal"}},
        "rules": [{"id": "R-1", "level": "internal", "use_case": "*", "effect": "allow", "engines": ["embedded", "b"]}],
    }
)


def stopped(kind: StopKind, name: str = "") -> PolicyDocument:
    """The open policy with one stop."""
    return replace(OPEN, stops=(Stop(kind, name, "An incident.", NOW),))


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (StopKind.ORGANISATION, ""),
        (StopKind.USE_CASE, "summarise"),
        (StopKind.PLACE, "jira:PAY"),
        (StopKind.PLACE, "jira:#10001"),
    ],
)
def test_what_is_stopped_is_refused(kind: StopKind, name: str) -> None:
    """Whatever the rules say: whom to ask, the administrator's words, and a rule by which the record speaks of it."""
    refused = decide(stopped(kind, name), SUBJECT, ASK)
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.contact, refused.instead) == ("stopped", "the service desk", "An incident.")
    assert refused.rule.startswith(f"stop:{kind.value}")
    assert ("decision", "refused") in [(step.step, step.outcome) for step in refused.trace]


@pytest.mark.parametrize(
    ("kind", "name"),
    [(StopKind.USE_CASE, "categorise"), (StopKind.PLACE, "jira:SHOP"), (StopKind.PLACE, "confluence:PAY")],
)
def test_what_is_not_stopped_goes_on(kind: StopKind, name: str) -> None:
    """A stop says nothing about what it does not name."""
    assert isinstance(decide(stopped(kind, name), SUBJECT, ASK), Allowed)


def test_a_stopped_engine_is_left_out() -> None:
    """The others may go on; where none is left, the refusal says so."""
    allowed = decide(stopped(StopKind.ENGINE, "embedded"), SUBJECT, ASK)
    assert isinstance(allowed, Allowed)
    assert allowed.engines == ("b",)
    both = replace(OPEN, stops=(Stop(StopKind.ENGINE, "b", "", NOW), Stop(StopKind.ENGINE, "embedded", "", NOW)))
    refused = decide(both, SUBJECT, ASK)
    assert isinstance(refused, Refused)
    assert refused.reason == "no_engine"


def test_a_run_under_way_is_refused_after_reading() -> None:
    """The second decision asks the stops again, in the place where the item really lives."""
    allowed = decide(OPEN, SUBJECT, ASK)
    assert isinstance(allowed, Allowed)
    again = reconsider(stopped(StopKind.PLACE, "jira:PAY"), allowed, found_place=PAY)
    assert isinstance(again, Refused)
    assert again.reason == "stopped"


def test_names_are_the_policys() -> None:
    """A stop names places as the document's schema does."""
    schema = json.loads(files("plugin.policy").joinpath("schema.json").read_text(encoding="utf-8"))
    assert schema["$defs"]["place"]["pattern"] == f"^{PLACE_NAME.pattern}$"
    assert names_of(PAY) == {"jira:PAY", "jira:#10001"}
