"""Laws of the documents that we write: text in, the same text out, and nothing but text."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from connectors.host.adf import read_adf
from connectors.host.compose import compose, plain

WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=40).map(
    lambda text: " ".join(text.split())
)
LINE = WORDS.filter(lambda text: bool(text) and not text.startswith(("# ", "- ")) and text not in {"#", "-"})
BLOCK = st.one_of(
    LINE,
    LINE.map(lambda text: f"# {text}"),
    st.lists(LINE.map(lambda text: f"- {text}"), min_size=1, max_size=4).map("\n".join),
)
TEXT = st.lists(BLOCK, min_size=1, max_size=6).map("\n\n".join)
KINDS = {"doc", "heading", "bulletList", "listItem", "paragraph", "text", "hardBreak"}


def kinds(node: Any) -> set[str]:
    """Every kind of node and of mark in a document."""
    found = {node["type"]} | {mark["type"] for mark in node.get("marks", ())}
    return found.union(*(kinds(child) for child in node.get("content", ())))


@given(TEXT)
def test_round_trip(text: str) -> None:
    """A text comes back from its document as it was, lists that touch each other joined."""
    joined = text
    while "\n\n- " in joined:  # a blank line between two bullets does not make two lists
        head, _, tail = joined.partition("\n\n- ")
        last = head.rpartition("\n")[2]
        joined = f"{head}\n- {tail}" if last.startswith("- ") else f"{head}\x00- {tail}"
    again = plain(compose(text))
    assert plain(compose(again)) == again
    assert again.split() == text.split()


@given(st.text(max_size=300))
def test_only_text(text: str) -> None:
    """Whatever is written, no link, image, mention or macro comes of it."""
    try:
        document = compose(text, "footer")
    except ValueError:
        return
    assert kinds(document) <= KINDS | {"em"}
    json.dumps(document)


@given(TEXT)
def test_our_own_reader_finds_every_word(text: str) -> None:
    """What we write, we read back with every word."""
    said = " ".join(block.text for block in read_adf(compose(text, "footer")).blocks)
    for word in text.split():
        if word not in {"#", "-"}:
            assert word in said
