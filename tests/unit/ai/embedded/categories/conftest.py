"""Issues of a small project in which a rule decides the component."""

from __future__ import annotations

import random

import pytest

from connectors.host.choices import Value
from plugin.ai.embedded.categories.examples import Example

TALK = {
    "pay": ["refund", "card", "checkout", "invoice", "payment", "acquirer"],
    "net": ["router", "switch", "packet", "firewall", "latency", "vlan"],
    "hr": ["payroll", "vacation", "onboarding", "contract", "salary", "badge"],
}
FILLER = ["please", "since", "yesterday", "the", "team", "cannot", "use", "it", "and", "waits", "for", "help"]


@pytest.fixture
def values() -> list[Value]:
    """Three components, of which two are described."""
    return [
        Value("pay", "Payments", "Cards, refunds and invoices of the checkout"),
        Value("net", "Network", "Routers, switches and the firewall"),
        Value("hr", "People"),
    ]


def issue(dice: random.Random, *chosen: str) -> Example:
    """An issue that has these values: three telling words of each, among words that tell nothing."""
    words = [word for value in chosen for word in dice.sample(TALK[value], 3)] + dice.sample(FILLER, 6)
    dice.shuffle(words)
    return Example(" ".join(words), frozenset(chosen))


@pytest.fixture
def history() -> list[Example]:
    """Twenty issues a component, one component each."""
    dice = random.Random(7)  # noqa: S311 (the same issues every time)
    return [issue(dice, value) for _ in range(20) for value in TALK]


@pytest.fixture
def labelled() -> list[Example]:
    """Ninety issues with none, one or two labels."""
    dice = random.Random(11)  # noqa: S311 (the same issues every time)
    return [issue(dice, *dice.sample(list(TALK), n % 3)) for n in range(90)]
