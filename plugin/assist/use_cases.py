"""Which use cases a panel offers, by product, and for which audiences."""

from __future__ import annotations

from connectors.host.model import Audience, Product
from plugin.policy.model import UseCase

_OFFERED: dict[Product, dict[UseCase, tuple[Audience, ...]]] = {
    Product.JIRA: {
        UseCase.SUMMARISE: (Audience.AGENT, Audience.CUSTOMER),
        UseCase.WHATS_NEW: (Audience.AGENT,),
        UseCase.CATEGORISE: (Audience.AGENT,),
    },
    Product.CONFLUENCE: {
        UseCase.SUMMARISE: (Audience.AGENT, Audience.CUSTOMER),
        UseCase.WHATS_NEW: (Audience.AGENT,),
        UseCase.CHANGES: (Audience.AGENT,),
        UseCase.COMMENT_DIGEST: (Audience.AGENT,),
        UseCase.CATEGORISE: (Audience.AGENT,),
    },
}

_READERS = frozenset({UseCase.SUMMARISE, UseCase.WHATS_NEW, UseCase.CHANGES})


def offered(product: Product) -> dict[UseCase, tuple[Audience, ...]]:
    """Return use case -> audiences, in the order they are shown."""
    return _OFFERED[product]


def shown_on(surface: str, use_case: UseCase) -> bool:
    """Whether a surface shows a use case: the byline of a page is for readers, and leaves out what writers need."""
    return surface != "byline" or use_case in _READERS
