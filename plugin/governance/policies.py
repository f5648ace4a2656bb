"""Versions of a tenant's policy: the newest is in force, none is ever changed or removed.

A tenant without a version has the default policy: everything is refused until an administrator allows it.
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
from plugin.masking.patterns import problems_of
from plugin.policy.document import DEFAULT, PolicyDocument, PolicyInvalid, parse
from plugin.policy.engines import IN_PROCESS, EngineFacts
from plugin.store.database import Database
from plugin.store.tables import policies as t

EMBEDDED = "embedded"
"""The engine that every installation has."""


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """A version as it was put in force; version 0 is the default that nobody wrote."""

    version: int
    document: dict[str, Any]
    author: str
    at: datetime | None


class PolicyRefused(BadRequest):
    """The document is not a policy; `problems` are (path, words) pairs safe to show."""

    code = "policy_invalid"
    message = "This policy is not valid. Nothing was changed."

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__(detail=f"{len(problems)} problems")
        self.problems = problems


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
        self._facts = {EMBEDDED: IN_PROCESS, **(facts or {})}

    def current(self, tenant_id: str) -> PolicyDocument:
        """Return the policy in force, ready to decide by: with what is stopped, what is known of engines, and now."""
        with self._database.read() as connection:
            stored, stops = _newest(connection, tenant_id), stops_of(connection, tenant_id)
        document = parse(stored.document, version=stored.version) if stored.version else DEFAULT
        return document.joined(stops=stops, facts=self._facts, at=datetime.now(UTC))

    def version_in_force(self, tenant_id: str) -> PolicyVersion:
        """Return the newest version, or version 0."""
        with self._database.read() as connection:
            return _newest(connection, tenant_id)

    def put_in_force(self, tenant_id: str, document: object, *, author: str, based_on: int) -> PolicyVersion:
        """Store a new version; it decides from the next question on, in every process.

        Args:
            tenant_id: whose policy.
            document: untrusted JSON.
            author: a person's reference, or "cli".
            based_on: the version that was edited.

        Raises:
            PolicyRefused: the document is not a policy.
            Conflict: another version came into force in between.
        """
        try:
            parsed = checked(document)
        except PolicyInvalid as invalid:
            raise PolicyRefused(invalid.problems) from None
        serialised = parsed.serialise()
        now = datetime.now(UTC)
        with self._database.begin() as connection:
            newest = connection.execute(
                select(t.c.version, t.c.document)
                .where(t.c.tenant_id == tenant_id)
                .order_by(t.c.version.desc())
                .limit(1)
            ).first()
            if (newest.version if newest else 0) != based_on:
                raise Conflict("Somebody changed the policy in the meantime. Reload and look again.")
            before, version = newest.document if newest else DEFAULT.serialise(), based_on + 1
            connection.execute(
                insert(t).values(tenant_id=tenant_id, version=version, document=serialised, author=author, at=now)
            )
            forget_notes(connection, tenant_id)  # made under another level, profile or engine than may hold now
            append(
                connection,
                tenant_id,
                AuditEvent.POLICY_CHANGED,
                {
                    "person": author,
                    "before": {"version": based_on, "digest": digest(before)},
                    "after": {"version": version, "digest": digest(serialised)},
                    **changes(before, serialised),
                },
            )
        return PolicyVersion(version, serialised, author, now)


def _newest(connection: Connection, tenant_id: str) -> PolicyVersion:
    row = connection.execute(select(t).where(t.c.tenant_id == tenant_id).order_by(t.c.version.desc()).limit(1)).first()
    if row is None:
        return PolicyVersion(0, DEFAULT.serialise(), "", None)
    return PolicyVersion(row.version, row.document, row.author, row.at)
