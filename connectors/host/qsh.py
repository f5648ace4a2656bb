"""The query-string hash of Atlassian Connect (claim `qsh`): SHA-256 of a canonical request.

    METHOD & path & query        "GET&/panel&issue=PAY-1&user=ada"

- path: relative to the base URL, as it came over the wire (nothing is decoded); empty is `/`; one trailing slash is
  dropped; a literal `&` becomes `%26`.
- query: `jwt` is dropped; names and values are decoded (`+` is a blank) and encoded again by RFC 3986; names are
  sorted by their encoded form; a repeated name joins its values, sorted before they are encoded, with a literal
  comma; `x` equals `x=`.

Where published implementations differ, this one agrees with Atlassian's Java. Untrusted input never raises: a
broken escape (`%ZZ`) is taken literally and encoded as `%25ZZ`; invalid UTF-8 becomes U+FFFD.
"""

from __future__ import annotations

import hashlib
from urllib.parse import quote, unquote_plus, urlsplit

CONTEXT_QSH = "context-qsh"
"""The literal that context tokens carry instead of a hash."""

_UNRESERVED = "-._~"


def canonical_request(method: str, url: str, base_url: str = "") -> str:
    """Return the canonical form of a request.

    Args:
        method: HTTP method in any case.
        url: absolute URL or raw request target, as it came over the wire.
        base_url: the base URL (or path) that the path is relative to, if any.
    """
    path, query = _split(url)
    return f"{method.upper()}&{_canonical_path(path, base_url)}&{_canonical_query(query)}"


def query_string_hash(method: str, url: str, base_url: str = "") -> str:
    """Return the hex SHA-256 of the canonical request."""
    return hashlib.sha256(canonical_request(method, url, base_url).encode()).hexdigest()


def _split(url: str) -> tuple[str, str]:
    """Path and query of a URL or request target; a target such as `//x` or `/a:b` is all path."""
    target = url.partition("#")[0]
    if not target.startswith("/"):
        _, separator, rest = target.partition("://")
        if separator:
            slash, question = rest.find("/"), rest.find("?")
            if slash == -1 or -1 < question < slash:
                target = rest[question:] if question != -1 else ""
            else:
                target = rest[slash:]
    path, _, query = target.partition("?")
    return path, query


def _canonical_path(path: str, base_url: str) -> str:
    base = (urlsplit(base_url).path if "://" in base_url else base_url).rstrip("/")
    if base and (path == base or path.startswith(base + "/")):
        path = path[len(base) :]
    if not path.startswith("/"):
        path = "/" + path
    if path != "/" and path.endswith("/"):
        path = path[:-1]
    return path.replace("&", "%26")


def _canonical_query(query: str) -> str:
    values: dict[str, list[str]] = {}
    for pair in query.split("&"):
        if not pair:
            continue
        name, _, value = pair.partition("=")
        decoded = unquote_plus(name, errors="replace")
        if decoded == "jwt":
            continue
        values.setdefault(_encode(decoded), []).append(unquote_plus(value, errors="replace"))
    return "&".join(f"{name}={','.join(map(_encode, sorted(values[name])))}" for name in sorted(values))


def _encode(text: str) -> str:
    return quote(text, safe=_UNRESERVED, errors="replace")
