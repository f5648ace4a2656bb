"""Put sentences under the headings of a summary: by the structure of the item, never by guessing.

    PROBLEM    the best sentences of the description or the page; with the title when the description is thin
    HAPPENED   decisions, and the best sentences of the comments before the newest, in the order of their writing
    STATE      the fields that say where the work stands, and links
    OPEN       tasks that are not done; questions after which nobody else wrote a comment
    LATEST     the best sentences of the newest one or two comments that say something

A sentence is taken once. Budgets are words of prose; STATE is not prose.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from connectors.host.model import BlockKind, Segment, SegmentKind
from plugin.ai.embedded.candidates import Candidate
from plugin.ai.embedded.ranking import Ranking
from plugin.ai.embedded.talk import can_answer, is_question
from plugin.ai.embedded.terms import word_count
from plugin.ai.port import Length, Section, SectionKind, Sentence

TOO_LITTLE = 40  # words of prose: reading them is quicker than any summary
BUDGETS = {Length.BRIEF: 80, Length.STANDARD: 200}
_MOST = 0.6  # of the item's prose: what repeats more of it saves no time
_OPEN, _LATEST, _DECIDED = 0.25, 0.15, 0.2  # shares of the budget at most
_PROBLEM = (0.2, 0.3)  # at least and at most, by the share of the item's words; HAPPENED has the rest
_THIN = 12  # words of a description that needs the title beside it
_LINKS = 8  # at most, so that a hub of links does not fill the panel
_FIELDS = ("status", "resolution", "assignee", "priority", "due", "fix_versions")


@dataclass(frozen=True, slots=True)
class _Groups:
    """Indices of the sentences, by where they may be used."""

    opening: list[int]
    earlier: list[int]
    newest: list[int]
    decisions: list[int]
    questions: list[int]


def prose_words(sentences: Iterable[Candidate]) -> int:
    """Return how many words the sentences hold that say something themselves."""
    return sum(s.words for s in sentences if s.speaks)


def little(segments: Sequence[Segment], sentences: Sequence[Candidate]) -> tuple[Section, ...]:
    """Return what there is of an item with too little prose: its title and description, and its state."""
    said = [s for s in sentences if s.turn == 0 and s.speaks]
    problem = [*_title(segments, said), *(_sentence(s) for s in said)]
    return _sections({SectionKind.PROBLEM: problem, SectionKind.STATE: state(segments)})


def arrange(segments: Sequence[Segment], ranking: Ranking, length: Length) -> tuple[Section, ...]:
    """Return the sections of a summary; none is empty and none repeats a sentence of another.

    Args:
        segments: in the order of time.
        ranking: the sentences of these segments.
        length: how many words of prose are wanted; an item with little prose gets fewer.
    """
    sentences = ranking.described.sentences
    groups = _group(sentences)
    title = _title(segments, [sentences[i] for i in groups.opening])
    total = min(float(BUDGETS[length]), _MOST * prose_words(sentences))
    filling = _Filling(ranking, total - _length(title))
    questions = filling.newest(groups.questions, _OPEN * total)
    tasks = filling.newest_tasks(_open_tasks(segments), _OPEN * total - (filling.budget - filling.left))
    decided = filling.newest(groups.decisions, _DECIDED * total)
    latest = filling.best(groups.newest, _LATEST * total, at_most=total / 2)
    problem = filling.best(groups.opening, _reserved(sentences, groups, total), at_most=total / 2)
    happened = decided + filling.best(groups.earlier, filling.left)
    problem += filling.best(groups.opening, filling.left)
    return _sections(
        {
            SectionKind.PROBLEM: [*title, *filling.said(problem)] or _titles(segments),
            SectionKind.HAPPENED: filling.said(happened),
            SectionKind.STATE: state(segments),
            SectionKind.OPEN: [*filling.said(questions), *tasks],
            SectionKind.LATEST: filling.said(latest),
        }
    )


class _Filling:
    """A budget that the sections share, and what was taken from it."""

    def __init__(self, ranking: Ranking, budget: float) -> None:
        self._ranking = ranking
        self._taken: list[int] = []
        self.budget = self.left = max(budget, 0.0)

    def best(self, among: list[int], budget: float, at_most: float = 0.0) -> list[int]:
        """Take the best sentences; when all are too long, the best one that has `at_most` so many words."""
        chosen = self._ranking.fill(min(budget, self.left), among, self._taken)
        if not chosen:
            chosen = self._ranking.fill(min(at_most, self.left), among, self._taken)[:1]
        return self._take(chosen)

    def newest(self, among: list[int], budget: float) -> list[int]:
        """Take the newest sentences that fit."""
        left = min(budget, self.left)
        chosen: list[int] = []
        for index in reversed(among):
            words = float(self._ranking.described.words[index])
            if words <= left:
                chosen.append(index)
                left -= words
        return self._take(chosen)

    def newest_tasks(self, tasks: list[Sentence], budget: float) -> list[Sentence]:
        """Take the newest tasks that fit, in their order."""
        chosen: list[Sentence] = []
        for task in reversed(tasks):
            if _length([*chosen, task]) <= min(budget, self.left):
                chosen.insert(0, task)
        self.left -= _length(chosen)
        return chosen

    def said(self, indices: list[int]) -> list[Sentence]:
        """Return the sentences in the order of the document."""
        return [_sentence(self._ranking.described.sentences[i]) for i in sorted(indices)]

    def _take(self, chosen: list[int]) -> list[int]:
        self._taken += chosen
        self.left -= float(self._ranking.described.words[chosen].sum())
        return chosen


def _group(sentences: Sequence[Candidate]) -> _Groups:
    """Sort the sentences by where they may be used; a text that occurs twice is used where it occurs first."""
    first = {_normal(s.text): i for i, s in reversed(list(enumerate(sentences)))}
    usable = [i for i, s in enumerate(sentences) if s.speaks]
    usable = [i for i in usable if first[_normal(sentences[i].text)] == i]
    talking = sorted({sentences[i].turn for i in usable} - {0})
    newest = set(talking[-2:] if len(talking) > 2 else talking[-1:])  # noqa: PLR2004 (one of two is the newest)
    questions = _unanswered(sentences, usable)
    decisions = [i for i in usable if sentences[i].kind is BlockKind.DECISION and sentences[i].turn]
    apart = {*questions, *decisions}
    rest = [i for i in usable if i not in apart]
    opening = [i for i in rest if sentences[i].turn == 0]
    return _Groups(
        opening=[i for i in opening if not sentences[i].step] or opening,
        earlier=[i for i in rest if sentences[i].turn not in newest | {0}],
        newest=[i for i in rest if sentences[i].turn in newest],
        decisions=decisions,
        questions=questions,
    )


def _reserved(sentences: Sequence[Candidate], groups: _Groups, total: float) -> float:
    """Return how many words of the budget the problem gets before the comments are served."""
    opening = sum(sentences[i].words for i in groups.opening)
    earlier = sum(sentences[i].words for i in groups.earlier)
    least, most = _PROBLEM
    share = opening / max(opening + earlier, 1)
    return min(total * min(max(share, least), most), opening)


def _unanswered(sentences: Sequence[Candidate], among: Iterable[int]) -> list[int]:
    """The questions after which nobody else wrote a comment that says more than thanks or "+1"."""
    last_said: dict[str, int] = {}  # author -> the turn of the last comment that can answer
    for sentence in sentences:
        if sentence.turn and (not sentence.empty or can_answer(sentence.text)):
            last_said[sentence.author] = sentence.turn
    return [
        i
        for i in among
        if is_question(sentences[i].text)
        and all(turn <= sentences[i].turn for author, turn in last_said.items() if author != sentences[i].author)
    ]


def _title(segments: Iterable[Segment], opening: Iterable[Candidate]) -> list[Sentence]:
    """The item's own title, when the description says next to nothing."""
    return _titles(segments) if sum(s.words for s in opening) < _THIN else []


def _titles(segments: Iterable[Segment]) -> list[Sentence]:
    return [_value(s, "") for s in segments if s.kind is SegmentKind.SUMMARY and s.text.strip()]


def state(segments: Sequence[Segment]) -> list[Sentence]:
    """The fields that say where the work stands, and then the first links."""
    fields = [s for s in segments if s.kind is SegmentKind.FIELD and s.role in _FIELDS and s.text.strip()]
    links = [s for s in segments if s.kind is SegmentKind.LINK and s.text.strip()][:_LINKS]
    fields.sort(key=lambda s: _FIELDS.index(s.role))
    return [_value(s, s.role) for s in (*fields, *links)]


def _open_tasks(segments: Iterable[Segment]) -> list[Sentence]:
    found = {
        _normal(block.text): Sentence(block.text.strip(), (segment.id,))
        for segment in segments
        for block in segment.blocks
        if block.kind is BlockKind.TASK_OPEN and block.text.strip()
    }
    return list(found.values())


def _value(segment: Segment, role: str) -> Sentence:
    """The first block that is not blank: a field or a link has one."""
    return Sentence(next(b.text.strip() for b in segment.blocks if b.text.strip()), (segment.id,), role)


def _sentence(candidate: Candidate) -> Sentence:
    return Sentence(candidate.text, (candidate.segment_id,))


def _length(sentences: Iterable[Sentence]) -> float:
    return float(sum(word_count(sentence.text) for sentence in sentences))


def _normal(text: str) -> str:
    return " ".join(text.casefold().split())


def _sections(found: dict[SectionKind, list[Sentence]]) -> tuple[Section, ...]:
    """The sections that have a sentence, in the order in which they are shown."""
    return tuple(Section(kind, tuple(found[kind])) for kind in SectionKind if found.get(kind))
