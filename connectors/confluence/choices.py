"""The labels that a page may get: those in use on the content of its space, as one person sees them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from connectors.confluence.client import ConfluenceClient
from connectors.confluence.content import named
from connectors.host.choices import Choices, Field, Value
from connectors.host.errors import HostAnswerInvalid
from connectors.host.model import Item

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


def _may_update(answer: dict[str, Any]) -> bool:
    operations = answer.get("operations")
    if not isinstance(operations, list):
        raise HostAnswerInvalid("operations")
    return any(isinstance(one, dict) and one.get("operation") == "update" for one in operations)


def _labels(rows: Iterable[dict[str, Any]]) -> tuple[Value, ...]:
    """Labels that everybody gives (prefix `global`), each once; somebody's own and a team's are left out."""
    names = [row["name"] for row in rows if isinstance(row.get("name"), str) and row.get("prefix") == "global"]
    return tuple(Value(name, name) for name in dict.fromkeys(names))
