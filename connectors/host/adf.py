"""Atlassian Document Format (ADF) to blocks of plain text: tables, lists, code, panels and macros keep their words.

A node that is not known is named (`[unknown: futureNode]`) and what is inside it is read: nothing is dropped. Input
is untrusted: wrong types are skipped over, depth and size are bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from connectors.host.adf_inline import Inline, Node, attributes, children
from connectors.host.model import Block, BlockKind
from connectors.host.rich_text import RichText

MAX_DEPTH = 60
LOWEST_LEVEL = 6


def read_adf(document: object) -> RichText:
    """Return the text of an ADF document; a missing or broken one has no blocks."""
    reader = _Reader()
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
            count += len(text.split()) if isinstance(text, str) else 0
            todo.append(node.get("content"))
        elif isinstance(node, list):
            todo.extend(node)
    return count


class _Reader:
    """Walks the blocks. `kind` is what a paragraph counts as where it stands; `mark` is what its line begins with."""

    def __init__(self) -> None:
        self.found = RichText()
        self._inline = Inline(self.found.mentions, self.found.unknown)
        self._readers: dict[str, Callable[[Node, BlockKind, str, int], None]] = {
            "paragraph": self._leaf,
            "caption": self._leaf,
            "heading": self._heading,
            "codeBlock": self._code,
            "blockquote": self._quote,
            "panel": self._panel,
            "rule": self._nothing,
            "bulletList": self._list,
            "orderedList": self._list,
            "listItem": self.walk_all,
            "taskList": self.walk_all,
            "taskItem": self._task,
            "blockTaskItem": self._task,
            "decisionList": self.walk_all,
            "decisionItem": self._decision,
            "table": self.walk_all,
            "tableRow": self._row,
            "expand": self._titled,
            "nestedExpand": self._titled,
            "layoutSection": self.walk_all,
            "layoutColumn": self.walk_all,
            "mediaSingle": self.walk_all,
            "mediaGroup": self.walk_all,
            "media": self._inline_block,
            "blockCard": self._inline_block,
            "embedCard": self._inline_block,
            "extension": self._extension,
            "bodiedExtension": self._extension,
            "multiBodiedExtension": self._extension,
            "extensionFrame": self.walk_all,
            "syncBlock": self._sync_block,
            "bodiedSyncBlock": self.walk_all,
            "placeholder": self._nothing,
        }

    def walk_all(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        """Read every child; inline children that stand alone become a block of their own."""
        loose: list[Node] = []
        for child in children(node):
            if self._inline.knows(child):
                loose.append(child)
                continue
            self._flush(loose, kind, mark)
            self._walk(child, kind, mark, depth + 1)
            mark = " " * len(mark)
        self._flush(loose, kind, mark)

    def _walk(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        if depth > MAX_DEPTH:
            self.found.unknown["too_deep"] += 1
            return
        reader = self._readers.get(str(node.get("type")), self._not_known)
        reader(node, kind, mark, depth)

    def _add(self, kind: BlockKind, text: str) -> None:
        if text.strip():
            self.found.blocks.append(Block(kind, text.strip("\n").rstrip()))

    def _flush(self, loose: list[Node], kind: BlockKind, mark: str) -> None:
        text = self._inline.text(loose)
        if text.strip():
            self._add(kind, mark + text.strip())
        loose.clear()

    def _leaf(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        del depth
        text = self._inline.text(children(node)).strip()
        if text:
            self._add(kind, mark + text)

    def _heading(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        del kind
        before, level = len(self.found.blocks), attributes(node).get("level")
        self._leaf(node, BlockKind.HEADING, mark, depth)
        if len(self.found.blocks) > before:
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

    def _nothing(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        """A rule or an editor's placeholder says nothing."""

    def _list(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        del kind
        order = attributes(node).get("order")
        number = order if isinstance(order, int) and not isinstance(order, bool) else 1
        indent = " " * len(mark)
        for offset, item in enumerate(children(node)):
            point = f"{number + offset}. " if node.get("type") == "orderedList" else "- "
            self.walk_all(item, BlockKind.LIST_ITEM, indent + point, depth + 1)

    def _task(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        del kind
        done = attributes(node).get("state") == "DONE"
        self.walk_all(node, BlockKind.TASK_DONE if done else BlockKind.TASK_OPEN, mark, depth)

    def _decision(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        del kind
        self.walk_all(node, BlockKind.DECISION, mark, depth)

    def _row(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        """A row is one line, `head | head` or `cell | cell`; what is inside a cell is joined by `; `."""
        del kind, mark
        cells = [" ".join("; ".join(self._cell(cell, depth)).split()) for cell in children(node)]
        if any(cells):
            self._add(BlockKind.TABLE_ROW, " | ".join(cells))

    def _cell(self, cell: Node, depth: int) -> Iterator[str]:
        inside = _Reader()
        inside.walk_all(cell, BlockKind.PARAGRAPH, "", depth + 1)
        self.found.mentions.extend(inside.found.mentions)
        self.found.unknown.update(inside.found.unknown)
        for block in inside.found.blocks:
            yield block.text

    def _titled(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        title = attributes(node).get("title")
        if isinstance(title, str):
            self._add(BlockKind.HEADING, mark + title)
        self.walk_all(node, kind, mark, depth)

    def _inline_block(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        del depth
        media = BlockKind.MEDIA if node.get("type") == "media" else kind
        self._add(media, mark + self._inline.text([node]))

    def _extension(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        self._add(BlockKind.UNKNOWN, mark + self._inline.text([node]))
        self.walk_all(node, kind, mark, depth)

    def _sync_block(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        del node, kind, depth
        self._add(BlockKind.UNKNOWN, mark + "[content kept in another item]")

    def _not_known(self, node: Node, kind: BlockKind, mark: str, depth: int) -> None:
        name = self._inline.name_unknown(node)
        self._add(BlockKind.UNKNOWN, f"{mark}[unknown: {name}]")
        self.walk_all(node, kind, mark, depth)
