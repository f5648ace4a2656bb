"""What is new since a result was made."""

from __future__ import annotations

import pytest

from plugin.assist.fingerprint import PAGE, Drift, State, drift, fingerprint, state_of
from plugin.policy.model import UseCase
from tests.fakes.documents import comment, description, document

SUMMARISE = UseCase.SUMMARISE


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        (State({}), State({}), Drift(0, changed=False)),
        (State({"1": "a"}), State({"1": "a"}), Drift(0, changed=False)),
        (State({"1": "a"}), State({"1": "a", "2": "b"}), Drift(1, changed=False)),
        (State({"1": "a"}), State({"1": "edited"}), Drift(0, changed=True)),
        (State({"1": "a", "2": "b"}), State({"2": "b"}), Drift(0, changed=True)),
        (State({"1": "a"}), State({"2": "b", "3": "c"}), Drift(2, changed=True)),
        (State({}, "3"), State({}, "3"), Drift(0, changed=False)),
        (State({"1": "a"}, "3"), State({"1": "a", "2": "b"}, "4"), Drift(1, changed=False, page_moved=True)),
        (State({}, texts={"summary": "x"}), State({}, texts={"summary": "x"}), Drift(0, changed=False)),
        (
            State({}, texts={"summary": "x", "description": "y"}),
            State({}, texts={"summary": "z"}),
            Drift(0, changed=False, texts=("summary", "description")),
        ),
        (State({}, texts={}), State({}, texts={"description": "y"}), Drift(0, changed=False, texts=("description",))),
    ],
)
def test_drift(then: State, now: State, expected: Drift) -> None:
    """New comments are counted; an edited or removed one, a new version and another text are told apart from them."""
    found = drift(SUMMARISE, fingerprint(SUMMARISE, then), now)
    assert expected == found
    assert bool(found) == (found != Drift(0, changed=False))


def test_what_an_answer_rests_on() -> None:
    """A summary rests on page and comments, changes on the page alone, a digest on the comments alone."""
    on = {use_case: set(fingerprint(use_case, State({"1": "a"}, "7"))) for use_case in UseCase}
    assert on[SUMMARISE] == {PAGE, "1"}
    assert (on[UseCase.CHANGES], on[UseCase.COMMENT_DIGEST]) == ({PAGE}, {"1"})
    assert set(fingerprint(SUMMARISE, State({"1": "a"}))) == {"1"}


def test_an_older_fingerprint() -> None:
    """A fingerprint from before texts were noted says nothing of them, so they have not changed."""
    assert not drift(SUMMARISE, {"1": "a"}, State({"1": "a"}, texts={"summary": "x"}))


def test_nothing_of_a_text_is_kept() -> None:
    """Digests are kept under a salt of their own: the same text looks different each time."""
    state = state_of(document(description("The pool was empty."), comment(1, "Yes.")))
    kept = [fingerprint(SUMMARISE, state) for _ in range(2)]
    assert state.texts is not None
    assert set(state.texts) == {"description"}
    assert state.texts["description"] not in kept[0].values()
    assert kept[0]["@description"] != kept[1]["@description"]
    assert not any(drift(SUMMARISE, each, state) for each in kept)
