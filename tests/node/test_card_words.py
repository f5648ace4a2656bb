"""The policy card stays a card: at most 150 words in each language, whatever the policy says."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

from connectors.host.model import Item, Place, Product
from plugin.assist.use_cases import offered
from plugin.policy.card import card
from plugin.policy.decide import decide
from plugin.policy.document import parse
from plugin.policy.model import Ask, Level, Subject
from plugin.web.trust import card_json
from tests.node.judge import ask

MOST = 150
LEVELS = [level.code for level in Level]
WORDS = ["", "the Security team", "Ask " + "somebody who knows " * 60, "x" * 200, "保安担当" * 50]


def policies(count: int) -> list[dict[str, Any]]:
    """Policies of every kind: rules of all levels, use cases and effects, and words as long as the schema allows."""
    dice = random.Random(4)  # noqa: S311 (no secret)
    made: list[dict[str, Any]] = []
    for number in range(count):
        rules = [
            {
                "id": f"R-{each}",
                "level": dice.choice(LEVELS),
                "use_case": dice.choice(["*", "summarise", "categorise", "changes", "comment_digest"]),
                "audience": dice.choice(["*", "agent", "customer"]),
                "effect": dice.choice(["allow", "mask", "review", "deny"]),
            }
            for each in range(dice.randrange(8))
        ]
        level = dice.choice([*LEVELS, ""])
        place = {"level": level, "instead": dice.choice(WORDS)[:500]}
        made.append(
            {
                "contact": WORDS[number % len(WORDS)][:200],
                "instead": dice.choice(WORDS)[:500],
                "places": {"jira:PAY": place, "confluence:PAY": place} if level else {},
                "rules": rules,
            }
        )
    return made


def cards() -> list[dict[str, Any]]:
    """What the server says to the panel for each of them, in both products."""
    subject, made = Subject("t", "p"), []
    for document, host in product(policies(150), Product):
        parsed, place = parse(document, version=123), Place(host, key="PAY", name="Payments and settlements " * 20)
        asked = {
            use_case: {who: decide(parsed, subject, Ask(use_case, Item(host, id="1"), place, who)) for who in audiences}
            for use_case, audiences in offered(host).items()
        }
        made.append(card_json(card(parsed, subject, place, asked), acknowledged=False))
    return made


def test_no_card_is_longer_than_a_hundred_and_fifty_words() -> None:
    """Three hundred cards, counted by the rules of each language; each has two examples of what is allowed and not."""
    made = cards()
    assert {(len(each["allowed"]), len(each["refused"])) for each in made} == {(2, 2)}
    for each, counts in zip(made, ask("card-words.mjs", made), strict=True):
        assert set(counts) == {"en", "de", "ja"}
        assert max(counts.values()) <= MOST, (counts, each)
