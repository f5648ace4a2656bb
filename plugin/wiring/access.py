"""Access of people that outlives their call: for a run's driver, and for learning."""

from __future__ import annotations

from plugin.assist.categories.learning import AccessOf
from plugin.assist.road import AccessFor
from plugin.gateway.names import AccountOf
from plugin.identity.doors import Doors
from plugin.identity.repository import Installations
from plugin.store.database import Database


def account_lookup(database: Database, installations: Installations) -> AccountOf:
    """Look up who stands behind a reference, in a reading of its own."""

    def account_of(tenant_id: str, person: str) -> str:
        with database.read() as connection:
            return installations.account_of(connection, tenant_id, person)

    return account_of


def reader_access(database: Database, installations: Installations, identity: Doors) -> AccessOf:
    """Restore the access of the person as whom a place is learned."""
    account_of = account_lookup(database, installations)
    return lambda reader: identity.access(reader.installation_id, account_of(reader.tenant_id, reader.person))


def run_access(database: Database, installations: Installations, identity: Doors) -> AccessFor:
    """Restore the access of a run's person, for its driver."""
    account_of = account_lookup(database, installations)
    return lambda run: identity.run_access(run.installation_id, account_of(run.tenant_id, run.person), run.id)


def look_access(database: Database, installations: Installations, identity: Doors) -> AccessFor:
    """Restore the access to look again at what a run's person took, days later."""
    account_of = account_lookup(database, installations)
    return lambda run: identity.look_access(run.installation_id, account_of(run.tenant_id, run.person))
