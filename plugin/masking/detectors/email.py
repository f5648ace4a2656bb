"""E-mail addresses (RFC 5322's usual form, with international letters)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from plugin.masking.model import EntityKind, Finding

# Bounded repetitions: a long run of letters without an @ costs linear time.
_ADDRESS = re.compile(r"(?<![\w.+%-])[\w.+%'-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w-])")


class EmailDetector:
    """Finds addresses; upper and lower case are one value."""

    def detect(self, text: str) -> Iterator[Finding]:
        """Yield addresses."""
        if "@" not in text:
            return
        for match in _ADDRESS.finditer(text):
            value = unicodedata.normalize("NFKC", match.group()).casefold()
            yield Finding(EntityKind.EMAIL, match.start(), match.end(), value)
