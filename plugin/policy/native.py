"""Atlassian's own classification levels, mapped to ours by id or name; what is not known counts as `unknown` says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from connectors.host.model import NativeLevel
from plugin.policy.levels import Found, Source
from plugin.policy.model import Level

IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class NativeLevels:
    """What a policy says of Atlassian's levels.

    Attributes:
        consulted: whether they are asked for at all; not, where a policy says nothing of them.
        named: id or name -> our level.
        unknown: what a level counts as that is not named, or that Atlassian does not tell; None where the
            administrator chose that it adds nothing to the place's own level. A level that Atlassian tells and that
            has a name of ours counts as that, and where unknown adds nothing, one that it tells and that nobody named
            counts as the strictest.
    """

    consulted: bool = False
    named: Mapping[str, Level] = field(default_factory=dict)
    unknown: Level | None = Level.RESTRICTED

    def level(self, native_id: str, name: str) -> Level | None:
        """Return what one of Atlassian's levels counts as; of two that fit, the stricter. Empty strings are unknown."""
        by_name = {said.casefold(): level for said, level in self.named.items()}
        found = [by_name[said.casefold()] for said in (native_id, name) if said and said.casefold() in by_name]
        return max(found) if found else self.unknown

    def found(self, levels: Sequence[NativeLevel]) -> tuple[Found, ...]:
        """Return what Atlassian's answer counts as; no level at all is unknown, and says nothing by itself."""
        if not self.consulted:
            return ()
        if not levels:
            return () if self.unknown is None else (Found(self.unknown, Source.UNKNOWN),)
        return tuple(Found(self._told(each), Source(each.source), each.name) for each in levels)

    def _told(self, native: NativeLevel) -> Level:
        """What a level counts as that Atlassian tells."""
        named = {said.casefold() for said in self.named}
        if not named & {native.id.casefold(), native.name.casefold()} and native.name.upper() in Level.__members__:
            return Level[native.name.upper()]
        level = self.level(native.id, native.name)
        return Level.RESTRICTED if level is None else level

    def serialise(self) -> dict[str, Any]:
        """Return the JSON that `parse_native` reads back; empty where they are not consulted."""
        if not self.consulted:
            return {}
        unknown = IGNORED if self.unknown is None else self.unknown.code
        return {"unknown": unknown, "levels": {said: level.code for said, level in self.named.items()}}


def parse_native(data: Mapping[str, Any] | None) -> NativeLevels:
    """Read the part `native_levels` of a document that the schema has passed; None where it has none."""
    if data is None:
        return NativeLevels()
    unknown = data.get("unknown", Level.RESTRICTED.code)
    return NativeLevels(
        consulted=True,
        named={said: Level.from_code(code) for said, code in data.get("levels", {}).items()},
        unknown=None if unknown == IGNORED else Level.from_code(unknown),
    )
