"""How much a change matters: facts and rules before wording, wording before form.

A fact is a number (dates and versions are numbers here), a person who is mentioned or masked, an issue key or a link; a
rule is a word that permits, forbids, demands or denies, in English, German and Japanese. The words are a list, not an
understanding: what is demanded in other words counts as wording.
"""

from __future__ import annotations

import re
from collections import Counter
from enum import IntEnum

from connectors.host.model import BlockKind


class Weight(IntEnum):
    """From what matters most to what matters least."""

    FACTS = 0  # a number, a date, a person, a key or a rule is another one
    STATEMENT = 1  # a statement that has such came or went
    TEXT = 2  # a statement without such came or went
    WORDING = 3  # the same said in other words
    MOVED = 4
    FORM = 5  # spaces, capitals, punctuation, a list instead of a paragraph


_NUMBER = re.compile(r"\d+(?:[.,:/\-]\d+)*")
_MONTH = re.compile(
    r"\b(?:january|february|march|april|june|july|august|september|october|november|december"
    r"|januar|februar|märz|mai|juni|juli|oktober|dezember|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)s?\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"@\w[\w.-]*|\[PERSON_[0-9A-F]+_\d+\]")
_REFERENCE = re.compile(r"\b[A-Z][A-Z0-9_]+-\d+\b|\bhttps?://[^\s<>\"')]+")
_LATIN_RULE = re.compile(
    r"\b(?:must|shall|should|may|cannot|can't|mustn't|required?|requires|mandatory|prohibit\w*|forbidden|allowed|permitted"
    r"|never|always|only|not|no|nobody|without|except|unless"
    r"|muss|müssen|darf|dürfen|soll|sollen|sollte|verboten|untersagt|erlaubt|zulässig|verpflichte\w*|pflicht"
    r"|nicht|kein\w*|nie|niemals|niemand|immer|nur|ohne|außer)\b",
    re.IGNORECASE,
)
_JAPANESE_RULE = re.compile(
    r"禁止|必須|必ず|許可|不可|限り|のみ|以外|しなければな|なければならない|してはな|てはいけ|てはならない|べき|ません|ない(?=[。、\s]|$)"
)
_MARKED = frozenset({BlockKind.DECISION, BlockKind.TASK_OPEN, BlockKind.TASK_DONE})


def facts(text: str) -> Counter[str]:
    """Return the facts and rules of a text."""
    found: Counter[str] = Counter()
    for pattern in (_NUMBER, _MONTH, _PERSON, _REFERENCE, _LATIN_RULE, _JAPANESE_RULE):
        found.update(match.group().casefold() for match in pattern.finditer(text))
    return found


def of_pair(before: str, after: str) -> Weight:
    """Return the weight of one statement that became another."""
    if _loose(before) == _loose(after):
        return Weight.FORM
    return Weight.FACTS if facts(before) != facts(after) else Weight.WORDING


def of_one(text: str, kind: BlockKind) -> Weight:
    """Return the weight of a statement that came or went; decisions and tasks are statements whatever they say."""
    return Weight.STATEMENT if kind in _MARKED or facts(text) else Weight.TEXT


def _loose(text: str) -> str:
    """A text without what is form: capitals and all signs that are no letter, digit, or sign of an amount."""
    return re.sub(r"[^\w%€$£¥+<>=]+", "", text.casefold())
