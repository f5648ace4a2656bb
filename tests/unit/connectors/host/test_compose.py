"""A document that a host gives back, beside the one that was written to it."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.host.compose import compose, digest, same

TEXT = "# Cause\n- The pool\n\ntwo\nlines"
WRITTEN = compose(TEXT, "by Vouch")


def test_what_a_host_adds_plays_no_part() -> None:
    """Local ids, a line break's own text and empty lists are the host's; the document is the same."""

    def given_back(node: dict[str, Any]) -> dict[str, Any]:
        attrs = {**node.get("attrs", {}), "localId": "1"}
        inside = [given_back(child) for child in node.get("content", [])]
        made = {**node, "attrs": attrs, "marks": node.get("marks", []), "content": inside}
        return {**made, "attrs": {"text": "\n"}} if node["type"] == "hardBreak" else made

    assert same(given_back(WRITTEN), WRITTEN)
    assert digest(given_back(WRITTEN)) == digest(WRITTEN)


@pytest.mark.parametrize("other", [TEXT + ".", "# Cause\n- The pool\n\nlines\ntwo", "Cause\n- The pool\n\ntwo\nlines"])
def test_other_words_are_another_document(other: str) -> None:
    """A word, an order or a kind of node that differs makes another document."""
    assert not same(compose(other, "by Vouch"), WRITTEN)
    assert digest(compose(other, "by Vouch")) != digest(WRITTEN)


@pytest.mark.parametrize("found", [None, [], "text", {"type": []}, {"type": "doc", "content": {}}])
def test_anything_else_is_another_document(found: object) -> None:
    """Whatever a host sends can be compared."""
    assert not same(found, WRITTEN)


def test_no_depth_ends_the_process() -> None:
    """A document that is nested deeper than any stack is another one."""
    deep: dict[str, Any] = {"type": "paragraph"}
    for _ in range(50_000):
        deep = {"type": "bulletList", "content": [deep]}
    assert not same(deep, WRITTEN)
    assert digest(deep) != digest(WRITTEN)
