"""Documents of an item, masked as the road would mask them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from connectors.host.model import (
    PUBLIC,
    Block,
    BlockKind,
    Document,
    Item,
    Person,
    Place,
    Product,
    Segment,
    SegmentKind,
    Visibility,
)
from plugin.masking.mask import mask
from plugin.masking.model import Masked
from plugin.policy.decide import decide
from plugin.policy.document import parse
from plugin.policy.model import Allowed, Ask, Subject, UseCase

START = datetime(2026, 11, 16, 9, tzinfo=UTC)
PLACE, ITEM = Place(Product.JIRA, key="PAY"), Item(Product.JIRA, id="1", key="PAY-1")
POLICY = {
    "places": {"jira:PAY": {"level": "internal"}},
    "rules": [{"id": "R-1", "level": "internal", "use_case": "summarise", "effect": "mask"}],
}

MakeSegment = Callable[..., Segment]
MakeMasked = Callable[..., Masked]


@pytest.fixture
def comment() -> MakeSegment:
    """Makes a comment: number, author, then texts or blocks."""

    def make(number: int, author: str, *content: str | Block, visibility: Visibility = PUBLIC) -> Segment:
        at = START + timedelta(hours=number)
        person = Person(author, f"{author.title()} Example")
        return Segment(
            f"comment:{number}", SegmentKind.COMMENT, _blocks(content), visibility=visibility, author=person, at=at
        )

    return make


@pytest.fixture
def description() -> MakeSegment:
    """Makes the description by the reporter, from texts or blocks."""

    def make(*content: str | Block) -> Segment:
        author = Person("reporter", "Rae Example")
        return Segment("description", SegmentKind.DESCRIPTION, _blocks(content), author=author, at=START)

    return make


@pytest.fixture
def value() -> MakeSegment:
    """Makes a field or, with a key, a link."""

    def make(role: str, text: str, key: str = "") -> Segment:
        kind = SegmentKind.LINK if key else SegmentKind.FIELD
        return Segment(f"link:{key}" if key else f"field:{role}", kind, _blocks([text]), role=role)

    return make


@pytest.fixture
def masked() -> MakeMasked:
    """Makes what an engine gets, from segments; `title` is also the summary's segment."""

    def make(*segments: Segment, title: str = "Checkout answers 502 for card payments") -> Masked:
        summary = Segment("summary", SegmentKind.SUMMARY, _blocks([title]))
        allowed = decide(parse(POLICY), Subject("t", "p"), Ask(UseCase.SUMMARISE, ITEM, PLACE))
        assert isinstance(allowed, Allowed)
        return mask(Document(ITEM, PLACE, title, (summary, *segments), START), allowed)[0]

    return make


@pytest.fixture
def thread(comment: MakeSegment, description: MakeSegment, value: MakeSegment, masked: MakeMasked) -> Masked:
    """A thread of ten comments with fields, a link, an open task and an open question."""
    opening = description(
        "Since the release of 4.8.2 the checkout answers 502 for three percent of the card payments.",
        "Direct debit is not affected. The customer sees an error and the basket stays as it was.",
        Block(BlockKind.CODE, "ERROR PoolTimeout after 10000 ms"),
        Block(BlockKind.TASK_OPEN, "Set the pool back to 200 after one week"),
        Block(BlockKind.TASK_DONE, "Release the connection in the timeout handler"),
    )
    talk = [
        comment(1, "ada", "Thanks for the report! The load balancer gives up after 10 s. The acquirer is green."),
        comment(2, "ben", "Rolled back to 4.8.1 on all nodes, and nothing changed at all. Should we page the network?"),
        comment(3, "ada", "Found something. The connection pool is exhausted on each of the four nodes since 14:08."),
        comment(4, "ben", Block(BlockKind.QUOTE, "The connection pool is exhausted"), "Connections leave the pool."),
        comment(5, "ada", "I raised the pool from 200 to 400 connections, which brought errors below 0.1 percent."),
        comment(6, "reporter", "+1"),
        comment(7, "ben", "The timeout handler cancels the query and forgets to release its connection to the pool."),
        comment(8, "ada", "The fix ran on one node for 24 hours, with 61 timeouts and no connection lost."),
        comment(9, "ben", "We merge today and roll out on Tuesday. Does it go out as 4.8.3 or wait for 4.9.0?"),
        comment(10, "ben", "Thank you all!"),
    ]
    fields = [
        value("due", "2026-11-27"),
        value("labels", "checkout"),
        value("status", "In Review"),
        value("is blocked by", "PAY-117 Upgrade the driver", key="PAY-117"),
        value("assignee", "Ada Example"),
    ]
    return masked(opening, *fields, *talk)


def _blocks(content: Sequence[str | Block]) -> tuple[Block, ...]:
    return tuple(c if isinstance(c, Block) else Block(BlockKind.PARAGRAPH, c) for c in content)
