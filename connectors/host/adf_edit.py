"""Our own section in a document of somebody else's: put in, replaced or taken out, with every other node as it was.

A section is an `expand` with our title. A new one stands last; one that a person has moved is replaced where it stands,
inside a table or another expand as a `nestedExpand`. Nothing is changed in place: what is returned shares the untouched
nodes with what was given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from connectors.host.adf_nesting import AROUND, misplaced
from connectors.host.adf_nodes import Node, attributes
from connectors.host.errors import WouldLose

UNSUPPORTED = frozenset(
    {"unsupportedBlock", "unsupportedInline", "confluenceUnsupportedBlock", "confluenceUnsupportedInline"}
)
LEGACY = frozenset({"legacy-content"})
_TEXTS = ("text", "title")


@dataclass(frozen=True, slots=True)
class _Found:
    """A node, the node around it and its place among the children there."""

    node: Node
    around: _Found | None = None
    index: int = 0


def with_section(document: Node | None, title: str, content: list[Node], *, limit: int | None = None) -> Node:
    """Return the document with our section of that title holding exactly this content.

    Args:
        document: what stands there, as the host sent it; None where nothing stands there.
        title: of the section; it is found again by it.
        content: the nodes of the section, as `compose` makes them; at least one.
        limit: how many characters of text (UTF-16 units) the product keeps, where it keeps so many only.

    Raises:
        WouldLose: `not_a_document`, `elsewhere`, `ambiguous`, `nesting` or `too_long`.
        ValueError: no title, or no content.
    """
    if not title.strip() or not content:
        msg = "a section needs a title and content"
        raise ValueError(msg)
    base: Node = {"version": 1, "type": "doc", "content": []} if document is None else document
    found = _section(base, title)
    section: Node
    if found is None:
        section = {"type": "expand", "attrs": {"title": title}, "content": content}
        made = {**base, "content": [*base["content"], section]}
    else:
        section = {**found.node, "content": content}
        made = _with_children(found.around, [section], found.index)
    _refuse_misplaced(section)
    if limit is not None and text_length(made) > limit:
        raise WouldLose("too_long", str(limit))
    return made


def without_section(document: Node, title: str) -> Node:
    """Return the document without our section of that title; the same document where there is none.

    Where a person moved the section into a place of its own (a column, a cell), an empty paragraph is left there, as
    the editor leaves one: the schema has no empty columns.

    Raises:
        WouldLose: `not_a_document`, `elsewhere` or `ambiguous`.
    """
    found = _section(document, title)
    if found is None:
        return document
    alone = found.around is not None and found.around.around is not None and len(found.around.node["content"]) == 1
    return _with_children(found.around, [{"type": "paragraph"}] if alone else [], found.index)


def section_of(document: Node, title: str) -> Node | None:
    """Return our section's node as it stands, with whatever a person made of it since; None where there is none.

    Raises:
        WouldLose: as `without_section`.
    """
    found = _section(document, title)
    return found.node if found else None


def text_length(document: Node) -> int:
    """Return how many characters of text a document holds, in UTF-16 units as Jira counts, without its markup."""
    return sum(
        len(said.encode("utf-16-le", "surrogatepass")) // 2
        for found in _walk(document)
        for said in (found.node.get("text"), *(attributes(found.node).get(name) for name in _TEXTS))
        if isinstance(said, str)
    )


def _section(document: Node, title: str) -> _Found | None:
    """The one section of that title; the whole document is checked on the way."""
    whole = isinstance(document, dict) and isinstance(document.get("content"), list)
    if not whole or (document.get("type"), document.get("version")) != ("doc", 1):
        raise WouldLose("not_a_document", "doc")
    sections = []
    for found in _walk(document):
        kind, attrs = found.node.get("type"), attributes(found.node)
        if kind in UNSUPPORTED or str(attrs.get("extensionKey")) in LEGACY:
            raise WouldLose("elsewhere", str(kind))
        if kind in AROUND and attrs.get("title") == title:
            sections.append(found)
    if len(sections) > 1:
        raise WouldLose("ambiguous", str(len(sections)))
    if not sections:
        return None
    found = sections[0]
    around = found.around.node.get("type") if found.around else None
    if around not in AROUND[found.node["type"]]:
        raise WouldLose("nesting", f"{around} > {found.node['type']}")
    return found


def _walk(document: Node) -> Iterator[_Found]:
    """Every node, each checked to be one; without recursion, so that no depth can end the process."""
    todo = [_Found(document)]
    while todo:
        found = todo.pop()
        yield found
        content: Any = found.node.get("content", [])
        if not isinstance(content, list):
            raise WouldLose("not_a_document", "content")
        for index, child in enumerate(content):
            if not isinstance(child, dict) or not isinstance(child.get("type"), str):
                raise WouldLose("not_a_document", "node")
            todo.append(_Found(child, found, index))


def _with_children(around: _Found | None, nodes: list[Node], index: int) -> Node:
    """The document with these nodes instead of the child at `index` of `around`."""
    made: Node = {}
    while around is not None:
        content = around.node["content"]
        made = {**around.node, "content": [*content[:index], *nodes, *content[index + 1 :]]}
        nodes, index, around = [made], around.index, around.around
    return made


def _refuse_misplaced(section: Node) -> None:
    marked = any(node.get("marks") for node in section["content"])
    place = misplaced(section["type"], section["content"])
    if place or marked:
        raise WouldLose("nesting", place or "marks")
