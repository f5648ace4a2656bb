"""What the administrators' pages need beside the policy: the list of places, and how the server does."""

from __future__ import annotations

from collections.abc import Callable

from connectors.confluence.classification import levels_of as confluence_levels
from connectors.confluence.spaces import spaces_of
from connectors.host.access import Access
from connectors.host.model import Product
from connectors.jira.classification import levels_of as jira_levels
from connectors.jira.projects import projects_of
from plugin.ai import catalogue
from plugin.ai.resilience.breaker import Breakers
from plugin.assist.answering import Answers
from plugin.audit.anchoring import Anchors
from plugin.audit.signing import SigningKeys
from plugin.gateway import confluence_host, jira_host
from plugin.gateway.faults import translated
from plugin.gateway.places import Listings
from plugin.governance.canary import Canary
from plugin.governance.desk import AuditDesk
from plugin.governance.engine_keys import EngineKeys
from plugin.governance.operations.engines import EngineDesk
from plugin.governance.operations.health import Health
from plugin.governance.operations.keys import KeyDesk
from plugin.governance.places.directory import Places
from plugin.governance.places.listing import PlaceList
from plugin.governance.places.refreshing import Refreshing
from plugin.governance.policies import Policies
from plugin.governance.setup.desk import Setup
from plugin.governance.setup.trial import Trial
from plugin.identity.caller import Caller
from plugin.identity.doors import Doors
from plugin.identity.repository import Installations
from plugin.jobs.embedded import EmbeddedWorker
from plugin.policy.document import PolicyDocument
from plugin.settings import Settings
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from plugin.wiring.access import account_lookup
from plugin.wiring.hosts import make_clients

_LISTING_SECONDS = 300.0


def make_listings(settings: Settings) -> Listings:
    """Join what the products list, with a patience of its own, and Atlassian's levels, with the usual one."""
    jira, confluence = make_clients(settings, _LISTING_SECONDS)
    quick_jira, quick_confluence = make_clients(settings)
    return Listings(
        {
            Product.JIRA: lambda access: projects_of(jira(access)),
            Product.CONFLUENCE: lambda access: spaces_of(confluence(access)),
        },
        {
            Product.JIRA: lambda access, place: jira_levels(quick_jira(access), place),
            Product.CONFLUENCE: lambda access, place: confluence_levels(quick_confluence(access), "", place.id),
        },
    )


def make_setup(settings: Settings, policies: Policies, answers: Answers) -> Setup:
    """Join what the set-up asks."""
    return Setup(policies, make_listings(settings), Trial(policies, answers))


def make_places(settings: Settings, database: Database, installations: Installations, identity: Doors) -> Places:
    """Join the list of places with its refresh, which has a thread and a patience of its own."""
    account_of = account_lookup(database, installations)

    def access_of(tenant_id: str, installation_id: str, person: str) -> Access:
        return identity.access(installation_id, account_of(tenant_id, person))

    listing = PlaceList(database)
    refreshing = Refreshing(
        database,
        listing,
        make_listings(settings),
        access_of,
    )
    worker = EmbeddedWorker(refreshing.refresh, threads=1, crashed=refreshing.crashed)
    return Places(listing, refreshing, worker)


def make_key_desk(
    settings: Settings, database: Database, box: SecretBox, anchors: Anchors, brought: EngineKeys
) -> KeyDesk:
    """Join what is known of keys."""
    entries = catalogue.load(settings.engines_file, settings.engine_keys)
    return KeyDesk(
        database,
        anchors,
        SigningKeys(database, box),
        encryption=len(settings.secret_keys),
        engines=[entry.name for entry in entries if entry.key],
        brought=brought,
    )


def make_engine_desk(
    settings: Settings,
    breakers: Breakers,
    policy_of: Callable[[str], PolicyDocument],
    keys: EngineKeys,
) -> EngineDesk:
    """Join what is known of engines."""
    return EngineDesk(catalogue.load(settings.engines_file, settings.engine_keys), breakers, policy_of, keys)


def make_health(
    settings: Settings,
    database: Database,
    canary: Canary,
    desk: AuditDesk,
    engines: EngineDesk,
    working: Callable[[], bool],
) -> Health:
    """Join what health looks at."""
    jira, confluence = make_clients(settings)
    clocks: dict[Product, Callable[[Access], float | None]] = {
        Product.JIRA: lambda access: jira_host.clock_skew(jira(access)),
        Product.CONFLUENCE: lambda access: confluence_host.clock_skew(confluence(access)),
    }

    def clock_skew(caller: Caller) -> float | None:
        with translated():
            return clocks[caller.product](caller.access)

    return Health(
        database,
        canary=canary,
        desk=desk,
        engines=engines,
        working=working,
        clock_skew=clock_skew,
        checkpoint_hours=settings.checkpoint_hours,
    )
