"""Pages, masked as the road would mask them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from connectors.host.model import Block, BlockKind, Document, Item, Person, Place, Product, Segment, SegmentKind
from plugin.masking.mask import mask
from plugin.masking.model import Masked
from plugin.policy.decide import decide
from plugin.policy.document import parse
from plugin.policy.model import Allowed, Ask, Subject, UseCase

START = datetime(2026, 11, 16, 9, tzinfo=UTC)
PLACE, ITEM = Place(Product.CONFLUENCE, key="OPS", id="11"), Item(Product.CONFLUENCE, id="42")
ADA, BO = Person("acc-1", "Ada Byron"), Person("acc-2", "Bo Ek")

MakeSection = Callable[..., Segment]
MakeComment = Callable[..., Segment]
MakePage = Callable[..., Masked]


def block(text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Block:
    """A block."""
    return Block(kind, text)


def row(*cells: str) -> Block:
    """A row of a table."""
    return Block(BlockKind.TABLE_ROW, " | ".join(cells))


@pytest.fixture
def section() -> MakeSection:
    """Makes a section of a page from its heading (empty: the top) and texts or blocks."""

    def make(heading: str, *content: str | Block, segment_id: str = "", version: str = "") -> Segment:
        blocks = [block(heading, BlockKind.HEADING)] if heading else []
        blocks += [c if isinstance(c, Block) else block(c) for c in content]
        name = segment_id or f"section:{heading.casefold().replace(' ', '-') or 'top'}"
        return Segment(version + name, SegmentKind.SECTION, tuple(blocks), role=heading, author=ADA, at=START)

    return make


@pytest.fixture
def comment() -> MakeComment:
    """Makes a comment: number, author, texts; `thread` is the number of the comment that its thread began with."""

    def make(
        number: int, author: Person, *content: str | Block, role: str = "footer", thread: int = 0, on: str = ""
    ) -> Segment:
        blocks = [block(on, BlockKind.QUOTE)] if on else []
        blocks += [c if isinstance(c, Block) else block(c) for c in content]
        at = START + timedelta(hours=number)
        return Segment(
            f"comment:{number}",
            SegmentKind.COMMENT,
            tuple(blocks),
            role=role,
            author=author,
            at=at,
            thread=f"comment:{thread or number}",
        )

    return make


@pytest.fixture
def page() -> MakePage:
    """Makes what an engine gets of a page, from segments."""

    def make(
        *segments: Segment,
        title: str = "Payouts",
        effect: str = "allow",
        use_case: UseCase = UseCase.SUMMARISE,
        people: tuple[Person, ...] = (ADA, BO),
        facts: dict[str, str] | None = None,
    ) -> Masked:
        rule = {"id": "R-1", "level": "internal", "use_case": "*", "effect": effect}
        policy = parse({"places": {"confluence:OPS": {"level": "internal"}}, "rules": [rule]})
        allowed = decide(policy, Subject("t", "p"), Ask(use_case, ITEM, PLACE))
        assert isinstance(allowed, Allowed)
        summary = Segment("summary", SegmentKind.SUMMARY, (block(title, BlockKind.HEADING),))
        document = Document(ITEM, PLACE, title, (summary, *segments), START, people=people, facts=facts or {})
        return mask(document, allowed)[0]

    return make
