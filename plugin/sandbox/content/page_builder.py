"""Block markup of the pages' texts: that of the issues (`adf_builder.py`), and what only Confluence has.

%%% include = OPS:Title                  a macro of Confluence; parameters `name = value`, parted by ` | `, the first
%%% excerpt-include = Title | nopanel = true          one belongs to the macro's name
%%% toc                                  a macro without parameters
:::excerpt ... :::                       the part of a page that others may include
::::columns ... +++ ... ::::             a layout of two or three columns (four colons, so that panels fit inside)
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from plugin.sandbox.content.adf_builder import AdfBuilder
from plugin.sandbox.content.adf_inline import Node

_MACRO = re.compile(r"^%%% (?P<key>[\w-]+)(?: = (?P<value>[^|]*))? ?(?P<more>(?:\|.*)?)$")
_CONFLUENCE = "com.atlassian.confluence.macro.core"
_WIDTHS = {1: 100, 2: 50, 3: 33.33}


class PageBuilder(AdfBuilder):
    """Builds the document of one page or comment; its files belong to the page's own collection."""

    def __init__(self, people: Mapping[str, tuple[str, str]], prefix: str) -> None:
        super().__init__(people, prefix)
        self._page = prefix

    def document(self, markup: str) -> dict[str, Any]:
        """Return the ADF document of the markup; its content is empty where the markup is."""
        built = super().document(markup)
        _own_files(built, f"contentId-{self._page}")
        return built

    def _single(self, line: str) -> Node:
        macro = _MACRO.match(line)
        if macro is None:
            return super()._single(line)
        given = [part.partition("=") for part in macro["more"].split("|") if part.strip()]
        params = {name.strip(): {"value": value.strip()} for name, _, value in given}
        if macro["value"]:
            params = {"": {"value": macro["value"].strip()}} | params
        return self._took_one({"type": "extension", "attrs": self._extension(macro["key"], params)})

    def _fenced(self, opening: str) -> Node:
        if not opening.startswith(":columns") and opening != "excerpt":
            return super()._fenced(opening)
        fence = "::::" if opening.startswith(":") else ":::"
        self._at += 1
        inner = self._while(lambda text: text.strip() != fence)
        self._at += 1
        if opening == "excerpt":
            attrs = self._extension("excerpt", {"atlassian-macro-output-type": {"value": "INLINE"}})
            return {"type": "bodiedExtension", "attrs": attrs, "content": self._blocks(inner)}
        return {"type": "layoutSection", "content": self._columns(inner)}

    def _columns(self, lines: list[str]) -> list[Node]:
        parts: list[list[str]] = [[]]
        for line in lines:
            if line.strip() == "+++":
                parts.append([])
            else:
                parts[-1].append(line)
        width = _WIDTHS[len(parts)]
        return [{"type": "layoutColumn", "attrs": {"width": width}, "content": self._blocks(part)} for part in parts]

    def _extension(self, key: str, params: dict[str, Any]) -> Node:
        local_id = self._local_id()
        macro_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"macro:{local_id}"))
        metadata = {"macroId": {"value": macro_id}, "schemaVersion": {"value": "1"}, "title": key}
        return {
            "extensionType": _CONFLUENCE,
            "extensionKey": key,
            "parameters": {"macroParams": params, "macroMetadata": metadata},
            "layout": "default",
            "localId": local_id,
        }


def _own_files(node: Node, collection: str) -> None:
    if node["type"] in {"media", "mediaInline"}:
        node["attrs"]["collection"] = collection
    for child in node.get("content", ()):
        _own_files(child, collection)
