"""ADF as storage format: XHTML with the names of `ac:` and `ri:`, as Confluence's old editor and its API write it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from typing import Final

from plugin.sandbox.wiki.model import Adf, Body, Wiki

_PAGE = re.compile(r"^https?://[^/]+/wiki/spaces/(?P<space>[A-Z]+)/(?:pages|blog)/(?P<id>\d+)")
_PLAIN: Final = {
    "paragraph": "p",
    "bulletList": "ul",
    "listItem": "li",
    "blockquote": "blockquote",
    "tableRow": "tr",
}
_MARKS: Final = {"strong": "strong", "em": "em", "strike": "del", "underline": "u", "code": "code"}
_PANELS: Final = {"info": "info", "note": "panel", "success": "tip", "warning": "note", "error": "warning"}
_COLUMNS: Final = {1: "single", 2: "two_equal", 3: "three_equal"}
_STATUS: Final = {"neutral": "Grey", "purple": "Purple", "blue": "Blue", "red": "Red", "yellow": "Yellow"}


def storage_of(wiki: Wiki, body: Body) -> str:
    """Return a body in storage format: as it is kept, or converted."""
    return body.storage if body.storage is not None else StorageWriter(wiki).write(body.adf or {})


def adf_text(body: Body) -> str | None:
    """Return a body as the JSON text of `atlas_doc_format`; None where it is kept in storage format alone."""
    return None if body.adf is None else json.dumps(body.adf, ensure_ascii=False, separators=(",", ":"))


class StorageWriter:
    """Writes ADF as storage format; links to pages of the wiki become references by title."""

    def __init__(self, wiki: Wiki) -> None:
        self._wiki = wiki
        self._special: dict[str, Callable[[Adf], str]] = {
            "heading": lambda node: _tag(f"h{_attr(node, 'level') or '1'}", self.write(node)),
            "orderedList": self._ordered,
            "codeBlock": self._code,
            "table": lambda node: _tag("table", _tag("tbody", self.write(node))),
            "tableHeader": lambda node: _tag("th", self.write(node)),
            "tableCell": lambda node: _tag("td", self.write(node)),
            "panel": lambda node: _macro(_PANELS.get(_attr(node, "panelType"), "panel"), rich=self.write(node)),
            "expand": self._expand,
            "nestedExpand": self._expand,
            "taskList": lambda node: _tag("ac:task-list", self.write(node)),
            "taskItem": self._task,
            "decisionList": lambda node: _adf_extension("decision-list", self.write(node)),
            "decisionItem": lambda node: _adf_extension("decision-item", self.write(node)),
            "layoutSection": self._layout,
            "layoutColumn": lambda node: _tag("ac:layout-cell", self.write(node)),
            "extension": self._extension,
            "inlineExtension": self._extension,
            "bodiedExtension": self._extension,
            "mediaSingle": self._picture,
            "mediaGroup": self.write,
            "media": self._file,
            "mediaInline": self._file,
            "text": self._text,
            "hardBreak": lambda _: "<br />",
            "rule": lambda _: "<hr />",
            "mention": _mention,
            "emoji": _emoji,
            "date": _date,
            "status": _status,
            "inlineCard": _card,
            "blockCard": _card,
        }

    def write(self, node: Adf) -> str:
        """Return what a node holds (not the node itself) in storage format."""
        return "".join(self._node(child) for child in node.get("content", ()))

    def _node(self, node: Adf) -> str:
        kind = str(node.get("type"))
        if kind in _PLAIN:
            return _tag(_PLAIN[kind], self.write(node))
        special = self._special.get(kind)
        return special(node) if special else self.write(node)

    def _text(self, node: Adf) -> str:
        inner = escape(node["text"], quote=False)
        for mark in node.get("marks", ()):
            kind, attrs = mark["type"], mark.get("attrs", {})
            if kind == "link":
                inner = self._link(str(attrs["href"]), inner)
            elif kind == "annotation":
                inner = _tag("ac:inline-comment-marker", inner, {"ac:ref": str(attrs["id"])})
            elif kind in _MARKS:
                inner = _tag(_MARKS[kind], inner)
        return inner

    def _link(self, href: str, inner: str) -> str:
        match = _PAGE.match(href)
        page = self._wiki.pages.get(match["id"]) if match else None
        if page is None:
            return _tag("a", inner, {"href": href})
        target = {"ri:space-key": page.space, "ri:content-title": page.title}
        return _tag("ac:link", _tag("ri:page", "", target) + _tag("ac:link-body", inner))

    def _ordered(self, node: Adf) -> str:
        start = _attr(node, "order")
        return _tag("ol", self.write(node), {"start": start} if start not in {"", "1"} else {})

    def _code(self, node: Adf) -> str:
        text = "".join(child.get("text", "") for child in node.get("content", ()))
        language = _attr(node, "language")
        return _macro("code", {"language": language} if language else {}, plain=text)

    def _expand(self, node: Adf) -> str:
        return _macro("expand", {"title": _attr(node, "title")}, rich=self.write(node))

    def _task(self, node: Adf) -> str:
        state = "complete" if _attr(node, "state") == "DONE" else "incomplete"
        number = _tag("ac:task-id", escape(_attr(node, "localId").rpartition("-")[2] or "1"))
        body = _tag("ac:task-body", _tag("span", self.write(node), {"class": "placeholder-inline-tasks"}))
        return _tag("ac:task", number + _tag("ac:task-status", state) + body)

    def _layout(self, node: Adf) -> str:
        kind = _COLUMNS.get(len(node.get("content", ())), "three_equal")
        return _tag("ac:layout", _tag("ac:layout-section", self.write(node), {"ac:type": kind}))

    def _extension(self, node: Adf) -> str:
        key = _attr(node, "extensionKey")
        params = node["attrs"].get("parameters", {}).get("macroParams", {})
        values = {name: str(entry.get("value", "")) for name, entry in params.items()}
        rich = self.write(node) if node["type"] == "bodiedExtension" else None
        if key in {"include", "excerpt-include"}:
            return _macro(key, {name: value for name, value in values.items() if name}, first=_included(values[""]))
        return _macro(key, values, rich=rich)

    def _picture(self, node: Adf) -> str:
        captions = [_tag("ac:caption", self.write(c)) for c in node["content"] if c["type"] == "caption"]
        return "".join(self._file(c, *captions) for c in node["content"] if c["type"] == "media")

    def _file(self, node: Adf, caption: str = "") -> str:
        name = _attr(node, "alt")
        target = _tag("ri:attachment", "", {"ri:filename": name})
        if "width" in node["attrs"]:
            return _tag("ac:image", target + caption, {"ac:alt": name, "ac:width": _attr(node, "width")})
        return _tag("ac:link", target)


def _tag(name: str, inner: str, attributes: dict[str, str] | None = None) -> str:
    written = "".join(f' {key}="{escape(value)}"' for key, value in (attributes or {}).items())
    return f"<{name}{written}>{inner}</{name}>" if inner or not name.startswith("ri:") else f"<{name}{written} />"


def _attr(node: Adf, name: str) -> str:
    value = node.get("attrs", {}).get(name)
    return "" if value is None else str(value)


def _macro(
    name: str, params: dict[str, str] | None = None, *, first: str = "", rich: str | None = None, plain: str = ""
) -> str:
    """A macro: `first` is a nameless parameter that holds a reference, then named ones, then a body."""
    inner = _tag("ac:parameter", first, {"ac:name": ""}) if first else ""
    inner += "".join(_tag("ac:parameter", escape(v, quote=False), {"ac:name": k}) for k, v in (params or {}).items())
    if rich is not None:
        inner += _tag("ac:rich-text-body", rich)
    if plain:
        whole = plain.replace("]]>", "]]]]><![CDATA[>")
        inner += f"<ac:plain-text-body><![CDATA[{whole}]]></ac:plain-text-body>"
    return _tag("ac:structured-macro", inner, {"ac:name": name, "ac:schema-version": "1"})


def _included(reference: str) -> str:
    space, colon, title = reference.partition(":")
    named = colon and space.isupper() and " " not in space
    target = {"ri:space-key": space, "ri:content-title": title} if named else {"ri:content-title": reference}
    return _tag("ac:link", _tag("ri:page", "", target))


def _adf_extension(kind: str, inner: str) -> str:
    """What storage format has no name for is kept as a node of the other format, with its text as a fall-back."""
    content = _tag("ac:adf-node", _tag("ac:adf-content", inner), {"type": kind})
    return _tag("ac:adf-extension", content) if kind == "decision-list" else content


def _mention(node: Adf) -> str:
    return _tag("ac:link", _tag("ri:user", "", {"ri:account-id": _attr(node, "id")}))


def _emoji(node: Adf) -> str:
    names = {"ac:emoji-shortname": _attr(node, "shortName"), "ac:emoji-id": _attr(node, "id")}
    return _tag("ac:emoticon", "", {"ac:name": "blue-star", **names, "ac:emoji-fallback": _attr(node, "text")})


def _date(node: Adf) -> str:
    day = datetime.fromtimestamp(int(_attr(node, "timestamp")) / 1000, UTC).date()
    return f'<time datetime="{day.isoformat()}" />'


def _status(node: Adf) -> str:
    params = {"title": _attr(node, "text"), "colour": _STATUS.get(_attr(node, "color"), "Green")}
    return _macro("status", params)


def _card(node: Adf) -> str:
    url = _attr(node, "url")
    return _tag("a", escape(url, quote=False), {"href": url, "data-card-appearance": "inline"})
