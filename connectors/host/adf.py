"""Atlassian Document Format (ADF) to blocks of plain text: tables, lists, code, panels and macros keep their words.

A node that is not known is named (`[unknown: futureNode]`) and what is inside it is read: nothing is dropped. Input
is untrusted: wrong types are skipped over, depth and size are bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from connectors.host.adf_inline import INLINE, Inline
from connectors.host.adf_macros import inside, is_nested_table, issue_key, macro_name, plain_body
from connectors.host.adf_nodes import Node, attributes, children, flat_text, kind_of
from connectors.host.length import words_in
from connectors.host.model import Block, BlockKind
from connectors.host.rich_text import NOBODY, RichText
from connectors.host.table_rows import Columns

MAX_DEPTH = 60
LOWEST_LEVEL = 6
LARGEST_NUMBER = 10**9
"""A list that says to begin with a larger number begins with 1: the marks of its items would outgrow its words."""
_CELLS = frozenset({"tableCell", "tableHeader"})


def read_adf(document: object, names: Mapping[str, str] = NOBODY) -> RichText:
    """Return the text of an ADF document; a missing or broken one has no blocks.

    Args:
        document: JSON of any shape.
        names: account ids and display names, for mentions that carry no name.
    """
    reader = _Reader(names)
    if isinstance(document, dict):
        reader.walk_all(document, BlockKind.PARAGRAPH, "", 0)
    return reader.found


def word_count(document: object) -> int:
    """Return roughly how many words a document has, without reading it properly."""
    count, todo = 0, [document]
    while todo:
        node = todo.pop()
        if isinstance(node, dict):
            text = node.get("text")
            count += words_in(text) if isinstance(text, str) else 0
            todo.append(node.get("content"))
        elif isinstance(node, list):
            todo.extend(node)
    return count


class _Reader:
    """Walks the blocks. `kind` is what a paragraph counts as where it stands; `mark` is what its line begins with."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.found = RichText()
        self._inline = Inline(self.found, names)
        self._open_cells = 0  # a heading in a cell is no part of the outline

    def walk_all(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        """Read every child; inline children that stand alone become a block of their own."""
        blocks, loose = self.found.blocks, list[Node]()
        for child in children(node):
            name = kind_of(child)
            if name in INLINE:
                loose.append(child)
                continue
            if loose:
                mark = self._flush(loose, kind, mark)
            before = len(blocks)
            if depth < MAX_DEPTH:
                self._READERS.get(name, _Reader._not_known)(self, child, kind, mark, depth + 1)
            else:
                self._too_deep(child, kind, mark)
            if mark and len(blocks) > before:  # the mark of a list item is spent by its first line
                mark = " " * len(mark)
        if loose:
            self._flush(loose, kind, mark)

    def _add(self, kind: BlockKind, text: str) -> None:
        if text.strip():
            self.found.blocks.append(Block(kind, text.strip("\n").rstrip()))

    def _flush(self, loose: list[Node], kind: BlockKind, mark: str) -> str:
        text = self._inline.text(loose).strip()
        loose.clear()
        if not text:
            return mark
        self.found.blocks.append(Block(kind, mark + text))
        return " " * len(mark)

    def _leaf(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        del depth
        text = self._inline.text(children(node)).strip()
        if text:
            self.found.blocks.append(Block(kind, mark + text))

    def _heading(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        del kind
        before, level = len(self.found.blocks), attributes(node).get("level")
        self._leaf(node, BlockKind.HEADING, mark, depth)
        if len(self.found.blocks) > before and not self._open_cells:
            self.found.levels[before] = level if isinstance(level, int) and 1 <= level <= LOWEST_LEVEL else 1

    def _code(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        del kind, mark, depth
        self._add(BlockKind.CODE, self._inline.text(children(node)))

    def _quote(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        del kind
        self.walk_all(node, BlockKind.QUOTE, mark, depth)

    def _panel(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        del kind
        self.walk_all(node, BlockKind.PANEL, mark, depth)

    def _list(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        del kind
        order = attributes(node).get("order")
        number = order if type(order) is int and 0 <= order < LARGEST_NUMBER else 1
        numbered, indent = node.get("type") == "orderedList", " " * len(mark)
        for offset, item in enumerate(children(node)):
            point = f"{number + offset}. " if numbered else "- "
            around = item if item.get("type") == "listItem" else {"content": [item]}
            self.walk_all(around, BlockKind.LIST_ITEM, indent + point, depth + 1)

    def _task(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        del kind
        done = attributes(node).get("state") == "DONE"
        self.walk_all(node, BlockKind.TASK_DONE if done else BlockKind.TASK_OPEN, mark, depth)

    def _decision(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        del kind
        self.walk_all(node, BlockKind.DECISION, mark, depth)

    def _table(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        columns = Columns()
        for row in children(node):
            if row.get("type") == "tableRow":
                self._row(row, columns, depth + 1)
            else:
                self.walk_all({"content": [row]}, kind, mark, depth)

    def _lone_row(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        del kind, mark
        self._row(node, Columns(), depth)

    def _row(self, row: Node, columns: Columns, depth: int) -> None:
        """A row is one line, `head | head` or `cell | cell`; what is inside a cell is joined by `; `."""
        cells = [(self._cell(cell, depth), _span(cell, "colspan"), _span(cell, "rowspan")) for cell in children(row)]
        self._add(BlockKind.TABLE_ROW, columns.line(cells))

    def _cell(self, cell: Node, depth: int) -> str:
        blocks = self.found.blocks
        start = len(blocks)
        self._open_cells += 1
        self.walk_all(cell if kind_of(cell) in _CELLS else {"content": [cell]}, BlockKind.PARAGRAPH, "", depth + 1)
        self._open_cells -= 1
        text = "; ".join(block.text for block in blocks[start:])
        del blocks[start:]
        return " ".join(text.split())

    def _titled(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        title = attributes(node).get("title")
        if isinstance(title, str):
            self._add(BlockKind.HEADING, mark + title)
        self.walk_all(node, kind, mark, depth)

    def _inline_block(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        media = BlockKind.MEDIA if node.get("type") == "media" else kind
        self._add(media, mark + self._inline.own_text(node))
        self.walk_all(node, kind, " " * len(mark), depth)

    def _extension(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        """A macro's name, its plain text and what is inside it; a table in a table is read as one."""
        table = inside(node) if is_nested_table(node) else []
        if table:
            self.walk_all({"content": table}, kind, mark, depth)
            return
        issue = issue_key(node)
        self._add(kind if issue else BlockKind.UNKNOWN, mark + (issue or macro_name(node)))
        self._add(BlockKind.CODE, plain_body(node))
        self.walk_all(node, kind, " " * len(mark), depth)

    def _sync_block(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        self._add(BlockKind.UNKNOWN, mark + "[content kept in another item]")
        self.walk_all(node, kind, " " * len(mark), depth)

    def _not_known(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        self._add(BlockKind.UNKNOWN, mark + self._inline.name_unknown(node))
        self.walk_all(node, kind, " " * len(mark), depth)

    def _too_deep(self, node: Node, kind: BlockKind, mark: str) -> None:
        self.found.unknown["too_deep"] += 1
        self._add(kind, mark + " ".join(flat_text(node).split()))

    _READERS: ClassVar[dict[str, Callable[[_Reader, Node, BlockKind, str, int], None]]] = {
        "paragraph": _leaf,
        "caption": _leaf,
        "heading": _heading,
        "codeBlock": _code,
        "blockquote": _quote,
        "panel": _panel,
        "rule": walk_all,
        "bodiedRule": walk_all,
        "bulletList": _list,
        "orderedList": _list,
        "listItem": walk_all,
        "taskList": walk_all,
        "taskItem": _task,
        "blockTaskItem": _task,
        "decisionList": walk_all,
        "decisionItem": _decision,
        "table": _table,
        "tableRow": _lone_row,
        "tableCell": walk_all,
        "tableHeader": walk_all,
        "expand": _titled,
        "nestedExpand": _titled,
        "layoutSection": walk_all,
        "layoutColumn": walk_all,
        "mediaSingle": walk_all,
        "mediaGroup": walk_all,
        "media": _inline_block,
        "blockCard": _inline_block,
        "embedCard": _inline_block,
        "extension": _extension,
        "bodiedExtension": _extension,
        "multiBodiedExtension": _extension,
        "extensionFrame": walk_all,
        "syncBlock": _sync_block,
        "bodiedSyncBlock": walk_all,
        "placeholder": walk_all,
    }


def _span(cell: Node, name: str) -> int:
    """How many columns or rows a cell covers."""
    span = attributes(cell).get(name, 1)
    return span if isinstance(span, int) else 1
