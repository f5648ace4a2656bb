"""Who administers a site, asked of the host as the person, each time: no flag is ever kept."""

from __future__ import annotations

from collections.abc import Callable

from connectors.host.access import Access
from connectors.host.model import Product
from plugin.errors import Forbidden
from plugin.gateway.faults import translated

AdminCheck = Callable[[Access], bool]


class Administration:
    """Lets only administrators through."""

    def __init__(self, checks: dict[Product, AdminCheck]) -> None:
        self._checks = checks

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
