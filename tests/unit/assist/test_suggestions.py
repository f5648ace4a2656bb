"""Suggestions: only what was offered, with a source, likely enough, new, and not too many."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectors.host.choices import Choices, Field, Value
from connectors.host.model import Visibility, VisibilityKind
from plugin.ai.port import Choice, Draft, Suggestion
from plugin.assist.proposal import propose
from plugin.assist.verify import verify
from tests.fakes.documents import comment, description, document, masked

VALUES = tuple(Value(str(number), f"value {number}", "") for number in range(4))
LABELS = Choice(Field.LABELS, VALUES, current=frozenset({"3"}), limit=2)
PRIORITY = Choice(Field.PRIORITY, VALUES, current=frozenset({"3"}), limit=1)
SOURCES = (
    description("Checkout fails.", "The pool is dry."),
    comment(1, "Raise the pool.", visibility=Visibility(VisibilityKind.INTERNAL)),
)
GOOD = Suggestion(Field.LABELS, 0, 0.8, ("description",))


def checked(*said: Suggestion, choices: tuple[Choice, ...] = (LABELS, PRIORITY)) -> tuple[list[int], dict[str, int]]:
    """What verification leaves, as indices, and what it drops."""
    draft = Draft((), "fake", "1", suggestions=said)
    found = verify(draft, masked(*SOURCES)[0], choices)
    return [each.value for each in found.suggestions], found.removed


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (replace(GOOD, value=4), "unknown_value"),
        (replace(GOOD, value=-1), "unknown_value"),
        (replace(GOOD, field=Field.COMPONENTS), "unknown_value"),
        (replace(GOOD, probability=0.49), "unlikely"),
        (replace(GOOD, probability=1.01), "unlikely"),
        (replace(GOOD, probability=float("nan")), "unlikely"),
        (replace(GOOD, value=3), "unchanged"),
        (replace(GOOD, cites=()), "no_source"),
        (replace(GOOD, cites=("comment:9",)), "no_source"),
    ],
)
def test_dropped(bad: Suggestion, reason: str) -> None:
    """What was not offered, is unlikely, stands there already or has no source is dropped, and counted by reason."""
    assert checked(bad) == ([], {reason: 1})


def test_the_limit_keeps_the_surest() -> None:
    """Beyond the administrator's limit the less sure ones go; a field of one value never gets two."""
    said = [replace(GOOD, value=number, probability=0.5 + number / 10) for number in range(3)]
    assert checked(*said) == ([2, 1], {"over_limit": 1})
    single = [replace(each, field=Field.PRIORITY) for each in said]
    assert checked(*single, choices=(replace(PRIORITY, limit=3),)) == ([2], {"over_limit": 2})


def test_the_same_value_twice_is_one() -> None:
    """An engine that repeats itself does not use the limit up."""
    assert checked(GOOD, replace(GOOD, probability=0.7)) == ([0], {"twice": 1})


def test_without_choices_there_are_no_suggestions() -> None:
    """A run that was not asked to categorise cannot suggest."""
    assert checked(GOOD, choices=()) == ([], {"unknown_value": 1})


def test_what_a_person_sees() -> None:
    """Names from the list, the word beside the number, the passage that counts, and the narrowest of its sources."""
    said = (
        replace(GOOD, cites=("description", "comment:1"), passages=("The pool is dry.", "Raise the pool.")),
        Suggestion(Field.PRIORITY, 1, 0.93, ("description",)),
    )
    read = document(*SOURCES)
    result, vault = masked(*SOURCES)
    found = verify(Draft((), "fake", "1", suggestions=said), result, (LABELS, PRIORITY))
    choices = (Choices(Field.LABELS, VALUES, VALUES[3:]), Choices(Field.PRIORITY, VALUES, VALUES[3:]))
    shown = propose(found, read, result, vault, choices)
    priority, label = shown["suggestions"]
    assert (priority["id"], priority["confidence"], priority["probability"]) == ("g1", "very_likely", 0.93)
    assert priority["replaces"] == {"id": "3", "name": "value 3"}
    assert (label["field"], label["value"], label["replaces"]) == ("labels", {"id": "0", "name": "value 0"}, None)
    assert (label["confidence"], label["visibility"]["kind"]) == ("likely", "internal")
    quotes = {source["n"]: source["quote"] for source in shown["citations"]}
    assert [quotes[number] for number in label["citations"]] == ["The pool is dry.", "Raise the pool."]
    assert shown["sections"] == []
