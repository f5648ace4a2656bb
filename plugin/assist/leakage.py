"""Drop what could show a masked value, before anything is restored."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from plugin.ai.port import Sentence
from plugin.assist.verify import Checked
from plugin.masking.leak import LeakCheck
from plugin.masking.model import Masked, Vault


def without_leaks(checked: Checked, masked: Masked, vault: Vault) -> Checked:
    """Return what is left without the sentences that hold a value which the engine was not given; they are counted."""
    check = LeakCheck(masked, vault)
    removed = Counter(checked.removed)
    sections = []
    for section in checked.sections:
        kept = tuple(sentence for sentence in section.sentences if not check.leaks(_said(sentence)))
        removed["leak"] += len(section.sentences) - len(kept)
        if kept:
            sections.append(replace(section, sentences=kept))
    return replace(checked, sections=tuple(sections), removed={why: count for why, count in removed.items() if count})


def _said(sentence: Sentence) -> str:
    """Everything that a person would be shown of it."""
    return "\n".join(filter(None, (sentence.text, sentence.owner, sentence.due, sentence.was, sentence.on)))
