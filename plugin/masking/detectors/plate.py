"""Licence plates. Off unless a profile asks for them: their forms are short, and many ids look like one.

Forms that are mostly something else (`ABC-123` is an issue's key) count only after a word that announces a plate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugin.masking.model import EntityKind, Finding
from plugin.masking.squash import squash

_ALONE = re.compile(
    r"(?<![\w-])(?:"
    r"[A-ZÄÖÜ]{1,3}-[A-Z]{1,2}[ -]\d{1,4}[EH]?"  # Germany
    r"|[A-Z]{2}\d{2} ?[A-Z]{3}"  # United Kingdom
    r"|[A-Z]{2}-\d{3}-[A-Z]{2}"  # France
    r"|[A-Z]{2} \d{3} ?[A-Z]{2}|[A-Z]{2}\d{3}[A-Z]{2}"  # Italy
    r"|\d{4} [BCDFGHJKLMNPRSTVWXYZ]{3}"  # Spain
    r"|[A-Z]{2}-\d{2}-\d{2}|\d{2}-[A-Z]{2}-\d{2}|[A-Z]{2}-\d{3}-[A-Z]"  # Netherlands
    r"|\d-[A-Z]{3}-\d{2}|\d{2}-[A-Z]{3}-\d"
    r"|[A-Z]{3}\d[A-Z]\d{2}|[A-Z]{3}-\d[A-Z]\d{2}"  # Brazil
    r")(?![\w-])"
)
_JAPAN = re.compile(
    r"(?:[一-龥]{2,4}|いわき|なにわ|つくば|とちぎ) ?\d{2,3} ?[ぁ-ん] ?(?:\d{2}-\d{2}|[・.]{0,3}\d{1,3})(?!\d)"
)
_ANNOUNCED = re.compile(
    r"(?:licen[cs]e plate|number plate|\bplates?\b|vehicle|registration (?:no|number|mark)|kennzeichen"
    r"|nummernschild|matr[ií]cula"
    r"|immatriculation|plaque|\btarga\b|kenteken|rejestrac|registreringsn|\breg\.?nr|rekisteri|\bplaca\b|ナンバー)"
    r"\w{0,14}\W{0,3}(?:\w{1,12} )??"
    r"(?P<plate>(?=[A-Z0-9 -]{0,8}\d)[A-Z0-9]{1,4}[ -]?[A-Z0-9]{2,5}(?:[ -][A-Z0-9]{1,4})?)(?![\w-])",
    re.IGNORECASE,
)


class PlateDetector:
    """Finds plates; letters and digits are the value."""

    def detect(self, text: str) -> Iterator[Finding]:
        """Yield plates."""
        for pattern in (_ALONE, _JAPAN):
            for match in pattern.finditer(text):
                yield Finding(EntityKind.PLATE, match.start(), match.end(), squash(match.group()))
        for match in _ANNOUNCED.finditer(text):
            if match["plate"].upper() == match["plate"]:
                start, end = match.span("plate")
                yield Finding(EntityKind.PLATE, start, end, squash(match["plate"]))
