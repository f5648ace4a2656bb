"""How long is kept what a policy may shorten: the text of results, and what records say.

A rule for a level also speaks of every stricter one, and the settings of the installation speak of all; the shortest
holds. So nothing stricter is ever kept longer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from plugin.policy.model import Level


@dataclass(frozen=True, slots=True)
class Keeping:
    """Days; None where nothing is said."""

    result_days: int | None = None
    audit_payload_days: int | None = None


@dataclass(frozen=True, slots=True)
class KeepingRules:
    """What a policy says of each level."""

    levels: Mapping[Level, Keeping] = field(default_factory=dict)

    def at(self, level: Level, default: Keeping) -> Keeping:
        """Return what holds at a level, with the installation's own days as the longest."""
        said = [default, *(keeping for named, keeping in self.levels.items() if named <= level)]
        return Keeping(
            _shortest(keeping.result_days for keeping in said),
            _shortest(keeping.audit_payload_days for keeping in said),
        )

    def serialise(self) -> dict[str, Any]:
        """Return the JSON that `parse_keeping` reads back."""
        return {
            level.code: {
                name: value
                for name, value in (
                    ("result_days", keeping.result_days),
                    ("audit_payload_days", keeping.audit_payload_days),
                )
                if value is not None
            }
            for level, keeping in self.levels.items()
        }


def parse_keeping(data: Mapping[str, Mapping[str, int]]) -> KeepingRules:
    """Read the part `retention` of a document that the schema has passed."""
    return KeepingRules(
        {
            Level.from_code(code): Keeping(said.get("result_days"), said.get("audit_payload_days"))
            for code, said in data.items()
        }
    )


def _shortest(days: Any) -> int | None:  # noqa: ANN401 (an iterable of days or None)
    return min((value for value in days if value is not None), default=None)
