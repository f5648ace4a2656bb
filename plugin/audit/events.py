"""The events of the record: a permanent number and a name each, as `subject:action`.

Both stand in every record's header, in exports and in what a SIEM filters by. A number or a name, once used, keeps its
meaning for ever: an event is never renumbered, renamed or given to something else (a test pins all of them). Hundreds
are areas: 1 registration, 2 runs, 3 people's decisions, 4 policy and settings, 5 administrators, 6 the record itself,
7 keys, 8 self-checks, 9 personal data and retention.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class AuditEvent(StrEnum):
    """What the record can say; a member is its name, `number` its number."""

    number: int

    def __new__(cls, name: str, number: int = 0) -> Self:
        """Make a member whose value is the name; looking one up by its name takes no number."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.number = number
        return member

    INSTALLATION_INSTALLED = "installation:installed", 101
    INSTALLATION_UNINSTALLED = "installation:uninstalled", 102
    TENANT_PURGED = "tenant:purged", 103
    INSTALLATION_JOINED = "installation:joined", 104
    INSTALLATION_LEFT = "installation:left", 105

    RUN_STARTED = "run:started", 201
    RUN_ENDED = "run:ended", 202
    RUN_REFUSED = "run:refused", 203
    CATEGORIES_LEARNED = "categories:learned", 204

    DECISION_MADE = "decision:made", 301
    WRITE_MADE = "write:made", 302
    WRITE_UNDONE = "write:undone", 303
    FEEDBACK_GIVEN = "feedback:given", 304
    ESCALATION_CLOSED = "escalation:closed", 305
    OUTCOME_CONTRADICTED = "outcome:contradicted", 306
    REVIEW_REQUESTED = "review:requested", 307
    REVIEW_DECIDED = "review:decided", 308
    REVIEW_WITHDRAWN = "review:withdrawn", 309
    REVIEW_EXPIRED = "review:expired", 310
    WRITE_BEGUN = "write:begun", 311
    CARD_ACKNOWLEDGED = "card:acknowledged", 312

    POLICY_CHANGED = "policy:changed", 401
    SETTINGS_CHANGED = "settings:changed", 402
    CATEGORIES_DESCRIBED = "categories:described", 403
    STOP_SET = "stop:set", 404
    STOP_LIFTED = "stop:lifted", 405
    POLICY_PROPOSED = "policy:proposed", 406
    POLICY_APPROVED = "policy:approved", 407
    POLICY_REJECTED = "policy:rejected", 408
    POLICY_WITHDRAWN = "policy:withdrawn", 409
    POLICY_EXPIRED = "policy:expired", 410
    POLICY_SEALED = "policy:sealed", 411

    ADMIN_SIGNED_IN = "admin:signed_in", 501
    ADMIN_REFUSED = "admin:refused", 502

    AUDIT_SEARCHED = "audit:searched", 601
    AUDIT_RUN_READ = "audit:run_read", 602
    AUDIT_EXPORTED = "audit:exported", 603
    USAGE_EXPORTED = "usage:exported", 604
    PACK_WRITTEN = "governance_pack:written", 605

    SECRETS_ROTATED = "secrets:rotated", 701
    CHECKPOINT_KEY_MADE = "checkpoint_key:made", 702
    ENGINE_KEY_SET = "engine_key:set", 703
    ENGINE_KEY_REMOVED = "engine_key:removed", 704

    CANARY_PASSED = "canary:passed", 801
    CANARY_FAILED = "canary:failed", 802

    PERSON_ERASED = "person:erased", 901
    PEOPLE_REPORTED = "people:reported", 902
    HOLD_PLACED = "hold:placed", 903
    HOLD_RELEASED = "hold:released", 904
    RETENTION_APPLIED = "retention:applied", 905
    ACCESS_BLOCKED = "access:blocked", 906
