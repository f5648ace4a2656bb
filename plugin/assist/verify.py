"""Check a draft against what it cites; a sentence that does not hold is removed and counted.

Gates, in order, each counted:

1. The cited ids exist, and this audience may read them.
2. No link, address or markup that the sources do not hold. In a model's own words no link is shown at all: the words
   [link] stand for one that the sources hold.
3. Numbers, dates, times, versions, keys and quoted strings stand in what is cited. Where they stand in another part
   that speaks of the same thing, that part is cited too; else the sentence is removed.
4. Names and identifiers that the sources do not hold: in a model's own words the sentence is marked, else removed.
5. A sentence that has hardly a word in common with what it cites is given the part that has most, or removed. Words of
   another language say nothing, so this gate is left out across languages.

The check runs on masked text, so placeholders count as names. What repeats its source word for word holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from connectors.host.model import Audience
from plugin.ai.language import guess
from plugin.ai.plain import one_line
from plugin.ai.port import Choice, Draft, Section, Sentence, Suggestion
from plugin.ai.readable import readable
from plugin.assist import suggestions
from plugin.assist.checks.addresses import hosts, link_markup, links, markup, without_links
from plugin.assist.checks.names import unknown_names, unknown_placeholders, unknown_quotes
from plugin.assist.checks.overlap import terms
from plugin.assist.checks.readings import Fact, facts
from plugin.assist.checks.sources import Passages, Sources
from plugin.masking.model import Masked

LONGEST_SENTENCE = 700
"""Characters; nobody can check a longer one beside its source."""

WEAK, STRONG = 0.10, 0.30
"""Shares of a sentence's words: below the first a citation is doubted, from the second on a part is one."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What is left of a draft: every sentence cites at least one existing segment that holds its facts.

    Attributes:
        sections: none is empty.
        removed: sentences by the reason they were removed for.
        marks: what else the gates did: `unverified`, `uncertain` (sentences), `reattached` (citations).
        written: sentences that the engine wrote itself, fields left aside.
        suggestions: each is a value that was offered, and cites at least one existing segment.
    """

    sections: tuple[Section, ...]
    removed: dict[str, int]
    marks: dict[str, int] = field(default_factory=dict)
    written: int = 0
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def sentences(self) -> int:
        """How many sentences are left."""
        return sum(len(section.sentences) for section in self.sections)

    @property
    def removed_share(self) -> float:
        """The share of what the engine wrote itself that was removed; 0 where it wrote nothing."""
        kept = sum(not sentence.role for section in self.sections for sentence in section.sentences)
        return (self.written - kept) / self.written if self.written else 0.0


def verify(
    draft: Draft,
    masked: Masked,
    choices: Sequence[Choice] = (),
    *,
    audience: Audience = Audience.AGENT,
    language: str = "",
) -> Checked:
    """Return the sentences and suggestions of the draft that hold, and how many were removed for which reason.

    Args:
        draft: what an engine said.
        masked: what it was given.
        choices: what it had to choose from.
        audience: what this audience may not read is no source.
        language: that was asked for, as BCP 47; for sentences that do not show theirs.
    """
    gates = _Gates(Sources(readable(masked.document, audience)), draft, language.partition("-")[0].lower())
    sections = []
    for section in draft.sections:
        kept = [checked for sentence in section.sentences if (checked := gates.check(sentence)) is not None]
        if kept:
            sections.append(Section(section.kind, tuple(kept)))
    written = sum(not sentence.role for section in draft.sections for sentence in section.sentences)
    kept_suggestions, dropped = suggestions.check(draft.suggestions, choices, masked.document)
    removed = dict(gates.removed + dropped)
    return Checked(tuple(sections), removed, dict(gates.marks), written, kept_suggestions)


class _Gates:
    """The gates over one item, and what they did."""

    def __init__(self, sources: Sources, draft: Draft, language: str) -> None:
        self._sources = sources
        self._generated = draft.generated
        said = " ".join(sentence.text for section in draft.sections for sentence in section.sentences)
        self._language = guess(said) or language
        self.removed: Counter[str] = Counter()
        self.marks: Counter[str] = Counter(unverified=0, uncertain=0, reattached=0)

    def check(self, sentence: Sentence) -> Sentence | None:
        """Return the sentence as it may be shown, or None."""
        text = one_line(sentence.text) if self._generated else self._sources.plain(sentence.text)
        cited = self._sources.known(sentence.cites)
        own_words = self._generated and not sentence.role
        if own_words:
            text = without_links(text, self._sources.text(cited))
        reason, doubted = "", False
        repeated = self._sources.verbatim(text, cited)
        if own_words or not repeated or not text:
            reason = self._unfit(text, cited, own_words=own_words)
        if not reason and not repeated:
            reason, doubted = self._judge(text, cited, own_words=own_words)
        if reason:
            self.removed[reason] += 1
            return None
        uncertain = sentence.uncertain and len(cited) > 1
        self.marks["unverified"] += doubted
        self.marks["uncertain"] += uncertain
        cites = tuple(self._sources.id(number) for number in cited)
        owner, due = (said if self._sources.names(said, cited) else "" for said in (sentence.owner, sentence.due))
        marked = replace(sentence, uncertain=uncertain, unverified=doubted)
        was, on = (said if self._sources.verbatim(said, cited) else "" for said in (sentence.was, sentence.on))
        marked = replace(marked, was=self._sources.plain(was), on=self._sources.plain(on))
        return replace(marked, text=text, cites=cites, owner=one_line(owner), due=one_line(due))

    def _judge(self, text: str, cited: list[int], *, own_words: bool) -> tuple[str, bool]:
        """Gates 3 to 5: why the sentence does not hold, or whether it is to be doubted; may change `cited`."""
        missing = self._missing(text, cited)
        if missing:
            return missing, False
        source = self._sources.text(cited)
        unknown = bool(unknown_names(text, source, guess(text) or self._language))
        if unknown and not own_words:
            return "name", False
        if own_words and not self._supported(text, cited):
            return "weak", False
        return "", unknown or unknown_quotes(text, source)[1]

    def _unfit(self, text: str, cited: list[int], *, own_words: bool) -> str:
        """Gates 1 and 2: what may not be shown whatever it says."""
        if not text or not cited:
            return "no_source"
        if own_words and len(text) > LONGEST_SENTENCE:
            return "length"
        source = self._sources.text(cited)
        if any(found not in source for found in markup(text)) or (own_words and link_markup(text)):
            return "markup"
        linked, named = links(text), hosts(text)
        if linked and (own_words or linked - links(source)):
            return "link"
        if named and named - hosts(source):
            return "link"
        return "placeholder" if unknown_placeholders(text, source) else ""

    def _missing(self, text: str, cited: list[int]) -> str:
        """Gate 3; a part that holds what is missing and speaks of the same is added to `cited`."""
        said = facts(text)
        here = self._sources.passages(text, cited)
        missing = [fact for fact in said if not here.hold(fact) and not self._counts(fact.text, cited)]
        missing = missing or _too_often(said, here)
        long_quote, _ = unknown_quotes(text, self._sources.text(cited))
        if not missing and not long_quote:
            return ""
        for part in self._sources.nearest(text, cited):
            there = self._sources.held([part])
            quoted = not long_quote or not unknown_quotes(text, self._sources.text([part]))[0]
            if quoted and all(there.has(fact) for fact in missing):
                cited.append(part)
                self.marks["reattached"] += 1
                return ""
        return missing[0].kind if missing else "quote"

    def _counts(self, number: str, cited: list[int]) -> bool:
        """Whether a number is how many parts are cited, or how many people wrote them ("3 people confirm")."""
        return number.isdigit() and int(number) > 1 and int(number) in {len(cited), self._sources.authors(cited)}

    def _supported(self, text: str, cited: list[int]) -> bool:
        """Gate 5; may replace `cited` by the part that holds most of the sentence."""
        said = terms(text)
        if self._sources.share(said, cited) >= WEAK or self._sources.foreign(text, cited):
            return True
        part, share = self._sources.best(said)
        if share >= STRONG:
            cited[:] = [part]
            self.marks["reattached"] += 1
            return True
        return self._sources.share(said, self._sources.all) >= WEAK


def _too_often(said: Sequence[Fact], here: Passages) -> list[Fact]:
    """What a sentence says of two things and its sources of one: "from 400 to 400". Beside the same word, it is one."""
    apart = Counter(values for values, _ in {(fact.values, fact.beside or fact.span) for fact in said})
    return [fact for fact in said if apart[fact.values] > 1 and not here.often(fact, apart[fact.values])]
