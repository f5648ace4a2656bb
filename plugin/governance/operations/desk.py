"""What views ask about the server."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.governance.operations.engines import EngineDesk
from plugin.governance.operations.health import Health
from plugin.governance.operations.keys import KeyDesk


@dataclass(frozen=True, slots=True)
class Operations:
    """Health, engines and keys."""

    health: Health
    keys: KeyDesk

    @property
    def engines(self) -> EngineDesk:
        """The engines, which health looks at too."""
        return self.health.engines
