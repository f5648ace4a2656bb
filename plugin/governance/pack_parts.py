"""The parts of the governance pack beside the matrix: what else a policy narrows, softens for a while, masks or limits.

Words that administrators wrote as reasons and notes are left out; people are counted, never named.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from plugin.audit.events import AuditEvent
from plugin.policy.document import PolicyDocument
from plugin.policy.model import Approver, Level

NONE = "none"
_LEFT_OUT = frozenset({"id", "note", "instead", "reason", "until", "places"})


def native(policy: PolicyDocument) -> Iterator[str]:
    """Atlassian's own levels, and what a detector's finding raises a text to."""
    yield ""
    if policy.native_levels.consulted:
        said = [f"{name} counts as {level.code}" for name, level in sorted(policy.native_levels.named.items())]
        unknown = policy.native_levels.unknown
        counts = f"counts as {unknown.code}" if unknown is not None else "adds nothing"
        yield f"Atlassian's own levels are asked for: {joined(said)}; one that is not named, or not told, {counts}."
    else:
        yield "Atlassian's own levels are not asked for."
    found = [f"{detector}: {level.code}" for detector, level in sorted(policy.detected_levels.items())]
    yield f"What a detector finds raises a text to: {joined(found)}."


def masked(policy: PolicyDocument) -> Iterator[str]:
    """What is masked at each level, where a rule says mask."""
    yield ""
    yield "| level | masked where a rule says mask; secrets always |"
    yield "|---|---|"
    for level in Level:
        profile = policy.masking.profile(level)
        yield f"| {level.code} | {joined([*sorted(profile.detectors), *(p.name for p in profile.patterns)])} |"


def narrowed(policy: PolicyDocument) -> Iterator[str]:
    """Overlays, exceptions, requirements, limits and stops."""
    yield ""
    yield "Narrower for some places or teams:"
    yield from _bulleted(
        f"{each.id}: {joined(sorted(each.places)) if each.places else 'every place'}; {_said(each.serialise())}"
        for each in policy.overlays
    )
    yield ""
    yield "Exceptions, which end by themselves:"
    yield from _bulleted(
        f"{each.id}: {joined(sorted(each.places))}; until {each.until:%Y-%m-%d}; {_said(each.serialise())}"
        for each in policy.exceptions
    )
    yield ""
    yield "What each level asks of engines outside this process:"
    yield from _bulleted(f"{level}: {_said(said)}" for level, said in policy.requirements.serialise().items())
    yield ""
    limits = policy.limits.serialise()
    yield f"Limits: {_cell(json.dumps(limits, sort_keys=True, default=str)) if limits else NONE}"
    yield f"Stopped by the kill switch now: {joined([f'{s.kind.value} {s.name}'.strip() for s in policy.stops])}"


def control() -> Iterator[str]:
    """Who changes the policy, and how."""
    yield ""
    yield "A change that loosens the policy needs a second administrator, or waits a day on a site that has one alone."
    yield "Tightening acts at once. Every version is kept with its author, its time, before and after."
    yield "Where a rule says review, a named approver of the place decides about each run, and it expires."


def recorded() -> Iterator[str]:
    """What the record says."""
    yield ""
    yield "What is recorded, each with a permanent number: " + ", ".join(
        f"{event.number} {event.value}" for event in sorted(AuditEvent, key=lambda event: event.number)
    )
    yield "No content, no name and no account id stands in it. A look at it needs a case and is a record itself."


def approvers(policy: PolicyDocument) -> Iterator[str]:
    """Who approves, by place, level and for all; people are counted."""
    rules = policy.approvers
    lists = [
        *((name, said) for name, said in sorted(rules.places.items())),
        *((level.code, said) for level, said in sorted(rules.levels.items())),
        ("everything else", rules.organisation),
    ]
    yield "Approvers who are named: " + joined([f"{what}: {_counted(said)}" for what, said in lists if said])
    yield f"A run that waits expires after {rules.hours} hours."


def joined(texts: list[str]) -> str:
    """Texts in one line; `none` for none."""
    return ", ".join(_cell(text) for text in texts) or NONE


def _counted(named: Iterable[Approver]) -> str:
    people = sum(bool(each.person) for each in named)
    teams = sorted(each.team for each in named if each.team)
    return " and ".join([*([f"{people} people"] if people else []), *(f"team {team}" for team in teams)])


def _said(said: Mapping[str, Any]) -> str:
    parts = {name: value for name, value in said.items() if name not in _LEFT_OUT and value != "*"}
    return _cell("; ".join(f"{name} {_value(value)}" for name, value in parts.items())) or NONE


def _value(value: Any) -> str:  # noqa: ANN401 (any JSON)
    if isinstance(value, list):
        return ", ".join(map(str, value)) or NONE
    return json.dumps(value, sort_keys=True) if isinstance(value, dict) else str(value)


def _bulleted(texts: Iterable[str]) -> Iterator[str]:
    lines = [f"- {text}" for text in texts]
    yield from lines or [f"- {NONE}"]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
