"""A provider that behaves like a diligent model: notes for who asks for notes, a summary for who asks for one.

Its notes repeat the beginning of each part; its tokens are a third of the bytes, as our own estimate has them.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from plugin.ai.port import Usage
from plugin.ai.prompts.layout import tokens
from plugin.ai.providers.base import End, Finish, Part, Request, Spent, Text
from plugin.ai.providers.faults import invalid

_PART = re.compile(r"^\S+ \[(\d+)\] ")


@dataclass
class NoteTaker:
    """Implements `plugin.ai.providers.base.Provider`.

    Attributes:
        asked: requests, in the order in which they came.
        spent: tokens by request.
        before: called with each request before it is answered; may raise.
        share: of the tokens that it reports, beside our estimate.
        words: of each note and sentence.
    """

    asked: list[Request] = field(default_factory=list)
    spent: list[int] = field(default_factory=list)
    before: Callable[[Request], None] = lambda _request: None
    share: float = 1.0
    words: int = 18
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def for_notes(self) -> list[Request]:
        """The requests for notes."""
        return [request for request in self.asked if takes_notes(request)]

    def close(self) -> None:
        """Nothing is open."""

    def stream(self, request: Request) -> Iterator[Part]:
        """Answer."""
        with self._lock:
            self.asked.append(request)
        self.before(request)
        found = parts_of(request)
        if not found:
            raise invalid("nothing to read")
        said = json.dumps(self._answer(request, found), ensure_ascii=False)
        sent = "\n".join((*request.system, *(m.text for m in request.messages), json.dumps(request.schema)))
        usage = Usage(round(tokens(sent) * self.share), tokens(said), 0)
        with self._lock:
            self.spent.append(usage.tokens_in + usage.tokens_out)
        yield Text(said)
        yield Spent(usage)
        yield End(Finish.COMPLETE, "note-taker")

    def _answer(self, request: Request, found: dict[int, str]) -> dict[str, object]:
        def said(number: int) -> dict[str, object]:
            return {"text": " ".join(found[number].split()[: self.words]), "cites": [number]}

        if takes_notes(request):
            most = int(re.findall(r"At most (\d+) notes", request.system[-1])[0])
            return {"notes": [said(number) for number in list(found)[-most:]]}
        sentences = [{**said(number), "uncertain": False} for number in list(found)[-6:]]
        kind = request.schema["properties"]["sections"]["items"]["properties"]["kind"]["enum"][0]
        return {"sections": [{"kind": kind, "sentences": sentences}]}


def takes_notes(request: Request) -> bool:
    """Whether notes are asked for."""
    return "notes" in request.schema["properties"]


def parts_of(request: Request) -> dict[int, str]:
    """The text of each part that a request lays out, without its line in brackets."""
    found: dict[int, list[str]] = {}
    for line in request.messages[0].text.split("\n")[1:-1]:
        if number := _PART.match(line):
            found[int(number.group(1))] = []
        elif found and not re.match(r"^\S+ \(.*\)$", line):
            found[max(found)].append(line.partition(" ")[2])
    return {number: "\n".join(lines) for number, lines in found.items()}
