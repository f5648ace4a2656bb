"""Laws of categorising: only what was offered comes out, and only masked text goes in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from connectors.host.choices import Field, Value
from plugin.ai.embedded.categorise import passages
from plugin.ai.embedded.engine import EmbeddedEngine
from plugin.ai.port import Choice, Draft, Limits, Suggestion, Task
from plugin.assist.verify import verify
from tests.fakes.documents import comment, description, masked

NAMES = st.sampled_from(["connection-pool", "SEPA", "refunds", "Zoll", "\u8acb\u6c42", "vat", "a", "-", "late parcel"])
TEXTS = st.lists(st.one_of(NAMES, st.text(max_size=12)), min_size=1, max_size=12).map(" ".join)
CHOICES = st.builds(
    lambda field, names, current, limit: Choice(
        field, tuple(Value(name, name) for name in names), frozenset(current), limit
    ),
    st.sampled_from(Field),
    st.lists(NAMES, unique=True, max_size=6),
    st.sets(NAMES, max_size=2),
    st.integers(0, 3),
)
SAID = st.lists(
    st.builds(
        Suggestion,
        st.sampled_from(Field),
        st.integers(-2, 8),
        st.floats(),
        st.lists(st.sampled_from(["description", "comment:1", "comment:2", ""]), max_size=3).map(tuple),
        st.lists(st.text(max_size=5), max_size=4).map(tuple),
    ),
    max_size=8,
)


def holds(draft: Draft, choices: list[Choice], text: str) -> None:
    """Every suggestion that is left is one of the offered values, new, sourced, likely, and within the limit."""
    read, _ = masked(description(text), comment(1, text))
    offered = {choice.field: choice for choice in choices}
    kept = verify(draft, read, choices).suggestions
    for said in kept:
        choice = offered[said.field]
        assert choice.values[said.value].id not in choice.current
        assert said.value >= 0
        assert 0.5 <= said.probability <= 1.0
        assert said.cites
        assert all(read.document.segment(cited) for cited in said.cites)
    for field, choice in offered.items():
        assert sum(said.field is field for said in kept) <= (choice.limit if field.several else min(choice.limit, 1))


@given(TEXTS, st.lists(CHOICES, max_size=3, unique_by=lambda choice: choice.field))
def test_the_engine_chooses_from_the_list(text: str, choices: list[Choice]) -> None:
    """Whatever the text, the embedded engine's answer passes the gates and names offered values."""
    read, _ = masked(description(text), comment(1, text))
    draft = EmbeddedEngine().complete(read, Task("categorise", choices=tuple(choices)), Limits())
    holds(draft, choices, text)


@given(SAID, st.lists(CHOICES, max_size=3, unique_by=lambda choice: choice.field))
def test_nothing_else_passes(said: list[Suggestion], choices: list[Choice]) -> None:
    """Whatever an engine says, only offered values get through."""
    holds(Draft((), "fake", "1", suggestions=tuple(said)), choices, "Checkout fails.")


@given(TEXTS, st.sampled_from(["ada@example.com", "DE89 3704 0044 0532 0130 00", "Ada Byron"]))
def test_engines_read_masked_text(text: str, value: str) -> None:
    """What is masked is in no passage that the engine reads."""
    read, _ = masked(comment(1, f"{text} , {value} , {text}"), effect="mask")
    assert all(value not in passage.text for passage in passages(read.document.segments))
