"""Why a run was refused, from the record: for administrators, without who asked and without any content."""

from __future__ import annotations

import json
from typing import Any

from plugin.audit.events import AuditEvent
from plugin.audit.repository import records_of_run
from plugin.errors import NotFound
from plugin.store.database import Database

_ASKED = ("product", "place", "item", "use_case", "audience")
_DECIDED = ("level", "level_source", "rule", "policy_version")


def why_refused(database: Database, tenant_id: str, run_id: str) -> dict[str, Any]:
    """Return what the record says of a refusal, as `RefusalReport` of the API.

    Raises:
        NotFound: `run_not_found`: there is no such run, it was not refused, or its record is erased.
    """
    with database.read() as connection:
        found = records_of_run(connection, tenant_id, run_id)
    for record in found:
        header = json.loads(record.header)
        if header["event"] == AuditEvent.RUN_REFUSED.value and record.payload:
            return _report(run_id, header["at"], json.loads(record.payload))
    raise NotFound("No refusal of this run is in the record.", code="run_not_found")


def _report(run_id: str, at: str, said: dict[str, Any]) -> dict[str, Any]:
    names = ("step", "outcome", "rule", "source")
    steps = ([*step, "", "", "", ""][:4] for step in said.get("trace", []))
    return {
        "run_id": run_id,
        "at": at,
        **{name: said.get(name, "") for name in _ASKED},
        **{name: said.get(name) for name in _DECIDED},
        "reason": said.get("refusal", {}).get("reason") or said.get("error", ""),
        "trace": [dict(zip(names, step, strict=True)) for step in steps],
    }
