"""Sentences that people could have written about items, each with the parts that say it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from connectors.host.model import Block, BlockKind, Person, Segment, SegmentKind

FILE = Path(__file__).parents[1] / "vectors/paraphrases.json"


@dataclass(frozen=True, slots=True)
class Paraphrase:
    """A true sentence about an item: `item` holds the text of its parts by id."""

    item: Mapping[str, str]
    text: str
    cites: tuple[str, ...]


def paraphrases() -> list[Paraphrase]:
    """Return all of them."""
    return [
        Paraphrase(item["parts"], said["text"], tuple(said["cites"]))
        for item in json.loads(FILE.read_text(encoding="utf-8"))
        for said in item["sentences"]
    ]


def segments(parts: Mapping[str, str]) -> tuple[Segment, ...]:
    """The parts of an item, a block a line."""
    return tuple(
        Segment(
            name,
            SegmentKind.COMMENT if name.startswith("comment") else SegmentKind.DESCRIPTION,
            tuple(Block(BlockKind.PARAGRAPH, line) for line in text.split("\n")),
            author=Person("5b10:ada", "Ada Byron"),
            at=datetime(2026, 11, 20, 12, tzinfo=UTC),
        )
        for name, text in parts.items()
    )
