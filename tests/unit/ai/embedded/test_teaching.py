"""Learning from masked items: which engine may, which values, and what counts more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectors.host.choices import Field, Value
from plugin.ai.embedded.categories.model import Model
from plugin.ai.embedded.teaching import MOST_VALUES, Taught, teach
from plugin.errors import EngineFault
from plugin.masking.model import SEAL, Masked
from tests.fakes.documents import comment, description, masked

VALUES = (Value("pool", "Pool"), Value("tax", "Tax"))
WORDS = {"pool": "The connection pool runs dry", "tax": "The invoice shows tax"}


def item(text: str, effect: str = "allow") -> Masked:
    """A masked item with a description and a comment."""
    return masked(description(text), comment(1, "Thanks, Ada Byron"), effect=effect)[0]


def history(count: int = 12) -> list[Taught]:
    """So many items a value."""
    return [Taught(item(f"{WORDS[name]} {n}"), frozenset({name})) for n in range(count) for name in WORDS]


def test_a_history_becomes_a_model() -> None:
    """Every item with a value is an example; the model knows the words of each value."""
    learned = teach(Field.COMPONENTS, VALUES, history())
    assert learned is not None
    assert learned.examples == 24
    (found,) = Model.from_bytes(learned.model).suggest("the pool runs dry", ["the pool runs dry"])
    assert found.value == "pool"


def test_too_little_teaches_nothing() -> None:
    """A handful of items is no history."""
    assert teach(Field.COMPONENTS, VALUES, history(2)) is None


def test_policy_decides_who_learns() -> None:
    """An item that the policy keeps from the embedded engine is not learned from."""
    taught = history()
    own = taught[0].item
    elsewhere = Masked(own.document, frozenset(), own.engines, own.receipt, seal=SEAL)
    with pytest.raises(EngineFault) as caught:
        teach(Field.COMPONENTS, VALUES, [replace(taught[0], item=elsewhere), *taught[1:]])
    assert caught.value.code == "engine_not_permitted"


def test_only_masked_text_is_learned() -> None:
    """What was masked is no word of the model: a text of nothing else gets nothing."""
    taught = [
        Taught(item(f"{WORDS[name]} ask ada@example.com {n}", "mask"), frozenset({name}))
        for n in range(12)
        for name in WORDS
    ]
    learned = teach(Field.COMPONENTS, VALUES, taught)
    assert learned is not None
    assert Model.from_bytes(learned.model).suggest("ada@example.com", []) == []


def test_the_most_used_values_are_learned() -> None:
    """The size of a model is bounded by the number of values."""
    many = tuple(Value(f"l{n}", f"label {n}") for n in range(MOST_VALUES + 20))
    learned = teach(Field.LABELS, (*many, *VALUES), history())
    assert learned is not None
    model = Model.from_bytes(learned.model)
    assert len(model.values) == MOST_VALUES
    assert {"pool", "tax"} <= set(model.values)


def test_a_decision_of_a_person_outweighs() -> None:
    """Of two contradicting items, the one that counts more decides."""
    odd = "The scanner beeps twice"
    base = history()

    def chosen(pool: float, tax: float) -> float:
        both = [Taught(item(odd), frozenset({"pool"}), pool), Taught(item(odd), frozenset({"tax"}), tax)]
        learned = teach(Field.COMPONENTS, VALUES, [*base, *both])
        assert learned is not None
        model = Model.from_bytes(learned.model)
        return float(model.probabilities([odd])[0, model.values.index("pool")])

    assert chosen(2.0, 1.0) > chosen(1.0, 2.0)
