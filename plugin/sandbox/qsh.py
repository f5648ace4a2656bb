"""Connect's query-string hash, written from Atlassian's description and on its own.

The product has another one. They share no code, so that they cannot agree on a mistake.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict

CONTEXT = "context-qsh"
"""What a context token carries where a page token carries the hash."""

_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_HEX = frozenset("0123456789abcdefABCDEF")


def canonical(method: str, path: str, query: str = "") -> str:
    """Return `METHOD&path&query` in canonical form.

    Args:
        method: HTTP method.
        path: relative to the app's base URL, percent-encoding as sent.
        query: raw query string without the question mark.
    """
    relative = path if path.startswith("/") else f"/{path}"
    if len(relative) > 1:
        relative = relative.removesuffix("/")
    return "&".join((method.upper(), relative.replace("&", "%26"), _query(query)))


def query_hash(method: str, path: str, query: str = "") -> str:
    """Return the hex SHA-256 of the canonical request (claim `qsh`)."""
    return hashlib.sha256(canonical(method, path, query).encode()).hexdigest()


def _query(query: str) -> str:
    found: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for part in filter(None, query.split("&")):
        name, _, value = part.partition("=")
        found[_decoded(name)].append(_decoded(value))
    found.pop(b"jwt", None)
    pairs = [(_encoded(name), ",".join(_encoded(value) for value in sorted(values))) for name, values in found.items()]
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def _decoded(text: str) -> bytes:
    """Decode `+` and `%XX`; a percent sign without two hex digits stands for itself."""
    out = bytearray()
    at = 0
    while at < len(text):
        pair = text[at + 1 : at + 3]
        if text[at] == "%" and len(pair) == 2 and set(pair) <= _HEX:  # noqa: PLR2004 (two hex digits)
            out.append(int(pair, 16))
            at += 3
            continue
        out += b" " if text[at] == "+" else text[at].encode()
        at += 1
    return bytes(out)


def _encoded(raw: bytes) -> str:
    return "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in raw)
