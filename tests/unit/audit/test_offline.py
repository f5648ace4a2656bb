"""The offline verifier against everything that somebody could do to a record."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.audit.chain import Record
from plugin.audit.checkpoint import Checkpoint
from plugin.audit.export import ndjson
from plugin.audit.offline import Finding, Line, describe, read_lines, verify
from tests.fakes.chains import TENANT, chain, checkpoint, erased, public_keys, record

CHAIN = tuple(chain(9))
KEPT = checkpoint(CHAIN[7])


def look(records: list[Record] | tuple[Record, ...], *kept: Checkpoint) -> Finding:
    """Verify with the public key."""
    return verify(records, kept, public_keys())


def broken(finding: Finding) -> tuple[int, str]:
    """Number and reason of the first bad record."""
    assert finding.broken is not None
    assert not finding.ok
    return finding.broken.at, finding.broken.reason


def test_a_whole_record() -> None:
    """An untouched record is whole; what came after the checkpoint is counted as not yet anchored."""
    found = look(CHAIN, KEPT)
    assert (found.ok, found.tenant, found.records, found.anchored, found.not_yet_anchored) == (True, TENANT, 9, 8, 1)
    assert describe("it", found) == [
        "OK  it: 9 records, the chain is whole",
        f"    anchored up to record 8 by the checkpoint of {KEPT.at}",
        "    1 records after it are not yet anchored",
    ]


@given(
    position=st.integers(0, 8),
    part=st.sampled_from(["header", "payload", "salt", "payload_hash", "previous", "hash", "tenant_id"]),
    data=st.data(),
)
def test_flip(position: int, part: str, data: st.DataObject) -> None:
    """One changed character anywhere is found, and the record is named (property)."""
    text = getattr(CHAIN[position], part)
    index = data.draw(st.integers(0, len(text) - 1))
    flipped = text[:index] + ("x" if text[index] != "x" else "y") + text[index + 1 :]
    records = [*CHAIN[:position], replace(CHAIN[position], **{part: flipped}), *CHAIN[position + 1 :]]
    at = broken(look(records))[0]
    # A chain whose very first record says another tenant is found at the second, and a new hash at the next link.
    assert at in ({1, 2} if part == "tenant_id" and position == 0 else {position + 1})


@given(position=st.integers(0, 7))
def test_drop(position: int) -> None:
    """A removed record is named as missing (property)."""
    records = [*CHAIN[:position], *CHAIN[position + 1 :]]
    assert broken(look(records)) == (position + 1, f"record {position + 1} is missing")


def test_drop_several() -> None:
    """Of several missing records the first and the last are named."""
    assert broken(look([*CHAIN[:2], *CHAIN[6:]])) == (3, "records 3 to 6 are missing")


@given(position=st.integers(0, 7))
def test_swap(position: int) -> None:
    """Two records in the wrong order are not called missing (property)."""
    records = list(CHAIN)
    records[position], records[position + 1] = records[position + 1], records[position]
    assert broken(look(records)) == (position + 1, f"records are out of order: record {position + 2} stands before it")


def test_repeat() -> None:
    """A record that stands twice is found."""
    assert broken(look([*CHAIN[:4], CHAIN[3], *CHAIN[4:]]))[1].startswith("record 4 stands here again")


@pytest.mark.parametrize("left", range(8))
def test_truncate(left: int) -> None:
    """A record whose end was cut off is found by the checkpoint, which says how far it went."""
    span = "record 8 is" if left == 7 else f"records {left + 1} to 8 are"
    assert broken(look(CHAIN[:left], KEPT)) == (
        left + 1,
        f"{span} missing: the checkpoint of {KEPT.at} was made over them",
    )
    assert look(CHAIN[:left]).intact  # the chain alone cannot know, which is what checkpoints are for


@pytest.mark.parametrize("first", range(8))
def test_chained_anew_from_the_middle(first: int) -> None:
    """Somebody who rewrites records and every hash after them is caught by the checkpoint, and only by it."""
    forged = chain(9, mark=" forged", after=CHAIN[:first])
    assert look(forged).intact
    at, reason = broken(look(forged, KEPT))
    assert at == 1
    assert "written anew" in reason
    earlier = checkpoint(CHAIN[2])
    if first >= 3:
        assert broken(look(forged, KEPT, earlier))[0] == 4  # the earlier checkpoint narrows it down


def test_a_checkpoint_that_was_altered() -> None:
    """A checkpoint with another number, hash, time or tenant proves nothing and says so."""
    forged = chain(9, mark=" forged", after=CHAIN[:4])
    for change in (
        {"hash": forged[7].hash},
        {"seq": 4},
        {"at": "2027-01-01T00:00:00.000+00:00"},
        {"tenant": "tenant-two"},
        {"signature": "AAAA"},
        {"signature": "no base64"},
    ):
        found = look(forged, replace(KEPT, **change))
        assert not found.ok, change
        assert "signature is wrong" in found.problems[0]
        assert found.anchored == 0


def test_a_checkpoint_of_another_key() -> None:
    """A checkpoint that somebody signed with a key of their own is not accepted."""
    forged = chain(9, mark=" forged")
    found = look(forged, checkpoint(forged[7], key=1))
    assert not found.ok
    assert "not among the public keys" in found.problems[0]
    assert "DOUBT" in describe("it", found)[0]


def test_a_checkpoint_of_another_tenant() -> None:
    """Another tenant's checkpoint, well signed, vouches for nothing here."""
    other = chain(9, tenant="tenant-two")
    assert not look(CHAIN, checkpoint(other[7])).ok
    assert broken(look([*CHAIN[:3], *other[3:]]))[1] == "a record of another tenant (tenant-two) stands here"


def test_a_chain_that_is_called_another_tenants() -> None:
    """A whole chain cannot be given to another tenant: the header names its own."""
    assert broken(look([replace(one, tenant_id="tenant-two") for one in CHAIN])) == (1, "the header was altered")


def test_a_restored_backup() -> None:
    """A database that was set back is ahead of nothing: what is missing is named by numbers and time."""
    at, reason = broken(look(CHAIN[:5], KEPT))
    assert (at, reason) == (6, f"records 6 to 8 are missing: the checkpoint of {KEPT.at} was made over them")
    gone_on = chain(9, mark=" after the restore", after=CHAIN[:5])
    assert "written anew" in broken(look(gone_on, KEPT))[1]


def test_nothing_at_all() -> None:
    """An empty record is whole, unless a checkpoint says that there was something."""
    assert look([]).ok
    assert broken(look([], KEPT))[1].startswith("records 1 to 8 are missing")


def test_erased_payloads() -> None:
    """Records whose payload retention removed verify by its hash; half a removal does not."""
    found = look([erased(one) for one in CHAIN], KEPT)
    assert (found.ok, found.erased, found.anchored) == (True, 9, 8)
    assert broken(look([*CHAIN[:3], replace(CHAIN[3], salt=None), *CHAIN[4:]]))[0] == 4


def test_clocks() -> None:
    """A clock that jumped breaks nothing and is noted: backwards, into the future, and past its checkpoint."""
    records = list(CHAIN[:3])
    back = datetime(2026, 11, 2, 7, 0, tzinfo=UTC)
    records.append(record(4, records[-1].hash, "{}", at=back))
    records.append(record(5, records[-1].hash, "{}", at=datetime.now(UTC) + timedelta(days=1)))
    found = look(records, checkpoint(records[4], at=back))
    assert found.ok
    assert found.notes[0] == "the clock went back 3780 seconds before record 4"
    assert found.notes[1].startswith("record 5 is dated in the future")
    assert "dated after the checkpoint" in found.notes[2]


def with_checkpoints() -> list[Line]:
    """A record with the checkpoints of its own server between the lines."""
    return [*CHAIN[:3], checkpoint(CHAIN[2]), *CHAIN[3:6], checkpoint(CHAIN[5]), *CHAIN[6:]]


def test_an_export_with_its_checkpoints() -> None:
    """Checkpoints in the file are used where the key is known, and narrow a rewriting down."""
    assert look(with_checkpoints()).anchored == 6  # type: ignore[arg-type]
    unknown = verify(with_checkpoints(), (), {})
    assert (unknown.ok, unknown.anchored) == (True, 0)
    assert unknown.notes == ["2 checkpoints in the file were not checked: their public key was not given"]
    forged = chain(9, mark=" forged", after=CHAIN[:4])
    lines: list[Line] = [*CHAIN[:3], checkpoint(CHAIN[2]), *forged[3:]]
    assert broken(verify(lines, [KEPT], public_keys()))[0] == 4


def test_two_histories_that_one_server_signed() -> None:
    """A server that signed a rewritten record as well is caught by the checkpoint that was kept."""
    forged = chain(9, mark=" forged", after=CHAIN[:4])
    lines: list[Line] = [*forged[:8], checkpoint(forged[7]), forged[8]]
    assert verify(lines, (), public_keys()).ok
    assert "written anew" in broken(verify(lines, [KEPT], public_keys()))[1]


def test_a_checkpoint_out_of_its_place() -> None:
    """A checkpoint that does not follow its record is not used, and that is said."""
    found = verify([CHAIN[0], checkpoint(CHAIN[2]), *CHAIN[1:]], (), public_keys())
    assert (found.ok, found.anchored) == (True, 0)
    assert "does not stand after its record" in found.notes[0]


def test_through_a_file() -> None:
    """What is exported is read back to the same finding."""
    lines = list(ndjson(with_checkpoints()))
    assert list(read_lines(lines)) == with_checkpoints()
    assert verify(read_lines([*lines[:2], "", *lines[2:]]), [KEPT], public_keys()).anchored == 8


@pytest.mark.parametrize(
    "line",
    [
        "not a record",
        "[]",
        "7",
        "{}",
        json.dumps({"checkpoint": {}}),
        json.dumps({"checkpoint": None}),
        "[" * 100_000,
        json.dumps({"seq": "1"}),
        '{"tenant_id": 1}',
        json.dumps({**asdict(CHAIN[2]), "seq": True}),
        json.dumps({**asdict(CHAIN[2]), "payload": "\ud800"}),
        json.dumps({**asdict(CHAIN[2]), "payload": 7}),
    ],
)
def test_lines_that_are_neither(line: str) -> None:
    """Whatever is in the file, the line is named and nothing else happens."""
    lines = list(ndjson(CHAIN))
    at, reason = broken(verify(read_lines([*lines[:2], line, *lines[2:]]), [KEPT], public_keys()))
    assert (at, reason) == (3, "line 3 is neither a record nor a checkpoint")


@pytest.mark.parametrize("header", ["{", "[]", "7", "null", json.dumps({"seq": 2})])
def test_headers_that_are_none(header: str) -> None:
    """A header that is no header of this record is an altered one."""
    assert broken(look([CHAIN[0], replace(CHAIN[1], header=header), *CHAIN[2:]])) == (2, "the header was altered")
