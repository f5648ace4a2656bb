"""Names of people for one person who looks at a list: each is asked for once, and none is kept."""

from __future__ import annotations

from collections.abc import Callable

from plugin.errors import HostFault
from plugin.gateway.people import People
from plugin.identity.caller import Caller

AccountOf = Callable[[str, str], str]
"""(tenant id, reference) -> account id; empty where the person was erased."""


class Names:
    """Names as one person may see them."""

    def __init__(self, people: People, caller: Caller, account_of: AccountOf) -> None:
        self._people = people
        self._caller = caller
        self._account_of = account_of
        self._known: dict[str, str] = {"": "", caller.person: ""}

    def of(self, person: str) -> str:
        """Return somebody's name; empty for oneself, for who was erased, and where the host does not tell it."""
        if person not in self._known:
            account_id = self._account_of(self._caller.tenant_id, person)
            self._known[person] = self._asked(account_id) if account_id else ""
        return self._known[person]

    def _asked(self, account_id: str) -> str:
        try:
            return self._people.name_of(self._caller.product, self._caller.access, account_id)
        except HostFault:
            return ""
