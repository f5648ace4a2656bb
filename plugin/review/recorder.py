"""Writes decisions with their audit record and usage event in one transaction each."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert
from sqlalchemy.exc import IntegrityError

from connectors.host.model import Place
from plugin.assist.model import Run
from plugin.assist.recorder import AccountOf
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.gateway.approval import Target
from plugin.gateway.writing import ChangeState
from plugin.identity.caller import Caller
from plugin.review.escalation import Escalation, Escalations
from plugin.review.model import OPEN, UNFINISHED, Decision, Outcome, WriteState
from plugin.review.repository import Decisions
from plugin.review.summaries import ApprovedSummary, Summaries
from plugin.review.teaching import Taught, Teacher, taken_back
from plugin.store.database import Database
from plugin.store.tables import contradictions
from plugin.usage.events import Envelope, Happening, UsageEvent
from plugin.usage.repository import UsageLog

_EVENTS = {
    Outcome.ACCEPTED: UsageEvent.OUTPUT_KEPT,
    Outcome.EDITED: UsageEvent.OUTPUT_KEPT,
    Outcome.REJECTED: UsageEvent.OUTPUT_REJECTED,
    Outcome.IGNORED: UsageEvent.OUTPUT_IGNORED,
}


class ReviewRecorder:
    """What is recorded of every decision."""

    def __init__(
        self,
        *,
        database: Database,
        decisions: Decisions,
        summaries: Summaries,
        usage: UsageLog,
        account_of: AccountOf,
        teacher: Teacher | None = None,
    ) -> None:
        self._teacher = teacher
        self._summaries = summaries
        self._database = database
        self._decisions = decisions
        self._usage = usage
        self._account_of = account_of

    def pending(self, run: Run, decision: Decision, earlier: Decision | None) -> bool:
        """Note that a write is about to be tried; False where the run is decided about, or another try came between.

        It is a record before the host is asked: what cannot be recorded is not written.

        Args:
            run: whose output.
            decision: about to be written.
            earlier: the unfinished try that was seen when this one began, or None.
        """
        open_to = OPEN if earlier is not None else OPEN - UNFINISHED
        with self._database.begin() as connection:
            noted = self._decisions.put(connection, decision, instead_of=open_to, seen=earlier)
            if noted:
                append(connection, run.tenant_id, AuditEvent.WRITE_BEGUN, _common(run) | _try(decision))
            return noted

    def undoing(self, run: Run, decision: Decision) -> None:
        """Record that a write is about to be taken back."""
        with self._database.begin() as connection:
            append(connection, run.tenant_id, AuditEvent.WRITE_BEGUN, _common(run) | _try(decision) | {"undo": True})

    def unanswered(self, decision: Decision) -> None:
        """Note that a try ended without an answer: the same wish may be tried again at once."""
        with self._database.begin() as connection:
            self._decisions.put(
                connection, replace(decision, write_state=WriteState.PENDING), instead_of=UNFINISHED, seen=decision
            )

    def decided(
        self,
        run: Run,
        decision: Decision,
        account_id: str,
        *,
        again: bool = False,
        summary: ApprovedSummary | None = None,
        taught: Sequence[Taught] = (),
    ) -> bool:
        """Record a decision, and what it wrote; False where the run is decided about.

        Args:
            run: the run.
            decision: with what was written.
            account_id: of who decided.
            again: the rest of what was partly written before: recorded, but the output was counted as kept then.
            summary: what the item's page shows from now on.
            taught: what it teaches of suggestions.
        """
        with self._database.begin() as connection:
            if not self._decisions.put(connection, decision, instead_of=OPEN):
                return False
            if summary is not None:
                self._summaries.put(connection, summary)
            self._record(connection, run, decision, account_id, counts=not again, summary=summary)
            self._teach(connection, run, taught)
        return True

    def contradicted(self, run: Run, taught: Taught, days: int) -> bool:
        """Record that a taken value was changed within a week; False where that was counted before.

        Args:
            run: the run that suggested it.
            taught: the value, and what stands in its place now.
            days: whole days since the decision.
        """
        row = {
            "run_id": run.id,
            "field": taught.field,
            "value_h": hashlib.sha256(f"{run.id}\x1f{taught.suggested}".encode()).hexdigest(),
            "tenant_id": run.tenant_id,
            "at": datetime.now(UTC),
        }
        said = {"kind": "recategorised", "field": taught.field, "days": days}
        with self._database.begin() as connection:
            try:
                with connection.begin_nested():
                    connection.execute(insert(contradictions).values(**row))
            except IntegrityError:
                return False
            append(connection, run.tenant_id, AuditEvent.OUTCOME_CONTRADICTED, {**_common(run), **said})
            account_id = self._account_of(connection, run.tenant_id, run.person)
            self._happened(connection, run, account_id, UsageEvent.OUTCOME_CONTRADICTED, said)
            self._teach(connection, run, [taught])
        return True

    def _teach(self, connection: Connection, run: Run, taught: Sequence[Taught]) -> None:
        if self._teacher is not None:
            for each in taught:
                self._teacher.lesson(connection, run, each.field, each.suggested, each.chosen)

    def ignored(self, run: Run, decision: Decision) -> None:
        """Record that nobody decided; a decision of this very moment wins."""
        with self._database.begin() as connection:
            if self._decisions.put(connection, decision, instead_of=frozenset()):
                account_id = self._account_of(connection, run.tenant_id, run.person)
                self._record(connection, run, decision, account_id, counts=True)

    def escalated(
        self, run: Run, decision: Decision, new: Escalation, account_id: str, escalations: Escalations
    ) -> bool:
        """Record that an output was handed to somebody; False where the run is decided about. No word of the note."""
        to = {"queue": new.queue} if new.queue else {"to": new.recipient}
        with self._database.begin() as connection:
            if not self._decisions.put(connection, decision, instead_of=OPEN - UNFINISHED):
                return False
            escalations.add(connection, new)
            said = {"outcome": decision.outcome.value, "seconds": decision.seconds, "escalation": new.id}
            append(connection, run.tenant_id, AuditEvent.DECISION_MADE, {**_common(run), **said, **to})
            fields = {"kind": "queue" if new.queue else "person", "seconds": decision.seconds}
            self._happened(connection, run, account_id, UsageEvent.OUTPUT_ESCALATED, fields)
        return True

    def closed(
        self, closing: Escalation, place: Place, caller: Caller, escalations: Escalations, now: datetime
    ) -> None:
        """Record that what was handed over is dealt with; twice is once."""
        with self._database.begin() as connection:
            if escalations.close(connection, closing, caller.person, now):
                payload = {
                    "run": closing.run_id,
                    "person": caller.person,
                    "product": closing.item.product.value,
                    "item": closing.item.id,
                    "place": place.key or place.id,
                    "escalation": closing.id,
                }
                append(connection, closing.tenant_id, AuditEvent.ESCALATION_CLOSED, payload)

    def undone(self, run: Run, decision: Decision, account_id: str) -> None:
        """Record that a write was taken back."""
        with self._database.begin() as connection:
            if self._decisions.undone(connection, run.tenant_id, run.id):
                self._summaries.withdraw(connection, run.tenant_id, run.item, run.id)
                said = {"target": decision.target.value}
                append(connection, run.tenant_id, AuditEvent.WRITE_UNDONE, {**_common(run), **said})
                self._happened(connection, run, account_id, UsageEvent.OUTPUT_UNDONE, said)
                self._teach(connection, run, taken_back(decision))

    def _record(
        self,
        connection: Connection,
        run: Run,
        decision: Decision,
        account_id: str,
        *,
        counts: bool,
        summary: ApprovedSummary | None = None,
    ) -> None:
        said: dict[str, Any] = {
            "outcome": decision.outcome.value,
            "reason": decision.reason,
            "edit_ratio": decision.edit_ratio,
            "seconds": decision.seconds,
        }
        if decision.write_state is WriteState.NOT_WRITTEN:
            append(connection, run.tenant_id, AuditEvent.DECISION_MADE, {**_common(run), **said, **_fields(decision)})
            return  # the host took none of it: nothing was kept
        append(connection, run.tenant_id, AuditEvent.DECISION_MADE, {**_common(run), **said})
        if decision.write_state in {WriteState.WRITTEN, WriteState.PARTLY}:
            digest = {"digest": summary.digest} if summary is not None else {}
            payload = {**_common(run), "written": _written(decision) | digest}
            append(connection, run.tenant_id, AuditEvent.WRITE_MADE, payload)
        if counts and decision.outcome in _EVENTS:
            kept = _EVENTS[decision.outcome] is UsageEvent.OUTPUT_KEPT
            more = {"destination": decision.target.value} if kept else {}
            self._happened(connection, run, account_id, _EVENTS[decision.outcome], said | more)

    def _happened(
        self, connection: Connection, run: Run, account_id: str, name: UsageEvent, fields: dict[str, Any]
    ) -> None:
        envelope = Envelope(
            surface=f"{run.item.product.value}.item",
            container=run.place.key,
            use_case=run.request.use_case.value,
            run_id=run.id,
        )
        self._usage.record(connection, run.tenant_id, account_id, Happening(name, envelope, fields))


def _common(run: Run) -> dict[str, Any]:
    return {
        "run": run.id,
        "person": run.person,
        "product": run.item.product.value,
        "item": run.item.key or run.item.id,
        "place": run.place.key or run.place.id,
    }


def _written(decision: Decision) -> dict[str, Any]:
    """What the record says of a write: where, which fields, and keyed hashes; neither the text nor a value."""
    written = decision.written
    said: dict[str, Any] = {"target": decision.target.value, "wish_mac": decision.wish_mac, "version": written.version}
    if decision.target is Target.FIELDS:
        said |= _fields(decision)
    else:
        said |= {"id": written.id, "internal": decision.internal}
    return said


def _try(decision: Decision) -> dict[str, Any]:
    return {"person": decision.person, "target": decision.target.value}


def _fields(decision: Decision) -> dict[str, Any]:
    """Which fields were written and which were not, by name; no value."""
    changes = decision.written.changes
    return {
        "fields": [change.field for change in changes if change.state is ChangeState.WRITTEN],
        "not_written": [[c.field, c.reason] for c in changes if c.state is ChangeState.NOT_WRITTEN],
    }
