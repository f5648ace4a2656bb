"""Who administers a site, asked of the host as the person, each time: no flag is ever kept."""

from __future__ import annotations

from collections.abc import Callable

from connectors.host.access import Access
from connectors.host.model import Place, Product
from plugin.errors import Forbidden
from plugin.gateway.faults import translated

AdminCheck = Callable[[Access], bool]
PlaceCheck = Callable[[Access, str], Place | None]
"""(access, key) -> the place as its host names it, if the person administers it."""


class Administration:
    """Lets only administrators through."""

    def __init__(
        self, checks: dict[Product, AdminCheck], place_checks: dict[Product, PlaceCheck] | None = None
    ) -> None:
        self._checks = checks
        self._place_checks = place_checks or {}

    def require_admin(self, product: Product, access: Access) -> None:
        """Return if the host says that this person administers the site.

        Raises:
            Forbidden: `not_admin`.
            HostFault: the host did not answer.
        """
        with translated():
            if product in self._checks and self._checks[product](access):
                return
        raise Forbidden("Only administrators of this site may do this.", code="not_admin")

    def require_place_admin(self, product: Product, access: Access, key: str) -> Place:
        """Return the project or space of that key, as its host names it, if this person administers it or the site.

        Raises:
            Forbidden: `not_place_admin`; also where there is no such place, or none that the person sees.
            HostFault: the host did not answer.
        """
        with translated():
            place = self._place_checks[product](access, key) if product in self._place_checks else None
        if place is None:
            raise Forbidden("Only administrators of this project or space may do this.", code="not_place_admin")
        return place
