"""Forge's key set: kept within bounds, asked once for what it lacks, and enough while nobody answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
import responses

from plugin.errors import Unauthenticated, Unavailable
from plugin.identity.forge_keys import LEAST_SECONDS, MOST_SECONDS, ForgeKeys
from tests.fakes.forge_host import JWKS_URL, KID, jwk, serve_jwks


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    """Where the key set is published."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def clock() -> Clock:
    """The keys' clock."""
    return Clock()


@pytest.fixture
def keys(clock: Clock) -> ForgeKeys:
    """Keys of a process that has just begun."""
    return ForgeKeys(JWKS_URL, requests.Session(), clock)


def test_kept(mock: responses.RequestsMock, keys: ForgeKeys) -> None:
    """A set is fetched once for many tokens."""
    serve_jwks(mock)
    assert keys.key(KID) is keys.key(KID)
    assert len(mock.calls) == 1


def test_a_new_key_is_asked_for_once(mock: responses.RequestsMock, keys: ForgeKeys, clock: Clock) -> None:
    """An unknown id asks again, one time; ids that nobody knows do not make us hammer the host."""
    serve_jwks(mock)
    serve_jwks(mock, jwk(), jwk(8, "new"))
    keys.key(KID)
    clock.now += 20
    assert keys.key("new")
    for number in range(20):
        with pytest.raises(Unauthenticated):
            keys.key(f"unknown-{number}")
    assert len(mock.calls) == 2


@pytest.mark.parametrize(("age", "lives"), [(0, LEAST_SECONDS), (10**8, MOST_SECONDS), (1000, 1000.0)])
def test_life_is_clamped(mock: responses.RequestsMock, keys: ForgeKeys, clock: Clock, age: int, lives: float) -> None:
    """However long the host says: known keys serve while nobody answers until their time is over, and not after."""
    serve_jwks(mock, age=age)
    keys.key(KID)
    mock.reset()
    mock.add(responses.GET, JWKS_URL, status=500)
    clock.now += lives - 1
    assert keys.key(KID)
    clock.now += 17
    with pytest.raises(Unavailable) as refused:
        keys.key(KID)
    assert refused.value.code == "invocation_keys_unreachable"
    with pytest.raises(Unavailable):  # and at once again, without a question
        keys.key(KID)
    assert len(mock.calls) == 2


def test_down_and_unknown(mock: responses.RequestsMock, keys: ForgeKeys, clock: Clock) -> None:
    """While nobody answers, a key that is not known is refused, and those that are go on."""
    serve_jwks(mock)
    keys.key(KID)
    mock.reset()
    mock.add(responses.GET, JWKS_URL, body=requests.ConnectionError())
    clock.now += 20
    with pytest.raises(Unavailable):
        keys.key("new")
    assert keys.key(KID)


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 302, "headers": {"Location": "https://evil.example/jwks"}},
        {"status": 404},
        {"body": "no JSON"},
        {"json": {"keys": "x"}},
        {"json": []},
        {"body": "x" * 300_000},
    ],
)
def test_no_set(mock: responses.RequestsMock, keys: ForgeKeys, answer: dict[str, object]) -> None:
    """An answer that is no key set, a redirect or too large is none."""
    mock.add(responses.GET, JWKS_URL, **answer)  # type: ignore[arg-type]
    with pytest.raises(Unavailable):
        keys.key(KID)


def test_only_keys_that_may_sign(mock: responses.RequestsMock, keys: ForgeKeys) -> None:
    """Keys for encryption, of other algorithms or kinds, malformed or weak are left out; the first of an id stands."""
    weak = jwk(n="AQAB")
    bad = [
        jwk(kid="a", use="enc"),
        jwk(kid="b", alg="PS256"),
        jwk(kid="c", kty="EC"),
        jwk(kid="d", n="?"),
        weak | {"kid": "e"},
    ]
    serve_jwks(mock, *bad, jwk(), jwk(8))
    good = keys.key(KID)
    numbers = good.public_numbers()
    assert jwk()["n"] != jwk(8)["n"]
    assert numbers.n.bit_length() == 2048
    for kid in ("a", "b", "c", "d", "e"):
        with pytest.raises(Unauthenticated):
            keys.key(kid)


@pytest.mark.parametrize("kid", [None, 7, "", "x" * 300, "ü", "a b", ["x"]])
def test_no_key_id(keys: ForgeKeys, kid: object) -> None:
    """What is no key id asks nobody."""
    with pytest.raises(Unauthenticated):
        keys.key(kid)
