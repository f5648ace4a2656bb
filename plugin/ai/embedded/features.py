"""What is known of each sentence of a document: numbers that need no language resource.

Every feature compares a sentence with its own document (its place, its speaker, its length, its vocabulary), so that a
weight learned on English reports means the same in another language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from plugin.ai.embedded.candidates import Candidate
from plugin.ai.embedded.talk import is_question
from plugin.ai.embedded.vectors import Floats, Vectors

Turns = NDArray[np.int64]

NAMES = (
    "first_turn", "last_turn", "turn_fraction", "turns",
    "position", "first_in_turn", "last_in_turn",
    "turn_words", "turn_share",
    "relative_words", "relative_in_turn", "short", "long",
    "symbols", "digits", "identifiers", "question", "colon", "enumerated", "link",
    "quote", "after_quote",
    "reporter", "author_share",
    "centroid", "title", "repeated", "information",
)  # fmt: skip

_IDENTIFIER = re.compile(r"[^\W_][_./\\:#()=]+\w|[a-z][A-Z]|\w\(\)")
_SYMBOL = re.compile(r"[^\w\s]|_")
_DIGIT = re.compile(r"\d")
_ENUMERATED = re.compile(r"\s*(?:[-*+\u2022]|\(?\d{1,2}[.)])\s")
_LINK = re.compile(r"\w+://|\bwww\.")
_SHORT, _LONG = 5, 35  # words


def features(sentences: Sequence[Candidate], known: Vectors) -> Floats:
    """Return an array (sentences, features) in the order of `NAMES`; unscaled."""
    words = np.array([max(s.words, 1) for s in sentences], dtype=np.float64)
    turns = np.array([s.turn for s in sentences])
    columns = _place(sentences, turns, words) | _length(words, turns) | _form(sentences, words)
    columns |= _speaker(sentences) | _vocabulary(known)
    return np.column_stack([columns[name] for name in NAMES])


def _place(sentences: Sequence[Candidate], turns: Turns, words: Floats) -> dict[str, Floats]:
    """Where the sentence stands in the thread and in its turn."""
    last = max(int(turns.max()), 1)
    position = np.array([s.position for s in sentences], dtype=float)
    size, total = _per_turn(turns, np.ones(len(turns))), _per_turn(turns, words)
    return {
        "first_turn": (turns == 0).astype(float),
        "last_turn": (turns == turns.max()).astype(float),
        "turn_fraction": turns / last,
        "turns": np.full(len(turns), np.log1p(last)),
        "position": np.log1p(position),
        "first_in_turn": (position == 0).astype(float),
        "last_in_turn": (position >= size - 1).astype(float),
        "turn_words": np.log1p(total),
        "turn_share": total / words.sum(),
    }


def _length(words: Floats, turns: Turns) -> dict[str, Floats]:
    """How long the sentence is, by itself and beside the others."""
    longest = np.zeros(int(turns.max()) + 1)
    np.maximum.at(longest, turns, words)
    return {
        "relative_words": np.minimum(words / np.percentile(words, 90), 1.5),
        "relative_in_turn": words / longest[turns],
        "short": (words < _SHORT).astype(float),
        "long": (words > _LONG).astype(float),
    }


def _form(sentences: Sequence[Candidate], words: Floats) -> dict[str, Floats]:
    """How the sentence is written."""
    texts = [s.text for s in sentences]
    size = np.array([max(len(t), 1) for t in texts], dtype=float)
    return {
        "symbols": np.array([len(_SYMBOL.findall(t)) for t in texts]) / size,
        "digits": np.array([len(_DIGIT.findall(t)) for t in texts]) / size,
        "identifiers": np.array([len(_IDENTIFIER.findall(t)) for t in texts]) / words,
        "question": _flags(map(is_question, texts)),
        "colon": _flags(t.endswith((":", "\uff1a")) for t in texts),
        "enumerated": _flags(_ENUMERATED.match(t) for t in texts),
        "link": _flags(_LINK.search(t) for t in texts),
        "quote": _flags(s.quote for s in sentences),
        "after_quote": _flags(s.after_quote for s in sentences),
    }


def _speaker(sentences: Sequence[Candidate]) -> dict[str, Floats]:
    """Who speaks: the reporter is whoever wrote the description."""
    reporter = next((s.author for s in sentences if s.turn == 0), "")
    authors, index = np.unique([s.author for s in sentences], return_inverse=True)
    share = np.bincount(index, minlength=len(authors)) / len(sentences)
    own = _flags(bool(s.author) and s.author == reporter for s in sentences)
    return {"reporter": own, "author_share": share[index]}


def _vocabulary(known: Vectors) -> dict[str, Floats]:
    """How the sentence's words relate to those of the others."""
    return {
        "centroid": known.centroid,
        "title": known.title / (known.title.max() or 1.0),
        "repeated": known.repeated,
        "information": np.log1p(known.weight),
    }


def _per_turn(turns: Turns, values: Floats) -> Floats:
    """Return for each sentence the sum of the values of its turn."""
    sums: Floats = np.bincount(turns, weights=values).astype(np.float64)
    return np.take(sums, turns)


def _flags(values: Iterable[object]) -> Floats:
    """Return 1.0 where a value is true."""
    return np.array([1.0 if value else 0.0 for value in values], dtype=np.float64)
