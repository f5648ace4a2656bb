"""Versions of a tenant's policy: the newest is in force, none is ever changed or removed.

A tenant without a version has the default policy: everything is refused until an administrator allows it. What only
tightens is put in force at once; what loosens is too while the policy is not sealed, and needs a second person from
then on (`plugin.governance.approvals`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from plugin.assist.long.notes import forget_notes
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.errors import BadRequest, Conflict
from plugin.governance.changes import changes, digest
from plugin.governance.kill_switch import stops_of
from plugin.governance.parsed import ParsedPolicies
from plugin.governance.seals import sealed
from plugin.masking.patterns import problems_of
from plugin.policy.document import DEFAULT, PolicyDocument, PolicyInvalid, parse
from plugin.policy.engines import IN_PROCESS, EngineFacts
from plugin.policy.loosening import Reason, loosens
from plugin.store.database import Database
from plugin.store.tables import policies as t

EMBEDDED = "embedded"
"""The engine that every installation has."""

MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """A version as it was put in force; version 0 is the default that nobody wrote.

    Attributes:
        author: a person's reference, or "cli".
        approved_by: who else agreed; empty where nobody had to, or where its time had come.
        proposal: id of the proposal that it was; empty where it was none.
    """

    version: int
    document: dict[str, Any]
    author: str
    at: datetime | None
    approved_by: str = ""
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A document that is a policy, and what it would loosen."""

    document: dict[str, Any]
    reasons: list[Reason]


class PolicyRefused(BadRequest):
    """The document is not a policy; `problems` are (path, words) pairs safe to show."""

    code = "policy_invalid"
    message = "This policy is not valid. Nothing was changed."

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__(detail=f"{len(problems)} problems")
        self.problems = problems


class PolicyMoved(Conflict):
    """Another version came into force in between; `details` say what that one changed."""

    code = "policy_moved"
    message = "Somebody changed the policy in the meantime. Look at what they changed, and save again."

    def __init__(self, version: int, moved: dict[str, Any]) -> None:
        said = [{"path": path, "before": before, "after": after} for path, before, after in moved["changes"]]
        super().__init__(details=said[:MOST_LISTED])
        self.version = version


class ApprovalNeeded(Conflict):
    """The change loosens something, and a second person has not agreed."""

    code = "approval_needed"
    message = "This change loosens the policy: a second administrator has to approve it. Nothing was changed."

    def __init__(self, checked_document: Checked) -> None:
        super().__init__(details=[reason_json(reason) for reason in checked_document.reasons])
        self.checked = checked_document


def reason_json(reason: Reason) -> dict[str, str]:
    """Return a `PolicyReason`."""
    return {"code": reason.code, "where": reason.where, "before": reason.before, "after": reason.after}


def checked(document: object) -> PolicyDocument:
    """Read an untrusted policy, and judge what only other parts can judge: the patterns of its masking profiles.

    Raises:
        PolicyInvalid: it is no policy, or one of its patterns cannot be kept.
    """
    parsed = parse(document)
    problems = problems_of(parsed.masking.profiles)
    if problems:
        raise PolicyInvalid(problems)
    return parsed


class Policies:
    """The policy of every tenant."""

    def __init__(self, database: Database, facts: Mapping[str, EngineFacts] | None = None) -> None:
        self._database = database
        self.facts: Mapping[str, EngineFacts] = {EMBEDDED: IN_PROCESS, **(facts or {})}
        self._parsed = ParsedPolicies()

    def current(self, tenant_id: str) -> PolicyDocument:
        """Return the policy in force, ready to decide by: with what is stopped, what is known of engines, and now."""
        head = select(t.c.version, t.c.at).where(t.c.tenant_id == tenant_id).order_by(t.c.version.desc()).limit(1)
        with self._database.read() as connection:
            stops, found = stops_of(connection, tenant_id), connection.execute(head).first()
            document = (
                self._parsed.of(
                    (tenant_id, found.version, found.at),
                    lambda: parse(_stored(connection, tenant_id, found.version), version=found.version),
                )
                if found
                else DEFAULT
            )
        return document.joined(stops=stops, facts=self.facts, at=datetime.now(UTC))

    def ready(self, stored: PolicyVersion, *, stops_: tuple[Any, ...] = ()) -> PolicyDocument:
        """Return a stored version ready to decide by."""
        document = parse(stored.document, version=stored.version) if stored.version else DEFAULT
        return document.joined(stops=stops_, facts=self.facts, at=datetime.now(UTC))

    def version_in_force(self, tenant_id: str) -> PolicyVersion:
        """Return the newest version, or version 0."""
        with self._database.read() as connection:
            return newest(connection, tenant_id)

    def versions(self, tenant_id: str, *, before: int = 0, limit: int = 20) -> list[PolicyVersion]:
        """Return versions, the newest first; `before` a number where that is not 0."""
        query = select(t).where(t.c.tenant_id == tenant_id).order_by(t.c.version.desc()).limit(limit)
        with self._database.read() as connection:
            rows = connection.execute(query.where(t.c.version < before) if before else query).all()
        return [_read(row) for row in rows]

    def version(self, tenant_id: str, number: int) -> PolicyVersion | None:
        """Return one version; None where there is none, version 0 for nothing."""
        with self._database.read() as connection:
            return at(connection, tenant_id, number)

    def check(self, tenant_id: str, document: object, *, based_on: int) -> Checked:
        """Judge an untrusted document against the version in force, which is not locked meanwhile.

        Raises:
            PolicyRefused: the document is not a policy.
            PolicyMoved: another version came into force.
        """
        try:
            parsed = checked(document)
        except PolicyInvalid as invalid:
            raise PolicyRefused(invalid.problems) from None
        with self._database.read() as connection:
            before = unmoved(connection, tenant_id, based_on)
        old = parse(before.document) if before.version else DEFAULT
        return Checked(parsed.serialise(), loosens(old, parsed, datetime.now(UTC)))

    def put_in_force(self, tenant_id: str, document: object, *, author: str, based_on: int) -> PolicyVersion:
        """Store a new version; it decides from the next question on, in every process.

        Args:
            tenant_id: whose policy.
            document: untrusted JSON.
            author: a person's reference, or "cli".
            based_on: the version that was edited.

        Raises:
            PolicyRefused: the document is not a policy.
            PolicyMoved: another version came into force in between.
            ApprovalNeeded: it loosens something, and the policy is sealed.
        """
        made = self.check(tenant_id, document, based_on=based_on)
        with self._database.begin() as connection:
            unmoved(connection, tenant_id, based_on)
            if made.reasons and sealed(connection, tenant_id, datetime.now(UTC)):
                raise ApprovalNeeded(made)
            return store(connection, tenant_id, PolicyVersion(based_on + 1, made.document, author, datetime.now(UTC)))


def newest(connection: Connection, tenant_id: str) -> PolicyVersion:
    """Return the version in force, or version 0."""
    row = connection.execute(select(t).where(t.c.tenant_id == tenant_id).order_by(t.c.version.desc()).limit(1)).first()
    return PolicyVersion(0, DEFAULT.serialise(), "", None) if row is None else _read(row)


def _stored(connection: Connection, tenant_id: str, number: int) -> object:
    query = select(t.c.document).where(t.c.tenant_id == tenant_id, t.c.version == number)
    return connection.execute(query).scalar_one()


def at(connection: Connection, tenant_id: str, number: int) -> PolicyVersion | None:
    """Return one version; None where there is none."""
    if number == 0:
        return PolicyVersion(0, DEFAULT.serialise(), "", None)
    row = connection.execute(select(t).where(t.c.tenant_id == tenant_id, t.c.version == number)).first()
    return _read(row) if row else None


def unmoved(connection: Connection, tenant_id: str, based_on: int) -> PolicyVersion:
    """Return the version in force if it is this one.

    Raises:
        PolicyMoved: it is another.
    """
    found = newest(connection, tenant_id)
    if found.version != based_on:
        seen = at(connection, tenant_id, based_on)
        raise PolicyMoved(found.version, changes(seen.document if seen else {}, found.document))
    return found


def store(connection: Connection, tenant_id: str, made: PolicyVersion) -> PolicyVersion:
    """Store the version after the newest, and record it with what it changed; the caller has checked everything."""
    before = newest(connection, tenant_id)
    row = {name: getattr(made, name) for name in ("version", "document", "author", "at", "approved_by", "proposal")}
    connection.execute(insert(t).values(tenant_id=tenant_id, **row))
    forget_notes(connection, tenant_id)  # made under another level, profile or engine than may hold now
    agreed = {"approved_by": made.approved_by, "proposal": made.proposal} if made.proposal else {}
    payload = {
        "person": made.author,
        "before": {"version": before.version, "digest": digest(before.document)},
        "after": {"version": made.version, "digest": digest(made.document)},
        **agreed,
        **changes(before.document, made.document),
    }
    append(connection, tenant_id, AuditEvent.POLICY_CHANGED, payload)
    return made


def _read(row: Any) -> PolicyVersion:  # noqa: ANN401 (a row of the table)
    return PolicyVersion(row.version, row.document, row.author, row.at, row.approved_by or "", row.proposal or "")
