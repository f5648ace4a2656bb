"""What a provider shall do with the next request, said once for every wire format."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

USAGE = (120, 30, 20)
"""Tokens in, out, and read from the cache (of those that went in), as every fake reports them."""


@dataclass(frozen=True)
class Script:
    """One answer.

    `act` is `answer`, `status`, `error_in_200`, `error_event`, `drop` (closes in the middle), `hang` (says nothing),
    `stall` (begins, then says nothing), `endless`, `redirect`, `garbage` (no such format).
    """

    act: str = "answer"
    text: str = ""
    finish: str = "complete"  # "complete" | "cut_off" | "refused"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Play = Script | Callable[[str], Script]
"""A script, or what makes one of the text that the model was given (all turns joined)."""


def chosen(plays: list[Play], given: str) -> Script:
    """The script of the next request; the last one is played again and again."""
    play = plays.pop(0) if len(plays) > 1 else plays[0]
    return play if isinstance(play, Script) else play(given)


def answer(*sentences: tuple[str, list[int]], kind: str = "happened") -> Script:
    """A good answer of these sentences, each with the numbers of its parts."""
    said = [{"text": text, "cites": cites, "uncertain": False} for text, cites in sentences]
    return Script(text=json.dumps({"sections": [{"kind": kind, "sentences": said}]}, ensure_ascii=False))
