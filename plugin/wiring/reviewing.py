"""Joins what waits for approvers with the policy, the hosts and the runs."""

from __future__ import annotations

from plugin.assist.model import Run
from plugin.assist.repository import Runs
from plugin.assist.reviews.repository import ReviewRequests
from plugin.assist.reviews.reviewing import Reviewing
from plugin.assist.service import RunService
from plugin.gateway.gateway import Gateway
from plugin.gateway.memberships import Memberships
from plugin.gateway.people import People
from plugin.governance.policies import Policies
from plugin.identity.caller import Caller
from plugin.identity.repository import Door, Installations
from plugin.store.database import Database
from plugin.wiring.access import account_lookup


def make_reviewing(  # noqa: PLR0913 (all of them by name)
    *,
    database: Database,
    requests: ReviewRequests,
    gateway: Gateway,
    memberships: Memberships,
    people: People,
    policies: Policies,
    installations: Installations,
    runs: Runs,
    run_service: RunService,
) -> Reviewing:
    """Make it."""

    def team_name(tenant_id: str, team: str) -> str:
        named = policies.current(tenant_id).teams.named.get(team)
        return (named.name if named else "") or team

    def in_team(caller: Caller, team: str) -> bool:
        groups = memberships.of(caller.tenant_id, caller.person, caller.product, caller.access)
        return team in policies.current(caller.tenant_id).teams.of(groups or ())

    def again(tenant_id: str, run_id: str) -> Run | None:
        held = runs.of_tenant(tenant_id, run_id)
        installation = installations.get(held.installation_id) if held else None
        if installation is None or installation.door is not Door.CONNECT:
            return None  # nobody can be read as while they are away: they start it when they come back
        return run_service.again(tenant_id, run_id)

    return Reviewing(
        database=database,
        requests=requests,
        gateway=gateway,
        people=people,
        account_of=account_lookup(database, installations),
        team_name=team_name,
        in_team=in_team,
        again=again,
    )
