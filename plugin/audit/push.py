"""The record pushed to a webhook: signed, in order, at least once.

Signed as Standard Webhooks describe it (webhook-id, webhook-timestamp, webhook-signature). The id of a delivery is made
of the tenant and the numbers in it, so that a receiver knows a repetition. How far each tenant's record was taken
stands in the store; a process that dies in the middle leaves it there, and the next one sends the same part again.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

import structlog
from sqlalchemy import Connection, Row, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from plugin.audit.anchoring import Anchors
from plugin.audit.chain import Record
from plugin.audit.formats import Format, media_type, render
from plugin.audit.offline import Line
from plugin.audit.outbound import DeliveryFailed, Way, post
from plugin.audit.repository import records, tenant_ids
from plugin.store.database import Database
from plugin.store.tables import audit_checkpoints, audit_records
from plugin.store.tables import audit_pushes as t

_log = structlog.get_logger(__name__)

SECRET_PREFIX = "whsec_"  # noqa: S105 (the prefix that every such secret has)
_MOST_RECORDS = 200
_MOST_PARTS = 20  # of one tenant in one round, so that the others get their turn
_LEASE = timedelta(seconds=60)
_FIRST_WAIT = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(hours=1)
_AGENT = "Vouch"


@dataclass(frozen=True, slots=True)
class Sink:
    """Where the record goes."""

    url: str
    secret: str = field(repr=False)
    chosen: Format = Format.OCSF
    authorization: str = field(default="", repr=False)
    way: Way = field(default_factory=Way)

    def deliver(self, body: bytes, headers: dict[str, str]) -> None:
        """Send one part.

        Raises:
            DeliveryFailed: it was not taken.
        """
        more = {"Authorization": self.authorization} if self.authorization else {}
        post(self.url, body, {**headers, **more}, self.way)


@dataclass(frozen=True, slots=True)
class PushState:
    """How far a tenant's record was taken."""

    seq: int
    failures: int
    last_ok_at: datetime | None
    last_error: str


@dataclass(frozen=True, slots=True)
class _Part:
    lines: list[Line]
    seq: int  # the last record of it, or the one before
    checkpoint: int  # number of the last checkpoint of it, or the one before


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Sign a delivery: base64 of HMAC-SHA256 over id, time and body, as Standard Webhooks write it."""
    key = b64decode(secret.removeprefix(SECRET_PREFIX))
    said = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()


class Pusher:
    """Takes every tenant's record to the sink."""

    def __init__(self, database: Database, anchors: Anchors, sink: Sink) -> None:
        self._database = database
        self._anchors = anchors
        self._sink = sink

    def push_due(self, now: datetime) -> int:
        """Send what is new, of every tenant whose time has come; returns how many parts were taken."""
        return sum(
            self._push(tenant_id, now) for tenant_id in tenant_ids(self._database) if self._lease(tenant_id, now)
        )

    def state(self, tenant_id: str) -> PushState:
        """Return how far a tenant's record was taken."""
        with self._database.read() as connection:
            row = _row(connection, tenant_id)
        if row is None:
            return PushState(0, 0, None, "")
        return PushState(row.seq, row.failures, row.last_ok_at, row.last_error)

    def _push(self, tenant_id: str, now: datetime) -> int:
        taken = 0
        try:
            while taken < _MOST_PARTS and (part := self._next(tenant_id)).lines:
                self._send(tenant_id, part, now)
                taken += 1
                done = {"failures": 0, "next_at": None, "last_ok_at": now, "last_error": ""}
                self._note(tenant_id, seq=part.seq, checkpoint=part.checkpoint, **done)
        except DeliveryFailed as failed:
            self._failed(tenant_id, failed, now)
        finally:
            self._note(tenant_id, leased_until=None)
        return taken

    def _send(self, tenant_id: str, part: _Part, now: datetime) -> None:
        chosen = self._sink.chosen
        body = "".join(f"{line}\n" for line in render(chosen, part.lines)).encode()
        first = next((line.seq for line in part.lines if isinstance(line, Record)), part.seq)
        message_id = f"{tenant_id}.{first}-{part.seq}.{part.checkpoint}"
        timestamp = int(now.timestamp())
        headers = {
            "Content-Type": f"{media_type(chosen)}; charset=utf-8",
            "User-Agent": _AGENT,
            "webhook-id": message_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(self._sink.secret, message_id, timestamp, body),
        }
        self._sink.deliver(body, headers)

    def _next(self, tenant_id: str) -> _Part:
        """The next records, and the checkpoints over them or over what was taken before."""
        with self._database.read() as connection:
            row = _row(connection, tenant_id)
        seq, number = (row.seq, row.checkpoint) if row else (0, 0)
        taken = list(islice(records(self._database, tenant_id, after=seq), _MOST_RECORDS))
        last = taken[-1].seq if taken else seq
        waiting = self._anchors.numbered_after(tenant_id, number, last)
        lines: list[Line] = [checkpoint for _, checkpoint in waiting if checkpoint.seq <= seq]
        for record in taken:
            lines += [record, *(checkpoint for _, checkpoint in waiting if checkpoint.seq == record.seq)]
        return _Part(lines, last, waiting[-1][0] if waiting else number)

    def _lease(self, tenant_id: str, now: datetime) -> bool:
        """Take the turn for a tenant that has something new, if nobody has it and its wait is over."""
        with self._database.begin() as connection:
            row = _row(connection, tenant_id)
            if row is None:
                try:
                    with connection.begin_nested():
                        connection.execute(insert(t).values(tenant_id=tenant_id))
                except IntegrityError:
                    return False
            elif not _news(connection, row):
                return False
            # A wait or a turn that is longer than any was set by a clock that was wrong: it holds nothing up.
            free = or_(t.c.leased_until.is_(None), t.c.leased_until < now, t.c.leased_until > now + _LEASE)
            due = or_(t.c.next_at.is_(None), t.c.next_at <= now, t.c.next_at > now + _LONGEST_WAIT)
            mine = update(t).where(t.c.tenant_id == tenant_id, free, due).values(leased_until=now + _LEASE)
            return bool(connection.execute(mine).rowcount)

    def _failed(self, tenant_id: str, failed: DeliveryFailed, now: datetime) -> None:
        failures = self.state(tenant_id).failures + 1
        wait = min(_FIRST_WAIT * 2 ** min(failures - 1, 20), _LONGEST_WAIT)
        if failed.retry_after is not None:
            wait = max(wait, min(timedelta(seconds=failed.retry_after), _LONGEST_WAIT))
        _log.warning("audit_push_failed", tenant=tenant_id, code=failed.code, failures=failures)
        self._note(tenant_id, failures=failures, next_at=now + wait, last_error=failed.code)

    def _note(self, tenant_id: str, **values: object) -> None:
        with self._database.begin() as connection:
            connection.execute(update(t).where(t.c.tenant_id == tenant_id).values(**values))


def _row(connection: Connection, tenant_id: str) -> Row[tuple[object, ...]] | None:
    return connection.execute(select(t).where(t.c.tenant_id == tenant_id)).first()


def _news(connection: Connection, row: Row[tuple[object, ...]]) -> bool:
    heads = (
        (audit_records.c.seq, audit_records.c.tenant_id, row.seq),
        (audit_checkpoints.c.number, audit_checkpoints.c.tenant_id, row.checkpoint),
    )
    return any(
        (connection.execute(select(func.max(column)).where(owner == row.tenant_id)).scalar() or 0) > known
        for column, owner, known in heads
    )
