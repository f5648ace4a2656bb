"""A question that waits for an approver, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from connectors.host.model import Audience, Item, Place
from plugin.policy.model import Approver, Level, UseCase

LISTED = timedelta(days=30)
"""How long what is over is kept, and administrators see it."""


class ReviewState(StrEnum):
    """Where a request stands; only a waiting one can still change."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    """A held run.

    Attributes:
        run_id: of the run that was held; it names the request.
        tenant_id: whose.
        person: reference of who asks.
        item, place, use_case, audience: what is asked.
        level: at which the question was held; an approval lets it through up to there.
        rule, policy_version: what held it.
        named: who may approve, as the policy named them then.
        hours: until it expires; an approval holds as long.
        reason: why they ask, in their words; may be empty.
        at: when it was asked.
        until: when it expires, or when the approval does.
        state: where it stands.
        decided_by: reference of the approver.
        decided_at: when.
        answer: what the approver said.
        new_run_id: of the run that the approval started.
    """

    run_id: str
    tenant_id: str
    person: str
    item: Item
    place: Place
    use_case: UseCase
    audience: Audience
    level: Level
    rule: str
    policy_version: int
    named: tuple[Approver, ...]
    hours: int
    at: datetime
    until: datetime
    state: ReviewState = ReviewState.WAITING
    reason: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None
    answer: str = ""
    new_run_id: str = ""

    def stands(self, now: datetime) -> ReviewState:
        """Where it stands now, whether anybody has swept it or not."""
        over = self.state is ReviewState.WAITING and self.until <= now
        return ReviewState.EXPIRED if over else self.state
