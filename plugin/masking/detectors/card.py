"""Payment card numbers: the prefixes and lengths of the networks, checked by Luhn (ISO/IEC 7812-1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugin.masking.detectors.checks import luhn
from plugin.masking.model import EntityKind, Finding

_CANDIDATE = re.compile(r"(?<![\d.,-])(?<!\d )[0-6](?:[ -]?\d){11,18}(?![\d-]|[.,]\d)", re.ASCII)
_GROUPED = re.compile(r"^(?:\d{4}([ -])\d{4}\1\d{4}(?:\1\d{1,7})?|\d{4}([ -])\d{6}\2\d{4,5}|\d+)$", re.ASCII)
# Network by its first digits, then the lengths that it gives out.
_NETWORKS = (
    (re.compile(r"4"), {13, 16, 19}),  # Visa
    (re.compile(r"5[1-5]|2[2-7]"), {16}),  # Mastercard
    (re.compile(r"3[47]"), {15}),  # American Express
    (re.compile(r"6(?:011|4[4-9]|5)"), {16, 17, 18, 19}),  # Discover
    (re.compile(r"3(?:0[0-5]|6|8|9)"), {14, 16, 17, 18, 19}),  # Diners Club
    (re.compile(r"35"), {16, 17, 18, 19}),  # JCB
    (re.compile(r"2131|1800"), {15}),  # JCB, old
    (re.compile(r"62|81"), {16, 17, 18, 19}),  # UnionPay
    (re.compile(r"50|5[6-8]|6[0-9]|0604"), {12, 13, 14, 15, 16, 17, 18, 19}),  # Maestro and domestic schemes
    (re.compile(r"220[0-4]"), {16, 17, 18, 19}),  # Mir
    (re.compile(r"9792"), {16}),  # Troy
)


class CardDetector:
    """Finds numbers in the groups that cards are written in, or without blanks."""

    def detect(self, text: str) -> Iterator[Finding]:
        """Yield numbers of a known network whose check digit holds."""
        for match in _CANDIDATE.finditer(text):
            raw = match.group()
            digits = raw.replace(" ", "").replace("-", "")
            if _GROUPED.match(raw) and _network(digits) and luhn(digits):
                yield Finding(EntityKind.CARD, match.start(), match.end(), digits)


def _network(digits: str) -> bool:
    return any(prefix.match(digits) and len(digits) in lengths for prefix, lengths in _NETWORKS)
