"""Compare values without regard to case, blanks and the signs that numbers are grouped with."""

from __future__ import annotations

import re
import unicodedata

_SIGNS = re.compile(r"[\W_]+")
SHORTEST = 6
"""Letters and digits that a value needs before it is looked for in this way; less would be found in any text."""


def squash(text: str) -> str:
    """Return the letters and digits of a text, in one case and one form."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text).casefold())
