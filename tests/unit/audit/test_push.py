"""The record pushed to a webhook: everything, in order, signed, at least once, and only to where it may go."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from plugin.audit.anchoring import Anchors
from plugin.audit.events import AuditEvent
from plugin.audit.formats import Format
from plugin.audit.offline import read_lines, verify
from plugin.audit.outbound import DeliveryFailed, Way, allowed, post
from plugin.audit.push import Pusher, Sink, signature
from plugin.audit.repository import append
from plugin.audit.signing import SigningKeys
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from tests.fakes.sink import SECRET, Receiver, receiving

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HERE = Way(private=True, plain=True)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver over http."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def anchors(database: Database, box: SecretBox) -> Anchors:
    """The checkpoints."""
    return Anchors(database, SigningKeys(database, box), every=timedelta(hours=6))


def pusher(database: Database, anchors: Anchors, receiver: Receiver, chosen: Format = Format.NDJSON) -> Pusher:
    """What pushes to the receiver."""
    return Pusher(database, anchors, Sink(receiver.url, SECRET, chosen, "Splunk abc", HERE))


def grow(database: Database, count: int, tenant: str = "t1") -> None:
    """Append records."""
    with database.begin() as connection:
        for number in range(count):
            append(connection, tenant, AuditEvent.RUN_ENDED, {"n": number})


def numbers(receiver: Receiver) -> list[int]:
    """The records that were taken."""
    return [data["seq"] for data in map(json.loads, receiver.lines) if "seq" in data]


def test_the_standards_own_example() -> None:
    """The signature is the one that Standard Webhooks' own test expects."""
    made = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_everything_in_order(database: Database, anchors: Anchors, receiver: Receiver) -> None:
    """Records and checkpoints arrive whole and in order; what arrived verifies offline; nothing comes twice."""
    grow(database, 3)
    anchors.make("t1", NOW)
    push = pusher(database, anchors, receiver)
    assert push.push_due(NOW) == 1
    assert push.push_due(NOW) == 0
    anchors.make("t1", NOW + timedelta(hours=6))  # over a record that was taken before
    assert push.push_due(NOW) == 1
    grow(database, 450)
    assert push.push_due(NOW) == 3
    found = verify(read_lines(receiver.lines), [], anchors.public_keys)
    assert (found.ok, found.records, found.anchored) == (True, 453, 3)
    assert sum("checkpoint" in line for line in receiver.lines) == 2
    assert len(set(receiver.tried)) == len(receiver.tried)
    assert receiver.headers[0]["Authorization"] == "Splunk abc"
    assert receiver.headers[0]["Content-Type"] == "application/x-ndjson; charset=utf-8"
    state = push.state("t1")
    assert (state.seq, state.failures, state.last_ok_at, state.last_error) == (453, 0, NOW, "")


def test_at_least_once(database: Database, anchors: Anchors, receiver: Receiver) -> None:
    """A part that was not taken comes again under the same id, later each time, and nothing overtakes it."""
    grow(database, 2)
    push = pusher(database, anchors, receiver)
    receiver.answers = [(500, {}), (500, {}), (302, {"Location": "http://127.0.0.1/"})]
    assert push.push_due(NOW) == 0
    assert push.push_due(NOW + timedelta(seconds=4)) == 0  # waits
    grow(database, 1)
    assert push.push_due(NOW + timedelta(seconds=5)) == 0
    assert push.push_due(NOW + timedelta(seconds=14)) == 0  # waits twice as long
    assert push.push_due(NOW + timedelta(seconds=15)) == 0
    assert (push.state("t1").failures, push.state("t1").last_error) == (3, "http_302")
    assert push.push_due(NOW + timedelta(minutes=5)) == 1
    assert numbers(receiver) == [1, 2, 3]
    assert len(receiver.tried) == 4
    assert push.state("t1").failures == 0


def test_retry_after(database: Database, anchors: Anchors, receiver: Receiver) -> None:
    """A receiver that asks for patience gets it, an hour at most."""
    grow(database, 1)
    push = pusher(database, anchors, receiver)
    receiver.answers = [(429, {"Retry-After": "120"}), (429, {"Retry-After": "999999"})]
    push.push_due(NOW)
    assert push.push_due(NOW + timedelta(seconds=119)) == 0
    push.push_due(NOW + timedelta(seconds=120))
    assert len(receiver.tried) == 2
    assert push.push_due(NOW + timedelta(seconds=120, hours=1)) == 1


def test_a_clock_that_was_set_back(database: Database, anchors: Anchors, receiver: Receiver) -> None:
    """Neither a wait nor a turn that was taken in the future holds up what comes now."""
    grow(database, 1)
    push = pusher(database, anchors, receiver)
    receiver.answers = [(500, {})]
    push.push_due(NOW + timedelta(days=900))
    assert push.push_due(NOW) == 1
    grow(database, 1)
    assert push._lease("t1", NOW + timedelta(days=900))  # takes its turn and dies
    assert push.push_due(NOW) == 1


def test_one_receiver_for_two_tenants(database: Database, anchors: Anchors, receiver: Receiver) -> None:
    """One tenant's failure does not hold the other back."""
    grow(database, 1, "a")
    grow(database, 1, "b")
    receiver.answers = [(500, {})]
    assert pusher(database, anchors, receiver).push_due(NOW) == 1
    assert len(receiver.taken) == 1


def test_two_processes(database: Database, anchors: Anchors, receiver: Receiver) -> None:
    """Two processes that push at the same time do not send the same part; one that died gives its turn back."""
    grow(database, 5)
    pushers = [pusher(database, anchors, receiver) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda push: push.push_due(NOW), pushers)) == 1
    assert numbers(receiver) == [1, 2, 3, 4, 5]
    grow(database, 1)
    assert pushers[0]._lease("t1", NOW)  # takes its turn and dies
    assert pushers[1].push_due(NOW + timedelta(seconds=30)) == 0
    assert pushers[1].push_due(NOW + timedelta(seconds=61)) == 1


def test_nobody_there(database: Database, anchors: Anchors) -> None:
    """A receiver that is not there is a failure with a code, and no address reaches the log or the store."""
    grow(database, 1)
    push = Pusher(database, anchors, Sink("http://127.0.0.1:9/secret-path", SECRET, way=HERE))
    assert push.push_due(NOW) == 0
    assert push.state("t1").last_error == "unreachable"
    assert "secret" not in repr(Sink("https://x.example/", SECRET, authorization="secret"))


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("127.0.0.1", True), ("10.1.2.3", True), ("192.168.1.1", True), ("172.16.0.1", True), ("169.254.169.254", True),
        ("100.64.0.1", True), ("::1", True), ("fe80::1", True), ("fd00::1", True), ("::ffff:10.0.0.1", True),
        ("93.184.215.14", False), ("2606:4700::1111", False), ("::ffff:93.184.215.14", False),
    ],
)  # fmt: skip
def test_addresses(address: str, inside: bool) -> None:  # noqa: FBT001 (a parameter of the test)
    """Nothing inside is called unless that is allowed, whatever its spelling."""
    assert allowed(address, private=False) is not inside
    assert allowed(address, private=True)


@pytest.mark.parametrize("address", ["224.0.0.1", "0.0.0.0", "::", "ff02::1"])  # noqa: S104 (none is bound)
def test_addresses_that_are_none(address: str) -> None:
    """Addresses that are no single machine's are never called."""
    assert not allowed(address, private=True)


def test_where_it_may_go(receiver: Receiver) -> None:
    """Without leave, neither http nor an address inside is called."""
    for way, code in ((Way(private=True), "not_https"), (Way(plain=True), "private_address")):
        with pytest.raises(DeliveryFailed) as failed:
            post(receiver.url, b"", {}, way)
        assert failed.value.code == code
    assert receiver.tried == []


def test_over_tls(tmp_path: Path) -> None:
    """Over https the certificate must be of the trusted authority and of the very name."""
    body, headers = (
        b"x",
        {"webhook-id": "m", "webhook-timestamp": "1", "webhook-signature": signature(SECRET, "m", 1, b"x")},
    )
    with receiving(tmp_path) as receiver:
        trusted = Way(private=True, ca_file=tmp_path / "ca.pem")
        post(receiver.url, body, headers, trusted)
        assert [message for message, _ in receiver.taken] == ["m"]
        with pytest.raises(DeliveryFailed, match="tls"):
            post(receiver.url, body, headers, Way(private=True))
    with receiving(tmp_path, name="other.example") as receiver:
        with pytest.raises(DeliveryFailed, match="tls"):
            post(receiver.url, body, headers, trusted)
        assert receiver.taken == []
