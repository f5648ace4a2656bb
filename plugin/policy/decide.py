"""Decide: may this person have this done here, and under which conditions?

Pure and monotone: adding a rule, an overlay, a limit, a requirement or a stop, raising a level, taking an engine, a
destination or an exception away never allows more (property tests). Several rules that speak of one question combine
to the strictest effect and to what all of them permit; a restriction of a wider level holds at every stricter one.
What nobody speaks of is refused.
"""

from __future__ import annotations

from collections.abc import Sequence

from connectors.host.model import Place
from plugin.policy.document import PolicyDocument
from plugin.policy.levels import Found, Source
from plugin.policy.model import (
    SEAL,
    Allowed,
    Ask,
    Decision,
    Effect,
    Held,
    Level,
    Refused,
    Subject,
    TraceStep,
)
from plugin.policy.speaking import STRICTNESS, Spoken, destinations_left, engines_left, limits_of, spoken
from plugin.policy.stops import standing

_NO_CONTACT = "your administrator"


def decide(
    document: PolicyDocument, subject: Subject, ask: Ask, *, found: Sequence[Found] = (), approved: Level | None = None
) -> Decision:
    """Decide by a policy.

    Args:
        document: the policy in force.
        subject: who asks.
        ask: what is asked.
        found: levels that are known beside the place's own; the highest holds.
        approved: up to which level an approver has let this question through; what wants review is masked then.
    """
    stop = standing(document.stops, ask)
    if stop is not None:
        stopped = (TraceStep("stop", stop.kind.value, stop.rule, "stops"), TraceStep("decision", "refused", stop.rule))
        return _refused(document, "stopped", stop.rule, Level.RESTRICTED, stop.reason, stopped)
    return _by_rules(document, subject, ask, found, approved)


def _by_rules(
    document: PolicyDocument, subject: Subject, ask: Ask, found: Sequence[Found], approved: Level | None
) -> Decision:
    place = document.place(ask.place)
    if place is None:
        unknown = (TraceStep("place", "unknown"), TraceStep("decision", "refused", "default"))
        return _refused(document, "place_not_allowed", "default", Level.RESTRICTED, document.instead, unknown)
    said = spoken(document, subject, ask, place, found, approved)
    if said.unruled is not None:
        trace = (
            *said.trace,
            TraceStep("rules", "none", said.unruled.code),
            TraceStep("decision", "refused", "default"),
        )
        return _refused(document, "level_denies", "default", said.level, place.instead or document.instead, trace)
    strictest = said.strictest
    instead = strictest.instead or place.instead or document.instead
    if strictest.effect is Effect.DENY:
        trace = (*said.trace, TraceStep("decision", "refused", strictest.rule))
        return _refused(document, "level_denies", strictest.rule, said.level, instead, trace)
    return _conditions(document, subject, ask, said, instead)


def _conditions(document: PolicyDocument, subject: Subject, ask: Ask, said: Spoken, instead: str) -> Decision:
    """Decide where no rule denies: by which engines, to where, within which limits, and whether somebody approves."""
    destinations, to_steps = destinations_left(document, said)
    engines, by_steps = engines_left(document, said)
    limits, limit_steps = limits_of(document, said)
    strictest, trace = said.strictest, (*said.trace, *to_steps, *by_steps, *limit_steps)
    if not engines or not destinations:
        trace += (TraceStep("decision", "no_engine", strictest.rule),)
        return _refused(document, "no_engine", strictest.rule, said.level, instead, trace)
    if strictest.effect is Effect.REVIEW:
        whom = strictest.approvers or document.contact or _NO_CONTACT
        trace += (TraceStep("decision", "held", strictest.rule),)
        named = document.approvers.of(ask.place, said.level)
        return Held(strictest.rule, said.level, document.version, whom, trace, named, document.approvers.hours)
    return Allowed(
        subject=subject,
        ask=ask,
        level=said.level,
        effect=strictest.effect,
        rule=strictest.rule,
        policy_version=document.version,
        destinations=destinations,
        engines=engines,
        trace=(*trace, TraceStep("decision", strictest.effect.value, strictest.rule)),
        masking=document.masking.profile(said.level),
        limits=limits,
        seal=SEAL,
    )


def reconsider(
    document: PolicyDocument,
    allowed: Allowed,
    *,
    found_place: Place,
    found: Sequence[Found] = (),
    approved: Level | None = None,
) -> Decision:
    """Decide again with what was found: where the item really lives, and levels that it brings along.

    The answer is never wider than `allowed`: level and effect can only rise, engines and destinations only go.
    """
    ask = Ask(allowed.ask.use_case, allowed.ask.item, found_place, allowed.ask.audience)
    again = decide(
        document, allowed.subject, ask, found=[*found, Found(allowed.level, Source.BEFORE)], approved=approved
    )
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
        effect=max(again.effect, allowed.effect, key=STRICTNESS.index),
        rule=again.rule,
        policy_version=again.policy_version,
        destinations=destinations,
        engines=engines,
        trace=again.trace,
        masking=again.masking.joined(allowed.masking),
        limits=again.limits.joined(allowed.limits),
        seal=SEAL,
    )


def too_often(document: PolicyDocument, allowed: Allowed) -> Refused:
    """Refuse what is allowed as such and is one run too many of this person within the hour."""
    most = f"runs_per_hour={allowed.limits.runs_per_hour}"
    looked = (step for step in allowed.trace if step.step == "limits" and most in step.outcome.split())
    said = next(looked, TraceStep("limits", ""))
    trace = (*allowed.trace[:-1], TraceStep("limit", "too_often", said.rule, said.source))
    rule = said.rule or "limits"
    return _refused(
        document, "too_often", rule, allowed.level, document.instead, (*trace, TraceStep("decision", "refused", rule))
    )


def level_of(document: PolicyDocument, place: Place) -> Level | None:
    """Return the level of a place, or None where nobody classified it."""
    said = document.place(place)
    return said.level if said else None


def _refused(
    document: PolicyDocument, reason: str, rule: str, level: Level, instead: str, trace: tuple[TraceStep, ...]
) -> Refused:
    return Refused(reason, rule, level, document.version, document.contact or _NO_CONTACT, instead, trace)
