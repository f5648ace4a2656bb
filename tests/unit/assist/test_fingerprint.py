"""What is new since a result was made."""

from __future__ import annotations

import pytest

from plugin.assist.fingerprint import PAGE, Drift, drift, resting_on
from plugin.policy.model import UseCase


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        ({}, {}, Drift(0, changed=False)),
        ({"1": "a"}, {"1": "a"}, Drift(0, changed=False)),
        ({"1": "a"}, {"1": "a", "2": "b"}, Drift(1, changed=False)),
        ({"1": "a"}, {"1": "edited"}, Drift(0, changed=True)),
        ({"1": "a", "2": "b"}, {"2": "b"}, Drift(0, changed=True)),
        ({"1": "a"}, {"2": "b", "3": "c"}, Drift(2, changed=True)),
        ({PAGE: "3"}, {PAGE: "3"}, Drift(0, changed=False)),
        ({PAGE: "3", "1": "a"}, {PAGE: "4", "1": "a", "2": "b"}, Drift(1, changed=False, page_moved=True)),
    ],
)
def test_drift(then: dict[str, str], now: dict[str, str], expected: Drift) -> None:
    """New comments are counted; an edited or removed one, and a new version of the page, are told apart from them."""
    assert expected == drift(then, now)
    assert bool(expected.new_comments or expected.changed or expected.page_moved) == bool(drift(then, now))


def test_what_an_answer_rests_on() -> None:
    """A summary rests on page and comments, changes on the page alone, a digest on the comments alone."""
    on = {use_case: set(resting_on(use_case, {"1": "a"}, "7")) for use_case in UseCase}
    assert on[UseCase.SUMMARISE] == {PAGE, "1"}
    assert (on[UseCase.CHANGES], on[UseCase.COMMENT_DIGEST]) == ({PAGE}, {"1"})
    assert set(resting_on(UseCase.SUMMARISE, {"1": "a"}, "")) == {"1"}
