"""Access by a token that came along with a person's own call. It cannot be asked for again, and is kept for minutes.

What lives here lives in memory alone. A run that is under way has its token in the store too, encrypted (`grants`).
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from connectors.host.access import BearerAccess
from connectors.host.errors import ImpersonationRefused

KEPT_SECONDS = 600.0
_MAX_TOKENS = 10_000


class LiveAccess(BearerAccess):
    """Calls a host with a token in hand; without one, every call is refused as the host itself would refuse it."""

    def __init__(
        self,
        base_url: str,
        site_url: str,
        token: str,
        stands: Callable[[], bool] = lambda: True,
        *,
        settling: bool = False,
    ) -> None:
        """Take the address that is called, the one that people see, the token, and how the installation stands."""
        super().__init__(base_url, self._in_hand, site_url=site_url, settling=settling)
        self.token = token
        self._stands = stands

    def __repr__(self) -> str:
        return f"<LiveAccess to {self.site_url}>"

    def _in_hand(self) -> str:
        """The token.

        Raises:
            ImpersonationRefused: the call brought none, or the app is not installed any more.
        """
        if not self.token:
            raise ImpersonationRefused("no token came along")
        if not self._stands():
            raise ImpersonationRefused("not installed")
        return self.token


class RecentTokens:
    """The newest token of a person, or of the app itself, in one installation: for ten minutes, in memory."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._tokens: OrderedDict[tuple[str, str], tuple[str, float]] = OrderedDict()

    def keep(self, installation_id: str, account_id: str, token: str) -> None:
        """Remember a token; an empty account id is the app's own."""
        with self._lock:
            self._tokens[installation_id, account_id] = (token, self._clock() + KEPT_SECONDS)
            self._tokens.move_to_end((installation_id, account_id))
            while len(self._tokens) > _MAX_TOKENS:
                self._tokens.popitem(last=False)

    def of(self, installation_id: str, account_id: str) -> str:
        """Return the token; empty where there is none."""
        with self._lock:
            token, until = self._tokens.get((installation_id, account_id), ("", 0.0))
        return token if self._clock() < until else ""

    def forget(self, installation_id: str) -> None:
        """Drop all of an installation's."""
        with self._lock:
            for key in [key for key in self._tokens if key[0] == installation_id]:
                del self._tokens[key]
