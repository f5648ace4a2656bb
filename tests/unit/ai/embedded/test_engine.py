"""The embedded engine, through the port."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from connectors.host.model import Audience, Block, BlockKind, Segment, SegmentKind, Visibility, VisibilityKind
from plugin.ai.embedded.engine import EmbeddedEngine
from plugin.ai.embedded.sections import BUDGETS
from plugin.ai.embedded.terms import word_count
from plugin.ai.port import Cancelled, Draft, Length, Limits, SectionKind, Task, complete
from plugin.assist.verify import verify
from plugin.errors import EngineFault
from plugin.masking.model import Masked
from tests.fakes.documents import comment, description, masked

MakeSegment = Callable[..., Segment]
MakeMasked = Callable[..., Masked]
SUMMARISE = Task("summarise")
ENGINE = EmbeddedEngine()


def texts(draft: Draft, *kinds: SectionKind) -> list[str]:
    """The sentences of these sections."""
    return [s.text for section in draft.sections if section.kind in kinds for s in section.sentences]


def test_every_sentence_stands_in_one_block_of_what_it_cites(thread: Masked) -> None:
    """Nothing is written that was not there, and the check of drafts agrees."""
    draft = complete(ENGINE, thread, SUMMARISE, Limits())

    for section in draft.sections:
        for sentence in section.sentences:
            (cited,) = sentence.cites
            segment = thread.document.segment(cited)
            assert segment is not None
            assert any(sentence.text in block.text for block in segment.blocks)
    assert verify(draft, thread).removed == {}


def test_sections_come_from_structure(thread: Masked) -> None:
    """Each section cites what it is made of, in the order of the port; nothing stands twice."""
    draft = ENGINE.complete(thread, SUMMARISE, Limits())
    cited = {section.kind: [s.cites[0] for s in section.sentences] for section in draft.sections}

    of_issues = [kind for kind in SectionKind if kind in cited]
    assert of_issues == [section.kind for section in draft.sections]
    assert {"problem", "happened", "state", "open", "latest"} == set(cited)
    assert {"description"} == set(cited[SectionKind.PROBLEM])
    assert {"comment:8", "comment:9"} >= set(cited[SectionKind.LATEST])
    numbers = [int(c.partition(":")[2]) for c in cited[SectionKind.HAPPENED]]
    assert sorted(numbers) == numbers
    assert {1, 2, 3, 4, 5, 7} >= set(numbers)
    prose = texts(draft, *set(SectionKind) - {SectionKind.STATE})
    assert len(set(prose)) == len(prose)


def test_state_is_the_fields_in_their_order(thread: Masked) -> None:
    """The fields that say where it stands, then links; labels and the like are no state."""
    draft = ENGINE.complete(thread, SUMMARISE, Limits())
    (state,) = [section for section in draft.sections if section.kind is SectionKind.STATE]

    assert [s.role for s in state.sentences] == ["status", "assignee", "due", "is blocked by"]
    assert [s.cites[0] for s in state.sentences] == [
        "field:status",
        "field:assignee",
        "field:due",
        "link:PAY-117",
    ]
    assert state.sentences[0].text == "In Review"


def test_open_are_questions_without_an_answer_and_tasks(thread: Masked) -> None:
    """A question that somebody else's comment follows is not open; a task that is done is not open."""
    draft = ENGINE.complete(thread, SUMMARISE, Limits())

    assert texts(draft, SectionKind.OPEN) == [
        "Does it go out as 4.8.3 or wait for 4.9.0?",
        "Set the pool back to 200 after one week",
    ]


@pytest.mark.parametrize(("answer", "is_open"), [("Yes.", False), ("Thanks!", True), ("It is fixed in 4.9.", False)])
def test_thanks_do_not_answer_a_question(
    thread: Masked,
    masked: MakeMasked,
    comment: MakeSegment,
    answer: str,
    is_open: bool,  # noqa: FBT001 (a table's column)
) -> None:
    """After "Yes." a question is closed, after "Thanks!" it is not."""
    segments = thread.document.segments[1:]
    draft = ENGINE.complete(masked(*segments, comment(11, "cleo", answer)), SUMMARISE, Limits())

    assert is_open is ("Does it go out as 4.8.3 or wait for 4.9.0?" in texts(draft, SectionKind.OPEN))


def test_code_quotes_and_empty_talk_are_never_selected(
    masked: MakeMasked, comment: MakeSegment, description: MakeSegment
) -> None:
    """They are not prose, or repeat, or say nothing, even where there is room for them."""
    said = "The pool of the gateway is exhausted on each of the four nodes since the release of this afternoon."
    unwanted = [
        Block(BlockKind.CODE, "raise PoolTimeout"), Block(BlockKind.TABLE_ROW, "13:50 | 2114"),
        Block(BlockKind.QUOTE, "The gateway of the pool is fine"), Block(BlockKind.MEDIA, "errors.png"),
        Block(BlockKind.UNKNOWN, "A gateway macro"), Block(BlockKind.HEADING, "The gateway"), "Thanks!", "+1",
    ]  # fmt: skip
    talk = [comment(n, "ada", f"{said[:-1]} {n}.", *unwanted) for n in (1, 2, 3)]
    item = masked(description(said, *unwanted), *talk, title=said)
    draft = ENGINE.complete(item, SUMMARISE, Limits())

    assert all(text.startswith(said[:-1]) for text in texts(draft, *SectionKind))


@pytest.mark.parametrize("length", list(Length))
def test_the_budget_holds(masked: MakeMasked, comment: MakeSegment, description: MakeSegment, length: Length) -> None:
    """Whatever the thread's length, the prose has at most the words of the budget, and most of them."""
    alphabet = "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa"
    words = alphabet.split()
    said = [" ".join([*words[i % 16 :], *words[: i % 16], f"number {i}"]).capitalize() + "." for i in range(90)]
    talk = [comment(n, f"p{n % 4}", *said[3 * n : 3 * n + 3]) for n in range(1, 30)]
    draft = ENGINE.complete(masked(description(*said[:3]), *talk), Task("summarise", length=length), Limits())

    prose = sum(map(word_count, texts(draft, *set(SectionKind) - {SectionKind.STATE})))
    assert BUDGETS[length] / 3 <= prose <= BUDGETS[length]


def test_the_same_text_gives_the_same_draft(thread: Masked) -> None:
    """No chance, no state: two engines agree."""
    assert ENGINE.complete(thread, SUMMARISE, Limits()) == EmbeddedEngine().complete(thread, SUMMARISE, Limits())


def test_too_little_is_said_and_not_padded(masked: MakeMasked, comment: MakeSegment, value: MakeSegment) -> None:
    """A few words give the title and the state, and nothing of the comments."""
    draft = ENGINE.complete(masked(comment(1, "ada", "It works."), value("status", "Done")), SUMMARISE, Limits())

    assert draft.too_little
    assert texts(draft, SectionKind.PROBLEM) == ["Checkout answers 502 for card payments"]
    assert texts(draft, SectionKind.STATE) == ["Done"]
    assert {SectionKind.PROBLEM, SectionKind.STATE} == {section.kind for section in draft.sections}


def test_an_empty_item_gives_an_empty_draft(masked: MakeMasked) -> None:
    """Not even a title: no section, no error."""
    draft = ENGINE.complete(masked(title=""), SUMMARISE, Limits())

    assert (draft.sections, draft.too_little) == ((), True)


def test_a_customer_gets_nothing_that_rests_on_internal_text(
    thread: Masked, masked: MakeMasked, comment: MakeSegment
) -> None:
    """Even if a reader let an internal note through, the engine does not select it."""
    note = comment(
        12, "ada", "The customer was charged twice for the basket.", visibility=Visibility(VisibilityKind.INTERNAL)
    )
    item = masked(*thread.document.segments[1:], note)
    agent = ENGINE.complete(item, SUMMARISE, Limits())
    customer = ENGINE.complete(item, Task("summarise", Audience.CUSTOMER), Limits())

    assert "comment:12" in {s.cites[0] for section in agent.sections for s in section.sentences}
    assert "comment:12" not in {s.cites[0] for section in customer.sections for s in section.sentences}


def test_it_stops_when_told_and_when_time_is_over(thread: Masked) -> None:
    """Cancelling raises `Cancelled`; a deadline that passed is an engine's timeout."""
    with pytest.raises(Cancelled):
        ENGINE.complete(thread, SUMMARISE, Limits(cancelled=lambda: True))
    ticks = iter(range(100))
    with pytest.raises(EngineFault) as caught:
        EmbeddedEngine(clock=lambda: float(next(ticks))).complete(thread, SUMMARISE, Limits(deadline_seconds=2.0))
    assert caught.value.code == "engine_timeout"


def test_it_does_not_do_what_it_cannot(thread: Masked) -> None:
    """Another use case is a fault, not a guess."""
    with pytest.raises(EngineFault) as caught:
        ENGINE.complete(thread, Task("translate"), Limits())

    assert caught.value.code == "engine_failed"


GERMAN = (
    "Seit dem Update bricht der Export nach etwa zehn Minuten ab. Die Datei bleibt leer, im Protokoll steht nichts.",
    "Der Fehler tritt nur bei Projekten mit mehr als 500 Vorgängen auf. Kleine Projekte lassen sich exportieren.",
    "Der Speicher des Servers läuft voll, weil alle Anhänge gleichzeitig geladen werden. Ich baue das um.",
)
JAPANESE = (
    "更新後、エクスポートが約十分で止まります。ファイルは空のままで、ログには何も出ていません。",
    "五百件を超えるプロジェクトだけで発生します。小さいプロジェクトは問題なく出力できます。",
    "添付ファイルを同時に読み込むため、サーバーのメモリが不足しています。順番に読み込むように修正します。",
)


@pytest.mark.parametrize("said", [GERMAN, JAPANESE], ids=["de", "ja"])
def test_other_languages(
    masked: MakeMasked, comment: MakeSegment, description: MakeSegment, said: tuple[str, str, str]
) -> None:
    """German and Japanese are split, measured and selected like English."""
    item = masked(description(said[0]), comment(1, "ada", said[1]), comment(2, "ben", said[2]), title="Export")
    draft = ENGINE.complete(item, SUMMARISE, Limits())

    assert not draft.too_little
    assert [s.kind for s in draft.sections] == [SectionKind.PROBLEM, SectionKind.HAPPENED, SectionKind.LATEST]
    assert all(text in "".join(said) and text.endswith((".", "。")) for text in texts(draft, *SectionKind))


def test_signs_alone_do_not_break_it(masked: MakeMasked, description: MakeSegment) -> None:
    """Forty words without a single term have no vectors; nothing is selected and nothing fails."""
    draft = ENGINE.complete(masked(description("- " * 60), title="?"), SUMMARISE, Limits())

    assert SectionKind.HAPPENED not in {section.kind for section in draft.sections}


def test_a_page_is_read_like_a_description(masked: MakeMasked, description: MakeSegment) -> None:
    """Sections of a page are its problem; headings are not selected."""
    section = description(
        Block(BlockKind.HEADING, "How the pool works"),
        "The pool holds two hundred connections for each node. A query borrows one and gives it back when it ends.",
        "A timeout cancels the query after four seconds. Without the release in the handler the connection is lost.",
    )
    page = masked(
        *(
            type(section)(f"section:{n}", SegmentKind.SECTION, section.blocks[: n + 2], author=section.author)
            for n in range(2)
        )
    )
    draft = ENGINE.complete(page, SUMMARISE, Limits())

    assert [s.kind for s in draft.sections] == [SectionKind.PROBLEM]
    assert "How the pool works" not in texts(draft, SectionKind.PROBLEM)
    assert len(texts(draft, SectionKind.PROBLEM)) == len(set(texts(draft, SectionKind.PROBLEM)))


def test_list_marks_and_steps() -> None:
    """A list's marks are no part of a sentence, and a numbered step is not torn out of its order."""
    steps = tuple(
        Block(BlockKind.LIST_ITEM, f"{n}. Open the page number {n} of the shop and pay by card.") for n in (1, 2)
    )
    point = Block(BlockKind.LIST_ITEM, "- The payment fails with an error since the release of Monday.")
    prose = Block(BlockKind.PARAGRAPH, "Payments fail for about three of a hundred customers since Monday noon.")
    told = Segment("description", SegmentKind.DESCRIPTION, (prose, *steps, point))
    said = texts(ENGINE.complete(masked(told)[0], SUMMARISE, Limits()), SectionKind.PROBLEM)
    assert "The payment fails with an error since the release of Monday." in said
    assert not [text for text in said if "Open the page" in text]


def test_decisions_are_told() -> None:
    """What a thread decided is among what happened, however the learned weights see it."""
    talk = "The team looked at the logs of the gateway for a while and found nothing that would explain it."
    decision = comment(3, "We keep four nodes until Friday.", kind=BlockKind.DECISION)
    comments = [comment(n, f"{talk} Round {n} of the search.") for n in (1, 2)]
    later = [comment(n, f"Later note {n} about something else that was seen in the graphs.") for n in (4, 5, 6)]
    result, _ = masked(description(talk), *comments, decision, *later)
    assert "We keep four nodes until Friday." in texts(
        ENGINE.complete(result, SUMMARISE, Limits()), SectionKind.HAPPENED
    )
