"""The parts of an item as the gates need them: their text, their facts, their words; each worked out once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from connectors.host.model import Segment, SegmentKind
from plugin.ai.embedded.sentences import split
from plugin.ai.language import guess
from plugin.ai.plain import one_line, plain
from plugin.assist.checks.overlap import Overlap, terms
from plugin.assist.checks.readings import Fact, Held, held

_NEAR = 0.5  # of a sentence's words: a part that holds so much speaks of the same thing
_NEAREST = 3
_LETTER = "[0-9A-Za-z\u00c0-\u024f]"
_NEARER = 0.1
_FAIR = (0.35, 0.85)  # of the words that the best place holds: where that is half of the sentence's, and all of it
_SPEAKS = 0.25  # of a sentence's words: a place that holds so many speaks of it
_BARE = 3  # words


@dataclass(frozen=True, slots=True)
class Passages:
    """The places of the cited parts where a fact of a sentence may stand.

    A part is as long as somebody likes, and a small number stands in it somewhere. So a place must hold a fair share of
    the words that the best place holds, unless it has hardly a word itself, as a row of a table. Where a word right
    next to a number stands next to numbers, it is one of those, and where numbers stand between the same two words, one
    of those too. Where the parts share few words with the sentence, every place is as good: it may be another language.

    Attributes:
        written: who wrote the parts and when.
        near: sentences that speak of the same.
        rows: sentences with hardly a word.
    """

    written: list[Held]
    near: list[Held]
    rows: list[Held]

    def hold(self, fact: Fact) -> bool:
        """Whether the fact stands there."""
        if any(held.has(fact) for held in (*self.written, *self.rows)):
            return True
        beside = {held.beside(fact) for held in self.near}
        between = {held.between(fact) for held in self.near}
        told = (True in said or False not in said for said in (beside, between))
        return any(held.has(fact) for held in self.near) and all(told)

    def often(self, fact: Fact, times: int) -> bool:
        """Whether the fact stands there so many times; a date or a joined number is not counted."""
        if fact.parts or any(reading[0] == "d" for reading in fact.readings):
            return True
        places = _distinct((*self.written, *self.rows, *self.near))
        return max(sum(held.counts[reading] for held in places) for reading in fact.readings) >= times


@dataclass(frozen=True, slots=True)
class _Place:
    """A sentence of a source: its facts, those of it and its neighbours, their words, whether it has hardly a word."""

    held: Held
    around: tuple[Held, ...]
    words: set[str]
    bare: bool


class Sources:
    """What a sentence may rest on, by number."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._numbers = {segment.id: number for number, segment in enumerate(segments)}
        self._texts: dict[int, str] = {}
        self._lines: dict[int, str] = {}
        self._held: dict[int, Held] = {}
        self._known: dict[int, Held] = {}
        self._near: dict[int, list[_Place]] = {}

    @property
    def all(self) -> range:
        """Every part."""
        return range(len(self._segments))

    def known(self, ids: Iterable[str]) -> list[int]:
        """Return the parts of these ids, each once, without those that are not there."""
        return [self._numbers[cited] for cited in dict.fromkeys(ids) if cited in self._numbers]

    def id(self, number: int) -> str:
        """Return a part's id."""
        return self._segments[number].id

    @staticmethod
    def plain(text: str) -> str:
        """Return a text as it may be shown."""
        return plain(text)

    def text(self, parts: Iterable[int]) -> str:
        """Return what a sentence may rest on: the text, who wrote it, the field's own name, a link's key."""
        return "\n".join(self._text(part) for part in parts)

    def verbatim(self, text: str, parts: Iterable[int]) -> bool:
        """Whether one of the parts says exactly this."""
        line = one_line(text)
        return any(line in self._line(part) for part in parts)

    def names(self, said: str, parts: Iterable[int]) -> bool:
        """Whether the parts hold this as whole words, as far as their script puts spaces between words."""
        word = one_line(said)
        before = rf"(?<!{_LETTER})" if re.match(_LETTER, word) else ""
        after = rf"(?!{_LETTER})" if re.search(rf"{_LETTER}\Z", word) else ""
        return bool(word) and re.search(f"{before}{re.escape(word)}{after}", self.text(parts)) is not None

    def held(self, parts: Iterable[int]) -> Held:
        """Return the facts of the parts together, with the day and the time at which each was written."""
        together = Held()
        for part in parts:
            together.add(self._facts(part))
        return together

    def passages(self, text: str, parts: Iterable[int]) -> Passages:
        """Return where the parts speak of what a sentence says."""
        parts = list(parts)
        said = self.words(text)
        places = [place for part in parts for place in self._places(part)]
        shares = [self._overlap.share_of(said, place.words) for place in places]
        best = max(shares, default=0.0)
        least = best * _fair(best) if best >= _SPEAKS else 0.0
        return Passages(
            written=[self._written(part) for part in parts],
            near=_distinct(
                held for share, place in zip(shares, places, strict=True) if share >= least for held in place.around
            ),
            rows=[place.held for place in places if place.bare],
        )

    def authors(self, parts: Iterable[int]) -> int:
        """Return how many people wrote the parts."""
        written = (self._segments[part].author for part in parts)
        return len({author.account_id for author in written if author})

    def share(self, said: set[str], parts: Iterable[int]) -> float:
        """Return how much of a sentence's words the parts hold."""
        return self._overlap.share(said, parts)

    def best(self, said: set[str]) -> tuple[int, float]:
        """Return the part that holds most of a sentence's words, and how much."""
        return self._overlap.best(said, self.all)

    @staticmethod
    def words(text: str) -> set[str]:
        """Return what a sentence speaks of: its words without its numbers."""
        return {term for term in terms(text) if not any(c.isdigit() for c in term)}

    def nearest(self, text: str, cited: Sequence[int]) -> list[int]:
        """Return parts that clearly say more of a sentence than those it cites do, the nearest first.

        Numbers are left aside: a sentence with a wrong one still speaks of what it cites.
        """
        said = self.words(text)
        least = max(_NEAR, self.share(said, cited) + _NEARER)
        shares = sorted(((self.share(said, [part]), -part) for part in self.all if part not in cited), reverse=True)
        return [-part for share, part in shares[:_NEAREST] if share >= least]

    def foreign(self, text: str, parts: Iterable[int]) -> bool:
        """Whether a sentence is in another language than the parts."""
        said, source = guess(text), guess("\n".join(self._segments[part].text for part in parts))
        return bool(said) and bool(source) and said != source

    @cached_property
    def _overlap(self) -> Overlap:
        return Overlap([self._text(part) for part in self.all])

    def _text(self, part: int) -> str:
        if part not in self._texts:
            self._texts[part] = plain("\n".join([self._segments[part].text, *self._about(part)]))
        return self._texts[part]

    def _about(self, part: int) -> list[str]:
        """What is known of a part beside its text: the field's or link's own name, who wrote it."""
        segment = self._segments[part]
        about = [segment.role] if segment.role else []
        if segment.kind is SegmentKind.LINK:
            about.append(segment.id.partition(":")[2])
        if segment.author:
            about.append(segment.author.display_name)
        return about

    def _line(self, part: int) -> str:
        if part not in self._lines:
            self._lines[part] = one_line(self._segments[part].text)
        return self._lines[part]

    def _places(self, part: int) -> list[_Place]:
        """The sentences of a part: the facts of each, and the words of it and of those beside it."""
        if part not in self._near:
            segment = self._segments[part]
            texts = [text for block in segment.blocks for text in split(plain(block.text))]
            words, facts = [terms(text) for text in texts], [held(text) for text in texts]
            about = terms("\n".join(self._about(part)))
            self._near[part] = []
            for at, text in enumerate(texts):
                beside = slice(max(at - 1, 0), at + 2)
                bare = len(self.words(text)) < _BARE
                self._near[part].append(_Place(facts[at], tuple(facts[beside]), about.union(*words[beside]), bare))
        return self._near[part]

    def _facts(self, part: int) -> Held:
        if part not in self._held:
            found = held(self._text(part))
            found.add(self._written(part))
            self._held[part] = found
        return self._held[part]

    def _written(self, part: int) -> Held:
        """What is known of a part, and the day and the time at which it was written."""
        if part not in self._known:
            found, at = held("\n".join(self._about(part))), self._segments[part].at
            if at:
                found.dates.append(("d", at.year, at.month, at.day))
                found.readings |= {("t", at.hour, at.minute), ("n", Decimal(at.year))}
            self._known[part] = found
        return self._known[part]


def _fair(best: float) -> float:
    """The nearer a sentence keeps to the words of its source, the nearer to the best place its facts must stand."""
    low, high = _FAIR
    return low + (high - low) * max(0.0, (best - 0.5) / 0.5)


def _distinct(found: Iterable[Held]) -> list[Held]:
    """Each once, though neighbours share it."""
    return list({id(held): held for held in found}.values())
