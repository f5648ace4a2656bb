"""Leaks go before anything is restored, and are counted."""

from __future__ import annotations

from plugin.ai.port import Section, SectionKind, Sentence
from plugin.assist.leakage import without_leaks
from plugin.assist.verify import Checked
from tests.fakes.documents import description, masked


def test_sentences_with_leaks_go() -> None:
    """A sentence that names an original goes, with its section where it was alone; the rest stays as it was."""
    result, vault = masked(description("bo@example.com waits. The pool is full."), effect="mask")
    good = Sentence("The pool is full.", ("description",))
    bad = Sentence("bo@example.com waits.", ("description",))
    sections = (Section(SectionKind.PROBLEM, (bad, good)), Section(SectionKind.OPEN, (bad,)))
    left = without_leaks(Checked(sections, {"number": 1}), result, vault)
    assert left.sections == (Section(SectionKind.PROBLEM, (good,)),)
    assert left.removed == {"number": 1, "leak": 2}


def test_nothing_to_count() -> None:
    """Without leaks nothing changes."""
    result, vault = masked(description("The pool is full."), effect="mask")
    checked = Checked((Section(SectionKind.PROBLEM, (Sentence("The pool is full.", ("description",)),)),), {})
    assert without_leaks(checked, result, vault) == checked
