"""What the administrators' pages need beside the policy: the list of places."""

from __future__ import annotations

from connectors.confluence.spaces import spaces_of
from connectors.host.access import Access
from connectors.host.model import Product
from connectors.jira.projects import projects_of
from plugin.gateway.places import Listings
from plugin.governance.places.directory import Places
from plugin.governance.places.listing import PlaceList
from plugin.governance.places.refreshing import Refreshing
from plugin.identity.doors import Doors
from plugin.identity.repository import Installations
from plugin.jobs.embedded import EmbeddedWorker
from plugin.settings import Settings
from plugin.store.database import Database
from plugin.wiring.access import account_lookup
from plugin.wiring.hosts import make_clients

_LISTING_SECONDS = 300.0


def make_places(settings: Settings, database: Database, installations: Installations, identity: Doors) -> Places:
    """Join the list of places with its refresh, which has a thread and a patience of its own."""
    jira, confluence = make_clients(settings, _LISTING_SECONDS)
    account_of = account_lookup(database, installations)

    def access_of(tenant_id: str, installation_id: str, person: str) -> Access:
        return identity.access(installation_id, account_of(tenant_id, person))

    listing = PlaceList(database)
    refreshing = Refreshing(
        database,
        listing,
        Listings(
            {
                Product.JIRA: lambda access: projects_of(jira(access)),
                Product.CONFLUENCE: lambda access: spaces_of(confluence(access)),
            }
        ),
        access_of,
    )
    worker = EmbeddedWorker(refreshing.refresh, threads=1, crashed=refreshing.crashed)
    return Places(listing, refreshing, worker)
