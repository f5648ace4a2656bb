"""The canary: every few minutes each site proves that what must not happen still does not.

Three probes: a place that nobody allowed and a level that is denied are refused; the masker masks what is planted, and
the leak check sees it; the record takes an entry and holds together. The outcome is an entry itself, so every process
knows it. While the newest one failed, or is older than it should be and fails again, no new run starts.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from connectors.host.model import Block, BlockKind, Document, Item, Place, Product, Segment, SegmentKind
from plugin.audit.chain import GENESIS, Record, hash_payload, hash_record
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append, latest, record
from plugin.errors import VouchError
from plugin.masking.leak import LeakCheck
from plugin.masking.mask import mask
from plugin.masking.squash import squash
from plugin.masking.unmask import unmask
from plugin.policy.decide import decide
from plugin.policy.document import PolicyDocument, parse
from plugin.policy.model import Allowed, Ask, Decision, Level, Refused, Subject, UseCase
from plugin.store.database import Database

EVERY_SECONDS = 300.0
STALE_AFTER = timedelta(minutes=20)
"""Four rounds without a word: whoever wants to start a run lets the canary sing first."""

_PERSON = "canary"
_PLANTED = {
    "email": "canary.bird@example.com",
    "iban": "DE89 3704 0044 0532 0130 00",
    "card": "4111 1111 1111 1111",
    "national_id": "85.07.30-033.28",
}
_SECRET = "Quartz!Heron51"  # noqa: S105 (planted, to be found)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Song:
    """What the canary said last of a site: when, and which probe failed (empty: none)."""

    at: datetime
    failed: str


class Canary:
    """Proves, records, and says whether new runs may start."""

    def __init__(
        self,
        database: Database,
        *,
        tenants: Callable[[], list[str]],
        policy: Callable[[str], PolicyDocument],
        admit: Callable[[Subject, Ask], Decision],
    ) -> None:
        self._database = database
        self._tenants = tenants
        self._policy = policy
        self._admit = admit

    def sing_everywhere(self) -> None:
        """Try every site that is installed; one that fails does not keep the others from being tried."""
        for tenant_id in self._tenants():
            self.sing(tenant_id)

    def sing(self, tenant_id: str) -> Song:
        """Try one site and record the outcome; an error of a probe is a failure of it."""
        failed = ""
        for name, probe in (("policy", self._refuses), ("masking", self._masks)):
            if not failed and not _holds(name, probe, tenant_id):
                failed = name
        event = AuditEvent.CANARY_FAILED if failed else AuditEvent.CANARY_PASSED
        with self._database.begin() as connection:
            made = append(connection, tenant_id, event, {"failed": failed, "policy": self._policy(tenant_id).version})
        if not failed and not self._is_kept(made):
            failed = "audit"
            with self._database.begin() as connection:
                append(connection, tenant_id, AuditEvent.CANARY_FAILED, {"failed": failed})
        if failed:
            _log.error("canary_failed", tenant=tenant_id, probe=failed)
        return Song(datetime.now(UTC), failed)

    def last(self, tenant_id: str) -> Song | None:
        """Return what it said last of a site, or None."""
        with self._database.read() as connection:
            newest = _newest(connection, tenant_id)
        if newest is None:
            return None
        said = json.loads(newest.payload or "{}")
        return Song(datetime.fromisoformat(json.loads(newest.header)["at"]), str(said.get("failed", "")))

    def failing(self) -> dict[str, str]:
        """Return the sites whose newest song is a failure, with the probe that failed."""
        songs = {tenant_id: self.last(tenant_id) for tenant_id in self._tenants()}
        return {tenant_id: song.failed for tenant_id, song in songs.items() if song and song.failed}

    def stopped(self, tenant_id: str) -> Refused | None:
        """Return the refusal of every new run while the canary has failed; a silent canary is asked to sing first."""
        song = self.last(tenant_id)
        if song is None or song.at < datetime.now(UTC) - STALE_AFTER:
            song = self.sing(tenant_id)
        if not song.failed:
            return None
        policy = self._policy(tenant_id)
        contact = policy.contact or "your administrator"
        return Refused("self_check", f"canary:{song.failed}", Level.RESTRICTED, policy.version, contact, "")

    def _refuses(self, tenant_id: str) -> bool:
        """A place that nobody allowed is refused at the gateway's own door, and a denied level by the decision."""
        subject = Subject(tenant_id, _PERSON)
        for product in Product:
            place = Place(product, key=f"ZZ{secrets.token_hex(6).upper()}")
            if not isinstance(self._admit(subject, Ask(UseCase.SUMMARISE, Item(product, "1"), place)), Refused):
                return False
        denied = parse(_document("deny", Level.RESTRICTED))
        return isinstance(decide(denied, subject, _ask()), Refused)

    def _masks(self, tenant_id: str) -> bool:
        """At every level, what the level's profile looks for is masked, comes back, and is seen where it leaks."""
        masking = self._policy(tenant_id).masking.serialise()
        for level in Level:
            allowed = decide(
                parse(_document("mask", level) | {"masking": masking}), Subject(tenant_id, _PERSON), _ask()
            )
            if not isinstance(allowed, Allowed) or not _is_masked(allowed):
                return False
        return True

    def _is_kept(self, made: Record) -> bool:
        """The entry is read back as it was written, and leads on from the one before it."""
        before = record(self._database, made.tenant_id, made.seq - 1)
        read = record(self._database, made.tenant_id, made.seq)
        if read != made or made.previous != (before.hash if before else GENESIS):
            return False
        payload_hash = hash_payload(made.salt or "", made.payload or "")
        return payload_hash == made.payload_hash and hash_record(made.previous, made.header, payload_hash) == made.hash


def _holds(name: str, probe: Callable[[str], bool], tenant_id: str) -> bool:
    try:
        return probe(tenant_id)
    except (ValueError, TypeError, LookupError, VouchError, SQLAlchemyError):
        _log.exception("canary_probe_broke", probe=name)
        return False


def _newest(connection: Connection, tenant_id: str) -> Record | None:
    found = [latest(connection, tenant_id, event) for event in (AuditEvent.CANARY_PASSED, AuditEvent.CANARY_FAILED)]
    return max((each for each in found if each), key=lambda each: each.seq, default=None)


def _ask() -> Ask:
    return Ask(UseCase.SUMMARISE, Item(Product.JIRA, "1", "CANARY-1"), Place(Product.JIRA, key="CANARY"))


def _document(effect: str, level: Level) -> dict[str, object]:
    """A policy of the canary's own: one place, one rule."""
    rule = {"id": "C-1", "level": level.code, "use_case": "*", "effect": effect}
    return {"places": {"jira:CANARY": {"level": level.code}}, "rules": [rule]}


def _is_masked(allowed: Allowed) -> bool:
    planted = [value for name, value in _PLANTED.items() if name in allowed.masking.detectors]
    text = f"Planted: {' , '.join(planted)} and password={_SECRET} end"
    segment = Segment("description", SegmentKind.DESCRIPTION, (Block(BlockKind.PARAGRAPH, text),))
    masked, vault = mask(Document(allowed.ask.item, allowed.ask.place, "Planted", (segment,), None), allowed)
    said, check = masked.document.segments[0].text, LeakCheck(masked, vault)
    gone = not any(squash(value) in squash(said) for value in [*planted, _SECRET])
    seen = all(check.leaks(value) for value in [*planted, f"password={_SECRET}"])
    return gone and seen and unmask(said, vault) == text.replace(_SECRET, "[SECRET]")
