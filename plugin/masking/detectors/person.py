"""Names of the people that the document itself names: authors, assignees, mentions.

An exact dictionary of this document beats any recogniser on ticket text; names of others are not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from connectors.host.model import Person
from plugin.masking.model import EntityKind, Finding

_MIN_PART = 3
_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿĀ-ž]")
_COMMON = frozenset(
    {
        "the",
        "and",
        "van",
        "von",
        "der",
        "den",
        "del",
        "bin",
        "support",
        "team",
        "admin",
        "service",
        "bot",
        "desk",
        "customer",
        "system",
        "automation",
        "jira",
    }
)


class PersonDetector:
    """Finds full names and their parts; all forms of one person are one value."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._values: dict[str, str] = {}
        for person in people:
            full = " ".join(person.display_name.split())
            if not full:
                continue
            self._values.setdefault(full.casefold(), person.account_id or full)
            for part in _parts(full):
                self._values.setdefault(part.casefold(), person.account_id or full)
        forms = sorted(self._values, key=len, reverse=True)
        self._pattern = re.compile("|".join(_bounded(form) for form in forms), re.IGNORECASE) if forms else None

    def detect(self, text: str) -> Iterator[Finding]:
        """Yield names; a part of a name counts only with a capital, as names are written."""
        if self._pattern is None:
            return
        for match in self._pattern.finditer(text):
            form = " ".join(match.group().split())
            latin = bool(_LATIN.match(form))
            if latin and not form[:1].isupper():
                continue
            value = self._values.get(form.casefold())
            if value is not None:
                yield Finding(EntityKind.PERSON, match.start(), match.end(), value)


def _parts(full: str) -> list[str]:
    words = re.split(r"[\s,()]+", full)
    latin = [w.strip(".'") for w in words if len(w.strip(".'")) >= _MIN_PART and w.casefold() not in _COMMON]
    other = [w for w in words if w and not _LATIN.match(w) and len(w) > 1]
    return sorted({*latin, *other}) if len(words) > 1 else []


def _bounded(form: str) -> str:
    escaped = r"\s+".join(re.escape(word) for word in form.split())
    # Scripts without blanks between words (Japanese) have no word boundary to ask for.
    return rf"(?<!\w){escaped}(?!\w)" if _LATIN.match(form) else escaped
