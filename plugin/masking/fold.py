"""One look for characters that look alike, without moving any: offsets in the folded text are offsets in the text.

Full-width digits and letters (as Japanese keyboards write them), all kinds of blanks and all kinds of hyphens become
their plain forms, so that no detector has to know them.
"""

from __future__ import annotations

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BLANKS = dict.fromkeys([0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
_HYPHENS = dict.fromkeys([*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63], "-")
_TABLE: dict[int, int | str] = {**_WIDE, **_BLANKS, **_HYPHENS}


def fold(text: str) -> str:
    """Return the text in plain forms; same length, character for character."""
    return text if text.isascii() else text.translate(_TABLE)
