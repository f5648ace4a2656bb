"""What a policy says besides its matrix: teams, limits, overlays, exceptions, requirements, approvers, own levels."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from connectors.host.model import Item, Place, Product
from plugin.policy.decide import decide
from plugin.policy.document import PolicyDocument, PolicyInvalid, parse
from plugin.policy.engines import IN_PROCESS, EngineFacts
from plugin.policy.limits import Budget
from plugin.policy.model import (
    Allowed,
    Approver,
    Ask,
    Decision,
    Destination,
    Effect,
    Held,
    Level,
    Refused,
    RunLimits,
    Subject,
    UseCase,
)

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
FACTS = {
    "embedded": IN_PROCESS,
    "eu": EngineFacts(Destination.CONTRACTED, "eu-central-1", 0, trains=False),
    "us": EngineFacts(Destination.PUBLIC_API, "us-east-1", 30, trains=None),
}
POLICY: dict[str, Any] = {
    "places": {"jira:PAY": {"level": "internal"}, "jira:SEC": {"level": "restricted"}},
    "rules": [
        {"id": "R-1", "level": "internal", "use_case": "*", "effect": "allow", "engines": ["eu", "us", "embedded"],
         "destinations": ["in_process", "contracted", "public_api"]},
        {"id": "R-2", "level": "confidential", "use_case": "*", "effect": "review",
         "engines": ["eu", "embedded"], "destinations": ["in_process", "contracted"]},
        {"id": "R-4", "level": "restricted", "use_case": "*", "effect": "deny"},
    ],
    "teams": {"support": {"group": "7f3c", "name": "Support"}},
}  # fmt: skip


def made(
    changes: dict[str, Any], key: str = "PAY", teams: frozenset[str] | None = None, at: datetime = NOW
) -> Decision:
    """Decide about a summary of an issue, by a policy with these parts."""
    ask = Ask(UseCase.SUMMARISE, Item(Product.JIRA, id="1"), Place(Product.JIRA, key=key))
    return decide(replace(parse({**POLICY, **changes}), facts=FACTS, at=at), Subject("t", "p", teams), ask)


def steps(decision: Decision) -> list[tuple[str, str, str, str]]:
    """The trace as tuples."""
    return [(step.step, step.outcome, step.rule, step.source) for step in decision.trace]


def test_an_overlay_of_a_place_holds_there_alone() -> None:
    """It says a stricter effect in its place, and the trace says so and where it stands."""
    overlay = {"id": "O-1", "places": ["jira:PAY"], "effect": "mask", "delegated": True}
    decision = made({"overlays": [overlay]})

    assert isinstance(decision, Allowed)
    assert (decision.effect, decision.rule) == (Effect.MASK, "O-1")
    assert ("overlay", "mask", "O-1", "overlays/O-1") in steps(decision)
    elsewhere = made({"overlays": [{**overlay, "places": ["jira:OPS"]}]})
    assert isinstance(elsewhere, Allowed)
    assert elsewhere.effect is Effect.ALLOW


@pytest.mark.parametrize(
    ("teams", "kind"), [(None, Refused), (frozenset({"support"}), Refused), (frozenset(), Allowed)]
)
def test_an_overlay_of_a_team_holds_where_the_team_is_not_known(teams: frozenset[str] | None, kind: type) -> None:
    """Only somebody who is known to be in no such team is spared."""
    assert isinstance(made({"overlays": [{"id": "O-1", "team": "support", "effect": "deny"}]}, teams=teams), kind)


def test_an_overlay_that_raises_the_level_brings_the_stricter_rules() -> None:
    """A place that counts as confidential is decided as confidential, with what the overlay leaves of engines."""
    decision = made({"overlays": [{"id": "O-1", "level": "confidential", "engines": ["embedded"]}]})

    assert isinstance(decision, Held)
    assert ("level", "confidential", "O-1", "overlays/O-1") in steps(decision)
    assert ("engines", "narrowed", "O-1", "overlays/O-1") in steps(decision)


def test_an_exception_softens_one_rule_until_it_ends() -> None:
    """The denied place is masked until then, and refused again from that moment on; engines do not change."""
    until = NOW + timedelta(hours=1)
    parts = {
        "exceptions": [
            {"id": "E-1", "rule": "R-4", "effect": "mask", "places": ["jira:SEC"], "until": until.isoformat(),
             "reason": "Audit of November"},
            {"id": "E-2", "rule": "R-2", "effect": "mask", "places": ["jira:SEC"], "until": until.isoformat(),
             "reason": "Audit of November"},
        ]
    }  # fmt: skip
    ruled = [*POLICY["rules"], {"id": "R-3", "level": "restricted", "use_case": "changes", "effect": "deny"}]
    during = made({**parts, "rules": ruled}, "SEC")

    assert isinstance(during, Allowed)
    assert (during.effect, during.engines) == (Effect.MASK, ("embedded",))
    assert ("exception", "mask", "E-1", "exceptions/E-1") in steps(during)
    assert isinstance(made(parts, "SEC", at=until), Refused)
    assert isinstance(made(parts, "PAY", at=NOW), Allowed)


def test_an_exception_for_a_team_needs_a_known_team() -> None:
    """Where it is not known that a person is in the team, there is no exception."""
    overlay = {"id": "O-1", "effect": "deny"}
    exception = {"id": "E-1", "rule": "O-1", "effect": "allow", "places": ["jira:PAY"], "team": "support",
                 "until": "2027-01-01T00:00Z", "reason": "Pilot"}  # fmt: skip
    parts = {"overlays": [overlay], "exceptions": [exception]}

    assert isinstance(made(parts), Refused)
    assert isinstance(made(parts, teams=frozenset({"support"})), Allowed)


@pytest.mark.parametrize(
    ("required", "left", "step"),
    [
        ({"regions": ["EU-central-1"]}, ("eu", "embedded"), ("engine", "region", "us", "requirements/public")),
        ({"retention_days": 7}, ("eu", "embedded"), ("engine", "retention", "us", "requirements/public")),
        ({"no_training": True}, ("eu", "embedded"), ("engine", "training", "us", "requirements/public")),
        ({"destinations": ["in_process"]}, ("embedded",), ("engine", "destination", "eu", "requirements/public")),
    ],
)
def test_an_engine_that_a_level_does_not_permit_goes(
    required: dict[str, Any], left: tuple[str, ...], step: tuple[str, str, str, str]
) -> None:
    """By region, retention, training and destination; what public asks, internal asks; unknown is unmet."""
    decision = made({"requirements": {"public": required}})

    assert isinstance(decision, Allowed)
    assert decision.engines == left
    assert step in steps(decision)


def test_an_engine_of_which_nothing_is_known_meets_nothing() -> None:
    """Without the catalogue's facts, a requirement leaves no engine but the one in this process."""
    ask = Ask(UseCase.SUMMARISE, Item(Product.JIRA, id="1"), Place(Product.JIRA, key="PAY"))
    document = parse({**POLICY, "requirements": {"public": {"retention_days": 3650}}})

    assert isinstance(decide(replace(document, facts={}), Subject("t", "p"), ask), Refused)


def test_the_smallest_limit_holds() -> None:
    """Of what is said everywhere, of the level, of a wider one and by an overlay."""
    parts = {
        "limits": {"item_tokens": 9000, "levels": {"public": {"runs_per_hour": 20}, "restricted": {"item_tokens": 1}}},
        "overlays": [{"id": "O-1", "limits": {"runs_per_hour": 5}}],
    }
    decision = made(parts)

    assert isinstance(decision, Allowed)
    assert decision.limits == RunLimits(9000, 5)
    assert ("limits", "runs_per_hour=5", "O-1", "overlays/O-1") in steps(decision)


def test_budgets_are_exact() -> None:
    """An amount is the decimal that was written."""
    budgets = [{"team": "support", "per_month": 120.1, "currency": "EUR"}]

    assert parse({**POLICY, "limits": {"budgets": budgets}}).limits.budgets == (
        Budget("support", Decimal("120.1"), "EUR"),
    )


def test_approvers_of_the_place_then_of_the_level_then_of_the_organisation() -> None:
    """The first that names anybody holds; a held run names them, and the hours it waits."""
    approvers: dict[str, Any] = {
        "organisation": [{"team": "support"}],
        "levels": {"confidential": [{"person": "p-level"}]},
        "places": {"jira:PAY": [{"person": "p-place"}]},
        "hours": 8,
    }
    raised = {"overlays": [{"id": "O-1", "level": "confidential"}]}
    of_place = made({**raised, "approvers": approvers})
    of_level = made({**raised, "approvers": {**approvers, "places": {}}})
    of_all = made({**raised, "approvers": {**approvers, "places": {}, "levels": {}}})

    assert isinstance(of_place, Held)
    assert isinstance(of_level, Held)
    assert isinstance(of_all, Held)
    assert (of_place.named, of_place.hours) == ((Approver(person="p-place"),), 8)
    assert (of_level.named, of_all.named) == ((Approver(person="p-level"),), (Approver(team="support"),))


def test_a_team_is_an_atlassian_group() -> None:
    """Membership of its group is membership of the team."""
    assert parse(POLICY).teams.of(["other", "7f3c"]) == frozenset({"support"})


@pytest.mark.parametrize(
    ("said", "native", "level"),
    [
        ({}, ("9", "Secret"), Level.RESTRICTED),
        ({"levels": {"secret": "confidential"}}, ("9", "Secret"), Level.CONFIDENTIAL),
        ({"levels": {"9": "restricted", "Secret": "internal"}}, ("9", "Secret"), Level.RESTRICTED),
        ({"levels": {"Secret": "internal"}}, ("", ""), Level.RESTRICTED),
        ({"unknown": "internal"}, ("", ""), Level.INTERNAL),
        ({"unknown": "ignored"}, ("", ""), None),
    ],
)
def test_own_levels_of_atlassian(said: dict[str, Any], native: tuple[str, str], level: Level | None) -> None:
    """By id or name, the stricter of two; what is not known is restricted unless the administrator says otherwise."""
    found = parse({**POLICY, "native_levels": said}).native_levels

    assert found.consulted
    assert found.level(*native) is level
    assert not parse(POLICY).native_levels.consulted


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ({"overlays": [{"id": "R-1"}]}, "rules"),
        ({"overlays": [{"id": "O-1", "effect": "allow"}]}, "overlays/0/effect"),
        ({"overlays": [{"id": "O-1", "team": "sales"}]}, "overlays/O-1/team"),
        ({"overlays": [{"id": "O-1", "delegated": True}]}, "overlays/0"),
        ({"overlays": [{"id": "O-1", "delegated": True, "places": ["jira:A", "jira:B"]}]}, "overlays/0/places"),
        ({"exceptions": [{"id": "E-1", "rule": "R-9", "effect": "mask", "places": ["jira:A"],
                          "until": "2026-12-01T00:00Z", "reason": "x"}]}, "exceptions/E-1/rule"),
        ({"exceptions": [{"id": "E-1", "rule": "R-1", "effect": "mask", "places": ["jira:A"],
                          "until": "2026-13-01T00:00Z", "reason": "x"}]}, "exceptions/0/until"),
        ({"limits": {"budgets": [{"team": "sales", "per_month": 1, "currency": "EUR"}]}}, "limits/budgets"),
        ({"approvers": {"organisation": [{"team": "sales"}]}}, "approvers"),
        ({"approvers": {"organisation": [{}]}}, "approvers/organisation/0"),
    ],
)  # fmt: skip
def test_contradictions_are_refused(parts: dict[str, Any], path: str) -> None:
    """An overlay that would allow, names that are not there, ids that stand twice, and times that are none."""
    with pytest.raises(PolicyInvalid) as refused:
        parse({**POLICY, **parts})

    assert path in [where for where, _ in refused.value.problems]


def test_what_says_nothing_is_not_written() -> None:
    """A policy without these parts serialises as it did before there were any."""
    document = parse({name: POLICY[name] for name in ("places", "rules")})

    assert "overlays" not in document.serialise()
    assert isinstance(document, PolicyDocument)
