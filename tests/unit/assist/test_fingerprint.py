"""What is new since a result was made."""

from __future__ import annotations

import pytest

from plugin.assist.fingerprint import Drift, drift


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        ({}, {}, Drift(0, changed=False)),
        ({"1": "a"}, {"1": "a"}, Drift(0, changed=False)),
        ({"1": "a"}, {"1": "a", "2": "b"}, Drift(1, changed=False)),
        ({"1": "a"}, {"1": "edited"}, Drift(0, changed=True)),
        ({"1": "a", "2": "b"}, {"2": "b"}, Drift(0, changed=True)),
        ({"1": "a"}, {"2": "b", "3": "c"}, Drift(2, changed=True)),
    ],
)
def test_drift(then: dict[str, str], now: dict[str, str], expected: Drift) -> None:
    """New comments are counted; an edited or removed one is told apart from them."""
    assert expected == drift(then, now)
    assert bool(expected.new_comments or expected.changed) == bool(drift(then, now))
