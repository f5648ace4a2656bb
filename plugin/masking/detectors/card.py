"""Payment card numbers: 13 to 19 digits with a known first digit, checked by Luhn (ISO/IEC 7812-1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugin.masking.model import EntityKind, Finding

_CANDIDATE = re.compile(r"(?<![\d.,-])[2-6](?:[ \u00a0-]?\d){12,18}(?![\d-])")
_GROUPED = re.compile(
    r"^(?:\d{4}[ \u00a0-]\d{4}[ \u00a0-]\d{4}[ \u00a0-]\d{1,7}|\d{4}[ \u00a0-]\d{6}[ \u00a0-]\d{4,5}|\d+)$"
)


class CardDetector:
    """Finds numbers in the groups that cards are written in, or without blanks."""

    def detect(self, text: str) -> Iterator[Finding]:
        """Yield numbers whose check digit holds."""
        for match in _CANDIDATE.finditer(text):
            raw = match.group()
            digits = re.sub(r"\D", "", raw)
            if _GROUPED.match(raw) and luhn(digits) and len(set(digits)) > 1:  # 0000... is no card
                yield Finding(EntityKind.CARD, match.start(), match.end(), digits)


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 (the digits' sum of a two-digit product)
    return total % 10 == 0
