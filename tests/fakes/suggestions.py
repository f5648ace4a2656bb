"""Results in the store that a test chose: the decision does not ask how they were made."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select, update

from plugin.cli.demo import Demo
from plugin.store.ids import new_id
from plugin.store.secrets import SecretBox
from plugin.store.tables import runs
from tests.fakes.panel import Panel

Suggestion = dict[str, Any]


def suggestion(number: int, field: str, value: tuple[str, str], replaces: tuple[str, str] | None = None) -> Suggestion:
    """A suggestion with the id `g<number>`; values are (id, name)."""
    return {
        "id": f"g{number}",
        "field": field,
        "value": {"id": value[0], "name": value[1]},
        "probability": 0.9,
        "confidence": "very_likely",
        "citations": [1],
        "visibility": {"kind": "public", "name": ""},
        "replaces": {"id": replaces[0], "name": replaces[1]} if replaces else None,
    }


def suggested(demo: Demo, panel: Panel, *suggestions: Suggestion) -> dict[str, Any]:
    """Store such a run for the panel's person and item, as of now, and return it."""
    made = panel.summarise()
    box = SecretBox(demo.services.settings.secret_keys)
    run_id = new_id()
    basis = [{"field": said["field"], "examples": 12} for said in suggestions]
    result = {**made["result"], "sections": [], "suggestions": list(suggestions), "basis": basis}
    with demo.services.database.begin() as connection:
        row = connection.execute(select(runs).where(runs.c.id == made["id"])).mappings().one()
        outcome = box.encrypt(json.dumps({"result": result, "refusal": None, "error": None}))
        later = row["created_at"] + timedelta(milliseconds=1)  # the panel shows the newest result first
        connection.execute(
            insert(runs).values(
                {**row, "id": run_id, "use_case": "categorise", "outcome": outcome, "created_at": later}
            )
        )
    return {"id": run_id}


def narrowed(demo: Demo, run: dict[str, Any], kind: str, name: str = "") -> list[str]:
    """Say of the first sentence of a stored result that its source is narrower; returns the sentence's id."""
    box = SecretBox(demo.services.settings.secret_keys)
    with demo.services.database.begin() as connection:
        kept = connection.execute(select(runs.c.outcome).where(runs.c.id == run["id"])).scalar_one()
        end = json.loads(box.decrypt(kept))
        first = end["result"]["sections"][0]["sentences"][0]
        first["visibility"] = {"kind": kind, "name": name}
        outcome = box.encrypt(json.dumps(end))
        connection.execute(update(runs).where(runs.c.id == run["id"]).values(outcome=outcome))
    return [first["id"]]
