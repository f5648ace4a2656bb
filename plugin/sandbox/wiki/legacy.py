"""Storage format as HTML for the site's own pages: known elements without their attributes, everything else as text.

Comments may come from anybody, so nothing of the source is passed through: each tag is written anew from a list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from types import MappingProxyType
from typing import Final

from markupsafe import Markup, escape

_TOKEN = re.compile(
    r"<!\[CDATA\[(?P<plain>.*?)\]\]>|<(?P<close>/?)(?P<name>[A-Za-z][\w:-]*)(?P<attrs>[^<>]*?)(?P<empty>/?)>|(?P<text>[^<]+|<)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')
_KEPT: Final = frozenset(
    (
        *("p", "ul", "ol", "li", "table", "tbody", "tr", "th", "td", "strong", "em", "u", "del", "code", "pre"),
        *("blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "sub", "sup"),
    )
)
_LOWER: Final = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6"}  # a text's headings stand below the page's own
_NAMED: Final = {"ri:page": "ri:content-title", "ri:user": "ri:account-id", "ri:attachment": "ri:filename"}
_SILENT: Final = frozenset({"ac:parameter", "ac:task-id", "ac:task-status"})

NO_FRAMES: Final[Mapping[str, Markup]] = MappingProxyType({})


def render_storage(source: str, frames: Mapping[str, Markup] = NO_FRAMES) -> Markup:
    """Return storage format as HTML; broken markup closes where it ends, never raises.

    Args:
        source: the text.
        frames: what stands in the place of a macro of that name.
    """
    parts: list[Markup] = []
    stack: list[tuple[str, str]] = []  # (name in the source, what closes it)
    silent = 0
    for token in _TOKEN.finditer(source):
        name = token["name"] or ""
        if token["close"]:
            while any(name == opened for opened, _ in stack):
                opened, end = stack.pop()
                silent -= opened in _SILENT
                parts.append(Markup(end))  # noqa: S704 (from this file's own lists)
                if opened == name:
                    break
        elif name:
            silent += name in _SILENT and not token["empty"]
            attributes = dict(_ATTRIBUTE.findall(token["attrs"]))
            framed = frames.get(attributes.get("ac:name", "")) if name == "ac:structured-macro" else None
            start, end = (framed, "") if framed is not None else _opening(name, attributes)
            parts.append(start)
            if not token["empty"]:
                stack.append((name, end))
        elif not silent:
            words = token["plain"] if token["plain"] is not None else unescape(token["text"])
            parts.append(escape(words))
    parts += [Markup(end) for _, end in reversed(stack)]  # noqa: S704 (from this file's own lists)
    return Markup().join(parts)


def _opening(name: str, attributes: dict[str, str]) -> tuple[Markup, str]:
    """Return what an element begins with, and what closes it."""
    if name in {"br", "hr"}:
        return Markup("<{}>").format(name), ""
    if name in _KEPT:
        tag = _LOWER.get(name, "h6" if name in {"h5", "h6"} else name)
        return Markup("<{}>").format(tag), f"</{tag}>"
    if name == "ac:structured-macro":
        label = attributes.get("ac:name", "macro")
        return Markup('<div class="panel"><span class="label">{}</span> ').format(label), "</div>"
    if name == "ac:plain-text-body":
        return Markup('<pre tabindex="0"><code>'), "</code></pre>"
    if name in _NAMED:
        return escape(unescape(attributes.get(_NAMED[name], ""))), ""
    return (Markup("<div>"), "</div>") if name == "ac:task" else (Markup(), "")
