"""Engines that speak with a tenant's own key; made when they are first asked, and kept while the key stays."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar, cast

from plugin.ai.catalogue import Entry
from plugin.ai.port import Engine
from plugin.ai.prompted import PromptedEngine
from plugin.errors import EngineFault

E = TypeVar("E", bound=Engine)

KeyOf = Callable[[str, str], str]
"""(tenant id, engine) -> the tenant's key; empty where it brought none."""


class KeyedEngines:
    """Finds the engine that holds for a tenant.

    Args:
        entries: of the catalogue, by name.
        key_of: looks a key up.
        make: makes an engine of an entry.
    """

    def __init__(self, entries: Mapping[str, Entry], key_of: KeyOf, make: Callable[[Entry], PromptedEngine]) -> None:
        self._entries = entries
        self._key_of = key_of
        self._make = make
        self._made: dict[tuple[str, str], tuple[str, PromptedEngine]] = {}
        self._lock = threading.Lock()

    def of(self, tenant_id: str, engine: E) -> E:
        """Return the engine with the tenant's key, or the engine itself where it brought none.

        Raises:
            EngineFault: `engine_misconfigured`: the engine wants a key of each tenant, and there is none.
        """
        entry = self._entries.get(engine.name)
        if entry is None:
            return engine
        key = self._key_of(tenant_id, engine.name)
        if not key:
            if entry.tenant_keys and not entry.key:
                raise EngineFault(
                    "The engine is not set up.", code="engine_misconfigured", detail="the tenant brought no key"
                )
            return engine
        known = hashlib.sha256(key.encode()).hexdigest()
        with self._lock:
            made = self._made.get((tenant_id, engine.name))
            if made is None or made[0] != known:
                # A run may still speak with the old one; it is closed when nobody holds it any more.
                made = self._made[tenant_id, engine.name] = (known, self._make(replace(entry, key=key)))
            return cast("E", made[1])  # of the same entry, so of the same kind
