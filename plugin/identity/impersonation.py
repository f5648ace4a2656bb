"""Access to a host as one person. There is no other reader: where impersonation is refused, nothing is read."""

from __future__ import annotations

from requests import PreparedRequest

from connectors.host.errors import ImpersonationRefused
from connectors.host.impersonation import Grant, TokenCache
from plugin.identity.repository import Installation, Installations

READING = ("READ",)
WRITING = ("READ", "WRITE", "DELETE")
LEVELS = ("READ", "WRITE")
"""Atlassian answers a page's classification level only to a token that could write, although nothing is written."""


class PersonAccess:
    """Calls one installation's host as one person; asks anew for the installation and the token at each attempt.

    So an uninstall or a new secret takes effect at the next call, in every process.
    """

    def __init__(
        self,
        installations: Installations,
        tokens: TokenCache,
        installation: Installation,
        account_id: str,
        scopes: tuple[str, ...] = READING,
    ) -> None:
        self._installation = installation
        self._installations = installations
        self._tokens = tokens
        self._installation_id = installation.id
        self._base_url = installation.base_url
        self._account_id = account_id
        self._scopes = scopes

    @property
    def base_url(self) -> str:
        """The host's base URL, from the installation's row."""
        return self._base_url

    @property
    def site_url(self) -> str:
        """The same: this door calls the site itself."""
        return self._base_url

    def with_scopes(self, scopes: tuple[str, ...]) -> PersonAccess:
        """Return the same person's access with other scopes."""
        return PersonAccess(self._installations, self._tokens, self._installation, self._account_id, scopes)

    @property
    def settling(self) -> bool:
        """Never: Connect's permissions are there from the start."""
        return False

    def authorise(self, request: PreparedRequest) -> None:
        """Set the person's token.

        Raises:
            ImpersonationRefused: the app is uninstalled, the site gave no OAuth client, or the host refuses.
        """
        installation = self._installations.get(self._installation_id)
        if installation is None:
            raise ImpersonationRefused("not installed")
        if installation.base_url != self._base_url:
            raise ImpersonationRefused("the site moved")  # a token for the new address never goes to the old one
        if not installation.oauth_client_id or not self._account_id:
            raise ImpersonationRefused("no OAuth client or no person")
        grant = Grant(
            installation_id=installation.id,
            oauth_client_id=installation.oauth_client_id,
            secret=installation.shared_secret,
            base_url=installation.base_url,
            account_id=self._account_id,
            scopes=self._scopes,
        )
        request.headers["Authorization"] = f"Bearer {self._tokens.token(grant)}"
