"""What counts as loosening, by its reasons."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from plugin.policy.document import parse
from plugin.policy.loosening import Reason, loosens

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
POLICY: dict[str, Any] = {
    "places": {"jira:SHOP": {"level": "public"}, "jira:PAY": {"level": "internal"},
               "jira:SEC": {"level": "restricted"}},
    "rules": [
        {"id": "R-1", "level": "public", "use_case": "*", "effect": "allow"},
        {"id": "R-2", "level": "internal", "use_case": "*", "effect": "mask"},
        {"id": "R-3", "level": "confidential", "use_case": "*", "effect": "review"},
        {"id": "R-4", "level": "restricted", "use_case": "*", "effect": "deny"},
    ],
    "teams": {"support": {"group": "7f3c"}},
    "masking": {
        "profiles": {"own": {"patterns": [{"name": "Contract", "pattern": "C-[0-9]{6}", "placeholder": "CONTRACT"}]}},
        "levels": {"public": "own"},
    },
    "retention": {"public": {"result_days": 7}},
    "limits": {"runs_per_hour": 9, "budgets": [{"team": "support", "per_month": 10, "currency": "EUR"}]},
    "requirements": {"internal": {"regions": ["eu"], "retention_days": 0, "no_training": True,
                                  "destinations": ["in_process"]}},
    "approvers": {"organisation": [{"person": "p-1"}], "hours": 8},
    "native_levels": {"levels": {"Secret": "restricted"}, "unknown": "confidential"},
    "detected_levels": {"card": "restricted"},
    "overlays": [{"id": "O-1", "team": "support", "effect": "review"},
                 {"id": "O-2", "places": ["jira:PAY"], "limits": {"item_tokens": 100}}],
    "exceptions": [{"id": "E-1", "rule": "R-4", "effect": "review", "places": ["jira:SEC"],
                    "until": "2026-12-01T00:00Z", "reason": "Audit"}],
}  # fmt: skip


def rule(number: int, **changes: Any) -> list[dict[str, Any]]:
    """The rules with one of them changed."""
    return [{**each, **changes} if at == number else each for at, each in enumerate(POLICY["rules"])]


def reasons(changes: dict[str, Any], before: dict[str, Any] | None = None) -> list[Reason]:
    """What a change of some parts loosens."""
    old = {**POLICY, **(before or {})}
    return loosens(parse(old), parse({**old, **changes}), NOW)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"places": {**POLICY["places"], "jira:PAY": {"level": "public"}}},
         Reason("place", "jira:PAY", "internal", "public")),
        ({"places": {**POLICY["places"], "jira:NEW": {"level": "internal"}}},
         Reason("place", "jira:NEW", "", "internal")),
        ({"rules": rule(1, effect="allow")}, Reason("matrix", "internal/summarise/agent", "mask", "allow")),
        ({"rules": rule(0, engines=["embedded", "far"])}, Reason("engines", "public/summarise/agent")),
        ({"rules": rule(0, destinations=["in_process", "public_api"])},
         Reason("destinations", "public/summarise/agent")),
        ({"overlays": []}, Reason("overlay", "O-1")),
        ({"overlays": [POLICY["overlays"][0], {**POLICY["overlays"][1], "delegated": True}]}, Reason("overlay", "O-2")),
        ({"overlays": POLICY["overlays"][:1]}, Reason("overlay", "O-2")),
        ({"exceptions": [{**POLICY["exceptions"][0], "until": "2026-12-02T00:00Z"}]},
         Reason("exception", "E-1", "", "2026-12-02T00:00+00:00")),
        ({"requirements": {}}, Reason("requirement", "internal/no_training")),
        ({"requirements": {"internal": {**POLICY["requirements"]["internal"], "regions": ["eu", "us"]}}},
         Reason("requirement", "internal/regions")),
        ({"masking": {}}, Reason("pattern", "public/Contract")),
        ({"masking": {"profiles": {"own": {**POLICY["masking"]["profiles"]["own"], "detectors": {"email": False}}},
                      "levels": {"public": "own"}}}, Reason("masking", "internal/email")),
        ({"retention": {}}, Reason("retention", "public/result_days", "7", "")),
        ({"retention": {"public": {"result_days": 8}}}, Reason("retention", "internal/result_days", "7", "8")),
        ({"limits": {**POLICY["limits"], "runs_per_hour": 10}}, Reason("limits", "public/summarise/agent")),
        ({"limits": {"runs_per_hour": 9}}, Reason("budget", "support", "10 EUR", "")),
        ({"approvers": {"organisation": [{"person": "p-2"}], "hours": 8}}, Reason("approvers", "internal")),
        ({"approvers": {"organisation": [{"person": "p-1"}], "hours": 9}}, Reason("approvers", "hours", "8", "9")),
        ({"approvers": {**POLICY["approvers"], "places": {"jira:PAY": [{"person": "p-9"}]}}},
         Reason("approvers", "jira:PAY")),
        ({"native_levels": {"levels": {}, "unknown": "confidential"}},
         Reason("native_levels", "secret", "restricted", "")),
        ({"native_levels": {"levels": {"Secret": "restricted"}, "unknown": "public"}},
         Reason("native_levels", "unknown", "confidential", "public")),
        ({"detected_levels": {"card": "internal"}}, Reason("detected_levels", "card", "restricted", "internal")),
        ({"teams": {"support": {"group": "other"}}}, Reason("team", "support", "7f3c", "other")),
    ],
)  # fmt: skip
def test_what_loosens_says_where(changes: dict[str, Any], found: Reason) -> None:
    """Each part of the document that can give more is found, with what it was and what it becomes."""
    assert found in reasons(changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"places": {**POLICY["places"], "jira:SHOP": {"level": "internal"}}},
        {"places": {name: said for name, said in POLICY["places"].items() if name != "jira:PAY"}},
        {"rules": rule(0, effect="deny")},
        {"rules": rule(0, engines=[])},
        {"exceptions": []},
        {"retention": {"public": {"result_days": 6}}},
        {"limits": {**POLICY["limits"], "item_tokens": 5}},
        {"approvers": {"hours": 7}},
        {"native_levels": {"levels": {"Secret": "restricted", "Top": "restricted"}, "unknown": "restricted"}},
        {"name": "Another name", "contact": "somebody else", "queues": ["Legal"]},
        {"requirements": {**POLICY["requirements"], "public": {"no_training": True}}},
    ],
)
def test_what_tightens_or_changes_words_loosens_nothing(changes: dict[str, Any]) -> None:
    """It acts at once."""
    assert reasons(changes) == []


def test_an_exception_that_was_idle_is_seen_when_another_rule_goes() -> None:
    """A rule that denies beside an excepted one may not go unseen."""
    beside = [*POLICY["rules"], {"id": "R-5", "level": "restricted", "use_case": "*", "effect": "deny"}]

    assert reasons({"rules": POLICY["rules"]}, {"rules": beside})


def test_what_is_no_wider_now_may_be_wider_when_an_exception_ends() -> None:
    """An overlay that goes, where an exception softened it for a week, is a loosening for the time after."""
    overlay = {"id": "O-9", "places": ["jira:SEC"], "effect": "deny"}
    exception = {**POLICY["exceptions"][0], "rule": "O-9"}
    before = {"rules": rule(3, effect="review"), "overlays": [overlay], "exceptions": [exception]}

    assert reasons({"overlays": [], "exceptions": []}, before) == [Reason("overlay", "O-9")]


def test_a_place_may_stand_under_its_key_and_its_id() -> None:
    """The id alone may be what kept it strict."""
    both = {**POLICY["places"], "jira:#7": {"level": "restricted"}}

    assert reasons({"places": POLICY["places"]}, {"places": both, "exceptions": []})


def test_somebody_in_two_teams_may_get_more() -> None:
    """An overlay of a team that goes is seen where the other team has an exception from the rest."""
    parts: dict[str, Any] = {
        "teams": {"support": {"group": "1"}, "sales": {"group": "2"}},
        "detected_levels": {"card": "restricted"},
    "overlays": [{"id": "O-1", "effect": "deny"}, {"id": "O-2", "team": "sales", "effect": "deny"}],
        "exceptions": [{"id": "E-1", "rule": "O-1", "effect": "allow", "places": ["jira:SHOP"], "team": "support",
                        "until": "2026-12-01T00:00Z", "reason": "Pilot"}],
    }  # fmt: skip

    assert reasons({"overlays": parts["overlays"][:1]}, parts) == [Reason("overlay", "O-2")]


def test_every_place_of_a_kind_is_named() -> None:
    """Three places that become public are three reasons."""
    many = {f"jira:P{number}": {"level": "internal"} for number in range(3)}
    found = reasons(
        {"places": {name: {"level": "public"} for name in many}}, {"places": many, "overlays": [], "exceptions": []}
    )

    assert [reason.where for reason in found] == sorted(many)


def test_too_much_to_compare_counts_as_loosening() -> None:
    """More teams than can be tried: the change waits for a second person."""
    teams = {f"t{number}": {"group": str(number)} for number in range(6)}
    overlays = [{"id": f"O-{name}", "team": name, "effect": "mask"} for name in teams]

    assert reasons({"overlays": overlays[1:]}, {"teams": teams, "overlays": overlays, "limits": {}}) == [
        Reason("not_compared", "")
    ]


def test_ten_thousand_places_are_compared_in_time() -> None:
    """Places of which the same is said stand for each other: the work does not grow with their number."""
    many = {f"jira:P{number}": {"level": "internal"} for number in range(9_999)}
    begun = datetime.now(UTC)
    found = reasons({"places": {**many, "jira:P7": {"level": "public"}}}, {"places": many})

    assert found == [Reason("place", "jira:P7", "internal", "public")]
    assert (datetime.now(UTC) - begun).total_seconds() < 10
