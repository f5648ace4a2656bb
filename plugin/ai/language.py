"""Guess the language of a text offline: by its script, and for Latin letters by its small words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

STOP_WORDS = {
    name: frozenset(words.split())
    for name, words in {
        "en": """
            the of and to in is was were are be been it that this for on with as at by from not no have
            has had will would can could should there their they we you he she i an or but if when which
            what who do does did so than then after before because into about up out all any some more
            most only also just its our your my me us them these those since until still now within
            without between over under during while again both each other another per via off near
        """,
        "de": """
            der die das den dem des und oder ist war sind waren wird wurde werden ein eine einen einem
            einer nicht kein keine mit auf für von zu im in am an aus bei nach über unter vor wenn dass
            es er sie wir ihr ich sich auch noch nur schon aber als wie hat haben hatte kann können muss
            soll sollte dann durch zum zur seit bis alle mehr
        """,
        "fr": """
            le la les un une des du de et ou est était sont été ne pas plus que qui dans sur pour par
            avec sans ce cette ces il elle ils elles nous vous je on se son sa ses au aux en mais si
            comme tout tous fait être avoir a depuis après avant lors
        """,
        "es": """
            el la los las un una unos unas del de y o es era son fue ser no que en con por para sin se
            su sus lo al como más pero si este esta estos estas ha han había está están desde hasta
            cuando todo todos muy también ya
        """,
        "pt": """
            o a os as um uma uns umas do da dos das de e ou é era são foi ser não que em no na nos nas
            com por para sem se seu sua ao à como mais mas este esta isso ele ela eles há está estão
            desde até quando todos muito também já foram
        """,
        "it": """
            il lo la gli le un uno una del della dei delle di e o è era sono stato non che in nel nella
            con per senza si su al come più ma questo questa ha hanno da dal dopo prima quando tutti
            anche già
        """,
        "nl": """
            de het een en of is was zijn waren niet geen van in op met voor door aan bij naar uit dat
            die dit deze er ze we hij zij ik je maar als ook nog wel om te heeft hebben kan moet wordt
            werd sinds
        """,
    }.items()
}
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = (
    ("HIRAGANA", "ja"),
    ("KATAKANA", "ja"),
    ("HANGUL", "ko"),
    ("CJK", "zh"),
    ("CYRILLIC", "ru"),
    ("ARABIC", "ar"),
    ("GREEK", "el"),
    ("HEBREW", "he"),
    ("THAI", "th"),
    ("DEVANAGARI", "hi"),
)
_LOOKED_AT = 4000  # characters
_LEAST = 2  # small words that make a guess


_SMALL = frozenset().union(*STOP_WORDS.values())


def is_small(word: str) -> bool:
    """Whether a word only holds sentences together, in one of the languages that are known here."""
    return word.casefold() in _SMALL


def guess(text: str) -> str:
    """Return a two-letter code; empty where the text says too little or could be two languages."""
    sample = text[:_LOOKED_AT].casefold()
    scripts = Counter(_script(c) for c in sample if c.isalpha())
    total = sum(scripts.values())
    if not total:
        return ""
    if scripts["ja"] and scripts["ja"] + scripts["zh"] > total / 3:
        return "ja"
    name, count = scripts.most_common(1)[0]
    if name != "latin":
        return name if count > total / 3 else ""
    words = _WORD.findall(sample)
    votes = Counter({name: sum(word in small for word in words) for name, small in STOP_WORDS.items()})
    (first, most), (_, next_most) = votes.most_common(2)
    return first if most >= _LEAST and most > next_most else ""


def _script(character: str) -> str:
    if character < "\u0250":
        return "latin"
    name = unicodedata.name(character, "")
    return next((code for script, code in _SCRIPTS if name.startswith(script)), "latin")
