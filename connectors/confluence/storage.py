"""Storage format to blocks of plain text, in the same words as the reader of Atlassian Document Format gives.

A macro that is not known is named (`[macro: name]`) and what is inside it is read; of its parameters only a title and
the page or file that it is about are words, the rest are settings. A text that is not well-formed is read as stripped
text and counted as `broken_storage`: nothing raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import ClassVar

from connectors.confluence.storage_inline import SILENT, TRANSPARENT, Inline, extension_name
from connectors.confluence.storage_tree import BLOCKS, Element, NotStorage, cdata_apart, parse
from connectors.host.model import Block, BlockKind
from connectors.host.rich_text import NOBODY, RichText
from connectors.host.table_rows import Columns

_TAG = re.compile(r"<[^<>]*>")
_BLOCK_TAG = re.compile(r"</?(?:p|h[1-6]|li|ul|ol|tr|div|table|ac:[a-z-]+)\b[^<>]*>|<br\b[^<>]*>")
_CDATA_MARKS = 9, -3
_PANELS = frozenset({"info", "note", "tip", "warning", "panel", "success", "error"})
_CODE = frozenset({"code", "noformat", "codeblock"})
_LAYOUT_MACROS = frozenset({"section", "column"})


def read_storage(storage: str, names: Mapping[str, str] = NOBODY) -> RichText:
    """Return the text of a page or comment in storage format.

    Args:
        storage: the value of a body, as Confluence sends it.
        names: account ids and display names of people who may be mentioned; the format itself names nobody.
    """
    try:
        root = parse(storage)
    except NotStorage:
        return _stripped(storage)
    return read_tree(root, names)


def read_tree(root: Element, names: Mapping[str, str] = NOBODY) -> RichText:
    """Return the text of a tree that was parsed already."""
    reader = _Reader(names)
    reader.walk_all(root, BlockKind.PARAGRAPH, "")
    return reader.found


def _stripped(storage: str) -> RichText:
    pieces = (
        piece[slice(*_CDATA_MARKS)] if is_cdata else unescape(_TAG.sub(" ", _BLOCK_TAG.sub("\n", piece)))
        for is_cdata, piece in cdata_apart(storage)
    )
    lines = (" ".join(line.split()) for line in "".join(pieces).splitlines())
    found = RichText(blocks=[Block(BlockKind.PARAGRAPH, line) for line in lines if line])
    found.unknown["broken_storage"] += 1
    return found


class _Reader:
    """Walks the blocks. `kind` is what a paragraph counts as where it stands; `mark` is what its line begins with."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.found = RichText()
        self._inline = Inline(names, self.found.mentions, self.found.unknown)
        self._open_cells = 0  # a heading in a cell is no part of the outline
        self._columns: list[Columns] = []  # of the tables that are open, the innermost last

    def walk_all(self, element: Element, kind: BlockKind, mark: str) -> None:
        """Read every child; inline children in a row become a block of their own."""
        loose: list[Element | str] = []
        for child in element.children:
            if isinstance(child, str) or not (child.is_block or child.name == "ac:image"):
                loose.append(child)
                continue
            if child.name == "ac:image" and not child.holds_block and _has_words(loose):
                loose.append(child)
                continue
            mark = self._flush(loose, kind, mark)
            before = len(self.found.blocks)
            self._walk(child, kind, mark)
            mark = " " * len(mark) if len(self.found.blocks) > before else mark
        self._flush(loose, kind, mark)

    def _walk(self, element: Element, kind: BlockKind, mark: str) -> None:
        name = element.name
        reader = self._READERS.get(name)
        if reader:
            reader(self, element, kind, mark)
        elif name in SILENT:
            return
        else:
            if name not in BLOCKS and name not in TRANSPARENT:
                self._add(BlockKind.UNKNOWN, f"{mark}[unknown: {self._inline.named_unknown(name)}]")
            self.walk_all(element, kind, mark)

    def _add(self, kind: BlockKind, text: str) -> None:
        if text.strip():
            self.found.blocks.append(Block(kind, text.strip("\n").rstrip()))

    def _flush(self, loose: list[Element | str], kind: BlockKind, mark: str) -> str:
        """Add what has gathered; the mark of a list item is spent by its first line."""
        text = self._inline.text(loose).strip()
        loose.clear()
        if not text:
            return mark
        self._add(kind, mark + text)
        return " " * len(mark)

    def _heading(self, element: Element, kind: BlockKind, mark: str) -> None:
        del kind
        before = len(self.found.blocks)
        self.walk_all(element, BlockKind.HEADING, mark)
        if len(self.found.blocks) > before and not self._open_cells:
            self.found.levels[before] = int(element.name[1])

    def _list(self, element: Element, kind: BlockKind, mark: str) -> None:
        del kind
        start = element.attributes.get("start", "")
        number = int(start) if start.isdecimal() and len(start) < len("1000000000") else 1
        indent = " " * len(mark)
        for item in element.children:
            if isinstance(item, str):
                self._add(BlockKind.LIST_ITEM, indent + " ".join(item.split()))
                continue
            point = f"{number}. " if element.name == "ol" else "- "
            number += item.name == "li"
            around = Element("li", children=[item]) if item.name != "li" else item
            self.walk_all(around, BlockKind.LIST_ITEM, indent + point)

    def _table(self, element: Element, kind: BlockKind, mark: str) -> None:
        self._columns.append(Columns())
        self.walk_all(element, kind, mark)
        self._columns.pop()

    def _row(self, element: Element, kind: BlockKind, mark: str) -> None:
        """A row is one line, `head | head` or `cell | cell`; what is inside a cell is joined by `; `."""
        del kind, mark
        cells: list[tuple[str, int, int]] = []
        for child in element.children:
            if isinstance(child, Element):
                cells.append((self._cell(child), _span(child, "colspan"), _span(child, "rowspan")))
            elif child.strip():
                cells.append((self._cell(Element("td", children=[child])), 1, 1))
        columns = self._columns[-1] if self._columns else Columns()
        self._add(BlockKind.TABLE_ROW, columns.line(cells))

    def _cell(self, cell: Element) -> str:
        blocks = self.found.blocks
        start = len(blocks)
        self._open_cells += 1
        self.walk_all(cell, BlockKind.PARAGRAPH, "")
        self._open_cells -= 1
        text = "; ".join(block.text for block in blocks[start:])
        del blocks[start:]
        return " ".join(text.split())

    def _preformatted(self, element: Element, kind: BlockKind, mark: str) -> None:
        del kind, mark
        self._add(BlockKind.CODE, element.text())

    def _task(self, element: Element, kind: BlockKind, mark: str) -> None:
        del kind
        status = element.child("ac:task-status")
        done = status is not None and status.text().strip() == "complete"
        self.walk_all(element, BlockKind.TASK_DONE if done else BlockKind.TASK_OPEN, mark)

    def _image(self, element: Element, kind: BlockKind, mark: str) -> None:
        caption = element.child("ac:caption")
        bare = Element("ac:image", element.attributes, [child for child in element.children if child is not caption])
        self._add(BlockKind.MEDIA, mark + self._inline.text([bare]))
        if caption is not None:
            self.walk_all(caption, kind, mark)

    def _block_link(self, element: Element, kind: BlockKind, mark: str) -> None:
        self.walk_all(element, kind, mark)
        self._add(kind, mark + self._inline.text([Element("a", element.attributes)]))

    def _macro(self, macro: Element, kind: BlockKind, mark: str) -> None:
        name, title = macro.attributes.get("ac:name", ""), macro.parameter("title")
        if name in _PANELS:
            kind = BlockKind.PANEL
            self._add(kind, mark + title)
        elif name in _CODE:
            self._add(BlockKind.PARAGRAPH, mark + title)
        elif name == "expand":
            self._add(BlockKind.HEADING, mark + title)
        elif name not in _LAYOUT_MACROS:
            self._add(BlockKind.UNKNOWN, mark + self._inline.macro_name(macro))
        self.walk_all(macro, kind, mark)

    def _extension(self, element: Element, kind: BlockKind, mark: str) -> None:
        """ADF inside storage: the node and, where nothing with words is in it, the fallback that older readers show."""
        blocks = self.found.blocks
        before = len(blocks)
        others = []
        for child in element.children:
            if isinstance(child, Element) and child.name == "ac:adf-node":
                self._adf_node(child, kind, mark)
            else:
                others.append(child)
        if all(block.kind is BlockKind.UNKNOWN for block in blocks[before:]):
            self.walk_all(Element("root", children=others), kind, mark)

    def _adf_node(self, element: Element, kind: BlockKind, mark: str) -> None:
        node = element.attributes.get("type", "")
        if node == "decision-item":
            kind = BlockKind.DECISION
        elif node in {"panel", "custom-panel"}:
            kind = BlockKind.PANEL
        elif node.endswith("extension"):
            self._add(BlockKind.UNKNOWN, mark + extension_name(element))
        elif node != "decision-list":
            self._add(BlockKind.UNKNOWN, f"{mark}[unknown: {self._inline.named_unknown(node)}]")
        self.walk_all(element, kind, mark)

    def _quote(self, element: Element, kind: BlockKind, mark: str) -> None:
        del kind
        self.walk_all(element, BlockKind.QUOTE, mark)

    _READERS: ClassVar[dict[str, Callable[[_Reader, Element, BlockKind, str], None]]] = {
        **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _heading),
        "ul": _list,
        "ol": _list,
        "table": _table,
        "tr": _row,
        "pre": _preformatted,
        "ac:plain-text-body": _preformatted,
        "blockquote": _quote,
        "ac:task": _task,
        "ac:structured-macro": _macro,
        "ac:macro": _macro,
        "ac:image": _image,
        "ac:adf-extension": _extension,
        "ac:adf-node": _adf_node,
        "a": _block_link,
    }


def _span(cell: Element, name: str) -> int:
    """How many columns or rows a cell covers."""
    span = cell.attributes.get(name, "")
    return int(span) if span.isdecimal() and len(span) < len("10000") else 1


def _has_words(loose: list[Element | str]) -> bool:
    return any(not isinstance(node, str) or node.strip() for node in loose)
