"""Plain text to the ADF of a comment or a page: headings, bullets and paragraphs, and nothing else.

    # What happened          a heading
    - The pool was empty.    a bullet
    anything else            a paragraph; a blank line ends it

No link, image, mention or macro is ever made from a text: what looks like one stays text. `plain` reads the same
document back to the same text: for a text that is written as above, with one blank line between its parts, exactly.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

Node = dict[str, Any]
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_NO_TEXT = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""Half characters and non-characters: a product that drops one would give back another text than was written."""
_HEADING_LEVEL = 4
_DEEPEST = 100


def compose(text: str, footer: str = "") -> Node:
    """Return the document of a text; `footer` becomes a last line in italics.

    Raises:
        ValueError: nothing would stand in it.
    """
    content = [node for kind, lines in _groups(text) for node in _nodes(kind, lines)]
    if not content:
        msg = "an empty text"
        raise ValueError(msg)
    if footer:
        content.append({"type": "paragraph", "content": [{"type": "text", "text": footer, "marks": [{"type": "em"}]}]})
    return {"version": 1, "type": "doc", "content": content}


def same(found: object, wanted: object) -> bool:
    """Whether a document that a host gives back is the one that was written to it.

    A host adds what an editor needs (`localId`, a line break's own text) and leaves out what is empty; words, order,
    nodes and marks must be the same.
    """
    return bare(found) == bare(wanted)


def digest(value: object) -> str:
    """Return a hash by which a document, or whatever holds one, is known again as `same`."""
    text = json.dumps(bare(value), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def bare(value: object, depth: int = 0) -> object:
    """Return nodes without what a host adds for its editor, and without what is empty: to compare them.

    Nothing that we write is nested nearly as deep as the bound; what is, is no more than that.
    """
    if depth > _DEEPEST:
        return "too deep"
    if isinstance(value, list):
        return [bare(each, depth + 1) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get("type") == "hardBreak":
        return {"type": "hardBreak"}
    kept = {key: bare(each, depth + 1) for key, each in value.items() if key != "localId"}
    return {key: each for key, each in kept.items() if each not in ({}, [])}


def _groups(text: str) -> Iterator[tuple[str, list[str]]]:
    """Lines that belong together: ("heading" | "bullet" | "text", their words)."""
    lines = (_kind(_NO_TEXT.sub("", _CONTROL.sub(" ", line)).strip()) for line in text.splitlines())
    for kind, group in groupby(lines, key=itemgetter(0)):
        yield kind, [words for _, words in group]


def _kind(line: str) -> tuple[str, str]:
    for mark, kind in (("# ", "heading"), ("- ", "bullet")):
        if line.startswith(mark) and line[2:].strip():
            return kind, line[2:].strip()
    return ("text", line) if line else ("blank", "")


def _nodes(kind: str, lines: list[str]) -> list[Node]:
    if kind == "heading":
        level = {"level": _HEADING_LEVEL}
        return [{"type": "heading", "attrs": level, "content": [{"type": "text", "text": line}]} for line in lines]
    if kind == "bullet":
        return [{"type": "bulletList", "content": [{"type": "listItem", "content": [_paragraph([x])]} for x in lines]}]
    return [_paragraph(lines)] if kind == "text" else []


def plain(document: Node) -> str:
    """Return the text of a document that `compose` made, its footer included as a paragraph."""
    parts: list[str] = []
    for node in document["content"]:
        if node["type"] == "heading":
            parts.append("# " + _words(node))
        elif node["type"] == "bulletList":
            parts.append("\n".join("- " + _words(item["content"][0]) for item in node["content"]))
        else:
            parts.append(_words(node))
    return "\n\n".join(parts)


def _paragraph(lines: list[str]) -> Node:
    content: list[Node] = []
    for number, line in enumerate(lines):
        if number:
            content.append({"type": "hardBreak"})
        content.append({"type": "text", "text": line})
    return {"type": "paragraph", "content": content}


def _words(node: Node) -> str:
    return "".join("\n" if child["type"] == "hardBreak" else child["text"] for child in node["content"])
