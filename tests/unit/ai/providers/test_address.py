"""Addresses: https and public, or refused; nothing that hands out credentials is ever reached."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from plugin.ai.providers.address import AddressRefused, check_address, check_url, permitted

ALWAYS_REFUSED = [
    "169.254.169.254",
    "169.254.1.1",
    "fe80::1",
    "fd00:ec2::254",
    "100.100.100.200",
    "168.63.129.16",
    "0.0.0.0",  # noqa: S104 (refused)
    "::",
    "224.0.0.1",
    "ff02::1",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::1",
    "fec0::1",
    "240.0.0.1",
]
PRIVATE = [
    "127.0.0.1",
    "::1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "fd12::1",
    "::ffff:10.1.2.3",
    "64:ff9b::a01:203",
    "2002:a01:203::1",
]
PUBLIC = ["93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:93.184.215.14"]


@pytest.mark.parametrize("address", ALWAYS_REFUSED)
def test_always_refused(address: str) -> None:
    """No setting opens link-local, metadata, multicast and empty addresses, in any of their disguises."""
    for private in (False, True):
        with pytest.raises(AddressRefused):
            check_address(ip_address(address), private=private)


@pytest.mark.parametrize("address", PRIVATE)
def test_private(address: str) -> None:
    """The own network is refused until the operator allows it."""
    with pytest.raises(AddressRefused):
        check_address(ip_address(address), private=False)
    check_address(ip_address(address), private=True, plain=True)


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    """Public addresses are permitted, over https only."""
    check_address(ip_address(address), private=False)
    with pytest.raises(AddressRefused):
        check_address(ip_address(address), private=True, plain=True)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example.com/v1",
        "ftp://api.example.com",
        "file:///etc/passwd",
        "https://",
        "https://user:secret@api.example.com",
        "https://user@api.example.com",
        "https://api.example.com/v1?to=evil",
        "https://api.example.com/v1#x",
        "https://169.254.169.254/latest",
        "https://[::1]/v1",
        "https://[fe80::1%25eth0]/v1",
        "https://api.example.com:99999",
        "https://api.example.com:0",
        "https://[broken",
        "api.example.com",
        "",
    ],
)
def test_written_address_refused(url: str) -> None:
    """What is written wrong or leads inside is refused when the configuration is read."""
    with pytest.raises(AddressRefused):
        check_url(url, private=False)


def test_written_address() -> None:
    """An https address is taken; plain http only where private addresses are allowed."""
    assert check_url("https://api.example.com/v1", private=False).hostname == "api.example.com"
    assert check_url("http://vllm.internal:8000/v1", private=True).port == 8000


def test_every_address_of_a_name_counts() -> None:
    """One address inside makes the whole name refused: a connection could take any of them."""
    with pytest.raises(AddressRefused):
        permitted("x", 443, private=False, plain=False, resolve=lambda *_: ["93.184.215.14", "10.0.0.1"])
    assert permitted("x", 443, private=False, plain=False, resolve=lambda *_: ["93.184.215.14"]) == ["93.184.215.14"]
    with pytest.raises(AddressRefused):
        permitted("x", 443, private=False, plain=False, resolve=lambda *_: ["nonsense"])


def test_scoped_address() -> None:
    """An IPv6 address with a zone is judged by the address."""
    with pytest.raises(AddressRefused):
        permitted("x", 443, private=True, plain=False, resolve=lambda *_: ["fe80::1%eth0"])
