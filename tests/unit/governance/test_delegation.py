"""Delegation: a place's administrators narrow their place, nothing else, and never allow more than the organisation."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from connectors.host.model import Audience, Place, Product
from plugin.audit.events import AuditEvent
from plugin.audit.repository import latest
from plugin.errors import Conflict
from plugin.governance.delegation import Delegation, _effects, _with
from plugin.governance.policies import Policies, PolicyRefused
from plugin.governance.seals import Seals
from plugin.policy.document import parse
from plugin.policy.model import Effect, UseCase
from plugin.policy.speaking import STRICTNESS
from plugin.store.database import Database
from plugin.store.tables import tenants

PAY, OPS = Place(Product.JIRA, key="PAY", id="1", name="Payments"), Place(Product.JIRA, key="OPS", id="2", name="Ops")
DOCUMENT: dict[str, Any] = {
    "places": {"jira:PAY": {"level": "internal"}, "jira:OPS": {"level": "internal"}},
    "rules": [
        {"id": "R-1", "level": "public", "use_case": "*", "effect": "allow"},
        {"id": "R-2", "level": "internal", "use_case": "*", "effect": "allow"},
        {"id": "R-3", "level": "confidential", "use_case": "*", "effect": "mask"},
        {"id": "R-4", "level": "restricted", "use_case": "*", "effect": "deny"},
    ],
    "overlays": [{"id": "O-1", "places": ["jira:PAY"], "use_case": "categorise", "effect": "review"}],
}
ASK = (UseCase.SUMMARISE, Audience.AGENT)


@pytest.fixture
def policies(database: Database) -> Policies:
    """A site whose policy is sealed: loosening needs a second administrator."""
    with database.begin() as connection:
        connection.execute(insert(tenants).values(id="one", site="one", created_at=datetime.now(UTC)))
    policies = Policies(database)
    policies.put_in_force("one", DOCUMENT, author="cli", based_on=0)
    Seals(database).seal("one", by="cli")
    return policies


@pytest.fixture
def delegation(database: Database, policies: Policies) -> Delegation:
    """The delegation of that site."""
    return Delegation(database, policies)


def test_narrow_and_take_back(database: Database, policies: Policies, delegation: Delegation) -> None:
    """At once and in this place alone, by one person; taken back, the organisation's policy is what it was."""
    before = policies.version_in_force("one").document
    made = delegation.put("one", PAY, {"effect": "deny", "instead": "Ask us."}, author="kim", based_on=1)
    assert (made.without[ASK], made.now[ASK]) == (Effect.ALLOW, Effect.DENY)
    assert delegation.of("one", OPS).now[ASK] is Effect.ALLOW
    with database.read() as connection:
        record = latest(connection, "one", AuditEvent.POLICY_CHANGED)
    assert record is not None
    assert '"person":"kim"' in (record.payload or "").replace(" ", "")
    back = delegation.put("one", PAY, {}, author="kim", based_on=made.version)
    assert back.now[ASK] is Effect.ALLOW
    assert policies.version_in_force("one").document == before


def test_nothing_else_of_an_overlay_can_be_said(policies: Policies, delegation: Delegation) -> None:
    """Places, teams, ids and the mark are ours to set; what is no restriction is refused."""
    said = {"effect": "mask", "places": ["jira:OPS"], "team": "x", "id": "O-1", "delegated": False, "rules": []}
    made = delegation.put("one", PAY, said, author="kim", based_on=1)
    (own,) = [o for o in policies.version_in_force("one").document["overlays"] if o.get("delegated")]
    assert (own["places"], own["id"][:2], "team" in own) == (["jira:PAY"], "D-", False)
    assert made.overlay == own
    for wrong in ({"effect": "allow"}, {"level": "secret"}, {"engines": ["NOT ONE"]}):
        with pytest.raises(PolicyRefused):
            delegation.put("one", PAY, wrong, author="kim", based_on=made.version)


def test_the_organisations_own_overlays_stay(policies: Policies, delegation: Delegation) -> None:
    """An overlay of the same place that administrators of the site made is neither shown as one's own nor touched."""
    assert delegation.of("one", PAY).overlay == {}
    delegation.put("one", PAY, {"level": "confidential"}, author="kim", based_on=1)
    delegation.put("one", PAY, {}, author="kim", based_on=2)
    assert [o["id"] for o in policies.version_in_force("one").document["overlays"]] == ["O-1"]


def test_a_place_that_is_closed_stays_closed(delegation: Delegation) -> None:
    """There is nothing to narrow where AI may not read, and nothing is opened."""
    elsewhere = Place(Product.JIRA, key="NEW", id="9")
    assert delegation.of("one", elsewhere).level is None
    with pytest.raises(Conflict) as refused:
        delegation.put("one", elsewhere, {"effect": "mask"}, author="kim", based_on=1)
    assert refused.value.code == "place_not_classified"


def test_two_at_once(policies: Policies, delegation: Delegation) -> None:
    """Who did not see the other's change of this place is told; a change elsewhere does not matter."""
    delegation.put("one", OPS, {"effect": "mask"}, author="kim", based_on=1)
    delegation.put("one", PAY, {"effect": "mask"}, author="kim", based_on=1)
    with pytest.raises(Conflict) as refused:
        delegation.put("one", PAY, {}, author="lee", based_on=1)
    assert refused.value.code == "policy_moved"
    assert policies.version_in_force("one").version == 3


@settings(max_examples=40)
@given(
    said=st.fixed_dictionaries(
        {},
        optional={
            "level": st.sampled_from(["public", "internal", "confidential", "restricted"]),
            "effect": st.sampled_from(["mask", "review", "deny"]),
            "engines": st.just(["embedded"]),
            "destinations": st.just(["in_process"]),
        },
    )
)
def test_nothing_that_is_said_allows_more(said: dict[str, Any]) -> None:
    """Whatever a place's administrators say, no use case is freer there than without it, and other places stay."""
    policy, narrowed = parse(DOCUMENT), parse(_with(DOCUMENT, "jira:PAY", said))
    for place in (PAY, OPS):
        without, now = _effects(policy, place), _effects(narrowed, place)
        assert all(STRICTNESS.index(now[ask]) >= STRICTNESS.index(without[ask]) for ask in without)
    assert _effects(policy, OPS) == _effects(narrowed, OPS)
