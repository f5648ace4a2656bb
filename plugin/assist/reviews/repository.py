"""Questions that wait for an approver, in the store; what people wrote is kept encrypted."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, insert, or_, select, update

from connectors.host.model import Audience, Item, Place, Product
from plugin.assist.reviews.model import ReviewRequest, ReviewState
from plugin.policy.model import Approver, Ask, Level, Subject, UseCase
from plugin.policy.stops import names_of
from plugin.store.database import Database
from plugin.store.review_tables import review_requests as t
from plugin.store.secrets import SecretBox

_SHOWN_AFTER_END = timedelta(days=1)
_MOST_SHOWN = 50
_MOST_LISTED = 200


class ReviewRequests:
    """All of them; every question names its tenant or is for the sweeper."""

    def __init__(self, database: Database, box: SecretBox) -> None:
        self._database = database
        self._box = box

    def add(self, connection: Connection, new: ReviewRequest) -> bool:
        """Store one; False where this person waits for an answer to the same question already."""
        same = (
            (t.c.tenant_id == new.tenant_id)
            & (t.c.person == new.person)
            & (t.c.product == new.item.product.value)
            & (t.c.item_id == new.item.id)
            & (t.c.use_case == new.use_case.value)
            & (t.c.audience == new.audience.value)
            & (t.c.state == ReviewState.WAITING.value)
            & (t.c.until > new.at)
        )
        if connection.execute(select(t.c.run_id).where(same).limit(1)).first():
            return False
        connection.execute(
            insert(t).values(
                run_id=new.run_id,
                tenant_id=new.tenant_id,
                person=new.person,
                product=new.item.product.value,
                item_id=new.item.id,
                item_key=new.item.key,
                place_id=new.place.id,
                place_key=new.place.key,
                use_case=new.use_case.value,
                audience=new.audience.value,
                level=new.level.code,
                rule=new.rule,
                policy_version=new.policy_version,
                named=[asdict(approver) for approver in new.named],
                hours=new.hours,
                at=new.at,
                until=new.until,
                state=new.state.value,
                decided_by="",
                new_run_id="",
            )
        )
        return True

    def get(self, tenant_id: str, run_id: str) -> ReviewRequest | None:
        """Return one."""
        found = self._many(select(t).where(t.c.tenant_id == tenant_id, t.c.run_id == run_id))
        return found[0] if found else None

    def of_item(self, tenant_id: str, item: Item, now: datetime) -> list[ReviewRequest]:
        """Return what waits on an item, and what ended there within a day; the newest first."""
        alive = or_(t.c.state == ReviewState.WAITING.value, t.c.decided_at > now - _SHOWN_AFTER_END)
        where = (t.c.tenant_id == tenant_id) & (t.c.product == item.product.value) & (t.c.item_id == item.id)
        return self._many(select(t).where(where, alive).order_by(t.c.at.desc()).limit(_MOST_SHOWN))

    def listed(self, tenant_id: str, since: datetime) -> list[ReviewRequest]:
        """Return what waits anywhere, and what was asked since; for administrators."""
        alive = or_(t.c.state == ReviewState.WAITING.value, t.c.at > since)
        return self._many(
            select(t).where(t.c.tenant_id == tenant_id, alive).order_by(t.c.at.desc()).limit(_MOST_LISTED)
        )

    def approved_up_to(self, subject: Subject, ask: Ask, now: datetime) -> Level | None:
        """Return the highest level up to which exactly this question of this person is approved now."""
        if not ask.item.id:
            return None
        query = select(t.c.level, t.c.place_id, t.c.place_key).where(
            t.c.tenant_id == subject.tenant_id,
            t.c.person == subject.person_ref,
            t.c.product == ask.item.product.value,
            t.c.item_id == ask.item.id,
            t.c.use_case == ask.use_case.value,
            t.c.audience == ask.audience.value,
            t.c.state == ReviewState.APPROVED.value,
            t.c.until > now,
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        here, product = names_of(ask.place), ask.item.product
        found = (row.level for row in rows if here & names_of(Place(product, key=row.place_key, id=row.place_id)))
        return max((Level.from_code(code) for code in found), default=None)

    def explain(self, waiting: ReviewRequest, reason: str) -> bool:
        """Note why they ask; False where it does not wait any more."""
        kept = self._box.encrypt(reason) if reason else None
        with self._database.begin() as connection:
            return bool(connection.execute(update(t).where(_waiting(waiting)).values(reason=kept)).rowcount)

    def end(self, connection: Connection, ended: ReviewRequest) -> bool:
        """End a waiting one as it says; False where somebody was faster."""
        values = {
            "state": ended.state.value,
            "until": ended.until,
            "decided_by": ended.decided_by,
            "decided_at": ended.decided_at,
            "answer": self._box.encrypt(ended.answer) if ended.answer else None,
        }
        return bool(connection.execute(update(t).where(_waiting(ended)).values(**values)).rowcount)

    def started(self, approved: ReviewRequest, new_run_id: str) -> None:
        """Note the run that an approval has started."""
        with self._database.begin() as connection:
            where = (t.c.tenant_id == approved.tenant_id) & (t.c.run_id == approved.run_id)
            connection.execute(update(t).where(where).values(new_run_id=new_run_id))

    def overdue(self, now: datetime) -> list[ReviewRequest]:
        """Return those that waited longer than they may, of every tenant."""
        return self._many(select(t).where(t.c.state == ReviewState.WAITING.value, t.c.until <= now).limit(_MOST_LISTED))

    def rotate_secrets(self, connection: Connection) -> int:
        """Encrypt what people wrote again under the newest secret key; returns how many."""
        rows = connection.execute(select(t.c.run_id, t.c.reason, t.c.answer)).all()
        for row in rows:
            kept = {"reason": row.reason, "answer": row.answer}
            renewed = {name: self._box.rotate(value) for name, value in kept.items() if value is not None}
            if renewed:
                connection.execute(update(t).where(t.c.run_id == row.run_id).values(**renewed))
        return len(rows)

    def _many(self, query: Select[Any]) -> list[ReviewRequest]:
        with self._database.read() as connection:
            return [self._request(row) for row in connection.execute(query).mappings()]

    def _request(self, row: RowMapping) -> ReviewRequest:
        product = Product(row["product"])
        return ReviewRequest(
            run_id=row["run_id"],
            tenant_id=row["tenant_id"],
            person=row["person"],
            item=Item(product, id=row["item_id"], key=row["item_key"]),
            place=Place(product, key=row["place_key"], id=row["place_id"]),
            use_case=UseCase(row["use_case"]),
            audience=Audience(row["audience"]),
            level=Level.from_code(row["level"]),
            rule=row["rule"],
            policy_version=row["policy_version"],
            named=tuple(Approver(**said) for said in row["named"]),
            hours=row["hours"],
            at=row["at"],
            until=row["until"],
            state=ReviewState(row["state"]),
            reason=self._box.decrypt(row["reason"]) if row["reason"] else "",
            decided_by=row["decided_by"],
            decided_at=row["decided_at"],
            answer=self._box.decrypt(row["answer"]) if row["answer"] else "",
            new_run_id=row["new_run_id"],
        )


def _waiting(request: ReviewRequest) -> ColumnElement[bool]:
    own = (t.c.tenant_id == request.tenant_id) & (t.c.run_id == request.run_id)
    return own & (t.c.state == ReviewState.WAITING.value)
