"""Which use cases a panel offers, by product, and for which audiences."""

from __future__ import annotations

from connectors.host.model import Audience, Product
from plugin.policy.model import UseCase

_OFFERED: dict[Product, dict[UseCase, tuple[Audience, ...]]] = {
    Product.JIRA: {UseCase.SUMMARISE: (Audience.AGENT, Audience.CUSTOMER)},
    Product.CONFLUENCE: {UseCase.SUMMARISE: (Audience.AGENT, Audience.CUSTOMER)},
}


def offered(product: Product) -> dict[UseCase, tuple[Audience, ...]]:
    """Return use case -> audiences, in the order they are shown."""
    return _OFFERED[product]
