"""Decide: may this person have this done here, and under which conditions?

Pure and monotone: adding a rule, raising a level, taking an engine or a destination away never allows more (a
property test). Several rules that speak of one question combine to the strictest effect and to what all of them
permit; a restriction of a wider level holds at every stricter one. What nobody speaks of is refused.
"""

from __future__ import annotations

from functools import reduce

from connectors.host.model import Place
from plugin.policy.document import PolicyDocument, Rule
from plugin.policy.model import (
    SEAL,
    Allowed,
    Ask,
    Decision,
    Destination,
    Effect,
    Held,
    Level,
    Refused,
    Subject,
    TraceStep,
)
from plugin.policy.stops import standing, without

_STRICTNESS = [Effect.ALLOW, Effect.MASK, Effect.REVIEW, Effect.DENY]
_NO_CONTACT = "your administrator"


def decide(document: PolicyDocument, subject: Subject, ask: Ask, *, at_least: Level = Level.PUBLIC) -> Decision:
    """Decide by a policy.

    Args:
        document: the policy in force.
        subject: who asks.
        ask: what is asked.
        at_least: a level that is already known; the place's own can only be higher.
    """
    stop = standing(document.stops, ask)
    if stop is not None:
        stopped = (TraceStep("stop", stop.kind.value, stop.rule), TraceStep("decision", "refused", stop.rule))
        return _refused(document, "stopped", stop.rule, Level.RESTRICTED, stop.reason, stopped)
    return _by_rules(document, subject, ask, at_least)


def _by_rules(document: PolicyDocument, subject: Subject, ask: Ask, at_least: Level) -> Decision:
    place = document.place(ask.place)
    if place is None:
        unknown = (TraceStep("place", "unknown"), TraceStep("decision", "refused", "default"))
        return _refused(document, "place_not_allowed", "default", Level.RESTRICTED, document.instead, unknown)
    level = max(place.level, at_least)
    trace: tuple[TraceStep, ...] = (TraceStep("place", "known"), TraceStep("level", level.code))
    rules = [r for r in document.rules if r.speaks_of(level, ask.use_case.value, ask.audience.value)]
    if not any(rule.level is level for rule in rules):
        trace += (TraceStep("rules", "none"), TraceStep("decision", "refused", "default"))
        return _refused(document, "level_denies", "default", level, place.instead or document.instead, trace)
    trace += tuple(TraceStep("rule", rule.effect.value, rule.id) for rule in rules)
    strictest = max(rules, key=lambda rule: (_STRICTNESS.index(rule.effect), rule.level))
    instead = strictest.instead or place.instead or document.instead
    if strictest.effect is Effect.DENY:
        trace += (TraceStep("decision", "refused", strictest.id),)
        return _refused(document, "level_denies", strictest.id, level, instead, trace)
    engines, destinations = _common(rules)
    engines = without(document.stops, engines)
    if not engines or not destinations:
        trace += (TraceStep("decision", "no_engine", strictest.id),)
        return _refused(document, "no_engine", strictest.id, level, instead, trace)
    if strictest.effect is Effect.REVIEW:
        approvers = strictest.approvers or document.contact or _NO_CONTACT
        trace += (TraceStep("decision", "held", strictest.id),)
        return Held(strictest.id, level, document.version, approvers, trace)
    return Allowed(
        subject=subject,
        ask=ask,
        level=level,
        effect=strictest.effect,
        rule=strictest.id,
        policy_version=document.version,
        destinations=destinations,
        engines=engines,
        trace=(*trace, TraceStep("decision", strictest.effect.value, strictest.id)),
        masking=document.masking.profile(level),
        seal=SEAL,
    )


def reconsider(document: PolicyDocument, allowed: Allowed, *, found_place: Place, raised_to: Level | None) -> Decision:
    """Decide again with what reading has found: where the item really lives, and a level that it brings along.

    The answer is never wider than `allowed`: level and effect can only rise, engines and destinations only go.
    """
    ask = Ask(allowed.ask.use_case, allowed.ask.item, found_place, allowed.ask.audience)
    floor = max(allowed.level, raised_to or Level.PUBLIC)
    again = decide(document, allowed.subject, ask, at_least=floor)
    if not isinstance(again, Allowed):
        return again
    engines = tuple(name for name in again.engines if name in allowed.engines)
    destinations = again.destinations & allowed.destinations
    if not engines or not destinations:
        instead = document.instead
        return _refused(document, "no_engine", again.rule, again.level, instead, again.trace)
    return Allowed(
        subject=again.subject,
        ask=ask,
        level=again.level,
        effect=max(again.effect, allowed.effect, key=_STRICTNESS.index),
        rule=again.rule,
        policy_version=again.policy_version,
        destinations=destinations,
        engines=engines,
        trace=again.trace,
        masking=again.masking.joined(allowed.masking),
        seal=SEAL,
    )


def level_of(document: PolicyDocument, place: Place) -> Level | None:
    """Return the level of a place, or None where nobody classified it."""
    said = document.place(place)
    return said.level if said else None


def _common(rules: list[Rule]) -> tuple[tuple[str, ...], frozenset[Destination]]:
    """Engines and destinations that every rule permits, in the order of the first."""
    engines = tuple(name for name in rules[0].engines if all(name in rule.engines for rule in rules))
    destinations = reduce(lambda left, right: left & right, (rule.destinations for rule in rules))
    return engines, destinations


def _refused(
    document: PolicyDocument, reason: str, rule: str, level: Level, instead: str, trace: tuple[TraceStep, ...]
) -> Refused:
    return Refused(reason, rule, level, document.version, document.contact or _NO_CONTACT, instead, trace)
