"""Confluence as the gateway's `Host`: one instance a call, bound to a person's access and a time budget."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from connectors.confluence import choices, classification, news, permissions, read, versions
from connectors.confluence.client import ConfluenceClient
from connectors.confluence.content import reference
from connectors.host.access import Access
from connectors.host.choices import Choices, Sorted
from connectors.host.model import Audience, Document, Item, NativeLevel, PageVersion, Place
from plugin.gateway.gateway import Glance, Versions

ClientFactory = Callable[[Access], ConfluenceClient]


class ConfluenceHost:
    """Reads one page or blog post as one person."""

    def __init__(self, client: ConfluenceClient, levels: ConfluenceClient | None = None) -> None:
        self._client = client
        self._levels = levels or client  # a page's own level needs a wider token than reading it does

    def locate(self, item: Item) -> tuple[Item, Place]:
        """Return the page's id, and its space; nothing of its text."""
        return read.locate(self._client, item)

    def native_levels(self, item: Item, place: Place) -> tuple[NativeLevel, ...]:
        """Return Atlassian's levels that hold for a page."""
        return classification.levels_of(self._levels, reference(item) if item.id else "", place.id)

    def glance(self, item: Item, audience: Audience) -> Glance:
        """Return the visible comments with their last change, an estimate of the words, and the page's version."""
        found = read.glance(self._client, item, audience=audience)
        return Glance(comments=dict(found.comments), words=found.words, version=found.version, updated=found.updated)

    def read(self, item: Item, audience: Audience) -> Document:
        """Return the page as a document."""
        return read.read_page(self._client, item, audience=audience)

    def news(self, item: Item, since: datetime) -> Document:
        """Return what of the page is new since then, and its versions."""
        return news.read_news(self._client, item, since)

    def choices(self, item: Item, place: Place) -> tuple[Choices, ...]:  # noqa: ARG002 (a page knows its space)
        """Return the labels that this person may add."""
        return choices.choices_of(self._client, item)

    def versions(self, item: Item) -> tuple[PageVersion, ...]:
        """Return the page's newest versions, the newest first."""
        return versions.versions_of(self._client, item)

    def compare(self, item: Item, wanted: Versions) -> Document:
        """Return two versions of the page as one document."""
        return versions.compare(self._client, item, versions.Wanted(wanted.earlier, wanted.later, wanted.seen))

    def place(self, key: str) -> Place:
        """Return the space of that key."""
        return choices.place_of(self._client, key)

    def values(self, place: Place) -> tuple[Choices, ...]:
        """Return the labels in use in the space."""
        return choices.values_of(self._client, place)

    def history(self, place: Place, most: int) -> Iterator[Sorted]:  # noqa: ARG002 (as below)
        """Yield nothing: who may see each page of a space cannot be asked in one call, so no page teaches."""
        return iter(())

    def some(self, place: Place, items: Iterable[str]) -> Iterator[Sorted]:  # noqa: ARG002 (as above)
        """Yield nothing, as `history`."""
        return iter(())

    def sees_all(self, items: Sequence[str]) -> bool:
        """Answer no where there is anything to see."""
        return not items


def is_admin(client: ConfluenceClient) -> bool:
    """Whether this person administers Confluence."""
    return permissions.is_site_admin(client)


def clock_skew(client: ConfluenceClient) -> float | None:
    """Seconds by which our clock is ahead of Confluence's; None where it does not say."""
    permissions.is_site_admin(client)  # any answer will do; this one is asked for anyway
    return client.clock_skew


def administered(client: ConfluenceClient, key: str) -> Place | None:
    """Return the space of that key if this person administers it or the site; None otherwise."""
    return permissions.administered(client, key)
