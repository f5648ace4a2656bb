"""The text on which engines are tried: ours, in the page's language, with invented people and values to mask."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from connectors.host.model import Block, BlockKind, Document, Item, Person, Place, Product, Segment, SegmentKind

PLACE = Place(Product.JIRA, key="VOUCHSAMPLE", name="Vouch")
ITEM = Item(Product.JIRA, id="1", key="VOUCHSAMPLE-1")

_ASKER, _HELPER = Person("sample:1", "Zenobia Quill"), Person("sample:2", "Anselm Okoro")


def sample(language: str) -> Document:
    """Return the sample in that language, in English where there is none."""
    texts = _texts()
    said = texts.get(language, texts["en"])
    segments = [
        _segment("summary", SegmentKind.SUMMARY, said["title"]),
        _segment("description", SegmentKind.DESCRIPTION, said["description"], _ASKER),
        *(
            _segment(f"comment:{n}", SegmentKind.COMMENT, text, _HELPER)
            for n, text in enumerate(said["comments"], start=1)
        ),
    ]
    return Document(
        ITEM,
        PLACE,
        said["title"],
        tuple(segments),
        None,
        people=(_ASKER, _HELPER),
        comments_total=len(said["comments"]),
    )


def _segment(name: str, kind: SegmentKind, text: str, author: Person | None = None) -> Segment:
    at = datetime(2026, 11, 27, 9, tzinfo=UTC) if author else None
    return Segment(name, kind, (Block(BlockKind.PARAGRAPH, text),), author=author, at=at)


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(files("plugin.governance.setup").joinpath("sample.toml").read_text(encoding="utf-8"))
