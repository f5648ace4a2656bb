"""Which values are masked at which level: profiles of detectors, and an administrator's own patterns.

Pure data. Secrets are masked always and are not named here. A level keeps what a wider level masks: a profile can
only add to what the levels below it mask, so raising a level never uncovers anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from plugin.policy.model import DEFAULT_MASKING, Level, MaskingPattern, MaskingProfile


@dataclass(frozen=True, slots=True)
class MaskingRules:
    """Profiles by name, and the name of the profile of a level."""

    profiles: Mapping[str, MaskingProfile] = field(default_factory=dict)
    levels: Mapping[Level, str] = field(default_factory=dict)

    def profile(self, level: Level) -> MaskingProfile:
        """Return what is masked at a level: its own profile and those of every wider level together."""
        lowest = self.levels.get(Level.PUBLIC)
        found = self.profiles[lowest] if lowest else DEFAULT_MASKING
        for wider in Level:
            if Level.PUBLIC < wider <= level and wider in self.levels:
                found = found.joined(self.profiles[self.levels[wider]])
        return found

    def serialise(self) -> dict[str, Any]:
        """Return the JSON that `parse` reads back to the same value."""
        return {
            "profiles": {name: _profile_json(profile) for name, profile in self.profiles.items()},
            "levels": {level.code: name for level, name in self.levels.items()},
        }


def parse(data: Mapping[str, Any]) -> tuple[MaskingRules, list[tuple[str, str]]]:
    """Read the part `masking` of a document that fits the schema; the second value is what is wrong with it."""
    profiles = {name: _profile(said) for name, said in data.get("profiles", {}).items()}
    levels = {Level.from_code(code): name for code, name in data.get("levels", {}).items()}
    problems = [
        (f"masking/levels/{level.code}", f"there is no profile {name}")
        for level, name in levels.items()
        if name not in profiles
    ]
    for name, profile in profiles.items():
        names = [pattern.name for pattern in profile.patterns]
        twice = sorted({each for each in names if names.count(each) > 1})
        problems += [(f"masking/profiles/{name}/patterns", f"two patterns have the name {each}") for each in twice]
    return MaskingRules(profiles, levels), problems


def _profile(said: Mapping[str, Any]) -> MaskingProfile:
    switches: Mapping[str, bool] = said.get("detectors", {})
    on = {name for name, wanted in switches.items() if wanted}
    off = {name for name, wanted in switches.items() if not wanted}
    patterns = tuple(
        MaskingPattern(each["name"], each["pattern"], each["placeholder"]) for each in said.get("patterns", [])
    )
    return MaskingProfile((DEFAULT_MASKING.detectors | on) - off, patterns)


def _profile_json(profile: MaskingProfile) -> dict[str, Any]:
    default = DEFAULT_MASKING.detectors
    more, fewer = profile.detectors - default, default - profile.detectors
    switches = dict.fromkeys(more, True) | dict.fromkeys(fewer, False)
    return {
        "detectors": dict(sorted(switches.items())),
        "patterns": [
            {"name": each.name, "pattern": each.pattern, "placeholder": each.placeholder} for each in profile.patterns
        ],
    }
