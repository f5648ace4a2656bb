"""The engines of this installation as administrators see them: facts, whether they answer, and at which levels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from plugin.ai.catalogue import Entry
from plugin.ai.resilience.breaker import Breakers, Told
from plugin.governance.engine_keys import EngineKeys
from plugin.policy.document import PolicyDocument
from plugin.policy.model import Destination, Level
from plugin.policy.reach import engines_at

EMBEDDED = "embedded"
_OWN_CREDENTIALS = "bedrock"  # takes AWS's own credentials, not a key


class KeyHeld(StrEnum):
    """Whose key opens an engine for a tenant."""

    OWN = "own"
    SHARED = "shared"  # the installation's
    NONE = "none"
    WANTED = "wanted"  # none, and the engine wants each tenant's own


@dataclass(frozen=True, slots=True)
class EngineState:
    """An engine.

    Attributes:
        entry: what the catalogue says; its key is never shown. None for the embedded engine.
        address: the host that gets the text; empty where nobody does.
        levels: at which the policy permits it.
        told: what its runs told this process lately.
        key: whose key opens it; None where it takes none. The key itself is nowhere here.
        own_key_at: when the tenant's own was set or renewed.
    """

    name: str
    entry: Entry | None
    address: str
    levels: tuple[Level, ...]
    told: Told
    key: KeyHeld | None = None
    own_key_at: datetime | None = None


class EngineDesk:
    """Joins the catalogue with the policy, the breakers and the keys that tenants brought."""

    def __init__(
        self,
        entries: Sequence[Entry],
        breakers: Breakers,
        policy_of: Callable[[str], PolicyDocument],
        keys: EngineKeys,
    ) -> None:
        self._entries = {entry.name: entry for entry in entries}
        self._breakers = breakers
        self._policy_of = policy_of
        self._keys = keys

    def states(self, tenant_id: str) -> list[EngineState]:
        """Return every engine, the embedded one first."""
        document = self._policy_of(tenant_id)
        to = {EMBEDDED: Destination.IN_PROCESS} | {name: entry.destination for name, entry in self._entries.items()}
        permitted = {level: engines_at(document, level, to) for level in Level}
        brought = {key.engine: key.set_at for key in self._keys.listed(tenant_id)}
        return [
            EngineState(
                name,
                self._entries.get(name),
                self._address(name),
                tuple(level for level in Level if name in permitted[level]),
                self._breakers.told((tenant_id, name)),
                _held(self._entries.get(name), name in brought),
                brought.get(name),
            )
            for name in to
        ]

    def resting(self, tenant_id: str) -> list[str]:
        """Return the engines that this process leaves alone now."""
        return [name for name in self._entries if self._breakers.told((tenant_id, name)).open]

    def _address(self, name: str) -> str:
        entry = self._entries.get(name)
        return (urlsplit(entry.base_url).hostname or entry.region) if entry else ""


def _held(entry: Entry | None, brought: bool) -> KeyHeld | None:  # noqa: FBT001 (a fact, not a switch)
    if entry is None or entry.provider == _OWN_CREDENTIALS:
        return None
    if brought:
        return KeyHeld.OWN
    if entry.key:
        return KeyHeld.SHARED
    return KeyHeld.WANTED if entry.tenant_keys else KeyHeld.NONE
