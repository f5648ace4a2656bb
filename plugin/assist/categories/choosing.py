"""What there is to choose from when an item is categorised: read as the person, described and limited by the admin.

What was learned in the place goes along where this person may see every item that taught it. Nothing waits for
learning: what is stored is used, or names and descriptions are, and the bell is rung.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from connectors.host.access import Access
from connectors.host.choices import Choices, Field, Value
from connectors.host.model import Document, Place, Product
from plugin.ai.embedded.teaching import Learned
from plugin.ai.port import Choice
from plugin.assist.categories.descriptions import Descriptions, FieldWords
from plugin.assist.categories.models import CategoryModels, LearnedPlace, Reader
from plugin.errors import HostFault
from plugin.gateway.gateway import Gateway
from plugin.gateway.sorted_items import SortedItems
from plugin.masking.disclose import discloses
from plugin.policy.model import Allowed, Effect

Wanted = Callable[[str, Place], object]
"""Rings for a place's refresh: (tenant id, place)."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The values of each field as people read them, the same as a task for an engine, and what was learned."""

    choices: tuple[Choices, ...]
    task: tuple[Choice, ...]
    learned: Mapping[Field, Learned]

    @property
    def basis(self) -> list[dict[str, Any]]:
        """What each field's suggestions rest on: how many items taught it, 0 where names alone decide."""
        counts = {name: each.examples for name, each in self.learned.items()}
        return [{"field": each.field.value, "examples": counts.get(each.field, 0)} for each in self.choices]


class Choosing:
    """Prepares what a run to categorise needs beside the document."""

    def __init__(
        self,
        *,
        gateway: Gateway,
        items: SortedItems,
        models: CategoryModels,
        descriptions: Descriptions,
        wanted: Wanted,
    ) -> None:
        self._gateway = gateway
        self._items = items
        self._models = models
        self._descriptions = descriptions
        self._wanted = wanted

    def of(self, allowed: Allowed, access: Access, document: Document, installation_id: str) -> Chosen:
        """Read the fields that the person may set; a value whose own name would have to be masked is not offered.

        Raises:
            HostFault: the host does not answer.
        """
        unsayable = discloses(document, allowed)
        words = self._descriptions.of(allowed.subject.tenant_id, document.place)
        offered = [_sayable(each, unsayable, words) for each in self._gateway.choices(allowed, access)]
        choices = tuple(each for each in offered if each.values)
        reader = Reader(allowed.subject.tenant_id, installation_id, allowed.subject.person_ref)
        learned = self._learned(allowed, access, document, reader) if choices else {}
        return Chosen(choices, tuple(_task(each, words, learned) for each in choices), learned)

    def _learned(self, allowed: Allowed, access: Access, document: Document, reader: Reader) -> Mapping[Field, Learned]:
        """What was learned in the place, if this person may see all that it was learned from; rings where it is due."""
        place = document.place
        if place.product is not Product.JIRA:  # from pages nothing is learned
            return {}
        found = self._models.place(reader.tenant_id, place)
        usable, instead = self._usable(allowed, access, found)
        unmasked = found is not None and allowed.effect is Effect.MASK and not found.masked
        due = found is None or instead or unmasked or found.due_at is not None
        self._models.used(reader, place, datetime.now(UTC), due=due, instead=instead)
        if due:
            self._wanted(reader.tenant_id, place)
        return self._models.models(reader.tenant_id, place).learned if usable and not unmasked else {}

    def _usable(self, allowed: Allowed, access: Access, found: LearnedPlace | None) -> tuple[bool, bool]:
        """Whether the models are for this person, and whether they are to be learned as this person instead."""
        if found is None:
            return False, False
        if found.learned_at is None:
            return False, found.failed
        try:
            sees_all = self._items.sees_all(allowed, access, found.sample)
        except HostFault:  # not known is not allowed; the click goes on without
            return False, found.failed
        return sees_all, found.failed or not sees_all


def _sayable(choices: Choices, unsayable: Callable[[str], bool], words: Mapping[Field, FieldWords]) -> Choices:
    """With the administrator's sentences; without names that hold what is masked here, or descriptions that do."""
    sentences = words[choices.field].sentences if choices.field in words else {}
    kept = [
        value if not unsayable(value.description) else replace(value, description="")
        for value in described(choices.values, sentences)
        if not unsayable(value.name)
    ]
    return replace(choices, values=tuple(kept))


def _task(choices: Choices, words: Mapping[Field, FieldWords], learned: Mapping[Field, Learned]) -> Choice:
    return Choice(
        choices.field,
        choices.values,
        current=frozenset(value.id for value in choices.current),
        limit=words.get(choices.field, FieldWords()).limit_of(choices.field),
        model=learned[choices.field].model if choices.field in learned else None,
    )


def described(values: tuple[Value, ...], sentences: Mapping[str, str]) -> tuple[Value, ...]:
    """Return the values with the administrator's sentences in the place of the host's descriptions."""
    return tuple(replace(value, description=sentences.get(value.id) or value.description) for value in values)
