"""The doors of a process: whoever asks who is calling asks here, and cannot tell by which way the call came."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.host.access import Access
from connectors.host.model import Product
from plugin.errors import Unauthenticated
from plugin.identity.caller import Caller
from plugin.identity.connect import ConnectIdentity
from plugin.identity.forge import ForgeIdentity
from plugin.identity.impersonation import READING
from plugin.identity.repository import Door, Installation, Installations
from plugin.identity.request import Signed


class Doors:
    """Connect and Forge behind one face."""

    def __init__(self, installations: Installations, connect: ConnectIdentity, forge: ForgeIdentity) -> None:
        self._installations = installations
        self._connect = connect
        self.forge = forge

    def page(self, product: Product, signed: Signed, query: Mapping[str, str]) -> tuple[Installation, Caller]:
        """A person opens a page; as `ConnectIdentity.page` (Forge serves its own pages)."""
        return self._connect.page(product, signed, query)

    def context(self, signed: Signed) -> tuple[Installation, Caller]:
        """A page's own code calls the API, by the door whose token it brings.

        Raises:
            Unauthenticated: the token proves nothing.
            SessionExpired: its time is over.
            Forbidden: as `ForgeIdentity.context`.
        """
        return self.forge.context(signed) if signed.bearer_token else self._connect.context(signed)

    def webhook(self, product: Product, signed: Signed) -> Installation:
        """A host rings; as `ConnectIdentity.webhook`."""
        return self._connect.webhook(product, signed)

    def access(self, installation_id: str, account_id: str, scopes: tuple[str, ...] = READING) -> Access:
        """Return the access of a person: for work that outlives the call, or for writing.

        Raises:
            Unauthenticated: the app is not installed any more.
        """
        installation = self._installed(installation_id)
        if installation.door is Door.FORGE:
            return self.forge.access(installation, account_id)
        return self._connect.access(installation_id, account_id, scopes)

    def run_access(self, installation_id: str, account_id: str, run_id: str) -> Access:
        """Return the access of a run's person, for its driver.

        Raises:
            Unauthenticated: the app is not installed any more.
        """
        installation = self._installed(installation_id)
        if installation.door is Door.FORGE:
            return self.forge.run_access(installation, account_id, run_id)
        return self._connect.access(installation_id, account_id)

    def look_access(self, installation_id: str, account_id: str) -> Access:
        """Return the access to look again at what a person took: theirs, or the app's where theirs is gone by then.

        Raises:
            Unauthenticated: the app is not installed any more.
        """
        installation = self._installed(installation_id)
        if installation.door is Door.FORGE:
            return self.forge.app_access(installation)
        return self._connect.access(installation_id, account_id)

    def _installed(self, installation_id: str) -> Installation:
        installation = self._installations.get(installation_id)
        if installation is None:
            raise Unauthenticated(detail="not installed")
        return installation
