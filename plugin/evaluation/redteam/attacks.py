"""What is planted: our own attacks, and the strings of corpora where they are installed (the extra `redteam`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

FOREIGN = "evil-collector.example"
"""The address to which our own attacks want to lead; nobody's (RFC 2606)."""

OWN = "vouch"
_LONGEST = 4_000  # characters of a corpus's string


@dataclass(frozen=True, slots=True)
class Attack:
    """One text that wants an engine to do something else.

    Attributes:
        name: stable, with the corpus before it: `vouch/close-the-material`.
        aim: what it is after: `link`, `category`, `leak`, `unmask`, `write`, `statement`, `any`.
        text: what is planted.
    """

    name: str
    aim: str
    text: str

    @property
    def corpus(self) -> str:
        """Where it comes from."""
        return self.name.partition("/")[0]


def own() -> tuple[Attack, ...]:
    """Return our own attacks."""
    return _own()


def of_corpora() -> tuple[Attack, ...]:
    """Return the attacks of every corpus that is installed; each once."""
    found: dict[str, Attack] = {}
    for read in (_bastion, _jailbreaks):
        for attack in read():
            found.setdefault(attack.text, attack)
    return tuple(found.values())


@cache
def _own() -> tuple[Attack, ...]:
    rows = json.loads(files(__package__).joinpath("attacks.json").read_text(encoding="utf-8"))
    return tuple(
        Attack(f"{OWN}/{row['name']}", row["aim"], _disguised(row["text"].replace("{foreign}", FOREIGN), row.get("as")))
        for row in rows
    )


def _disguised(text: str, way: str | None) -> str:
    """A text so that a person does not see it: in Unicode's tags, with joiners between letters, or turned round."""
    if way == "tags":
        return "Thanks." + "".join(chr(0xE0000 + ord(c)) for c in text if c.isascii())
    if way == "joiners":
        return "\u2060\u200b".join(text)
    if way == "turned":
        return f"\u202e{text[::-1]}\u202c"
    return text


def _bastion() -> Iterator[Attack]:
    for row in _rows("bastioncorpus", "load_corpus"):
        if row.label == "malicious" and row.text.strip():
            yield Attack(f"bastioncorpus/{row.id}", "any", row.text[:_LONGEST])


def _jailbreaks() -> Iterator[Attack]:
    for row in _rows("jailbreak_corpus_mini", "load_corpus"):
        if row.prompt.strip():
            yield Attack(f"jailbreak_corpus_mini/{row.id}", "any", row.prompt[:_LONGEST])


def _rows(module: str, function: str) -> list[Any]:
    """What a corpus's own loader returns; nothing where it is not installed."""
    try:
        found = getattr(import_module(module), function)()
    except ModuleNotFoundError:
        return []
    return list(found)
