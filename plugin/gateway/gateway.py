"""The only door to content.

`admit` asks the policy; `read`, `glance` and `choices` take the `Allowed` that it gave, and read as the person who
asked. `locate` learns where an item lives and nothing else. No other module imports the connectors' readers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, runtime_checkable

from connectors.host.access import Access
from connectors.host.choices import Choices
from connectors.host.model import Audience, Document, Item, NativeLevel, PageVersion, Place, Product
from plugin.errors import NotFound
from plugin.gateway.faults import translated
from plugin.gateway.linked import without_forbidden_links
from plugin.gateway.memberships import Memberships
from plugin.masking.raising import found_in
from plugin.policy.decide import decide, level_of, reconsider, too_often
from plugin.policy.document import PolicyDocument
from plugin.policy.levels import Found, of_detected
from plugin.policy.model import Allowed, Approver, Ask, Decision, Held, Level, Refused, Subject, UseCase


@dataclass(frozen=True, slots=True)
class Glance:
    """How much there is to read: comments the person may see (id -> last change), and words by estimate.

    `version` is the number of a page's version; empty for an issue, whose text has none. `texts` are the digests of an
    issue's own texts by segment id; None for a page. `updated` is when somebody last changed it.
    """

    comments: dict[str, str]
    words: int
    version: str = ""
    texts: dict[str, str] | None = None
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class Versions:
    """Which versions of a page to compare; 0 is "not said".

    Not said, `later` is the present version, and `earlier` the one that the person `seen` before it, else the one
    before it.
    """

    earlier: int = 0
    later: int = 0
    seen: int = 0


class Host(Protocol):
    """What the gateway needs of a product's connector; one instance a call, bound to a person's access."""

    def locate(self, item: Item) -> tuple[Item, Place]:
        """Return the item with key and id, and its place; nothing of its content."""
        ...

    def native_levels(self, item: Item, place: Place) -> tuple[NativeLevel, ...]:
        """Return Atlassian's own levels of the item and of what it stands in; nothing of its content."""
        ...

    def glance(self, item: Item, audience: Audience) -> Glance:
        """Return how much there is to read."""
        ...

    def read(self, item: Item, audience: Audience) -> Document:
        """Return the whole document as the person may read it."""
        ...

    def news(self, item: Item, since: datetime) -> Document:
        """Return what of the document is new since then, and what people changed."""
        ...

    def choices(self, item: Item, place: Place) -> tuple[Choices, ...]:
        """Return the fields that the person may set, with the values that exist."""
        ...


@dataclass(frozen=True, slots=True)
class Since:
    """From when on something is new."""

    at: datetime


@runtime_checkable
class VersionedHost(Protocol):
    """What a product has whose items are kept in versions."""

    def versions(self, item: Item) -> tuple[PageVersion, ...]:
        """Return the newest versions, the newest first."""
        ...

    def compare(self, item: Item, wanted: Versions) -> Document:
        """Return two versions as one document, as the person may read them."""
        ...


PolicySource = Callable[[str], PolicyDocument]
HostFactory = Callable[[Access], Host]
Approvals = Callable[[Subject, Ask], Level | None]
"""Up to which level an approver has let this person ask exactly this; None where nobody has."""


class Gateway:
    """Decides, then reads."""

    def __init__(
        self,
        policy: PolicySource,
        hosts: dict[Product, HostFactory],
        approvals: Approvals = lambda _subject, _ask: None,
        memberships: Memberships | None = None,
    ) -> None:
        self._policy = policy
        self._hosts = hosts
        self._approvals = approvals
        self._memberships = memberships

    def subject(self, tenant_id: str, person: str, product: Product, access: Access) -> Subject:
        """Return who asks, with the teams that the policy asks for; the host is asked for them only then."""
        policy = self._policy(tenant_id)
        if not policy.asked_teams:
            return Subject(tenant_id, person, frozenset())
        known = self._memberships
        groups = known.of(tenant_id, person, product, access) if known else None
        return Subject(tenant_id, person, None if groups is None else policy.teams.of(groups))

    def admit(self, subject: Subject, ask: Ask, native: Sequence[NativeLevel] | None = None) -> Decision:
        """Decide by the policy in force, and by Atlassian's levels where they were asked for; nothing is read."""
        policy = self._policy(subject.tenant_id)
        found = () if native is None else policy.native_levels.found(native)
        return self._or_approved(subject, ask, lambda up_to: decide(policy, subject, ask, found=found, approved=up_to))

    def admit_here(self, subject: Subject, ask: Ask, access: Access) -> Decision:
        """Decide, where the policy allows it also by Atlassian's levels of now; nothing is read.

        Raises:
            HostFault: the host did not answer.
        """
        decision = self.admit(subject, ask)
        if not isinstance(decision, Allowed):
            return decision
        return self.admit(subject, ask, self.native_levels(subject.tenant_id, access, ask.item, ask.place))

    def _or_approved(self, subject: Subject, ask: Ask, decided: Callable[[Level | None], Decision]) -> Decision:
        """Decide; where that wants an approval and one was given, decide with it."""
        decision = decided(None)
        if not isinstance(decision, Held):
            return decision
        up_to = self._approvals(subject, ask)
        return decision if up_to is None else decided(up_to)

    def _reconsidered(
        self, policy: PolicyDocument, before: Allowed, place: Place, found: tuple[Found, ...]
    ) -> Decision:
        def decided(up_to: Level | None) -> Decision:
            return reconsider(policy, before, found_place=place, found=found, approved=up_to)

        return self._or_approved(before.subject, replace(before.ask, place=place), decided)

    def too_often(self, allowed: Allowed) -> Refused:
        """Return the refusal of a run that is one too many within the hour."""
        return too_often(self._policy(allowed.subject.tenant_id), allowed)

    def approvers(self, tenant_id: str, place: Place, level: Level) -> tuple[Approver, ...]:
        """Return whom the policy names to approve there."""
        return self._policy(tenant_id).approvers.of(place, level)

    def native_levels(self, tenant_id: str, access: Access, item: Item, place: Place) -> tuple[NativeLevel, ...]:
        """Ask for Atlassian's levels, as the person, where the policy wants to know; none at all says nothing.

        Raises:
            HostFault: the host did not answer.
        """
        if not self._policy(tenant_id).native_levels.consulted:
            return ()
        with translated():
            return self._host(item.product, access).native_levels(item, place)

    def level(self, tenant_id: str, place: Place) -> Level | None:
        """Return the level of a place, or None where nobody classified it."""
        return level_of(self._policy(tenant_id), place)

    def locate(self, access: Access, item: Item) -> tuple[Item, Place]:
        """Learn an item's key and place, as the person; for hosts whose tokens name an id alone."""
        with translated():
            return self._host(item.product, access).locate(item)

    def glance(self, allowed: Allowed, access: Access) -> Glance:
        """Look how much there is to read."""
        with translated():
            item = allowed.ask.item
            return self._host(item.product, access).glance(item, allowed.ask.audience)

    def versions(self, allowed: Allowed, access: Access) -> tuple[PageVersion, ...]:
        """List an item's newest versions, without their texts."""
        with translated():
            return self._versioned(allowed, access).versions(allowed.ask.item)

    def read(
        self, allowed: Allowed, access: Access, wanted: Versions | Since | None = None
    ) -> tuple[Document | None, Decision]:
        """Read the document, and decide again with what was found, never wider than before.

        Atlassian's levels are asked for before anything is read. What detectors find in the text can raise the level,
        the item may have moved, a link may lead out.

        Args:
            allowed: the first decision; what changed is read as two versions in one document.
            access: as the person.
            wanted: which versions (not said, the present one and the one before it), or from when on something is new.

        Returns:
            The document and the last decision. Nothing may be made of the document unless it is `Allowed`; the
            document is None where Atlassian's level forbids to read it.

        Raises:
            NotFound: `no_such_version`.
            HostFault: the host did not answer, or does not show the item to this person.
        """
        item = allowed.ask.item
        policy = self._policy(allowed.subject.tenant_id)
        found = policy.native_levels.found(
            self.native_levels(allowed.subject.tenant_id, access, item, allowed.ask.place)
        )
        before = self._reconsidered(policy, allowed, allowed.ask.place, found)
        if not isinstance(before, Allowed):
            return None, before
        with translated():
            if isinstance(wanted, Since):
                document = self._host(item.product, access).news(item, wanted.at)
            elif allowed.ask.use_case is UseCase.CHANGES:
                document = self._versioned(allowed, access).compare(item, wanted or Versions())
            else:
                document = self._host(item.product, access).read(item, allowed.ask.audience)
        if document.place.key != allowed.ask.place.key:
            found += policy.native_levels.found(
                self.native_levels(allowed.subject.tenant_id, access, item, document.place)
            )
        found += of_detected(policy.detected_levels, found_in(document, policy.detected_levels))
        again = self._reconsidered(policy, before, document.place, found)
        if isinstance(again, Allowed):
            document = without_forbidden_links(document, again, lambda ask: decide(policy, allowed.subject, ask))
        return document, again

    def choices(self, allowed: Allowed, access: Access) -> tuple[Choices, ...]:
        """Read which fields the person may set on the item, with the values that exist in its place."""
        with translated():
            ask = allowed.ask
            return self._host(ask.place.product, access).choices(ask.item, ask.place)

    def _versioned(self, allowed: Allowed, access: Access) -> VersionedHost:
        host = self._host(allowed.ask.item.product, access)
        if not isinstance(host, VersionedHost):
            raise NotFound("What is here is not kept in versions.", code="no_such_version")
        return host

    def _host(self, product: Product, access: Access) -> Host:
        factory = self._hosts.get(product)
        if factory is None:
            raise NotFound("Vouch does not read this product yet.", code="product_not_supported")
        return factory(access)
