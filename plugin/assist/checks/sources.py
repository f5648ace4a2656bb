"""The parts of an item as the gates need them: their text, their facts, their words; each worked out once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property

from connectors.host.model import Segment, SegmentKind
from plugin.ai.language import guess
from plugin.ai.plain import one_line, plain
from plugin.assist.checks.overlap import Overlap
from plugin.assist.checks.readings import Held, held

_NEAR = 0.5  # of a sentence's words: a part that holds so much speaks of the same thing
_NEAREST = 3
_LETTER = "[0-9A-Za-z\u00c0-\u024f]"


class Sources:
    """What a sentence may rest on, by number."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._numbers = {segment.id: number for number, segment in enumerate(segments)}
        self._texts: dict[int, str] = {}
        self._lines: dict[int, str] = {}
        self._held: dict[int, Held] = {}

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

    def nearest(self, said: set[str], cited: Sequence[int]) -> list[int]:
        """Return other parts that speak of the same thing as a sentence, the nearest first."""
        least = max(_NEAR, self.share(said, cited))
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
            segment = self._segments[part]
            pieces = [segment.text, segment.role]
            if segment.kind is SegmentKind.LINK:
                pieces.append(segment.id.partition(":")[2])
            if segment.author:
                pieces.append(segment.author.display_name)
            self._texts[part] = plain("\n".join(pieces))
        return self._texts[part]

    def _line(self, part: int) -> str:
        if part not in self._lines:
            self._lines[part] = one_line(self._segments[part].text)
        return self._lines[part]

    def _facts(self, part: int) -> Held:
        if part not in self._held:
            found = held(self._text(part))
            at = self._segments[part].at
            if at:
                found.dates.append(("d", at.year, at.month, at.day))
                found.readings |= {("t", at.hour, at.minute), ("n", Decimal(at.year))}
            self._held[part] = found
        return self._held[part]
