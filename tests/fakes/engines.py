"""An engine whose answers a test chooses."""

from __future__ import annotations

from dataclasses import dataclass, field

from plugin.ai.port import Draft, Limits, Section, SectionKind, Sentence, Task, Usage
from plugin.masking.model import Masked
from plugin.policy.model import Destination, UseCase

Said = tuple[str, tuple[str, ...]]


@dataclass
class FakeEngine:
    """Implements `plugin.ai.port.Engine`: raises its fault, or says its sentences in its own words.

    A sentence is its text and the ids that it cites.
    """

    fault: Exception | None = None
    said: tuple[Said, ...] = ()
    name: str = "fake"
    version: str = "fake-1"
    use_cases: frozenset[UseCase] = frozenset(UseCase)
    destination: Destination = Destination.CONTRACTED
    asked: int = 0
    seen: list[Masked] = field(default_factory=list)
    limits: list[Limits] = field(default_factory=list)

    def complete(self, masked: Masked, task: Task, limits: Limits) -> Draft:
        """Answer as the test wants it."""
        del task
        self.asked += 1
        self.seen.append(masked)
        self.limits.append(limits)
        if self.fault:
            raise self.fault
        sentences = tuple(Sentence(text, cites) for text, cites in self.said)
        sections = (Section(SectionKind.HAPPENED, sentences),) if sentences else ()
        return Draft(sections, self.name, self.version, "summarise-1+0", Usage(100, 20, 0), generated=True)
