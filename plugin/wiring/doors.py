"""The two doors, joined."""

from __future__ import annotations

from functools import partial

from connectors.host.impersonation import TokenCache, TokenExchange
from plugin.identity.connect import ConnectIdentity
from plugin.identity.doors import Doors
from plugin.identity.forge import ForgeIdentity
from plugin.identity.forge_installations import ForgeInstallations
from plugin.identity.forge_keys import ForgeKeys
from plugin.identity.grants import Grants
from plugin.identity.install_keys import InstallKeys
from plugin.identity.invocation import InvocationTokens
from plugin.identity.lifecycle import Lifecycle
from plugin.identity.live_access import RecentTokens
from plugin.identity.repository import Installations
from plugin.identity.spent import SpentTokens
from plugin.identity.ticket import Tickets
from plugin.settings import Settings
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from plugin.wiring.background import record_registration


def make_doors(
    settings: Settings,
    database: Database,
    box: SecretBox,
    installations: Installations,
    grants: Grants,
    spent: SpentTokens,
) -> tuple[Doors, Lifecycle]:
    """Join what tells who is calling, and Connect's lifecycle beside it."""
    tokens = TokenCache(TokenExchange(settings.oauth_url))
    connect = ConnectIdentity(
        database=database,
        installations=installations,
        tickets=Tickets(box),
        tokens=tokens,
        public_url=settings.public_url,
    )
    recorded = partial(record_registration, settings)
    forge = ForgeIdentity(
        tokens=InvocationTokens(
            keys=ForgeKeys(settings.forge_keys_url),
            spent=spent,
            app_id=settings.forge_app_id,
            environment=settings.forge_environment,
            sandbox=settings.sandbox,
            sites=settings.forge_sites,
        ),
        installations=installations,
        forge=ForgeInstallations(
            database=database,
            box=box,
            installations=installations,
            recorded=recorded,
            purge_days=settings.purge_days,
        ),
        recent=RecentTokens(),
        grants=grants,
    )
    lifecycle = Lifecycle(
        database=database,
        installations=installations,
        keys=InstallKeys(settings.install_keys_url),
        forget=tokens.forget,
        recorded=recorded,
        public_url=settings.public_url,
        sandbox=settings.sandbox,
        purge_days=settings.purge_days,
    )
    return Doors(installations, connect, forge), lifecycle
