"""What there is to choose from when an item is categorised: read as the person, described and limited by the admin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from connectors.host.access import Access
from connectors.host.choices import Choices, Field, Value
from connectors.host.model import Document
from plugin.ai.port import Choice
from plugin.gateway.gateway import Gateway
from plugin.masking.disclose import discloses
from plugin.policy.model import Allowed

LIMITS = {Field.LABELS: 3}
"""How many suggestions a field gets where the administrator says nothing; one elsewhere."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The values of each field as people read them, and the same as a task for an engine, index by index."""

    choices: tuple[Choices, ...]
    task: tuple[Choice, ...]

    @property
    def basis(self) -> list[dict[str, Any]]:
        """What each field's suggestions rest on: how many items taught it, 0 where names alone decide."""
        return [{"field": each.field.value, "examples": 0} for each in self.choices]


class Choosing:
    """Prepares what a run to categorise needs beside the document."""

    def __init__(self, *, gateway: Gateway) -> None:
        self._gateway = gateway

    def of(self, allowed: Allowed, access: Access, document: Document) -> Chosen:
        """Read the fields that the person may set; a value whose own name would have to be masked is not offered.

        Raises:
            HostFault: the host does not answer.
        """
        unsayable = discloses(document, allowed)
        offered = [_sayable(choices, unsayable) for choices in self._gateway.choices(allowed, access)]
        choices = tuple(each for each in offered if each.values)
        return Chosen(choices, tuple(_task(each) for each in choices))


def _sayable(choices: Choices, unsayable: Callable[[str], bool]) -> Choices:
    """Without names that hold what is masked here; a description that does is left out."""
    kept = [
        value if not unsayable(value.description) else replace(value, description="")
        for value in choices.values
        if not unsayable(value.name)
    ]
    return replace(choices, values=tuple(kept))


def _task(choices: Choices) -> Choice:
    return Choice(
        choices.field,
        choices.values,
        current=frozenset(value.id for value in choices.current),
        limit=LIMITS.get(choices.field, 1),
    )


def described(values: tuple[Value, ...], sentences: dict[str, str]) -> tuple[Value, ...]:
    """Return the values with the administrator's sentences in the place of the host's descriptions."""
    return tuple(replace(value, description=sentences.get(value.id) or value.description) for value in values)
