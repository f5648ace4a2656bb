"""Items and places as verified tokens and addresses name them; whatever has another form is not taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from connectors.host.model import Item, Place, Product

_ID = re.compile(r"[0-9]{1,19}")
_ISSUE_KEY = re.compile(r"[A-Z][A-Z0-9_]{1,254}-[0-9]{1,19}")
_PLACE_KEY = re.compile(r"[A-Za-z0-9_~.-]{1,255}")


def of_page(product: Product, query: Mapping[str, str]) -> tuple[Item | None, Place]:
    """Item and place of a page's own parameters, which its token's hash covers.

    A macro's address carries its page twice, as `content.id` and `page.id`: a host leaves what it does not know empty.
    """
    jira = product is Product.JIRA
    named = query.get("issueId") if jira else query.get("contentId") or query.get("pageId")
    item_id = match(_ID, named)
    item_key = match(_ISSUE_KEY, query.get("issueKey")) if jira else ""
    place_id = match(_ID, query.get("projectId" if jira else "spaceId"))
    place_key = match(_PLACE_KEY, query.get("projectKey" if jira else "spaceKey"))
    item = Item(product, id=item_id, key=item_key) if item_id or item_key else None
    return item, Place(product, key=place_key, id=place_id)


def of_claim(product: Product, said: object) -> tuple[Item | None, Place]:
    """Item and place of a claim: `issue` and `project`, or `content` and `space`, each with `id` and `key`."""
    jira = product is Product.JIRA
    what, where = part(said, "issue" if jira else "content"), part(said, "project" if jira else "space")
    item_id, item_key = match(_ID, what.get("id")), match(_ISSUE_KEY, what.get("key")) if jira else ""
    place = Place(product, key=match(_PLACE_KEY, where.get("key")), id=match(_ID, where.get("id")))
    return (Item(product, id=item_id, key=item_key) if item_id or item_key else None), place


def part(value: object, name: str) -> dict[str, Any]:
    """The object of that name inside a value, else an empty one."""
    found = value.get(name) if isinstance(value, Mapping) else None
    return dict(found) if isinstance(found, Mapping) else {}


def match(pattern: re.Pattern[str], value: object) -> str:
    """The value if it has the form, else empty; ids may come as numbers."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return text if isinstance(text, str) and pattern.fullmatch(text) else ""
