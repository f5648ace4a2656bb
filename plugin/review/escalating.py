"""Hand an output to a person or a queue with a note, and show it to them where they may open the item themselves.

The recipient sees who asks, the note and what it is about, never the sender's output: that was read with the sender's
eyes. They make their own, decide, and close the request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from connectors.host.model import Audience, Item, Person
from plugin.assist.model import Run
from plugin.errors import BadRequest, Conflict, Forbidden, NotFound
from plugin.gateway.gateway import Gateway
from plugin.gateway.names import AccountOf, Names
from plugin.gateway.people import People
from plugin.identity.caller import Caller
from plugin.policy.model import Allowed, Ask
from plugin.review.escalation import Escalation, Escalations
from plugin.review.model import Decision, Outcome
from plugin.review.recorder import ReviewRecorder
from plugin.review.service import Review, without_write
from plugin.store.ids import new_id

PersonOf = Callable[[str, str], str]
"""Tenant and account id to the person's reference."""
QueuesOf = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class To:
    """To whom: exactly one of the two."""

    account_id: str = ""
    queue: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An escalation as one person sees it; names are as the host gives them to this person, or empty."""

    escalation: Escalation
    sender_name: str
    recipient_name: str
    mine: bool  # this person handed it over


class Escalating:
    """What people hand to each other."""

    def __init__(
        self,
        *,
        review: Review,
        gateway: Gateway,
        people: People,
        escalations: Escalations,
        recorder: ReviewRecorder,
        account_of: AccountOf,
        person_of: PersonOf,
        queues_of: QueuesOf,
    ) -> None:
        self._review = review
        self._gateway = gateway
        self._people = people
        self._escalations = escalations
        self._recorder = recorder
        self._account_of = account_of
        self._person_of = person_of
        self._queues_of = queues_of

    def queues(self, tenant_id: str) -> tuple[str, ...]:
        """Return the names of the queues that the policy names."""
        return self._queues_of(tenant_id)

    def candidates(self, caller: Caller, run_id: str, query: str) -> list[Person]:
        """Return people who can be asked, by the beginning of a part of their name; never the caller.

        Raises:
            NotFound: not this person's run.
            Forbidden: `refused_now`.
            HostFault: the host did not answer, or does not let this person look for others.
        """
        run = self._review.reviewed(caller, run_id).run
        found = self._people.matching(self._allowed(caller, run), caller.access, query.strip())
        return [person for person in found if person.account_id != caller.account_id]

    def escalate(self, caller: Caller, run_id: str, to: To, note: str) -> Decision:
        """Record that somebody else shall look at an output.

        Raises:
            NotFound: not this person's run.
            BadRequest: `empty_note`, `to_yourself`, `unknown_person`, `unknown_queue`.
            Conflict: `no_result`, `already_decided`, `another_text`: an earlier try may have written something.
            Forbidden: `refused_now`.
            HostFault: as `candidates`.
        """
        if not note.strip():
            raise BadRequest("Say what you would like to know.", code="empty_note")
        reviewed = self._review.reviewed(caller, run_id)
        if reviewed.unfinished is not None:
            raise Conflict("An earlier try may have been written. Look first.", code="another_text")
        run = reviewed.run
        recipient = self._recipient(caller, self._allowed(caller, run), to)
        decision = without_write(run, Outcome.ESCALATED, "")
        new = Escalation(
            id=new_id(),
            tenant_id=run.tenant_id,
            run_id=run.id,
            item=run.item,
            use_case=run.request.use_case,
            sender=caller.person,
            recipient=recipient,
            queue=to.queue,
            note=note.strip(),
            at=decision.at,
        )
        if not self._recorder.escalated(run, decision, new, caller.account_id, self._escalations):
            raise Conflict("This was decided about already.", code="already_decided")
        return decision

    def waiting(self, caller: Caller, item: Item) -> list[Waiting]:
        """Return what waits on an item that this person may open; whether they may is for the caller to know.

        A name that the host does not give is empty, and so is every name where it does not answer.
        """
        found = self._escalations.waiting(caller.tenant_id, item, caller.person)
        names = Names(self._people, caller, self._account_of)
        return [
            Waiting(each, names.of(each.sender), names.of(each.recipient), each.sender == caller.person)
            for each in found
        ]

    def close(self, caller: Caller, escalation_id: str) -> None:
        """Close what was handed to this person, to a queue, or over by them.

        Raises:
            NotFound: `escalation_not_found`: nothing like it waits for this person on this item.
            Forbidden: `refused_now`.
            HostFault: the host does not show the item to this person.
        """
        if caller.item is None:
            raise BadRequest("Open this from an issue or a page.", code="no_item")
        item, place = self._gateway.locate(caller.access, caller.item)
        waiting = {each.id: each for each in self._escalations.waiting(caller.tenant_id, item, caller.person)}
        closing = waiting.get(escalation_id)
        if closing is None:
            raise NotFound("This is not waiting here any more.", code="escalation_not_found")
        self._admit(caller, Ask(closing.use_case, item, place, Audience.AGENT))
        self._recorder.closed(closing, place, caller, self._escalations, datetime.now(UTC))

    def _recipient(self, caller: Caller, allowed: Allowed, to: To) -> str:
        if to.queue:
            if to.queue not in self._queues_of(caller.tenant_id):
                raise BadRequest("There is no such queue.", code="unknown_queue")
            return ""
        if to.account_id == caller.account_id:
            raise BadRequest("Choose somebody else.", code="to_yourself")
        if self._people.find(allowed, caller.access, to.account_id) is None:
            raise BadRequest("This person does not work on the item.", code="unknown_person")
        return self._person_of(caller.tenant_id, to.account_id)

    def _allowed(self, caller: Caller, run: Run) -> Allowed:
        return self._admit(caller, Ask(run.request.use_case, run.item, run.place, run.request.audience))

    def _admit(self, caller: Caller, ask: Ask) -> Allowed:
        subject = self._gateway.subject(caller.tenant_id, caller.person, caller.product, caller.access)
        decision = self._gateway.admit(subject, ask)
        if not isinstance(decision, Allowed):
            raise Forbidden("AI may not be used here any more. Nothing was written.", code="refused_now")
        return decision
