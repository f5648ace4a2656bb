"""What changed between two versions of a page, as statements: each is a verbatim piece of one of them.

    SIGNIFICANT  a number, date, person, key or rule is another one; a statement that has such came or went
    TEXT         other statements that came or went; the same said in other words
    FORM         what moved, and what only looks different

`role` says what became of a statement (`added`, `removed`, `changed`, `done`, `reopened`, `moved`, `formatted`), `was`
what stood there before where it was changed.
"""

from __future__ import annotations

from collections.abc import Callable

from connectors.host.model import Document
from plugin.ai.port import Length, Section, SectionKind, Sentence
from plugin.ai.versions.align import Change, What, changes_of
from plugin.ai.versions.weight import Weight

_SECTIONS = {
    Weight.FACTS: SectionKind.SIGNIFICANT,
    Weight.STATEMENT: SectionKind.SIGNIFICANT,
    Weight.TEXT: SectionKind.TEXT,
    Weight.WORDING: SectionKind.TEXT,
    Weight.MOVED: SectionKind.FORM,
    Weight.FORM: SectionKind.FORM,
}
_MOST = {Length.BRIEF: 8, Length.STANDARD: 30}
_MOST_OF_FORM = 5  # of them; the numbers and the diff say the rest


def changes_in(document: Document, length: Length, check: Callable[[], None]) -> tuple[Section, ...]:
    """Return the statements about what changed, most significant first; nothing where the texts are the same.

    Args:
        document: masked, with two versions of a page.
        length: how many statements are wanted.
        check: called between steps; raises where the work shall end.
    """
    check()
    changes = changes_of(document)
    check()
    found: dict[SectionKind, list[Sentence]] = {}
    left = _MOST[length]
    for change in changes:
        sentences = found.setdefault(_SECTIONS[change.weight], [])
        full = _SECTIONS[change.weight] is SectionKind.FORM and len(sentences) >= _MOST_OF_FORM
        if left and not full:
            sentences.append(_statement(change))
            left -= 1
    return tuple(Section(kind, tuple(found[kind])) for kind in SectionKind if found.get(kind))


def _statement(change: Change) -> Sentence:
    before, after = change.before, change.after
    cites = tuple(unit.segment_id for unit in (after, before) if unit)
    text = next(unit.text for unit in (after, before) if unit)
    was = before.text if before and change.what is What.CHANGED else ""
    return Sentence(text, cites, change.what.value, was=was)
