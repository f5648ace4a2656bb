"""Which level a place might have: by Atlassian's own, else by its name; a person decides. Pure.

Words are looked for at the beginning of a name's words. Where several fit, the strictest counts; a wider level than
internal is suggested only by a name that says it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from connectors.host.model import NativeLevel
from plugin.policy.model import Level
from plugin.policy.native import NativeLevels

_NAMES = {
    Level.RESTRICTED: (
        "security incident", "incident response", "legal", "board", "merger", "acquisition", "payroll", "salar",
        "whistle", "investigation", "forensic", "gehalt", "vorstand", "rechtsabteilung", "vorfall", "juridique",
        "法務", "取締役", "給与", "内部通報", "機密",
    ),
    Level.CONFIDENTIAL: (
        "hr", "human resources", "people team", "personnel", "personal", "finance", "finanz", "accounting",
        "buchhaltung", "customer", "client", "kunden", "sales", "vertrieb", "contract", "vertrag", "claims", "security",
        "sicherheit", "support", "service desk", "patient", "health", "人事", "顧客", "お客様", "経理", "営業", "契約",
    ),
    Level.PUBLIC: ("public", "open source", "öffentlich", "公開"),
}  # fmt: skip
_NATIVE = {
    Level.RESTRICTED: ("restricted", "secret", "highly", "strictly", "streng", "geheim", "極秘"),
    Level.CONFIDENTIAL: ("confidential", "sensitive", "private", "vertraulich", "機密"),
    Level.INTERNAL: ("internal", "intern", "社内"),
    Level.PUBLIC: ("public", "öffentlich", "公開"),
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A level and why: `atlassian` with the level's name, `name` with the word, `kind`, or `usual`."""

    level: Level
    why: str
    word: str = ""


def suggest(name: str, kind: str, native: Sequence[NativeLevel], mapped: NativeLevels) -> Suggestion:
    """Suggest a level for a place.

    Args:
        name: the place's.
        kind: as its host says.
        native: Atlassian's levels of it, as far as they can be read.
        mapped: what the policy makes of Atlassian's levels.
    """
    said = [(level, each.name) for each in native for level in [_of_native(each, mapped)] if level is not None]
    if said:
        level, word = max(said)
        return Suggestion(level, "atlassian", word)
    if kind == "personal":
        return Suggestion(Level.CONFIDENTIAL, "kind")
    for level in (Level.RESTRICTED, Level.CONFIDENTIAL, Level.PUBLIC):
        word = next((word for word in _NAMES[level] if _begins(word, name)), "")
        if word:
            return Suggestion(level, "name", word)
    return Suggestion(Level.INTERNAL, "usual")


def _of_native(said: NativeLevel, mapped: NativeLevels) -> Level | None:
    if mapped.consulted:
        return mapped.level(said.id, said.name)
    return next((level for level, words in _NATIVE.items() if any(_begins(word, said.name) for word in words)), None)


def _begins(word: str, name: str) -> bool:
    """Whether a word of the name begins so; short words must be whole. Japanese has no spaces: anywhere."""
    text = name.casefold()
    if not word.isascii() and not word[0].isalpha():
        return word in text
    if any("\u3040" <= sign <= "\u9fff" for sign in word):
        return word in text
    end = r"\b" if len(word) <= 3 else ""  # noqa: PLR2004 (`hr` is not `hritik`)
    return re.search(rf"\b{re.escape(word)}{end}", text) is not None
