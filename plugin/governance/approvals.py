"""Changing a policy: what tightens acts at once, what loosens waits for a second administrator.

On a site with a single administrator it waits a day instead. Who counts as one: whoever opened the administrators'
pages in the last 30 days, which the record says (docs/adr/, "Who may loosen a policy").
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import Connection, Select, select

from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.errors import Conflict, Forbidden, NotFound, TooMany, VouchError
from plugin.governance.known_names import KnownNames
from plugin.governance.merging import Clash, merged
from plugin.governance.policies import (
    ApprovalNeeded,
    Checked,
    Policies,
    PolicyVersion,
    at,
    newest,
    reason_json,
    store,
    unmoved,
)
from plugin.governance.proposals import (
    Proposal,
    ProposalState,
    close,
    count_pending,
    due,
    find,
    insert_proposal,
    listed,
    needs_somebody,
)
from plugin.store.database import Database
from plugin.store.ids import new_id
from plugin.store.tables import audit_index

WAITS_ALONE = timedelta(hours=24)
EXPIRES_AFTER = timedelta(days=14)
ADMINISTRATOR_WITHIN = timedelta(days=30)
MOST_PENDING = 20

_EVENTS = {
    ProposalState.APPROVED: AuditEvent.POLICY_APPROVED,
    ProposalState.REJECTED: AuditEvent.POLICY_REJECTED,
    ProposalState.WITHDRAWN: AuditEvent.POLICY_WITHDRAWN,
    ProposalState.EXPIRED: AuditEvent.POLICY_EXPIRED,
}
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a change: the version in force, and the proposal where it waits."""

    version: PolicyVersion
    proposal: Proposal | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """A proposal as it stands today: on top of the version in force, with what it would loosen of that."""

    proposal: Proposal
    in_force: PolicyVersion
    checked: Checked | None  # None where it clashes with what came into force meanwhile
    clashes: tuple[str, ...] = ()


class Approvals:
    """The way of every change."""

    def __init__(self, database: Database, policies: Policies) -> None:
        self._database = database
        self._policies = policies
        self._names = KnownNames(database, policies.facts)

    def submit(
        self, tenant_id: str, document: object, *, author: str, based_on: int, note: str = "", unlisted: bool = False
    ) -> Submitted:
        """Put a change in force, or keep it as a proposal where it loosens something.

        Args:
            tenant_id: whose policy.
            document: untrusted JSON.
            author: a person's reference, or "cli".
            based_on: the version that was edited.
            note: why, for the second administrator.
            unlisted: whether it may name places that the host did not list.

        Raises:
            PolicyRefused: the document is not a policy, or names an engine or a place that nobody knows.
            PolicyMoved: another version came into force in between.
            TooMany: `too_many_proposals`: so many wait already.
        """
        self.check_names(tenant_id, document, unlisted=unlisted)
        try:
            return Submitted(self._policies.put_in_force(tenant_id, document, author=author, based_on=based_on))
        except ApprovalNeeded as needed:
            return self._propose(tenant_id, needed.checked, author, based_on, note)

    def check_names(self, tenant_id: str, document: object, *, unlisted: bool) -> None:
        """Return if every engine and every place that a document newly names is known.

        Raises:
            PolicyRefused: one is not.
        """
        before = self._policies.version_in_force(tenant_id).document
        self._names.check(tenant_id, document, before, unlisted=unlisted)

    def look(self, tenant_id: str, proposal_id: str) -> Look:
        """Return a proposal as an administrator decides about it.

        Raises:
            NotFound: there is none.
        """
        with self._database.read() as connection:
            proposal = _found(connection, tenant_id, proposal_id)
            base, now = at(connection, tenant_id, proposal.based_on), newest(connection, tenant_id)
        try:
            whole = merged(base.document if base else {}, proposal.document, now.document)
        except Clash as clash:
            return Look(proposal, now, None, tuple(clash.paths))
        return Look(proposal, now, self._policies.check(tenant_id, whole, based_on=now.version))

    def listed(self, tenant_id: str, *, pending: bool, limit: int = 50) -> list[Proposal]:
        """Return what waits, or what was decided, the newest first."""
        with self._database.read() as connection:
            return listed(connection, tenant_id, pending=pending, limit=limit)

    def approve(self, tenant_id: str, proposal_id: str, *, by: str, based_on: int) -> Submitted:
        """Put a proposal in force, on top of what is in force now.

        Args:
            tenant_id: whose policy.
            proposal_id: which.
            by: reference of the second administrator.
            based_on: the version in force beside which that one saw it.

        Raises:
            NotFound: there is none.
            Forbidden: `own_proposal`.
            PolicyMoved: another version came into force since it was looked at.
            Conflict: `proposal_closed`; `proposal_clashes`: what it changes was changed otherwise meanwhile.
        """
        look = self.look(tenant_id, proposal_id)
        if look.proposal.author == by:
            raise Forbidden("Somebody else has to approve this.", code="own_proposal")
        return self._put_in_force(look, by=by, based_on=based_on, now=datetime.now(UTC))

    def reject(self, tenant_id: str, proposal_id: str, *, by: str, answer: str) -> Proposal:
        """End somebody else's proposal; one's own is withdrawn."""
        with self._database.begin() as connection:
            proposal = _found(connection, tenant_id, proposal_id)
            own = proposal.author == by
            state = ProposalState.WITHDRAWN if own else ProposalState.REJECTED
            return _end(connection, proposal, state, by, answer, datetime.now(UTC))

    def act_on_due(self, now: datetime) -> int:
        """Let expire and let act what has come to its time, of all tenants; returns how many did."""
        with self._database.read() as connection:
            reached = due(connection, now)
        return sum(self._act(proposal, now) for proposal in reached)

    def alone(self, tenant_id: str, author: str) -> bool:
        """Whether nobody but the author is known to administer the site."""
        with self._database.read() as connection:
            return _alone(connection, tenant_id, author, datetime.now(UTC))

    def administrators(self, tenant_id: str) -> list[str]:
        """Return the references of those who opened these pages within 30 days, at most twenty."""
        with self._database.read() as connection:
            rows = connection.execute(_signed_in(tenant_id, datetime.now(UTC)).distinct().limit(20)).all()
        return sorted(str(row[0]) for row in rows)

    def _propose(self, tenant_id: str, made: Checked, author: str, based_on: int, note: str) -> Submitted:
        now = datetime.now(UTC)
        with self._database.begin() as connection:
            in_force = unmoved(connection, tenant_id, based_on)
            if count_pending(connection, tenant_id) >= MOST_PENDING:
                raise TooMany("Many changes wait already. Decide about them first.", code="too_many_proposals")
            proposal = Proposal(
                id=new_id(),
                tenant_id=tenant_id,
                based_on=based_on,
                document=made.document,
                reasons=tuple(made.reasons),
                author=author,
                note=note,
                at=now,
                expires_at=now + EXPIRES_AFTER,
                acts_at=now + WAITS_ALONE if _alone(connection, tenant_id, author, now) else None,
            )
            insert_proposal(connection, proposal)
            payload = {
                "person": author,
                "proposal": proposal.id,
                "based_on": based_on,
                "loosens": [reason_json(reason) for reason in made.reasons],
                "acts_at": proposal.acts_at.isoformat() if proposal.acts_at else "",
            }
            append(connection, tenant_id, AuditEvent.POLICY_PROPOSED, payload)
        return Submitted(in_force, proposal)

    def _put_in_force(self, look: Look, *, by: str, based_on: int, now: datetime) -> Submitted:
        proposal = look.proposal
        if look.checked is None:
            details = [{"path": path} for path in look.clashes]
            words = "What this changes was changed otherwise in the meantime. Propose it again."
            raise Conflict(words, code="proposal_clashes", details=details)
        with self._database.begin() as connection:
            unmoved(connection, proposal.tenant_id, based_on)
            unmoved(connection, proposal.tenant_id, look.in_force.version)
            number = look.in_force.version + 1
            ended = _end(connection, proposal, ProposalState.APPROVED, by, "", now, version=number)
            made = PolicyVersion(number, look.checked.document, proposal.author, now, by, proposal.id)
            return Submitted(store(connection, proposal.tenant_id, made), ended)

    def _act(self, proposal: Proposal, now: datetime) -> bool:
        try:
            if proposal.expires_at <= now:
                with self._database.begin() as connection:
                    _end(connection, proposal, ProposalState.EXPIRED, "", "", now)
                return True
            with self._database.begin() as connection:
                if not _alone(connection, proposal.tenant_id, proposal.author, now):
                    needs_somebody(connection, proposal)
                    return False
            look = self.look(proposal.tenant_id, proposal.id)
            self._put_in_force(look, by="", based_on=look.in_force.version, now=now)
        except VouchError as fault:  # it clashes, or somebody decided this moment: it stays, and expires
            _log.info("proposal_did_not_act", tenant=proposal.tenant_id, proposal=proposal.id, code=fault.code)
            return False
        return True


def _found(connection: Connection, tenant_id: str, proposal_id: str) -> Proposal:
    proposal = find(connection, tenant_id, proposal_id)
    if proposal is None:
        raise NotFound("This change is not here.", code="proposal_not_found")
    return proposal


def _end(
    connection: Connection,
    proposal: Proposal,
    state: ProposalState,
    by: str,
    answer: str,
    now: datetime,
    version: int | None = None,
) -> Proposal:
    ended = replace(proposal, state=state, decided_by=by, decided_at=now, answer=answer, version=version)
    late = state is not ProposalState.EXPIRED and proposal.expires_at <= now
    if late or not close(connection, proposal, ended):
        raise Conflict("This change was decided about already, or has expired.", code="proposal_closed")
    payload = {
        "person": by,
        "proposal": proposal.id,
        "author": proposal.author,
        "waited": state is ProposalState.APPROVED and not by,
    }
    append(connection, proposal.tenant_id, _EVENTS[state], payload)
    return ended


def _alone(connection: Connection, tenant_id: str, author: str, now: datetime) -> bool:
    others = _signed_in(tenant_id, now).where(audit_index.c.person != author).limit(1)
    return connection.execute(others).first() is None


def _signed_in(tenant_id: str, now: datetime) -> Select[tuple[str]]:
    opened = (audit_index.c.tenant_id == tenant_id) & (audit_index.c.event == AuditEvent.ADMIN_SIGNED_IN.number)
    recent = (audit_index.c.at >= now - ADMINISTRATOR_WITHIN) & audit_index.c.person.is_not(None)
    return select(audit_index.c.person).where(opened, recent)
