"""Names of people behind references, as the administrator who looks may see them; nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress

from sqlalchemy import Connection

from plugin.errors import VouchError
from plugin.gateway.people import People
from plugin.identity.caller import Caller
from plugin.store.database import Database

MOST_NAMES = 20

AccountOf = Callable[[Connection, str, str], str]
"""(connection, tenant id, reference) -> account id; empty where the person was erased."""


class Names:
    """Asks the host for names."""

    def __init__(self, database: Database, people: People, account_of: AccountOf) -> None:
        self._database = database
        self._people = people
        self._account_of = account_of

    def of(self, caller: Caller, references: Iterable[str]) -> dict[str, str]:
        """Return names by reference; who was erased, or is not shown to this administrator, is left out."""
        wanted = [each for each in dict.fromkeys(references) if each and each != "cli"][:MOST_NAMES]
        with self._database.read() as connection:
            accounts = {each: self._account_of(connection, caller.tenant_id, each) for each in wanted}
        names: dict[str, str] = {}
        for reference, account_id in accounts.items():
            with suppress(VouchError):  # nothing hangs on a name
                name = self._people.name_of(caller.product, caller.access, account_id) if account_id else ""
                if name:
                    names[reference] = name
        return names
