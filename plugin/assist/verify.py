"""Check a draft against what it cites; a sentence that does not hold is removed and counted.

Gates, in order: the cited ids exist; every number (dates and versions are numbers here), issue key, link and name
in the sentence stands in what it cites. The check runs on masked text, so placeholders count as names.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from connectors.host.model import Document, Segment
from plugin.ai.port import Choice, Draft, Section, Sentence, Suggestion
from plugin.assist import suggestions
from plugin.masking.model import Masked

_PLACEHOLDER = re.compile(r"\[[A-Z]+(?:_[0-9A-F]+_\d+)?\]")
_LINK = re.compile(r"(?:https?|ftp)://[^\s<>\"']+|\bwww\.[^\s<>\"']+", re.IGNORECASE)
_KEY = re.compile(r"\b[A-Z][A-Z0-9_]+-\d+\b")
_NUMBER = re.compile(r"\d+(?:[.,:/\-]\d+)*")
_WORD = r"[A-ZÀ-ÖØ-Þ][\w'\u2019]+"
# A capitalised word inside a sentence; at its beginning, a capital says nothing.
_NAME = re.compile(rf"(?<![.!?:;\n•\-\u2013\u2014]\s)(?<!^)(?<![\w'\u2019]){_WORD}(?:\s+{_WORD})*")
_MARKUP = re.compile(r"<\s*/?\s*[a-z][^>]*>|!\[[^\]]*\]\(|\[[^\]]+\]\([^)]+\)|javascript:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Checked:
    """What is left of a draft: every sentence cites at least one existing segment that holds its facts.

    Every suggestion is a value that was offered, and cites at least one existing segment.
    """

    sections: tuple[Section, ...]
    removed: dict[str, int]
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def sentences(self) -> int:
        """How many sentences are left."""
        return sum(len(section.sentences) for section in self.sections)


def verify(draft: Draft, masked: Masked, choices: Sequence[Choice] = ()) -> Checked:
    """Return the sentences and suggestions of the draft that hold, and how many were removed for which reason."""
    removed: Counter[str] = Counter()
    sections = []
    for section in draft.sections:
        kept = []
        for sentence in section.sentences:
            checked, reason = _check(sentence, masked.document)
            if checked is None:
                removed[reason] += 1
            else:
                kept.append(checked)
        if kept:
            sections.append(Section(section.kind, tuple(kept)))
    kept_suggestions, dropped = suggestions.check(draft.suggestions, choices, masked.document)
    return Checked(tuple(sections), dict(removed + dropped), kept_suggestions)


def _check(sentence: Sentence, document: Document) -> tuple[Sentence | None, str]:
    text = _plain(sentence.text)
    sources = [s for s in (document.segment(cited) for cited in dict.fromkeys(sentence.cites)) if s is not None]
    if not text or not sources:
        return None, "no_source"
    source = _plain("\n".join(_source_text(segment) for segment in sources))
    for reason, fault in (
        ("markup", _new_markup),
        ("link", _new_link),
        ("key", _new_key),
        ("number", _new_number),
        ("name", _new_name),
    ):
        if fault(text, source):
            return None, reason
    owner, due = (_plain(said) if _stands_in(_plain(said), source) else "" for said in (sentence.owner, sentence.due))
    return replace(sentence, text=text, cites=tuple(s.id for s in sources), owner=owner, due=due), ""


def _source_text(segment: Segment) -> str:
    """What a sentence may rest on: the text, who wrote it, when, and for links and fields their own names."""
    parts = [segment.text, segment.role, segment.id.partition(":")[2]]
    if segment.author:
        parts.append(segment.author.display_name)
    if segment.at:
        parts.append(segment.at.strftime("%Y-%m-%d %d.%m.%Y %d/%m/%Y %H:%M"))
    return "\n".join(parts)


def _plain(text: str) -> str:
    """Text with one form of each character, without control and invisible formatting characters."""
    normal = unicodedata.normalize("NFC", text)
    return "".join(c for c in normal if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cs"}).strip()


def _stands_in(said: str, source: str) -> bool:
    """Whether the source holds it as whole words."""
    return bool(said) and re.search(rf"(?<!\w){re.escape(said)}(?!\w)", source) is not None


def _new_markup(text: str, source: str) -> bool:
    return any(found.group() not in source for found in _MARKUP.finditer(text))


def _new_link(text: str, source: str) -> bool:
    return any(found.group() not in source for found in _LINK.finditer(text))


def _new_key(text: str, source: str) -> bool:
    return bool(set(_KEY.findall(text)) - set(_KEY.findall(source)))


def _new_number(text: str, source: str) -> bool:
    known = set(_NUMBER.findall(_PLACEHOLDER.sub(" ", source)))
    return any(number not in known for number in _NUMBER.findall(_PLACEHOLDER.sub(" ", text)))


def _new_name(text: str, source: str) -> bool:
    if set(_PLACEHOLDER.findall(text)) - set(_PLACEHOLDER.findall(source)):
        return True
    folded = source.casefold()
    return any(
        word.casefold() not in folded
        for found in _NAME.finditer(_PLACEHOLDER.sub(" ", text))
        for word in found.group().split()
    )
