"""Split the text of one block into sentences; every sentence is a verbatim piece of the block.

Rules for English, German, French, Spanish, Portuguese and CJK, no model: measured on bug reports, no splitter did
better than a pattern, because the blocks of a document already give the strongest boundaries.
"""

from __future__ import annotations

import re

# A full stop after these is no end: abbreviations that stand before a capital or a number.
_ABBREVIATED = """
mr mrs ms dr prof st vs cf approx incl excl ext fig eq sec dept inc ltd est esp resp min max avg
bzw ca evtl ggf inkl exkl zzgl vgl sog bspw allg gem gez hr fr tel str abs zb dh ua uu iu zt lt
mme mlle cie réf éd
sr sra srta dra ud uds ej pág págs núm aprox avda tfno admón depto izq dcha
exmo exma profa obs ref séc
jan feb mar apr jun jul aug sept sep oct okt nov dec dez
"""
_ABBREVIATIONS = frozenset(_ABBREVIATED.split())
# These are abbreviations before a number only ("No. 5"); before a word they may end a sentence ("No. It fails").
_BEFORE_NUMBER = frozenset(
    {
        "no",
        "nr",
        "art",
        "p",
        "pp",
        "n",
        "nº",
        "n°",
        "ap",
        "fl",
        "fls",
        "cap",
        "s",
        "v",
        "ver",
        "vol",
        "kap",
        "ziff",
        "rn",
    }
)
_MONTH = re.compile(
    r"(?:jan|feb|m[äa]r|apr|mai|may|jun|jul|aug|sep|o[kc]t|nov|de[zc])\w*\b|quartal\b|kalenderwoche\b", re.IGNORECASE
)
_CLOSING = "\"'\u201d\u2019\u00bb\u203a)\\]}\u300d\u300f\uff09\u3011\u300b\u3009"
_END = re.compile(
    rf"(?P<cjk>[\u3002\uff01\uff1f\uff61]+[{_CLOSING}]*)|(?P<latin>[.!?\u2026]+[{_CLOSING}]*)(?=\s)|(?P<line>\s*\n)"
)
_OPENING = "\"'\u201c\u201e\u00ab\u2018\u00bf\u00a1([*_-\u2013\u2022> \t"
_LAST_WORD = re.compile(r"(?:^|[\s(\[\"'\u201c\u201e])([\w.]+)$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")  # "J", "z.B", "e.g", "U.S"
_LIST_MARKER = re.compile(r"\s*(?:\d{1,3}|[a-zA-Z])\Z")
_WRAPPED_LINE = 50  # characters; a shorter line was ended on purpose


def split(text: str) -> list[str]:
    """Return the sentences of one block in order, without white space around them and otherwise unchanged.

    Abbreviations, numbers, versions, links and placeholders like `[EMAIL_9F3A61_1]` are not cut. A line break ends a
    sentence unless it only wraps a long line.
    """
    pieces, start = [], 0
    for end in _END.finditer(text):
        if _is_boundary(text, start, end):
            pieces.append(text[start : end.end()])
            start = end.end()
    pieces.append(text[start:])
    return [piece.strip() for piece in pieces if piece.strip()]


def _is_boundary(text: str, start: int, end: re.Match[str]) -> bool:
    """Whether the sentence that began at `start` is over after this mark."""
    following = text[end.end() :].lstrip()
    if not following or end.lastgroup == "cjk":
        return True
    if end.lastgroup == "line":
        line = text[text.rfind("\n", 0, end.start()) + 1 : end.start()]
        return len(line) < _WRAPPED_LINE or not following[0].islower()
    sentence, mark = text[start : end.start()], end.group()
    if mark.startswith("."):
        return _full_stop_ends(sentence, mark, following)
    return not mark.startswith("\u2026") or not following[0].islower()


def _full_stop_ends(sentence: str, mark: str, following: str) -> bool:
    """Whether a full stop (or dots) after `sentence` ends it."""
    if _LIST_MARKER.match(sentence):
        return False
    if following.lstrip(_OPENING)[:1].islower() and (mark.startswith("..") or not _casual(sentence)):
        return False
    found = _LAST_WORD.search(sentence)
    word = found.group(1).casefold() if found else ""
    if word in _ABBREVIATIONS or (mark == "." and _INITIALS.fullmatch(word)):
        return False
    if word in _BEFORE_NUMBER and following[0].isdigit():
        return False
    return not (word.isdigit() and len(word) <= 2 and _MONTH.match(following))  # noqa: PLR2004 (a day: "3. Mai")


def _casual(sentence: str) -> bool:
    """Whether the author writes without capitals, so that a small letter may begin a sentence."""
    return sentence.lstrip(_OPENING)[:1].islower()
