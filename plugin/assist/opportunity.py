"""When an item is worth a use case, by rules that do not depend on what anybody thinks of it."""

from __future__ import annotations

from connectors.host.model import Product
from plugin.gateway.gateway import Glance
from plugin.policy.model import UseCase

_COMMENTS, _WORDS = 5, 300


def rules_met(product: Product, glance: Glance, *, version_seen: str) -> dict[UseCase, str]:
    """Return the rule that is met by use case; a use case without an opportunity is left out.

    Args:
        product: whose item it is.
        glance: how much there is to read.
        version_seen: of a page, the one that this person's newest answer of any kind rests on; empty where none does.
    """
    long, discussed = glance.words >= _WORDS, len(glance.comments) >= _COMMENTS
    if product is Product.JIRA:
        rule = f"comments>={_COMMENTS}" if discussed else f"words>={_WORDS}" if long else ""
        return {UseCase.SUMMARISE: rule} if rule else {}
    moved = bool(version_seen) and version_seen != glance.version
    met = {
        UseCase.SUMMARISE: f"words>={_WORDS}" if long else "",
        UseCase.CHANGES: "version>seen" if moved else "",
        UseCase.COMMENT_DIGEST: f"comments>={_COMMENTS}" if discussed else "",
    }
    return {use_case: rule for use_case, rule in met.items() if rule}
