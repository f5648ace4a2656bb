"""The part of a policy that says what is masked: read, written back, refused with the line, and only ever stricter."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from plugin.policy.document import PolicyInvalid, parse
from plugin.policy.model import DEFAULT_MASKING, Level

LEAN = {"detectors": {"address": False, "ip": False}}
CARS = {"detectors": {"plate": True}, "patterns": [{"name": "Customers", "pattern": "KD-[0-9]+", "placeholder": "KD"}]}

WRONG_TYPE = {"name": "Customers", "pattern": "KD-[0-9]+", "placeholder": "a_b"}


def document(**masking: Any) -> dict[str, Any]:
    """A policy with that part."""
    return {"places": {}, "rules": [], "masking": masking}


def test_round_trip() -> None:
    """What is read is written back, and reads the same again."""
    read = parse(document(profiles={"lean": LEAN, "cars": CARS}, levels={"public": "lean", "restricted": "cars"}))
    assert parse(read.serialise()) == read
    assert read.serialise()["masking"]["profiles"]["lean"] == {
        "detectors": {"address": False, "ip": False},
        "patterns": [],
    }


def test_without_it() -> None:
    """A policy that says nothing masks by default at every level, and so does one with an empty part."""
    for read in (parse({"places": {}, "rules": []}), parse(document())):
        assert {read.masking.profile(level) for level in Level} == {DEFAULT_MASKING}


def test_a_stricter_level_masks_at_least_as_much() -> None:
    """Each level keeps what every wider one masks, whatever its own profile leaves out."""
    rules = parse(
        document(profiles={"lean": LEAN, "cars": CARS}, levels={"internal": "cars", "restricted": "lean"})
    ).masking
    found = [rules.profile(level) for level in Level]
    for wider, stricter in pairwise(found):
        assert wider.detectors <= stricter.detectors
        assert set(wider.patterns) <= set(stricter.patterns)
    assert "plate" in found[Level.RESTRICTED].detectors
    assert "address" in found[Level.RESTRICTED].detectors
    everywhere = parse(document(profiles={"lean": LEAN}, levels={"public": "lean"})).masking
    assert "address" not in everywhere.profile(Level.RESTRICTED).detectors


@pytest.mark.parametrize(
    ("masking", "path"),
    [
        ({"profiles": {"x": {"detectors": {"secret": False}}}}, "masking/profiles/x/detectors"),
        ({"profiles": {"x": {"detectors": {"email": "no"}}}}, "masking/profiles/x/detectors/email"),
        ({"profiles": {"x": {"patterns": [{"name": "a", "pattern": "b"}]}}}, "masking/profiles/x/patterns/0"),
        ({"profiles": {"x": {"patterns": [WRONG_TYPE]}}}, "masking/profiles/x/patterns/0/placeholder"),
        ({"profiles": {"x": {"patterns": CARS["patterns"] * 2}}}, "masking/profiles/x/patterns"),
        ({"profiles": {}, "levels": {"internal": "none"}}, "masking/levels/internal"),
        ({"levels": {"secret": "x"}}, "masking/levels"),
        ({"profile": {}}, "masking"),
    ],
)  # fmt: skip
def test_refused(masking: dict[str, Any], path: str) -> None:
    """A detector that must not be switched, a broken pattern, an unknown profile or level: refused, with its place."""
    with pytest.raises(PolicyInvalid) as refused:
        parse(document(**masking))
    assert path in {where for where, _ in refused.value.problems}
