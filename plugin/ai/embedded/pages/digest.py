"""A page's comments: open questions first, then what was answered or decided, then the rest; resolved threads apart.

    QUESTIONS  questions of unresolved threads that nobody answered
    ANSWERED   a question with the answer to it, and what was marked as a decision (`role` tells which)
    REMARKS    what each other unresolved thread says, the newest that fit
    RESOLVED   what each resolved thread was about, the newest that fit

Each sentence is a verbatim piece of the comment that it cites; where that stands on words of the page, it cites the
section that holds them too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from connectors.host.model import BlockKind, Segment, SegmentKind
from plugin.ai.embedded.pages.threads import Remark, Thread, open_questions, remarks_of, threads_of
from plugin.ai.embedded.terms import word_count
from plugin.ai.port import Length, Section, SectionKind, Sentence

_WORDS = {Length.BRIEF: 80, Length.STANDARD: 250}
_SHARES = {
    SectionKind.QUESTIONS: 0.4,
    SectionKind.ANSWERED: 0.35,
    SectionKind.REMARKS: 0.25,
    SectionKind.RESOLVED: 0.15,
}
_QUESTION, _ANSWER, _DECISION = "question", "answer", "decision"


def digest(segments: Sequence[Segment], length: Length, check: Callable[[], None]) -> tuple[Section, ...]:
    """Return the digest of a page's comments; nothing where there are none.

    Args:
        segments: of the page, its sections and comments.
        length: how many words are wanted; what is left out is the oldest.
        check: called between steps; raises where the work shall end.
    """
    threads = threads_of(segments)
    check()
    asked = open_questions(threads)
    told = {remark.comment.id for remark in asked}
    answered = [pair for thread in threads if not thread.resolved for pair in _answered(thread, asked)]
    told |= {remark.comment.id for pair in answered for remark, _ in pair}
    rest = [_lead(thread, told) for thread in threads if not thread.resolved]
    check()
    page = [segment for segment in segments if segment.kind is SegmentKind.SECTION]
    found = {
        SectionKind.QUESTIONS: [[(remark, "")] for remark in asked],
        SectionKind.ANSWERED: answered,
        SectionKind.REMARKS: [[(remark, "")] for remark in rest if remark],
        SectionKind.RESOLVED: [[(r, "")] for t in threads if t.resolved for r in remarks_of(t.comments[0])[:1]],
    }
    by_comment = {comment.id: thread for thread in threads for comment in thread.comments}
    sections = []
    for kind, groups in found.items():
        sentences = [
            _sentence(remark, role, by_comment[remark.comment.id], page)
            for group in _newest(groups, _SHARES[kind] * _WORDS[length])
            for remark, role in group
        ]
        sections += [Section(kind, tuple(sentences))] if sentences else []
    return tuple(sections)


def _answered(thread: Thread, asked: Sequence[Remark]) -> list[list[tuple[Remark, str]]]:
    """Questions of a thread with the first answer to each, and its decisions."""
    still_open = {(remark.comment.id, remark.text) for remark in asked}
    remarks = [remark for comment in thread.comments for remark in remarks_of(comment)]
    found = [[(remark, _DECISION)] for remark in remarks if remark.decided]
    for at, remark in enumerate(remarks):
        if remark.asks and (remark.comment.id, remark.text) not in still_open:
            others = (r for r in remarks[at + 1 :] if _author(r) != _author(remark) and not r.asks)
            answer = next(others, None)
            found += [[(remark, _QUESTION), (answer, _ANSWER)]] if answer else []
    return found


def _lead(thread: Thread, told: set[str]) -> Remark | None:
    """What a thread says that was not told yet: the first sentence of its first comment."""
    fresh = [remark for comment in thread.comments if comment.id not in told for remark in remarks_of(comment)]
    return next(iter(fresh), None) if thread.comments[0].id not in told else None


def _newest(groups: Sequence[list[tuple[Remark, str]]], budget: float) -> list[list[tuple[Remark, str]]]:
    """The newest groups that fit, in the order of time; one always."""
    kept: list[list[tuple[Remark, str]]] = []
    for group in reversed(groups):
        budget -= sum(word_count(remark.text) for remark, _ in group)
        if kept and budget < 0:
            break
        kept.insert(0, group)
    return kept


def _sentence(remark: Remark, role: str, thread: Thread, page: Sequence[Segment]) -> Sentence:
    selection = thread.selection
    marked = next((s.id for s in page if selection and _holds(s, selection)), "")
    cites = (remark.comment.id, marked) if marked else (remark.comment.id,)
    return Sentence(remark.text, cites, role, on=selection if marked else "")


def _holds(section: Segment, selection: str) -> bool:
    return any(selection in " ".join(b.text.split()) for b in section.blocks if b.kind is not BlockKind.CODE)


def _author(remark: Remark) -> str:
    return remark.comment.author.account_id if remark.comment.author else ""
