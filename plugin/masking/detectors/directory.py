"""Names from the site's directory: people whom the text mentions though they have no part in the item.

Only whole names count (first and last, in either order): among ten thousand people somebody is called Will or May.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from plugin.masking.model import EntityKind, Finding

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "prof",
        "herr",
        "frau",
        "dipl",
        "ing",
        "sig",
        "sra",
        "dott",
        "dhr",
        "mevr",
        "univ",
    ]
)
_SUFFIXES = frozenset(["jr", "sr", "phd", "md", "dds", "dvm", "mba", "ii", "iii", "bsc", "msc", "ba"])
_MOST_WORDS = 6
_GAP = re.compile(r"[ \t]{1,3}|,[ ]")
_AFTER_INITIAL = re.compile(r"\.?[ ]?")
_INITIAL = 2  # letters at most: "F.", "St."


class DirectoryDetector:
    """Finds names of a list; each look-up is by the first word, so a long list costs no more than a short one."""

    def __init__(self, names: Iterable[str]) -> None:
        self._latin: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        self._cjk: dict[str, set[str]] = defaultdict(set)
        self._values: dict[tuple[str, ...] | str, str] = {}
        for name in names:
            self._add(" ".join(name.split()))

    def _add(self, name: str) -> None:
        if _CJK.search(name):
            for form in {name, name.replace(" ", "")}:
                if len(form) > 2:  # noqa: PLR2004 (two characters are words of every other sentence)
                    self._cjk[form[:2]].add(form)
                    self._values[form] = name
            return
        words = [w for w in (w.casefold() for w in _WORD.findall(name)) if w not in _TITLES and w not in _SUFFIXES]
        if not 1 < len(words) <= _MOST_WORDS:
            return
        for order in {tuple(words), (words[-1], *words[:-1])}:
            self._latin[order[0]].add(order)
            self._values[order] = name

    def detect(self, text: str) -> Iterator[Finding]:
        """Yield whole names."""
        if self._latin:
            yield from self._in_words(text)
        if self._cjk:
            yield from self._in_characters(text)

    def _in_words(self, text: str) -> Iterator[Finding]:
        words = [(m.group().casefold(), m.start(), m.end()) for m in _WORD.finditer(text)]
        for index, (first, start, _) in enumerate(words):
            for form in self._latin.get(first, ()):
                found = words[index : index + len(form)]
                if tuple(word for word, _, _ in found) == form and _joined(text, found):
                    yield Finding(EntityKind.PERSON, start, found[-1][2], self._values[form])

    def _in_characters(self, text: str) -> Iterator[Finding]:
        for match in _CJK.finditer(text):
            for form in self._cjk.get(text[match.start() : match.start() + 2], ()):
                if text.startswith(form, match.start()):
                    yield Finding(EntityKind.PERSON, match.start(), match.start() + len(form), self._values[form])


def _joined(text: str, words: list[tuple[str, int, int]]) -> bool:
    """Whether only a blank, or the comma of "Byron, Ada", stands between the words."""
    return all(
        (_AFTER_INITIAL if len(left) <= _INITIAL else _GAP).fullmatch(text, end, start)
        or _GAP.fullmatch(text, end, start)
        for (left, _, end), (_, start, _) in pairwise(words)
    )
