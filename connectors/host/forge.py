"""Where a Forge app's remote calls a product: `app.apiBaseUrl` of the invocation token (Forge Remote essentials).

`https://api.atlassian.com/ex/<product>/<cloud id>`; REST paths follow it, below `/wiki` for Confluence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from connectors.host.errors import HostError
from connectors.host.model import Product
from connectors.host.session import is_loopback

API_HOST = "api.atlassian.com"
_PATH = re.compile(r"(?P<outer>.*)/ex/(?P<product>jira|confluence)/(?P<cloud>[A-Za-z0-9-]{1,64})")


@dataclass(frozen=True, slots=True)
class ApiAddress:
    """A checked address: where the product's REST begins, whose it is, and on which site."""

    base_url: str
    product: Product
    cloud_id: str

    def of_product(self, product: Product) -> ApiAddress:
        """The address of another product of the same site."""
        outer = self.base_url.partition("/ex/")[0]
        return ApiAddress(f"{outer}{_below(product, self.cloud_id)}", product, self.cloud_id)


def read_api_url(url: str, *, sandbox: bool) -> ApiAddress:
    """Take an `apiBaseUrl` apart; in the sandbox, this machine may stand in for Atlassian.

    Raises:
        HostError: any other address.
    """
    parts = urlsplit(url)
    host, plain = (
        (parts.hostname or "").lower(),
        not (parts.username or parts.password or parts.query or parts.fragment),
    )
    found = _PATH.fullmatch(parts.path.rstrip("/"))
    atlassian = parts.scheme == "https" and host == API_HOST and parts.port in {None, 443}
    stand_in = sandbox and parts.scheme in {"http", "https"} and is_loopback(host)
    if not plain or found is None or not (atlassian or stand_in) or (atlassian and found["outer"]):
        raise HostError("not an address of Atlassian's API")
    product = Product(found["product"])
    outer = f"{parts.scheme}://{parts.netloc}{found['outer']}"
    return ApiAddress(f"{outer}{_below(product, found['cloud'])}", product, found["cloud"])


def _below(product: Product, cloud_id: str) -> str:
    return f"/ex/{product.value}/{cloud_id}{'/wiki' if product is Product.CONFLUENCE else ''}"
