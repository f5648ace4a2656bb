"""Learn a field's categories from masked items; the embedded engine alone learns, and never leaves the process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from connectors.host.choices import Field, Value
from plugin.ai.embedded.categories.examples import Example
from plugin.ai.embedded.categories.learning import learn
from plugin.ai.embedded.categorise import passages, plain
from plugin.errors import EngineFault
from plugin.masking.model import Masked
from plugin.policy.model import Destination

ENGINE = "embedded"
MOST_VALUES = 50  # of a field, the most used: the size of a model grows with them


@dataclass(frozen=True, slots=True)
class Taught:
    """A masked item, the ids of the values that people gave it, and how much that counts beside another's 1.0."""

    item: Masked
    values: frozenset[str]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Learned:
    """A model as versioned arrays, and the examples with a value that it rests on."""

    model: bytes
    examples: int


def teach(field: Field, values: Sequence[Value], taught: Sequence[Taught]) -> Learned | None:
    """Return what can be learned of a field; None where the history is too short.

    Raises:
        EngineFault: `engine_not_permitted` when the policy does not let an item's text go to this engine.
    """
    for each in taught:
        if ENGINE not in each.item.engines or Destination.IN_PROCESS not in each.item.destinations:
            raise EngineFault("This engine may not be used for content of this level.", code="engine_not_permitted")
    used = Counter(value for each in taught for value in each.values)
    kept = sorted(values, key=lambda value: -used[value.id])[:MOST_VALUES]
    known = {value.id for value in kept}
    examples = [Example(_text(each.item), each.values & known, each.weight) for each in taught]
    if not field.several:
        examples = [each for each in examples if len(each.values) <= 1]
    model = learn(examples, kept, several=field.several)
    if model is None:
        return None
    return Learned(model.to_bytes(), sum(bool(each.values) for each in examples))


def _text(item: Masked) -> str:
    return "\n".join(plain(passage.text) for passage in passages(item.document.segments))
