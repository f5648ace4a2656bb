"""What works and what needs somebody: one finding a part, each with a stable code and the figures behind it.

A part is `ok`, needs `attention`, has `failed`, or is `unknown`. Words for people, and what to do next, are the page's.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from plugin.errors import VouchError
from plugin.governance.canary import STALE_AFTER, Canary
from plugin.governance.desk import AuditDesk
from plugin.governance.operations.engines import EngineDesk
from plugin.governance.reporting import report_states
from plugin.identity.caller import Caller
from plugin.identity.forge import SETTLING
from plugin.identity.repository import Door
from plugin.store import migrate
from plugin.store.database import Database
from plugin.store.tables import installations, runs

_SLOW_MS = 200.0
_WAITED_LONG = timedelta(seconds=60)
_CLOCK_SECONDS = 10.0  # tokens live for minutes; half a minute of error refuses people


class Mark(StrEnum):
    """How a part does."""

    OK = "ok"
    ATTENTION = "attention"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """A part, how it does, a stable code of what was found, when that was, and figures for its words."""

    part: str
    mark: Mark
    code: str
    at: datetime | None = None
    values: dict[str, Any] = field(default_factory=dict)


class Health:
    """Looks at every part, for one tenant."""

    def __init__(
        self,
        database: Database,
        *,
        canary: Canary,
        desk: AuditDesk,
        engines: EngineDesk,
        working: Callable[[], bool],
        clock_skew: Callable[[Caller], float | None],
        checkpoint_hours: float,
    ) -> None:
        self._database = database
        self._canary = canary
        self._desk = desk
        self.engines = engines
        self._working = working
        self._clock_skew = clock_skew
        self._anchored_within = timedelta(hours=checkpoint_hours) + timedelta(hours=1)

    def findings(self, caller: Caller, now: datetime) -> list[Finding]:
        """Return what was found, in the order in which a person looks."""
        return list(self._findings(caller, now))

    def _findings(self, caller: Caller, now: datetime) -> Iterator[Finding]:
        yield self._store()
        yield self._engine(caller.tenant_id)
        yield self._queue(caller.tenant_id, now)
        yield Finding("background", *((Mark.OK, "running") if self._working() else (Mark.FAILED, "stopped")))
        yield self._sung(caller.tenant_id, now)
        yield from self._audit(caller.tenant_id, now)
        yield self._reports(caller.tenant_id, now)
        yield self._installation(caller, now)
        yield self._clock(caller)

    def _installation(self, caller: Caller, now: datetime) -> Finding:
        """Whether the app is so new on the site that Atlassian may still be giving it its permissions."""
        query = select(installations.c.door, installations.c.installed_at).where(
            installations.c.tenant_id == caller.tenant_id, installations.c.id == caller.installation_id
        )
        with self._database.read() as connection:
            found = connection.execute(query).one()
        young = found.door == Door.FORGE.value and now < found.installed_at + SETTLING
        return Finding(
            "installation", *((Mark.ATTENTION, "settling") if young else (Mark.OK, "ok")), found.installed_at
        )

    def _store(self) -> Finding:
        begin = time.perf_counter()
        try:
            pending = migrate.pending(self._database)
        except SQLAlchemyError:
            return Finding("database", Mark.FAILED, "unreachable")
        taken = round((time.perf_counter() - begin) * 1000)
        values = {"kind": "SQLite" if self._database.sqlite else "PostgreSQL", "ms": taken}
        if pending:
            return Finding("database", Mark.FAILED, "pending", values=values)
        return Finding("database", *((Mark.OK, "ok") if taken < _SLOW_MS else (Mark.ATTENTION, "slow")), values=values)

    def _engine(self, tenant_id: str) -> Finding:
        resting, states = self.engines.resting(tenant_id), self.engines.states(tenant_id)
        if resting:
            return Finding("engines", Mark.ATTENTION, "resting", values={"names": resting})
        return Finding("engines", Mark.OK, "ok", values={"count": len(states)})

    def _queue(self, tenant_id: str, now: datetime) -> Finding:
        query = select(func.count(), func.min(runs.c.created_at)).where(
            runs.c.tenant_id == tenant_id, runs.c.state == "queued"
        )
        with self._database.read() as connection:
            count, oldest = connection.execute(query).one()
        late = oldest is not None and oldest < now - _WAITED_LONG
        mark, code = (Mark.ATTENTION, "late") if late else (Mark.OK, "ok")
        return Finding("queue", mark, code, oldest if late else None, {"count": count})

    def _sung(self, tenant_id: str, now: datetime) -> Finding:
        song = self._canary.last(tenant_id)
        if song is None:
            return Finding("canary", Mark.UNKNOWN, "never")
        if song.failed:
            return Finding("canary", Mark.FAILED, f"failed_{song.failed}", song.at)
        stale = song.at < now - STALE_AFTER
        return Finding("canary", *((Mark.ATTENTION, "stale") if stale else (Mark.OK, "ok")), at=song.at)

    def _audit(self, tenant_id: str, now: datetime) -> Iterator[Finding]:
        state = self._desk.state(tenant_id)
        last, values = state.checkpoint, {"count": state.not_yet_anchored, "records": state.records}
        at = datetime.fromisoformat(last.at) if last else None
        if last is None and state.records:
            yield Finding("audit", Mark.UNKNOWN, "never", values=values)
        else:
            late = at is not None and at < now - self._anchored_within and state.not_yet_anchored > 0
            yield Finding("audit", *((Mark.ATTENTION, "late") if late else (Mark.OK, "ok")), at=at, values=values)
        push = state.push
        if push is not None:
            behind = {"count": max(state.records - push.seq, 0)}
            failing = (Mark.FAILED, "failing") if push.failures else (Mark.OK, "ok")
            yield Finding("push", *failing, at=push.last_ok_at, values=behind)

    def _reports(self, tenant_id: str, now: datetime) -> Finding:
        states = report_states(self._database, tenant_id)
        done = [state.last_at for state in states if state.last_at]
        at, accounts = min(done, default=None), sum(state.accounts for state in states)
        if any(state.failures for state in states):
            return Finding("personal_data", Mark.ATTENTION, "failing", at)
        if any(state.overdue(now) for state in states):
            return Finding("personal_data", Mark.FAILED, "overdue", at)
        if not states or len(done) < len(states):
            return Finding("personal_data", Mark.UNKNOWN, "never")
        return Finding("personal_data", Mark.OK, "ok", at, {"count": accounts})

    def _clock(self, caller: Caller) -> Finding:
        try:
            skew = self._clock_skew(caller)
        except VouchError:
            skew = None
        if skew is None:
            return Finding("clock", Mark.UNKNOWN, "unknown")
        seconds = {"seconds": round(abs(skew))}
        off = abs(skew) > _CLOCK_SECONDS
        return Finding("clock", *((Mark.FAILED, "off") if off else (Mark.OK, "ok")), values=seconds)
