"""Documents and decisions for tests, made by the makers that the product itself uses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

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
from plugin.masking.model import Masked, Vault
from plugin.policy.decide import decide
from plugin.policy.document import parse
from plugin.policy.model import Allowed, Ask, MaskingProfile, Subject, UseCase

ITEM = Item(Product.JIRA, id="11101", key="PAY-101")
PLACE = Place(Product.JIRA, key="PAY", id="11000", name="Payments")
ADA, BO = Person("5b10:ada", "Ada Byron"), Person("5b10:bo", "Bo Ek")


def policy_json(
    level: str = "internal",
    effect: str = "allow",
    engines: tuple[str, ...] = ("embedded",),
    destinations: tuple[str, ...] = ("in_process",),
) -> dict[str, object]:
    """A policy that says one thing of one project."""
    rule = {
        "id": "R-1",
        "level": level,
        "use_case": "*",
        "audience": "*",
        "effect": effect,
        "engines": list(engines),
        "destinations": list(destinations),
    }
    return {"places": {"jira:PAY": {"level": level}}, "rules": [rule]}


def allowed(effect: str = "allow", **permitted: tuple[str, ...]) -> Allowed:
    """A yes for one person and the item of these tests; `engines` and `destinations` as the rule has them."""
    policy = parse(policy_json(effect=effect, **permitted), version=1)
    decision = decide(policy, Subject("tenant", "ref"), Ask(UseCase.SUMMARISE, ITEM, PLACE))
    assert isinstance(decision, Allowed)
    return decision


def allowed_with(profile: MaskingProfile, effect: str) -> Allowed:
    """A yes whose level has this masking profile."""
    return replace(allowed(effect), masking=profile)


def comment(
    number: int,
    *texts: str,
    author: Person = ADA,
    visibility: Visibility = PUBLIC,
    kind: BlockKind = BlockKind.PARAGRAPH,
) -> Segment:
    """A comment of one block a text."""
    return Segment(
        f"comment:{number}",
        SegmentKind.COMMENT,
        tuple(Block(kind, text) for text in texts),
        visibility=visibility,
        author=author,
        at=datetime(2026, 11, 16, 10 + number % 12, number % 60, tzinfo=UTC),
    )


def description(*texts: str) -> Segment:
    """A description of one paragraph a text."""
    blocks = tuple(Block(BlockKind.PARAGRAPH, text) for text in texts)
    return Segment("description", SegmentKind.DESCRIPTION, blocks, author=BO, at=datetime(2026, 11, 16, 9, tzinfo=UTC))


def document(*segments: Segment, title: str = "Checkout answers 502") -> Document:
    """A document of these segments."""
    people = tuple(dict.fromkeys(s.author for s in segments if s.author))
    return Document(ITEM, PLACE, title, segments, None, people=people, comments_total=len(segments))


def masked(*segments: Segment, effect: str = "allow", **permitted: tuple[str, ...]) -> tuple[Masked, Vault]:
    """The same, masked."""
    return mask(document(*segments), allowed(effect, **permitted))
