"""What the score looks at: words and pairs of words, hashed, of one sentence and of two."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer

from plugin.ai.embedded.sentences import split

FEATURES = 2**15
_LONGEST = 600  # characters of a sentence
_LEAST = 3  # words
_WORD = re.compile(r"[^\W\d_]+|\d+|[<>{}\[\]|#*]{2,}")


def windows(text: str) -> Iterator[str]:
    """Yield each sentence, and each two that stand together: one among many is seen, and one that is cut in two."""
    sentences = [
        sentence[:_LONGEST] for sentence in split(text) if len(sentence.split()) >= _LEAST or not sentence.isascii()
    ]
    yield from sentences
    yield from (f"{one} {other}" for one, other in pairwise(sentences))


def features(texts: Sequence[str]) -> csr_matrix:
    """Return (texts, FEATURES), rows of length 1 or 0."""
    return _hashing().transform(texts)


def words(text: str) -> list[str]:
    """Return the words of a text in one form; numbers are one word, runs of brackets too."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    found = ["0" if word.isdigit() else word for word in _WORD.findall(plain)]
    return [*found, *(f"{one} {other}" for one, other in pairwise(found))]


@cache
def _hashing() -> HashingVectorizer:
    return HashingVectorizer(analyzer=words, n_features=FEATURES, alternate_sign=False, norm="l2")
