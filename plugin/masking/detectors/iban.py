"""International bank account numbers: ISO 13616, checked by ISO 7064 mod 97-10."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugin.masking.model import EntityKind, Finding

_CANDIDATE = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ \u00a0-]?[A-Za-z0-9]{2,4}){3,8}(?:[ -]?[A-Za-z0-9]{1,3})?(?![A-Za-z0-9])"
)
_MIN, _MAX = 15, 34


class IbanDetector:
    """Finds numbers whose check digits hold; the number without blanks is the value."""

    def detect(self, text: str) -> Iterator[Finding]:
        """Yield numbers. The candidate may have swallowed a following word: shorter ends are tried too."""
        for match in _CANDIDATE.finditer(text):
            raw = match.group()
            for end in (len(raw), *(i for i in range(len(raw) - 1, _MIN - 1, -1) if not raw[i].isalnum())):
                compact = re.sub(r"[^A-Za-z0-9]", "", raw[:end]).upper()
                if _MIN <= len(compact) <= _MAX and mod97(compact):
                    yield Finding(EntityKind.IBAN, match.start(), match.start() + end, compact)
                    break


def mod97(compact: str) -> bool:
    """Whether the check digits hold: letters become two digits, the first four characters go to the end."""
    rearranged = compact[4:] + compact[:4]
    return int("".join(str(int(c, 36)) for c in rearranged)) % 97 == 1
