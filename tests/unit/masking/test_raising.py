"""Which detectors find something in a document, for the level that it has."""

from __future__ import annotations

from dataclasses import replace

from connectors.host.model import Block, BlockKind, Document, Item, Place, Product, Segment, SegmentKind
from plugin.masking.raising import found_in

EMPTY = Document(Item(Product.JIRA, id="1"), Place(Product.JIRA, key="PAY"), "A title", (), None)


def test_findings() -> None:
    """Title and texts are looked through by the named detectors alone; a detector that is not there finds nothing."""
    text = "Card 4111 1111 1111 1111 of ada@example.com"
    segment = Segment("summary", SegmentKind.SUMMARY, (Block(BlockKind.PARAGRAPH, text),))
    document = replace(EMPTY, segments=(segment,))

    assert found_in(document, ["card", "iban", "email", "nothing"]) == ("card", "email")
    assert found_in(replace(EMPTY, title=text), ["card"]) == ("card",)
    assert found_in(document, []) == ()
    assert found_in(EMPTY, ["secret", "card"]) == ()
