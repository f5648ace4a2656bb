"""Pages that a page shows inside itself (`include`, `excerpt-include`), read as the person, one level deep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from connectors.confluence.body import Body, Include
from connectors.confluence.client import ConfluenceClient
from connectors.confluence.content import PAGES, Content, with_body
from connectors.confluence.restrictions import Restriction, restriction_of
from connectors.host.errors import HostAnswerInvalid, HostNotFound, HostRefused
from connectors.host.model import Place

MOST = 10
_PREFIX_LENGTH = 255


@dataclass(frozen=True, slots=True)
class Included:
    """A page that is shown in another one: the part that is shown, its space's key, and who may view it at home."""

    content: Content
    body: Body
    space_key: str
    restriction: Restriction


@dataclass(frozen=True, slots=True)
class Includes:
    """What was read, and the titles of what was not: refused, gone, ambiguous, or beyond the bound."""

    found: tuple[Included, ...]
    refused: tuple[str, ...]


def includes_of(client: ConfluenceClient, page: Content, place: Place) -> Includes:
    """Read what a page includes.

    Raises:
        HostError: the host did not answer at all; a refusal or a page that is gone is listed instead.
    """
    found: dict[tuple[str, str | None], Included] = {}
    refused: list[str] = []
    wanted = list(dict.fromkeys(page.body.includes())) if page.body else []
    for include in wanted[:MOST]:
        try:
            included = _read(client, include, place)
        except (HostRefused, HostNotFound, HostAnswerInvalid):
            included = None
        if included is None:
            refused.append(include.title)
        elif included.content.id != page.id:
            found.setdefault((included.content.id, include.excerpt), included)
    return Includes(tuple(found.values()), (*refused, *(include.title for include in wanted[MOST:])))


def _read(client: ConfluenceClient, include: Include, place: Place) -> Included | None:
    for space_key, title in _addresses(include):
        space_id = place.id if space_key in {"", place.key} else _space_id(client, space_key)
        if not (title and space_id):
            continue
        rows = list(client.rows(PAGES, params={"title": title, "space-id": space_id, "status": "current"}))
        ids = [row.get("id") for row in rows if row.get("spaceId") == space_id]
        if len(ids) == 1 and isinstance(ids[0], str):
            included = _shown(client, ids[0], space_key or place.key, include.excerpt)
            # moved in between, its space would no longer be the one that the policy is asked about
            return included if included and included.content.space_id == space_id else None
    return None


def _addresses(include: Include) -> Iterator[tuple[str, str]]:
    """Space keys and titles that an include may mean; the title as written first."""
    yield include.space_key, include.title
    key, colon, title = include.title.partition(":")
    if include.maybe_prefixed and colon and key.lstrip("~").isalnum() and len(key) <= _PREFIX_LENGTH:
        yield key, title.strip()


def _space_id(client: ConfluenceClient, key: str) -> str:
    rows = list(client.rows("spaces", params={"keys": key}))
    ids = [row.get("id") for row in rows if row.get("key") == key]
    return ids[0] if len(ids) == 1 and isinstance(ids[0], str) else ""


def _shown(client: ConfluenceClient, content_id: str, space_key: str, excerpt: str | None) -> Included | None:
    content = with_body(client, content_id)
    body = content.body
    if body is not None and excerpt is not None:
        body = body.excerpt(excerpt)
    if body is None:
        return None
    has_parent = bool(content.row.get("parentId"))
    restriction = restriction_of(client, content.where, content.id, has_parent=has_parent)
    return Included(content, body, space_key, restriction)
