"""Two versions beside each other: what became of each piece, how much it matters, and the diff word by word."""

from __future__ import annotations

import time

import pytest

from connectors.host.model import Block, BlockKind, Document, Item, Place, Product, Segment, SegmentKind, versioned
from plugin.ai.versions.align import Change, What, changes_of
from plugin.ai.versions.weight import Weight, of_one, of_pair
from plugin.ai.versions.words import word_diff

Sections = dict[str, list[str | Block]]


def block(text: str, kind: BlockKind) -> Block:
    """A block."""
    return Block(kind, text)


def side(number: int, sections: Sections) -> list[Segment]:
    """The sections of one version, by heading."""
    return [
        Segment(
            versioned(number, f"section:{heading.casefold()}"),
            SegmentKind.SECTION,
            (
                Block(BlockKind.HEADING, heading),
                *(c if isinstance(c, Block) else Block(BlockKind.PARAGRAPH, c) for c in content),
            ),
            role=heading,
        )
        for heading, content in sections.items()
    ]


def compare(before: Sections, after: Sections) -> list[Change]:
    """What changed."""
    segments = (*side(1, before), *side(2, after))
    facts = {"from_version": "1", "to_version": "2"}
    item, place = Item(Product.CONFLUENCE, id="1"), Place(Product.CONFLUENCE, key="OPS")
    return changes_of(Document(item, place, "Page", segments, None, facts=facts))


def told(changes: list[Change]) -> list[tuple[str, str, str]]:
    """What became of it, its text now, its text before."""
    return [(c.what.value, c.after.text if c.after else "", c.before.text if c.before else "") for c in changes]


def test_nothing() -> None:
    """The same text, whatever its spaces, is no change; nor is the number of a step."""
    assert compare({"Do": ["One  thing. Another."]}, {"Do": ["One thing.  Another."]}) == []
    steps = [block("1. Open the panel", BlockKind.LIST_ITEM), block("2. Wait", BlockKind.LIST_ITEM)]
    more = [steps[0], block("2. Look", BlockKind.LIST_ITEM), block("3. Wait", BlockKind.LIST_ITEM)]
    assert told(compare({"Do": [*steps]}, {"Do": [*more]})) == [("added", "Look", "")]


FACTS = [
    ("The lock time is 60 s for all groups.", "The lock time is 300 s for all groups."),
    ("The review is on 2026-08-31 as agreed.", "The review is on 2027-02-08 as agreed."),
    ("Figures are those of April for all depots.", "Figures are those of October for all depots."),
    ("@Ada Byron grants an exception in writing.", "@Bo Ek grants an exception in writing."),
    ("You may restart the worker at any time.", "You must not restart the worker at any time."),
    ("Der Dienst darf jederzeit neu gestartet werden.", "Der Dienst darf nie neu gestartet werden."),
    ("赤いランプが点いた箱は移動してよい。", "赤いランプが点いた箱は移動しない。"),
    ("See PAY-140 for what happened that night.", "See PAY-141 for what happened that night."),
]


@pytest.mark.parametrize(("before", "after"), FACTS)
def test_facts_and_rules(before: str, after: str) -> None:
    """A number, a date, a month, a person, a key, or a word that permits or forbids weighs most, in three languages."""
    (change,) = compare({"Rules": [before]}, {"Rules": [after]})
    assert (change.what, change.weight) == (What.CHANGED, Weight.FACTS)
    assert told([change]) == [("changed", after, before)]


def test_order_of_weights() -> None:
    """Facts before statements with facts, those before other text, wording and form; then in reading order."""
    before: Sections = {
        "A": ["Call the lead before the door is opened.", "We keep the access log for 180 days.", "Old words go away."],
        "B": ["the gate is white."],
    }
    after: Sections = {
        "A": ["Ring the lead before the door is opened.", "We keep the access log for 90 days.", "Nothing costs £5."],
        "B": ["The gate is white"],
        "C": ["Somebody thought of something new."],
    }
    weights = [change.weight for change in compare(before, after)]
    assert weights == sorted(weights)
    assert set(weights) == {Weight.FACTS, Weight.STATEMENT, Weight.TEXT, Weight.WORDING, Weight.FORM}
    assert told(compare(before, after))[0][1] == "We keep the access log for 90 days."


def test_tasks() -> None:
    """A task that was ticked is done, with its words as they are; unticked again it is open again."""
    was, now = block("Alert on lock time", BlockKind.TASK_OPEN), block("Alert on lock time", BlockKind.TASK_DONE)
    assert told(compare({"T": [was]}, {"T": [now]})) == [("done", "Alert on lock time", "Alert on lock time")]
    assert told(compare({"T": [now]}, {"T": [was]}))[0][0] == "reopened"


def test_moves() -> None:
    """A sentence in another section moved; a section that moved whole is told once; a new heading moves nothing."""
    one, two, three = "Alpha goes first today.", "Beta goes second today.", "Gamma goes third today."
    assert told(compare({"A": [one, two], "B": [three]}, {"A": [one], "B": [three, two]})) == [("moved", two, two)]
    ends = ["Delta ends it."]
    whole = told(compare({"A": [one], "B": [two, three], "C": [*ends]}, {"B": [two, three], "A": [one], "C": [*ends]}))
    assert [what for what, *_ in whole] == ["moved"]
    split = told(compare({"A": [one, two]}, {"A": [one], "New": [two]}))
    assert split == [("added", "New", "")]


def test_rows_and_form() -> None:
    """A row of a table changes as one; a paragraph that became a list only looks different."""
    before, after = (block(f"Access log | {days} days | security", BlockKind.TABLE_ROW) for days in (180, 90))
    assert told(compare({"T": [before]}, {"T": [after]}))[0][0] == "changed"
    assert (
        told(compare({"T": ["One thing."]}, {"T": [block("- One thing.", BlockKind.LIST_ITEM)]}))[0][0] == "formatted"
    )


def test_unlike_is_not_changed() -> None:
    """A sentence that shares only small words with another one did not become it."""
    found = told(compare({"A": ["The fix is out for all of us."]}, {"A": ["The pool is full on the second node."]}))
    assert {what for what, *_ in found} == {"added", "removed"}


def test_renamed_section() -> None:
    """A section under another heading keeps its sentences: only the heading changed."""
    text = ["The ledger is the truth.", "A daily sum replaces the run.", "Support tells the merchants."]
    assert told(compare({"What follows": [*text]}, {"Consequences": [*text]})) == [
        ("added", "Consequences", ""),
        ("removed", "", "What follows"),
    ]


def test_every_word_of_a_change_is_in_its_version() -> None:
    """Each statement is a verbatim piece of a block of the segment that it names."""
    before: Sections = {"A": ["One 1. Two 2. Three 3."], "B": [block("x = 1\ny = 2", BlockKind.CODE)]}
    after: Sections = {"A": ["One 1. Two 22. Four 4."], "B": [block("x = 1\ny = 3", BlockKind.CODE)]}
    blocks = {s.id: [b.text for b in s.blocks] for s in (*side(1, before), *side(2, after))}
    changes = compare(before, after)
    for unit in (unit for change in changes for unit in (change.before, change.after) if unit):
        assert unit.text in blocks[unit.segment_id][unit.block]
    assert changes


def test_long_pages() -> None:
    """Two versions of 15,000 words take less than a second of computing, two with nothing in common less than two."""
    old: Sections = {
        f"Part {n}": [f"Sentence {n} {i} says that depot {i} opens at {n}." for i in range(60)] for n in range(30)
    }
    new: Sections = {heading: [*texts[:-1], "The gate stays shut on Sundays."] for heading, texts in old.items()}
    other: Sections = {f"Part {n}": [f"Ganz anderer Satz {n} {i} über etwas." for i in range(60)] for n in range(30)}
    for after, most in ((new, 1.0), (other, 2.0)):
        started = time.thread_time()
        assert compare(old, after)
        assert time.thread_time() - started < most


def test_weights_alone() -> None:
    """Decisions and tasks are statements whatever they say; capitals and full stops are form."""
    assert of_one("We wait", BlockKind.DECISION) is Weight.STATEMENT
    assert of_one("We wait", BlockKind.PARAGRAPH) is Weight.TEXT
    assert of_pair("we wait.", "We wait") is Weight.FORM
    assert of_pair("We wait", "We linger") is Weight.WORDING


SAME, CAME, WENT = "same", "added", "removed"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Kept 13 months.", "Kept 14 months.", [(SAME, "Kept "), (WENT, "13"), (CAME, "14"), (SAME, " months.")]),
        ("on 2026-08-31", "on 2027-02-08", [(SAME, "on "), (WENT, "2026-08-31"), (CAME, "2027-02-08")]),
        ("冷蔵室は7時間停止", "冷蔵室は8時間停止", [(SAME, "冷蔵室は"), (WENT, "7"), (CAME, "8"), (SAME, "時間停止")]),
        ("", "New", [(CAME, "New")]),
        ("all other words", "nothing in common", [(WENT, "all other words"), (CAME, "nothing in common")]),
    ],
)
def test_word_diff(before: str, after: str, expected: list[tuple[str, str]]) -> None:
    """The parts that stay and come make up the text now, those that stay and went the text before."""
    ops = word_diff(before, after)
    assert expected == [(op.op, op.text) for op in ops]
    assert after == "".join(op.text for op in ops if op.op != "removed")
    assert before == "".join(op.text for op in ops if op.op != "added")
