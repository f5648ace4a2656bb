"""The embedded engine's suggestions: by what was learned, else by names; from what people wrote alone."""

from __future__ import annotations

from connectors.host.choices import Field, Value
from connectors.host.model import Block, BlockKind, Segment, SegmentKind
from plugin.ai.embedded.categories.examples import Example
from plugin.ai.embedded.categories.learning import learn
from plugin.ai.embedded.categorise import passages, plain
from plugin.ai.embedded.engine import EmbeddedEngine
from plugin.ai.port import Choice, Limits, Suggestion, Task
from tests.fakes.documents import comment, description, masked

ENGINE = EmbeddedEngine()
VALUES = (Value("pool", "connection-pool"), Value("sepa", "SEPA"), Value("tax", "VAT"))
WORDS = {"pool": "the connection pool is dry", "sepa": "the bank rejects our debit file", "tax": "the invoice has tax"}
HISTORY = [Example(f"{WORDS[name]} {n}", frozenset({name})) for n in range(12) for name in WORDS]
FIELD = Segment("field:priority", SegmentKind.FIELD, (Block(BlockKind.PARAGRAPH, "SEPA SEPA"),), role="priority")


def suggested(choice: Choice, *texts: str) -> tuple[Suggestion, ...]:
    """What is suggested for an item with that description and a field."""
    read, _ = masked(description(*texts), comment(1, "Thanks for looking."), FIELD)
    return ENGINE.complete(read, Task("categorise", choices=(choice,)), Limits()).suggestions


def test_what_was_learned_decides() -> None:
    """A stored model finds the value of its history, and the passage that says so."""
    model = learn(HISTORY, VALUES, several=True)
    assert model is not None
    choice = Choice(Field.LABELS, VALUES, limit=3, model=model.to_bytes())
    (found,) = suggested(choice, "Hello.", "The bank rejects the debit file again.")
    assert (found.value, found.cites) == (1, ("description",))
    assert found.passages == ("The bank rejects the debit file again.",)


def test_without_a_model_names_decide() -> None:
    """No history, or one of an earlier version: the names of the values are looked for."""
    for model in (None, b"not a model"):
        (found,) = suggested(Choice(Field.LABELS, VALUES, limit=3, model=model), "SEPA file refused")
        assert VALUES[found.value].id == "sepa"


def test_values_that_are_there_and_values_that_are_gone_are_not_suggested() -> None:
    """What the item has, and what the model knows and the field does not take any more."""
    model = learn(HISTORY, VALUES, several=True)
    assert model is not None
    choice = Choice(Field.LABELS, VALUES, frozenset({"sepa"}), limit=3, model=model.to_bytes())
    assert suggested(choice, "The bank rejects the debit file again.") == ()
    gone = Choice(Field.LABELS, VALUES[:1], limit=3, model=model.to_bytes())
    assert suggested(gone, "The bank rejects the debit file again.") == ()


def test_fields_and_links_are_not_read() -> None:
    """An item's own fields would give the answer away."""
    read, _ = masked(description("Nothing to see."), FIELD)
    assert {"description"} == {passage.segment for passage in passages(read.document.segments)}
    assert suggested(Choice(Field.LABELS, VALUES, limit=3), "Nothing to see.") == ()


def test_placeholders_are_no_words() -> None:
    """A placeholder's number is of one run, so it is taken out before anything is learned or asked."""
    assert plain("Ask [PERSON_9F3A61_1] about it").split() == ["Ask", "about", "it"]
