"""What there is to learn categories from: items that people have sorted, read as one person who may see them.

The same rules as for any reading: an `Allowed` of the policy for categorising in that place, the person's own access,
and a second decision by where each item really lives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from connectors.host.access import Access
from connectors.host.choices import Choices, Sorted
from connectors.host.model import Item, NativeLevel, Place, Product
from plugin.errors import NotFound
from plugin.gateway.faults import translated
from plugin.gateway.gateway import PolicySource
from plugin.masking.raising import found_in
from plugin.policy.decide import decide, reconsider
from plugin.policy.levels import Found, of_detected
from plugin.policy.model import Allowed, Ask, Decision, Subject, UseCase


class SortedHost(Protocol):
    """What a product's connector does for learning; one instance a call, bound to a person's access."""

    def place(self, key: str) -> Place:
        """Return the project or space of that key."""
        ...

    def values(self, place: Place) -> tuple[Choices, ...]:
        """Return every field of the place with its values."""
        ...

    def history(self, place: Place, most: int) -> Iterator[Sorted]:
        """Yield the newest items that people have sorted and that everybody in the place may read."""
        ...

    def some(self, place: Place, items: Iterable[str]) -> Iterator[Sorted]:
        """Yield those of these items that the same holds for."""
        ...

    def native_levels(self, item: Item, place: Place) -> tuple[NativeLevel, ...]:
        """Return Atlassian's own levels of a place's items."""
        ...

    def sees_all(self, items: Sequence[str]) -> bool:
        """Whether the person may see every one of these items."""
        ...


class SortedItems:
    """Decides, then reads."""

    def __init__(self, policy: PolicySource, hosts: dict[Product, Callable[[Access], SortedHost]]) -> None:
        self._policy = policy
        self._hosts = hosts

    def admit(self, subject: Subject, place: Place) -> Decision:
        """Decide whether items of a place may be categorised for a person at all; nothing is read."""
        ask = Ask(UseCase.CATEGORISE, Item(place.product), place)
        return decide(self._policy(subject.tenant_id), subject, ask)

    def find(self, allowed: Allowed, access: Access) -> tuple[Place, Decision]:
        """Learn a place's id from its key, and decide again about the place that was found."""
        with translated():
            place = self._host(allowed, access).place(allowed.ask.place.key)
        policy = self._policy(allowed.subject.tenant_id)
        return place, reconsider(policy, allowed, found_place=place)

    def values(self, allowed: Allowed, access: Access) -> tuple[Choices, ...]:
        """Read every field of the place with its values."""
        with translated():
            return self._host(allowed, access).values(allowed.ask.place)

    def newest(self, allowed: Allowed, access: Access, most: int) -> list[tuple[Sorted, Allowed]]:
        """Read at most `most` items, each with the decision about it; those that the policy refuses are left out."""
        with translated():
            host = self._host(allowed, access)
            return list(self._decided(allowed, host, host.history(allowed.ask.place, most)))

    def some(self, allowed: Allowed, access: Access, items: Iterable[str]) -> list[tuple[Sorted, Allowed]]:
        """Read these items, as far as the person may."""
        with translated():
            host = self._host(allowed, access)
            return list(self._decided(allowed, host, host.some(allowed.ask.place, items)))

    def sees_all(self, allowed: Allowed, access: Access, items: Sequence[str]) -> bool:
        """Ask the host whether the person may see every one of these items; of none, nobody needs to be asked."""
        with translated():
            return not items or self._host(allowed, access).sees_all(items)

    def _decided(self, allowed: Allowed, host: SortedHost, found: Iterable[Sorted]) -> Iterator[tuple[Sorted, Allowed]]:
        policy = self._policy(allowed.subject.tenant_id)
        native: tuple[Found, ...] = ()
        if policy.native_levels.consulted:
            native = policy.native_levels.found(host.native_levels(allowed.ask.item, allowed.ask.place))
        for each in found:
            raised = of_detected(policy.detected_levels, found_in(each.document, policy.detected_levels))
            again = reconsider(policy, allowed, found_place=each.document.place, found=native + raised)
            if isinstance(again, Allowed):
                yield each, again

    def _host(self, allowed: Allowed, access: Access) -> SortedHost:
        factory = self._hosts.get(allowed.ask.place.product)
        if factory is None:
            raise NotFound("Vouch does not read this product yet.", code="product_not_supported")
        return factory(access)
