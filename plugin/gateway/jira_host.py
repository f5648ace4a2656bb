"""Jira as the gateway's `Host`: one instance a call, bound to a person's access and a time budget."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from connectors.host.access import Access
from connectors.host.choices import Choices, Sorted
from connectors.host.model import Audience, Document, Item, NativeLevel, Place
from connectors.jira import choices, classification, history, news, permissions, read, values
from connectors.jira.client import JiraClient
from plugin.gateway.gateway import Glance

ClientFactory = Callable[[Access], JiraClient]


class JiraHost:
    """Reads one issue as one person."""

    def __init__(self, client: JiraClient) -> None:
        self._client = client

    def locate(self, item: Item) -> tuple[Item, Place]:
        """Return the issue's key and id, and its project; nothing of its content."""
        return read.locate(self._client, item)

    def native_levels(self, item: Item, place: Place) -> tuple[NativeLevel, ...]:  # noqa: ARG002 (an issue's own cannot be asked for)
        """Return Atlassian's levels that hold for an issue of this project."""
        return classification.levels_of(self._client, place)

    def glance(self, item: Item, audience: Audience) -> Glance:
        """Return the visible comments with their last change, an estimate of the words, and digests of the texts."""
        found = read.glance(self._client, item, audience=audience)
        return Glance(comments=dict(found.comments), words=found.words, texts=dict(found.texts), updated=found.updated)

    def read(self, item: Item, audience: Audience) -> Document:
        """Return the issue as a document."""
        return read.read_issue(self._client, item, audience=audience)

    def news(self, item: Item, since: datetime) -> Document:
        """Return what of the issue is new since then, and what people changed."""
        return news.read_news(self._client, item, since)

    def choices(self, item: Item, place: Place) -> tuple[Choices, ...]:
        """Return the fields that this person may set, with the values that exist."""
        return choices.choices_of(self._client, item, place)

    def place(self, key: str) -> Place:
        """Return the project of that key."""
        return values.place_of(self._client, key)

    def values(self, place: Place) -> tuple[Choices, ...]:
        """Return every field of the project with its values."""
        return values.values_of(self._client, place)

    def history(self, place: Place, most: int) -> Iterator[Sorted]:
        """Yield the project's newest issues that were sorted by people and that everybody in it may read."""
        return history.history_of(self._client, place, most=most)

    def some(self, place: Place, items: Iterable[str]) -> Iterator[Sorted]:
        """Yield those of these issues that the same holds for."""
        return history.some_of(self._client, place, items)

    def sees_all(self, items: Sequence[str]) -> bool:
        """Whether the person may see every one of these issues."""
        return set(items) <= history.visible(self._client, items)


def is_admin(client: JiraClient) -> bool:
    """Whether this person administers the Jira site."""
    return permissions.is_site_admin(client)


def clock_skew(client: JiraClient) -> float | None:
    """Seconds by which our clock is ahead of Jira's; None where it does not say."""
    permissions.is_site_admin(client)  # any answer will do; this one is asked for anyway
    return client.clock_skew


def administered(client: JiraClient, key: str) -> Place | None:
    """Return the project of that key if this person administers it or the site; None otherwise."""
    return permissions.administered(client, key)
