"""Which Atlassian groups a person is in, asked as that person and known for a minute.

Where the host does not say, it is not known: a policy then holds to what restricts any team.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog

from connectors.host.access import Access
from connectors.host.model import Product
from plugin.errors import HostFault
from plugin.gateway.faults import translated

KNOWN_SECONDS = 60.0
_MOST_KNOWN = 20_000

Groups = Callable[[Access, str], frozenset[str]]
"""(access, account id; empty for the person's own) -> ids of groups; may raise `HostError`."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Known:
    groups: frozenset[str]
    until: float


class Memberships:
    """Groups of people, by product."""

    def __init__(self, of: Mapping[Product, Groups], clock: Callable[[], float] = time.monotonic) -> None:
        self._of = of
        self._clock = clock
        self._known: dict[tuple[str, str, Product], _Known] = {}
        self._lock = threading.Lock()

    def of(self, tenant_id: str, person: str, product: Product, access: Access) -> frozenset[str] | None:
        """Return the ids of a person's own groups; None where they are not known."""
        key, now = (tenant_id, person, product), self._clock()
        known = self._known.get(key)
        if known is not None and now < known.until:
            return known.groups
        groups = self.of_account(product, access, "")
        if groups is not None:
            with self._lock:
                if len(self._known) >= _MOST_KNOWN:
                    self._known.clear()
                self._known[key] = _Known(groups, now + KNOWN_SECONDS)
        return groups

    def of_account(self, product: Product, access: Access, account_id: str) -> frozenset[str] | None:
        """Return the ids of somebody's groups, as whoever asks may see them; None where they are not known."""
        try:
            with translated():
                return self._of[product](access, account_id)
        except HostFault as fault:
            _log.info("groups_not_known", product=product.value, code=fault.code)
            return None
