"""What administrators see of a place's categories: every field with its values, what they say of them, the limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from connectors.host.choices import Choices, Field
from connectors.host.model import Place
from plugin.assist.categories.choosing import Choosing
from plugin.assist.categories.descriptions import Descriptions, FieldWords
from plugin.assist.categories.learning import Learning
from plugin.assist.categories.lessons import Lessons
from plugin.errors import BadRequest, Forbidden
from plugin.gateway.sorted_items import SortedItems
from plugin.identity.caller import Caller
from plugin.jobs.embedded import EmbeddedWorker
from plugin.policy.model import Allowed, Subject


@dataclass(frozen=True, slots=True)
class DescribedPlace:
    """A place's fields with the values that exist now, and what is said of them."""

    place: Place
    fields: tuple[Choices, ...]
    words: Mapping[Field, FieldWords]


class DescribedPlaces:
    """Reads and changes what is said; the values are read as the administrator who asks."""

    def __init__(self, items: SortedItems, descriptions: Descriptions) -> None:
        self._items = items
        self._descriptions = descriptions

    def of(self, caller: Caller, key: str) -> DescribedPlace:
        """Return a project or space by its key.

        Raises:
            Forbidden: `refused_now`: the policy allows no categorising there.
            HostFault: the host does not show it, or does not answer.
        """
        place, allowed = self._find(caller, key)
        fields = self._items.values(allowed, caller.access)
        return DescribedPlace(place, fields, self._descriptions.of(caller.tenant_id, place))

    def put(self, caller: Caller, key: str, words: Mapping[Field, FieldWords]) -> DescribedPlace:
        """Replace what is said of a place.

        Raises:
            BadRequest: `invalid_body`: a sentence is about a value that does not exist.
            Forbidden, HostFault: as `of`.
        """
        before = self.of(caller, key)
        known = {each.field: {value.id for value in each.values} for each in before.fields}
        if any(set(said.sentences) - known.get(field, set()) for field, said in words.items()):
            raise BadRequest(
                "A sentence is about a value that is not there. Reload and look again.", code="no_such_value"
            )
        self._descriptions.put(caller.tenant_id, before.place, words, author=caller.person)
        return DescribedPlace(before.place, before.fields, self._descriptions.of(caller.tenant_id, before.place))

    def _find(self, caller: Caller, key: str) -> tuple[Place, Allowed]:
        decision = self._items.admit(Subject(caller.tenant_id, caller.person), Place(caller.product, key=key))
        if isinstance(decision, Allowed):
            place, decision = self._items.find(decision, caller.access)
            if isinstance(decision, Allowed):
                return place, decision
        raise Forbidden("The policy allows no suggestions there. Allow them first.", code="refused_now")


@dataclass(frozen=True, slots=True)
class Categories:
    """Everything about categories that a process has."""

    choosing: Choosing
    places: DescribedPlaces
    lessons: Lessons
    learning: Learning
    learner: EmbeddedWorker

    def stop(self) -> None:
        """End the background work; what is not finished waits for the next process."""
        self.learning.end()
        self.learner.stop()
