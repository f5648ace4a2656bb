"""Laws of masking: what went in comes back, and what was masked is not there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plugin.masking.unmask import unmask
from tests.fakes.documents import comment, masked

VALUES = [
    "ada@example.com",
    "+44 20 7946 0958",
    "DE89 3704 0044 0532 0130 00",
    "4111 1111 1111 1111",
    "10.20.30.40",
    "Ada Byron",
]
WORDS = st.text(st.characters(categories=["Ll", "Lo", "Zs"]), max_size=12)
TEXTS = st.lists(st.one_of(st.sampled_from(VALUES), WORDS), min_size=1, max_size=8).map(" , ".join)


@given(TEXTS.filter(lambda text: bool(text.strip())))
def test_round_trip(text: str) -> None:
    """Unmasking what was masked gives the text back, to the letter."""
    result, vault = masked(comment(1, text), effect="mask")
    assert text == unmask(result.document.segments[0].text, vault)


@given(TEXTS, st.sampled_from(VALUES))
def test_nothing_is_left(text: str, value: str) -> None:
    """A value between blanks is never there after masking."""
    result, _ = masked(comment(1, f"{text} , {value} , {text}"), effect="mask")
    assert value not in result.document.segments[0].text
