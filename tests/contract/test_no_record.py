"""Where the record cannot be written in the middle, nothing is shown and nothing is written to the host."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from plugin.assist import recorder as runs_recorder
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append, verify_tenant
from plugin.cli.demo import Demo
from plugin.review import recorder as review_recorder
from tests.contract.conftest import OpenPanel


def failing_at(*events: AuditEvent) -> Callable[..., Any]:
    """The record, but that it takes none of these."""

    def add(connection: Any, tenant_id: str, event: AuditEvent, payload: dict[str, Any]) -> Any:
        if event in events:
            raise OperationalError("INSERT", {}, Exception("disk full"))
        return append(connection, tenant_id, event, payload)

    return add


def test_no_text_without_its_record(demo: Demo, panel: OpenPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run whose end cannot be recorded shows no text; once the record takes entries again, it ends as interrupted."""
    opened = panel("SHOP-12")
    monkeypatch.setattr(runs_recorder, "append", failing_at(AuditEvent.RUN_ENDED))
    run = opened.call("POST", "runs", {"use_case": "summarise"}).json()
    demo.services.worker.ring(run["id"]).result(timeout=20)  # a second ring waits behind the first
    shown = opened.call("GET", f"runs/{run['id']}").json()
    assert shown["result"] is None
    assert shown["state"] not in {"finished", "refused"}
    monkeypatch.undo()
    demo.services.worker._crashed(run["id"])
    shown = opened.call("GET", f"runs/{run['id']}").json()
    assert (shown["state"], shown["result"]) == ("failed", None)
    assert verify_tenant(demo.services.database, demo.tenant_id).intact


def test_no_write_without_its_record(demo: Demo, panel: OpenPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    """A decision that cannot be recorded adds no comment, and the same decision can be made again."""
    opened, issue = panel("SHOP-18"), demo.site.state.site.issues["SHOP-18"]
    run = opened.summarise()
    before = len(issue.comments)
    monkeypatch.setattr(review_recorder, "append", failing_at(AuditEvent.WRITE_BEGUN))
    answer = opened.call("POST", f"runs/{run['id']}/apply", {})
    assert answer.status_code == 500
    assert len(issue.comments) == before
    monkeypatch.undo()
    assert opened.call("POST", f"runs/{run['id']}/apply", {}).status_code == 200
    assert len(issue.comments) == before + 1
    monkeypatch.setattr(review_recorder, "append", failing_at(AuditEvent.WRITE_BEGUN))
    assert opened.call("POST", f"runs/{run['id']}/undo").status_code == 500
    assert len(issue.comments) == before + 1
    monkeypatch.undo()
    assert opened.call("POST", f"runs/{run['id']}/undo").status_code == 200
