"""A record taken apart for the formats: the same names in each of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import version
from typing import Any

from plugin.audit.chain import Record
from plugin.audit.events import AuditEvent
from plugin.audit.index import place_name

_FAILED = {AuditEvent.RUN_REFUSED, AuditEvent.ADMIN_REFUSED, AuditEvent.CANARY_FAILED}
_SERIOUS = {AuditEvent.CANARY_FAILED}
_WORTH_A_LOOK = {
    AuditEvent.RUN_REFUSED,
    AuditEvent.ADMIN_REFUSED,
    AuditEvent.POLICY_CHANGED,
    AuditEvent.SETTINGS_CHANGED,
    AuditEvent.INSTALLATION_UNINSTALLED,
    AuditEvent.INSTALLATION_JOINED,
    AuditEvent.INSTALLATION_LEFT,
    AuditEvent.CHECKPOINT_KEY_MADE,
    AuditEvent.SECRETS_ROTATED,
    AuditEvent.PERSON_ERASED,
    AuditEvent.HOLD_RELEASED,
    AuditEvent.AUDIT_EXPORTED,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a record says; texts are empty where it does not say it, or says it no more."""

    record: Record
    at: datetime
    event: AuditEvent
    payload: dict[str, Any]

    @property
    def erased(self) -> bool:
        """Whether the payload was erased."""
        return self.record.payload is None

    def text(self, name: str) -> str:
        """A text or number of the payload, as text."""
        value = self.payload.get(name)
        return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""

    @property
    def place(self) -> str:
        """The place as policies name it."""
        return place_name(self.payload)

    @property
    def level(self) -> str:
        """The classification level."""
        return self.text("level") or str((self.payload.get("refusal") or {}).get("level") or "")

    @property
    def failed(self) -> bool:
        """Whether something was refused or went wrong."""
        return self.event in _FAILED or bool(self.payload.get("error"))

    @property
    def weight(self) -> int:
        """0 for the ordinary, 1 for what is worth a look, 2 for what must be looked at."""
        return 2 if self.event in _SERIOUS else int(self.event in _WORTH_A_LOOK)


def entry(record: Record) -> Entry:
    """Take a record apart."""
    header = json.loads(record.header)
    payload = json.loads(record.payload) if record.payload else {}
    return Entry(record, datetime.fromisoformat(header["at"]), AuditEvent(header["event"]), payload)


@cache
def product_version() -> str:
    """The version of this software, as exports name it."""
    return version("vouch")
