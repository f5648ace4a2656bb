"""What every detector is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from plugin.masking.model import Finding


class Detector(Protocol):
    """Finds values of one kind."""

    def detect(self, text: str) -> Iterable[Finding]:
        """Yield every finding in the text; overlaps with other detectors are resolved later."""
        ...
