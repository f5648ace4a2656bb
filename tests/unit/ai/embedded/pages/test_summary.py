"""A page's summary: what is a point, a decision, an action; who does it by when; what nobody has answered."""

from __future__ import annotations

import pytest

from connectors.host.model import BlockKind
from plugin.ai.embedded.engine import EmbeddedEngine
from plugin.ai.port import Draft, Length, Limits, SectionKind, Sentence, Task
from plugin.masking.model import Masked
from tests.unit.ai.embedded.pages.conftest import ADA, BO, MakeComment, MakePage, MakeSection, block, row

ENGINE = EmbeddedEngine()
POINTS, DECISIONS, ACTIONS = SectionKind.KEY_POINTS, SectionKind.DECISIONS, SectionKind.ACTIONS
PROSE = (
    "The cron worker pays all merchants in one run at six in the morning, and nobody may touch it meanwhile. "
    "If it fails in the middle, nobody knows who was paid, and two people compare lists by hand for a day. "
    "A queue with a lock pays all of them in 24 minutes and goes on by itself after a failure of the bank."
)
DEUTSCH = (
    "Der Einzugsdienst sendete am 12. November eine angefangene Datei ein zweites Mal an die Bank. "
    "Die Bank erkannte die zweite Übertragung nicht als Wiederholung, weil der Datei eine eindeutige Kennung fehlt. "
    "Alle Beträge sind seit dem 14. November zurückgebucht, und die betroffenen Kundinnen haben Bescheid bekommen."
)
JAPANESE = (
    "8月3日に冷蔵室が7時間停止し、医薬品112個を廃棄した。原因は圧縮機の故障で、予備機は点検中だった。"
    "同じことを繰り返さないため、予備機の点検は営業時間外に行う。停止したときは扉を開けず、温度計の値を書き留める。"
)
OPEN_TASK, DONE_TASK = BlockKind.TASK_OPEN, BlockKind.TASK_DONE


def summarise(masked: Masked, length: Length = Length.STANDARD) -> Draft:
    """The engine's summary."""
    return ENGINE.complete(masked, Task("summarise", length=length), Limits())


def of(draft: Draft, kind: SectionKind) -> list[Sentence]:
    """The sentences of a section."""
    return [s for section in draft.sections if section.kind is kind for s in section.sentences]


def named(draft: Draft) -> list[tuple[str, str, str]]:
    """Actions with owner and date."""
    return [(s.text, s.owner, s.due) for s in of(draft, ACTIONS)]


@pytest.mark.parametrize("text", [PROSE, DEUTSCH, JAPANESE])
def test_points_are_verbatim(page: MakePage, section: MakeSection, text: str) -> None:
    """Every point stands in the section that it cites, in the order of the page, in any language."""
    masked = page(section("Context", text), section("Why", block("See the picture.", BlockKind.MEDIA)))
    points = of(summarise(masked), POINTS)
    assert points
    assert all(s.text in text and s.cites == ("section:context",) for s in points)
    places = [text.index(s.text) for s in points]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("heading", "what", "who", "when"),
    [
        ("Actions", "What", "Who", "Until"),
        ("Maßnahmen", "Was", "Verantwortlich", "Bis wann"),
        ("アクション", "内容", "担当者", "期限"),
    ],
)
def test_a_table_of_actions(page: MakePage, section: MakeSection, heading: str, what: str, who: str, when: str) -> None:
    """Owner and date come from the columns that say so, in three languages; an empty cell names nobody."""
    rows = (row(what, who, when), row("Roll out the fix", "@Ada Byron", "2026-11-24"), row("Tell them", "", "soon"))
    draft = summarise(page(section("Context", PROSE), section(heading, *rows)))
    assert named(draft) == [("Roll out the fix", "Ada Byron", "2026-11-24"), ("Tell them", "", "soon")]


def test_other_tables_are_no_actions(page: MakePage, section: MakeSection) -> None:
    """A table that only has an owner or a date somewhere is none of actions; nothing is guessed from it."""
    rows = (row("Data", "Kept for", "Owner"), row("Invoice", "10 years", "@Ada Byron"))
    assert named(summarise(page(section("Periods", PROSE, *rows)))) == []


def test_tasks(page: MakePage, section: MakeSection) -> None:
    """A task is the first mentioned person's, by its first date, as Confluence assigns it; what is done is none."""
    tasks = (
        block("@Ada Byron rolls out the fix with @Bo Ek on 2026-11-24, or on 2026-11-25", OPEN_TASK),
        block("Write the numbers down", OPEN_TASK),
        block("@Bo Ek told finance until 2026-11-18", DONE_TASK),
    )
    draft = summarise(page(section("Notes", PROSE, *tasks)))
    assert [(s.owner, s.due) for s in of(draft, ACTIONS)] == [("Ada Byron", "2026-11-24"), ("", "")]


def test_a_list_under_a_heading(page: MakePage, section: MakeSection) -> None:
    """A list under "Next steps" is of actions; where two people are mentioned, nobody is taken for its owner."""
    items = (
        block("- @Ada Byron: unique id for each file, by 30. November 2026", BlockKind.LIST_ITEM),
        block("- @Ada Byron and @Bo Ek talk to the bank", BlockKind.LIST_ITEM),
    )
    draft = summarise(page(section("Context", PROSE), section("Next steps", *items)))
    assert [(s.owner, s.due) for s in of(draft, ACTIONS)] == [("Ada Byron", "30. November 2026"), ("", "")]
    assert of(draft, ACTIONS)[0].text.startswith("@Ada Byron: unique id")


def test_one_action_twice(page: MakePage, section: MakeSection) -> None:
    """What stands in a table and as a task is said once, and is done where the task is."""
    table = (
        row("What", "Who", "Until"),
        row("Merge and roll out the fix", "@Ada Byron", "2026-11-24"),
        row("List of the nine customers to finance", "@Bo Ek", "2026-11-18"),
    )
    tasks = (
        block("@Ada Byron rolls out the fix on 2026-11-24", OPEN_TASK),
        block("@Bo Ek sends the list of customers to finance until 2026-11-18", DONE_TASK),
        block("@Bo Ek calls the bank until 2026-11-18", OPEN_TASK),
    )
    draft = summarise(page(section("Context", PROSE), section("Actions", *table, *tasks)))
    assert [s.text for s in of(draft, ACTIONS)] == [
        "Merge and roll out the fix",
        "@Bo Ek calls the bank until 2026-11-18",
    ]


def test_decisions(page: MakePage, section: MakeSection) -> None:
    """Decision elements count anywhere; prose only under a heading that says so, and then it is no key point."""
    element = block("Payouts go through a queue.", BlockKind.DECISION)
    draft = summarise(page(section("Context", PROSE, element), section("Entscheidung", "Wir warten bis Januar damit.")))
    assert [s.text for s in of(draft, DECISIONS)] == ["Payouts go through a queue.", "Wir warten bis Januar damit."]
    assert not {"Wir warten bis Januar damit."} & {s.text for s in of(draft, POINTS)}
    assert of(summarise(page(section("Context", PROSE, "We decided to wait."))), DECISIONS) == []


def test_included_pages_lend_no_actions(page: MakePage, section: MakeSection) -> None:
    """What an included page wants done is not to do here, and its sentences stand behind the page's own."""
    own = section("Context", PROSE)
    lent = section("", PROSE, block("Tell finance", OPEN_TASK), segment_id="include:7")
    draft = summarise(page(own, lent))
    assert of(draft, ACTIONS) == []
    assert of(draft, POINTS)[0].cites == ("section:context",)


def test_open_questions(page: MakePage, section: MakeSection, comment: MakeComment) -> None:
    """A question stays open until somebody else answers in its thread; resolved threads are closed."""
    talk = (
        comment(1, ADA, "Is the cut-off at three or at half past three?"),
        comment(2, BO, "Half past three, it is right here now.", thread=1),
        comment(3, BO, "Who switches it off, and when?", role="inline", on="The old worker stays"),
        comment(4, BO, "I would like to know soon.", role="inline", thread=3),
        comment(5, ADA, "Is that right at all?", role="inline_resolved", on="six in the morning"),
        comment(6, BO, "I can read this but not the log. Is that meant?"),
        comment(7, ADA, "Yes, logs are for the on-call group."),
    )
    draft = summarise(page(section("Context", PROSE), *talk))
    assert [s.text for s in of(draft, SectionKind.OPEN)] == ["Who switches it off, and when?"]


def test_masked_owner(page: MakePage, section: MakeSection) -> None:
    """Where names are masked, an action's owner is the placeholder that stands in its source."""
    masked = page(section("Notes", PROSE, block("@Ada Byron calls until 2026-11-24", OPEN_TASK)), effect="mask")
    (action,) = of(summarise(masked), ACTIONS)
    assert action.owner.startswith("[PERSON_")
    assert action.owner in masked.document.segments[1].text
    assert action.due == "2026-11-24"


def test_little(page: MakePage, section: MakeSection) -> None:
    """A page with next to no text is said to be one; a page without any shows its title."""
    draft = summarise(page(section("", "Times in UTC.", row("Day", "Cut-off"))))
    assert draft.too_little
    assert [s.text for s in of(draft, POINTS)] == ["Times in UTC."]
    assert [s.text for s in of(summarise(page(title="Empty")), POINTS)] == ["Empty"]


def test_steps_only_where_there_is_nothing_else(page: MakePage, section: MakeSection) -> None:
    """Numbered steps, torn out of their order, are points only of a page that has no prose."""
    steps = [block(f"{n}. Look at the panel of queue {n}, wait for its batch.", BlockKind.LIST_ITEM) for n in range(9)]
    prose = section("Context", PROSE, PROSE.replace("queue", "list"))
    with_prose, without = (of(summarise(page(*parts, section("Do", *steps))), POINTS) for parts in ((prose,), ()))
    assert not any(s.text.startswith("Look at") for s in with_prose)
    assert any(s.text.startswith("Look at") for s in without)


def test_length(page: MakePage, section: MakeSection) -> None:
    """Brief is shorter than standard, and both keep to their budget."""
    many = [section(f"Part {n}", PROSE.replace("cron", f"cron{n}").replace("queue", f"queue{n}")) for n in range(12)]
    words = {length: sum(len(s.text.split()) for s in of(summarise(page(*many), length), POINTS)) for length in Length}
    assert words[Length.BRIEF] <= 80 < words[Length.STANDARD] <= 200
