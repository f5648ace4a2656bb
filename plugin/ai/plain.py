"""Text without what cannot be seen: what a person does not see, a model shall not read, and no answer shall carry.

Control and formatting characters (zero width, direction marks, Unicode's tag characters), variation selectors, and
letters that are drawn as nothing have all been used to hide instructions or to carry data out.
"""

from __future__ import annotations

import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
_DRAWN_AS_NOTHING = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc")
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0), range(0x180B, 0x1810))


def plain(text: str) -> str:
    """Return the text in one form of each character (NFC), without characters that cannot be seen, and stripped."""
    normal = unicodedata.normalize("NFC", text)
    if normal.isascii() and normal.isprintable():
        return normal.strip()
    return "".join(c for c in normal if c in "\n\t" or _seen(c)).strip()


def one_line(text: str) -> str:
    """The same with every run of white space as one blank."""
    return " ".join(plain(text.replace("\u2028", " ").replace("\u2029", " ")).split())


def _seen(character: str) -> bool:
    if unicodedata.category(character) in _HIDDEN or character in _DRAWN_AS_NOTHING:
        return False
    return not any(ord(character) in selectors for selectors in _SELECTORS)
