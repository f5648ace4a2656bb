"""The policy card: examples of what is allowed and not, from the policy itself; an administrator's words cut short."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.host.model import Item, Place, Product
from plugin.assist.use_cases import offered
from plugin.policy.card import Card, Example, card, short
from plugin.policy.decide import decide
from plugin.policy.document import parse
from plugin.policy.model import Ask, Subject

SUBJECT, PLACE = Subject("t", "p"), Place(Product.JIRA, key="PAY", id="1", name="Payments")


def made(level: str, *rules: tuple[str, str, str, str], **more: Any) -> Card:
    """The card of a project at a level, under rules of level, use case, audience and effect."""
    document = parse(
        {
            "places": {"jira:PAY": {"level": level}} if level else {},
            "rules": [
                {"id": f"R-{n}", "level": at, "use_case": use_case, "audience": audience, "effect": effect}
                for n, (at, use_case, audience, effect) in enumerate(rules)
            ],
            **more,
        },
        version=7,
    )
    asked = {
        use_case: {who: decide(document, SUBJECT, Ask(use_case, Item(PLACE.product), PLACE, who)) for who in audiences}
        for use_case, audiences in offered(PLACE.product).items()
    }
    return card(document, SUBJECT, PLACE, asked)


def test_examples_come_from_the_policy() -> None:
    """What is masked or wants an approval says so; what is refused here comes first, then the first closed level."""
    found = made(
        "internal",
        ("internal", "*", "*", "mask"),
        ("internal", "whats_new", "*", "review"),
        ("internal", "summarise", "customer", "deny"),
        ("confidential", "*", "*", "mask"),
        ("restricted", "*", "*", "deny"),
        contact="Security",
    )
    assert (found.version, found.place, found.level, found.contact) == (7, "Payments", "internal", "Security")
    assert found.allowed == (
        Example("ask", "summarise", "agent", "mask"),
        Example("ask", "whats_new", "agent", "review"),
    )
    assert found.refused == (Example("ask", "summarise", "customer"), Example("level", level="restricted"))


def test_nothing_is_allowed() -> None:
    """There are two examples of each even where everything is refused: what works instead, and doing it oneself."""
    found = made("", instead="Use the template.")
    assert found.level is None
    assert found.allowed == (Example("instead", text="Use the template."), Example("self"))
    assert [each.kind for each in found.refused] == ["ask", "ask"]


def test_everything_is_allowed() -> None:
    """Where nothing is refused, the card names what is elsewhere, and what nobody may do."""
    rules = [(level, "*", "*", "allow") for level in ("public", "internal", "confidential", "restricted")]
    assert [each.kind for each in made("public", *rules).refused] == ["place", "unchecked"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [("Ask us", "Ask us"), ("a " * 40, "a a a a a a a a a a a a…"), ("x" * 99, "x" * 60 + "…"), ("", "")],
)
def test_words_are_cut(text: str, kept: str) -> None:
    """Twelve words or sixty characters are kept, and it is seen that there were more."""
    assert short(text) == kept
