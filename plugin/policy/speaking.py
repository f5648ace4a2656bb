"""What a policy says of one question: its level, the rules and overlays that speak, and what is left when all hold.

Each look is a step of the trace, with where it stands in the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from plugin.policy.document import PlaceRule, PolicyDocument, Rule
from plugin.policy.exceptions import PolicyException
from plugin.policy.levels import Found, Source
from plugin.policy.model import Ask, Destination, Effect, Level, RunLimits, Subject, TraceStep
from plugin.policy.overlays import Overlay
from plugin.policy.stops import StopKind

STRICTNESS = [Effect.ALLOW, Effect.MASK, Effect.REVIEW, Effect.DENY]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a rule or an overlay says of the effect, softened where an exception holds."""

    rule: str
    level: Level
    effect: Effect
    instead: str = ""
    approvers: str = ""

    @property
    def rank(self) -> tuple[int, Level]:
        """Sorts by strictness, and among equals by the narrowest level."""
        return STRICTNESS.index(self.effect), self.level


@dataclass(frozen=True, slots=True)
class Spoken:
    """Everything that a policy says of one question.

    Attributes:
        level: what the question counts as.
        unruled: the level on the way up to it that has no rule of its own; None where each has one.
        rules, overlays: those that speak.
        statements: what they say of the effect.
        trace: the looks so far.
    """

    level: Level
    unruled: Level | None
    rules: tuple[Rule, ...]
    overlays: tuple[Overlay, ...]
    statements: tuple[Statement, ...]
    trace: tuple[TraceStep, ...]

    @property
    def strictest(self) -> Statement:
        """What holds of the effect."""
        return max(self.statements, key=lambda statement: statement.rank)


def spoken(
    document: PolicyDocument,
    subject: Subject,
    ask: Ask,
    place: PlaceRule,
    found: Sequence[Found],
    approved: Level | None,
) -> Spoken:
    """Collect what a policy says of a question in a place that it knows."""
    source = f"places/{document.name_of(ask.place)}"
    overlays = tuple(overlay for overlay in document.overlays if overlay.speaks_of(subject, ask))
    raising = [overlay for overlay in overlays if overlay.level is not None and overlay.level > place.level]
    raised = (*(each.level for each in found), *(overlay.level or Level.PUBLIC for overlay in raising))
    level = max((place.level, *raised))
    trace = [TraceStep("place", "known", source=source), TraceStep("level", place.level.code, source=source)]
    trace += [each.step() for each in found if each.source is not Source.BEFORE]
    trace += [TraceStep("level", (o.level or Level.PUBLIC).code, o.id, f"overlays/{o.id}") for o in raising]
    if all(Level.from_code(step.outcome) < level for step in trace if step.step == "level"):
        trace.append(Found(level, Source.BEFORE).step())
    rules = tuple(r for r in document.rules if r.speaks_of(level, ask.use_case.value, ask.audience.value))
    own = {rule.level for rule in rules}
    # A level without a rule is refused, also on the way up: raising a level never leads to where more is allowed.
    unruled = next((each for each in Level if place.level <= each <= level and each not in own), None)
    exceptions = [each for each in document.live_exceptions() if each.speaks_of(subject, ask)]
    statements: list[Statement] = []
    for statement, said_in in _said(rules, overlays, level):
        trace.append(
            TraceStep(said_in.rstrip("s"), statement.effect.value, statement.rule, f"{said_in}/{statement.rule}")
        )
        softened, steps = _softened(statement, exceptions)
        trace += steps
        if softened.effect is Effect.REVIEW and approved is not None and level <= approved:
            softened = replace(softened, effect=Effect.MASK)
            trace.append(TraceStep("approval", Effect.MASK.value, statement.rule, "approver"))
        statements.append(softened)
    return Spoken(level, unruled, rules, overlays, tuple(statements), tuple(trace))


def destinations_left(document: PolicyDocument, said: Spoken) -> tuple[frozenset[Destination], tuple[TraceStep, ...]]:
    """Return where every rule, overlay and requirement lets text go, with the looks."""
    by_rules = reduce(lambda left, right: left & right, (rule.destinations for rule in said.rules))
    left, steps = by_rules, []
    for overlay in said.overlays:
        if overlay.destinations is not None:
            left &= overlay.destinations
            steps.append(_narrowed("destinations", overlay))
    permitted = document.requirements.destinations(said.level, left)
    if permitted != left:
        steps.append(TraceStep("destinations", "narrowed", source="requirements"))
    return permitted, tuple(steps)


def engines_left(document: PolicyDocument, said: Spoken) -> tuple[tuple[str, ...], tuple[TraceStep, ...]]:
    """Return the engines that are left, in the order of the first rule, with the looks at those that are not."""
    steps: list[TraceStep] = []
    engines = tuple(name for name in said.rules[0].engines if all(name in rule.engines for rule in said.rules))
    for overlay in said.overlays:
        if overlay.engines is not None:
            engines = tuple(name for name in engines if name in overlay.engines)
            steps.append(_narrowed("engines", overlay))
    left: list[str] = []
    stopped = {stop.name: stop.rule for stop in document.stops if stop.kind is StopKind.ENGINE}
    for name in engines:
        if name in stopped:
            steps.append(TraceStep("engine", "stopped", name, stopped[name]))
        elif unmet := document.requirements.unmet(name, said.level, document.facts):
            steps.append(TraceStep("engine", unmet[1], name, f"requirements/{unmet[0].code}"))
        else:
            left.append(name)
    return tuple(left), tuple(steps)


def limits_of(document: PolicyDocument, said: Spoken) -> tuple[RunLimits, tuple[TraceStep, ...]]:
    """Return the limits of a run, with the looks."""
    limits = document.limits.at(said.level)
    steps = [TraceStep("limits", _told(limits), source="limits")] if limits != RunLimits() else []
    for overlay in said.overlays:
        if overlay.limits != RunLimits():
            limits = limits.joined(overlay.limits)
            steps.append(TraceStep("limits", _told(overlay.limits), overlay.id, f"overlays/{overlay.id}"))
    return limits, tuple(steps)


def _said(rules: Iterable[Rule], overlays: Iterable[Overlay], level: Level) -> Iterator[tuple[Statement, str]]:
    for rule in rules:
        yield Statement(rule.id, rule.level, rule.effect, rule.instead, rule.approvers), "rules"
    for overlay in overlays:
        if overlay.effect is not None:
            yield Statement(overlay.id, level, overlay.effect, overlay.instead), "overlays"


def _softened(statement: Statement, exceptions: list[PolicyException]) -> tuple[Statement, list[TraceStep]]:
    """What is said under the exceptions that name it; the softest holds, and none makes it stricter."""
    steps: list[TraceStep] = []
    effect = statement.effect
    for each in exceptions:
        if each.rule == statement.rule:
            effect = min(effect, each.effect, key=STRICTNESS.index)
            steps.append(TraceStep("exception", each.effect.value, each.id, f"exceptions/{each.id}"))
    softened = Statement(statement.rule, statement.level, effect, statement.instead, statement.approvers)
    return softened, steps


def _narrowed(step: str, overlay: Overlay) -> TraceStep:
    return TraceStep(step, "narrowed", overlay.id, f"overlays/{overlay.id}")


def _told(limits: RunLimits) -> str:
    said = {"item_tokens": limits.item_tokens, "runs_per_hour": limits.runs_per_hour}
    return " ".join(f"{name}={value}" for name, value in said.items() if value is not None)
