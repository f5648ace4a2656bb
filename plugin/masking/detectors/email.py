"""E-mail addresses (RFC 5322's usual form, with international letters)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from plugin.masking.model import EntityKind, Finding

# Scripts that are written without blanks touch an address on both sides; they are no part of it.
_LETTER = r"[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
# Bounded repetitions: a long run of letters without an @ costs linear time.
_ADDRESS = re.compile(
    rf"(?<!{_LETTER})(?<![.+%-])(?:{_LETTER}|[.+%'-]){{1,64}}@(?:(?:{_LETTER}|-){{1,63}}\.){{1,8}}"
    rf"(?:(?![\d_]){_LETTER}){{2,24}}(?!{_LETTER}|-)"
)


class EmailDetector:
    """Finds addresses; upper and lower case are one value."""

    def detect(self, text: str) -> Iterator[Finding]:
        """Yield addresses."""
        if "@" not in text:
            return
        for match in _ADDRESS.finditer(text):
            value = unicodedata.normalize("NFKC", match.group()).casefold()
            yield Finding(EntityKind.EMAIL, match.start(), match.end(), value)
