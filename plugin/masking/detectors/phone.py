"""Telephone numbers of every country, by the `phonenumbers` library.

A number without a country's code is only looked for after a word that announces one or in the form of a region of
`regions`; bare digits, dates, versions, issue keys and ids are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, format_number

from plugin.masking.model import EntityKind, Finding

# Worth asking the library: a plus, or digits in groups, or a word that announces a number.
_HINT = re.compile(r"\+\s?\d|\(0?\d{2,5}\)\s?\d|\b0\d{1,5}[\s/.-]\d|\d{3}[\s.-]\d{3,4}[\s.-]?\d{3,4}|\b0\d{9,10}\b")
_ANNOUNCED = re.compile(
    r"(?:phone|tel|fon|mobile|handy|mobil|call(?:\s+me)?(?:\s+(?:at|on|under))?|ring|fax|whatsapp|sms|電話|携帯)"
    r"[\s.:#-]{0,4}(?:\w+\s){0,2}$",
    re.IGNORECASE,
)
_NOT_PHONE = re.compile(r"^\d{4}[-./ ]\d{1,2}[-./ ]\d{1,2}|^\d{1,2}[-./]\d{1,2}[-./]\d{2,4}$|^\d{1,3}(?:[. ,]\d{3})+$")
_MIN_DIGITS = 7


class PhoneDetector:
    """Finds numbers; the international form is the value."""

    def __init__(self, regions: tuple[str, ...] = ("GB", "US", "DE", "JP", "FR")) -> None:
        self._regions = regions

    def detect(self, text: str) -> Iterator[Finding]:
        """Yield numbers; each place once, whichever region recognises it."""
        if not _HINT.search(text):
            return
        taken: list[tuple[int, int]] = []
        for region in self._regions:
            for match in PhoneNumberMatcher(text, region, leniency=Leniency.VALID):
                if any(match.start < end and start < match.end for start, end in taken):
                    continue
                if self._plausible(text, match.start, match.raw_string):
                    taken.append((match.start, match.end))
                    value = format_number(match.number, PhoneNumberFormat.E164)
                    yield Finding(EntityKind.PHONE, match.start, match.end, value)

    @staticmethod
    def _plausible(text: str, start: int, raw: str) -> bool:
        digits = sum(c.isdigit() for c in raw)
        if digits < _MIN_DIGITS or _NOT_PHONE.search(raw):
            return False
        before = text[max(0, start - 40) : start]
        if before[-1:] in {"#", "-", "_", "=", "/", ".", ":"} and not _ANNOUNCED.search(before):
            return False
        # A number that is digits alone could be any id, unless somebody announces it or it dials a country.
        return raw.startswith(("+", "(", "0")) or not raw.isdigit() or bool(_ANNOUNCED.search(before))
