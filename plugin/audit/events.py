"""The events of the record, as `subject:action`. A name, once used, keeps its meaning for ever."""

from __future__ import annotations

from enum import StrEnum


class AuditEvent(StrEnum):
    """What the record can say."""

    INSTALLATION_INSTALLED = "installation:installed"
    INSTALLATION_UNINSTALLED = "installation:uninstalled"
    TENANT_PURGED = "tenant:purged"
    POLICY_CHANGED = "policy:changed"
    RUN_STARTED = "run:started"
    RUN_ENDED = "run:ended"
    FEEDBACK_GIVEN = "feedback:given"
    DECISION_MADE = "decision:made"
    WRITE_UNDONE = "write:undone"
