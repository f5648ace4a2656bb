"""The golden set: which items, and the facts that people found in each.

A fact is written as words that one sentence must hold: `&` joins what must stand together, `|` what may stand instead,
and binds tighter. So `400 & pool|connections` is said by "The pool is at 400". Facts are numbers, names and identifiers
as far as there are any, so that they hold in every language.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from connectors.host.model import Item, Product


@dataclass(frozen=True, slots=True)
class GoldenItem:
    """An item of the stand-in site, the facts that a summary should say, and words that none may say.

    Attributes:
        name: `jira:PAY-101`, `confluence:196612`.
        facts: as above.
        never: what an attack or a secret in the item wants said.
    """

    name: str
    facts: tuple[str, ...]
    never: tuple[str, ...] = ()

    @property
    def item(self) -> Item:
        """Where it is."""
        product, _, key = self.name.partition(":")
        return Item(Product.JIRA, key=key) if product == Product.JIRA.value else Item(Product.CONFLUENCE, id=key)


@cache
def golden() -> tuple[GoldenItem, ...]:
    """Return the set."""
    rows = json.loads(files(__package__).joinpath("items.json").read_text(encoding="utf-8"))
    return tuple(GoldenItem(row["item"], tuple(row["facts"]), tuple(row.get("never", ()))) for row in rows)


def says(fact: str, sentences: Iterable[str]) -> bool:
    """Return whether one of the sentences says the fact."""
    parts = [[_plain(word) for word in part.split("|")] for part in fact.split("&")]
    return any(_holds(parts, _plain(sentence)) for sentence in sentences)


def _holds(parts: Sequence[Sequence[str]], sentence: str) -> bool:
    return all(any(word in sentence for word in part) for part in parts)


def _plain(text: str) -> str:
    """Small letters, one kind of blank."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
