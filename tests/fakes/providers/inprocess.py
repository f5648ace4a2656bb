"""A provider without a network: plays the same scripts, for tests above the wire."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from plugin.ai.port import Usage
from plugin.ai.providers.base import End, Finish, Part, Request, Spent, Text
from plugin.ai.providers.faults import invalid, misconfigured, of_status
from tests.fakes.providers.script import USAGE, Play, chosen
from tests.fakes.providers.wire import pieces

MODEL = "fake-1"


@dataclass
class FakeProvider:
    """Implements `plugin.ai.providers.base.Provider`."""

    scripts: list[Play] = field(default_factory=list)
    asked: list[Request] = field(default_factory=list)

    def play(self, *scripts: Play) -> None:
        """Set what is answered from now on; the last one again and again."""
        self.scripts = list(scripts)
        self.asked.clear()

    def close(self) -> None:
        """Nothing is open."""

    def stream(self, request: Request) -> Iterator[Part]:
        """Play the next script."""
        self.asked.append(request)
        script = chosen(self.scripts, "\n".join(message.text for message in request.messages))
        if script.act in {"status", "redirect"}:
            raise of_status(script.status, "fake", script.headers)
        if script.act in {"error_in_200", "garbage"}:
            raise invalid("fake")
        if script.act == "hang":
            time.sleep(request.timeout + 0.3)
            raise misconfigured("nobody waits so long")
        for piece in pieces(script.text):
            yield Text(piece)
        if script.act == "error_event":
            yield Text('{"sections": [')
            raise of_status(500, "fake")
        while script.act == "endless":
            yield Text("word " * 200)
        if script.act == "stall":
            time.sleep(request.timeout + 0.3)
            return
        if script.act == "answer":
            yield End(Finish(script.finish), MODEL)
            yield Spent(Usage(*USAGE))
