"""The labels that a page may get: those in use on the content of its space, as one person sees them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from connectors.confluence.client import ConfluenceClient
from connectors.confluence.content import named
from connectors.host.choices import Choices, Field, Value
from connectors.host.errors import HostAnswerInvalid, HostNotFound
from connectors.host.model import Item, Place, Product

MOST_LABELS = 200
_ROWS = 1000  # rows of the space's list that are looked at: a label may come more than once


def choices_of(client: ConfluenceClient, item: Item) -> tuple[Choices, ...]:
    """Return the labels that this person may add; nothing where they may not change the page.

    Raises:
        HostError: as the client.
    """
    page = named(client, item)
    if not _may_update(client.get(page.where, page.id, "operations")):
        return ()
    current = _labels(client.rows(page.where, page.id, "labels"))
    used = _labels(islice(client.rows("spaces", page.space_id, "content", "labels"), _ROWS))
    return (Choices(Field.LABELS, used[:MOST_LABELS], current),)


def place_of(client: ConfluenceClient, key: str) -> Place:
    """Return the space of that key, with its id.

    Raises:
        HostError: as the client; `HostNotFound` where the person does not see it.
    """
    for space in client.rows("spaces", params={"keys": key}):
        if space.get("key") == key and isinstance(space.get("id"), str):
            return Place(Product.CONFLUENCE, key=key, id=space["id"], name=str(space.get("name") or ""))
    raise HostNotFound("space")


def values_of(client: ConfluenceClient, place: Place) -> tuple[Choices, ...]:
    """Return the labels in use in a space, whoever may set them.

    Raises:
        HostError: as the client.
    """
    rows = client.rows("spaces", place.id, "content", "labels")
    return (Choices(Field.LABELS, _labels(islice(rows, _ROWS))[:MOST_LABELS]),)


def _may_update(answer: dict[str, Any]) -> bool:
    operations = answer.get("operations")
    if not isinstance(operations, list):
        raise HostAnswerInvalid("operations")
    return any(isinstance(one, dict) and one.get("operation") == "update" for one in operations)


def _labels(rows: Iterable[dict[str, Any]]) -> tuple[Value, ...]:
    """Labels that everybody gives (prefix `global`), each once; somebody's own and a team's are left out."""
    names = [row["name"] for row in rows if isinstance(row.get("name"), str) and row.get("prefix") == "global"]
    return tuple(Value(name, name) for name in dict.fromkeys(names))
