"""Laws of what a policy can add to its matrix: each restriction only takes away, and each exception ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from connectors.host.model import Item, Place, Product
from plugin.policy.decide import decide
from plugin.policy.document import PolicyDocument, parse
from plugin.policy.engines import IN_PROCESS, EngineFacts
from plugin.policy.levels import Found, Source
from plugin.policy.model import Allowed, Ask, Decision, Destination, Effect, Held, Level, Subject, UseCase

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
LEVELS = [level.code for level in Level]
PLACES = ["jira:A", "jira:B", "jira:#1"]
TEAMS = ["red", "blue"]
ENGINES = ["embedded", "big", "far"]
FACTS = {
    "embedded": IN_PROCESS,
    "big": EngineFacts(Destination.OWN_NETWORK, "eu", 0, trains=False),
    "far": EngineFacts(Destination.PUBLIC_API, "us", None, trains=None),
}
ORDER = [Effect.ALLOW, Effect.MASK]

rules = st.fixed_dictionaries(
    {
        "level": st.sampled_from(LEVELS),
        "use_case": st.sampled_from(["summarise", "*"]),
        "effect": st.sampled_from(["allow", "allow", "mask", "review", "deny"]),
        "engines": st.just(ENGINES) | st.lists(st.sampled_from(ENGINES), unique=True),
        "destinations": st.just(["in_process", "own_network", "public_api"]),
    }
)
limits = st.fixed_dictionaries({}, optional={"item_tokens": st.integers(1, 9), "runs_per_hour": st.integers(0, 9)})
requirements = st.fixed_dictionaries(
    {},
    optional={
        "destinations": st.lists(st.sampled_from(["in_process", "own_network"]), unique=True),
        "regions": st.lists(st.sampled_from(["eu", "US"]), unique=True),
        "retention_days": st.integers(0, 30),
        "no_training": st.booleans(),
    },
)
overlays = st.fixed_dictionaries(
    {},
    optional={
        "places": st.lists(st.sampled_from(PLACES), min_size=1, unique=True),
        "team": st.sampled_from(TEAMS),
        "use_case": st.sampled_from(["summarise", "changes", "*"]),
        "level": st.sampled_from(LEVELS),
        "effect": st.sampled_from(["mask", "review", "deny"]),
        "engines": st.lists(st.sampled_from(ENGINES), unique=True),
        "destinations": st.lists(st.sampled_from(["in_process", "public_api"]), unique=True),
        "limits": limits,
    },
)
exceptions = st.fixed_dictionaries(
    {
        "rule": st.sampled_from(["R-0", "R-1", "O-0"]),
        "effect": st.sampled_from(["allow", "mask", "review"]),
        "places": st.lists(st.sampled_from(PLACES), min_size=1, unique=True),
        "until": st.sampled_from(["2026-11-25T11:00:00Z", "2026-11-25T14:00:00+01:00"]),
        "reason": st.just("pilot"),
    },
    optional={"team": st.sampled_from(TEAMS)},
)


def _numbered(prefix: str, listed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**each, "id": f"{prefix}-{number}"} for number, each in enumerate(listed)]


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A policy with something of everything."""
    stated = _numbered("R", draw(st.lists(rules, min_size=2, max_size=5)))
    laid = _numbered("O", draw(st.lists(overlays, min_size=1, max_size=2)))
    return {
        "places": draw(
            st.dictionaries(st.sampled_from(PLACES), st.fixed_dictionaries({"level": st.sampled_from(LEVELS)}))
        ),
        "rules": stated,
        "overlays": laid,
        "exceptions": _numbered("E", draw(st.lists(exceptions, max_size=2))),
        "requirements": draw(st.dictionaries(st.sampled_from(LEVELS), requirements, max_size=2)),
        "limits": draw(limits),
        "teams": {name: {"group": f"g-{name}"} for name in TEAMS},
    }


asks = st.builds(
    lambda use_case, key: Ask(use_case, Item(Product.JIRA, id="9"), Place(Product.JIRA, key=key, id="1")),
    st.sampled_from([UseCase.SUMMARISE, UseCase.CHANGES]),
    st.sampled_from(["A", "B"]),
)
subjects = st.builds(
    lambda teams: Subject("t", "p", teams), st.none() | st.frozensets(st.sampled_from(TEAMS)).map(frozenset)
)
cases = st.tuples(documents(), subjects, asks)


def ready(document: dict[str, Any], at: datetime | None = NOW) -> PolicyDocument:
    """A policy as it decides: with what is known of engines, and a time."""
    return replace(parse(document), facts=FACTS, at=at)


def no_wider(left: Decision, right: Decision) -> bool:
    """Whether `left` permits nothing that `right` does not, and no more of it."""
    if isinstance(left, Allowed) and isinstance(right, Allowed):
        smaller = left.limits.joined(right.limits) == left.limits
        sent = set(left.engines) <= set(right.engines) and left.destinations <= right.destinations
        return ORDER.index(left.effect) >= ORDER.index(right.effect) and sent and smaller
    rank = {Allowed: 2, Held: 1}
    return rank.get(type(left), 0) <= rank.get(type(right), 0)


@given(case=cases, extra=overlays)
def test_an_overlay_never_allows_more(case: tuple[dict[str, Any], Subject, Ask], extra: dict[str, Any]) -> None:
    """Whatever it says, and also where the level that it raises to has freer rules."""
    document, subject, ask = case
    more = {**document, "overlays": [*document["overlays"], {**extra, "id": "extra"}]}

    assert no_wider(decide(ready(more), subject, ask), decide(ready(document), subject, ask))


@given(case=cases, level=st.sampled_from(LEVELS), extra=requirements, smaller=limits)
def test_a_requirement_or_a_limit_never_allows_more(
    case: tuple[dict[str, Any], Subject, Ask], level: str, extra: dict[str, Any], smaller: dict[str, int]
) -> None:
    """A part that a level newly asks of engines, or a limit that it newly sets, only takes away."""
    document, subject, ask = case
    before = decide(ready(document), subject, ask)
    asked = {**extra, **document["requirements"].get(level, {})}
    required = {**document, "requirements": {**document["requirements"], level: asked}}
    limited = {**document, "limits": {**document["limits"], "levels": {level: smaller}}}

    assert no_wider(decide(ready(required), subject, ask), before)
    assert no_wider(decide(ready(limited), subject, ask), before)


@given(case=cases, known=st.sampled_from(Level))
def test_a_level_that_is_known_besides_never_allows_more(
    case: tuple[dict[str, Any], Subject, Ask], known: Level
) -> None:
    """What Atlassian or reading says of the level can only take away, also from what was refused for lack of a rule."""
    document, subject, ask = case

    assert no_wider(
        decide(ready(document), subject, ask, found=[Found(known, Source.ITEM)]), decide(ready(document), subject, ask)
    )


@given(case=cases)
def test_without_an_exception_or_a_known_team_nothing_more_is_allowed(
    case: tuple[dict[str, Any], Subject, Ask],
) -> None:
    """Taking exceptions away, letting them end, or not knowing a person's teams only takes away."""
    document, subject, ask = case
    before = decide(ready(document), subject, ask)

    assert no_wider(decide(ready({**document, "exceptions": []}), subject, ask), before)
    assert no_wider(decide(ready(document, NOW + timedelta(days=1)), subject, ask), before)
    assert no_wider(decide(ready(document, None), subject, ask), before)
    assert no_wider(decide(ready(document), replace(subject, teams=None), ask), before)


@given(case=cases)
def test_a_decision_says_where_each_statement_stands(case: tuple[dict[str, Any], Subject, Ask]) -> None:
    """Every rule, overlay and exception of the trace is one of the policy's, and the last step is the decision."""
    document, subject, ask = case
    made = decide(ready(document), subject, ask)
    parts = {part: {each["id"] for each in document[part]} for part in ("rules", "overlays", "exceptions")}

    for step in made.trace:
        part, _, name = step.source.partition("/")
        assert part not in parts or name in parts[part]
    assert (made.trace[-1].step, made.trace[-1].rule) == ("decision", made.rule)


@given(document=documents())
def test_every_part_survives_its_own_serialisation(document: dict[str, Any]) -> None:
    """parse(serialise(x)) == x, for the parts that a policy can have besides its matrix."""
    parsed = parse(document)

    assert parse(parsed.serialise()) == parsed
