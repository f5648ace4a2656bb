from __future__ import annotations

from typing import Any

import pytest

from plugin.sandbox.render import render
from plugin.sandbox.site import Site

EVIL = '<script>alert(1)</script>" onload="x'


def doc(*content: Any) -> dict[str, Any]:
    """A document of these nodes."""
    return {"type": "doc", "version": 1, "content": list(content)}


def text(words: str, *marks: dict[str, Any]) -> dict[str, Any]:
    """A text node."""
    return {"type": "text", "text": words, "marks": list(marks)}


@pytest.mark.parametrize(
    "node",
    [
        text(EVIL),
        text(EVIL, {"type": "link", "attrs": {"href": f"https://x.example/{EVIL}"}}),
        {"type": "mention", "attrs": {"text": EVIL}},
        {"type": "emoji", "attrs": {"shortName": EVIL}},
        {"type": "status", "attrs": {"text": EVIL, "color": EVIL}},
        {"type": "date", "attrs": {"timestamp": EVIL}},
        {"type": "inlineCard", "attrs": {"url": EVIL}},
        {"type": "media", "attrs": {"alt": EVIL}},
        {"type": "expand", "attrs": {"title": EVIL}},
        {"type": "panel", "attrs": {"panelType": EVIL}, "content": [text(EVIL)]},
        {"type": "extension", "attrs": {"text": EVIL}},
        {"type": "heading", "attrs": {"level": EVIL}},
        {"type": "orderedList", "attrs": {"order": EVIL}},
        {"type": "tableCell", "attrs": {"colspan": EVIL}},
        {"type": EVIL},
    ],
)
def test_nothing_of_a_text_becomes_markup(node: dict[str, Any]) -> None:
    """Texts, attributes and names of nodes are escaped wherever they stand."""
    html = str(render(doc(node)))
    assert "<script" not in html
    assert '" onload' not in html


@pytest.mark.parametrize("href", ["javascript:alert(1)", "JAVASCRIPT:x", "data:text/html,x", "/relative", "http://["])
def test_unsafe_links_are_bare_text(href: str) -> None:
    """Only web and mail addresses become links."""
    assert str(render(doc(text("here", {"type": "link", "attrs": {"href": href}})))) == "here"


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (text("a", {"type": "strong"}, {"type": "em"}), "<em><strong>a</strong></em>"),
        ({"type": "hardBreak"}, "<br>"),
        ({"type": "heading", "attrs": {"level": 2}, "content": [text("a")]}, "<h4>a</h4>"),
        ({"type": "date", "attrs": {"timestamp": "1795737600000"}}, '<time datetime="2026-11-27">27 Nov 2026</time>'),
        ({"type": "tableCell", "attrs": {"colspan": 2}, "content": [text("a")]}, '<td colspan="2">a</td>'),
        ({"type": "codeBlock", "content": [text("a\nb")]}, '<pre tabindex="0"><code>a\nb</code></pre>'),
        ({"type": "futureNode", "content": [text("a")]}, '<span class="unknown">[futureNode]a</span>'),
    ],
)
def test_nodes(node: dict[str, Any], expected: str) -> None:
    """Nodes become the elements that say what they are."""
    assert expected == str(render(doc(node)))


@pytest.mark.parametrize("node", [None, 7, "text", [], {}, {"type": "paragraph", "content": 7}, {"type": "text"}])
def test_malformed_nodes_never_raise(node: Any) -> None:
    """What is no node is left out or named."""
    assert "7" not in str(render(doc(node)))


def test_depth_is_limited() -> None:
    """A document of ten thousand levels is cut, not followed."""
    node: dict[str, Any] = text("deep")
    for _ in range(10_000):
        node = {"type": "blockquote", "content": [node]}
    assert "deep" not in str(render(doc(node)))


def test_all_content_is_known(content: Site) -> None:
    """Every node of the company's issues has a form of its own."""
    documents = [issue.description for issue in content.issues.values()]
    documents += [comment.body for issue in content.issues.values() for comment in issue.comments]
    assert not [html for html in map(str, map(render, documents)) if 'class="unknown"' in html]
