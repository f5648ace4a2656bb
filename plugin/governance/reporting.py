"""Atlassian's personal-data reporting: each installation's host is told whose account ids are kept, once a cycle.

What the host answers is done at once: a closed account is erased, a changed one counts as fetched anew (we keep
nothing of it but its id). A report goes in batches; how far it has come stands in the store, so that one that a rate
limit or a restart broke off goes on there. Only one process at a time reports for an installation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection, Row, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from connectors.host.accounts import CYCLE, MOST_AT_ONCE, AccountsAnswer, StoredAccount
from connectors.host.model import Product
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.errors import Conflict, HostFault, NotFound
from plugin.governance.erasure import Erasure
from plugin.identity.repository import TOMBSTONE, Door, Installation
from plugin.store.database import Database
from plugin.store.report_tables import account_reports as t
from plugin.store.tables import installations, people

_log = structlog.get_logger(__name__)

_LEASE = timedelta(hours=1)  # a report of many people takes long
_FIRST_WAIT = timedelta(minutes=15)
_LONGEST_WAIT = timedelta(days=1)
_GRACE = timedelta(days=1)
_NEVER_REPORTED = (f"{TOMBSTONE}%", "unknown")  # the erased, and whom Atlassian itself cannot name

Send = Callable[[Installation, Sequence[StoredAccount]], AccountsAnswer]
"""Reports a batch as the app; may raise `HostFault`."""


@dataclass(frozen=True, slots=True)
class ReportState:
    """How an installation's report stands; `last_at` is None before the first whole one."""

    product: Product
    last_at: datetime | None
    due_at: datetime | None
    accounts: int
    failures: int
    last_error: str

    def overdue(self, now: datetime) -> bool:
        """Whether it should have been made a day ago."""
        return self.due_at is not None and self.due_at < now - _GRACE


class Reporting:
    """Reports for every installation in use."""

    def __init__(
        self, database: Database, *, installed: Callable[[], list[Installation]], send: Send, erasure: Erasure
    ) -> None:
        self._database = database
        self._installed = installed
        self._send = send
        self._erasure = erasure

    def report_due(self, now: datetime) -> int:
        """Report for every installation whose time has come; returns how many reports were finished."""
        mine = [each for each in self._installed() if each.door is Door.CONNECT]  # Forge has another interface
        return sum(self._report(each, now) for each in mine if self._lease(each, now))

    def _report(self, installation: Installation, now: datetime) -> bool:
        cycle = CYCLE
        try:
            while batch := self._next(installation):
                answer = self._send(installation, [account for _, account in batch])
                cycle = answer.cycle or CYCLE
                self._take(installation, batch, answer, now)
            self._finished(installation, now, cycle)
        except HostFault as fault:
            self._failed(installation, fault, now)
            return False
        finally:
            self._note(installation.id, leased_until=None)
        return True

    def _next(self, installation: Installation) -> list[tuple[str, StoredAccount]]:
        """The next people in the order of their references, which never change."""
        with self._database.read() as connection:
            after = _row(connection, installation.id).after_ref
            query = (
                select(people)
                .where(
                    people.c.tenant_id == installation.tenant_id,
                    people.c.ref > after,
                    *(people.c.account_id.not_like(pattern) for pattern in _NEVER_REPORTED),
                )
                .order_by(people.c.ref)
                .limit(MOST_AT_ONCE)
            )
            rows = connection.execute(query).all()
        return [(row.ref, StoredAccount(row.account_id, row.refreshed_at or row.created_at)) for row in rows]

    def _take(
        self,
        installation: Installation,
        batch: list[tuple[str, StoredAccount]],
        answer: AccountsAnswer,
        now: datetime,
    ) -> None:
        """Do what the host said of a batch, and only then count it as reported."""
        tenant_id = installation.tenant_id
        found = Counter(self._erase(tenant_id, account_id) for account_id in sorted(answer.closed))
        changed = people.c.account_id.in_(answer.updated - answer.closed)
        with self._database.begin() as connection:
            fresh = update(people).where(people.c.tenant_id == tenant_id, changed).values(refreshed_at=now)
            updated = connection.execute(fresh).rowcount
            row = _row(connection, installation.id)
            begun = bool(row.after_ref)
            counts = {"accounts": len(batch), "closed": found["closed"], "updated": updated, "held": found["held"]}
            connection.execute(
                update(t)
                .where(t.c.installation_id == installation.id)
                .values(
                    after_ref=batch[-1][0],
                    **{name: (getattr(row, name) if begun else 0) + count for name, count in counts.items()},
                )
            )

    def _erase(self, tenant_id: str, account_id: str) -> str:
        try:
            self._erasure.erase(tenant_id, account_id, by="host", why="closed")
        except NotFound:
            return "gone"  # erased in between, by another product's report or by somebody here
        except Conflict:
            _log.warning("closed_account_is_held", tenant=tenant_id)
            return "held"
        return "closed"

    def _finished(self, installation: Installation, now: datetime, cycle: timedelta) -> None:
        with self._database.begin() as connection:
            row = _row(connection, installation.id)
            some = bool(row.after_ref)  # nobody is kept here otherwise, and the counts are those of the time before
            counts = {name: getattr(row, name) if some else 0 for name in ("accounts", "closed", "updated", "held")}
            said = {"installation": installation.id, "product": installation.product.value, **counts}
            append(connection, installation.tenant_id, AuditEvent.PEOPLE_REPORTED, said)
            values = {"last_at": now, "due_at": now + cycle, "after_ref": "", "failures": 0, "last_error": "", **counts}
            connection.execute(update(t).where(t.c.installation_id == installation.id).values(**values))

    def _failed(self, installation: Installation, fault: HostFault, now: datetime) -> None:
        with self._database.read() as connection:
            failures = _row(connection, installation.id).failures + 1
        wait = min(_FIRST_WAIT * 2 ** min(failures - 1, 10), _LONGEST_WAIT)
        if fault.retry_after is not None:
            wait = min(timedelta(seconds=fault.retry_after), _LONGEST_WAIT)
        _log.warning("accounts_not_reported", tenant=installation.tenant_id, code=fault.code, failures=failures)
        self._note(installation.id, failures=failures, last_error=fault.code, due_at=now + wait)

    def _lease(self, installation: Installation, now: datetime) -> bool:
        """Take the turn for an installation if it is due and nobody has it.

        What was last done in the future was done before the clock was set back: it is due now.
        """
        with self._database.begin() as connection:
            try:
                with connection.begin_nested():
                    row = {"installation_id": installation.id, "tenant_id": installation.tenant_id, "due_at": now}
                    connection.execute(insert(t).values(**row))
            except IntegrityError:
                pass  # it has been here before
            free = or_(t.c.leased_until.is_(None), t.c.leased_until < now, t.c.leased_until > now + _LEASE)
            due = or_(t.c.due_at <= now, t.c.last_at > now)
            mine = update(t).where(t.c.installation_id == installation.id, free, due).values(leased_until=now + _LEASE)
            return bool(connection.execute(mine).rowcount)

    def _note(self, installation_id: str, **values: object) -> None:
        with self._database.begin() as connection:
            connection.execute(update(t).where(t.c.installation_id == installation_id).values(**values))


def report_states(database: Database, tenant_id: str) -> list[ReportState]:
    """Return how the reports of a tenant's installations in use stand, by product; Forge's have none from here."""
    query = (
        select(installations.c.product, t)
        .outerjoin(t, t.c.installation_id == installations.c.id)
        .where(
            installations.c.tenant_id == tenant_id,
            installations.c.state == "installed",
            installations.c.door == Door.CONNECT.value,
        )
        .order_by(installations.c.product)
    )
    with database.read() as connection:
        rows = connection.execute(query).all()
    return [
        ReportState(
            product=Product(row.product),
            last_at=row.last_at,
            due_at=row.due_at,
            accounts=row.accounts or 0,
            failures=row.failures or 0,
            last_error=row.last_error or "",
        )
        for row in rows
    ]


def _row(connection: Connection, installation_id: str) -> Row[tuple[object, ...]]:
    return connection.execute(select(t).where(t.c.installation_id == installation_id)).one()
