"""What a rich text becomes, whatever format it came in: blocks in reading order, people, what was not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from connectors.host.model import Block, Person

NOBODY: Mapping[str, str] = MappingProxyType({})
"""No account ids and display names: where nobody looked them up."""


@dataclass(slots=True)
class RichText:
    """A text's blocks in reading order and what was found on the way.

    `levels` gives the level (1 to 6) of each block that is a heading of the outline, by its index in `blocks`; the
    title of an expand is a heading too, and has no level. `unknown` counts the kinds of nodes that were not known.
    """

    blocks: list[Block] = field(default_factory=list)
    mentions: list[Person] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    levels: dict[int, int] = field(default_factory=dict)
