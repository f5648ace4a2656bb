"""Reconstruct a run from the record: what was asked, decided, read, refused, masked, made, shown, done and written.

The record holds no content. The text that was shown is added while the level's retention still keeps it, and the
person's account id while the mapping still stands. Every reconstruction is itself a record, with a case number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from plugin.assist.repository import Runs
from plugin.audit.chain import Record, hash_payload, hash_record
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append, records_of_run
from plugin.errors import BadRequest, NotFound
from plugin.store.database import Database

_CASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._:/#-]{0,63}")
_ENDS = {AuditEvent.RUN_ENDED.value, AuditEvent.RUN_REFUSED.value}
_DONE = {
    AuditEvent.WRITE_BEGUN,
    AuditEvent.DECISION_MADE,
    AuditEvent.WRITE_MADE,
    AuditEvent.WRITE_UNDONE,
    AuditEvent.FEEDBACK_GIVEN,
}
_LOOKED = {AuditEvent.AUDIT_RUN_READ}
# What is left out says by its name who could have read it; of the rest nobody knows, because nobody read it.
_VISIBILITY = {
    "internal_comments": "internal",
    "restricted_comments": "restricted",
    "restricted_page": "restricted",
}
_FACTS = frozenset({"run", "person", "product", "item", "place", "installation"})

AccountOf = Callable[[Connection, str, str], str]
NameOf = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class LookUp:
    """Who looks, and for which case."""

    tenant_id: str
    person: str  # a reference, or "cli"
    case: str


class Reconstruction:
    """Reads runs back from the record."""

    def __init__(self, database: Database, runs: Runs, account_of: AccountOf) -> None:
        self._database = database
        self._runs = runs
        self._account_of = account_of

    def of(self, look: LookUp, run_id: str, name_of: NameOf = lambda _: "") -> dict[str, Any]:
        """Return a `RunReport` of openapi.yaml, after recording that it was asked for.

        Args:
            look: who looks, and for which case.
            run_id: the run.
            name_of: account id -> name, as who looks may see it; names are never kept.

        Raises:
            BadRequest: `case_missing`: without a case number nobody looks.
            NotFound: `run_not_found`: no record names this run; that somebody looked is recorded all the same.
        """
        check_case(look.case)
        with self._database.begin() as connection:
            found = records_of_run(connection, look.tenant_id, run_id)
            said = {"person": look.person, "case": look.case, "run": run_id, "found": bool(found)}
            append(connection, look.tenant_id, AuditEvent.AUDIT_RUN_READ, said)
        if not found:
            raise NotFound("No record names this run.", code="run_not_found")
        entries = [_entry(record) for record in found]
        return {
            "run": run_id,
            "tenant": look.tenant_id,
            "case": look.case,
            **self._story(look.tenant_id, run_id, entries, name_of),
            "records": entries,
        }

    def _story(self, tenant_id: str, run_id: str, entries: list[dict[str, Any]], name_of: NameOf) -> dict[str, Any]:
        begun = _payload(entries, {AuditEvent.RUN_STARTED.value})
        ended = _payload(entries, _ENDS)
        both = {**begun, **ended}
        return {
            "state": ended.get("outcome", ""),
            "erased": any(entry["payload"] is None for entry in entries),
            "asked": {
                name: both.get(name, "")
                for name in ("use_case", "audience", "length", "language", "product", "place", "item")
            },
            "by": self._person(tenant_id, both.get("person", ""), name_of),
            "policy": {
                "level": ended.get("level", ""),
                "effect": ended.get("effect", ""),
                "rule": ended.get("rule", ""),
                "version": ended.get("policy_version"),
                "trace": ended.get("trace", []),
                "refusal": ended.get("refusal"),
            },
            "sources": {
                "read": ended.get("sources_read", []),
                "refused": [
                    {**source, "visibility": _VISIBILITY.get(source["what"], "")}
                    for source in ended.get("sources_refused", [])
                ],
            },
            "versions": {
                name: ended.get(name, "") for name in ("engine", "engine_version", "prompt_version", "item_version")
            },
            "masked": ended.get("masked", {}),
            "output": {
                "sentences": ended.get("sentences", 0),
                "removed": ended.get("removed", {}),
                "digest": ended.get("output_digest", ""),
                "error": ended.get("error", ""),
                "durations_ms": ended.get("durations_ms", {}),
            },
            "shown": self._shown(tenant_id, run_id),
            "done": _happened(entries, {event.value for event in _DONE}),
            "looked_at": _happened(entries, {event.value for event in _LOOKED}),
        }

    def _person(self, tenant_id: str, reference: str, name_of: NameOf) -> dict[str, Any]:
        with self._database.read() as connection:
            account_id = self._account_of(connection, tenant_id, reference) if reference else ""
        return {"reference": reference, "account_id": account_id, "name": name_of(account_id) if account_id else ""}

    def _shown(self, tenant_id: str, run_id: str) -> dict[str, Any]:
        """What the panel showed, while it is kept."""
        result, until = self._runs.kept_result(tenant_id, run_id)
        return {"kept": result is not None, "until": until.isoformat() if until else None, "result": result}


def check_case(case: str) -> None:
    """Refuse a look without a case number.

    Raises:
        BadRequest: `case_missing`.
    """
    if not _CASE.fullmatch(case):
        raise BadRequest("Say for which case you look: a number or key of up to 64 characters.", code="case_missing")


def _entry(record: Record) -> dict[str, Any]:
    header = json.loads(record.header)
    whole = hash_record(record.previous, record.header, record.payload_hash) == record.hash and (
        record.payload is None or hash_payload(record.salt or "", record.payload) == record.payload_hash
    )
    return {
        "seq": record.seq,
        "at": header["at"],
        "event": header["event"],
        "hash": record.hash,
        "whole": whole,
        "payload": json.loads(record.payload) if record.payload else None,
    }


def _payload(entries: list[dict[str, Any]], events: set[str]) -> dict[str, Any]:
    """What the last record of these events says."""
    said = [entry["payload"] for entry in entries if entry["event"] in events and entry["payload"]]
    return dict(said[-1]) if said else {}


def _happened(entries: list[dict[str, Any]], events: set[str]) -> list[dict[str, Any]]:
    return [
        {
            "at": entry["at"],
            "event": entry["event"],
            "record": entry["seq"],
            "person": (entry["payload"] or {}).get("person", ""),
            "said": {name: value for name, value in (entry["payload"] or {}).items() if name not in _FACTS},
        }
        for entry in entries
        if entry["event"] in events
    ]
