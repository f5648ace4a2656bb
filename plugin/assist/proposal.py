"""From what was checked to what a person sees: originals restored, sources numbered, visibility carried along.

Quotes come from the document as it was read, not from the masked text. Each sentence carries the narrowest
visibility of its sources, so that a later write can refuse a place that more people can read.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from connectors.host.choices import Choices
from connectors.host.model import Document, Product, Segment, SegmentKind
from plugin.ai.port import Sentence
from plugin.assist import suggestions
from plugin.assist.verify import Checked
from plugin.assist.visibility import narrowest, visibility_json
from plugin.masking.model import Masked, Vault
from plugin.masking.unmask import UnknownPlaceholder, unmask

_QUOTE_CHARACTERS = 320


@dataclass(slots=True)
class _Sources:
    """Numbers the sources in the order in which they are first cited."""

    document: Document
    masked: Document
    entries: list[dict[str, Any]] = field(default_factory=list)
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    def number(self, segment_id: str, sentence: str, *beside: str) -> int:
        segment = self.document.segment(segment_id)
        if segment is None:  # verified before; a segment cannot vanish between masking and here
            raise KeyError(segment_id)
        quote = self._quote(segment, [text for text in (sentence, *beside) if text])
        key = (segment_id, quote)
        if key not in self.numbers:
            self.numbers[key] = len(self.numbers) + 1
            self.entries.append(_citation(self.numbers[key], segment, quote))
        return self.numbers[key]

    def _quote(self, segment: Segment, said: list[str]) -> str:
        """The block of the original that holds the first of these masked texts; else the segment's beginning."""
        masked = self.masked.segment(segment.id)
        blocks = masked.blocks if masked else ()
        found = ((i, text) for text in said for i, block in enumerate(blocks) if text in block.text)
        index, around = next(found, (0, "".join(said[:1])))
        text = segment.blocks[index].text if index < len(segment.blocks) else segment.text
        return _shorten(text, around=around)


def propose(
    checked: Checked, document: Document, masked: Masked, vault: Vault, choices: tuple[Choices, ...] | None = None
) -> dict[str, Any]:
    """Return the result's sections, citations, coverage and receipt (see `Result` in openapi.yaml).

    Args:
        checked: what is left of the draft.
        document: as it was read.
        masked: as the engine saw it.
        vault: what the placeholders stand for.
        choices: what there was to choose from; None where nothing was to be chosen, then there are no suggestions.
    """
    sources = _Sources(document, masked.document)
    removed: Counter[str] = Counter(checked.removed)
    sections, count = [], 0
    for section in checked.sections:
        sentences = []
        for sentence in section.sentences:
            try:
                said = _unmasked(sentence, vault)
            except UnknownPlaceholder:
                removed["placeholder"] += 1
                continue
            count += 1
            sentences.append({"id": f"s{count}", **said, **_resting_on(sentence, document, sources)})
        if sentences:
            sections.append({"kind": section.kind.value, "sentences": sentences})
    suggested = suggestions.propose(checked.suggestions, choices or (), document, sources.number)
    return {
        "title": document.title,
        "sections": sections,
        **({} if choices is None else {"suggestions": suggested}),
        "citations": sources.entries,
        "coverage": _coverage(document, dict(removed)),
        "receipt": {"total": masked.receipt.total, "counts": dict(masked.receipt.counts)},
    }


def _unmasked(sentence: Sentence, vault: Vault) -> dict[str, Any]:
    """What a sentence says; what it does not name beside, and marks that it has not, are left out."""
    said: dict[str, Any] = {"text": unmask(sentence.text, vault), "role": sentence.role}
    named = {name: unmask(getattr(sentence, name), vault) for name in ("owner", "due", "was", "on")}
    marks = {"uncertain": sentence.uncertain, "unverified": sentence.unverified}
    return said | {name: value for name, value in {**named, **marks}.items() if value}


def _resting_on(sentence: Sentence, document: Document, sources: _Sources) -> dict[str, Any]:
    cited = [s for s in (document.segment(c) for c in sentence.cites) if s is not None]
    return {
        "visibility": visibility_json(narrowest(cited)),
        "citations": [sources.number(s.id, sentence.text, sentence.was, sentence.on) for s in cited],
    }


def _citation(number: int, segment: Segment, quote: str) -> dict[str, Any]:
    is_comment = segment.kind is SegmentKind.COMMENT
    return {
        "n": number,
        "segment": segment.id,
        "kind": segment.kind.value,
        "role": segment.role,
        "author": segment.author.display_name if segment.author else "",
        "at": segment.at.isoformat() if segment.at else None,
        "visibility": visibility_json(segment.visibility),
        "quote": quote,
        "href": segment.href,
        "comment_id": segment.id.partition(":")[2] if is_comment else "",
    }


def _coverage(document: Document, removed: dict[str, int]) -> dict[str, Any]:
    sections = sum(s.kind is SegmentKind.SECTION for s in document.segments)
    files = sum(s.kind is SegmentKind.ATTACHMENT for s in document.segments)
    versions = {"versions_read": 2} if "to_version" in document.facts else {}
    return {
        **({"sections_read": sections, **versions} if document.item.product is Product.CONFLUENCE else {}),
        "comments_read": sum(s.kind is SegmentKind.COMMENT for s in document.segments),
        "comments_total": document.comments_total,
        **({"files_read": files} if files else {}),
        "omissions": [{"what": o.what, "count": o.count, "names": list(o.names)} for o in document.omissions],
        "removed": removed,
    }


def _shorten(text: str, *, around: str) -> str:
    """At most `_QUOTE_CHARACTERS` characters of the text, with the cited part in view."""
    if len(text) <= _QUOTE_CHARACTERS:
        return text
    at = max(text.find(around[:60]), 0)
    start = max(0, min(at - _QUOTE_CHARACTERS // 4, len(text) - _QUOTE_CHARACTERS))
    end = min(len(text), start + _QUOTE_CHARACTERS)
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")
