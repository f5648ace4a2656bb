"""What identity needs of an HTTP request, without a web framework."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from connectors.host.model import Product


@dataclass(frozen=True, slots=True)
class Signed:
    """A request that a token may be bound to.

    Attributes:
        method: HTTP method.
        target: the raw request target, as it came over the wire (nothing decoded).
        authorization: the header, or empty.
        query_token: the value of the query parameter `jwt`, or empty.
        ticket: our own ticket (`X-Vouch-Ticket`), or empty.
        person_token: what a person's call through Forge may call the host with (`x-forge-oauth-user`), or empty.
    """

    method: str
    target: str
    authorization: str = ""
    query_token: str = ""
    ticket: str = ""
    person_token: str = ""

    def __repr__(self) -> str:
        return f"<Signed {self.method}>"  # a target may carry a token

    @property
    def header_token(self) -> str:
        """The token of an `Authorization: JWT` header; empty where there is none of that scheme."""
        return self._of_scheme("JWT")

    @property
    def bearer_token(self) -> str:
        """The token of an `Authorization: Bearer` header, as Forge sends it; empty where there is none."""
        return self._of_scheme("BEARER")

    def _of_scheme(self, name: str) -> str:
        scheme, _, token = self.authorization.partition(" ")
        return token.strip() if scheme.upper() == name else ""


def mount_of(target: str, product: Product, public_url: str) -> str:
    """Return the path that a product's base URL has in this request target.

    A proxy may keep the public URL's own path (`/ai/jira/panel`) or take it off (`/jira/panel`).
    """
    outer = f"{urlsplit(public_url).path.rstrip('/')}/{product.value}"
    path = urlsplit(target).path if "://" in target else target.partition("?")[0]
    return outer if path == outer or path.startswith(f"{outer}/") else f"/{product.value}"
