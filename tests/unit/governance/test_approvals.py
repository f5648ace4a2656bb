"""Who may loosen a policy: tightening acts at once, loosening needs a second administrator or a day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from plugin.audit.events import AuditEvent
from plugin.audit.repository import append, records
from plugin.errors import Conflict, Forbidden, NotFound, TooMany, VouchError
from plugin.governance.approvals import MOST_PENDING, Approvals
from plugin.governance.policies import ApprovalNeeded, Policies, PolicyMoved, PolicyRefused
from plugin.governance.proposals import Proposal, ProposalState
from plugin.governance.seals import SEALS_ITSELF_AFTER, Seals
from plugin.store.database import Database
from plugin.store.place_tables import place_lists, places
from plugin.store.policy_tables import policy_proposals
from plugin.store.tables import audit_index, tenants

FIRST: dict[str, Any] = {
    "places": {"jira:PAY": {"level": "internal"}, "jira:SEC": {"level": "restricted"}},
    "rules": [
        {"id": "R-1", "level": "public", "use_case": "*", "effect": "allow"},
        {"id": "R-2", "level": "internal", "use_case": "*", "effect": "mask"},
        {"id": "R-3", "level": "confidential", "use_case": "*", "effect": "mask"},
        {"id": "R-4", "level": "restricted", "use_case": "*", "effect": "deny"},
    ],
}


def changed(**parts: Any) -> dict[str, Any]:
    """The policy with other parts."""
    return {**FIRST, **parts}


LOOSER = changed(places={**FIRST["places"], "jira:PAY": {"level": "public"}})
STRICTER = changed(places={**FIRST["places"], "jira:PAY": {"level": "restricted"}})


class Site:
    """A tenant with a sealed policy of Ines, and administrators who opened the pages."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.begin() as connection:
            connection.execute(insert(tenants).values(id="t1", site="site", created_at=datetime.now(UTC)))
        self.policies, self.seals = Policies(database), Seals(database)
        self.approvals = Approvals(database, self.policies)
        self.policies.put_in_force("t1", FIRST, author="ines", based_on=0)
        self.signs_in("ines", "kim")

    def signs_in(self, *people: str) -> None:
        """They open the administrators' pages."""
        with self.database.begin() as connection:
            for person in people:
                append(connection, "t1", AuditEvent.ADMIN_SIGNED_IN, {"person": person})

    def long_ago(self, person: str) -> None:
        """Somebody opened them last a long time ago."""
        then = datetime.now(UTC) - timedelta(days=31)
        with self.database.begin() as connection:
            connection.execute(update(audit_index).where(audit_index.c.person == person).values(at=then))

    def sealed(self) -> Site:
        """The set-up is done."""
        self.seals.seal("t1", by="ines")
        return self

    def propose(self, document: dict[str, Any] = LOOSER, author: str = "ines") -> Proposal:
        """Somebody submits what loosens."""
        version = self.policies.version_in_force("t1").version
        proposal = self.approvals.submit("t1", document, author=author, based_on=version).proposal
        assert proposal is not None
        return proposal

    @property
    def version(self) -> int:
        """Which is in force."""
        return self.policies.version_in_force("t1").version

    def events(self) -> list[str]:
        """What the record says of the policy, by name."""
        names = [json.loads(record.header)["event"] for record in records(self.database, "t1")]
        return [name for name in names if name.startswith("policy:")]


@pytest.fixture
def site(database: Database) -> Site:
    """A site whose first policy is not sealed."""
    return Site(database)


@contextmanager
def refused(kind: type[VouchError], code: str) -> Iterator[None]:
    """Refused with this code."""
    with pytest.raises(kind) as fault:
        yield
    assert fault.value.code == code


def test_one_administrator_sets_up_the_first_policy(site: Site) -> None:
    """Until it is sealed, loosening acts at once."""
    assert site.approvals.submit("t1", LOOSER, author="ines", based_on=1).version.version == 2
    assert not site.seals.of("t1").sealed


def test_a_policy_that_nobody_seals_is_sealed_after_a_week(site: Site) -> None:
    """No site stays open: the day stands from the first version on."""
    seal = site.seals.of("t1")
    first = site.policies.version("t1", 1)

    assert first is not None
    assert first.at is not None
    assert (seal.sealed, seal.at) == (False, first.at + SEALS_ITSELF_AFTER)


def test_sealing_is_recorded_once(site: Site) -> None:
    """By whom; again is nothing; a site without a policy has nothing to seal."""
    site.seals.seal("t1", by="ines")
    assert site.seals.seal("t1", by="kim").by == "ines"
    assert site.events().count("policy:sealed") == 1
    assert not site.seals.seal("nobody", by="ines").sealed


def test_tightening_acts_at_once(site: Site) -> None:
    """Nobody is asked."""
    submitted = site.sealed().approvals.submit("t1", STRICTER, author="ines", based_on=1)

    assert (submitted.version.version, submitted.proposal) == (2, None)


def test_loosening_waits_for_a_second_administrator(site: Site) -> None:
    """Nothing is in force before; then it is, and the version and the record name both."""
    proposal = site.sealed().propose()

    assert (site.version, proposal.acts_at) == (1, None)
    assert [reason.where for reason in proposal.reasons] == ["jira:PAY"]
    with refused(Forbidden, "own_proposal"):
        site.approvals.approve("t1", proposal.id, by="ines", based_on=1)
    submitted = site.approvals.approve("t1", proposal.id, by="kim", based_on=1)
    made = site.policies.version_in_force("t1")
    assert submitted.proposal is not None
    assert (submitted.proposal.state, submitted.proposal.version) == (ProposalState.APPROVED, 2)
    assert (made.author, made.approved_by, made.proposal) == ("ines", "kim", proposal.id)
    assert made.document["places"]["jira:PAY"]["level"] == "public"
    assert site.events()[-3:] == ["policy:proposed", "policy:approved", "policy:changed"]


def test_no_other_way_leads_around(site: Site) -> None:
    """Whoever stores a version without asking is refused with the reasons."""
    with pytest.raises(ApprovalNeeded) as needed:
        site.sealed().policies.put_in_force("t1", LOOSER, author="cli", based_on=1)
    assert (needed.value.code, needed.value.details[0]["where"]) == ("approval_needed", "jira:PAY")
    assert site.version == 1


def test_rejected_and_withdrawn(site: Site) -> None:
    """Somebody else rejects, with an answer; the author withdraws; both are the end of it."""
    first, second = site.sealed().propose(), site.propose()
    rejected = site.approvals.reject("t1", first.id, by="kim", answer="Not before the audit")
    withdrawn = site.approvals.reject("t1", second.id, by="ines", answer="")

    assert (rejected.state, rejected.answer) == (ProposalState.REJECTED, "Not before the audit")
    assert withdrawn.state is ProposalState.WITHDRAWN
    with refused(Conflict, "proposal_closed"):
        site.approvals.approve("t1", first.id, by="kim", based_on=1)
    with refused(NotFound, "proposal_not_found"):
        site.approvals.approve("t2", second.id, by="kim", based_on=1)
    assert site.version == 1
    assert site.approvals.listed("t1", pending=True) == []
    assert len(site.approvals.listed("t1", pending=False)) == 2


def test_a_single_administrator_waits_a_day(site: Site) -> None:
    """It comes into force by itself then, not before, and the record says that nobody approved."""
    site.long_ago("kim")
    proposal = site.sealed().propose()

    assert proposal.acts_at == proposal.at + timedelta(hours=24)
    assert site.approvals.act_on_due(proposal.at + timedelta(hours=23)) == 0
    assert site.approvals.act_on_due(proposal.at + timedelta(hours=24)) == 1
    made = site.policies.version_in_force("t1")
    assert (made.version, made.author, made.approved_by) == (2, "ines", "")
    approved = [r.payload for r in records(site.database, "t1") if "policy:approved" in r.header]
    assert json.loads(approved[0] or "")["waited"] is True


def test_a_second_administrator_who_comes_meanwhile_has_to_approve(site: Site) -> None:
    """The day is no way around somebody who is there."""
    site.long_ago("kim")
    proposal = site.sealed().propose()
    site.signs_in("kim")

    assert site.approvals.act_on_due(proposal.at + timedelta(hours=25)) == 0
    assert site.version == 1
    assert site.approvals.look("t1", proposal.id).proposal.acts_at is None


def test_a_proposal_expires(site: Site) -> None:
    """After two weeks nobody can approve it, also before it was marked."""
    proposal = site.sealed().propose()
    past = datetime.now(UTC) - timedelta(seconds=1)
    with site.database.begin() as connection:
        connection.execute(update(policy_proposals).values(expires_at=past))

    with refused(Conflict, "proposal_closed"):
        site.approvals.approve("t1", proposal.id, by="kim", based_on=1)
    assert site.approvals.act_on_due(datetime.now(UTC)) == 1
    assert site.events()[-1] == "policy:expired"


def test_what_came_into_force_meanwhile_stays(site: Site) -> None:
    """A proposal is approved on top of it; whoever approves must have seen it."""
    site.sealed()
    stricter = changed(rules=[{**FIRST["rules"][0], "effect": "mask"}, *FIRST["rules"][1:]])
    proposal = site.propose()
    site.approvals.submit("t1", stricter, author="kim", based_on=1)

    with refused(Conflict, "policy_moved"):
        site.approvals.approve("t1", proposal.id, by="kim", based_on=1)
    look = site.approvals.look("t1", proposal.id)
    assert look.checked is not None
    assert look.in_force.version == 2
    document = site.approvals.approve("t1", proposal.id, by="kim", based_on=2).version.document
    assert (document["places"]["jira:PAY"]["level"], document["rules"][0]["effect"]) == ("public", "mask")


def test_a_clash_is_not_approved(site: Site) -> None:
    """What was changed otherwise meanwhile is never overwritten."""
    proposal = site.sealed().propose()
    site.approvals.submit("t1", STRICTER, author="kim", based_on=1)

    assert site.approvals.look("t1", proposal.id).clashes == ("/places/jira:PAY/level",)
    with refused(Conflict, "proposal_clashes"):
        site.approvals.approve("t1", proposal.id, by="kim", based_on=2)
    assert site.policies.version_in_force("t1").document["places"]["jira:PAY"]["level"] == "restricted"


def test_two_administrators_at_once(site: Site) -> None:
    """The second is told what the first changed, and nothing is overwritten."""
    site.sealed().approvals.submit("t1", STRICTER, author="kim", based_on=1)

    with pytest.raises(PolicyMoved) as moved:
        site.approvals.submit("t1", changed(contact="desk"), author="ines", based_on=1)
    assert (moved.value.code, moved.value.version) == ("policy_moved", 2)
    assert moved.value.details == [{"path": "/places/jira:PAY/level", "before": "internal", "after": "restricted"}]


def test_not_more_wait_than_people_can_look_at(site: Site) -> None:
    """A flood of proposals is refused."""
    site.sealed()
    for _ in range(MOST_PENDING):
        site.propose()
    with refused(TooMany, "too_many_proposals"):
        site.propose()


def test_names_that_nobody_knows_are_refused(site: Site) -> None:
    """An engine that is not set up, and a place that Jira did not list; what stood there before may stay."""
    engine = changed(rules=[*FIRST["rules"], {**FIRST["rules"][3], "id": "R-5", "engines": ["nobody"]}])
    with pytest.raises(PolicyRefused) as unknown:
        site.approvals.submit("t1", engine, author="ines", based_on=1)
    assert unknown.value.problems == [("rules/4/engines/0", "there is no engine nobody")]

    elsewhere = changed(places={**FIRST["places"], "jira:PYA": {"level": "restricted"}})
    now = datetime.now(UTC)
    with site.database.begin() as connection:
        connection.execute(insert(place_lists).values(tenant_id="t1", product="jira", refreshed_at=now))
        row = {"tenant_id": "t1", "product": "jira", "place_key": "LAB", "label": "lab", "seen_at": now}
        connection.execute(insert(places).values(row))
    with pytest.raises(PolicyRefused) as unlisted:
        site.approvals.submit("t1", elsewhere, author="ines", based_on=1)
    assert [path for path, _ in unlisted.value.problems] == ["places/jira:PYA"]
    assert site.approvals.submit("t1", elsewhere, author="ines", based_on=1, unlisted=True).version.version == 2
    site.approvals.submit("t1", {**elsewhere, "contact": "desk"}, author="ines", based_on=2)
