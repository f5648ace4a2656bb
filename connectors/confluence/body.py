"""The body of a page or comment, in whichever of the two formats it came."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.confluence.storage import read_storage, read_tree
from connectors.confluence.storage_tree import Element, NotStorage, parse
from connectors.host.adf import read_adf, word_count
from connectors.host.adf_edit import LEGACY, UNSUPPORTED
from connectors.host.adf_macros import inside, parameter
from connectors.host.adf_nodes import attributes, children, kind_of, said
from connectors.host.length import words_in
from connectors.host.rich_text import NOBODY, RichText

ADF, STORAGE = "atlas_doc_format", "storage"
INCLUDES = frozenset({"include", "excerpt-include"})


@dataclass(frozen=True, slots=True)
class Include:
    """A page that another one shows: by title, in a space of that key (empty: the same space).

    `excerpt` is None for the whole page, else the name of the excerpt (often empty).
    """

    title: str
    space_key: str = ""
    excerpt: str | None = None
    maybe_prefixed: bool = False  # ADF writes `KEY:Title`, and a title may hold a colon of its own


class AdfBody:
    """A body in Atlassian Document Format."""

    format = ADF

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document

    @property
    def complete(self) -> bool:
        """Whether it says everything: not where it is empty or points to parts that only storage format has."""
        return bool(children(self._document)) and not any(
            kind_of(node) in UNSUPPORTED or said(node, "extensionKey") in LEGACY for node in _nodes(self._document)
        )

    def nameless(self) -> Iterator[str]:
        """Yield the account ids of mentions that carry no name."""
        for node in _nodes(self._document):
            account_id = attributes(node).get("id")
            if node.get("type") == "mention" and not attributes(node).get("text") and isinstance(account_id, str):
                yield account_id

    def text(self, names: Mapping[str, str] = NOBODY) -> RichText:
        """Return the blocks; mentions without a name take theirs from `names`."""
        return read_adf(self._document, names)

    def words(self) -> int:
        """Return roughly how many words there are."""
        return word_count(self._document)

    def includes(self) -> Iterator[Include]:
        """Yield the pages that are shown inside this one."""
        for node in _nodes(self._document):
            key = attributes(node).get("extensionKey")
            if isinstance(key, str) and key in INCLUDES:
                title = parameter(node, "") or parameter(node, "default-parameter")
                name = parameter(node, "name") if key == "excerpt-include" else None
                yield Include(title, excerpt=name, maybe_prefixed=":" in title)

    def excerpt(self, name: str) -> AdfBody | None:
        """Return the part of the page that others may show, or None."""
        for node in _nodes(self._document):
            if attributes(node).get("extensionKey") == "excerpt" and parameter(node, "name") == name:
                return AdfBody({"type": "doc", "content": children(node)})
        return None


class StorageBody:
    """A body in storage format."""

    format = STORAGE
    complete = True

    def __init__(self, storage: str) -> None:
        self._storage = storage
        try:
            self._root: Element | None = parse(storage)
        except NotStorage:
            self._root = None

    def nameless(self) -> Iterator[str]:
        """Yield the account ids of mentions: this format names nobody."""
        for element in self._elements():
            if element.name == "ri:user" and element.attributes.get("ri:account-id"):
                yield element.attributes["ri:account-id"]

    def text(self, names: Mapping[str, str] = NOBODY) -> RichText:
        """Return the blocks."""
        return read_tree(self._root, names) if self._root is not None else read_storage(self._storage, names)

    def words(self) -> int:
        """Return roughly how many words there are."""
        return sum(words_in(block.text) for block in self.text().blocks)

    def includes(self) -> Iterator[Include]:
        """Yield the pages that are shown inside this one."""
        for element in self._elements():
            macro = element.attributes.get("ac:name", "")
            if element.name == "ac:structured-macro" and macro in INCLUDES:
                page = next((inner for inner in element.descendants() if inner.name == "ri:page"), Element(""))
                title = page.attributes.get("ri:content-title", "") or element.parameter("")
                name = element.parameter("name") if macro == "excerpt-include" else None
                yield Include(title, page.attributes.get("ri:space-key", ""), name)

    def excerpt(self, name: str) -> StorageBody | None:
        """Return the part of the page that others may show, or None."""
        for element in self._elements():
            if element.attributes.get("ac:name") == "excerpt" and element.parameter("name") == name:
                part = StorageBody("")
                part._root = element.child("ac:rich-text-body") or Element("root")
                return part
        return None

    def _elements(self) -> Iterable[Element]:
        return self._root.descendants() if self._root is not None else ()


Body = AdfBody | StorageBody


def body_of(content: Mapping[str, Any]) -> Body | None:
    """Return the body of a page's or comment's JSON, or None where it has none that can be read."""
    body = content.get("body")
    for form in (ADF, STORAGE):
        entry = body.get(form) if isinstance(body, dict) else None
        value = entry.get("value") if isinstance(entry, dict) else None
        if form == ADF and isinstance(value, (str, dict)):
            document = _document(value)
            if document is not None:
                return AdfBody(document)
        elif isinstance(value, str):
            return StorageBody(value)
    return None


def _document(value: str | dict[str, Any]) -> dict[str, Any] | None:
    try:
        found = json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and found.get("type") == "doc" else None


def _nodes(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    todo = [document]
    while todo:
        node = todo.pop()
        yield node
        todo.extend(inside(node)[::-1])
