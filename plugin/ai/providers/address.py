"""Where an engine may be reached: https, and no private address unless the operator allows it for that engine.

Checked twice: the written address when the configuration is read, and what its name resolves to each time that a
connection is made, so that a name which changes its address in between (DNS rebinding) leads nowhere.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Sequence[str]]

# Services that hand out an instance's credentials; no setting opens them. Most are link-local, these are not.
_METADATA = frozenset(
    map(ip_address, ("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254"))
)
_NAT64 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))
_SITE_LOCAL = ip_network("fec0::/10")


class AddressRefused(ValueError):
    """The address is none that an engine may be reached at; the text says why and is safe to show."""


def check_url(url: str, *, private: bool) -> SplitResult:
    """Check an address as it is written, and return its parts.

    Args:
        url: the base URL of a provider.
        private: whether the operator allows addresses of the own network; then plain http is allowed as well.

    Raises:
        AddressRefused: another scheme, a user or password, a query or fragment, or a literal address that is refused.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise AddressRefused("not an address") from fault
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise AddressRefused("must begin with https://")
    if not parts.hostname or port == 0:
        raise AddressRefused("names no host")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("must not hold a user or a password")
    if parts.query or parts.fragment:
        raise AddressRefused("must not hold a query or a fragment")
    literal = _literal(parts.hostname)
    if literal is not None:
        check_address(literal, private=private, plain=parts.scheme == "http")
    return parts


def check_address(address: Address, *, private: bool, plain: bool = False) -> None:
    """Check one resolved address; `plain` says that the connection is not encrypted.

    Raises:
        AddressRefused: as above.
    """
    inner = _inside(address)
    if inner in _METADATA or inner.is_link_local or inner.is_multicast or inner.is_unspecified:
        raise AddressRefused("is a link-local, metadata, multicast or empty address")
    if inner.is_global:
        if plain:
            raise AddressRefused("must begin with https:// outside the own network")
        return
    if (inner.is_reserved and not inner.is_loopback) or not private:
        raise AddressRefused("is in a private network, which is not allowed for this engine")


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host, in the system's order; OSError where it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def permitted(host: str, port: int, *, private: bool, plain: bool, resolve: Resolve = resolve) -> list[str]:
    """Return the addresses of a host if every one of them is permitted.

    Raises:
        AddressRefused: one of them is not.
        OSError: the name does not resolve.
    """
    found = list(resolve(host, port))
    for text in found:
        address = _literal(text)
        if address is None:
            raise AddressRefused("resolves to something that is no address")
        check_address(address, private=private, plain=plain)
    return found


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _inside(address: Address) -> Address:
    """The IPv4 address that an IPv6 address carries, where it carries one; else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _SITE_LOCAL:
        raise AddressRefused("is a site-local address")
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address.sixtofour:
        return address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if any(address in network for network in _NAT64):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
