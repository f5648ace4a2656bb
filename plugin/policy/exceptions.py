"""Exceptions: for a while, in some places, a rule or an overlay says less than it did. They end by themselves.

An exception softens the effect of the one rule or overlay that it names, and nothing else: levels, engines,
destinations, requirements, limits and stops hold as before. Where it is not known that a person is in its team, it
does not hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from plugin.policy.model import ANY, Ask, Effect, Subject
from plugin.policy.stops import names_of


@dataclass(frozen=True, slots=True)
class PolicyException:
    """One exception.

    Attributes:
        id: for the record and for the trace.
        rule: id of the rule or overlay whose effect it softens.
        effect: what that says instead.
        places: as policies name them; at least one.
        until: when it ends.
        reason: why there is one.
        team: whom it is for; empty for everybody.
    """

    id: str
    rule: str
    effect: Effect
    places: frozenset[str]
    until: datetime
    reason: str
    team: str = ""
    use_case: str = ANY

    def speaks_of(self, subject: Subject, ask: Ask) -> bool:
        """Whether it is for this question."""
        return (
            not self.places.isdisjoint(names_of(ask.place))
            and (not self.team or (subject.teams is not None and self.team in subject.teams))
            and self.use_case in {ANY, ask.use_case.value}
        )

    def serialise(self) -> dict[str, Any]:
        """Return the JSON that `parse_exception` reads back."""
        return {
            "id": self.id,
            "rule": self.rule,
            "effect": self.effect.value,
            "places": sorted(self.places),
            "until": self.until.isoformat(timespec="seconds"),
            "reason": self.reason,
            "use_case": self.use_case,
            **({"team": self.team} if self.team else {}),
        }


def parse_exception(data: Mapping[str, Any]) -> PolicyException:
    """Read one entry of the part `exceptions` of a document that the schema has passed.

    Raises:
        ValueError: `until` is no time with an offset from UTC.
    """
    until = datetime.fromisoformat(data["until"])
    if until.tzinfo is None:
        msg = "until has no offset from UTC"
        raise ValueError(msg)
    return PolicyException(
        id=data["id"],
        rule=data["rule"],
        effect=Effect(data["effect"]),
        places=frozenset(data["places"]),
        until=until.astimezone(UTC),
        reason=data["reason"],
        team=data.get("team", ""),
        use_case=data.get("use_case", ANY),
    )
