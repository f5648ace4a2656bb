"""What is new, selected: changes as the host's record says them, then what was said; nothing of the rest of an item."""

from __future__ import annotations

from datetime import UTC, datetime

from connectors.host.model import Segment
from connectors.host.news import Change
from plugin.ai.embedded.engine import EmbeddedEngine
from plugin.ai.port import Draft, Limits, Task
from plugin.assist.verify import verify
from tests.fakes.documents import ADA, BO, comment, masked

TASK = Task("whats_new")


def draft(*segments: Segment, effect: str = "allow") -> tuple[Draft, dict[str, list[str]]]:
    """What the engine says, whole and by section; all of it passes the gates."""
    document = masked(*segments, effect=effect)[0]
    found = EmbeddedEngine().complete(document, TASK, Limits())
    checked = verify(found, document)
    assert checked.removed == {}
    return found, {section.kind.value: [s.text for s in section.sentences] for section in checked.sections}


def change(number: int, role: str, now: str, was: str = "") -> Segment:
    """Somebody changed a field."""
    return Change(str(number), role, now, was, author=BO, at=datetime(2026, 11, 20, tzinfo=UTC)).segment()


def test_changes_come_first() -> None:
    """Each change says what it is and was; what somebody said with it follows, whole where it is little."""
    found, said = draft(
        comment(1, "The cable was loose."),
        comment(2, "Thanks!"),
        change(1, "status", "Done", "Open"),
        change(2, "due", ""),
    )
    assert said == {"changed": ["Done", "\u2013"], "happened": ["The cable was loose."]}
    first = found.sections[0].sentences[0]
    assert (first.role, first.was, first.cites) == ("status", "Open", ("change:1",))


def test_masked() -> None:
    """Names in changes are masked as they are everywhere."""
    _, said = draft(
        comment(1, "Done."), comment(2, "Yes.", author=ADA), change(1, "assignee", BO.display_name), effect="mask"
    )
    (name,) = said["changed"]
    assert name.startswith("[PERSON_")


def test_nothing_new() -> None:
    """Where nothing happened nothing is said."""
    found, said = draft()
    assert (said, found.too_little) == ({}, False)


def test_much() -> None:
    """Much that is new is summed up: not everything, open questions apart, and no state beside the changes."""
    talk = [
        comment(n, f"Node {n} lost its lease at {n}:15 and took {n} minutes to come back to the ring.")
        for n in range(1, 30)
    ]
    _, said = draft(*talk, comment(59, "Who turns node 3 off?", author=BO), change(1, "priority", "High", "Low"))
    assert said["changed"] == ["High"]
    assert said["open"] == ["Who turns node 3 off?"]
    assert 0 < len(said["happened"]) < 15
    assert "state" not in said
