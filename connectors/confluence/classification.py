"""Atlassian's own classification levels of pages and spaces, read as the person.

Confluence answers 404 alike where there is no level, where the site is not entitled to any, and where this person may
not know. None therefore says nothing about how sensitive a page is, and the policy must not take it for "public".
Reading a page's own level needs the scope WRITE, although nothing is written: Atlassian wants it so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from connectors.confluence.client import ConfluenceClient
from connectors.host.errors import HostAnswerInvalid, HostNotFound
from connectors.host.model import NativeLevel


@dataclass(frozen=True, slots=True)
class ClassificationLevel:
    """A level as the organisation defined it; `order` sorts the levels, and is None where the host gives none."""

    id: str
    name: str
    order: float | None
    status: str


def page_level(client: ConfluenceClient, content_id: str, *, blog_post: bool = False) -> ClassificationLevel | None:
    """Return the level set on a page itself; None means none, not entitled or not permitted.

    Raises:
        HostError: as the client, but for 404; a 403 is a fault, not a "none".
    """
    return _level(client, "blogposts" if blog_post else "pages", content_id, "classification-level")


def space_default(client: ConfluenceClient, space_id: str) -> ClassificationLevel | None:
    """Return the default level of a space's content; None means none, not entitled or not permitted.

    Raises:
        HostError: as `page_level`.
    """
    return _level(client, "spaces", space_id, "classification-level", "default")


def levels_of(client: ConfluenceClient, content_id: str, space_id: str) -> tuple[NativeLevel, ...]:
    """Return the page's own level and its space's default; empty means none, not entitled or not permitted.

    Without a content id, the space's alone. The organisation's default cannot be asked for. A token names a content id
    without saying whether a page or a blog post has it, and the host answers 404 for the one that it is not.

    Raises:
        HostError: as `page_level`.
    """
    own = content_id and (page_level(client, content_id) or page_level(client, content_id, blog_post=True))
    said = ((own, "item"), (space_default(client, space_id) if space_id else None, "container"))
    return tuple(NativeLevel(level.id, level.name, source) for level, source in said if level)


def _level(client: ConfluenceClient, *path: str) -> ClassificationLevel | None:
    try:
        answer: dict[str, Any] = client.get(*path)
    except HostNotFound:
        return None
    level_id, name, order = answer.get("id"), answer.get("name"), answer.get("order")
    if not isinstance(level_id, str) or not isinstance(name, str) or not level_id or not name:
        raise HostAnswerInvalid("classification level")
    number = float(order) if isinstance(order, (int, float)) and not isinstance(order, bool) else None
    return ClassificationLevel(level_id, name, number, str(answer.get("status") or ""))
