"""The engines of this installation as administrators see them: facts, whether they answer, and at which levels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from plugin.ai.catalogue import Entry
from plugin.ai.resilience.breaker import Breakers, Told
from plugin.policy.document import PolicyDocument
from plugin.policy.model import Destination, Level
from plugin.policy.reach import engines_at

EMBEDDED = "embedded"


@dataclass(frozen=True, slots=True)
class EngineState:
    """An engine.

    Attributes:
        entry: what the catalogue says; its key is never shown. None for the embedded engine.
        address: the host that gets the text; empty where nobody does.
        levels: at which the policy permits it.
        told: what its runs told this process lately.
    """

    name: str
    entry: Entry | None
    address: str
    levels: tuple[Level, ...]
    told: Told


class EngineDesk:
    """Joins the catalogue with the policy and the breakers."""

    def __init__(
        self, entries: Sequence[Entry], breakers: Breakers, policy_of: Callable[[str], PolicyDocument]
    ) -> None:
        self._entries = {entry.name: entry for entry in entries}
        self._breakers = breakers
        self._policy_of = policy_of

    def states(self, tenant_id: str) -> list[EngineState]:
        """Return every engine, the embedded one first."""
        document = self._policy_of(tenant_id)
        to = {EMBEDDED: Destination.IN_PROCESS} | {name: entry.destination for name, entry in self._entries.items()}
        permitted = {level: engines_at(document, level, to) for level in Level}
        return [
            EngineState(
                name,
                self._entries.get(name),
                self._address(name),
                tuple(level for level in Level if name in permitted[level]),
                self._breakers.told((tenant_id, name)),
            )
            for name in to
        ]

    def resting(self, tenant_id: str) -> list[str]:
        """Return the engines that this process leaves alone now."""
        return [name for name in self._entries if self._breakers.told((tenant_id, name)).open]

    def _address(self, name: str) -> str:
        entry = self._entries.get(name)
        return (urlsplit(entry.base_url).hostname or entry.region) if entry else ""
