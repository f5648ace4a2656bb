"""Try the policy, or a draft of it: for one question, and on what was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from connectors.host.model import Audience, Item, Place, Product
from plugin.errors import BadRequest
from plugin.gateway.memberships import Memberships
from plugin.governance.impact import WINDOW, Impact, RunHistory, impact
from plugin.governance.kill_switch import stops_of
from plugin.governance.policies import Checked, Policies, PolicyRefused, checked
from plugin.identity.caller import Caller
from plugin.policy.decide import decide
from plugin.policy.document import PLACE_NAME, PolicyDocument, PolicyInvalid
from plugin.policy.levels import Found, Source
from plugin.policy.model import Ask, Decision, Level, Subject, UseCase
from plugin.store.database import Database


@dataclass(frozen=True, slots=True)
class Question:
    """What is tried.

    Attributes:
        place: as policies name it.
        level: what Atlassian or a detector would bring along; None for nothing.
        account_id: whose teams count; empty for those of the administrator who tries.
    """

    place: str
    use_case: UseCase
    audience: Audience = Audience.AGENT
    level: Level | None = None
    account_id: str = ""


@dataclass(frozen=True, slots=True)
class Simulated:
    """What would happen, and for whom: the teams, None where they are not known."""

    decision: Decision
    teams: frozenset[str] | None


class Simulation:
    """Tries policies; nothing is read, started or changed."""

    def __init__(self, database: Database, policies: Policies, memberships: Memberships) -> None:
        self._database = database
        self._policies = policies
        self._memberships = memberships
        self._history = RunHistory(database)

    def decide(self, caller: Caller, question: Question, document: object = None) -> Simulated:
        """Decide one question by the policy in force, or by a draft of it.

        Raises:
            PolicyRefused: the draft is not a policy.
            BadRequest: `no_such_place`: the place's name cannot be one.
        """
        if PLACE_NAME.fullmatch(question.place) is None:
            raise BadRequest("A place is named jira:KEY or confluence:KEY.", code="no_such_place")
        policy = self._policy(caller.tenant_id, document)
        teams = self._teams(caller, policy, question.account_id)
        product, _, key = question.place.partition(":")
        by_id = key.startswith("#")
        place = Place(Product(product), id=key[1:] if by_id else "", key="" if by_id else key)
        found = [Found(question.level, Source.ITEM)] if question.level is not None else []
        ask = Ask(question.use_case, Item(place.product, "1"), place, question.audience)
        return Simulated(decide(policy, Subject(caller.tenant_id, "simulated", teams), ask, found=found), teams)

    def preview(self, tenant_id: str, document: object, *, based_on: int) -> tuple[Checked, Impact]:
        """Return what a change loosens and what it would have done to the last 30 days.

        Raises:
            PolicyRefused: the document is not a policy.
            PolicyMoved: another version came into force.
        """
        made = self._policies.check(tenant_id, document, based_on=based_on)
        now = datetime.now(UTC)
        recorded = self._history.recorded(tenant_id, now - WINDOW)
        return made, impact(self._policies.current(tenant_id), self._policy(tenant_id, made.document), recorded)

    def _policy(self, tenant_id: str, document: object) -> PolicyDocument:
        if document is None:
            return self._policies.current(tenant_id)
        try:
            parsed = checked(document)
        except PolicyInvalid as invalid:
            raise PolicyRefused(invalid.problems) from None
        with self._database.read() as connection:
            stops = stops_of(connection, tenant_id)
        return parsed.joined(stops=stops, facts=self._policies.facts, at=datetime.now(UTC))

    def _teams(self, caller: Caller, policy: PolicyDocument, account_id: str) -> frozenset[str] | None:
        if not policy.asked_teams:
            return frozenset()
        groups = self._memberships.of_account(caller.product, caller.access, account_id)
        return None if groups is None else policy.teams.of(groups)
