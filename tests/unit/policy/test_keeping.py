"""How long each level keeps what it keeps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.policy.document import PolicyInvalid, parse
from plugin.policy.keeping import Keeping, KeepingRules
from plugin.policy.model import Level

DAYS = st.none() | st.integers(0, 3650)
KEEPING = st.builds(Keeping, DAYS, DAYS)


@given(rules=st.dictionaries(st.sampled_from(Level), KEEPING), default=KEEPING)
def test_nothing_stricter_is_kept_longer(rules: dict[Level, Keeping], default: Keeping) -> None:
    """A stricter level never keeps longer than a wider one, and none longer than the installation (property)."""
    found = [KeepingRules(rules).at(level, default) for level in Level]
    for name in ("result_days", "audit_payload_days"):
        days = [getattr(keeping, name) for keeping in [default, *found]]
        numbers = [10_000 if value is None else value for value in days]
        assert numbers == sorted(numbers, reverse=True)


def test_there_and_back() -> None:
    """The part of a document survives being written and read."""
    said = {"internal": {"result_days": 7}, "restricted": {"result_days": 0, "audit_payload_days": 365}}
    document = parse({"places": {}, "rules": [], "retention": said})
    assert document.serialise()["retention"] == said
    assert document.keeping.at(Level.RESTRICTED, Keeping(30, 2555)) == Keeping(0, 365)
    assert document.keeping.at(Level.PUBLIC, Keeping(30, 2555)) == Keeping(30, 2555)


@pytest.mark.parametrize(
    "said",
    [
        {"secret": {}},
        {"internal": {"result_days": -1}},
        {"internal": {"days": 3}},
        {"internal": {"result_days": 1.5}},
        [],
    ],
)
def test_refused(said: object) -> None:
    """An unknown level or field, and days that are none, are refused."""
    with pytest.raises(PolicyInvalid):
        parse({"places": {}, "rules": [], "retention": said})
