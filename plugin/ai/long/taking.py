"""Ask for notes of some parts: each call has a delimiter and a canary of its own, and sees these parts alone."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from connectors.host.model import Block, BlockKind, Segment
from plugin.ai.answer import notes_schema, parse_notes
from plugin.ai.asking import Question
from plugin.ai.long.units import Unit
from plugin.ai.port import Note, Noted
from plugin.ai.prompts.layout import lay_out
from plugin.ai.prompts.library import prompt
from plugin.ai.prompts.secrecy import repeats
from plugin.masking.unmask import placeholders

NOTES, NOTES_RUN = "notes", "notes_run"
LONGEST_NOTE = 400  # characters


@dataclass(frozen=True, slots=True)
class Job:
    """Parts that one call takes notes of; `most` notes at most. With one part, nothing else can colour its notes."""

    units: tuple[Unit, ...]
    most: int

    @property
    def cost(self) -> int:
        """Estimated tokens of the parts."""
        return sum(unit.cost for unit in self.units)

    def noted(self, by: str) -> Noted:
        """Return what its notes are kept by."""
        sources = tuple(source for unit in self.units for source in unit.sources)
        text = "\x1e".join(f"{unit.part.kind.value}\x1f{unit.text}" for unit in self.units)
        return Noted(f"{by}/{label()}/{self.most}", text, sources)

    def question(self) -> Question[tuple[Note, ...]]:
        """Return what is asked of a model."""
        made = lay_out([unit.part for unit in self.units], 2 * self.cost + 1000)
        canary = f"K-{secrets.token_hex(6)}"
        run = prompt(NOTES_RUN).text.format(most=self.most, nonce=made.nonce, mark=made.mark, canary=canary)
        system = (prompt(NOTES).text, run)
        return Question(
            system=system,
            text=made.text,
            schema=notes_schema(),
            read=self._read,
            leaked=lambda answer: repeats(answer, (canary, made.nonce), system, made.text),
        )

    def unit(self, number: int, note: Note) -> Unit:
        """Return a note as a unit that stands for the parts that it cites."""
        text, cites = note
        cited = [self.units[at] for at in cites]
        first = cited[0].part
        alone = len(self.units) == 1
        narrowest = max((unit.part.visibility for unit in cited), key=lambda visibility: visibility.rank)
        part = Segment(
            id=f"{first.id}~n{number}",
            kind=first.kind,
            blocks=(Block(BlockKind.PARAGRAPH, text),),
            visibility=narrowest,
            role=first.role,
            author=first.author if alone else None,  # what several people wrote, the note itself says of whom
            at=cited[-1].part.at,
        )
        ids = tuple(dict.fromkeys(id_ for unit in cited for id_ in unit.cites))
        sources = tuple(dict.fromkeys(source for unit in cited for source in unit.sources))
        return Unit(part, ids, sources, note=True)

    def _read(self, answer: str) -> tuple[Note, ...]:
        """The notes that hold no placeholder which their parts do not."""
        known = set(placeholders("\n".join(unit.text for unit in self.units)))
        notes = parse_notes(answer, len(self.units))[: self.most]
        short = [(text[:LONGEST_NOTE], cites) for text, cites in notes]
        return tuple(note for note in short if set(placeholders(note[0])) <= known)


def label() -> str:
    """What the record says of the prompts."""
    return f"{prompt(NOTES).label}/{prompt(NOTES_RUN).label}"
