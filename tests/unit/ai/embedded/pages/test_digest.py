"""A digest of comments: open questions first, answers beside their questions, the rest, resolved threads apart."""

from __future__ import annotations

import pytest

from connectors.host.model import BlockKind
from plugin.ai.embedded.engine import EmbeddedEngine
from plugin.ai.port import Draft, Length, Limits, SectionKind, Sentence, Task
from plugin.masking.model import Masked
from plugin.policy.model import UseCase
from tests.unit.ai.embedded.pages.conftest import ADA, BO, MakeComment, MakePage, MakeSection, block

ENGINE = EmbeddedEngine()
TEXT = "Payouts go through a queue, and the old worker stays until Black Friday is over."


def digest(masked: Masked, length: Length = Length.STANDARD) -> Draft:
    """The engine's digest."""
    return ENGINE.complete(masked, Task(UseCase.COMMENT_DIGEST, length=length), Limits())


def of(draft: Draft, kind: SectionKind) -> list[Sentence]:
    """The sentences of a section."""
    return [s for section in draft.sections if section.kind is kind for s in section.sentences]


def test_order(page: MakePage, section: MakeSection, comment: MakeComment) -> None:
    """Open questions, then answered ones with their answers and decisions, then the rest, then what is resolved."""
    draft = digest(
        page(
            section("Decision", TEXT),
            comment(1, ADA, "Is the cut-off at three or at half past three?"),
            comment(2, BO, "Thanks!", "Half past three, it is right here now.", thread=1),
            comment(3, ADA, "Used this tonight, it took eleven minutes."),
            comment(4, BO, "Was noon before, changed with finance.", role="inline_resolved", on="Black Friday"),
            comment(5, BO, block("We switch it off in December.", BlockKind.DECISION)),
            comment(6, BO, "Who switches it off?", role="inline", on="the old worker stays"),
        )
    )
    assert [section.kind for section in draft.sections] == [
        SectionKind.QUESTIONS,
        SectionKind.ANSWERED,
        SectionKind.REMARKS,
        SectionKind.RESOLVED,
    ]
    assert [s.text for s in of(draft, SectionKind.QUESTIONS)] == ["Who switches it off?"]
    assert [(s.role, s.text) for s in of(draft, SectionKind.ANSWERED)] == [
        ("question", "Is the cut-off at three or at half past three?"),
        ("answer", "Half past three, it is right here now."),
        ("decision", "We switch it off in December."),
    ]
    assert [s.text for s in of(draft, SectionKind.REMARKS)] == ["Used this tonight, it took eleven minutes."]
    assert [s.text for s in of(draft, SectionKind.RESOLVED)] == ["Was noon before, changed with finance."]


def test_what_a_comment_stands_on(page: MakePage, section: MakeSection, comment: MakeComment) -> None:
    """A comment in the text cites itself and the section that holds its words; one whose words are gone only itself."""
    found = digest(
        page(
            section("Decision", TEXT),
            comment(1, BO, "Who switches it off?", role="inline", on="the old worker stays"),
            comment(2, BO, "And who pays for it?", role="inline", on="words that went"),
        )
    )
    first, second = of(found, SectionKind.QUESTIONS)
    assert (first.cites, first.on) == (("comment:1", "section:decision"), "the old worker stays")
    assert (second.cites, second.on) == (("comment:2",), "")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Ist das ab der Frage oder ab der Prüfung?", "Ab der Frage, so steht es im Vertrag."),
        ("訓練には夜勤の人も参加しますか。", "はい、夜勤は12月9日に行います。"),
    ],
)
def test_languages(page: MakePage, section: MakeSection, comment: MakeComment, question: str, answer: str) -> None:
    """German and Japanese questions are open until somebody answers in their thread."""
    asked, answered = comment(1, ADA, question), comment(2, BO, answer, thread=1)
    assert [s.text for s in of(digest(page(section("A", TEXT), asked)), SectionKind.QUESTIONS)] == [question]
    both = of(digest(page(section("A", TEXT), asked, answered)), SectionKind.ANSWERED)
    assert [s.text for s in both] == [question, answer]


def test_bounded(page: MakePage, section: MakeSection, comment: MakeComment) -> None:
    """Of many comments the newest are told, within the budget of the length."""
    many = [comment(n, ADA, f"Remark number {n} says what was seen in the depot on that day.") for n in range(1, 90)]
    words = {}
    for length in Length:
        told = of(digest(page(section("A", TEXT), *many), length), SectionKind.REMARKS)
        assert told[-1].text.startswith("Remark number 89 ")
        words[length] = sum(len(s.text.split()) for s in told)
    assert words[Length.BRIEF] < words[Length.STANDARD] <= 70


def test_nothing(page: MakePage, section: MakeSection) -> None:
    """A page without comments has nothing to sum up, and says so."""
    draft = digest(page(section("A", TEXT)))
    assert (draft.sections, draft.too_little) == ((), True)


def test_masked(page: MakePage, section: MakeSection, comment: MakeComment) -> None:
    """Where names are masked, the marked words are found by their placeholders."""
    asked = comment(1, BO, "Until when?", role="inline", on="@Ada Byron decides")
    masked = page(section("A", f"{TEXT} @Ada Byron decides soon."), asked, effect="mask")
    (question,) = of(digest(masked), SectionKind.QUESTIONS)
    assert question.cites == ("comment:1", "section:a")
    assert "[PERSON_" in question.on
