"""What a page that shows an approved summary needs of the host: asked as the person who looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from connectors.host.access import Access
from connectors.host.model import Item, Product
from plugin.errors import NotFound
from plugin.gateway.faults import translated
from plugin.policy.model import Allowed


@dataclass(frozen=True, slots=True)
class Looked:
    """An item as somebody looks at it: its version, and what our mark on it says (anybody may have set it)."""

    version: str
    mark: Any


class Showing(Protocol):
    """What a product's connector does for this; may raise `HostError`."""

    def look(self, access: Access, item: Item) -> Looked:
        """Return the item's version and mark; its text is not asked for."""
        ...


class Showings:
    """Every product that shows approved summaries."""

    def __init__(self, showings: Mapping[Product, Showing]) -> None:
        self._showings = showings

    def look(self, allowed: Allowed, access: Access) -> Looked:
        """Return the version and mark of an item that the policy lets this person use AI on.

        Raises:
            HostFault: the host did not answer; `no_permission` where this person may not open the item.
            NotFound: `product_not_supported`.
        """
        item = allowed.ask.item
        with translated():
            return self._of(item.product).look(access, item)

    def _of(self, product: Product) -> Showing:
        found = self._showings.get(product)
        if found is None:
            raise NotFound("Nothing is shown in this product.", code="product_not_supported")
        return found
