"""The prompt files: each with a version in its first line, and a checksum that a test holds them to.

Whoever changes a prompt gives it the next version and runs `python -m plugin.ai.prompts.library`; the run's record has
both, so that a result can always be traced to the words that made it.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

_FIRST = re.compile(r"\Aversion: ([0-9]+)\n\n")
_PACKAGE = "plugin.ai.prompts"
RUN = "run"
"""The part that is different for every run."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt file."""

    name: str
    version: int
    checksum: str
    text: str

    @property
    def label(self) -> str:
        """What the record says: name, version and the beginning of the checksum."""
        return f"{self.name}-{self.version}+{self.checksum[:8]}"


@cache
def prompt(name: str) -> Prompt:
    """Return the prompt of that name; KeyError where there is none."""
    source = files(_PACKAGE).joinpath(f"{name}.md")
    if not source.is_file():
        raise KeyError(name)
    raw = source.read_text(encoding="utf-8")
    first = _FIRST.match(raw)
    if first is None:
        raise ValueError(f"the prompt {name} has no version in its first line")
    return Prompt(name, int(first.group(1)), hashlib.sha256(raw.encode()).hexdigest(), raw[first.end() :].strip())


def names() -> list[str]:
    """Return the names of all prompts."""
    return sorted(entry.name.removesuffix(".md") for entry in files(_PACKAGE).iterdir() if entry.name.endswith(".md"))


def recorded() -> dict[str, dict[str, str | int]]:
    """Return version and checksum of each prompt as they were recorded."""
    data: dict[str, dict[str, str | int]] = json.loads(
        files(_PACKAGE).joinpath("checksums.json").read_text(encoding="utf-8")
    )
    return data


def present() -> dict[str, dict[str, str | int]]:
    """Return version and checksum of each prompt as it is."""
    return {name: {"version": prompt(name).version, "sha256": prompt(name).checksum} for name in names()}


if __name__ == "__main__":
    written = json.dumps(present(), indent=2) + "\n"
    (Path(__file__).parent / "checksums.json").write_text(written, encoding="utf-8")
