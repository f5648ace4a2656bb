"""Block markup of the authored texts -> an Atlassian Document Format (ADF) document, version 1.

# heading            - bullet, 1. number (nested by two spaces)         - [ ] open task, - [x] done task
> quote              <> decision                                       ---- rule
```sql ... ```       || head | head ||  then  | cell | cell |          ![file.png] caption   (picture)
!! a.log, b.csv      (files)                                           :::info ... :::       (panel)
:::expand Title ... :::      %% app / key: text  (another app's macro)      a blank line ends a paragraph
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from plugin.sandbox.content.adf_inline import InlineParser, Node, media_attrs

_ITEM = re.compile(r"^(?P<mark>-|\d+\.) (?P<text>.*)$")
_TASK = re.compile(r"^- \[(?P<state>[ x])\] (?P<text>.*)$")
_HEADING = re.compile(r"^(?P<level>#{1,6}) (?P<text>.*)$")
_PICTURE = re.compile(r"^!\[(?P<file>[^\]]+)\] ?(?P<caption>.*)$")
_MACRO = re.compile(r"^%% (?P<app>[\w.]+) / (?P<key>[\w-]+): (?P<text>.*)$")
_BLOCK_START = re.compile(r"^(- |\d+\. |#{1,6} |> |<> |```|\||!\[|!! |%% |:::|----$)")
_WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")  # scripts that put no space between words


class AdfBuilder:
    """Builds one document; `prefix` makes its local ids unique on the site."""

    def __init__(self, people: Mapping[str, tuple[str, str]], prefix: str) -> None:
        self._inline = InlineParser(people)
        self._prefix = prefix
        self._count = 0
        self._lines: list[str] = []
        self._at = 0

    def document(self, markup: str) -> dict[str, Any]:
        """Return the ADF document of the markup; its content is empty where the markup is."""
        return {"type": "doc", "version": 1, "content": self._blocks(markup.strip("\n").split("\n"))}

    def _local_id(self) -> str:
        self._count += 1
        return f"{self._prefix}-{self._count}"

    def _blocks(self, lines: list[str]) -> list[Node]:
        """Parse lines of their own (a document, a panel, a list item), leaving an outer parse where it was."""
        outer = self._lines, self._at
        self._lines, self._at = lines, 0
        nodes: list[Node] = []
        while self._at < len(self._lines):
            if self._lines[self._at].strip():
                nodes.append(self._block(self._lines[self._at]))
            else:
                self._at += 1
        self._lines, self._at = outer
        return nodes

    def _block(self, line: str) -> Node:
        if line.startswith("```"):
            return self._code(line[3:].strip())
        if line.startswith(":::"):
            return self._fenced(line[3:].strip())
        for start, parse in (("|", self._table), ("> ", self._quote), ("<> ", self._decisions)):
            if line.startswith(start):
                return parse()
        if _ITEM.match(line):
            return self._tasks() if _TASK.match(line) else self._list(ordered=not line.startswith("-"))
        return self._single(line)

    def _single(self, line: str) -> Node:
        """Parse what takes one line; anything else is a paragraph."""
        if heading := _HEADING.match(line):
            level, text = len(heading["level"]), heading["text"]
            return self._took_one({"type": "heading", "attrs": {"level": level}, "content": self._inline.parse(text)})
        if picture := _PICTURE.match(line):
            return self._took_one(self._picture(picture["file"], picture["caption"]))
        if macro := _MACRO.match(line):
            names = {"extensionType": f"org.example.{macro['app']}", "extensionKey": macro["key"]}
            return self._took_one({"type": "extension", "attrs": names | {"text": macro["text"]}})
        if line.startswith("!! "):
            media = [{"type": "media", "attrs": media_attrs(name.strip())} for name in line[3:].split(",")]
            return self._took_one({"type": "mediaGroup", "content": media})
        if line == "----":
            return self._took_one({"type": "rule"})
        return self._paragraph()

    def _took_one(self, node: Node) -> Node:
        self._at += 1
        return node

    def _picture(self, filename: str, caption: str) -> Node:
        media = {"type": "media", "attrs": media_attrs(filename) | {"width": 1280, "height": 720}}
        content: list[Node] = [media]
        if caption:
            content.append({"type": "caption", "content": self._inline.parse(caption)})
        return {"type": "mediaSingle", "attrs": {"layout": "center"}, "content": content}

    def _paragraph(self) -> Node:
        first = self._lines[self._at]
        self._at += 1
        rest = self._while(lambda text: bool(text.strip()) and not _BLOCK_START.match(text))
        return {"type": "paragraph", "content": self._inline.parse(_joined([first, *rest]))}

    def _code(self, language: str) -> Node:
        self._at += 1
        lines = self._while(lambda text: not text.startswith("```"))
        self._at += 1
        attrs = {"language": language} if language else {}
        return {"type": "codeBlock", "attrs": attrs, "content": [{"type": "text", "text": "\n".join(lines)}]}

    def _fenced(self, opening: str) -> Node:
        self._at += 1
        inner = self._while(lambda text: text.strip() != ":::")
        self._at += 1
        kind, _, title = opening.partition(" ")
        content = self._blocks(inner)
        if kind == "expand":
            return {"type": "expand", "attrs": {"title": title}, "content": content}
        return {"type": "panel", "attrs": {"panelType": kind}, "content": content}

    def _table(self) -> Node:
        rows = []
        for line in self._while(lambda text: text.startswith("|")):
            kind, separator = ("tableHeader", "||") if line.startswith("||") else ("tableCell", "|")
            cells = [cell.strip() for cell in line.strip().strip("|").split(separator)]
            rows.append({"type": "tableRow", "content": [self._cell(kind, cell) for cell in cells]})
        attrs = {"isNumberColumnEnabled": False, "layout": "default", "localId": self._local_id()}
        return {"type": "table", "attrs": attrs, "content": rows}

    def _cell(self, kind: str, text: str) -> Node:
        paragraph = {"type": "paragraph", "content": self._inline.parse(text)}
        return {"type": kind, "attrs": {}, "content": [paragraph]}

    def _quote(self) -> Node:
        quoted = [line.removeprefix(">").removeprefix(" ") for line in self._while(lambda text: text.startswith(">"))]
        return {"type": "blockquote", "content": self._blocks(quoted)}

    def _decisions(self) -> Node:
        items = [
            {
                "type": "decisionItem",
                "attrs": {"localId": self._local_id(), "state": "DECIDED"},
                "content": self._inline.parse(line[3:]),
            }
            for line in self._while(lambda text: text.startswith("<> "))
        ]
        return {"type": "decisionList", "attrs": {"localId": self._local_id()}, "content": items}

    def _tasks(self) -> Node:
        items: list[Node] = []
        while self._at < len(self._lines) and (task := _TASK.match(self._lines[self._at])):
            self._at += 1
            rest = self._while(lambda text: text.startswith("  "))
            attrs = {"localId": self._local_id(), "state": "DONE" if task["state"] == "x" else "TODO"}
            text = _joined([task["text"], *(line.strip() for line in rest)])
            items.append({"type": "taskItem", "attrs": attrs, "content": self._inline.parse(text)})
        return {"type": "taskList", "attrs": {"localId": self._local_id()}, "content": items}

    def _list(self, *, ordered: bool) -> Node:
        items, first_mark = [], self._lines[self._at].partition(".")[0]
        while self._at < len(self._lines) and (item := _ITEM.match(self._lines[self._at])):
            if (item["mark"] != "-") is not ordered:
                break
            indent = len(item["mark"]) + 1
            self._at += 1
            rest = self._while(lambda text: text.startswith("  "))
            inner = [item["text"], *(line[min(indent, len(line) - len(line.lstrip())) :] for line in rest)]
            items.append({"type": "listItem", "content": self._blocks(inner)})
        if ordered:
            return {"type": "orderedList", "attrs": {"order": int(first_mark)}, "content": items}
        return {"type": "bulletList", "content": items}

    def _while(self, wanted: Callable[[str], bool]) -> list[str]:
        start = self._at
        while self._at < len(self._lines) and wanted(self._lines[self._at]):
            self._at += 1
        return self._lines[start : self._at]


def _joined(lines: list[str]) -> str:
    """Join a paragraph's lines: a backslash at the end is a hard break; no space between wide characters."""
    text = lines[0].strip()
    for line in (line.strip() for line in lines[1:]):
        if text.endswith("\\"):
            text = f"{text[:-1].rstrip()}\n{line}"
        elif _WIDE.match(text[-1]) or _WIDE.match(line[0]):
            text += line
        else:
            text = f"{text} {line}"
    return text
