"""The runs in the store: their state, their log and, encrypted, their end.

Every change of state is one conditional update, so that two drivers, a stop and a sweeper cannot both win.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, or_, select, true, update
from sqlalchemy.exc import IntegrityError

from connectors.host.model import Audience, Item, Place, Product
from plugin.ai.port import Length
from plugin.assist.model import ACTIVE, Outcome, Run, RunRequest, RunState, RunView, Stage, StageEvent
from plugin.policy.model import UseCase
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from plugin.store.tables import run_events as e
from plugin.store.tables import runs as t

_ACTIVE_STATES = [state.value for state in ACTIVE]
_CLOCK_SET_BACK = timedelta(minutes=2)  # no sign of life is that much in the future, unless the clock was


class Runs:
    """All runs; every question about one names its tenant."""

    def __init__(self, database: Database, box: SecretBox) -> None:
        self._database = database
        self._box = box

    def insert(self, connection: Connection, run: Run, active_key: str) -> bool:
        """Store a new run; False where one with the same key is under way."""
        try:
            with connection.begin_nested():
                connection.execute(
                    insert(t).values(
                        id=run.id,
                        tenant_id=run.tenant_id,
                        installation_id=run.installation_id,
                        person=run.person,
                        product=run.item.product.value,
                        item_id=run.item.id,
                        item_key=run.item.key,
                        place_id=run.place.id,
                        place_key=run.place.key,
                        use_case=run.request.use_case.value,
                        audience=run.request.audience.value,
                        length=run.request.length.value,
                        language=run.request.language,
                        engine_wish=run.request.engine,
                        options=run.request.options,
                        active_key=active_key,
                        state=run.state.value,
                        created_at=run.created_at,
                        alive_at=run.alive_at,
                        stop_wanted=False,
                    )
                )
        except IntegrityError:
            return False
        return True

    def by_active_key(self, connection: Connection, active_key: str) -> Run | None:
        """Return the run under way that has this key."""
        row = connection.execute(select(t).where(t.c.active_key == active_key)).first()
        return _run(row) if row else None

    def active_count(self, connection: Connection, tenant_id: str, person: str) -> int:
        """How many runs of this person are under way."""
        return connection.execute(
            select(func.count()).where(t.c.tenant_id == tenant_id, t.c.person == person, t.c.state.in_(_ACTIVE_STATES))
        ).scalar_one()

    def count_since(self, run: Run, since: datetime) -> int:
        """How many runs this run's person has started from then up to it, itself included; without refused ones."""
        with self._database.read() as connection:
            return connection.execute(
                select(func.count()).where(
                    t.c.tenant_id == run.tenant_id,
                    t.c.person == run.person,
                    t.c.created_at > since,
                    t.c.created_at <= run.created_at,
                    t.c.state != RunState.REFUSED.value,
                )
            ).scalar_one()

    def get(self, tenant_id: str, person: str, run_id: str) -> Run | None:
        """Return a run of this very person."""
        with self._database.read() as connection:
            row = connection.execute(
                select(t).where(t.c.id == run_id, t.c.tenant_id == tenant_id, t.c.person == person)
            ).first()
        return _run(row) if row else None

    def of_tenant(self, tenant_id: str, run_id: str) -> Run | None:
        """Return a run of whomever at a tenant; for those who start it again after an approval."""
        with self._database.read() as connection:
            row = connection.execute(select(t).where(t.c.id == run_id, t.c.tenant_id == tenant_id)).first()
        return _run(row) if row else None

    def view(self, run: Run, after: int) -> RunView:
        """Return the run with its stages after that number and its end; one consistent state.

        An end whose days are over is gone, whether anybody swept it away yet or not.
        """
        with self._database.read() as connection:
            row = connection.execute(select(t).where(t.c.id == run.id)).one()
            events = connection.execute(select(e).where(e.c.run_id == run.id, e.c.seq > after).order_by(e.c.seq)).all()
        kept = row.outcome and (row.expires_at is None or row.expires_at > datetime.now(UTC))
        end = json.loads(self._box.decrypt(row.outcome)) if kept else {}
        return RunView(
            run=_run(row),
            stages=tuple(StageEvent(x.seq, Stage(x.stage), x.at, x.data) for x in events),
            result=end.get("result"),
            refusal=end.get("refusal"),
            error=end.get("error"),
        )

    def kept_result(self, tenant_id: str, run_id: str) -> tuple[dict[str, Any] | None, datetime | None]:
        """Return a run's result while it is kept, and until when; for those who reconstruct a run."""
        with self._database.read() as connection:
            row = connection.execute(
                select(t.c.outcome, t.c.expires_at).where(t.c.id == run_id, t.c.tenant_id == tenant_id)
            ).first()
        if row is None or row.outcome is None:
            return None, None
        return json.loads(self._box.decrypt(row.outcome)).get("result"), row.expires_at

    def newest_finished(self, tenant_id: str, person: str, item: Item, use_case: UseCase) -> Run | None:
        """Return this person's newest finished run of a use case on an item, while its result is kept."""
        with self._database.read() as connection:
            row = connection.execute(
                select(t)
                .where(
                    t.c.tenant_id == tenant_id,
                    t.c.person == person,
                    t.c.product == item.product.value,
                    t.c.item_id == item.id,
                    t.c.use_case == use_case.value,
                    t.c.state == RunState.FINISHED.value,
                    t.c.outcome.is_not(None),
                    or_(t.c.expires_at.is_(None), t.c.expires_at > datetime.now(UTC)),
                )
                .order_by(t.c.created_at.desc())
                .limit(1)
            ).first()
        return _run(row) if row else None

    def has_finished(self, tenant_id: str, person: str) -> bool:
        """Whether this person ever had a finished run."""
        with self._database.read() as connection:
            return (
                connection.execute(
                    select(t.c.id)
                    .where(t.c.tenant_id == tenant_id, t.c.person == person, t.c.state == RunState.FINISHED.value)
                    .limit(1)
                ).first()
                is not None
            )

    def claim(self, run_id: str) -> Run | None:
        """Take a queued run to work on it; None where somebody else has it or it ended."""
        now = datetime.now(UTC)
        with self._database.begin() as connection:
            taken = connection.execute(
                update(t)
                .where(t.c.id == run_id, t.c.state == RunState.QUEUED.value)
                .values(state=RunState.WORKING.value, alive_at=now)
            ).rowcount
            row = connection.execute(select(t).where(t.c.id == run_id)).first() if taken else None
        return _run(row) if row else None

    def claimed(self, run_id: str) -> Run | None:
        """Return a run that is under way, for the one who drives it."""
        with self._database.read() as connection:
            row = connection.execute(select(t).where(t.c.id == run_id, t.c.state.in_(_ACTIVE_STATES))).first()
        return _run(row) if row else None

    def place_found(self, run_id: str, item: Item, place: Place) -> None:
        """Note where the item lives, once that is known."""
        with self._database.begin() as connection:
            connection.execute(
                update(t)
                .where(t.c.id == run_id)
                .values(item_id=item.id, item_key=item.key, place_id=place.id, place_key=place.key)
            )

    def add_stage(self, run_id: str, stage: Stage, data: dict[str, Any]) -> bool:
        """Append a stage to the log; returns whether the person wants the run stopped."""
        with self._database.begin() as connection:
            self.append_stage(connection, run_id, stage, data)
            connection.execute(update(t).where(t.c.id == run_id).values(alive_at=datetime.now(UTC)))
            return bool(connection.execute(select(t.c.stop_wanted).where(t.c.id == run_id)).scalar())

    def append_stage(self, connection: Connection, run_id: str, stage: Stage, data: dict[str, Any]) -> None:
        """Append a stage in the caller's transaction."""
        last = connection.execute(select(func.max(e.c.seq)).where(e.c.run_id == run_id)).scalar() or 0
        connection.execute(
            insert(e).values(run_id=run_id, seq=last + 1, at=datetime.now(UTC), stage=stage.value, data=data)
        )

    def stop_wanted(self, run_id: str) -> bool:
        """Whether the person wants the run stopped."""
        with self._database.read() as connection:
            return bool(connection.execute(select(t.c.stop_wanted).where(t.c.id == run_id)).scalar())

    def want_stop(self, run_id: str) -> None:
        """Ask the driver to stop."""
        with self._database.begin() as connection:
            connection.execute(
                update(t).where(t.c.id == run_id, t.c.state.in_(_ACTIVE_STATES)).values(stop_wanted=True)
            )

    def beat(self, run_ids: frozenset[str]) -> None:
        """Show that the drivers of these runs are alive."""
        if run_ids:
            with self._database.begin() as connection:
                connection.execute(update(t).where(t.c.id.in_(run_ids)).values(alive_at=datetime.now(UTC)))

    def close(self, connection: Connection, run_id: str, outcome: Outcome) -> bool:
        """Take an active run to its end; False where it has one already. A wish to stop wins over a result."""
        unless_stopped = t.c.stop_wanted.is_(False) if outcome.state is RunState.FINISHED else true()
        return bool(
            connection.execute(
                update(t)
                .where(and_(t.c.id == run_id, t.c.state.in_(_ACTIVE_STATES), unless_stopped))
                .values(state=outcome.state.value, active_key=None, finished_at=datetime.now(UTC))
            ).rowcount
        )

    def write_end(self, connection: Connection, run_id: str, outcome: Outcome, *, keep_days: int) -> None:
        """Write how the run ended, encrypted, in the transaction that closed it."""
        end = {"result": outcome.result, "refusal": outcome.refusal, "error": outcome.error}
        connection.execute(
            update(t)
            .where(t.c.id == run_id)
            .values(
                outcome=self._box.encrypt(json.dumps(end, ensure_ascii=False)),
                fingerprint=outcome.fingerprint,
                expires_at=datetime.now(UTC) + timedelta(days=keep_days),
            )
        )

    def silent(self, before: datetime) -> list[Run]:
        """Return the active runs whose driver showed no sign of life since; one of the future is none."""
        silent = or_(t.c.alive_at < before, t.c.alive_at > before + _CLOCK_SET_BACK)
        with self._database.read() as connection:
            rows = connection.execute(select(t).where(t.c.state.in_(_ACTIVE_STATES), silent)).all()
        return [_run(row) for row in rows]

    def forget_expired(self, now: datetime, kept: ColumnElement[bool]) -> int:
        """Remove the text of results whose time is over, but for those `kept`; the rows and the record stay."""
        with self._database.begin() as connection:
            return connection.execute(
                update(t)
                .where(t.c.expires_at < now, t.c.outcome.is_not(None), ~kept)
                .values(outcome=None, fingerprint=None)
            ).rowcount

    def rotate_secrets(self, connection: Connection) -> int:
        """Encrypt every kept end again under the newest secret key; returns how many."""
        rows = connection.execute(select(t.c.id, t.c.outcome).where(t.c.outcome.is_not(None))).all()
        for row in rows:
            connection.execute(update(t).where(t.c.id == row.id).values(outcome=self._box.rotate(row.outcome)))
        return len(rows)


def _run(row: Row[Any]) -> Run:
    product = Product(row.product)
    return Run(
        id=row.id,
        tenant_id=row.tenant_id,
        installation_id=row.installation_id,
        person=row.person,
        item=Item(product, id=row.item_id, key=row.item_key),
        place=Place(product, key=row.place_key, id=row.place_id),
        request=RunRequest(
            UseCase(row.use_case),
            Audience(row.audience),
            Length(row.length),
            row.language,
            row.engine_wish,
            **(row.options or {}),
        ),
        state=RunState(row.state),
        created_at=row.created_at,
        alive_at=row.alive_at,
        finished_at=row.finished_at,
        stop_wanted=row.stop_wanted,
        fingerprint=row.fingerprint,
    )
