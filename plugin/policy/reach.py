"""Which engines a policy permits at a level at all: for administrators to look at. Decisions never ask this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from connectors.host.model import Audience, Item, Place, Product
from plugin.policy.document import PlaceRule, PolicyDocument
from plugin.policy.model import Ask, Destination, Effect, Level, Subject, UseCase
from plugin.policy.speaking import destinations_left, engines_left, spoken

_NOWHERE = Place(Product.JIRA, key="ZZANYPLACE")  # no place of anybody's: what is said of single ones is left out


def engines_at(document: PolicyDocument, level: Level, destinations: Mapping[str, Destination]) -> frozenset[str]:
    """Return the engines that some use case may ask about content of a level in a place without rules of its own.

    Args:
        document: the policy.
        level: the content's.
        destinations: where each engine that there is sends text.
    """
    probe, place = replace(document, places={}, stops=()), PlaceRule(level)
    found: set[str] = set()
    for use_case in UseCase:
        for audience in Audience:
            ask = Ask(use_case, Item(Product.JIRA, "1"), _NOWHERE, audience)
            said = spoken(probe, Subject("", "", frozenset()), ask, place, (), None)
            if said.unruled is not None or said.strictest.effect is Effect.DENY:
                continue
            left, _ = destinations_left(probe, said)
            named, _ = engines_left(probe, said)
            found.update(name for name in named if destinations.get(name) in left)
    return frozenset(found)
