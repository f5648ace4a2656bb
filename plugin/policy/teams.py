"""Teams: Atlassian groups that an administrator named, for overlays, exceptions, budgets and approvers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Team:
    """One team: the id of its group, and the group's name for people to read."""

    group: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Teams:
    """Every team of a policy, by its short name."""

    named: Mapping[str, Team] = field(default_factory=dict)

    def of(self, groups: Iterable[str]) -> frozenset[str]:
        """Return the teams of somebody who is in these groups (ids)."""
        known = frozenset(groups)
        return frozenset(name for name, team in self.named.items() if team.group in known)

    def serialise(self) -> dict[str, Any]:
        """Return the JSON that `parse_teams` reads back."""
        return {name: {"group": team.group, "name": team.name} for name, team in self.named.items()}


def parse_teams(data: Mapping[str, Mapping[str, str]]) -> Teams:
    """Read the part `teams` of a document that the schema has passed."""
    return Teams({name: Team(said["group"], said.get("name", "")) for name, said in data.items()})
