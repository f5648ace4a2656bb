"""Access to a host as the app itself: for what no person asks for, and nothing that reads or writes content."""

from __future__ import annotations

from requests import PreparedRequest

from connectors.host.errors import HostRefused
from connectors.host.tokens import sign_app_jwt
from descriptors import APP_KEYS
from plugin.identity.repository import Installation, Installations


class AppAccess:
    """Calls one installation's host as the app; asks anew for the installation at each attempt."""

    def __init__(self, installations: Installations, installation: Installation) -> None:
        self._installations = installations
        self._installation_id = installation.id
        self._base_url = installation.base_url

    @property
    def base_url(self) -> str:
        """The host's base URL, from the installation's row."""
        return self._base_url

    @property
    def site_url(self) -> str:
        """The same: this door calls the site itself."""
        return self._base_url

    @property
    def settling(self) -> bool:
        """Never: Connect's permissions are there from the start."""
        return False

    def authorise(self, request: PreparedRequest) -> None:
        """Sign this very request.

        Raises:
            HostRefused: the app is uninstalled, or the site moved.
        """
        installation = self._installations.get(self._installation_id)
        if installation is None or installation.base_url != self._base_url:
            raise HostRefused("not installed at this address")
        token = sign_app_jwt(
            app_key=APP_KEYS[installation.product.value],
            client_key=installation.client_key,
            secret=installation.shared_secret,
            method=request.method or "",
            url=request.url or "",
            base_url=installation.base_url,
        )
        request.headers["Authorization"] = f"JWT {token}"
