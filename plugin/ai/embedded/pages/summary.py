"""A page's summary: key points, decisions, actions, and the comments' open questions.

    KEY_POINTS  the best sentences of the page's prose, in reading order
    DECISIONS   decision elements, and what stands under a heading that says so
    ACTIONS     tasks that are not done, lists and tables under a heading that says so, with owner and date
    OPEN        questions of unresolved comments that nobody has answered

A sentence is taken once, and each is a verbatim piece of the segment that it cites.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from connectors.host.model import BlockKind, Document, Segment, SegmentKind
from plugin.ai.embedded.candidates import Candidate, candidate
from plugin.ai.embedded.pages.structure import Action, Sense, actions_of, decisions_of, sense_of, without_mark
from plugin.ai.embedded.pages.threads import open_questions, threads_of
from plugin.ai.embedded.ranking import Ranking, describe, weigh
from plugin.ai.embedded.scoring import Coefficients
from plugin.ai.embedded.sections import BUDGETS, TOO_LITTLE, prose_words
from plugin.ai.embedded.sentences import split
from plugin.ai.embedded.terms import terms, word_count
from plugin.ai.port import Length, Section, SectionKind, Sentence

_PROSE = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.PANEL})
_MOST = 0.6  # of the page's prose: what repeats more of it saves no time
_AUTHORS_SUMMARY = 1.5  # what a sentence is worth more where the author says that it sums up, or opens the page
_INCLUDED = 0.6  # what one is worth that another page lends
_OPEN = 0.2  # share of the budget for questions at most
_MOST_DECISIONS, _MOST_ACTIONS = 12, 20
_LONG_DECISION = 60  # words; a longer block is cut into sentences
_SAME = 0.5  # share of common words from which two actions of one owner and date are one
_STEM = 4  # letters by which words are compared: "rolls out" and "roll out" are one thing
_FUNCTION_WORDS = frozenset(
    """
the and out for with from that this until till before about into our your
der die das und mit von für bis vor den dem des ein eine einen auf aus bei zum zur
""".split()  # noqa: SIM905 (a table of words)
)
_OWN, _TOP = "section:", "section:top"
_LABELS = re.compile(r"^[^\n:\uff1a]{1,30}[:\uff1a]\s*@\S")  # "Present: @Ada, @Bo": who was there is no point of a page

Check = Callable[[], None]


@dataclass(frozen=True, slots=True)
class PageSummary:
    """The sections of a summary; `too_little` where reading the page is quicker."""

    sections: tuple[Section, ...]
    too_little: bool


def summarise_page(
    document: Document, segments: Sequence[Segment], length: Length, coefficients: Coefficients, check: Check
) -> PageSummary:
    """Return the summary of a page.

    Args:
        document: masked; for its title and its people.
        segments: those that the audience may read.
        length: how many words of prose are wanted.
        coefficients: of the scoring.
        check: called between steps; raises where the work shall end.
    """
    texts = [s for s in segments if s.kind in {SegmentKind.SECTION, SegmentKind.LINK}]
    own = [s for s in texts if s.id.startswith(_OWN)]  # what an included page wants done is not this one's to do
    decided = {(s.id, block): s for s in own for block in decisions_of(s)}
    actions = [action for s in own for action in actions_of(s, document.people)]
    taken = {*decided, *((action.segment_id, action.block) for action in actions)}
    sentences = _prose(texts, taken)
    check()
    words = prose_words(sentences)
    budget = min(float(BUDGETS[length]), _MOST * words)
    questions = [Sentence(r.text, (r.comment.id,)) for r in open_questions(threads_of(segments))]
    if words < TOO_LITTLE:
        points = [Sentence(s.text, (s.segment_id,)) for s in sentences if s.speaks]
    else:
        standing = {s.id: _standing(s) for s in texts}
        points = _points(_Scoring(document.title, standing, coefficients, check), sentences, budget)
    found = {
        SectionKind.KEY_POINTS: points,
        SectionKind.DECISIONS: _decisions(decided)[:_MOST_DECISIONS],
        SectionKind.ACTIONS: [_as_sentence(action) for action in _still_to_do(actions)][:_MOST_ACTIONS],
        SectionKind.OPEN: _newest(questions, _OPEN * BUDGETS[length]),
    }
    if not any(found.values()):
        found[SectionKind.KEY_POINTS] = _titles(segments)
    sections = tuple(Section(kind, tuple(found[kind])) for kind in SectionKind if found.get(kind))
    little = words < TOO_LITTLE and not found[SectionKind.DECISIONS] and not found[SectionKind.ACTIONS]
    return PageSummary(sections, little)


def _prose(segments: Iterable[Segment], taken: set[tuple[str, int]]) -> list[Candidate]:
    """The page's sentences, each counted from the beginning of its section; lists of people are left out."""
    found: list[Candidate] = []
    for segment in segments:
        position = 0
        for index, block in enumerate(segment.blocks):
            if block.kind not in _PROSE or (segment.id, index) in taken or _LABELS.match(block.text):
                continue
            text = without_mark(block) if block.kind is BlockKind.LIST_ITEM else block.text
            for sentence in split(text):
                found.append(candidate(sentence, segment.id, "", 0, index, position, source=block))
                position += 1
    return found


@dataclass(frozen=True, slots=True)
class _Scoring:
    """What weighs sentences: the title, what each section is worth, the learned weights."""

    title: str
    standing: dict[str, float]
    coefficients: Coefficients
    check: Check

    def ranking(self, sentences: Sequence[Candidate]) -> Ranking:
        """Weigh the sentences."""
        described = describe(sentences, self.title)
        self.check()
        standing = np.array([self.standing[s.segment_id] for s in sentences])
        return weigh(described, self.coefficients.score(described.features) * standing, self.coefficients.exponent)


def _standing(segment: Segment) -> float:
    if not segment.id.startswith(_OWN):
        return _INCLUDED
    return _AUTHORS_SUMMARY if segment.id == _TOP or sense_of(segment) is Sense.SUMMARY else 1.0


def _points(scoring: _Scoring, sentences: Sequence[Candidate], budget: float) -> list[Sentence]:
    """The best sentences in reading order; numbered steps only where a page is little else."""
    ranking = scoring.ranking(sentences)
    flowing = [i for i, sentence in enumerate(sentences) if not sentence.step]
    little_else = prose_words(sentences[i] for i in flowing) < budget / 2
    chosen = ranking.fill(budget, None if little_else else flowing)
    scoring.check()
    return [Sentence(sentences[i].text, (sentences[i].segment_id,)) for i in sorted(chosen)]


def _decisions(decided: dict[tuple[str, int], Segment]) -> list[Sentence]:
    """Decisions whole; the first two sentences of a long one."""
    found = []
    for (segment_id, index), segment in decided.items():
        text = without_mark(segment.blocks[index])
        said = [text] if word_count(text) <= _LONG_DECISION else split(text)[:2]
        found += [Sentence(sentence, (segment_id,)) for sentence in said if sentence]
    return found


def _still_to_do(actions: Sequence[Action]) -> list[Action]:
    """Open actions; one that stands in a table and in a task is one, and done where the task is."""
    done = [action for action in actions if action.done]
    kept: list[Action] = []
    for action in actions:
        if not action.done and not any(_same(action, other) for other in (*done, *kept)):
            kept.append(action)
    return kept


def _same(one: Action, other: Action) -> bool:
    """Whether two actions name the same person and date, and share words beyond those."""
    if one.text == other.text:
        return True
    if not one.owner or not one.due or (one.owner, one.due) != (other.owner, other.due):
        return False
    left, right = _content(one), _content(other)
    return len(left & right) >= _SAME * max(min(len(left), len(right)), 1)


def _content(action: Action) -> set[str]:
    """The stems of what an action says beside its owner and date."""
    named = {*terms(f"{action.owner} {action.due}"), *_FUNCTION_WORDS}
    return {term[:_STEM] for term in terms(action.text) if term not in named and (len(term) > 2 or not term.isascii())}  # noqa: PLR2004 ("at", "of")


def _as_sentence(action: Action) -> Sentence:
    return Sentence(action.text, (action.segment_id,), owner=action.owner, due=action.due)


def _newest(sentences: Sequence[Sentence], budget: float) -> list[Sentence]:
    """The newest sentences that fit, in the order of time; the newest one always."""
    kept: list[Sentence] = []
    for sentence in reversed(sentences):
        budget -= word_count(sentence.text)
        if kept and budget < 0:
            break
        kept.insert(0, sentence)
    return kept


def _titles(segments: Iterable[Segment]) -> list[Sentence]:
    return [Sentence(s.text.strip(), (s.id,)) for s in segments if s.kind is SegmentKind.SUMMARY and s.text.strip()]
