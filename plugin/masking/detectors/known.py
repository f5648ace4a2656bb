"""Values that were found once are masked wherever else they stand, whether or not anything announces them there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from plugin.masking.model import EntityKind, Finding

_SHORTEST = 4
_LONG_WORD = 12
_MOST = 2_000  # values of one run that are looked for; more would be a list, whose entries are found one by one


class KnownDetector:
    """Finds values as they were written before. Names are left to their own detector, which minds the language."""

    def __init__(self, found: Iterable[tuple[str, Finding]]) -> None:
        self._known: dict[str, Finding] = {}
        for original, finding in found:
            if finding.kind is not EntityKind.PERSON and _is_telling(original) and len(self._known) < _MOST:
                self._known.setdefault(original, finding)

    def detect(self, text: str) -> Iterator[Finding]:
        """Yield the values; 4711 is not found in 14711."""
        for value, known in self._known.items():
            at = text.find(value)
            while at >= 0:
                end = at + len(value)
                if not (_joined(text[at - 1 : at], value[0]) or _joined(value[-1], text[end : end + 1])):
                    yield Finding(known.kind, at, end, known.value, known.label)
                at = text.find(value, end)


def _is_telling(value: str) -> bool:
    """Somebody's password may be "test": the word elsewhere is a word."""
    return len(value) >= _SHORTEST and (not value.isalpha() or len(value) >= _LONG_WORD)


def _joined(left: str, right: str) -> bool:
    return left.isalnum() and right.isalnum() and left.isascii() and right.isascii()
