"""A call that Vouch makes to a host, and the Connect scope that it needs; each connector lists its own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """Scopes of a Connect descriptor."""

    READ = "READ"
    WRITE = "WRITE"
    DELETE = "DELETE"
    ACT_AS_USER = "ACT_AS_USER"


@dataclass(frozen=True, slots=True)
class Call:
    """A call to the host; `used` is false while the feature that needs it does not exist yet."""

    method: str
    path: str
    scope: Scope
    why: str
    used: bool = False
