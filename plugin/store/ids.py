"""Random identifiers: unguessable, safe in a URL, without meaning."""

from __future__ import annotations

import secrets


def new_id() -> str:
    """Return 22 characters with 128 bits of randomness."""
    return secrets.token_urlsafe(16)
