"""One POST to an address that an operator configured: https, no redirect, and no address inside unless that is allowed.

The name is resolved once, every address that it has is checked, and the connection goes to a checked one: a name that
answers differently the second time gains nothing.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

_TIMEOUT_SECONDS = 10.0
_HTTPS_PORT, _HTTP_PORT = 443, 80


class DeliveryFailed(Exception):
    """It was not taken; `code` says why in a word, `retry_after` how many seconds to wait, if that was said."""

    def __init__(self, code: str, *, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Way:
    """How an address may be reached.

    Attributes:
        private: whether addresses inside (private, loopback, link-local) may be called.
        plain: whether http will do; only in the sandbox.
        ca_file: PEM file of the authority to trust, instead of the machine's.
    """

    private: bool = False
    plain: bool = False
    ca_file: Path | None = None


def post(url: str, body: bytes, headers: Mapping[str, str], way: Way) -> None:
    """Send, and return if the answer is of the class 2xx.

    Raises:
        DeliveryFailed: it is not, or there is none.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" and not (way.plain and parts.scheme == "http"):
        raise DeliveryFailed("not_https")
    try:
        connection = _connected(parts, way)
    except ssl.SSLError:
        raise DeliveryFailed("tls") from None
    except OSError:
        raise DeliveryFailed("unreachable") from None
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body, dict(headers))
        answer = connection.getresponse()
        if not 200 <= answer.status < 300:  # noqa: PLR2004 (HTTP's classes)
            raise DeliveryFailed(f"http_{answer.status}", retry_after=_retry_after(answer))
    except (OSError, HTTPException):
        raise DeliveryFailed("unreachable") from None
    finally:
        connection.close()


def allowed(address: str, *, private: bool) -> bool:
    """Whether an IP address may be called."""
    found: IPv4Address | IPv6Address = ip_address(address)
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if found.is_multicast or found.is_unspecified:
        return False
    return found.is_global or private


def _connected(parts: SplitResult, way: Way) -> HTTPConnection:
    host = parts.hostname or ""
    secure = parts.scheme == "https"
    port = parts.port or (_HTTPS_PORT if secure else _HTTP_PORT)
    addresses = [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not addresses or not all(allowed(address, private=way.private) for address in addresses):
        raise DeliveryFailed("private_address")
    plain = socket.create_connection((addresses[0], port), timeout=_TIMEOUT_SECONDS)
    if not secure:
        connection = HTTPConnection(host, port, timeout=_TIMEOUT_SECONDS)
        connection.sock = plain
        return connection
    context = ssl.create_default_context(cafile=str(way.ca_file) if way.ca_file else None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        wrapped = context.wrap_socket(plain, server_hostname=host)
    except OSError:
        plain.close()
        raise
    over_tls = HTTPSConnection(host, port, timeout=_TIMEOUT_SECONDS, context=context)
    over_tls.sock = wrapped
    return over_tls


def _retry_after(answer: HTTPResponse) -> float | None:
    value = answer.headers.get("Retry-After", "").strip()
    return float(value) if value.isascii() and value.isdecimal() else None
