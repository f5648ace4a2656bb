"""Suggestions without a history: by how much of a value's name and description stands in the text.

Words are compared by their beginnings, so that "refunded" speaks for "Refunds". The name counts most: a description is
made of words that many texts have. What fits nothing competes as well, so weak matches stay below "possible"; and no
match of words alone is ever "very likely".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np

from connectors.host.choices import Value
from plugin.ai.embedded.categories.examples import Floats
from plugin.ai.embedded.categories.suggestions import Suggestion, confidence
from plugin.ai.embedded.terms import terms

_BEGINNING = 4  # characters by which words are compared; 4 of 3 to 6 was best with names alone (docs/categoriser.md)
_SHORTEST = 3
_SURE = 0.89  # the most that words alone are worth
_NOTHING, _NAME, _DESCRIPTION = 1.0, 2.5, 0.7  # parts of the logit: chosen so that it promises too little
_RIVALS = 12  # where an item may have several values, more of them make none of them less likely
_MOST_DESCRIBED = 3  # words of a description that count
_LENGTH, _SHORT = 0.6, 15  # in a text of more than 15 stems, a word that stands there says less
_PARTS = re.compile(r"[._\-'\u2019/]+")
# Words that say nothing of what a text is about, in the two languages that names of values mostly have.
_SILENT_WORDS = """
the and for are was were has have had not you your our its this that with can cannot could does did how what why when
where which who will would should may might must from into onto been being but all any some there here than then them
they their she her him his out off too very just also about because please get got
der die das den dem des ein eine einen einem einer und oder nicht ist sind war hat haben wird werden mit für von auf aus
bei nach wie was wir sie ich ihr ihre uns bitte kann auch nur noch wenn dass als zum zur
"""
_SILENT = frozenset(_SILENT_WORDS.split())


def stems(text: str) -> list[str]:
    """Return the beginnings of the words that say something; pairs of characters for CJK."""
    words = (part for term in terms(text.replace("_", " ")) for part in _PARTS.split(term))
    return [w[:_BEGINNING] for w in words if w not in _SILENT and (len(w) >= _SHORTEST or not w.isascii())]


@dataclass(frozen=True, slots=True)
class _Described:
    """A value by the stems of its name, what they are worth together, and the telling stems of its description."""

    name: frozenset[str]
    whole: float
    telling: frozenset[str]


@dataclass(frozen=True, slots=True)
class Named:
    """The values of a field; `several` says whether an item may have more than one."""

    values: tuple[Value, ...]
    several: bool = False

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Return (texts, values) how likely each value is; of a field of one value, "none of these" has its share."""
        weighed = self._weighed()
        described = [_described(value, weighed) for value in self.values]
        rivals = max(min(len(self.values), _RIVALS) if self.several else len(self.values), 1)
        logits = np.zeros((len(texts), len(self.values)))
        for row, text in enumerate(texts):
            parts = [set(stems(text)), set(stems(text.partition("\n")[0]))]
            logits[row] = [max(_said(each, part, weighed) for part in parts) for each in described]
        odds: Floats = np.exp(logits - log(rivals) - _NOTHING)
        rest = odds if self.several else odds.sum(axis=1, keepdims=True)
        found: Floats = np.minimum(odds / (1.0 + rest), _SURE)
        return found

    def suggest(self, text: str, segments: Sequence[str]) -> list[Suggestion]:
        """Return the values that probably fit, best first, with the segments that name them.

        Args:
            text: the whole text of the item.
            segments: its parts, to which the evidence points by index.
        """
        if len(self.values) < (1 if self.several else 2):
            return []
        found = []
        (probabilities,) = self.probabilities([text])
        for index in np.argsort(-probabilities, kind="stable"):
            probability = float(probabilities[index])
            word = confidence(probability)
            if word is None:
                break
            evidence = self._evidence(self.values[index], segments)
            found.append(Suggestion(self.values[index].id, probability, word, evidence))
        return found

    def _weighed(self) -> dict[str, float]:
        """What a stem is worth: less where many values have it."""
        counts = Counter(stem for value in self.values for stem in {*stems(value.name), *stems(value.description)})
        return {stem: log((len(self.values) + 1) / (count + 0.5)) for stem, count in counts.items()}

    def _evidence(self, value: Value, segments: Sequence[str]) -> tuple[int, ...]:
        """At most three segments: those with most of the value's own words."""
        name, all_of_it = set(stems(value.name)), {*stems(value.name), *stems(value.description)}
        said = [set(stems(segment)) for segment in segments]
        scores = [2 * len(name & each) + len(all_of_it & each) for each in said]
        order = sorted(range(len(scores)), key=lambda index: -scores[index])[:3]
        return tuple(index for index in order if scores[index] > 0 and 2 * scores[index] >= scores[order[0]])


def _described(value: Value, weighed: dict[str, float]) -> _Described:
    name = frozenset(stems(value.name))
    least = max(weighed.values(), default=0.0) / 2  # half of what the rarest stem is worth: common ones tell nothing
    telling = frozenset(stem for stem in stems(value.description) if stem not in name and weighed[stem] >= least)
    return _Described(name, sum(weighed[stem] for stem in name), telling)


def _said(value: _Described, present: set[str], weighed: dict[str, float]) -> float:
    """How much a text says of a value."""
    named = sum(weighed[stem] for stem in value.name & present) / sqrt(value.whole) if value.whole else 0.0
    said = _NAME * named + _DESCRIPTION * min(len(value.telling & present), _MOST_DESCRIBED)
    return said / (1.0 + _LENGTH * max(log(max(len(present), 1) / _SHORT), 0.0))
