"""Approved summaries that pages show: at most one an item, the newest; encrypted.

A newer approval takes the place of the one that stood: text that nobody sees is not kept, and the record says what was
approved before. A withdrawn or expired summary keeps its row without its text, so that the page can say what happened.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, insert, select, update
from sqlalchemy.exc import IntegrityError

from connectors.host.model import Item
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from plugin.store.tables import approved_summaries as t


class Ended(StrEnum):
    """Why a summary is not shown any more."""

    NOT = ""
    WITHDRAWN = "withdrawn"  # its approver took it back
    EXPIRED = "expired"  # its days are over


@dataclass(frozen=True, slots=True)
class ApprovedSummary:
    """A summary as its page shows it.

    Attributes:
        tenant_id: the site.
        item: the page.
        run_id: the run whose output it is.
        person: the random reference of who approved it.
        text: what was approved; empty once it has ended.
        salt: of the digest by which the record knows the text; kept with the text.
        language: of the text.
        source_version: the page's version that it rests on.
        at: when it was approved.
        ended: why it is not shown any more.
    """

    tenant_id: str
    item: Item
    run_id: str
    person: str
    text: str
    salt: str
    language: str
    source_version: str
    at: datetime
    ended: Ended = Ended.NOT

    @property
    def digest(self) -> str:
        """Hex SHA-256 of the salted text, as the record holds it."""
        return hashlib.sha256(f"{self.salt}\x1f{self.text}".encode()).hexdigest()


class Summaries:
    """All approved summaries; every question names its tenant."""

    def __init__(self, database: Database, box: SecretBox) -> None:
        self._database = database
        self._box = box

    def of(self, tenant_id: str, item: Item) -> ApprovedSummary | None:
        """Return the summary of an item, ended or not."""
        with self._database.read() as connection:
            row = connection.execute(select(t).where(_of(tenant_id, item))).mappings().first()
        return self._summary(row, item) if row else None

    def put(self, connection: Connection, summary: ApprovedSummary) -> None:
        """Let an item show this one from now on."""
        values = {
            "run_id": summary.run_id,
            "person": summary.person,
            "text": self._box.encrypt(json.dumps([summary.salt, summary.text])),
            "language": summary.language,
            "source_version": summary.source_version,
            "at": summary.at,
            "ended": Ended.NOT.value,
        }
        key = {"tenant_id": summary.tenant_id, "product": summary.item.product.value, "item_id": summary.item.id}
        try:
            with connection.begin_nested():
                connection.execute(insert(t).values(**key, **values))
        except IntegrityError:
            connection.execute(update(t).where(_of(summary.tenant_id, summary.item)).values(**values))

    def withdraw(self, connection: Connection, tenant_id: str, item: Item, run_id: str) -> bool:
        """Take a run's summary back; False where the item shows another one, or none."""
        where = and_(_of(tenant_id, item), t.c.run_id == run_id, t.c.ended == Ended.NOT.value)
        gone = update(t).where(where).values(text=None, ended=Ended.WITHDRAWN.value)
        return bool(connection.execute(gone).rowcount)

    def rotate_secrets(self, connection: Connection) -> int:
        """Encrypt every text again under the newest secret key; returns how many."""
        rows = connection.execute(select(t).where(t.c.text.is_not(None))).all()
        for row in rows:
            where = and_(t.c.tenant_id == row.tenant_id, t.c.product == row.product, t.c.item_id == row.item_id)
            connection.execute(update(t).where(where).values(text=self._box.rotate(row.text)))
        return len(rows)

    def _summary(self, row: RowMapping, item: Item) -> ApprovedSummary:
        kept: Any = row["text"]
        salt, text = json.loads(self._box.decrypt(kept, text=True)) if kept is not None else ("", "")
        return ApprovedSummary(
            tenant_id=row["tenant_id"],
            item=item,
            run_id=row["run_id"],
            person=row["person"],
            text=text,
            salt=salt,
            language=row["language"],
            source_version=row["source_version"],
            at=row["at"],
            ended=Ended(row["ended"]),
        )


def _of(tenant_id: str, item: Item) -> ColumnElement[bool]:
    return and_(t.c.tenant_id == tenant_id, t.c.product == item.product.value, t.c.item_id == item.id)
