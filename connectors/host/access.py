"""`Access`: how to call a host as one person. Identity makes it; connectors only use it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from requests import PreparedRequest


class Access(Protocol):
    """A host's address and the right to speak there as somebody."""

    @property
    def base_url(self) -> str:
        """The host's base URL, from the tenant's row: where it is called."""
        ...

    @property
    def site_url(self) -> str:
        """Where people see the host: what links begin with; often the base URL itself."""
        ...

    @property
    def settling(self) -> bool:
        """Whether a refusal may be due to permissions that have not arrived yet: then it is asked again."""
        ...

    def authorise(self, request: PreparedRequest) -> None:
        """Put the person's authorisation on a prepared request; called anew at each attempt.

        Raises:
            ImpersonationRefused: the host gives no token for this person.
        """
        ...


class BearerAccess:
    """Access by a bearer token that a source hands out, fresh at each attempt."""

    def __init__(self, base_url: str, token: Callable[[], str], *, site_url: str = "", settling: bool = False) -> None:
        self._base_url = base_url
        self._site_url = site_url or base_url
        self._token = token
        self._settling = settling

    @property
    def base_url(self) -> str:
        """The host's base URL."""
        return self._base_url

    @property
    def site_url(self) -> str:
        """Where people see the host."""
        return self._site_url

    @property
    def settling(self) -> bool:
        """Whether its permissions may still be on their way."""
        return self._settling

    def authorise(self, request: PreparedRequest) -> None:
        """Set the header."""
        request.headers["Authorization"] = f"Bearer {self._token()}"
