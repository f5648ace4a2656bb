"""Our own section in a page's storage format: put in, replaced or taken out, with every other character as it was.

A section is the `expand` macro with our title. A new one stands last; one that a person has moved is replaced where it
stands. The text is only cut and joined: it is parsed to find the places, never written back from a tree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from connectors.confluence.storage_compose import storage_of, text_of
from connectors.confluence.storage_tree import MAX_CHARACTERS, NotStorage, masked, parse
from connectors.host.adf_nodes import Node
from connectors.host.errors import WouldLose

_ROOT = b"<root>"
_TAG = re.compile(rb"""<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")
_END_TAG = re.compile(rb"</[^<>]*>")
_ALONE = frozenset({"single", "fixed-width"})
"""Layout sections of one column; the current editor writes the second kind."""


@dataclass(slots=True)
class _Piece:
    """An element and where its start tag and its end tag begin, in bytes; of `<name/>` the end tag begins after it."""

    name: str
    attributes: dict[str, str]
    start: int
    close: int = 0
    around: _Piece | None = None
    inside: list[_Piece] = field(default_factory=list)
    has_text: bool = False

    def child(self, name: str, called: str | None = None) -> _Piece | None:
        """The first child element of that name, and of that `ac:name`."""
        return next((p for p in self.inside if p.name == name and called in {None, p.attributes.get("ac:name")}), None)


def with_section(storage: str, title: str, content: list[Node]) -> str:
    """Return the body with our section of that title holding exactly this content.

    Args:
        storage: what stands there, as the host sent it; an empty text where nothing stands there.
        title: of the section; it is found again by it.
        content: the nodes of the section, as `compose` makes them; at least one.

    Raises:
        WouldLose: `not_a_document`, `ambiguous`, `nesting` or `too_long`.
        ValueError: no title, or no content.
    """
    if not title.strip() or not content:
        msg = "a section needs a title and content"
        raise ValueError(msg)
    body = _Body(storage)
    inside = storage_of(content)
    section = body.section(title)
    kept = section.child("ac:rich-text-body") if section else None
    place = body.inner(kept) if kept else None
    if place is not None:
        result = body.cut(place, inside)
    else:
        made = (
            '<ac:structured-macro ac:name="expand">'
            f'<ac:parameter ac:name="title">{text_of(" ".join(title.split()))}</ac:parameter>'
            f"<ac:rich-text-body>{inside}</ac:rich-text-body></ac:structured-macro>"
        )
        result = body.cut(body.outer(section), made) if section else body.with_last(made)
    if len(result) > MAX_CHARACTERS:
        raise WouldLose("too_long", str(MAX_CHARACTERS))
    return result


def without_section(storage: str, title: str) -> str:
    """Return the body without our section of that title; the same text where there is none.

    Raises:
        WouldLose: `not_a_document` or `ambiguous`.
    """
    body = _Body(storage)
    section = body.section(title)
    if section is None:
        return storage
    return body.cut(body.outer(body.wrapper(section) or section), "")


def section_of(storage: str, title: str) -> str | None:
    """Return what stands in our section, as storage format; None where there is none.

    Raises:
        WouldLose: as `without_section`.
    """
    body = _Body(storage)
    section = body.section(title)
    if section is None:
        return None
    inside = section.child("ac:rich-text-body")
    return body.text(body.inner(inside)) if inside else ""


class _Body:
    """A body as it is written, and where its elements stand. A place is a pair of bounds in bytes."""

    def __init__(self, storage: str) -> None:
        if len(storage) > MAX_CHARACTERS:
            raise WouldLose("too_long", str(MAX_CHARACTERS))
        try:
            self._raw = storage.encode()
            self._root = _places(masked(storage).encode())
        except (NotStorage, UnicodeEncodeError) as fault:
            raise WouldLose("not_a_document", "storage format") from fault

    def text(self, place: slice | None) -> str:
        """What stands in a place."""
        return self._raw[place].decode() if place else ""

    def cut(self, place: slice, instead: str) -> str:
        """The body with another text in a place."""
        return self._raw[: place.start].decode() + instead + self._raw[place.stop :].decode()

    def outer(self, piece: _Piece) -> slice:
        """The place of a whole element."""
        end_tag = _END_TAG.match(self._raw, piece.close)
        inner = self.inner(piece)
        return slice(piece.start, end_tag.end() if end_tag and inner else piece.close)

    def inner(self, piece: _Piece) -> slice | None:
        """The place inside an element; None for `<name/>`, which has none."""
        tag = _TAG.match(self._raw, piece.start)
        if tag is None:  # expat has found a tag here
            raise WouldLose("not_a_document", "tag")
        return None if tag[0].endswith(b"/>") else slice(tag.end(), piece.close)

    def section(self, title: str) -> _Piece | None:
        """The one section of that title."""
        wanted, sections = " ".join(title.split()), []
        todo = [self._root]
        while todo:
            piece = todo.pop()
            todo.extend(piece.inside)
            if piece.name == "ac:structured-macro" and piece.attributes.get("ac:name") == "expand":
                said = piece.child("ac:parameter", "title")
                if said is not None and self._words(said) == wanted:
                    sections.append(piece)
        if len(sections) > 1:
            raise WouldLose("ambiguous", str(len(sections)))
        return sections[0] if sections else None

    def with_last(self, made: str) -> str:
        """The body with one more part at its end.

        A page of layouts gets one more section of its layout, for the product shows nothing beside a layout.
        """
        last = self._root.inside[-1] if self._root.inside else None
        inner = self.inner(last) if last and last.name == "ac:layout" and last.inside else None
        if last is None or inner is None:
            return self.cut(slice(len(self._raw), len(self._raw)), made)
        kinds = {piece.attributes.get("ac:type") for piece in last.inside}
        kind = 'fixed-width" ac:breakout-mode="default' if "fixed-width" in kinds else "single"
        around = f'<ac:layout-section ac:type="{kind}"><ac:layout-cell>{made}</ac:layout-cell></ac:layout-section>'
        return self.cut(slice(inner.stop, inner.stop), around)

    def wrapper(self, section: _Piece) -> _Piece | None:
        """The section of a layout that holds this one thing and nothing else, where others stand beside it."""
        cell = section.around
        row = cell.around if cell else None
        layout = row.around if row else None
        if not (cell and row and layout and cell.name == "ac:layout-cell" and row.name == "ac:layout-section"):
            return None
        alone = len(cell.inside) == 1 == len(row.inside) and not (cell.has_text or row.has_text)
        return row if alone and row.attributes.get("ac:type") in _ALONE and len(layout.inside) > 1 else None

    def _words(self, piece: _Piece) -> str:
        return " ".join(parse(self.text(self.inner(piece))).text().split())


def _places(storage: bytes) -> _Piece:
    """Where the elements of a well-formed text stand, below a root of ours.

    Raises:
        NotStorage: not well-formed.
    """
    root = innermost = _Piece("root", {}, 0)
    parser = expat.ParserCreate("utf-8")

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal innermost
        if parser.CurrentByteIndex:
            piece = _Piece(name, attributes, parser.CurrentByteIndex - len(_ROOT), around=innermost)
            innermost.inside.append(piece)
            innermost = piece

    def end(_: str) -> None:
        nonlocal innermost
        innermost.close = parser.CurrentByteIndex - len(_ROOT)
        innermost = innermost.around or root

    def text(data: str) -> None:
        innermost.has_text = innermost.has_text or not data.isspace()

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    try:
        parser.Parse(_ROOT + storage + b"</root>", True)
    except expat.ExpatError as fault:
        raise NotStorage(str(fault)) from fault
    return root
