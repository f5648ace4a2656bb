"""Two texts word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|\d+(?:[.,:/\-]\d+)*|[^\s\w]|[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")
_LEAST_KEPT = 0.3  # of the words; a text that kept less is shown as one that went and one that came


@dataclass(frozen=True, slots=True)
class Op:
    """A piece of text that is the `same`, was `added` or was `removed`."""

    op: str
    text: str


def word_diff(before: str, after: str) -> list[Op]:
    """Return the diff of two texts: without what was removed it is `after`, without what was added `before`.

    A space between two changed words counts as changed, so that a changed phrase is one piece.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if old and new and matcher.ratio() < _LEAST_KEPT:
        return [Op("removed", before), Op("added", after)]
    found: list[Op] = []
    removed = added = ""
    for op, a, b, c, d in matcher.get_opcodes():
        same = "".join(new[c:d])
        if op == "equal" and not (same.isspace() and (removed or added) and d < len(new)):
            found += _flushed(removed, added)
            removed = added = ""
            found.append(Op("same", same))
        else:
            removed += "".join(old[a:b])
            added += same
    return [*found, *_flushed(removed, added)]


def _flushed(removed: str, added: str) -> list[Op]:
    pieces = (Op("removed", removed), Op("added", added))
    return [piece for piece in pieces if piece.text]
