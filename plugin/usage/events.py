"""The usage events, by the names that the metrics are defined on.

`EMITTED` are those whose feature exists; the others are declared so that nobody invents a second name. Events hold
counts and codes, never content; people appear as a keyed hash (`actor_p`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class UsageEvent(StrEnum):
    """All names."""

    ENTITLEMENT_GRANTED = "entitlement.granted"
    ENTITLEMENT_REVOKED = "entitlement.revoked"
    OPPORTUNITY_SEEN = "opportunity.seen"
    PANEL_VIEWED = "panel.viewed"
    RUN_REQUESTED = "run.requested"
    RUN_BLOCKED = "run.blocked"
    RUN_FAILED = "run.failed"
    RUN_CANCELLED = "run.cancelled"
    RUN_COMPLETED = "run.completed"
    OUTPUT_VIEWED = "output.viewed"
    OUTPUT_CHECKED = "output.checked"
    OUTPUT_KEPT = "output.kept"
    OUTPUT_REJECTED = "output.rejected"
    OUTPUT_IGNORED = "output.ignored"
    OUTPUT_ESCALATED = "output.escalated"
    OUTPUT_UNDONE = "output.undone"
    OUTCOME_CONTRADICTED = "outcome.contradicted"
    TASK_TIMED = "task.timed"
    FEEDBACK_GIVEN = "feedback.given"
    FLAG_RAISED = "flag.raised"
    FLAG_RESOLVED = "flag.resolved"
    QA_JUDGED = "qa.judged"
    INCIDENT_OPENED = "incident.opened"
    INCIDENT_CLOSED = "incident.closed"
    TRAINING_PASSED = "training.passed"
    POLICY_ACKNOWLEDGED = "policy.acknowledged"
    OFFICEHOURS_JOINED = "officehours.joined"
    PULSE_ANSWERED = "pulse.answered"
    GATE_PASSED = "gate.passed"
    GATE_FAILED = "gate.failed"
    REVIEW_HELD = "review.held"
    USECASE_STATE_CHANGED = "usecase.state_changed"


EMITTED = frozenset(
    {
        UsageEvent.OPPORTUNITY_SEEN,
        UsageEvent.PANEL_VIEWED,
        UsageEvent.RUN_REQUESTED,
        UsageEvent.RUN_BLOCKED,
        UsageEvent.RUN_FAILED,
        UsageEvent.RUN_CANCELLED,
        UsageEvent.RUN_COMPLETED,
        UsageEvent.OUTPUT_VIEWED,
        UsageEvent.OUTPUT_CHECKED,
        UsageEvent.OUTPUT_KEPT,
        UsageEvent.OUTPUT_REJECTED,
        UsageEvent.OUTPUT_IGNORED,
        UsageEvent.OUTPUT_ESCALATED,
        UsageEvent.OUTPUT_UNDONE,
        UsageEvent.OUTCOME_CONTRADICTED,
        UsageEvent.FEEDBACK_GIVEN,
        UsageEvent.FLAG_RAISED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What every event says of its circumstances; empty where it does not apply."""

    surface: str = ""  # "jira.issue"
    container: str = ""  # project or space key
    tier: str = ""  # classification level
    use_case: str = ""
    use_case_version: str = "1"
    mode: str = "user"  # user | auto | bulk
    run_id: str | None = None
    prompt_v: str = ""
    model: str = ""
    provider: str = ""
    policy_v: int | None = None
    cohort: str | None = None
    team: str | None = None
    metric_consent: str = "default"


@dataclass(frozen=True, slots=True)
class Happening:
    """An event that shall be recorded: its name, its circumstances and its own fields."""

    name: UsageEvent
    envelope: Envelope
    fields: dict[str, Any] = field(default_factory=dict)
