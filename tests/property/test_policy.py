"""Laws of the policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from connectors.host.model import Audience, Item, Place, Product
from plugin.policy.decide import decide, reconsider
from plugin.policy.document import parse
from plugin.policy.levels import Found, Source
from plugin.policy.model import Allowed, Ask, Decision, Effect, Held, Level, Subject, UseCase
from plugin.policy.stops import Stop, StopKind

LEVELS = [level.code for level in Level]

SUBJECT = Subject("t", "p")
ORDER = [Effect.ALLOW, Effect.MASK]

rules = st.fixed_dictionaries(
    {
        "level": st.sampled_from(LEVELS),
        "use_case": st.sampled_from(["summarise", "categorise", "changes", "comment_digest", "*"]),
        "audience": st.sampled_from(["agent", "customer", "*"]),
        "effect": st.sampled_from(["allow", "mask", "review", "deny"]),
        "engines": st.lists(st.sampled_from(["embedded", "big", "far"]), unique=True),
        "destinations": st.lists(st.sampled_from(["in_process", "public_api"]), unique=True),
    }
)
documents = st.builds(
    lambda places, listed: {
        "places": places,
        "rules": [{**rule, "id": f"R-{number}"} for number, rule in enumerate(listed)],
    },
    st.dictionaries(
        st.sampled_from(["jira:A", "jira:B", "jira:#1"]), st.fixed_dictionaries({"level": st.sampled_from(LEVELS)})
    ),
    st.lists(rules, max_size=8),
)
asks = st.builds(
    lambda use_case, audience, key: Ask(
        use_case, Item(Product.JIRA, id="9"), Place(Product.JIRA, key=key, id="1"), audience
    ),
    st.sampled_from(UseCase),
    st.sampled_from(Audience),
    st.sampled_from(["A", "B", "C"]),
)


def permits(decision: Decision) -> tuple[int, frozenset[str], frozenset[str]]:
    """How much a decision permits: 0 refused, 1 held, 2 masked, 3 plain; engines; destinations."""
    if isinstance(decision, Allowed):
        return 3 - ORDER.index(decision.effect), frozenset(decision.engines), frozenset(decision.destinations)
    return (1 if isinstance(decision, Held) else 0), frozenset(), frozenset()


def no_wider(left: Decision, right: Decision) -> bool:
    """Whether `left` permits nothing that `right` does not."""
    (a, engines_a, to_a), (b, engines_b, to_b) = permits(left), permits(right)
    return a <= b and engines_a <= engines_b and to_a <= to_b


@given(document=documents, extra=rules, ask=asks)
def test_another_rule_for_what_is_spoken_of_never_allows_more(
    document: dict[str, Any], extra: dict[str, Any], ask: Ask
) -> None:
    """Where something is allowed already, one more rule can only take away."""
    before = decide(parse(document), SUBJECT, ask)
    if permits(before)[0] == 0:
        return  # a first rule is how an administrator allows something at all
    more = {**document, "rules": [*document["rules"], {**extra, "id": "extra"}]}

    assert no_wider(decide(parse(more), SUBJECT, ask), before)


@given(document=documents, ask=asks, place=st.sampled_from(["jira:A", "jira:B", "jira:#1"]))
def test_raising_a_level_never_allows_more(document: dict[str, Any], ask: Ask, place: str) -> None:
    """A place made stricter permits no more than before, once anything was permitted there."""
    before = decide(parse(document), SUBJECT, ask)
    if place not in document["places"] or permits(before)[0] == 0:
        return
    index = LEVELS.index(document["places"][place]["level"])
    for level in LEVELS[index:]:
        raised = {**document, "places": {**document["places"], place: {"level": level}}}

        assert no_wider(decide(parse(raised), SUBJECT, ask), before)


@given(document=documents, ask=asks, which=st.integers(0, 7), what=st.sampled_from(["engines", "destinations"]))
def test_taking_an_engine_away_never_allows_more(document: dict[str, Any], ask: Ask, which: int, what: str) -> None:
    """A rule that lost its engines or destinations permits no more than before."""
    if which >= len(document["rules"]):
        return
    less = [dict(rule) for rule in document["rules"]]
    less[which][what] = less[which][what][1:]

    assert no_wider(decide(parse({**document, "rules": less}), SUBJECT, ask), decide(parse(document), SUBJECT, ask))


@given(document=documents, ask=asks, found=st.sampled_from(["A", "B", "C"]), raised=st.sampled_from(Level))
def test_reconsidering_never_widens(document: dict[str, Any], ask: Ask, found: str, raised: Level) -> None:
    """Whatever reading finds, the second decision permits no more than the first."""
    parsed = parse(document)
    before = decide(parsed, SUBJECT, ask)
    if isinstance(before, Allowed):
        place = Place(Product.JIRA, key=found)

        assert no_wider(reconsider(parsed, before, found_place=place, found=[Found(raised, Source.ITEM)]), before)


@given(document=documents)
def test_a_policy_survives_its_own_serialisation(document: dict[str, Any]) -> None:
    """parse(serialise(x)) == x."""
    parsed = parse(document, version=4)

    assert parsed == parse(parsed.serialise(), version=4)


@given(ask=asks, listed=st.lists(rules, max_size=8))
def test_a_place_that_nobody_classified_is_refused(ask: Ask, listed: list[dict[str, Any]]) -> None:
    """No rule, however generous, reaches a place without a level."""
    document = {"places": {}, "rules": [{**rule, "id": f"R-{n}"} for n, rule in enumerate(listed)]}

    assert (0, frozenset(), frozenset()) == permits(decide(parse(document), SUBJECT, ask))


stops = st.builds(
    Stop,
    kind=st.sampled_from(StopKind),
    name=st.sampled_from(["", "summarise", "categorise", "jira:A", "jira:#1", "embedded", "other"]),
    reason=st.just(""),
    since=st.just(datetime(2026, 11, 25, tzinfo=UTC)),
)


@given(document=documents, ask=asks, few=st.lists(stops, max_size=3), more=st.lists(stops, max_size=3))
def test_a_stop_never_allows_more(document: dict[str, Any], ask: Ask, few: list[Stop], more: list[Stop]) -> None:
    """However many things are stopped already, one more stop can only take away."""
    parsed = parse(document)
    before = decide(replace(parsed, stops=tuple(few)), SUBJECT, ask)

    assert no_wider(decide(replace(parsed, stops=(*few, *more)), SUBJECT, ask), before)


@given(document=documents, ask=asks, found=st.sampled_from(Level), up_to=st.sampled_from(Level))
def test_an_approval_lifts_a_review_and_nothing_else(
    document: dict[str, Any], ask: Ask, found: Level, up_to: Level
) -> None:
    """What is refused stays so, what is allowed is as before; what wants review is masked, up to the approved level."""
    parsed, raised = parse(document), [Found(found, Source.ITEM)]
    before = decide(parsed, SUBJECT, ask, found=raised)
    after = decide(parsed, SUBJECT, ask, found=raised, approved=up_to)
    if not isinstance(before, Held):
        assert permits(after) == permits(before)
    elif before.level > up_to:
        assert isinstance(after, Held)
    else:
        assert isinstance(after, Allowed)
        assert after.effect is Effect.MASK
