"""Decisions of the policy."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from connectors.host.model import Audience, Item, Place, Product
from plugin.policy.decide import decide, level_of, reconsider
from plugin.policy.document import DEFAULT, PolicyInvalid, parse
from plugin.policy.levels import Found, Source
from plugin.policy.model import Allowed, Ask, Destination, Effect, Held, Level, Refused, Subject, UseCase

SUBJECT = Subject("t", "p")
POLICY: dict[str, Any] = {
    "contact": "Security desk",
    "instead": "Write it yourself",
    "places": {
        "jira:SHOP": {"level": "public"},
        "jira:PAY": {"level": "internal"},
        "jira:#77": {"level": "confidential"},
        "jira:SEC": {"level": "restricted", "instead": "Use the incident template"},
    },
    "rules": [
        {"id": "R-1", "level": "public", "use_case": "*", "effect": "allow", "engines": ["embedded", "big"],
         "destinations": ["in_process", "public_api"]},
        {"id": "R-2", "level": "internal", "use_case": "summarise", "effect": "mask"},
        {"id": "R-2c", "level": "internal", "use_case": "summarise", "audience": "customer", "effect": "review",
         "approvers": "team lead"},
        {"id": "R-3", "level": "confidential", "use_case": "summarise", "effect": "mask", "engines": ["big"]},
        {"id": "R-4", "level": "restricted", "use_case": "*", "effect": "deny"},
    ],
}  # fmt: skip


def ask(key: str = "", place_id: str = "", audience: Audience = Audience.AGENT, use_case: str = "summarise") -> Ask:
    """A question about an issue of a project."""
    place = Place(Product.JIRA, key=key, id=place_id)
    return Ask(UseCase(use_case), Item(Product.JIRA, id="1", key=f"{key}-1"), place, audience)


def test_everything_is_refused_by_default() -> None:
    """Without a policy nobody may do anything, and the refusal says so."""
    decision = decide(DEFAULT, SUBJECT, ask("PAY"))

    assert isinstance(decision, Refused)
    assert (
        decision.reason, decision.rule, decision.level, decision.policy_version
    ) == ("place_not_allowed", "default", Level.RESTRICTED, 0)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "kind", "rule"),
    [
        (ask("SHOP"), Allowed, "R-1"),
        (ask("PAY"), Allowed, "R-2"),
        (ask("PAY", audience=Audience.CUSTOMER), Held, "R-2c"),
        (ask("PAY", use_case="categorise"), Refused, "default"),
        (ask("", "77"), Refused, "R-3"),
        (ask("SEC"), Refused, "R-4"),
        (ask("LAB"), Refused, "default"),
        (ask("pay"), Refused, "default"),
        (ask("", ""), Refused, "default"),
    ],
)
def test_decisions(question: Ask, kind: type, rule: str) -> None:
    """The matrix, cell by cell: allowed, held, refused, and by which rule."""
    decision = decide(parse(POLICY, version=3), SUBJECT, question)

    assert isinstance(decision, kind)
    assert (rule, 3) == (decision.rule, decision.policy_version)


def test_what_is_allowed_carries_its_conditions() -> None:
    """Effect, level, engines and destinations come from all rules that speak of the question."""
    public = decide(parse(POLICY), SUBJECT, ask("SHOP"))
    internal = decide(parse(POLICY), SUBJECT, ask("PAY"))

    assert isinstance(public, Allowed)
    assert isinstance(internal, Allowed)
    assert (public.effect, public.engines) == (Effect.ALLOW, ("embedded", "big"))
    assert (Effect.MASK, ("embedded",), frozenset({Destination.IN_PROCESS}), Level.INTERNAL) == (
        internal.effect, internal.engines, internal.destinations, internal.level
    )  # fmt: skip


def test_a_refusal_says_whom_to_ask_and_what_works_instead() -> None:
    """The place's own words come before the policy's."""
    refused = decide(parse(POLICY), SUBJECT, ask("SEC"))

    assert isinstance(refused, Refused)
    assert (
        refused.reason, refused.contact, refused.instead
    ) == ("level_denies", "Security desk", "Use the incident template")  # fmt: skip


def test_a_place_named_twice_has_the_stricter_level() -> None:
    """By key and by id: the stricter one holds."""
    both = POLICY | {"places": {"jira:A": {"level": "public"}, "jira:#5": {"level": "restricted"}}}

    assert Level.RESTRICTED is level_of(parse(both), Place(Product.JIRA, key="A", id="5"))
    assert Level.PUBLIC is level_of(parse(both), Place(Product.JIRA, key="A", id="6"))
    assert level_of(parse(both), Place(Product.CONFLUENCE, key="A")) is None


def test_an_issue_that_moved_is_decided_again() -> None:
    """Found in a stricter place, it is refused; found in a wider one, the first decision's limits hold."""
    document = parse(POLICY)
    allowed = decide(document, SUBJECT, ask("PAY"))
    assert isinstance(allowed, Allowed)

    moved = reconsider(document, allowed, found_place=Place(Product.JIRA, key="SEC"))
    widened = reconsider(document, allowed, found_place=Place(Product.JIRA, key="SHOP"))
    unknown = reconsider(document, allowed, found_place=Place(Product.JIRA, key="LAB"))
    raised = reconsider(
        document, allowed, found_place=allowed.ask.place, found=[Found(Level.RESTRICTED, Source.DETECTOR, "card")]
    )

    assert isinstance(moved, Refused)
    assert isinstance(unknown, Refused)
    assert isinstance(raised, Refused)
    assert isinstance(widened, Allowed)
    assert (widened.effect, widened.level, widened.engines) == (Effect.MASK, Level.INTERNAL, ("embedded",))


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"rulez": []}, "(document)"),
        ({"places": {"PAY": {"level": "internal"}}}, "places"),
        ({"places": {"jira:PAY": {"level": "secret"}}}, "places/jira:PAY/level"),
        ({"places": {"jira:PAY": {"level": "public", "levle": 1}}}, "places/jira:PAY"),
        ({"rules": [{"id": "a", "level": "public", "use_case": "*", "effect": "maybe"}]}, "rules/0/effect"),
        ({"rules": [{"id": "a", "level": "public", "use_case": "*", "effect": "deny"}] * 2}, "rules"),
        ({"rules": "none"}, "rules"),
    ],
)
def test_a_wrong_document_is_refused_with_the_place_of_the_fault(change: dict[str, Any], path: str) -> None:
    """Unknown fields, unknown values and doubled ids are named by path."""
    with pytest.raises(PolicyInvalid) as caught:
        parse(POLICY | change)

    assert path in [where for where, _ in caught.value.problems]


@pytest.mark.parametrize("document", [None, [], "x", 3])
def test_what_is_no_object_is_no_policy(document: object) -> None:
    """Any JSON value may arrive."""
    with pytest.raises(PolicyInvalid):
        parse(document)


def test_nobody_else_can_make_an_allowed() -> None:
    """The type refuses at run time, and no other module touches the seal of `Allowed`, `Masked` or `Approved`."""
    allowed = decide(parse(POLICY), SUBJECT, ask("SHOP"))
    assert isinstance(allowed, Allowed)
    with pytest.raises(TypeError):
        Allowed(SUBJECT, ask("SHOP"), Level.PUBLIC, Effect.ALLOW, "R", 1, frozenset(), ())

    makers = {"plugin/policy/decide.py", "plugin/masking/mask.py", "plugin/review/approving.py"}
    types = {"plugin/policy/model.py", "plugin/masking/model.py", "plugin/gateway/approval.py"}
    root = Path(__file__).parents[3]
    touching = set()
    for path in [*root.glob("plugin/**/*.py"), *root.glob("connectors/**/*.py")]:
        names = {node.id for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name)}
        names |= {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.alias)}
        if "SEAL" in names:
            touching.add(path.relative_to(root).as_posix())
    assert makers | types == touching
