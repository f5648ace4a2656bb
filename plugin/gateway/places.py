"""The lists of places, as one person sees them; nothing of their content."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from connectors.host.access import Access
from connectors.host.model import NativeLevel, Place, Product
from connectors.host.places import ListedPlace
from plugin.gateway.faults import translated

Lister = Callable[[Access], Iterator[ListedPlace]]
LevelsOf = Callable[[Access, Place], tuple[NativeLevel, ...]]


class Listings:
    """What each product lists, and Atlassian's own levels of single places."""

    def __init__(self, listers: Mapping[Product, Lister], levels: Mapping[Product, LevelsOf] | None = None) -> None:
        self._listers = listers
        self._levels = levels or {}

    def native(self, access: Access, place: Place) -> tuple[NativeLevel, ...]:
        """Return the levels that a place's content has by default; empty where none can be read, for whatever reason.

        Raises:
            HostFault: the host did not answer.
        """
        if place.product not in self._levels or not place.id:
            return ()
        with translated():
            return self._levels[place.product](access, place)

    def of(self, product: Product, access: Access) -> list[ListedPlace]:
        """Return every place of a product that this person may see.

        Raises:
            HostFault: the list could not be read to its end.
        """
        with translated():
            return list(self._listers[product](access))
