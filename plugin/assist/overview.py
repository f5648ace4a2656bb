"""What a panel needs to draw itself: what policy says, how much there is to read, the last result, what is new."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.host.model import Audience, Item, Place
from plugin.assist.fingerprint import Drift, drift
from plugin.assist.model import RunView
from plugin.assist.repository import Runs
from plugin.errors import BadRequest, HostFault
from plugin.gateway.gateway import Gateway, Glance
from plugin.identity.caller import Caller
from plugin.policy.model import Allowed, Ask, Decision, Level, Subject, UseCase
from plugin.store.database import Database
from plugin.usage.events import Envelope, Happening, UsageEvent
from plugin.usage.repository import UsageLog

_OPPORTUNITY_COMMENTS, _OPPORTUNITY_WORDS = 5, 300
_TOO_LITTLE_WORDS = 40


@dataclass(frozen=True, slots=True)
class Overview:
    """The state of a panel before anybody clicks."""

    item: Item
    place: Place
    level: Level | None
    decisions: dict[Audience, Decision]
    glance: Glance | None
    last: RunView | None
    drift: Drift | None
    first_use: bool
    problem: HostFault | None

    @property
    def too_little(self) -> bool:
        """Whether reading the item is quicker than any summary of it."""
        return self.glance is not None and self.glance.words < _TOO_LITTLE_WORDS


class Overviews:
    """Makes overviews."""

    def __init__(self, *, database: Database, gateway: Gateway, runs: Runs, usage: UsageLog) -> None:
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
        subject = Subject(caller.tenant_id, caller.person)
        decisions = {
            audience: self._gateway.admit(subject, Ask(UseCase.SUMMARISE, item, place, audience))
            for audience in Audience
        }
        glance, problem = self._glance(caller, decisions[Audience.AGENT])
        last = self._runs.newest_finished(caller.tenant_id, caller.person, item)
        # A result made under a policy that no longer allows it is not shown again.
        shown = last if last and isinstance(decisions[last.request.audience], Allowed) and not problem else None
        if glance:
            self._opportunity(caller, item, place, glance)
        return Overview(
            item=item,
            place=place,
            level=self._gateway.level(caller.tenant_id, place),
            decisions=decisions,
            glance=glance,
            last=self._runs.view(shown, after=0) if shown else None,
            drift=self._drift(caller, shown.request.audience, shown.fingerprint, decisions, glance) if shown else None,
            first_use=not self._runs.has_finished(caller.tenant_id, caller.person),
            problem=problem,
        )

    def _glance(self, caller: Caller, decision: Decision) -> tuple[Glance | None, HostFault | None]:
        if not isinstance(decision, Allowed):
            return None, None
        try:
            return self._gateway.glance(decision, caller.access), None
        except HostFault as fault:
            return None, fault

    def _drift(
        self,
        caller: Caller,
        audience: Audience,
        then: dict[str, str] | None,
        decisions: dict[Audience, Decision],
        agent_glance: Glance | None,
    ) -> Drift | None:
        decision = decisions[audience]
        glance = agent_glance
        if audience is not Audience.AGENT:
            glance, _ = self._glance(caller, decision)
        if glance is None or then is None:
            return None
        found = drift(then, glance.comments)
        return found or None

    def _opportunity(self, caller: Caller, item: Item, place: Place, glance: Glance) -> None:
        """Record once a day that this person opened an item that is worth summarising."""
        rule = (
            "comments>=5"
            if len(glance.comments) >= _OPPORTUNITY_COMMENTS
            else "words>=300"
            if glance.words >= _OPPORTUNITY_WORDS
            else ""
        )
        if not rule:
            return
        with self._database.begin() as connection:
            item_h = self._usage.item_hash(connection, caller.tenant_id, item.id)
            name = UsageEvent.OPPORTUNITY_SEEN
            if not self._usage.seen_today(connection, caller.tenant_id, caller.account_id, name, item_h):
                envelope = Envelope(
                    surface=f"{caller.product.value}.item", container=place.key, use_case=UseCase.SUMMARISE.value
                )
                happening = Happening(name, envelope, {"item_h": item_h, "rule_id": rule})
                self._usage.record(connection, caller.tenant_id, caller.account_id, happening)
