"""Whether a value that a person took was changed within a week: counted once as a contradiction, and taught.

A bell says that an item changed, and no more; the fields are read again as the person who approved them, and only
where the policy still allows it. Bells get lost, so a sweep looks at every such decision a few times a day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import structlog

from connectors.host.access import Access
from connectors.host.model import Item, Product
from plugin.assist.model import Run
from plugin.assist.repository import Runs
from plugin.errors import VouchError
from plugin.gateway.approval import Value
from plugin.gateway.field_plan import Held, ids, without
from plugin.gateway.gateway import Gateway
from plugin.gateway.writing import ALREADY_SO, ChangeState, FieldChange
from plugin.identity.repository import Installation
from plugin.policy.model import Allowed, Ask, Subject
from plugin.review.bells import Bells
from plugin.review.model import Decision
from plugin.review.recorder import ReviewRecorder
from plugin.review.repository import Decisions
from plugin.review.teaching import Taught

WITHIN = timedelta(days=7)
_LOOK_EVERY = timedelta(hours=6)
_BELL_LOST_AFTER = timedelta(seconds=30)
_LISTS = frozenset({"labels", "components"})

HeldOf = Callable[[Access, Item, list[str]], Held]
"""Reads what fields of an item hold; may raise `HostFault`."""

_log = structlog.get_logger(__name__)


class Recategorised:
    """Looks after applied suggestions."""

    def __init__(
        self,
        *,
        runs: Runs,
        decisions: Decisions,
        bells: Bells,
        recorder: ReviewRecorder,
        gateway: Gateway,
        access_for: Callable[[Run], Access],
        held: Mapping[Product, HeldOf],
    ) -> None:
        self._runs = runs
        self._decisions = decisions
        self._bells = bells
        self._recorder = recorder
        self._gateway = gateway
        self._access_for = access_for
        self._held = held

    def heard(self, installation: Installation, identifier: str, item: Item, now: datetime) -> str:
        """Hear a bell; returns the key of the work that it leads to, empty where there is none or it rang before."""
        if not self._decisions.applied_on(installation.tenant_id, item, now - WITHIN):
            return ""  # most items have nothing to look after, and leave no trace
        new = self._bells.heard(installation, identifier, item, now)
        return _key(installation.tenant_id, item) if new else ""

    def look(self, key: str) -> None:
        """Read an item's applied fields again, and record what was changed since."""
        tenant_id, product, item_id = key.split(" ")
        item, now = Item(Product(product), id=item_id), datetime.now(UTC)
        for person, decision in self._decisions.applied_on(tenant_id, item, now - WITHIN):
            run = self._runs.get(tenant_id, person, decision.run_id)
            if run is not None:
                self._look_at(run, decision, now)
                self._decisions.looked(tenant_id, decision.run_id, now)
        self._bells.answered(tenant_id, item, now)

    def sweep(self, now: datetime, tenant_id: str = "") -> list[str]:
        """Return the keys of work that no bell led to, of one tenant or of all; removes bells whose time is over."""
        self._bells.forget(now)
        due = [*self._bells.unanswered(now - _BELL_LOST_AFTER), *self._decisions.due(now - WITHIN, now - _LOOK_EVERY)]
        return list(dict.fromkeys(_key(whose, item) for whose, item in due if tenant_id in {"", whose}))

    def _look_at(self, run: Run, decision: Decision, now: datetime) -> None:
        ours = [c for c in decision.written.changes if c.state is ChangeState.WRITTEN and c.reason != ALREADY_SO]
        ask = Ask(run.request.use_case, run.item, run.place, run.request.audience)
        allowed = isinstance(self._gateway.admit(Subject(run.tenant_id, run.person), ask), Allowed)
        if not ours or not allowed or run.item.product not in self._held:
            return
        try:
            access = self._access_for(run)
            held = self._held[run.item.product](access, run.item, [change.field for change in ours])
        except VouchError as fault:  # the item or the right to see it is gone, or nobody answers: the sweep asks again
            _log.info("not_looked_at", run=run.id, code=fault.code)
            return
        for taught in _contradicted(ours, held):
            self._recorder.contradicted(run, taught, (now - decision.at).days)


def _contradicted(ours: list[FieldChange], held: Held) -> list[Taught]:
    """The values of ours that are not there any more, each with what stands there instead."""
    found = []
    for change in ours:
        now = held[change.field]
        if change.field in _LISTS:
            gone = [value for value in without(change.after, change.before) if value.id not in ids(now)]
            found += [Taught(change.field, value.id, "") for value in gone]
        elif ids(now) != ids(change.after):
            found.append(Taught(change.field, change.after[0].id, _only(now)))
    return found


def _only(values: tuple[Value, ...]) -> str:
    return values[0].id if values else ""


def _key(tenant_id: str, item: Item) -> str:
    return f"{tenant_id} {item.product.value} {item.id}"
