"""A page or blog post and its space, asked for by id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.confluence.body import ADF, STORAGE, Body, body_of
from connectors.confluence.client import ConfluenceClient
from connectors.host.errors import HostAnswerInvalid, HostNotFound
from connectors.host.model import Item, Place, Product

PAGES, BLOG_POSTS = "pages", "blogposts"


@dataclass(frozen=True, slots=True)
class Content:
    """A page's JSON, checked as far as it is needed. `where` is `pages` or `blogposts`."""

    where: str
    id: str
    space_id: str
    title: str
    version: str
    row: dict[str, Any]
    body: Body | None = None

    @property
    def changed(self) -> dict[str, Any]:
        """The current version: `number`, `createdAt`, `authorId`."""
        version = self.row.get("version")
        return version if isinstance(version, dict) else {}

    def href(self, client: ConfluenceClient) -> str:
        """Return the page's address for people."""
        links = self.row.get("_links")
        return client.address(links.get("webui") if isinstance(links, dict) else None) or client.address(
            f"/pages/viewpage.action?pageId={self.id}"
        )


def named(client: ConfluenceClient, item: Item) -> Content:
    """Return a page without its body.

    Raises:
        HostError: as the client; `HostNotFound` where neither a page nor a blog post of that id is shown.
    """
    return _content(*_fetch(client, _reference(item), {}))


def with_body(client: ConfluenceClient, content_id: str, *, labels: bool = False, version: int = 0) -> Content:
    """Return a page with its body: in Atlassian Document Format where that says everything, else in storage format.

    Args:
        client: of the person.
        content_id: the page's id.
        labels: whether to ask for its labels too.
        version: the number of an earlier version; 0 is the present one.

    Raises:
        HostError: as `named`.
    """
    wanted = {"version": str(version)} if version else {}
    extra = wanted | ({"include-labels": "true"} if labels else {})
    where, row = _fetch(client, content_id, {"body-format": ADF, **extra})
    body = body_of(row)
    if body is None or not body.complete:
        stored = client.get(where, content_id, params={"body-format": STORAGE, **wanted})
        older = body_of(stored)
        if older is not None and older.words():
            # the version counts for the text, and the text is the one of this answer
            row, body = {**row, **{name: stored[name] for name in ("version", "title") if name in stored}}, older
    return _content(where, row, body)


def place_of(client: ConfluenceClient, space_id: str) -> Place:
    """Return the space of that id.

    Raises:
        HostError: as the client.
    """
    space = client.get("spaces", space_id)
    key, name = space.get("key"), space.get("name")
    if not isinstance(key, str) or not key:
        raise HostAnswerInvalid("space")
    return Place(Product.CONFLUENCE, key=key, id=space_id, name=name if isinstance(name, str) else "")


def reference(item: Item) -> str:
    """Return the id by which an item is asked for.

    Raises:
        HostAnswerInvalid: it has none; a page has no key.
    """
    return _reference(item)


def moment(value: object) -> datetime | None:
    """Return a time as Confluence writes it (`2026-11-16T14:21:09.000Z`), or None."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def _reference(item: Item) -> str:
    if not item.id.isalnum():
        raise HostAnswerInvalid("a page without id")
    return item.id


def _fetch(client: ConfluenceClient, content_id: str, params: dict[str, str]) -> tuple[str, dict[str, Any]]:
    """A token names a content id without saying whether a page or a blog post has it."""
    try:
        return PAGES, client.get(PAGES, content_id, params=params)
    except HostNotFound:
        return BLOG_POSTS, client.get(BLOG_POSTS, content_id, params=params)


def _content(where: str, row: dict[str, Any], body: Body | None = None) -> Content:
    content_id, space_id, title, version = (row.get(name) for name in ("id", "spaceId", "title", "version"))
    number = version.get("number") if isinstance(version, dict) else None
    if not isinstance(content_id, str) or not content_id.isalnum():
        raise HostAnswerInvalid("page")
    if not isinstance(space_id, str) or not space_id.isalnum() or not isinstance(number, int):
        raise HostAnswerInvalid("page")
    return Content(where, content_id, space_id, title if isinstance(title, str) else "", str(number), row, body)
