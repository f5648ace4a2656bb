"""Names, identifiers and quoted words in a sentence that its source does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugin.assist.checks.dates import DATE

PLACEHOLDER = re.compile(r"\[[A-Z]+(?:_[0-9A-F]+_\d+)?\]")
_WORD = r"[A-ZÀ-ÖØ-ÞА-ЯΑ-Ω][\w'\u2019]+"
# A capitalised word inside a sentence; at its beginning, a capital says nothing.
_NAME = re.compile(rf"(?<![.!?:;\n•\-\u2013\u2014\"“„«(]\s)(?<!^)(?<![\w'\u2019\"“„«(]){_WORD}(?:\s+{_WORD})*")
_CODE = re.compile(
    r"(?<![\w.])(?:[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*|[A-Z]{2,}[a-z]?|\w+(?:_\w+)+|\w+(?:\.\w+)+\(?\)?|\w+\(\)|/[\w./\-]{3,}"
    r"|--?[a-z][\w\-]{2,})(?![\w])"
)
_JAPANESE = re.compile(r"([\u4e00-\u9fff々]{1,4}|[\u30a0-\u30ff]{2,10})(?=さん|様|氏|くん|君|先生)")
_QUOTED = re.compile(
    '"([^"\n]{2,300})"|“([^”\n]{2,300})”|„([^“”\n]{2,300})[“”]|«([^»\n]{2,300})»|「([^」\n]{2,300})」|『([^』\n]{2,300})』|`([^`\n]{2,300})`'
)
# Languages that write every noun with a capital: a capital is no sign of a name there.
_NOUNS_HAVE_CAPITALS = frozenset({"de", "lb"})
_ORDINARY = frozenset(
    ["I", "I'm", "I'd", "I'll", "I've", "OK", "AI", "PR", "TODO", "FAQ", "ID", "URL", "API", "UI", "CI", "SQL"]
)
_STEM = 4
_LONG_QUOTE = 3  # words, or as many characters in a script without blanks
_LONG_TEXT = 12


def unknown_names(text: str, source: str, language: str) -> list[str]:
    """Return names and identifiers of a sentence that stand nowhere in its source.

    Args:
        text: the sentence, without its placeholders' meaning: those are checked apart.
        source: everything that it cites, who wrote it and when included.
        language: of the sentence; empty where unknown.
    """
    bare = PLACEHOLDER.sub(" ", _QUOTED.sub(" ", DATE.sub(" ", text)))
    folded = source.casefold()
    return [name for name in dict.fromkeys(_names(bare, language)) if not _stands(name.casefold(), folded)]


def unknown_placeholders(text: str, source: str) -> bool:
    """Whether a sentence holds a placeholder that its source does not."""
    return bool(set(PLACEHOLDER.findall(text)) - set(PLACEHOLDER.findall(source)))


def unknown_quotes(text: str, source: str) -> tuple[bool, bool]:
    """Return whether a long and whether a short quotation of a sentence is none of its source's."""
    plain = _squeezed(source)
    long = short = False
    for found in _QUOTED.finditer(text):
        quote = next(group for group in found.groups() if group)
        if _squeezed(quote) in plain:
            continue
        if len(quote.split()) >= _LONG_QUOTE or len(quote) >= _LONG_TEXT:
            long = True
        else:
            short = True
    return long, short


def _names(text: str, language: str) -> Iterator[str]:
    for found in _CODE.finditer(text):
        name = found.group().rstrip("()")
        if name not in _ORDINARY and not any(c.isdigit() for c in name):  # with digits it is a fact of its own
            yield name
    for found in _JAPANESE.finditer(text):
        yield found.group(1)
    for found in _NAME.finditer(text):
        words = found.group().split()
        if language in _NOUNS_HAVE_CAPITALS and len(words) == 1:
            continue
        yield from (word for word in words if word not in _ORDINARY)


def _stands(name: str, source: str) -> bool:
    """Whether a name stands in the source, a case's or a plural's ending aside ("Anneke's", "Müllers")."""
    bare = re.sub(r"['\u2019]s?\Z", "", name)
    if bare in source:
        return True
    return len(bare) > _STEM and bare.isalpha() and bare.endswith("s") and bare[:-1] in source


def _squeezed(text: str) -> str:
    """Letters and digits alone: quotation differs in case, blanks and marks."""
    return re.sub(r"[\W_]+", "", text).casefold()
