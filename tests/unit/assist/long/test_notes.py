"""Kept notes: found by their readers alone, without a value that was masked, and gone when the rules change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from connectors.host.model import Document, Segment
from plugin.ai.long.taking import Job
from plugin.ai.long.units import units_of
from plugin.ai.port import Noted
from plugin.assist.long.notes import Notes, forget_notes, forget_notes_of, forget_old_notes
from plugin.masking.mask import mask
from plugin.masking.model import Vault
from plugin.masking.unmask import unmask
from plugin.policy.model import Allowed, Level, MaskingProfile
from plugin.store.database import Database
from plugin.store.reading_tables import kept_notes
from plugin.store.secrets import SecretBox
from plugin.store.tables import tenants
from tests.fakes.documents import BO, allowed, comment, document

TEXT = "Bo Ek asked ada@example.com to restart it, and ada@example.com did. Token ghp_" + "a1B2" * 9
NOW = datetime.now(UTC)


@pytest.fixture
def notes(database: Database, box: SecretBox) -> Notes:
    """The notes of one tenant."""
    with database.begin() as connection:
        connection.execute(
            insert(tenants).values([{"id": name, "site": "s", "created_at": NOW} for name in ("tenant", "other")])
        )
    return Notes(database, box)


def read(*segments: Segment, by: Allowed | None = None, label: str = "m-1") -> tuple[Allowed, Document, Vault, Noted]:
    """A run over these, up to the notes of the last of them."""
    reader = by or allowed("mask")
    whole = document(*segments)
    masked, vault = mask(whole, reader)
    job = Job((units_of(masked.document.segments)[-1],), 4)
    return reader, whole, vault, job.noted(label)


def test_bound_to_each_run(notes: Notes) -> None:
    """A note comes back with the placeholders of the run that finds it, and says the same of the same people."""
    reader, whole, vault, noted = read(comment(7, "On it.", author=BO), comment(1, TEXT))
    names = [placeholder for placeholder, original in vault.items() if original in {"Bo Ek", "ada@example.com"}]
    said = f"{names[0]} and {names[1]} restarted it, [SECRET] was used."
    notes.of(reader, whole, vault).keep(noted, [(said, (0,))])
    reader, whole, vault, noted = read(comment(9, "Mail to zed@example.com", author=BO), comment(1, TEXT))
    ((text, cites),) = notes.of(reader, whole, vault).find([noted])[noted]
    assert cites == (0,)
    assert text != said
    assert unmask(text.replace("[SECRET]", "it"), vault) in {
        "Bo Ek and ada@example.com restarted it, it was used.",
        "ada@example.com and Bo Ek restarted it, it was used.",
    }


def test_nothing_readable_at_rest(notes: Notes, database: Database) -> None:
    """A row holds no text, no id of an item and no plain digest of what was read."""
    reader, whole, vault, noted = read(comment(1, TEXT))
    notes.of(reader, whole, vault).keep(noted, [("It was restarted by somebody.", (0,))])
    notes.of(reader, whole, vault).keep(noted, [("Twice.", (0,))])
    with database.read() as connection:
        (row,) = connection.execute(select(kept_notes)).mappings().all()
    assert set(row) == {"tenant_id", "digest", "level", "notes", "made_at"}
    assert b"restarted" not in row["notes"]
    assert whole.segments[0].digest != row["digest"]


CHANGED = {
    "the text": lambda: read(comment(1, TEXT + " Really.")),
    "the author": lambda: read(comment(1, TEXT, author=BO)),
    "the segment": lambda: read(comment(3, TEXT)),
    "the model": lambda: read(comment(1, TEXT), label="m-2"),
    "the level": lambda: read(comment(1, TEXT), by=replace(allowed("mask"), level=Level.CONFIDENTIAL)),
    "the profile": lambda: read(
        comment(1, TEXT), by=replace(allowed("mask"), masking=MaskingProfile(frozenset({"email"})))
    ),
    "whether it is masked": lambda: read(comment(1, TEXT), by=allowed("allow")),
    "the tenant": lambda: read(
        comment(1, TEXT), by=replace(allowed("mask"), subject=replace(allowed().subject, tenant_id="other"))
    ),
    "what another part gave away": lambda: read(comment(2, "On it.", author=BO), comment(1, TEXT)),
}


@pytest.mark.parametrize("what", CHANGED)
def test_not_found(notes: Notes, what: str) -> None:
    """Whoever reads anything else, or reads it otherwise, finds nothing."""
    reader, whole, vault, noted = read(comment(1, TEXT))
    notes.of(reader, whole, vault).keep(noted, [("It was restarted.", (0,))])
    assert notes.of(reader, whole, vault).find([noted])
    reader, whole, vault, noted = CHANGED[what]()
    assert notes.of(reader, whole, vault).find([noted]) == {}


@pytest.mark.parametrize("said", ["[PERSON_AAAAAA_1] did it.", "It was EMAIL_9F3A61_1.", "[email-9f3a61-1] said so"])
def test_not_kept(notes: Notes, said: str) -> None:
    """A placeholder that is not of the text, or was bent, is never kept."""
    reader, whole, vault, noted = read(comment(1, TEXT))
    notes.of(reader, whole, vault).keep(noted, [(said, (0,))])
    assert notes.of(reader, whole, vault).find([noted]) == {}


def test_forgotten(notes: Notes, database: Database) -> None:
    """Notes go by their age, by the days of their level, and all at once where the rules changed."""

    def kept() -> int:
        with database.read() as connection:
            return len(connection.execute(select(kept_notes)).all())

    for number in range(3):
        reader, whole, vault, noted = read(comment(number, TEXT))
        notes.of(reader, whole, vault).keep(noted, [("It was restarted.", (0,))])
    with database.begin() as connection:
        assert forget_notes_of(connection, "tenant", "public", NOW + timedelta(days=1)) == 0
        assert forget_notes_of(connection, "tenant", "internal", NOW - timedelta(days=1)) == 0
        assert forget_old_notes(connection, NOW + timedelta(days=29)) == 0
        assert forget_notes(connection, "other") == 0
    assert kept() == 3
    with database.begin() as connection:
        assert forget_notes_of(connection, "tenant", "internal", NOW + timedelta(days=1)) == 3
    assert kept() == 0
