"""What a panel needs to draw itself: what policy says, how much there is to read, the last results, what is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from connectors.host.model import Audience, Item, NativeLevel, Place
from plugin.assist.fingerprint import Drift, State, drift
from plugin.assist.model import Run, RunView
from plugin.assist.news import Newness, News
from plugin.assist.opportunity import rules_met
from plugin.assist.repository import Runs
from plugin.assist.seen import version_seen
from plugin.assist.use_cases import offered
from plugin.errors import BadRequest, HostFault
from plugin.gateway.gateway import Gateway, Glance
from plugin.identity.caller import Caller
from plugin.policy.levels import level_source
from plugin.policy.model import Allowed, Ask, Decision, Level, Subject, UseCase
from plugin.store.database import Database
from plugin.usage.events import Envelope, Happening, UsageEvent
from plugin.usage.repository import UsageLog

_TOO_LITTLE_WORDS = 40


@dataclass(frozen=True, slots=True)
class Standing:
    """How a use case stands: what policy says by audience, the person's last result, what happened since."""

    decisions: dict[Audience, Decision]
    last: RunView | None
    drift: Drift | None


@dataclass(frozen=True, slots=True)
class Overview:
    """The state of a panel before anybody clicks; `standings` holds what is offered, in the order it is shown.

    What is new is offered to whoever has looked before, or where something happened since a summary was approved.
    """

    item: Item
    place: Place
    level: Level | None
    standings: dict[UseCase, Standing]
    glance: Glance | None
    news: tuple[News, ...]
    first_use: bool
    problem: HostFault | None

    @property
    def too_little(self) -> bool:
        """Whether reading the item is quicker than any summary of it."""
        return self.glance is not None and self.glance.words < _TOO_LITTLE_WORDS


class Overviews:
    """Makes overviews."""

    def __init__(self, *, database: Database, gateway: Gateway, runs: Runs, usage: UsageLog, newness: Newness) -> None:
        self._newness = newness
        self._database = database
        self._gateway = gateway
        self._runs = runs
        self._usage = usage

    def of(self, caller: Caller) -> Overview:
        """Return the overview of the item in front of the caller; a fault of the host becomes its `problem`.

        Raises:
            BadRequest: `no_item`: the verified token names no issue or page.
            HostFault: the token names an id alone and the host does not say where it lives.
        """
        if caller.item is None:
            raise BadRequest("Open this from an issue or a page.", code="no_item")
        item, place = caller.item, caller.place or Place(caller.product)
        if not place.key or not item.id:
            item, place = self._gateway.locate(caller.access, item)
        subject = self._gateway.subject(caller.tenant_id, caller.person, caller.product, caller.access)
        decisions = self._decisions(subject, item, place)
        glance: Glance | None = None
        problem: HostFault | None = None
        if any(isinstance(each, Allowed) for said in decisions.values() for each in said.values()):
            try:
                native = self._gateway.native_levels(caller.tenant_id, caller.access, item, place)
            except HostFault as fault:
                problem = fault
            else:
                decisions = self._decisions(subject, item, place, native)
                glance, problem = self._glance(caller, [said[Audience.AGENT] for said in decisions.values()])
        if glance:
            self._opportunities(caller, item, place, glance)
        news = self._newness.look(caller.tenant_id, caller.person, item, glance) if glance else ()
        standings = {
            name: Standing(said, None, None) if problem else self._standing(caller, item, name, said, glance)
            for name, said in decisions.items()
        }
        if not news and not standings[UseCase.WHATS_NEW].last:
            del standings[UseCase.WHATS_NEW]
        return Overview(
            item=item,
            place=place,
            level=self._level(caller, place, decisions),
            standings=standings,
            glance=glance,
            news=news,
            first_use=not self._runs.has_finished(caller.tenant_id, caller.person),
            problem=problem,
        )

    def _decisions(
        self, subject: Subject, item: Item, place: Place, native: Sequence[NativeLevel] | None = None
    ) -> dict[UseCase, dict[Audience, Decision]]:
        """Decide by place, and by Atlassian's levels where they were asked for."""
        return {
            use_case: {
                audience: self._gateway.admit(subject, Ask(use_case, item, place, audience), native)
                for audience in audiences
            }
            for use_case, audiences in offered(item.product).items()
        }

    def _level(self, caller: Caller, place: Place, decisions: dict[UseCase, dict[Audience, Decision]]) -> Level | None:
        """The place's level, or a higher one that was found; None where nobody classified the place."""
        own = self._gateway.level(caller.tenant_id, place)
        found = (each for said in decisions.values() for each in said.values() if level_source(each.trace))
        return None if own is None else max((own, *(each.level for each in found)))

    def _standing(
        self,
        caller: Caller,
        item: Item,
        use_case: UseCase,
        decisions: dict[Audience, Decision],
        glance: Glance | None,
    ) -> Standing:
        # A result made under a policy that no longer allows it is not shown again.
        last = self._runs.newest_finished(caller.tenant_id, caller.person, item, use_case)
        if last is None or not isinstance(decisions.get(last.request.audience), Allowed):
            return Standing(decisions, None, None)
        if last.request.audience is not Audience.AGENT:
            glance, _ = self._glance(caller, [decisions[last.request.audience]])
        drifted = _drift(last, glance)
        return Standing(decisions, self._runs.view(last, after=0), drifted)

    def _glance(self, caller: Caller, decisions: list[Decision]) -> tuple[Glance | None, HostFault | None]:
        """Look by the first of these decisions that allows it."""
        decision = next((each for each in decisions if isinstance(each, Allowed)), None)
        if decision is None:
            return None, None
        try:
            return self._gateway.glance(decision, caller.access), None
        except HostFault as fault:
            return None, fault

    def _opportunities(self, caller: Caller, item: Item, place: Place, glance: Glance) -> None:
        """Record once a day and use case that this person opened an item that is worth it."""
        version = version_seen(self._runs, caller.tenant_id, caller.person, item)
        seen = str(version) if version else ""
        for use_case, rule in rules_met(item.product, glance, version_seen=seen).items():
            with self._database.begin() as connection:
                item_h = self._usage.item_hash(connection, caller.tenant_id, item.id)
                envelope = Envelope(
                    surface=f"{caller.product.value}.item", container=place.key, use_case=use_case.value
                )
                happening = Happening(UsageEvent.OPPORTUNITY_SEEN, envelope, {"item_h": item_h, "rule_id": rule})
                if not self._usage.seen_today(connection, caller.tenant_id, caller.account_id, happening):
                    self._usage.record(connection, caller.tenant_id, caller.account_id, happening)


def _drift(last: Run, glance: Glance | None) -> Drift | None:
    if glance is None or last.fingerprint is None:
        return None
    state = State(glance.comments, glance.version, glance.texts)
    return drift(last.request.use_case, last.fingerprint, state) or None
