"""Storage format (XHTML with `ac:` and `ri:` elements) to a tree, by the standard library's expat.

The input is untrusted. Prefixes are taken as written, so no declaration can redirect them; the text stands inside an
element of ours, where a document type is a syntax error, so that no entity can be declared; HTML's own entities are
replaced from a table beforehand. Depth and size are bounded, and every pass is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5
from xml.parsers import expat

MAX_DEPTH = 60
MAX_CHARACTERS = 5_000_000

BLOCKS = frozenset(
    {
        *("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "hr"),
        *("table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption", "div", "section"),
        *(
            "ac:layout",
            "ac:layout-section",
            "ac:layout-cell",
            "ac:task-list",
            "ac:task",
            "ac:adf-extension",
            "ac:adf-node",
        ),
        *("ac:rich-text-body", "ac:plain-text-body", "ac:caption"),
    }
)
MACROS = frozenset({"ac:structured-macro", "ac:macro"})
INLINE_MACROS = frozenset({"status", "jira", "jiraissues", "anchor", "footnote", "profile", "emoji", "date"})

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_AMPERSAND = re.compile(r"&(#(?:[0-9]{1,7}|x[0-9A-Fa-f]{1,6});|[A-Za-z][A-Za-z0-9]{0,31};)?")
_OF_XML = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_CDATA, _CDATA_END = "<![CDATA[", "]]>"


class NotStorage(Exception):
    """The text is no well-formed storage format."""


@dataclass(slots=True)
class Element:
    """An element; `holds_block` says that something inside it is a block of its own."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)
    holds_block: bool = False

    @property
    def is_block(self) -> bool:
        """Whether it stands on lines of its own."""
        if self.name in MACROS:
            return self.attributes.get("ac:name") not in INLINE_MACROS
        return self.holds_block or self.name in BLOCKS

    def elements(self) -> Iterator[Element]:
        """Yield the child elements."""
        return (child for child in self.children if isinstance(child, Element))

    def child(self, *names: str) -> Element | None:
        """Return the first child of one of these names, or None."""
        return next((child for child in self.elements() if child.name in names), None)

    def descendants(self) -> Iterator[Element]:
        """Yield every element inside, in reading order."""
        todo = list(self.elements())[::-1]
        while todo:
            element = todo.pop()
            yield element
            todo.extend(list(element.elements())[::-1])

    def text(self) -> str:
        """Return all character data inside, as written."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def parameter(self, name: str) -> str:
        """Return the text of a macro's parameter of that name, or nothing."""
        for child in self.elements():
            if child.name == "ac:parameter" and child.attributes.get("ac:name", "") == name:
                return " ".join(child.text().split())
        return ""


def parse(storage: str) -> Element:
    """Return the tree below a root element of ours.

    Raises:
        NotStorage: not well-formed, or larger than `MAX_CHARACTERS`.
    """
    if len(storage) > MAX_CHARACTERS:
        raise NotStorage("size")
    builder = _Builder()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    try:
        # surrogates cannot be encoded; they are no characters of XML and went with the others
        parser.Parse(f"<root>{readable(storage)}</root>".encode(), True)
    except expat.ExpatError as fault:
        raise NotStorage(str(fault)) from fault
    return builder.root


def readable(storage: str) -> str:
    """Return the text without characters that XML forbids, and with HTML's named entities as characters."""
    return "".join(
        part if is_cdata else _AMPERSAND.sub(_entity, part)
        for is_cdata, part in cdata_apart(without_forbidden(storage))
    )


def without_forbidden(text: str) -> str:
    """Return the text without the characters that XML forbids."""
    return _NOT_XML.sub("", text)


def masked(storage: str) -> str:
    """Return the text with HTML's named entities as letters, of the same length, so that expat knows all of it.

    Raises:
        NotStorage: it holds a character that XML forbids.
    """
    if _NOT_XML.search(storage):
        raise NotStorage("a forbidden character")
    return "".join(part if is_cdata else _AMPERSAND.sub(_as_letters, part) for is_cdata, part in cdata_apart(storage))


def cdata_apart(storage: str) -> Iterator[tuple[bool, str]]:
    """Yield the text in pieces: whether a piece is a CDATA section, and the piece with its marks."""
    at = 0
    while (start := storage.find(_CDATA, at)) >= 0:
        end = storage.find(_CDATA_END, start)
        if end < 0:
            break
        yield False, storage[at:start]
        at = end + len(_CDATA_END)
        yield True, storage[start:at]
    yield False, storage[at:]


def _as_letters(found: re.Match[str]) -> str:
    known = found[1] in html5 and found[1] not in _OF_XML
    return "x" * len(found[0]) if known else found[0]


def _entity(found: re.Match[str]) -> str:
    name = found[1]
    if name is None or (not name.startswith("#") and name not in html5):
        return "&amp;" + (name or "")
    if name in _OF_XML:
        return found[0]
    if name.startswith("#"):
        return _numbered(name)
    return "".join(f"&#{ord(character)};" if character in "<>&" else character for character in html5[name])


def _numbered(name: str) -> str:
    """A character by its number, if XML knows it: one that it forbids would spoil the whole page."""
    code = int(name[2:-1], 16) if name[1] in "xX" else int(name[1:-1])
    allowed = code <= 0x10FFFF and not _NOT_XML.match(chr(code))  # noqa: PLR2004 (the last character of Unicode)
    return f"&#{code};" if allowed else ""


class _Builder:
    """Builds the tree; what is nested deeper than the bound is added to the deepest element that is kept."""

    def __init__(self) -> None:
        self.root = Element("root")
        self._open: list[Element] = []
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        if self._depth == 1:
            self._open.append(self.root)
        elif self._depth <= MAX_DEPTH:
            element = Element(name, attributes)
            self._open[-1].children.append(element)
            self._open.append(element)
        elif self._depth == MAX_DEPTH + 1:
            self._open[-1].children.append(Element("too_deep"))

    def end(self, name: str) -> None:
        """An element ends."""
        del name
        if self._depth <= MAX_DEPTH:
            element = self._open.pop()
            if self._open and element.is_block:
                self._open[-1].holds_block = True
        elif self._depth > MAX_DEPTH:
            self._open[-1].children.append(" ")
        self._depth -= 1

    def characters(self, data: str) -> None:
        """Character data."""
        self._open[-1].children.append(data)
