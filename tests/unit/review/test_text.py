"""A result as text, its differences, and whose words still count."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from connectors.host.model import PUBLIC, VisibilityKind
from plugin.review.text import as_text, changes, edit_ratio, footer, kept, narrowest, still_there


def sentence(number: int, text: str, kind: str = "public", name: str = "") -> dict[str, Any]:
    """A sentence of a result."""
    return {"id": f"s{number}", "text": text, "role": "", "visibility": {"kind": kind, "name": name}, "citations": [1]}


RESULT = {
    "sections": [
        {
            "kind": "problem",
            "sentences": [sentence(1, "It  breaks.\nOften."), sentence(2, "Since Monday.", "internal")],
        },
        {"kind": "state", "sentences": [sentence(3, "In Review", "restricted", "Admins")]},
        {"kind": "latest", "sentences": [sentence(4, "Fixed.", "restricted", "Developers")]},
    ]
}


def test_as_text() -> None:
    """Headings in the person's language, one bullet a sentence; fields that stand in the issue are left out."""
    assert as_text(RESULT, (), "de") == "# Problem\n\n- It breaks. Often.\n- Since Monday.\n\n# Zuletzt\n\n- Fixed."
    assert as_text(RESULT, ("s2", "s4"), "en") == "# Problem\n\n- It breaks. Often."
    assert as_text(RESULT, ("s1", "s2", "s4"), "en") == ""
    assert as_text(RESULT, (), "en") == as_text(RESULT, (), "fr")
    assert footer("en") == footer("fr") != footer("ja")


def test_narrowest() -> None:
    """The narrowest of what is kept counts; struck sentences and fields do not."""
    assert VisibilityKind.RESTRICTED is narrowest(kept(RESULT, ())).kind
    assert VisibilityKind.INTERNAL is narrowest(kept(RESULT, ("s4",))).kind
    assert narrowest(kept(RESULT, ("s2", "s4"))) == PUBLIC
    assert narrowest([]) == PUBLIC


def test_still_there() -> None:
    """A struck sentence is found in any case and spacing; others are not."""
    assert still_there(RESULT, ("s2",), "- SINCE\n monday.")
    assert not still_there(RESULT, ("s2",), "- It breaks.")
    assert not still_there(RESULT, (), "- Since Monday.")


@given(st.text(max_size=80), st.text(max_size=80))
def test_changes_make_both_texts(before: str, after: str) -> None:
    """What is not added is the old text, what is not removed is the new one, letter by letter."""
    found = changes(before, after)
    assert before == "".join(change.text for change in found if change.op != "added")
    assert after == "".join(change.text for change in found if change.op != "removed")


@given(st.lists(st.sampled_from("abcd"), max_size=12).map(" ".join))
def test_edit_ratio(text: str) -> None:
    """Nothing changed is 0, everything changed is 1."""
    assert edit_ratio(text, text) == 0
    if text:
        assert edit_ratio(text, "z") == 1
