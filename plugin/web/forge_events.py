"""Events of a product as Forge sends them: which item changed, and nothing else of what they carry."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connectors.host.model import Item, Product
from plugin.identity.places import part
from plugin.store.ids import new_id

_ID = re.compile(r"[0-9]{1,19}")


@dataclass(frozen=True, slots=True)
class ProductBell:
    """An item changed; the identifier is the same for each repeat of one delivery."""

    item: Item
    identifier: str


def payload_of(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The event: the body itself, or what stands in its `payload`."""
    inner = body.get("payload")
    return inner if isinstance(inner, Mapping) else body


def read_bell(body: Mapping[str, Any]) -> ProductBell | None:
    """Return which item an event is about; None for an event about something else.

    A comment's event names the issue beside it, and in Confluence the page as the comment's container.
    """
    event = payload_of(body)
    name = str(event.get("eventType", ""))
    if name.startswith("avi:jira:"):
        return _bell(Product.JIRA, part(event, "issue"), event)
    if name.startswith("avi:confluence:"):
        content = part(event, "content")
        return _bell(
            Product.CONFLUENCE, part(content, "container") if content.get("type") == "comment" else content, event
        )
    return None


def _bell(product: Product, said: Mapping[str, Any], event: Mapping[str, Any]) -> ProductBell | None:
    item_id = str(said.get("id", ""))
    if not _ID.fullmatch(item_id):
        return None
    return ProductBell(Item(product, id=item_id), _identifier(event))


def _identifier(event: Mapping[str, Any]) -> str:
    """A new one for a first delivery; the retries of one event share theirs, for the work that they may repeat."""
    again = event.get("retryContext")
    if not isinstance(again, Mapping) or not again.get("retryCount"):
        return new_id()
    rest = {name: value for name, value in event.items() if name != "retryContext"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()
