"""Checkpoints of every tenant's chain: made on schedule, kept in the store, handed out.

Nothing is signed blindly: what was appended since the last checkpoint must lead from it to the record that is signed
now. A chain that was written anew is therefore not confirmed by the next checkpoint; it stops them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

import structlog
from sqlalchemy import Connection, Row, func, insert, select
from sqlalchemy.exc import IntegrityError

from plugin.audit.chain import GENESIS, Record, verify
from plugin.audit.checkpoint import Checkpoint, PublicKeys, fault, sign
from plugin.audit.offline import Finding, Line
from plugin.audit.offline import verify as verify_lines
from plugin.audit.repository import records, tenant_ids
from plugin.audit.signing import SigningKeys
from plugin.errors import VouchError
from plugin.store.database import Database
from plugin.store.tables import audit_checkpoints as t
from plugin.store.tables import audit_records, tenants

_log = structlog.get_logger(__name__)


class ChainBroken(VouchError):
    """The chain does not lead from the last checkpoint to its end: nothing is signed."""

    code = "chain_broken"
    message = "The record is broken, so no checkpoint is made. Run `vouch audit verify`."


class Anchors:
    """The checkpoints of all tenants."""

    def __init__(self, database: Database, keys: SigningKeys, *, every: timedelta) -> None:
        self._database = database
        self._keys = keys
        self._every = every

    @property
    def public_keys(self) -> PublicKeys:
        """Every public key that ever signed."""
        return self._keys.public()

    def make_due(self, now: datetime) -> int:
        """Make a checkpoint of every tenant whose last one is old enough; returns how many.

        A broken chain is logged and passed over, so that it does not stop the others'.
        """
        made = 0
        for tenant_id in self._tenant_ids():
            if not self._due(tenant_id, now):
                continue
            try:
                made += self.make(tenant_id, now) is not None
            except ChainBroken as broken:
                _log.error("audit_chain_broken", tenant=tenant_id, detail=broken.detail)
        return made

    def make(self, tenant_id: str, now: datetime) -> Checkpoint | None:
        """Make a checkpoint now; None where there is no record, or another process makes one in this very moment.

        Raises:
            ChainBroken: what came since the last checkpoint does not lead on from it.
        """
        with self._database.read() as connection:
            row = _last(connection, tenant_id)
        head = self._head(tenant_id, _checkpoint(row) if row else None)
        if head is None:
            return None
        made = sign(self._keys.current(), tenant=tenant_id, seq=head.seq, record_hash=head.hash, at=now)
        values = {"seq": made.seq, "hash": made.hash, "at": made.at, "key_id": made.key, "signature": made.signature}
        number = row.number + 1 if row else 1
        try:
            with self._database.begin() as connection:
                connection.execute(insert(t).values(tenant_id=tenant_id, number=number, **values))
        except IntegrityError:
            return None
        return made

    def last(self, tenant_id: str) -> Checkpoint | None:
        """Return a tenant's newest checkpoint."""
        with self._database.read() as connection:
            row = _last(connection, tenant_id)
        return _checkpoint(row) if row else None

    def after(self, tenant_id: str, seq: int = 0) -> list[Checkpoint]:
        """Return a tenant's checkpoints of records after that number, in order."""
        query = select(t).where(t.c.tenant_id == tenant_id, t.c.seq > seq).order_by(t.c.number)
        with self._database.read() as connection:
            return [_checkpoint(row) for row in connection.execute(query)]

    def numbered_after(self, tenant_id: str, number: int, last: int) -> list[tuple[int, Checkpoint]]:
        """Return a tenant's checkpoints numbered after `number`, of records up to `last`, with their numbers."""
        query = select(t).where(t.c.tenant_id == tenant_id, t.c.number > number, t.c.seq <= last).order_by(t.c.number)
        with self._database.read() as connection:
            return [(row.number, _checkpoint(row)) for row in connection.execute(query)]

    def lines(self, tenant_id: str, *, after: int = 0) -> Iterator[Line]:
        """Yield a tenant's records with each checkpoint behind the record that it speaks of.

        Checkpoints of the record `after` itself come first: they may have been made since it was taken.
        """
        waiting = self.after(tenant_id, after - 1)
        while waiting and waiting[0].seq <= after:
            yield waiting.pop(0)
        for record in records(self._database, tenant_id, after=after):
            yield record
            while waiting and waiting[0].seq <= record.seq:
                yield waiting.pop(0)

    def verify(self, tenant_id: str, kept: list[Checkpoint] | None = None, keys: PublicKeys | None = None) -> Finding:
        """Verify a tenant's whole chain in the store, with the store's checkpoints and those kept elsewhere."""
        given = keys or {}
        doubts = {checkpoint: fault(checkpoint, given) for checkpoint in kept or ()}
        # A key that somebody put into the database must not vouch for what was kept elsewhere: kept checkpoints are
        # checked by the given keys first.
        proven = [checkpoint for checkpoint, doubt in doubts.items() if not doubt]
        stored = self.after(tenant_id)
        finding = verify_lines(records(self._database, tenant_id), [*stored, *proven], {**self.public_keys, **given})
        finding.tenant = tenant_id
        finding.problems += [
            f"the checkpoint of record {c.seq} proves nothing: {why}" for c, why in doubts.items() if why
        ]
        return finding

    def _head(self, tenant_id: str, last: Checkpoint | None) -> Record | None:
        """The newest record, if what came since the last checkpoint leads to it."""
        after = last.seq if last else 0
        stream = records(self._database, tenant_id, after=max(0, after - 1))
        newest = next(stream, None)
        if last is None:
            first = [] if newest is None else [newest]
        elif newest is None or (newest.seq, newest.hash) != (last.seq, last.hash):
            raise ChainBroken(detail=f"record {last.seq} is not the one that a checkpoint was made over, or is missing")
        else:
            first = []

        def noted() -> Iterator[Record]:
            nonlocal newest
            for record in chain(first, stream):
                newest = record
                yield record

        verdict = verify(noted(), after=after, previous=last.hash if last else GENESIS)
        if not verdict.intact:
            raise ChainBroken(detail=f"record {verdict.broken_at}: {verdict.reason}")
        return newest

    def _due(self, tenant_id: str, now: datetime) -> bool:
        """Whether it is time; a purged tenant's record grows no more and needs no newer checkpoint."""
        last = self.last(tenant_id)
        if last is None:
            return True
        if now - self._every < datetime.fromisoformat(last.at) <= now:
            return False  # one from the future was made before the clock was set back: it puts off none
        head = select(func.max(audit_records.c.seq)).where(audit_records.c.tenant_id == tenant_id)
        living = select(tenants.c.id).where(tenants.c.id == tenant_id, tenants.c.purged_at.is_(None))
        with self._database.read() as connection:
            return connection.execute(head).scalar() != last.seq or connection.execute(living).first() is not None

    def _tenant_ids(self) -> list[str]:
        """Whoever has a record, or had one."""
        with self._database.read() as connection:
            had = set(connection.execute(select(t.c.tenant_id).distinct()).scalars())
        return sorted(had | set(tenant_ids(self._database)))


def _last(connection: Connection, tenant_id: str) -> Row[Any] | None:
    return connection.execute(select(t).where(t.c.tenant_id == tenant_id).order_by(t.c.number.desc()).limit(1)).first()


def _checkpoint(row: Row[Any]) -> Checkpoint:
    return Checkpoint(row.tenant_id, row.seq, row.hash, row.at, row.key_id, row.signature)
