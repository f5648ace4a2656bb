"""What is learned from: the values of a field, and issues to which people have given some of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from connectors.host.choices import Value

Floats = NDArray[np.float64]


def described(value: Value) -> str:
    """Return a value's name and description, with the separators of identifiers read as spaces."""
    return f"{value.name} {value.description}".replace("_", " ").replace("-", " ").strip()


@dataclass(frozen=True, slots=True)
class Example:
    """The text of an issue and the ids of the values that it was given; none for an issue without the field.

    `weight` is what it counts beside another's 1.0.
    """

    text: str
    values: frozenset[str]
    weight: float = 1.0


def truth(examples: Sequence[Example], values: Sequence[Value]) -> Floats:
    """Return (examples, values): 1.0 where the example has the value. Ids that are no value's are passed over."""
    place = {value.id: column for column, value in enumerate(values)}
    given = np.zeros((len(examples), len(values)))
    for row, example in enumerate(examples):
        given[row, [place[i] for i in example.values if i in place]] = 1.0
    return given
