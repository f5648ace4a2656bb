"""Levels beside the administrator's own: the highest holds, what unknown counts as, and whose word it was."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.host.model import Item, NativeLevel, Place, Product
from plugin.policy.decide import decide, reconsider
from plugin.policy.document import PolicyInvalid, parse
from plugin.policy.levels import Found, Source, level_source, of_detected
from plugin.policy.model import Allowed, Ask, Level, Subject, UseCase
from plugin.policy.native import parse_native

PAGE = Ask(UseCase.SUMMARISE, Item(Product.CONFLUENCE, id="42"), Place(Product.CONFLUENCE, key="OPS"))


def native(name: str, level_id: str = "ari:1", source: str = "item") -> NativeLevel:
    """A level as Atlassian says it."""
    return NativeLevel(level_id, name, source)


@pytest.mark.parametrize(
    ("said", "levels", "counts"),
    [
        (None, [native("Restricted")], []),
        ({}, [], [("restricted", "unknown")]),
        ({"unknown": "ignored"}, [], []),
        ({"unknown": "internal"}, [native("Top secret")], [("internal", "item")]),
        ({"unknown": "ignored"}, [native("Top secret")], [("restricted", "item")]),
        ({"unknown": "ignored"}, [native("Confidential")], [("confidential", "item")]),
        ({"levels": {"Public": "internal"}}, [native("public")], [("internal", "item")]),
        ({"levels": {"House": "internal"}}, [native("house")], [("internal", "item")]),
        ({"levels": {"House": "internal"}}, [native("House", source="container"), native("?")],
         [("internal", "container"), ("restricted", "item")]),
    ],
)  # fmt: skip
def test_what_atlassians_levels_count_as(
    said: dict[str, Any] | None, levels: list[NativeLevel], counts: list[tuple[str, str]]
) -> None:
    """Each level that Atlassian says counts as the policy maps it; what is unknown is strictest by default."""
    assert [(found.level.code, found.source.value) for found in parse_native(said).found(levels)] == counts


def policy(level: str, **more: Any) -> Any:
    """A policy that allows everything up to confidential."""
    rules = [
        {"id": f"R-{code}", "level": code, "use_case": "*", "effect": "allow"}
        for code in ("public", "internal", "confidential")
    ]
    return parse({"places": {"confluence:OPS": {"level": level}}, "rules": rules, **more})


PUBLIC, INTERNAL = Found(Level.PUBLIC, Source.ITEM, "Public"), Found(Level.INTERNAL, Source.CONTAINER, "Internal")
CONFIDENTIAL, CARD = Found(Level.CONFIDENTIAL, Source.ITEM), Found(Level.CONFIDENTIAL, Source.DETECTOR, "card")


@pytest.mark.parametrize(
    ("own", "found", "level", "source"),
    [
        ("internal", [], "internal", "places/confluence:OPS"),
        ("internal", [PUBLIC], "internal", "places/confluence:OPS"),
        ("internal", [INTERNAL], "internal", "places/confluence:OPS"),
        ("public", [CONFIDENTIAL, INTERNAL], "confidential", "item"),
        ("public", [INTERNAL, CARD], "confidential", "detector"),
    ],
)
def test_the_highest_holds(own: str, found: list[Found], level: str, source: str) -> None:
    """Whoever says the highest level is believed, and the trace says who it was."""
    decision = decide(policy(own), Subject("t", "p"), PAGE, found=found)

    assert (decision.level.code, level_source(decision.trace)) == (level, source)
    said = [(step.source, step.rule) for step in decision.trace if step.step == "level"]
    assert said[1:] == [(each.source.value, each.name) for each in found]


def test_a_floor_is_said_once() -> None:
    """A second decision keeps the first one's level, and says so only where nothing else reaches it."""
    allowed = decide(policy("public"), Subject("t", "p"), PAGE, found=[CARD])
    assert isinstance(allowed, Allowed)
    again = reconsider(policy("public"), allowed, found_place=PAGE.place)
    assert (again.level, level_source(again.trace)) == (Level.CONFIDENTIAL, "before")
    again = reconsider(policy("public"), allowed, found_place=PAGE.place, found=[CARD])
    assert level_source(again.trace) == "detector"


def test_detectors_raise() -> None:
    """A finding raises to what the policy says of its detector; one that the policy does not name raises nothing."""
    detected = policy("public", detected_levels={"card": "restricted"}).detected_levels

    assert of_detected(detected, ["email", "card"]) == (Found(Level.RESTRICTED, Source.DETECTOR, "card"),)
    with pytest.raises(PolicyInvalid):
        policy("public", detected_levels={"person": "internal"})
