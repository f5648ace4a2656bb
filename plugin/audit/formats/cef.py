"""The record in the Common Event Format (ArcSight CEF, version 0), one event a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from plugin.audit.chain import Record
from plugin.audit.checkpoint import Checkpoint
from plugin.audit.formats.entry import Entry, entry, product_version
from plugin.audit.offline import Line

_SEVERITY = (3, 5, 8)
_LABELS = ("run", "place", "level", "item", "rule", "hash")


def lines(record_lines: Iterable[Line]) -> Iterator[str]:
    """Yield an event a record, and one a checkpoint."""
    for line in record_lines:
        yield _record(entry(line)) if isinstance(line, Record) else _checkpoint(line)


def _record(found: Entry) -> str:
    record = found.record
    said = {
        "run": found.text("run"),
        "place": found.place,
        "level": found.level,
        "item": found.text("item"),
        "rule": found.text("rule"),
        "hash": record.hash,
    }
    extension = {
        "rt": str(round(found.at.timestamp() * 1000)),
        "externalId": f"{record.tenant_id}:{record.seq}",
        "suid": found.text("person"),
        "act": found.event.value,
        "outcome": "failure" if found.failed else "success",
        "reason": found.text("error") or str((found.payload.get("refusal") or {}).get("reason") or ""),
        "cn1": str(record.seq),
        "cn1Label": "record",
        **{
            name: value
            for number, label in enumerate(_LABELS, start=1)
            if said[label]
            for name, value in ((f"cs{number}", said[label]), (f"cs{number}Label", label))
        },
        "msg": record.payload or "",
    }
    return _line(str(found.event.number), found.event.value, _SEVERITY[found.weight], extension)


def _checkpoint(made: Checkpoint) -> str:
    extension = {
        "rt": str(round(datetime.fromisoformat(made.at).timestamp() * 1000)),
        "externalId": f"{made.tenant}:checkpoint:{made.seq}",
        "cn1": str(made.seq),
        "cn1Label": "record",
        "msg": made.as_json(),
    }
    return _line("checkpoint", "checkpoint", _SEVERITY[0], extension)


def _line(signature: str, name: str, severity: int, extension: dict[str, str]) -> str:
    heads = ("CEF:0", "Vouch", "Vouch", product_version(), signature, name, str(severity))
    said = " ".join(f"{key}={_value(value)}" for key, value in extension.items() if value)
    return "|".join([heads[0], *(_head(text) for text in heads[1:]), said])


def _head(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ").replace("\r", " ")


def _value(text: str) -> str:
    return text.replace("\\", "\\\\").replace("=", "\\=").replace("\r", "\\r").replace("\n", "\\n")
