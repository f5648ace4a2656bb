"""What a policy says of teams and of how often a person may ask, against the stand-in site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from plugin.cli.demo import Demo
from plugin.sandbox.shapes import group_id
from tests.contract.conftest import OpenPanel

TEAMS = {"oncall": {"group": group_id("payments-oncall"), "name": "payments-oncall"}}
Change = Callable[..., None]


@pytest.fixture
def change(demo: Demo) -> Iterator[Change]:
    """Changes parts of the policy of both products; they are as before after the test."""
    policies = demo.services.policies
    tenants = {row["id"] for row in demo.services.installations.tenants()}
    before = {tenant: policies.version_in_force(tenant).document for tenant in tenants}

    def put(**parts: Any) -> None:
        for tenant, document in before.items():
            now = policies.version_in_force(tenant).version
            policies.put_in_force(tenant, {**document, **parts}, author="cli", based_on=now)

    yield put
    put()


def verdicts(opened: Any) -> str:
    """What a panel says of a summary for the team."""
    said: str = opened.bootstrap()["verdicts"]["summarise"]["agent"]["outcome"]
    return said


def test_an_overlay_of_a_team_holds_for_its_people_alone(change: Change, panel: OpenPanel) -> None:
    """Who is in the group is refused before and at the click; who is not is not."""
    change(teams=TEAMS, overlays=[{"id": "O-1", "team": "oncall", "effect": "deny", "instead": "Ask the duty lead."}])
    member, other = panel("PAY-101", "anneke"), panel("PAY-101", "ines")
    assert (verdicts(member), verdicts(other)) == ("refused", "allowed")
    refusal = member.start().json()["refusal"]
    assert (refusal["rule"], refusal["instead"]) == ("O-1", "Ask the duty lead.")
    assert other.start().status_code in {200, 202}


def test_the_same_in_confluence(change: Change, wiki: OpenPanel) -> None:
    """Confluence is asked for the groups of the person behind the token."""
    change(teams=TEAMS, overlays=[{"id": "O-1", "team": "oncall", "effect": "deny"}])
    assert (verdicts(wiki(user="anneke")), verdicts(wiki(user="ines"))) == ("refused", "allowed")


def test_a_person_may_ask_so_often_within_the_hour(change: Change, panel: OpenPanel) -> None:
    """The one after the last is refused with its own reason, what was refused does not count, others go on."""
    change(limits={"runs_per_hour": 2})
    asked = [panel("PAY-101", "tomasz").start(language=language) for language in ("en", "de", "fr", "ja")]
    assert [answer.status_code == 403 for answer in asked] == [False, False, True, True]
    assert (asked[3].json()["refusal"]["reason"], asked[3].json()["refusal"]["rule"]) == ("too_often", "limits")
    assert panel("PAY-101", "ines").start().status_code in {200, 202}
