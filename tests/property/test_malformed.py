"""Whatever is sent, there is a text or a typed error: documents with parts exchanged for anything, and hostile ones."""

from __future__ import annotations

import copy
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.confluence.body import AdfBody, StorageBody, body_of
from connectors.confluence.storage import read_storage
from connectors.confluence.storage_edit import with_section as with_storage_section
from connectors.host.adf import read_adf, word_count
from connectors.host.adf_edit import text_length, with_section, without_section
from connectors.host.compose import compose
from connectors.host.errors import WouldLose
from tests.fakes.adf import DOCUMENT, Node

CONTENT = compose("# Cause\n- The pool was empty.", "by Vouch")["content"]
SECONDS = 20.0  # for a document that is read in about one; where time grew with the square it would be many minutes
MANY = 40_000
HUGE = [10**4299 * 9 + 1, -(10**300), 2**63, 1e308, float("nan"), float("inf"), "9" * 5_000, "\ud800", "\x00"]
LEAF = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.sampled_from(HUGE))
KEYS = st.sampled_from(
    [
        "type",
        "content",
        "attrs",
        "text",
        "marks",
        "version",
        "title",
        "parameters",
        "macroParams",
        "extensionKey",
        "adf",
    ]
)
KINDS = st.sampled_from(
    ["doc", "text", "table", "tableRow", "tableCell", "orderedList", "extension", "inlineExtension", "mention", "date"]
)
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.one_of(LEAF, KINDS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(KEYS, inner, max_size=4),
        st.fixed_dictionaries({"type": KINDS, "content": st.lists(inner, max_size=3), "attrs": inner}),
    ),
    max_leaves=8,
)


def places(found: Any) -> list[tuple[Any, Any]]:
    """Every place in JSON at which something stands: the thing around it and its key there."""
    inside: list[tuple[Any, Any]] = []
    todo = [found]
    while todo:
        at = todo.pop()
        keys = at if isinstance(at, dict) else range(len(at)) if isinstance(at, list) else ()
        for key in keys:
            inside.append((at, key))
            todo.append(at[key])
    return inside


@st.composite
def malformed(draw: st.DrawFn) -> Any:
    """A document with one to three of its parts exchanged for anything."""
    document = copy.deepcopy(draw(DOCUMENT))  # parts of what is drawn are shared
    for _ in range(draw(st.integers(1, 3))):
        around, key = draw(st.sampled_from(places(document)))
        around[key] = draw(ANYTHING)
    return document


@settings(max_examples=300)
@given(st.one_of(malformed(), ANYTHING))
def test_malformed_documents(document: Any) -> None:
    """A malformed document is read as far as it says anything; a section goes into it whole or not at all."""
    text = read_adf(document, {"x": "Ada"})
    assert all(isinstance(block.text, str) for block in text.blocks)
    assert word_count(document) >= 0
    body = (
        AdfBody(document)
        if isinstance(document, dict)
        else body_of({"body": {"atlas_doc_format": {"value": document}}})
    )
    if body is not None:
        assert body.complete in {True, False}
        assert all(isinstance(account_id, str) for account_id in body.nameless())
        assert all(isinstance(include.title, str) for include in body.includes())
        body.excerpt("x")
        body.text()
    try:
        made = with_section(document, "AI summary", CONTENT) if document is not None else None
    except WouldLose:
        return
    if made is not None:
        assert text_length(made) >= 0
        assert repr(without_section(made, "AI summary")) == repr(
            document
        )  # not a number equals nothing, itself included


def nest(kind: str, depth: int, leaf: Any) -> Node:
    """A node inside others of one kind."""
    for _ in range(depth):
        leaf = {"type": kind, "content": [leaf]}
    found: Node = leaf
    return found


WORD = {"type": "text", "text": "word"}
ROW = {
    "type": "tableRow",
    "content": [{"type": "tableCell", "attrs": {"rowspan": 10**9, "colspan": 10**9}, "content": [WORD]}],
}
HOSTILE: dict[str, Any] = {
    "many words in a row": [{"type": "paragraph", "content": [WORD] * MANY}],
    "many loose words": [WORD] * MANY,
    **{
        f"deep {kind}": [nest(kind, MANY, WORD)]
        for kind in ("blockquote", "bulletList", "tableRow", "expand", "future")
    },
    "deep in a line": [{"type": "paragraph", "content": [nest("future", MANY, WORD)]}],
    "many rows under one that covers them": [{"type": "table", "content": [ROW, *[{**ROW, "content": [WORD]}] * MANY]}],
    "many cells that cover all": [{"type": "table", "content": [{**ROW, "content": ROW["content"] * MANY}]}],
    "a list with a number without end": [
        {"type": "orderedList", "attrs": {"order": 10**4299}, "content": [WORD] * MANY}
    ],
    "many headings": [{"type": "heading", "attrs": {"level": at % 7}, "content": [WORD]} for at in range(MANY)],
    "many marks": [{"type": "text", "text": "word", "marks": [{"type": "strong"}] * MANY}],
    "one node many times": [nest("blockquote", 30, WORD)] * (MANY // 30),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_documents(content: list[Any]) -> None:
    """Depth, number and reach of nodes cost time in step with their size, and end no process."""
    document = {"type": "doc", "version": 1, "content": content}
    start = time.process_time()
    assert any("word" in block.text for block in read_adf(document).blocks)
    assert word_count(document) > 0
    body = AdfBody(document)
    assert [*body.nameless(), *body.includes()] == []
    assert without_section(with_section(document, "AI summary", CONTENT), "AI summary")["content"] == content
    assert time.process_time() - start < SECONDS


MACRO = '<ac:structured-macro ac:name="expand"><ac:parameter ac:name="title">t</ac:parameter><ac:rich-text-body>'
MACRO_END = "</ac:rich-text-body></ac:structured-macro>"
ENTITIES = "".join(f'<!ENTITY a{at} "&a{at - 1};&a{at - 1};&a{at - 1};">' for at in range(1, 40))
HOSTILE_STORAGE: dict[str, str] = {
    "entities in entities": f'<!DOCTYPE r [<!ENTITY a0 "word">{ENTITIES}]><p>word &a39;</p>',
    "an entity from outside": '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/hostname">]><p>word &a;</p>',
    "a parameter entity": '<!DOCTYPE r [<!ENTITY % a SYSTEM "http://127.0.0.1/">%a;]><p>word</p>',
    "deep elements": "<blockquote>" * MANY + "word" + "</blockquote>" * MANY,
    "deep macros": MACRO * (MANY // 5) + "word" + MACRO_END * (MANY // 5),
    "elements without an end": "<p>word" * MANY,
    "tags without an end": "<p a='word" * MANY,
    "comments without an end": "word<!--" * MANY,
    "rows under one that covers them": (
        "<table><tr>"
        + '<td rowspan="9999" colspan="9999">word</td>' * 100
        + "</tr>"
        + "<tr><td>x</td></tr>" * MANY
        + "</table>"
    ),
    "many parameters": f'<ac:structured-macro ac:name="include">{"<ac:parameter/>" * MANY}word</ac:structured-macro>',
    "a long attribute": f'<p a="{"> " * MANY}">word</p>',
    "entities": "&nbsp;&CounterClockwiseContourIntegral;" * MANY + "word",
}


@pytest.mark.parametrize("storage", HOSTILE_STORAGE.values(), ids=HOSTILE_STORAGE)
def test_hostile_storage(storage: str) -> None:
    """The same for storage format; no entity is resolved and nothing is fetched."""
    start = time.process_time()
    text = read_storage(storage)
    said = " ".join(block.text for block in text.blocks)
    assert "word" in said
    assert len(said) < 4 * len(storage)
    body = StorageBody(storage)
    assert [*body.nameless()] == []
    assert len([*body.includes()]) <= 1
    made, reason = "", ""
    try:
        made = with_storage_section(storage, "AI summary", CONTENT)
    except WouldLose as refused:
        reason = refused.reason
    assert made.startswith(storage) or reason == "not_a_document"
    assert time.process_time() - start < SECONDS
