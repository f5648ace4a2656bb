"""Atlassian Document Format as HTML for the site's own pages; every text is escaped, unknown nodes are named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from markupsafe import Markup, escape

Node = dict[str, Any]

_MAX_DEPTH = 60
_SCHEMES = frozenset({"http", "https", "mailto"})
_WRAPPERS: Final = {
    "paragraph": "p",
    "bulletList": "ul",
    "listItem": "li",
    "blockquote": "blockquote",
    "tableRow": "tr",
    "caption": "figcaption",
    "layoutSection": "div",
    "layoutColumn": "div",
    "mediaGroup": "div",
    "taskList": "ul",
    "decisionList": "ul",
    "bodiedExtension": "div",
    "extension": "div",
    "inlineExtension": "span",
}
_MARKS: Final = {"strong": "strong", "em": "em", "strike": "s", "underline": "u", "code": "code"}
_COLOURS: Final = frozenset({"neutral", "purple", "blue", "red", "yellow", "green"})
_PANELS: Final = frozenset({"info", "note", "success", "warning", "error", "tip"})
_HEADINGS: Final = range(1, 7)


def render(document: Node | None) -> Markup:
    """Return the document as HTML; nothing for None. Malformed nodes are left out or named, never raised."""
    return _render(document, 0) if isinstance(document, dict) else Markup()


def _render(node: object, depth: int) -> Markup:
    if not isinstance(node, dict) or depth > _MAX_DEPTH:
        return Markup()
    kind = node.get("type")
    if kind == "doc":
        return _inside(node, depth)
    if kind == "text":
        return _text(node)
    if kind in _WRAPPERS:
        tag = _WRAPPERS[str(kind)]
        words = _attr(node, "text") if str(kind).endswith("xtension") else ""
        return _element(tag, escape(words) + _inside(node, depth), str(kind))
    special = _SPECIAL.get(str(kind))
    if special:
        return special(node, depth)
    return _element("span", escape(f"[{kind}]") + _inside(node, depth), "unknown")


def _inside(node: Node, depth: int) -> Markup:
    content = node.get("content")
    return Markup().join(_render(each, depth + 1) for each in content) if isinstance(content, list) else Markup()


def _element(tag: str, inner: Markup | str, css: str = "", **attributes: str) -> Markup:
    """One element; attribute names have `_` for `-`, values are escaped."""
    given = ({"class": css} if css else {}) | {name.replace("_", "-"): value for name, value in attributes.items()}
    written = Markup().join(Markup(' {}="{}"').format(name, value) for name, value in given.items())
    return Markup("<{}{}>{}</{}>").format(tag, written, inner, tag)


def _attr(node: Node, name: str) -> str:
    attrs = node.get("attrs")
    value = attrs.get(name) if isinstance(attrs, dict) else None
    return "" if value is None else str(value)


def _text(node: Node) -> Markup:
    inner = escape(str(node.get("text", "")))
    marks = node.get("marks")
    for mark in marks if isinstance(marks, list) else []:
        kind = mark.get("type") if isinstance(mark, dict) else None
        if kind == "link":
            inner = _link(_attr(mark, "href"), inner)
        elif kind == "subsup":
            inner = _element("sub" if _attr(mark, "type") == "sub" else "sup", inner)
        elif kind in _MARKS:
            inner = _element(_MARKS[str(kind)], inner)
    return inner


def _link(href: str, inner: Markup) -> Markup:
    """A link, or its bare text where the address is of no safe scheme."""
    try:
        safe = urlsplit(href).scheme.lower() in _SCHEMES
    except ValueError:
        safe = False
    return _element("a", inner, href=href, rel="noopener noreferrer", target="_blank") if safe else inner


def _heading(node: Node, depth: int) -> Markup:
    """Headings of a text stand below those of the page: level 1 becomes `h3`."""
    level = _attr(node, "level")
    number = int(level) if level.isdecimal() and int(level) in _HEADINGS else 1
    return _element(f"h{min(number + 2, 6)}", _inside(node, depth))


def _ordered(node: Node, depth: int) -> Markup:
    start = _attr(node, "order")
    return _element("ol", _inside(node, depth), start=start if start.isdecimal() else "1")


def _code(node: Node, depth: int) -> Markup:
    return _element("pre", _element("code", _inside(node, depth)), tabindex="0")


def _table(node: Node, depth: int) -> Markup:
    table = _element("table", _element("tbody", _inside(node, depth)))
    return _element("div", table, "table", tabindex="0", role="region", aria_label="Table")


def _cell(node: Node, depth: int) -> Markup:
    spans = {name: _attr(node, name) for name in ("colspan", "rowspan") if _attr(node, name).isdecimal()}
    return _element("th" if node["type"] == "tableHeader" else "td", _inside(node, depth), **spans)


def _panel(node: Node, depth: int) -> Markup:
    kind = _attr(node, "panelType")
    label = _element("strong", kind.title() if kind in _PANELS else "Note", "label")
    return _element("div", label + _inside(node, depth), f"panel {kind if kind in _PANELS else 'note'}")


def _expand(node: Node, depth: int) -> Markup:
    summary = _element("summary", escape(_attr(node, "title") or "More"))
    return _element("details", summary + _inside(node, depth), "expand")


def _task(node: Node, depth: int) -> Markup:
    done = _attr(node, "state") == "DONE"
    sign = _element("span", "☑" if done else "☐", role="img", aria_label="Done" if done else "To do")
    return _element("li", sign + Markup(" ") + _inside(node, depth))


def _decision(node: Node, depth: int) -> Markup:
    return _element("li", _element("span", "Decision:", "label") + Markup(" ") + _inside(node, depth))


def _media(node: Node, _: int) -> Markup:
    name = _attr(node, "alt") or _attr(node, "id") or "file"
    return _element("span", escape(f"{name} (no preview here)"), "file")


def _single(node: Node, depth: int) -> Markup:
    return _element("figure", _inside(node, depth))


def _status(node: Node, _: int) -> Markup:
    colour = _attr(node, "color")
    return _element("span", escape(_attr(node, "text")), f"lozenge {colour if colour in _COLOURS else 'neutral'}")


def _date(node: Node, _: int) -> Markup:
    stamp = _attr(node, "timestamp")
    try:
        day = datetime.fromtimestamp(int(stamp) / 1000, UTC).date()
    except (ValueError, OverflowError, OSError):
        return escape(stamp)
    return _element("time", f"{day.day} {day:%b %Y}", datetime=day.isoformat())


def _card(node: Node, _: int) -> Markup:
    return _link(_attr(node, "url"), escape(_attr(node, "url")))


_SPECIAL: Final[dict[str, Callable[[Node, int], Markup]]] = {
    "heading": _heading,
    "orderedList": _ordered,
    "codeBlock": _code,
    "table": _table,
    "tableHeader": _cell,
    "tableCell": _cell,
    "panel": _panel,
    "expand": _expand,
    "nestedExpand": _expand,
    "taskItem": _task,
    "decisionItem": _decision,
    "media": _media,
    "mediaInline": _media,
    "mediaSingle": _single,
    "status": _status,
    "date": _date,
    "inlineCard": _card,
    "blockCard": _card,
    "embedCard": _card,
    "rule": lambda _, __: Markup("<hr>"),
    "hardBreak": lambda _, __: Markup("<br>"),
    "mention": lambda node, _: _element("span", escape(_attr(node, "text") or "@unknown"), "mention"),
    "emoji": lambda node, _: escape(_attr(node, "text") or _attr(node, "shortName")),
    "placeholder": lambda node, _: _element("span", escape(_attr(node, "text")), "unknown"),
}
