"""Learn a place's categories in the background: admitted, read and masked like any other text, as one person.

The one who clicked first is the reader, until somebody clicks who may not see all that was learned from; then it is
learned again as them. So a model moves towards what its narrowest reader may see, and is shown only to people who may
see every item that taught it.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from connectors.host.access import Access
from connectors.host.choices import Choices, Field, Sorted, Value
from connectors.host.model import Place, Product
from plugin.ai.embedded.teaching import Learned, Taught, teach
from plugin.assist.categories.choosing import described
from plugin.assist.categories.descriptions import Descriptions
from plugin.assist.categories.lessons import Lesson, Lessons
from plugin.assist.categories.models import CategoryModels, LearnedPlace, Reader
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.errors import HostFault
from plugin.gateway.sorted_items import SortedItems
from plugin.masking.mask import mask
from plugin.policy.model import Allowed, Effect, Subject
from plugin.store.database import Database

MOST_ITEMS = 500
_MOST_LESSONS, _MOST_REREAD = 200, 40
_LESSON_WEIGHT = 2.0  # what a person decided about a suggestion counts twice
_LEARNED_FOR = timedelta(days=1)
_IN_USE_FOR = timedelta(days=7)

AccessOf = Callable[[Reader], Access]


class _Ended(Exception):
    """The process ends; the place waits for the next one."""


class Learning:
    """Refreshes models, one place a job."""

    def __init__(
        self,
        *,
        database: Database,
        models: CategoryModels,
        lessons: Lessons,
        descriptions: Descriptions,
        items: SortedItems,
        access_of: AccessOf,
    ) -> None:
        self._database = database
        self._models = models
        self._lessons = lessons
        self._descriptions = descriptions
        self._items = items
        self._access_of = access_of
        self._ending = threading.Event()

    def end(self) -> None:
        """Stop before the next field: the process ends."""
        self._ending.set()

    def refresh(self, key: str) -> None:
        """Learn a place again, if that is due and nobody is at it; `key` as `key_of` makes it."""
        tenant_id, place = _read_key(key)
        found = self._models.claim(tenant_id, place, datetime.now(UTC))
        if found is None:
            return
        decision = self._items.admit(Subject(tenant_id, found.reader.person), found.place)
        if not isinstance(decision, Allowed):
            self._models.forget(tenant_id, found.place)
            return
        try:
            self._learn(found, decision)
        except _Ended:
            self._models.later(found)
        except HostFault:  # the reader may be gone, or the host away: the next click rings again
            self._models.give_up(found)

    def crashed(self, key: str) -> None:
        """Give a place up whose refresh met something that nobody expected."""
        found = self._models.place(*_read_key(key))
        if found is not None:
            self._models.give_up(found)

    def sweep(self, now: datetime, ring: Callable[[str], object]) -> None:
        """Forget what the policy no longer allows, let old models be due, and ring for all that wait."""
        for found in self._models.places():
            decision = self._items.admit(Subject(found.reader.tenant_id, found.reader.person), found.place)
            if not isinstance(decision, Allowed):
                self._models.forget(found.reader.tenant_id, found.place)
        self._models.make_due(now - _LEARNED_FOR, now - _IN_USE_FOR, now)
        for found in self._models.due(now):
            ring(key_of(found.reader.tenant_id, found.place))

    def _learn(self, found: LearnedPlace, allowed: Allowed) -> None:
        access = self._access_of(found.reader)
        lessons = self._lessons.newest(found.reader.tenant_id, found.place, _MOST_LESSONS)
        read = self._items.newest(allowed, access, MOST_ITEMS)
        known = {each.document.item.id for each, _ in read}
        missing = [item for item in dict.fromkeys(lesson.item_id for lesson in lessons) if item not in known]
        read += self._items.some(allowed, access, missing[:_MOST_REREAD])
        words = self._descriptions.of(found.reader.tenant_id, found.place)
        fields = [
            Choices(each.field, described(each.values, words[each.field].sentences if each.field in words else {}))
            for each in self._items.values(allowed, access)
        ]
        learned = self._teach_all(fields, read, lessons)
        sample = [each.document.item.id for each, _ in read]
        now = datetime.now(UTC)
        with self._database.begin() as connection:
            if not self._models.keep(connection, found, sample, learned, now, masked=allowed.effect is Effect.MASK):
                return
            payload = {
                "person": found.reader.person,
                "place": found.place.key or found.place.id,
                "items": len(sample),
                "fields": {name.value: each.examples for name, each in learned.items()},
                "level": allowed.level.code,
                "rule": allowed.rule,
                "policy_version": allowed.policy_version,
            }
            append(connection, found.reader.tenant_id, AuditEvent.CATEGORIES_LEARNED, payload)

    def _teach_all(
        self, fields: Sequence[Choices], read: Sequence[tuple[Sorted, Allowed]], lessons: Sequence[Lesson]
    ) -> dict[Field, Learned]:
        masked = [(each, mask(each.document, allowed)[0]) for each, allowed in read]
        learned: dict[Field, Learned] = {}
        for choices in fields:
            if self._ending.is_set():
                raise _Ended
            decided = {lesson.item_id for lesson in lessons if lesson.field is choices.field}
            taught = [
                Taught(
                    item,
                    frozenset(each.values.get(choices.field, ())),
                    _LESSON_WEIGHT if each.document.item.id in decided else 1.0,
                )
                for each, item in masked
                if each.done or each.values.get(choices.field)  # what is open and empty is not sorted yet
            ]
            found = teach(choices.field, _with_used(choices, read), taught)
            if found is not None:
                learned[choices.field] = found
        return learned


def _with_used(choices: Choices, read: Sequence[tuple[Sorted, Allowed]]) -> tuple[Value, ...]:
    """Labels are known from their use alone, and these items may have some that the newest do not."""
    if choices.field is not Field.LABELS:
        return choices.values
    used = dict.fromkeys(label for each, _ in read for label in each.values.get(Field.LABELS, ()))
    return tuple({value.id: value for value in (*choices.values, *(Value(n, n) for n in used))}.values())


def key_of(tenant_id: str, place: Place) -> str:
    """Return the key of a place's job."""
    return json.dumps([tenant_id, place.product.value, place.id])


def _read_key(key: str) -> tuple[str, Place]:
    tenant_id, product, place_id = json.loads(key)
    return tenant_id, Place(Product(product), id=place_id)
