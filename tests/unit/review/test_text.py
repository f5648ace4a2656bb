"""A result as text, its differences, and whose words still count."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from connectors.host.model import PUBLIC, VisibilityKind
from plugin.ai.port import SectionKind
from plugin.review.phrases import BEFORE, FIELDS, FOOTERS, HEADINGS, LABELS, NAMED
from plugin.review.text import (
    as_text,
    beside_own_body,
    changes,
    edit_ratio,
    footer,
    in_the_way,
    kept,
    narrowest,
    still_there,
)


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


def citing(number: int, *cited: int, kind: str = "public", **more: str) -> dict[str, Any]:
    """A sentence with its sources."""
    return {**sentence(number, f"Sentence {number}.", kind), "citations": list(cited), **more}


NARROW = "restricted"
SEGMENTS = ("summary", "section:plan", "comment:7", "include:9", "field:labels", "link:HR-9")
PAGE = {
    "sections": [
        {"kind": "key_points", "sentences": [citing(1, 1, 2), citing(2, 2, 3), citing(3, 4, kind="restricted")]},
        {
            "kind": "actions",
            "sentences": [citing(4, 2, owner="Ada", due="2026-12-01"), citing(5, 6, kind="restricted")],
        },
        {"kind": "other", "sentences": [citing(6, 5)]},
    ],
    "citations": [{"n": number, "segment": segment} for number, segment in enumerate(SEGMENTS, start=1)],
}


def test_a_page_as_text() -> None:
    """An action says whose it is and until when; a section that has no heading of ours is still there."""
    assert as_text(PAGE, ("s1", "s2", "s3", "s5"), "en") == (
        "# Actions\n\n- Sentence 4. (Ada, 2026-12-01)\n\n- Sentence 6."
    )
    said = {**PAGE, "sections": [{"kind": "actions", "sentences": [citing(1, 2, owner="Sentence", due="")]}]}
    assert as_text(said, (), "de") == "# Aufgaben\n\n- Sentence 1."


def test_what_changed_as_text() -> None:
    """A change says what became of it and what was there before; both are gone once it is struck."""
    changed = {**sentence(1, "It holds 60."), "role": "changed", "was": "It holds\n40."}
    said = {"sections": [{"kind": "significant", "sentences": [changed]}]}
    assert as_text(said, (), "de") == "# Fakten und Regeln\n\n- Geändert: It holds 60. (vorher: It holds 40.)"
    assert still_there(said, ("s1",), "It holds 40. Or so.")
    assert not still_there(said, ("s1",), "It holds.")


def test_fields_that_people_changed_as_text() -> None:
    """A field's change names the field: in the reader's language, or as the host calls one of its own."""
    status = {**sentence(1, "In Review"), "role": "status", "was": "In Progress"}
    own = {**sentence(2, "EU"), "role": "Sales region"}
    said = {"sections": [{"kind": "changed", "sentences": [status, own]}]}
    assert as_text(said, (), "ja") == "# 変更\n\n- ステータス: In Review (変更前: In Progress)\n- Sales region: EU"


def test_every_word_in_every_language() -> None:
    """Every section but the fields has a heading, and every language has the same words."""
    kinds = {kind.value for kind in SectionKind} - {"state"}
    assert all(set(words) == kinds for words in HEADINGS.values())
    assert len({frozenset(words) for words in LABELS.values()}) == 1
    assert len({frozenset(words) for words in FIELDS.values()}) == 1
    assert {frozenset(table) for table in (HEADINGS, LABELS, FIELDS, BEFORE, FOOTERS, NAMED)} == {
        frozenset({"en", "de", "ja"})
    }


def test_own_body() -> None:
    """A page's own title and sections count; a comment, a field, what is included or linked, and nothing do not."""
    sentences = kept(PAGE, ())
    assert [s["id"] for s in beside_own_body(PAGE, sentences)] == ["s2", "s3", "s5", "s6"]
    assert beside_own_body(PAGE, [citing(9)]) == [citing(9)]
    assert beside_own_body(PAGE, [citing(9, 99)])


def test_in_the_way() -> None:
    """What stands in the way of a target is named, unless everything does."""
    assert in_the_way(PAGE, (), "not_own_body") == ("s2", "s3", "s5", "s6")
    assert in_the_way(PAGE, (), "too_wide") == ("s3", "s5")
    assert in_the_way(PAGE, ("s3",), "too_wide") == ("s5",)
    assert in_the_way(PAGE, ("s1", "s2", "s4", "s6"), "too_wide") == ()
    assert in_the_way(PAGE, ("s3", "s5"), "too_wide") == ()
    assert in_the_way(PAGE, (), "") == ()


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
