"""Verification: a sentence stands on what it cites, or it is removed and counted."""

from __future__ import annotations

import pytest

from plugin.ai.port import Draft, Section, SectionKind, Sentence
from plugin.assist.verify import verify
from tests.fakes.documents import BO, comment, description, masked

SOURCES = (
    description("Checkout fails since the 4.8.2 release on 2026-11-16. See PAY-117 and https://status.example.com/42."),
    comment(1, "Raising the pool to 400 brought errors below 0.1 %. The fix is Anneke's."),
    comment(2, "支払いが失敗します。"),
)

GOOD = [
    ("Checkout fails since the 4.8.2 release on 2026-11-16.", "description"),
    ("See PAY-117 and https://status.example.com/42.", "description"),
    ("Raising the pool to 400 brought errors below 0.1 %.", "comment:1"),
    ("The fix is Anneke's.", "comment:1"),
    ("支払いが失敗します。", "comment:2"),
    ("Ada Byron raised the pool to 400.", "comment:1"),
]
BAD = [
    ("Checkout fails since the 4.8.3 release.", "description", "number"),
    ("Raising the pool to 4000 helped.", "comment:1", "number"),
    ("Checkout fails since 2026-11-17.", "description", "number"),
    ("See PAY-118.", "description", "key"),
    ("The fix came from Tomasz.", "comment:1", "name"),
    ("See https://evil.example.com/x.", "description", "link"),
    ("See www.evil.example.com now.", "description", "link"),
    ("See <img src=x onerror=alert(1)>.", "description", "markup"),
    ("See ![x](https://status.example.com/42).", "description", "markup"),
    ("Click [here](javascript:alert(1)).", "description", "markup"),
    ("Written by [PERSON_AAAAAA_1].", "comment:1", "placeholder"),
    ("Checkout failed for 117 users on 2026-11-16.", "comment:1", "number"),
    ("Anything at all.", "comment:99", "no_source"),
    ("   ", "comment:1", "no_source"),
]


def draft(text: str, *cites: str) -> Draft:
    """A draft of one sentence."""
    return Draft((Section(SectionKind.HAPPENED, (Sentence(text, cites),)),), "fake", "1")


@pytest.mark.parametrize(("text", "cited"), GOOD)
def test_kept(text: str, cited: str) -> None:
    """What its source says is kept."""
    checked = verify(draft(text, cited), masked(*SOURCES)[0])
    assert (checked.sentences, checked.removed) == (1, {})


@pytest.mark.parametrize(("text", "cited", "reason"), BAD)
def test_removed(text: str, cited: str, reason: str) -> None:
    """What its source does not say is removed, and counted by reason."""
    checked = verify(draft(text, cited), masked(*SOURCES)[0])
    assert (0, {reason: 1}, ()) == (checked.sentences, checked.removed, checked.sections)


def test_no_citation_at_all() -> None:
    """A sentence without a citation is not shown."""
    assert verify(draft("Anything."), masked(*SOURCES)[0]).removed == {"no_source": 1}


def test_unknown_citation_beside_a_known_one() -> None:
    """What does not exist is no citation; what exists must hold the sentence alone."""
    checked = verify(draft("The fix is Anneke's.", "comment:1", "comment:99"), masked(*SOURCES)[0])
    assert checked.sections[0].sentences[0].cites == ("comment:1",)


def test_invisible_characters() -> None:
    """Direction marks and other invisible characters do not reach the panel."""
    checked = verify(draft("The fix is\u202e Anneke's.\u200b", "comment:1"), masked(*SOURCES)[0])
    assert checked.sections[0].sentences[0].text == "The fix is Anneke's."


@pytest.mark.parametrize(
    ("owner", "due", "kept"),
    [
        ("Anneke", "2026-11-24", ("Anneke", "2026-11-24")),
        ("Anne", "2026-11-2", ("", "")),
        ("Tomasz", "tomorrow", ("", "")),
        ("", "", ("", "")),
    ],
)
def test_owner_and_date(owner: str, due: str, kept: tuple[str, str]) -> None:
    """An action names only who and what stands in its source as whole words; the action itself stays."""
    said = Sentence("The fix goes out", ("comment:1",), owner=owner, due=due)
    source = masked(comment(1, "The fix goes out, Anneke, 2026-11-24"))[0]
    (section,) = verify(Draft((Section(SectionKind.ACTIONS, (said,)),), "fake", "1"), source).sections
    assert kept == (section.sentences[0].owner, section.sentences[0].due)


def test_works_on_masked_text() -> None:
    """A placeholder counts as a name: it must stand in what the sentence cites."""
    result, _ = masked(comment(1, "Ada Byron fixed it"), comment(2, "It broke", author=BO), effect="mask")
    said = result.document.segments[0].text
    assert verify(draft(said, "comment:1"), result).sentences == 1
    assert verify(draft(said, "comment:2"), result).removed == {"placeholder": 1}
