"""Random identifiers: unguessable, safe in a URL, without meaning."""

from __future__ import annotations

import secrets


def new_id() -> str:
    """Return 22 characters with 128 bits of randomness; never one that a command line takes for an option."""
    while (made := secrets.token_urlsafe(16)).startswith("-"):
        pass
    return made
