"""Administrators' own patterns, in an engine that never goes back: RE2 reads each character a bounded number of times.

A pattern is judged before it is kept: what does not compile, has grown too large, or would match nothing or nearly
everything, is refused with the reason. Without RE2 (it is a native library) no pattern can be kept, and a policy that
holds one masks nothing: the run fails closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from typing import Any

from plugin.masking.model import EntityKind, Finding
from plugin.policy.model import MaskingPattern, MaskingProfile

_MEMORY = 1 << 20  # bytes that a compiled pattern may take
_PROGRAM = 4_000  # instructions
_AT_ONCE = 4_000  # characters of a line that are searched together; keeps many matches linear
_OVERLAP = 200
_ORDINARY = "The checkout answers 502 since Monday, please have a look at it before 10.30 and tell the customer."
_MOST_OF_ORDINARY = 0.2  # of an ordinary sentence; what covers more would mask everything
_SECRET = EntityKind.SECRET.value


class PatternRefused(ValueError):
    """A pattern that cannot be kept; `reason` is safe to show."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PatternDetector:
    """Finds what one pattern matches; the text itself is the value."""

    def __init__(self, pattern: MaskingPattern) -> None:
        self._expression = _compiled(pattern.pattern)
        self._kind = EntityKind.SECRET if pattern.placeholder == _SECRET else EntityKind.CUSTOM
        self._label = "" if pattern.placeholder == _SECRET else pattern.placeholder

    def detect(self, text: str) -> Iterator[Finding]:
        """Yield matches, line by line; a line of thousands of characters in overlapping pieces."""
        at = 0
        for line in text.splitlines(keepends=True):
            for begin in range(0, len(line), _AT_ONCE):
                yield from self._in(line[begin : begin + _AT_ONCE + _OVERLAP], at + begin)
            at += len(line)

    def _in(self, piece: str, at: int) -> Iterator[Finding]:
        # Half a character (a lone surrogate) has no UTF-8; any stand-in of one character keeps the places.
        plain = piece.encode("utf-8", "replace").decode()
        for match in self._expression.finditer(plain):
            start, end = match.span()
            if start < end and start < _AT_ONCE:  # what begins later is found again in the next piece
                yield Finding(self._kind, at + start, at + end, piece[start:end], self._label)


def problems_of(profiles: Mapping[str, MaskingProfile]) -> list[tuple[str, str]]:
    """Return what is wrong with the patterns of profiles: (path in the policy document, reason) pairs."""
    found = []
    for name, profile in profiles.items():
        for index, pattern in enumerate(profile.patterns):
            try:
                check(pattern.pattern)
            except PatternRefused as refused:
                path = f"masking/profiles/{name}/patterns/{index}/pattern"
                found.append((path, f"{pattern.name}: {refused.reason}"))
    return found


def check(pattern: str) -> None:
    """Judge a pattern.

    Raises:
        PatternRefused: it cannot be kept.
    """
    expression = _compiled(pattern)
    if expression.search("") is not None:
        raise PatternRefused("matches the empty text")
    covered = sum(match.end() - match.start() for match in expression.finditer(_ORDINARY))
    if covered > len(_ORDINARY) * _MOST_OF_ORDINARY:
        raise PatternRefused("matches ordinary words, and would mask nearly everything")


def available() -> bool:
    """Whether patterns can be used on this machine."""
    try:
        import_module("re2")
    except ImportError:
        return False
    return True


def labels_of(patterns: Iterable[MaskingPattern]) -> frozenset[str]:
    """Return the types of placeholders that patterns add."""
    return frozenset(pattern.placeholder for pattern in patterns) - {_SECRET}


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> Any:  # noqa: ANN401 (the library ships no types)
    try:
        re2 = import_module("re2")
    except ImportError:
        raise PatternRefused("this server has no linear-time engine (google-re2)") from None
    options = re2.Options()
    options.max_mem, options.log_errors, options.never_nl = _MEMORY, False, True
    try:
        expression = re2.compile(pattern, options)
    except re2.error as fault:
        said = fault.args[0] if fault.args else b""
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        raise PatternRefused(f"is not a pattern of RE2: {words[:120]}") from None
    if expression.programsize > _PROGRAM or expression.reverseprogramsize > _PROGRAM:
        raise PatternRefused("is too large; use fewer or smaller repetitions")
    return expression
