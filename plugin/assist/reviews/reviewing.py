"""Ask a named approver, and let them decide: the asker waits or withdraws, the approver says yes or no, or time does.

An approver is named by the policy for that place, is never the asker, and decides from the panel of the very item, so
that the host has shown it to them. A yes starts a new run as the asker, and the policy decides it again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from connectors.host.model import Item
from plugin.assist.model import Run
from plugin.assist.reviews.model import LISTED, ReviewRequest, ReviewState
from plugin.assist.reviews.repository import ReviewRequests
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.errors import BadRequest, Conflict, Forbidden, HostFault, NotFound, TooMany
from plugin.gateway.gateway import Gateway
from plugin.gateway.names import AccountOf, Names
from plugin.gateway.people import People
from plugin.identity.caller import Caller
from plugin.policy.model import Allowed, Approver, Ask, Held, Subject
from plugin.store.database import Database

TeamName = Callable[[str, str], str]
InTeam = Callable[[Caller, str], bool]
"""Whether this person is in that team of the policy."""
Again = Callable[[str, str], Run | None]
"""Start a tenant's run once more, as its own person."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as one person sees it; names are as the host gives them to this person, or empty.

    Attributes:
        request: it.
        state: where it stands now.
        mine: this person asked.
        asker: name of who asks; empty where it is this person.
        approvers: names of who may approve.
        decider: name of who decided; empty where it is this person.
        decided: whether this person did.
    """

    request: ReviewRequest
    state: ReviewState
    mine: bool
    asker: str
    approvers: tuple[str, ...]
    decider: str
    decided: bool


class Reviewing:
    """What waits for approvers."""

    def __init__(
        self,
        *,
        database: Database,
        requests: ReviewRequests,
        gateway: Gateway,
        people: People,
        account_of: AccountOf,
        team_name: TeamName,
        in_team: InTeam,
        again: Again,
    ) -> None:
        self._database = database
        self._requests = requests
        self._gateway = gateway
        self._people = people
        self._account_of = account_of
        self._team_name = team_name
        self._in_team = in_team
        self._again = again

    def of_item(self, caller: Caller, item: Item) -> list[Seen]:
        """Return what this person asked on an item, and what waits there for their approval.

        Whether they may open the item is asked of the host before anybody else's question is shown.
        """
        now = datetime.now(UTC)
        found = self._requests.of_item(caller.tenant_id, item, now)
        mine = [each for each in found if each.person == caller.person]
        theirs = [
            each
            for each in found
            if each.person != caller.person
            and each.stands(now) is ReviewState.WAITING
            and self._names(caller, each.named)
        ]
        if theirs and not self._may_open(caller, item):
            theirs = []
        return self.seen(caller, [*mine, *theirs])

    def listed(self, caller: Caller) -> list[Seen]:
        """Return what waits anywhere at the site, and what was asked of late; for administrators."""
        return self.seen(caller, self._requests.listed(caller.tenant_id, datetime.now(UTC) - LISTED))

    def explain(self, caller: Caller, run_id: str, reason: str) -> None:
        """Say why one asks.

        Raises:
            NotFound: `review_not_found`: this person asked nothing like it.
            Conflict: `review_over`.
        """
        if not self._requests.explain(self._own(caller, run_id), reason.strip()):
            raise Conflict("This is not waiting any more.", code="review_over")

    def withdraw(self, caller: Caller, run_id: str) -> None:
        """Take one's own question back.

        Raises:
            NotFound: as `explain`.
            Conflict: `review_over`.
        """
        now, own = datetime.now(UTC), self._own(caller, run_id)
        ended = replace(own, state=ReviewState.WITHDRAWN, decided_by=caller.person, decided_at=now)
        self._end(ended, AuditEvent.REVIEW_WITHDRAWN)

    def decide(self, caller: Caller, run_id: str, *, approve: bool, answer: str) -> None:
        """Say yes or no, as an approver in front of the item; a yes starts the run anew as the asker.

        Raises:
            NotFound: `review_not_found`: nothing like it waits on this item.
            BadRequest: `no_answer`: a no needs a reason.
            Forbidden: `own_request`, `not_approver`; `refused_now`: the policy says no by now.
            Conflict: `review_over`.
            HostFault: the host does not show the item to this person.
        """
        now, answer = datetime.now(UTC), answer.strip()
        request = self._in_front(caller, run_id)
        if request.person == caller.person:
            raise Forbidden("You cannot approve what you asked for yourself.", code="own_request")
        current = self._gateway.approvers(caller.tenant_id, request.place, request.level)
        if not (self._names(caller, request.named) and self._names(caller, current)):
            raise Forbidden("The policy does not name you as an approver here.", code="not_approver")
        if request.stands(now) is not ReviewState.WAITING:
            raise Conflict("This is not waiting any more.", code="review_over")
        if not approve and not answer:
            raise BadRequest("Say why not.", code="no_answer")
        if approve:
            self._still_possible(request)
        until = now + timedelta(hours=request.hours) if approve else request.until
        state = ReviewState.APPROVED if approve else ReviewState.DECLINED
        ended = replace(request, state=state, until=until, decided_by=caller.person, decided_at=now, answer=answer)
        self._end(ended, AuditEvent.REVIEW_DECIDED)
        if approve:
            self._start(ended)

    def expire(self, now: datetime) -> int:
        """End what waited too long; returns how many."""
        overdue = self._requests.overdue(now)
        for request in overdue:
            ended = replace(request, state=ReviewState.EXPIRED, decided_at=now)
            with self._database.begin() as connection:
                if self._requests.end(connection, ended):
                    append(connection, request.tenant_id, AuditEvent.REVIEW_EXPIRED, _said(ended))
        return len(overdue)

    def seen(self, caller: Caller, requests: list[ReviewRequest]) -> list[Seen]:
        """Return requests with the names in them."""
        now, names = datetime.now(UTC), Names(self._people, caller, self._account_of)
        return [
            Seen(
                request=each,
                state=each.stands(now),
                mine=each.person == caller.person,
                asker=names.of(each.person),
                approvers=tuple(filter(None, (self._named(caller, approver, names) for approver in each.named))),
                decider=names.of(each.decided_by) if each.decided_by != each.person else "",
                decided=each.decided_by == caller.person,
            )
            for each in requests
        ]

    def _named(self, caller: Caller, approver: Approver, names: Names) -> str:
        return names.of(approver.person) if approver.person else self._team_name(caller.tenant_id, approver.team)

    def _names(self, caller: Caller, named: tuple[Approver, ...]) -> bool:
        """Whether this person is among them."""
        if any(approver.person == caller.person for approver in named if approver.person):
            return True
        return any(self._in_team(caller, approver.team) for approver in named if approver.team)

    def _may_open(self, caller: Caller, item: Item) -> bool:
        try:
            return self._gateway.locate(caller.access, item)[0].id == item.id
        except HostFault:
            return False

    def _own(self, caller: Caller, run_id: str) -> ReviewRequest:
        request = self._requests.get(caller.tenant_id, run_id)
        if request is None or request.person != caller.person:
            raise NotFound("You asked for nothing like this.", code="review_not_found")
        return request

    def _in_front(self, caller: Caller, run_id: str) -> ReviewRequest:
        """The request, on the item in front of this person as the host shows it to them."""
        if caller.item is None:
            raise BadRequest("Open this from an issue or a page.", code="no_item")
        item, _ = self._gateway.locate(caller.access, caller.item)
        request = self._requests.get(caller.tenant_id, run_id)
        if request is None or (request.item.product, request.item.id) != (item.product, item.id):
            raise NotFound("This is not waiting here any more.", code="review_not_found")
        return request

    def _still_possible(self, request: ReviewRequest) -> None:
        # The asker's teams are not known here; the run that follows is decided with them.
        ask = Ask(request.use_case, request.item, request.place, request.audience)
        decision = self._gateway.admit(Subject(request.tenant_id, request.person, frozenset()), ask)
        if not isinstance(decision, Allowed | Held):
            raise Forbidden("AI may not be used here any more.", code="refused_now")

    def _end(self, ended: ReviewRequest, event: AuditEvent) -> None:
        with self._database.begin() as connection:
            if not self._requests.end(connection, ended):
                raise Conflict("This is not waiting any more.", code="review_over")
            append(connection, ended.tenant_id, event, _said(ended))

    def _start(self, approved: ReviewRequest) -> None:
        """The approval stands even where no run can start now: the asker can start one as long as it holds."""
        try:
            run = self._again(approved.tenant_id, approved.run_id)
        except TooMany:
            return
        if run is not None:
            self._requests.started(approved, run.id)


class Holding:
    """Notes a held run as a request, in the transaction that ends the run."""

    def __init__(self, requests: ReviewRequests) -> None:
        self._requests = requests

    def note(self, connection: Connection, run: Run, held: Held) -> None:
        """Store and record it; nothing where nobody is named who could approve, or where it waits already."""
        if not held.named:
            return
        now = datetime.now(UTC)
        new = ReviewRequest(
            run_id=run.id,
            tenant_id=run.tenant_id,
            person=run.person,
            item=run.item,
            place=run.place,
            use_case=run.request.use_case,
            audience=run.request.audience,
            level=held.level,
            rule=held.rule,
            policy_version=held.policy_version,
            named=held.named,
            hours=held.hours,
            at=now,
            until=now + timedelta(hours=held.hours),
        )
        if self._requests.add(connection, new):
            append(connection, run.tenant_id, AuditEvent.REVIEW_REQUESTED, _said(new))


def _said(request: ReviewRequest) -> dict[str, object]:
    """What the record says; an approver's words stand in it, the asker's do not."""
    said: dict[str, object] = {
        "run": request.run_id,
        "person": request.decided_by or request.person,
        "asker": request.person,
        "product": request.item.product.value,
        "item": request.item.key or request.item.id,
        "place": request.place.key or request.place.id,
        "use_case": request.use_case.value,
        "audience": request.audience.value,
        "level": request.level.code,
        "rule": request.rule,
        "policy_version": request.policy_version,
        "until": request.until.isoformat(timespec="seconds"),
        "outcome": request.state.value,
    }
    if request.state is ReviewState.WAITING:
        said["approvers"] = [approver.person or approver.team for approver in request.named]
    if request.answer:
        said["answer"] = request.answer
    return said
