"""A result as text for a comment, and how a person's version differs from it. Pure."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Any

from connectors.host.model import PUBLIC, Visibility, VisibilityKind
from plugin.review.model import Change
from plugin.review.phrases import BEFORE, FIELDS, FOOTERS, HEADINGS, LABELS, NAMED

_LEFT_OUT = frozenset({"state"})  # these fields stand in the issue already, so a text does not repeat them
_WORDS = re.compile(r"\s+|[^\s\w]|\w+")


def footer(language: str, name: str = "") -> str:
    """Return the visible line below an approved text; it names the person where the place itself does not."""
    return NAMED.get(language, NAMED["en"]).format(name=name) if name else FOOTERS.get(language, FOOTERS["en"])


def kept(result: dict[str, Any], struck: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the sentences that a text rests on."""
    return [
        sentence
        for section in result["sections"]
        if section["kind"] not in _LEFT_OUT
        for sentence in section["sentences"]
        if sentence["id"] not in struck
    ]


def as_text(result: dict[str, Any], struck: tuple[str, ...], language: str) -> str:
    """Return a result as headings and bullets, without the struck sentences."""
    headings = HEADINGS.get(language, HEADINGS["en"])
    parts = []
    for section in result["sections"]:
        said = [_line(s, language, section["kind"]) for s in section["sentences"] if s["id"] not in struck]
        if section["kind"] not in _LEFT_OUT and said:
            heading = headings.get(section["kind"])
            parts.append((f"# {heading}\n\n" if heading else "") + "\n".join(f"- {line}" for line in said))
    return "\n\n".join(parts)


def _line(sentence: dict[str, Any], language: str, kind: str) -> str:
    """A sentence with what the panel shows beside it: what became of it, what was there before, who, and until when."""
    text = " ".join(sentence["text"].split())
    role = sentence["role"]
    if kind == "changed":
        label = FIELDS.get(language, FIELDS["en"]).get(role, role)
    else:
        label = LABELS.get(language, LABELS["en"]).get(role, "")
    more = [said for said in (sentence.get("owner"), sentence.get("due")) if said and said not in text]
    if sentence.get("was"):
        was = " ".join(sentence["was"].split())
        more.append(BEFORE.get(language, BEFORE["en"]).replace("{was}", was))
    return (f"{label}: " if label else "") + text + (f" ({', '.join(more)})" if more else "")


def narrowest(sentences: list[dict[str, Any]]) -> Visibility:
    """Return the narrowest visibility that these sentences carry from their sources."""
    found = [Visibility(VisibilityKind(s["visibility"]["kind"]), s["visibility"]["name"]) for s in sentences]
    return max(found, key=lambda visibility: visibility.rank, default=PUBLIC)


def beside_own_body(result: dict[str, Any], sentences: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the sentences with a source that is neither the page's own title nor a section of its own body."""
    segments = {citation["n"]: citation["segment"] for citation in result["citations"]}
    return [s for s in sentences if not s["citations"] or not all(_own(segments.get(n, "")) for n in s["citations"])]


def in_the_way(result: dict[str, Any], struck: tuple[str, ...], refusal: str) -> tuple[str, ...]:
    """Return the ids of the sentences for which a target was refused; none where every sentence is."""
    sentences = kept(result, struck)
    if refusal == "not_own_body":
        found = beside_own_body(result, sentences)
    else:
        worst = narrowest(sentences)
        found = [s for s in sentences if refusal and worst.rank and narrowest([s]).rank == worst.rank]
    return tuple(s["id"] for s in found) if len(found) < len(sentences) else ()


def _own(segment: str) -> bool:
    return segment == "summary" or segment.startswith("section:")


def still_there(result: dict[str, Any], struck: tuple[str, ...], text: str) -> bool:
    """Whether a text still holds a sentence that was struck: then its source still counts, and it is refused."""
    folded = " ".join(text.casefold().split())
    gone = [s for section in result["sections"] for s in section["sentences"] if s["id"] in struck]
    said = (text for s in gone for text in (s["text"], s.get("was", "")) if text.strip())
    return any(" ".join(text.casefold().split()) in folded for text in said)


def changes(before: str, after: str) -> tuple[Change, ...]:
    """Return the word diff of two texts; the parts that are not removed make up `after`, letter by letter."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    found: list[Change] = []
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            found.append(Change("same", "".join(new[c:d])))
            continue
        if b > a:
            found.append(Change("removed", "".join(old[a:b])))
        if d > c:
            found.append(Change("added", "".join(new[c:d])))
    return tuple(found)


def edit_ratio(before: str, after: str) -> float:
    """Return how much was changed, by words: 0 nothing, 1 everything."""
    old, new = before.split(), after.split()
    return round(1 - SequenceMatcher(None, old, new, autojunk=False).ratio(), 4) if old or new else 0.0
