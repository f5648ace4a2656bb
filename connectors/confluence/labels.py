"""A page's labels: reading them all, adding some and taking some away, each as one person.

Version 2 of the interface only reads labels; they are written by version 1. A label's name is written in small letters
by Confluence.
"""

from __future__ import annotations

from collections.abc import Iterable

from connectors.confluence.client import ConfluenceClient
from connectors.confluence.content import named
from connectors.host.errors import HostNotFound
from connectors.host.model import Item

_PREFIX = "global"


def labels_of(client: ConfluenceClient, item: Item) -> tuple[str, ...]:
    """Return the labels that people give, in the host's order; personal and team labels are left out.

    Raises:
        HostError: as the client.
    """
    page = named(client, item)
    rows = client.rows(page.where, page.id, "labels", params={"prefix": _PREFIX})
    return _names(rows)


def add_labels(client: ConfluenceClient, item: Item, names: Iterable[str]) -> tuple[str, ...]:
    """Add labels in one request, and return all that the host says are there now; the others stay as they are.

    Raises:
        HostError: as the client; `HostAnswerInvalid` with status 400 where the host does not take one of them.
    """
    body = [{"prefix": _PREFIX, "name": name} for name in names]
    rows = client.post_v1("content", item.id, "label", body=body).get("results")
    return _names(row for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()


def remove_label(client: ConfluenceClient, item: Item, name: str) -> None:
    """Take a label away; that it is gone already is as good.

    The name goes in the query: version 1 refuses one with a slash in the path.
    """
    try:
        client.delete_v1("content", item.id, "label", params={"name": name})
    except HostNotFound:
        return


def _names(rows: Iterable[dict[str, object]]) -> tuple[str, ...]:
    names = (row.get("name") for row in rows if row.get("prefix", _PREFIX) == _PREFIX)
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str) and name))
