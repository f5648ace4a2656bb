"""A page's body as HTML for people: macros are played here, the rest is the site's common renderer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from markupsafe import Markup, escape

from plugin.sandbox.render import render
from plugin.sandbox.site import User
from plugin.sandbox.wiki.legacy import render_storage
from plugin.sandbox.wiki.model import Adf, Body, Page, Wiki
from plugin.sandbox.wiki.permissions import may_read

_DEPTH: Final = 2  # a page, and what it includes
_HIDDEN: Final = Markup('<p class="note">The included page cannot be shown: it is missing, or you may not see it.</p>')


class PageRenderer:
    """Renders bodies as one person sees them.

    Attributes:
        macros: the installed app's macros, key -> name; each becomes a frame.
    """

    def __init__(self, wiki: Wiki, user: User, macros: dict[str, str]) -> None:
        self._wiki = wiki
        self._user = user
        self.macros = macros
        self._special: dict[str, Callable[[Adf, Page, int], Markup]] = {
            "extension": self._macro,
            "bodiedExtension": self._inside,
            "layoutSection": lambda node, page, depth: _box("columns", self._inside(node, page, depth)),
            "layoutColumn": lambda node, page, depth: _box("column", self._inside(node, page, depth)),
        }

    def page(self, page: Page) -> Markup:
        """Return a page's text."""
        return self.body(page, page.body)

    def body(self, page: Page, body: Body, depth: int = 1) -> Markup:
        """Return a body that belongs to a page; `depth` says how many pages deep it stands (from 1)."""
        if body.adf is None:
            frames = {key: self._frame(key) for key in self.macros} if depth == 1 else {}
            return render_storage(body.storage or "", frames)
        return self._inside(body.adf, page, depth)

    def _inside(self, node: Adf, page: Page, depth: int) -> Markup:
        return Markup().join(self._block(child, page, depth) for child in node.get("content", ()))

    def _block(self, node: Adf, page: Page, depth: int) -> Markup:
        special = self._special.get(str(node.get("type")))
        if special:
            return special(node, page, depth)
        html = render({"type": "doc", "version": 1, "content": [node]})
        if node.get("type") == "heading" and depth == 1:
            return Markup('<div id="{}">{}</div>').format(anchor(words(node)), html)
        return html

    def _macro(self, node: Adf, page: Page, depth: int) -> Markup:
        key = str(node["attrs"].get("extensionKey", ""))
        params = node["attrs"].get("parameters", {}).get("macroParams", {})
        first = str(params.get("", {}).get("value", ""))
        if key in self.macros and depth == 1:
            return self._frame(key)
        if key in {"include", "excerpt-include"}:
            return self._included(first, page, depth, excerpt=key == "excerpt-include")
        if key == "toc" and page.body.adf is not None:
            return contents_list(page.body.adf)
        if key == "jira":
            return Markup('<p><a href="/browse/{0}">{0}</a></p>').format(str(params.get("key", {}).get("value", "")))
        return Markup('<div class="extension">{}</div>').format(key)

    def _frame(self, key: str) -> Markup:
        return Markup(
            '<section class="app macro" data-module="{}" data-name="{}" data-forced aria-label="{}">'
            '<div class="frame"></div></section>'
        ).format(key, self.macros[key], self.macros[key])

    def _included(self, reference: str, page: Page, depth: int, *, excerpt: bool) -> Markup:
        space, colon, title = reference.partition(":")
        in_space = colon and self._wiki.space(space) is not None
        found = self._wiki.titled(space, title) if in_space else self._wiki.titled(page.space, reference)
        if found is None or depth >= _DEPTH or not may_read(self._wiki, self._user, found):
            return _HIDDEN
        body = _excerpt(found.body) if excerpt else found.body
        return _box("included", self.body(found, body, depth + 1))


def anchor(text: str) -> str:
    """Return a heading's id: its words with hyphens for spaces, as Confluence's present editor makes it."""
    return "-".join(text.split())


def words(node: Adf) -> str:
    """Return the text of a node."""
    own = str(node.get("text", ""))
    return own + "".join(words(child) for child in node.get("content", ()))


def contents_list(document: Adf) -> Markup:
    """Return links to a document's headings of the first level."""
    headings = [words(node) for node in document["content"] if _is_first_level(node)]
    rows = [Markup('<li><a href="#{}">{}</a></li>').format(anchor(text), escape(text)) for text in headings]
    return Markup('<nav aria-label="On this page"><ul>{}</ul></nav>').format(Markup().join(rows))


def _is_first_level(node: dict[str, Any]) -> bool:
    return bool(node["type"] == "heading" and node["attrs"]["level"] == 1)


def _box(css: str, inner: Markup) -> Markup:
    return Markup('<div class="{}">{}</div>').format(css, inner)


def _excerpt(body: Body) -> Body:
    """The part of a page that others may include; nothing where it marks none."""
    blocks = body.adf["content"] if body.adf else []
    found = [node for node in blocks if node.get("attrs", {}).get("extensionKey") == "excerpt"]
    return Body(adf={"type": "doc", "version": 1, "content": found})
