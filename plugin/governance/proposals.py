"""Changes of a policy that wait for a second administrator: rows and what they say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from plugin.policy.loosening import Reason
from plugin.store.policy_tables import policy_proposals as t


class ProposalState(StrEnum):
    """Where a proposal stands; every state but the first is its last."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposed change.

    Attributes:
        based_on: the version that was edited.
        reasons: what it loosened when it was proposed.
        note: in the author's words.
        acts_at: when it comes into force by itself; None where a second administrator has to approve.
        answer: in the words of who decided.
        version: that it became.
    """

    id: str
    tenant_id: str
    based_on: int
    document: dict[str, Any]
    reasons: tuple[Reason, ...]
    author: str
    note: str
    at: datetime
    expires_at: datetime
    acts_at: datetime | None
    state: ProposalState = ProposalState.PENDING
    decided_by: str = ""
    decided_at: datetime | None = None
    answer: str = ""
    version: int | None = None


def insert_proposal(connection: Connection, made: Proposal) -> None:
    """Store a new proposal."""
    plain = {column.name: getattr(made, column.name) for column in t.columns}
    listed = [[reason.code, reason.where, reason.before, reason.after] for reason in made.reasons]
    connection.execute(insert(t).values(**{**plain, "state": made.state.value, "reasons": listed}))


def find(connection: Connection, tenant_id: str, proposal_id: str) -> Proposal | None:
    """Return one of a tenant's proposals."""
    row = connection.execute(select(t).where(t.c.tenant_id == tenant_id, t.c.id == proposal_id)).first()
    return _read(row) if row else None


def listed(connection: Connection, tenant_id: str, *, pending: bool, limit: int) -> list[Proposal]:
    """Return what waits, or what was decided, the newest first."""
    state = t.c.state == ProposalState.PENDING.value
    query = select(t).where(t.c.tenant_id == tenant_id, state if pending else ~state)
    return [_read(row) for row in connection.execute(query.order_by(t.c.at.desc(), t.c.id).limit(limit))]


def count_pending(connection: Connection, tenant_id: str) -> int:
    """Return how many wait."""
    where = (t.c.tenant_id == tenant_id) & (t.c.state == ProposalState.PENDING.value)
    return connection.execute(select(func.count()).where(where).select_from(t)).scalar() or 0


def due(connection: Connection, now: datetime) -> list[Proposal]:
    """Return proposals of all tenants that expire or act by themselves now."""
    reached = (t.c.expires_at <= now) | (t.c.acts_at.is_not(None) & (t.c.acts_at <= now))
    query = select(t).where(t.c.state == ProposalState.PENDING.value, reached).order_by(t.c.at, t.c.id)
    return [_read(row) for row in connection.execute(query)]


def close(connection: Connection, proposal: Proposal, ended: Proposal) -> bool:
    """Give a pending proposal its last state; False where somebody else did."""
    where = (t.c.id == proposal.id) & (t.c.state == ProposalState.PENDING.value)
    values = {name: getattr(ended, name) for name in ("decided_by", "decided_at", "answer", "version")}
    return bool(connection.execute(update(t).where(where).values(state=ended.state.value, **values)).rowcount)


def needs_somebody(connection: Connection, proposal: Proposal) -> Proposal:
    """Take back that a proposal acts by itself: there is a second administrator now."""
    connection.execute(update(t).where(t.c.id == proposal.id).values(acts_at=None))
    return replace(proposal, acts_at=None)


def _read(row: Any) -> Proposal:  # noqa: ANN401 (a row of the table)
    plain = {column.name: getattr(row, column.name) for column in t.columns}
    reasons = tuple(Reason(*said) for said in row.reasons)
    return Proposal(**{**plain, "state": ProposalState(row.state), "reasons": reasons})
