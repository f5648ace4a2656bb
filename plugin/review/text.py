"""A result as text for a comment, and how a person's version differs from it. Pure."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Any

from connectors.host.model import PUBLIC, Visibility, VisibilityKind
from plugin.review.model import Change

# The fields of "state" stand in the issue already, so a comment does not repeat them.
_SECTIONS = ("problem", "happened", "open", "latest")
_HEADINGS = {
    "en": {"problem": "Problem", "happened": "What happened", "open": "Open", "latest": "Latest"},
    "de": {"problem": "Problem", "happened": "Was geschah", "open": "Offen", "latest": "Zuletzt"},
    "ja": {"problem": "問題", "happened": "経緯", "open": "未解決", "latest": "最新"},
}
_FOOTERS = {
    "en": "AI-assisted (Vouch). Checked and approved by the author of this comment.",
    "de": "Mit KI erstellt (Vouch). Geprüft und freigegeben von der Person, die diesen Kommentar schreibt.",
    "ja": "AI を利用して作成(Vouch)。このコメントの投稿者が確認し、承認しました。",
}
_NAMED = {
    "en": "AI-assisted (Vouch). Checked and approved by {name}.",
    "de": "Mit KI erstellt (Vouch). Geprüft und freigegeben von {name}.",
    "ja": "AI を利用して作成(Vouch)。{name} が確認し、承認しました。",
}
_WORDS = re.compile(r"\s+|[^\s\w]|\w+")


def footer(language: str, name: str = "") -> str:
    """Return the visible line below an approved text; it names the person where the place itself does not."""
    return _NAMED.get(language, _NAMED["en"]).format(name=name) if name else _FOOTERS.get(language, _FOOTERS["en"])


def kept(result: dict[str, Any], struck: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the sentences that a text rests on."""
    return [
        sentence
        for section in result["sections"]
        if section["kind"] in _SECTIONS
        for sentence in section["sentences"]
        if sentence["id"] not in struck
    ]


def as_text(result: dict[str, Any], struck: tuple[str, ...], language: str) -> str:
    """Return a result as headings and bullets, without the struck sentences."""
    headings = _HEADINGS.get(language, _HEADINGS["en"])
    parts = []
    for section in result["sections"]:
        said = [s["text"] for s in section["sentences"] if s["id"] not in struck]
        if section["kind"] in _SECTIONS and said:
            bullets = "\n".join("- " + " ".join(text.split()) for text in said)
            parts.append(f"# {headings[section['kind']]}\n\n{bullets}")
    return "\n\n".join(parts)


def narrowest(sentences: list[dict[str, Any]]) -> Visibility:
    """Return the narrowest visibility that these sentences carry from their sources."""
    found = [Visibility(VisibilityKind(s["visibility"]["kind"]), s["visibility"]["name"]) for s in sentences]
    return max(found, key=lambda visibility: visibility.rank, default=PUBLIC)


def still_there(result: dict[str, Any], struck: tuple[str, ...], text: str) -> bool:
    """Whether a text still holds a sentence that was struck: then its source still counts, and it is refused."""
    folded = " ".join(text.casefold().split())
    gone = (s["text"] for section in result["sections"] for s in section["sentences"] if s["id"] in struck)
    return any(" ".join(said.casefold().split()) in folded for said in gone)


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
