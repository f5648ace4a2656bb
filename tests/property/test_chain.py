"""Laws of the record's chain: whatever is done to it shows, at the right place; what retention does breaks nothing."""

from __future__ import annotations

from dataclasses import fields, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.audit.chain import Record
from plugin.audit.offline import Finding, verify
from tests.fakes.chains import chain, checkpoint, erased, public_keys

_TEXTS = [field.name for field in fields(Record) if field.name not in {"seq", "tenant_id"}]
_FEW = settings(max_examples=40)
lengths = st.integers(min_value=2, max_value=9)


def found(records: list[Record], whole: list[Record]) -> Finding:
    """What the verifier says beside a checkpoint over the whole chain that was kept elsewhere."""
    return verify(records, [checkpoint(whole[-1])], public_keys())


def at(finding: Finding) -> int:
    """The first bad record."""
    assert finding.broken, finding
    return finding.broken.at


@_FEW
@given(lengths, st.data())
def test_a_flipped_character_is_found(length: int, data: st.DataObject) -> None:
    """One character of any field of any record, changed: that record, or the one that leads on from it, is named."""
    whole = chain(length)
    index = data.draw(st.integers(0, length - 1))
    name = data.draw(st.sampled_from(_TEXTS))
    text = getattr(whole[index], name)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(codec="ascii", exclude_characters=text[place]))
    changed = text[:place] + other + text[place + 1 :]
    records = [*whole[:index], replace(whole[index], **{name: changed}), *whole[index + 1 :]]
    assert at(found(records, whole)) in {index + 1, index + 2}


@_FEW
@given(lengths, st.data())
def test_what_is_dropped_swapped_repeated_or_cut_off_is_found(length: int, data: st.DataObject) -> None:
    """The first record that is not what it should be is named, and nothing before it."""
    whole = chain(length)
    index = data.draw(st.integers(0, length - 2))
    before, this, then = whole[:index], whole[index], whole[index + 1 :]
    assert at(found([*before, *then], whole)) == index + 1
    assert at(found([*before, then[0], this, *then[1:]], whole)) == index + 1
    assert at(found([*before, this, this, *then], whole)) == index + 2
    assert at(found([*before, this], whole)) == index + 2


@_FEW
@given(lengths, st.data())
def test_a_history_written_anew_is_found(length: int, data: st.DataObject) -> None:
    """A whole chain of other records from some point on holds together, and not with what was signed."""
    whole = chain(length)
    index = data.draw(st.integers(0, length - 1))
    forged = chain(length, mark="x", after=tuple(whole[:index]))
    assert not found(forged, whole).ok


@_FEW
@given(lengths, st.data())
def test_erasure_and_growth_break_nothing(length: int, data: st.DataObject) -> None:
    """Any payloads may go, and records may follow: those are counted as not yet anchored."""
    whole = chain(length)
    gone = data.draw(st.sets(st.integers(0, length - 1)))
    more = data.draw(st.integers(0, 3))
    grown = chain(length + more, after=tuple(whole))
    finding = found([erased(record) if number in gone else record for number, record in enumerate(grown)], whole)
    assert (finding.ok, finding.erased, finding.not_yet_anchored) == (True, len(gone), more)
