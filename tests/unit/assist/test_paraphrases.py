"""Summaries in people's own words, in seven languages, over items of the stand-in site: what is good is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plugin.ai.port import Draft, Section, SectionKind, Sentence
from plugin.assist.verify import verify
from tests.fakes.documents import masked
from tests.fakes.paraphrases import Paraphrase, paraphrases, segments

ALL = paraphrases()


@pytest.mark.parametrize("said", ALL, ids=lambda said: said.text[:40])
def test_kept(said: Paraphrase) -> None:
    """A true sentence in somebody's own words is kept, as it is."""
    draft = Draft((Section(SectionKind.HAPPENED, (Sentence(said.text, said.cites),)),), "m", "1", generated=True)
    checked = verify(draft, masked(*segments(said.item))[0])
    assert checked.removed == {}
    assert checked.sections[0].sentences[0].cites == said.cites


def test_there_are_enough() -> None:
    """Enough to say that fewer than one in twenty is lost."""
    assert len(ALL) >= 59
    assert Path(__file__).parents[2].joinpath("vectors/paraphrases.json").is_file()
    assert json
