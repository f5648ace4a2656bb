"""A thread that does not fit into one call: notes, what they rest on, what they cost, and how they end."""

from __future__ import annotations

import threading
import time
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from connectors.host.model import Segment
from plugin.ai.port import Cancelled, KeptNotes, Limits, Note, Noted, Task
from plugin.ai.prompted import PromptedEngine
from plugin.ai.providers.base import Request
from plugin.ai.providers.faults import misconfigured, refused
from plugin.errors import EngineFault
from plugin.masking.model import Masked
from plugin.policy.model import Destination
from tests.fakes.documents import comment, description, masked
from tests.fakes.providers.notetaker import NoteTaker, parts_of

TASK = Task("summarise")
WORDS = "the printer in hall {n} failed again after the update and {n} jobs were lost before anybody noticed it "


@dataclass
class Kept(KeptNotes):
    """Keeps notes in a dictionary."""

    by_noted: dict[Noted, tuple[Note, ...]] = field(default_factory=dict)

    def find(self, wanted: list[Noted]) -> dict[Noted, tuple[Note, ...]]:
        """Return what is kept of these."""
        return {noted: self.by_noted[noted] for noted in wanted if noted in self.by_noted}

    def keep(self, noted: Noted, notes: tuple[Note, ...]) -> None:
        """Keep notes."""
        self.by_noted[noted] = notes


def engine(provider: NoteTaker, room: int = 3000, **more: int) -> PromptedEngine:
    """An engine with little room."""
    return PromptedEngine(
        name="notes",
        model="m-1",
        destination=Destination.CONTRACTED,
        provider=provider,
        max_input_tokens=room,
        max_output_tokens=500,
        **more,
    )


def thread(count: int, words: int = 3) -> list[Segment]:
    """A description and so many comments of about 20 words each time, a minute after another."""
    said = (comment(n, WORDS.format(n=n) * words) for n in range(1, count + 1))
    began = datetime(2026, 11, 16, tzinfo=UTC)
    timed = (replace(segment, at=began + timedelta(minutes=n)) for n, segment in enumerate(said))
    return [description("It all began on Monday."), *timed]


def item(*segments: Segment) -> Masked:
    """What an engine gets."""
    return masked(*segments, engines=("notes",), destinations=("contracted",))[0]


def test_fits_in_one_call() -> None:
    """What fits goes in one call, and nothing is asked beside."""
    provider = NoteTaker()
    draft = engine(provider).complete(item(*thread(5)), TASK, Limits())
    assert (len(provider.asked), provider.for_notes, draft.effort.calls, draft.left_out) == (1, [], 0, 0)


def test_notes_lead_to_segments() -> None:
    """What does not fit is read in parts; each sentence cites segments whose text holds it, and nothing is left out."""
    provider, shown = NoteTaker(), []
    document = item(*thread(80))
    draft = engine(provider).complete(document, TASK, Limits(progress=lambda done, of: shown.append((done, of))))
    assert draft.effort.calls == len(provider.for_notes) > 2
    assert draft.left_out == 0
    sentences = [sentence for section in draft.sections for sentence in section.sentences if not sentence.role]
    assert sentences
    for sentence in sentences:
        cited = [document.document.segment(id_) for id_ in sentence.cites]
        assert all(cited)
        assert any(sentence.text in " ".join(segment.text.split()) for segment in cited if segment)
    assert shown[-1][0] == shown[-1][1] - 1 == draft.effort.calls
    assert [done for done, _ in shown] == sorted(done for done, _ in shown)
    assert "notes-1+" in draft.prompt_version
    assert draft.usage.tokens_in == pytest.approx(draft.effort.estimated, rel=0.02)


def test_long_comments_are_read_alone() -> None:
    """A long comment is read with nothing beside it, so that its words cannot colour the notes of another."""
    provider = NoteTaker()
    engine(provider).complete(item(*thread(12, words=30)), TASK, Limits())
    assert [len(parts_of(request)) for request in provider.for_notes] == [1] * 12


def test_a_new_comment_costs_little() -> None:
    """After one new comment only the newest parts and the last call are asked for again."""
    provider, kept = NoteTaker(), Kept()
    engine(provider).complete(item(*thread(200)), TASK, Limits(notes=kept))
    first = sum(provider.spent)
    provider.asked.clear()
    provider.spent.clear()
    draft = engine(provider).complete(item(*thread(201)), TASK, Limits(notes=kept))
    assert draft.effort.reused > 5
    assert len(provider.for_notes) <= 2
    assert sum(provider.spent) < first / 4


def test_an_edit_is_read_again() -> None:
    """Notes are found by the text alone: who edits one comment has its part read again, and no more than its part."""
    provider, kept = NoteTaker(), Kept()
    segments = thread(40, words=30)
    engine(provider).complete(item(*segments), TASK, Limits(notes=kept))
    provider.asked.clear()
    segments[7] = comment(7, "No, it was the cable. " * 120)
    engine(provider).complete(item(*segments), TASK, Limits(notes=kept))
    assert "cable" in " ".join(parts_of(provider.for_notes[0]).values())
    assert len([request for request in provider.for_notes if len(parts_of(request)) == 1]) == 1


def test_the_run_pays_no_more_than_it_may() -> None:
    """What a run may not pay for is left out, oldest comments first, and counted."""
    provider = NoteTaker()
    draft = engine(provider, max_run_tokens=4000).complete(item(*thread(200)), TASK, Limits())
    read = " ".join(text for request in provider.asked for text in parts_of(request).values())
    assert draft.left_out > 100
    assert "hall 200 " in read
    assert "hall 1 " not in read
    assert "Monday" in read
    few = engine(NoteTaker()).complete(item(*thread(200)), TASK, Limits(tokens=4000))
    assert few.left_out == draft.left_out
    half = engine(NoteTaker()).complete(item(*thread(200)), TASK, Limits(tokens=4000, factor=0.5))
    assert half.left_out < draft.left_out


def test_stop() -> None:
    """Stop is heard between the parts: nobody is asked any more, and nothing is answered."""
    stop = threading.Event()
    provider = NoteTaker(before=lambda _request: stop.set())
    with pytest.raises(Cancelled):
        engine(provider).complete(item(*thread(200)), TASK, Limits(cancelled=stop.is_set))
    assert len(provider.asked) <= 2


def test_stop_from_the_log() -> None:
    """The run's log may end the work where it is told of progress."""

    def full(_done: int, _of: int) -> None:
        raise Cancelled

    provider = NoteTaker()
    with pytest.raises(Cancelled):
        engine(provider).complete(item(*thread(200)), TASK, Limits(progress=full))
    assert len(provider.asked) == 1


def test_one_bad_part() -> None:
    """A part that the model will not answer is left out and counted; the rest is read. Many of them are a fault."""

    def picky(request: Request) -> None:
        if "hall 3 " in request.messages[0].text and len(parts_of(request)) == 1:
            raise refused()

    draft = engine(NoteTaker(before=picky)).complete(item(*thread(12, words=30)), TASK, Limits())
    assert draft.left_out == 1

    def unwilling(_request: Request) -> None:
        raise refused()

    with pytest.raises(EngineFault) as caught:
        engine(NoteTaker(before=unwilling)).complete(item(*thread(12, words=30)), TASK, Limits())
    assert caught.value.code == "engine_refused"


def test_a_hard_fault_ends_all() -> None:
    """An engine that is set up wrongly is not asked once for each part."""

    def wrong(_request: Request) -> None:
        raise misconfigured("key")

    provider = NoteTaker(before=wrong)
    with pytest.raises(EngineFault) as caught:
        engine(provider).complete(item(*thread(12, words=30)), TASK, Limits(beside=lambda: nullcontext(True)))
    assert caught.value.code == "engine_misconfigured"
    assert len(provider.asked) <= 4


def test_at_once_as_far_as_there_are_places() -> None:
    """Parts are read at once in the places that are free, and one after another where none is."""
    most, now, lock = [0], [0], threading.Lock()

    def busy(_request: Request) -> None:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.01)
        with lock:
            now[0] -= 1

    engine(NoteTaker(before=busy)).complete(item(*thread(12, words=30)), TASK, Limits())
    assert most[0] == 1
    parallel = Limits(beside=lambda: nullcontext(True))
    engine(NoteTaker(before=busy)).complete(item(*thread(12, words=30)), TASK, parallel)
    assert 1 < most[0] <= 4


def test_no_time() -> None:
    """Where time runs out, what was not read is left out and counted; the last call still has its share."""
    now = [0.0]

    def slowly(_request: Request) -> None:
        now[0] += 3

    provider = NoteTaker(before=slowly)
    slow = PromptedEngine(
        name="notes",
        model="m-1",
        destination=Destination.CONTRACTED,
        provider=provider,
        max_input_tokens=3000,
        max_output_tokens=500,
        clock=lambda: now[0],
    )
    draft = slow.complete(item(*thread(40, words=30)), TASK, Limits(deadline_seconds=60))
    assert 0 < len(provider.for_notes) < 40
    assert draft.left_out > 0
    assert draft.sections


def test_one_long_section_is_cut_at_its_blocks() -> None:
    """A text without headings is cut between paragraphs, a paragraph longer than a part between words; all is read."""
    provider = NoteTaker(words=4)
    whole = description(*(f"Paragraph {n} " + "word " * 400 for n in range(30)), "Last " + "long " * 6000)
    draft = engine(provider, room=8000).complete(item(whole), TASK, Limits())
    read = "\n".join(text for request in provider.for_notes for text in parts_of(request).values())
    assert all(f"Paragraph {n} " in read for n in range(30))
    assert read.count("long ") >= 5990
    assert " […] " not in read
    assert (draft.left_out, draft.shortened) == (0, 0)
    cites = {id_ for section in draft.sections for sentence in section.sentences for id_ in sentence.cites}
    assert cites == {"description"}
