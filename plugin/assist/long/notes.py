"""Notes of parts of long items, kept so that a new comment does not cost the whole thread again.

A note is found by an HMAC, under a key of the tenant, of the text that this reader has just read with their own
permissions, of the same text as it was masked, and of everything else that the note depends on: the level, the masking
profile, the engine with its model, the prompts. Who cannot read the text cannot find the note, and a text that changed
finds none. A note holds no placeholder of its run but numbers of its own, which are bound to the run that finds it.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import IntegrityError

from connectors.host.model import Document
from plugin.ai.port import Note, Noted
from plugin.masking.model import Vault
from plugin.masking.placeholders import Shapes, shapes
from plugin.policy.model import Allowed
from plugin.store.database import Database
from plugin.store.reading_tables import kept_notes as t
from plugin.store.secrets import SecretBox

NOTE_DAYS = 30
"""Days that notes are kept at most; less where results of their level are kept for less."""

_BATCH = 500
# Characters for private use: neither a laid-out text nor a model's answer can hold them (`plugin.ai.plain`).
_OPEN, _CLOSE = "\ue000", "\ue001"
_LOCAL = re.compile(f"{_OPEN}(\\d+){_CLOSE}")


class Notes:
    """The notes of every tenant."""

    def __init__(self, database: Database, box: SecretBox) -> None:
        self._database = database
        self._box = box

    def of(self, allowed: Allowed, document: Document, vault: Vault) -> ReadersNotes:
        """Return what one run may find and keep; it holds digests of what was read, and no text or person.

        Args:
            allowed: at which level, and how it was masked.
            document: as this person has just read it.
            vault: of this run.
        """
        tenant_id, profile = allowed.subject.tenant_id, allowed.masking
        key = self._key(tenant_id)
        scope = json.dumps(
            [
                allowed.level.code,
                allowed.effect.value,
                sorted(profile.detectors),
                sorted((pattern.name, pattern.pattern, pattern.placeholder) for pattern in profile.patterns),
            ]
        )
        read = {
            segment.id: [hmac.digest(key, block.text.encode(), "sha256").hex() for block in segment.blocks]
            for segment in document.segments
        }
        kept = _Kept(self, tenant_id, allowed.level.code)
        return ReadersNotes(kept, key, scope, read, shapes(vault.labels))

    def _key(self, tenant_id: str) -> bytes:
        """Return the key under which a tenant's texts are digested."""
        return hmac.digest(self._box.derived("kept-notes")[0], tenant_id.encode(), "sha256")

    def find(self, tenant_id: str, digests: Sequence[str]) -> dict[str, str]:
        """Return what is kept, by digest."""
        found: dict[str, str] = {}
        with self._database.read() as connection:
            for start in range(0, len(digests), _BATCH):
                some = digests[start : start + _BATCH]
                rows = connection.execute(
                    select(t.c.digest, t.c.notes).where(t.c.tenant_id == tenant_id, t.c.digest.in_(some))
                )
                found |= {row.digest: self._box.decrypt(row.notes, text=True) for row in rows}
        return found

    def keep(self, tenant_id: str, digest: str, level: str, notes: str) -> None:
        """Keep notes; who came second with the same text changes nothing."""
        row = {"tenant_id": tenant_id, "digest": digest, "level": level, "notes": self._box.encrypt(notes)}
        with self._database.begin() as connection:
            try:
                with connection.begin_nested():
                    connection.execute(insert(t).values(**row, made_at=datetime.now(UTC)))
            except IntegrityError:
                return


def forget_old_notes(connection: Connection, now: datetime) -> int:
    """Remove the notes of every tenant whose days are over."""
    return connection.execute(delete(t).where(t.c.made_at < now - timedelta(days=NOTE_DAYS))).rowcount


def forget_notes_of(connection: Connection, tenant_id: str, level: str, before: datetime) -> int:
    """Remove a tenant's notes of a level that were made before."""
    old = (t.c.tenant_id == tenant_id) & (t.c.level == level) & (t.c.made_at < before)
    return connection.execute(delete(t).where(old)).rowcount


def forget_notes(connection: Connection, tenant_id: str) -> int:
    """Remove a tenant's notes in the caller's transaction: its policy changed, or a person of it was erased."""
    return connection.execute(delete(t).where(t.c.tenant_id == tenant_id)).rowcount


@dataclass(frozen=True, slots=True)
class _Kept:
    """The notes of one tenant, at one level."""

    notes: Notes
    tenant_id: str
    level: str

    def find(self, digests: Sequence[str]) -> dict[str, str]:
        return self.notes.find(self.tenant_id, digests)

    def keep(self, digest: str, said: str) -> None:
        self.notes.keep(self.tenant_id, digest, self.level, said)


class ReadersNotes:
    """Implements `plugin.ai.port.KeptNotes` for one run."""

    def __init__(self, kept: _Kept, key: bytes, scope: str, read: dict[str, list[str]], known: Shapes) -> None:
        self._kept = kept
        self._tenants_key = key
        self._scope = scope
        self._read = read  # segment -> the digests of its blocks
        self._known = known

    def find(self, wanted: Sequence[Noted]) -> dict[Noted, tuple[Note, ...]]:
        """Return what is kept of these, with this run's placeholders."""
        digests = {noted: self._digest(noted) for noted in wanted}
        found = self._kept.find(list(digests.values()))
        return {noted: self._bound(noted, found[digest]) for noted, digest in digests.items() if digest in found}

    def keep(self, noted: Noted, notes: Sequence[Note]) -> None:
        """Keep notes whose placeholders are all of their own text, as it writes them."""
        numbers = {placeholder: number for number, placeholder in enumerate(self._placeholders(noted))}
        said = [[self._unbound(text, numbers), cites] for text, cites in notes]
        if all(text is not None for text, _ in said):
            self._kept.keep(self._digest(noted), json.dumps(said, ensure_ascii=False))

    def _digest(self, noted: Noted) -> str:
        """What the notes depend on, and nobody has who has not read the text."""
        read = [(s.segment, self._read.get(s.segment, [])[s.start : s.end]) for s in noted.sources]
        numbers = {placeholder: number for number, placeholder in enumerate(self._placeholders(noted))}
        local = self._known.exact.sub(lambda match: _local(numbers[match.group()]), noted.text)
        said = json.dumps([noted.label, self._scope, read, local], ensure_ascii=False)
        return hmac.digest(self._tenants_key, said.encode(), "sha256").hex()

    def _placeholders(self, noted: Noted) -> list[str]:
        """The placeholders of a text, each once, in the order in which they first stand there."""
        return list(dict.fromkeys(match.group() for match in self._known.exact.finditer(noted.text)))

    def _unbound(self, text: str, numbers: dict[str, int]) -> str | None:
        """A note with numbers for its placeholders; None where one is not of its text, or is bent."""
        local = self._known.exact.sub(
            lambda match: _local(numbers[match.group()]) if match.group() in numbers else match.group(), text
        )
        bare = _LOCAL.sub(" ", local)
        return None if self._known.tolerant.search(bare) or self._known.suspect.search(bare) else local

    def _bound(self, noted: Noted, kept: str) -> tuple[Note, ...]:
        names = self._placeholders(noted)
        return tuple(
            (_LOCAL.sub(lambda match: names[int(match.group(1))], text), tuple(cites))
            for text, cites in json.loads(kept)
        )


def _local(number: int) -> str:
    return f"{_OPEN}{number}{_CLOSE}"
