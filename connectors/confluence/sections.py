"""A page's text as segments: one for each heading path, so that a citation leads to the right part of the page."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from connectors.confluence.body import ADF
from connectors.host.model import Block
from connectors.host.rich_text import RichText

TOP = "section:top"
_LONGEST_SLUG = 60
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Section:
    """The blocks under one heading, the heading first. `path` is the headings from the outermost in."""

    id: str
    path: tuple[str, ...]
    anchor: str
    blocks: tuple[Block, ...]


def sections_of(text: RichText, *, title: str, body_format: str) -> list[Section]:
    """Return the sections in reading order; what stands before the first heading is `section:top`.

    Args:
        text: of the page.
        title: of the page; the anchors of pages in storage format begin with it.
        body_format: which of the two formats the page came in.
    """
    taken: Counter[str] = Counter({TOP: 1})
    anchors = _Anchors(title, body_format)
    sections = []
    for path, blocks in _parts(text):
        section_id = "section:" + "/".join(map(_slug, path)) if path else TOP
        if path:
            taken[section_id] += 1
            section_id += f"~{taken[section_id]}" if taken[section_id] > 1 else ""
        sections.append(Section(section_id, path, anchors.of(path[-1]) if path else "", tuple(blocks)))
    return sections


def _parts(text: RichText) -> Iterator[tuple[tuple[str, ...], list[Block]]]:
    outline: list[tuple[int, str]] = []
    blocks: list[Block] = []
    for index, block in enumerate(text.blocks):
        level = text.levels.get(index)
        if level is not None:
            if blocks:
                yield tuple(heading for _, heading in outline), blocks
                blocks = []
            outline = [(above, heading) for above, heading in outline if above < level]
            outline.append((level, " ".join(block.text.split())))
        blocks.append(block)
    if blocks:
        yield tuple(heading for _, heading in outline), blocks


def _slug(heading: str) -> str:
    """A heading as part of an id: its words in lower case; a long one or one without words is told by its hash."""
    slug = _NOT_WORD.sub("-", heading.casefold()).strip("-")
    if slug and len(slug) <= _LONGEST_SLUG:
        return slug
    mark = hashlib.sha256(heading.encode(errors="replace")).hexdigest()[:8]
    return f"{slug[:_LONGEST_SLUG]}-{mark}".strip("-")


class _Anchors:
    """The fragments by which Confluence jumps to a heading; a repeated heading gets `.1`, `.2`, ..."""

    def __init__(self, title: str, body_format: str) -> None:
        self._seen: Counter[str] = Counter()
        self._write: Callable[[str], str] = (
            (lambda heading: heading.replace(" ", "-"))
            if body_format == ADF
            else (lambda heading: f"{''.join(title.split())}-{''.join(heading.split())}")
        )

    def of(self, heading: str) -> str:
        """Return the fragment, percent-encoded."""
        anchor = self._write(heading)
        before = self._seen[anchor]
        self._seen[anchor] += 1
        return quote(anchor + (f".{before}" if before else ""), safe="", errors="replace")
