"""The lists of places, as one person sees them; nothing of their content."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from connectors.host.access import Access
from connectors.host.model import Product
from connectors.host.places import ListedPlace
from plugin.gateway.faults import translated

Lister = Callable[[Access], Iterator[ListedPlace]]


class Listings:
    """What each product lists."""

    def __init__(self, listers: Mapping[Product, Lister]) -> None:
        self._listers = listers

    def of(self, product: Product, access: Access) -> list[ListedPlace]:
        """Return every place of a product that this person may see.

        Raises:
            HostFault: the list could not be read to its end.
        """
        with translated():
            return list(self._listers[product](access))
