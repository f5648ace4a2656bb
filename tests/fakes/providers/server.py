"""A provider on this machine: plays scripts over HTTP in one vendor's wire format, and keeps what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.fakes.providers.script import Play, Script, chosen
from tests.fakes.providers.wire import Wire, pieces


@dataclass
class Asked:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class FakeServer:
    """The scripts that are left (the last one is played again and again), and what was asked."""

    wire: Wire
    scripts: list[Play] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""
    closing: threading.Event = field(default_factory=threading.Event)
    abandoned: threading.Event = field(default_factory=threading.Event)

    def play(self, *scripts: Play) -> None:
        """Set what is answered from now on."""
        self.scripts = list(scripts)
        self.asked.clear()
        self.abandoned.clear()

    def next(self) -> Script:
        """The script of the request that came last."""
        return chosen(self.scripts, "\n".join(_texts(self.asked[-1].body.get("messages", []))))


@contextmanager
def serving(wire: Wire) -> Iterator[FakeServer]:
    """Serve on loopback; ends with its threads."""
    fake = FakeServer(wire)

    class Handler(_Handler):
        server_fake = fake

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        fake.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _texts(messages: Any) -> Iterator[str]:
    """Every text of the turns of a talk, in any vendor's form."""
    for message in messages:
        content = message["content"]
        yield from [content] if isinstance(content, str) else [part["text"] for part in content]


class _Handler(BaseHTTPRequestHandler):
    server_fake: FakeServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Say nothing."""

    def do_POST(self) -> None:
        fake = self.server_fake
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        fake.asked.append(Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, json.loads(raw or b"{}")))
        script = fake.next()
        try:
            self._play(script)
        except (BrokenPipeError, ConnectionResetError):
            fake.abandoned.set()
        self.close_connection = True

    do_GET = do_POST  # noqa: N815 (the base class's name): a redirect would come back as one

    def _play(self, script: Script) -> None:
        fake, wire = self.server_fake, self.server_fake.wire
        if script.act in {"status", "redirect"}:
            extra = {"Location": f"{fake.url}/elsewhere"} if script.act == "redirect" else {}
            self._whole(script.status, wire.error_body(script.status), {**extra, **script.headers})
        elif script.act == "error_in_200":
            self._whole(200, wire.error_body(500), {})
        elif script.act == "hang":
            fake.closing.wait(20)
        else:
            self._head(wire.content_type)
            if script.act == "garbage":
                self._chunk(b"data: {not json\n\nevent: x\ndata: {\n\n\x00\x01\x02" * 3)
            else:
                self._stream(script)

    def _stream(self, script: Script) -> None:
        wire = self.server_fake.wire
        for part in wire.begin():
            self._chunk(part)
        if script.act == "error_event":
            self._chunk(wire.piece('{"sections": [') + wire.error_event())
            return
        for piece in pieces(script.text):
            self._chunk(wire.piece(piece))
        while script.act in {"endless", "stall"} and not self.server_fake.closing.is_set():
            if script.act == "endless":
                self._chunk(wire.piece("word " * 200))
            else:
                self.server_fake.closing.wait(0.05)
        if script.act == "answer":
            for part in wire.end(script):
                self._chunk(part)
            self.wfile.write(b"0\r\n\r\n")

    def _head(self, content_type: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _whole(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
