"""Suggestions by names and descriptions alone."""

from __future__ import annotations

import numpy as np
import pytest

from connectors.host.choices import Value
from plugin.ai.embedded.categories.naming import Named, stems

REFUNDS = (
    Value("1", "payments-gateway", "Card payments, acquirers and webhooks"),
    Value("2", "refunds", "Paying money back, its approval and its limits"),
    Value("3", "ledger", "Bookings, settlement reports and exports"),
)


def test_the_value_that_the_text_names_is_suggested() -> None:
    """A title with the name's word gets that value, with the segment that says so, and never "very likely"."""
    segments = ["Refunds above 500 need a second approval", "Finance asked for it in the audit."]
    (found, *rest) = Named(REFUNDS, several=True).suggest("\n".join(segments), segments)

    assert (found.value, found.evidence) == ("2", (0,))
    assert 0.5 <= found.probability < 0.9
    assert rest == []


def test_descriptions_rank_the_values(values: list[Value]) -> None:
    """The value that is described in the text's words is the likeliest, and nobody is sure of it."""
    probabilities = Named(tuple(values)).probabilities(["Two routers and a switch lost the firewall rules"])[0]

    assert np.argmax(probabilities) == 1
    assert probabilities.max() < 0.9


def test_a_description_adds_to_a_name() -> None:
    """What an administrator writes about a value makes it likelier where the text says the same."""
    text = "The acquirer answers late and the webhooks do not come"
    bare = Named((Value("1", "gateway"), *REFUNDS[1:]), several=True).probabilities([text])[0, 0]
    told = Named((Value("1", "gateway", REFUNDS[0].description), *REFUNDS[1:]), several=True).probabilities([text])[
        0, 0
    ]
    assert told > bare


@pytest.mark.parametrize("several", [False, True])
@pytest.mark.parametrize("text", ["", "?!", "The coffee machine is empty again"])
def test_a_text_that_matches_nothing_gets_nothing(values: list[Value], text: str, *, several: bool) -> None:
    """Names that say nothing of the text suggest nothing."""
    assert Named(tuple(values), several=several).suggest(text, [text]) == []


def test_a_word_in_a_long_text_says_less() -> None:
    """The same word counts less the more other words stand around it."""
    named = Named(REFUNDS, several=True)
    long = "something else\n" + " ".join(f"{n}words" for n in range(1000, 1200)) + " refunds"
    assert named.probabilities([long])[0, 1] < 0.5 < named.probabilities(["refunds are late"])[0, 1]


@pytest.mark.parametrize("several", [False, True])
def test_without_a_choice_there_is_nothing_to_suggest(*, several: bool) -> None:
    """A field without values, and one that takes its only value anyway."""
    assert Named((), several=several).suggest("refunds", ["refunds"]) == []
    if not several:
        assert Named(REFUNDS[1:2]).suggest("refunds", ["refunds"]) == []


def test_beginnings_of_words_are_compared() -> None:
    """Identifiers fall into words, endings go, words that say nothing go, CJK comes in pairs."""
    assert stems("Refunded connection-pool of the API") == ["refu", "conn", "pool", "api"]
    assert stems("\u8981\u7d04\u3059\u308b") == ["\u8981\u7d04", "\u7d04\u3059", "\u3059\u308b"]
