"""Parsed policies, kept: a version never changes, and reading one with thousands of places takes most of a second."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

from plugin.policy.document import PolicyDocument

_MOST = 32

Key = tuple[str, int, datetime]
"""Tenant, version, and when it came into force: a restored backup may give a number again."""


class ParsedPolicies:
    """The versions that were asked for last; threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, PolicyDocument] = OrderedDict()

    def of(self, key: Key, read: Callable[[], PolicyDocument]) -> PolicyDocument:
        """Return a version, read where it is not known; two who ask at once may both read it."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        made = read()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return made
