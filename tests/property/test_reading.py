"""Laws of reading: no word is lost, whatever it stands in, and what is cited is found again."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from connectors.confluence.body import ADF, STORAGE
from connectors.confluence.sections import TOP, sections_of
from connectors.confluence.storage import read_storage
from connectors.confluence.storage_edit import section_of as storage_section_of
from connectors.confluence.storage_edit import with_section as with_storage_section
from connectors.confluence.storage_edit import without_section as without_storage_section
from connectors.confluence.storage_tree import Element, NotStorage, parse
from connectors.host.adf import _Reader, read_adf
from connectors.host.adf_edit import section_of, with_section, without_section
from connectors.host.adf_inline import INLINE
from connectors.host.compose import compose
from connectors.host.errors import WouldLose
from connectors.host.model import Block, BlockKind
from connectors.host.rich_text import RichText
from tests.fakes.adf import DOCUMENT, SAID, WORD, Node
from tests.fakes.corpus import adf_corpus, storage_corpus

SILENT = {"placeholder"}  # says what an author should write there
SAYS = {
    "mention": "text",
    "status": "text",
    "expand": "title",
    "nestedExpand": "title",
    "blockCard": "url",
    "embedCard": "url",
    "media": "alt",
    "mediaInline": "alt",
    "inlineCard": "url",
}
CONTENT = compose("# Cause\n- The pool was empty.\n\nNobody saw it.", "by Vouch")["content"]


def words_of(document: Any) -> list[str]:
    """The words of every text node and of the attributes that people see, in reading order."""
    found: list[str] = []
    todo = [document]
    while todo:
        at = todo.pop()
        attrs = at.get("attrs", {})
        found += str(at["text"] if at["type"] == "text" else attrs.get(SAYS.get(at["type"], ""), "")).split()
        nested = attrs.get("parameters", {}).get("adf") if attrs.get("extensionKey") == "nested-table" else None
        todo.extend(reversed(json.loads(nested)["content"] if nested else at.get("content", [])))
    return found


def assert_said(words: list[str], text: RichText) -> None:
    """Each of the words stands in the text, after the one before it; how they are spaced plays no part."""
    said = "".join("".join(block.text.split()) for block in text.blocks)
    at = 0
    for word in words:
        found = said.find(word, at)
        assert found >= 0, (word, said)
        at = found + len(word)


@given(DOCUMENT)
def test_every_word_is_read(document: Node) -> None:
    """Every word of every text, title, status, name and file stands in the blocks, in order; no kind is unknown."""
    text = read_adf(document)
    assert_said(words_of(document), text)
    assert not text.unknown


@given(DOCUMENT, st.lists(WORD, min_size=1, max_size=3))
def test_what_is_not_known_is_named(document: Node, names: list[str]) -> None:
    """A document whose nodes are all of kinds that nobody knows is read with every word of its texts all the same."""
    future = json.loads(json.dumps(document))
    todo, count = list(future["content"]), 0
    while todo:
        at = todo.pop()
        todo.extend(at.get("content", []))
        if at["type"] != "text":
            at["type"] = f"future{names[count % len(names)]}"
            count += 1
    text = read_adf(future)
    assert sum(text.unknown.values()) == count
    said = "".join("".join(block.text.split()) for block in text.blocks)
    assert all(word in said for word in words_of(future))


KINDS = [*_Reader._READERS, *INLINE - {"text"}, "listItem", "futureNode"]
TREES = st.recursive(
    SAID.map(lambda words: {"type": "text", "text": words}),
    lambda inner: st.fixed_dictionaries(
        {"type": st.sampled_from(KINDS), "content": st.lists(inner, min_size=1, max_size=3)}
    ),
    max_leaves=12,
)


@given(st.lists(TREES, max_size=3))
def test_nodes_anywhere(content: list[Node]) -> None:
    """Nodes that stand where none may stand, in whatever is around them, lose no word and keep their order."""
    document = {"type": "doc", "version": 1, "content": content}
    assert_said(words_of(document), read_adf(document))


def test_every_word_of_the_corpus_is_read() -> None:
    """The same for documents from outside, where a folder of them is named."""
    for name, document in adf_corpus().items():
        said = "".join("".join(block.text.split()) for block in read_adf(document).blocks)
        assert not [word for word in words_of(document) if word not in said], name
    for name, storage in storage_corpus().items():
        try:
            root = parse(storage)
        except NotStorage:
            continue
        said = "".join("".join(block.text.split()) for block in read_storage(storage).blocks)
        assert not [word for word in storage_words(root) if word not in said], name


def storage_words(root: Element) -> list[str]:
    """The words between the tags, but for what an author should write there and for the settings of macros."""
    found: list[str] = []
    for child in root.children:
        if isinstance(child, str):
            found += child.split()
        elif child.name not in {"ac:placeholder", "ac:parameter", "ac:task-id", "ac:task-uuid", "ac:task-status"}:
            found += storage_words(child) if not child.name.startswith("ac:adf-") else []
    return found


def test_the_corpus_survives_a_section() -> None:
    """A section of ours comes and goes in every document from outside, or is refused; nothing else changes."""
    for name, document in adf_corpus().items():
        try:
            made = with_section(document, "AI summary", CONTENT)
        except WouldLose as refused:
            assert refused.reason in {"not_a_document", "elsewhere"}, name  # noqa: PT017 (one of many documents)
            continue
        assert without_section(made, "AI summary") == document, name
        assert section_of(made, "AI summary") == made["content"][-1], name
    for name, storage in storage_corpus().items():
        try:
            body = with_storage_section(storage, "AI summary", CONTENT)
        except WouldLose as refused:
            assert refused.reason == "not_a_document", name  # noqa: PT017 (as above)
            continue
        assert without_storage_section(body, "AI summary") == storage, name
        assert storage_section_of(body, "AI summary"), name


PARTS = st.lists(
    st.tuples(st.integers(0, 6), st.one_of(st.sampled_from(["Top", "Cause", "~2", "a/b", "--"]), SAID)), max_size=12
)


@given(PARTS, st.sampled_from([ADF, STORAGE]), SAID)
def test_sections_are_found_again(parts: list[tuple[int, str]], body_format: str, more: str) -> None:
    """Ids are unique, the same at every read, and words that are added below a heading change none of them."""

    def read(extra: str) -> list[str]:
        text = RichText()
        for level, words in parts:
            if level:
                text.levels[len(text.blocks)] = level
            text.blocks.append(Block(BlockKind.HEADING if level else BlockKind.PARAGRAPH, words))
            if extra:
                text.blocks.append(Block(BlockKind.PARAGRAPH, extra))
        return [section.id for section in sections_of(text, title="T", body_format=body_format)]

    ids = read("")
    assert len(ids) == len(set(ids))
    assert read("") == ids == read(more)
    assert ids.count(TOP) == (bool(parts) and not parts[0][0])
