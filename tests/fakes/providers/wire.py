"""The wire formats of three vendors, written from their documentation and sharing no code with their SDKs."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator
from typing import Any, Protocol

from tests.fakes.providers.script import USAGE, Script

_PIECE = 24


class Wire(Protocol):
    """A vendor's format of a streamed answer and of an error."""

    content_type: str
    model: str

    def begin(self) -> Iterator[bytes]:
        """What comes before the text."""

    def piece(self, text: str) -> bytes:
        """A piece of text."""

    def end(self, script: Script) -> Iterator[bytes]:
        """What comes after the text."""

    def error_event(self) -> bytes:
        """An error inside a stream."""

    def error_body(self, status: int) -> bytes:
        """The body of an error."""


def pieces(text: str) -> Iterator[str]:
    """The text in pieces that do not respect words."""
    for start in range(0, len(text), _PIECE):
        yield text[start : start + _PIECE]


def _data(body: Any, event: str = "") -> bytes:
    """An event (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""
    head = f"event: {event}\n" if event else ""
    return f"{head}data: {json.dumps(body)}\n\n".encode()


class OpenAIWire:
    """OpenAI: https://platform.openai.com/docs/api-reference/chat-streaming."""

    content_type = "text/event-stream"
    model = "fake-gpt-2026-11-01"

    def _chunk(self, delta: dict[str, Any], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return self._event([choice], None)

    def _event(self, choices: list[Any], usage: dict[str, Any] | None) -> bytes:
        return _data(
            {
                "id": "chatcmpl-1",
                "object": "chat.completion.chunk",
                "created": 1795000000,
                "model": self.model,
                "choices": choices,
                "usage": usage,
            }
        )

    def begin(self) -> Iterator[bytes]:
        """The head of a stream."""
        yield self._chunk({"role": "assistant", "content": ""})

    def piece(self, text: str) -> bytes:
        """A piece of text."""
        return self._chunk({"content": text})

    def end(self, script: Script) -> Iterator[bytes]:
        """Why it ended, and what it cost."""
        if script.finish == "refused":
            yield self._chunk({"refusal": "I cannot help with that."})
        yield self._chunk({}, "length" if script.finish == "cut_off" else "stop")
        tokens_in, tokens_out, cached = USAGE
        usage = {
            "prompt_tokens": tokens_in,
            "completion_tokens": tokens_out,
            "total_tokens": tokens_in + tokens_out,
            "prompt_tokens_details": {"cached_tokens": cached},
        }
        yield self._event([], usage)
        yield b"data: [DONE]\n\n"

    def error_event(self) -> bytes:
        """An error inside a stream."""
        return _data({"error": {"message": "The server had an error", "type": "server_error"}})

    def error_body(self, status: int) -> bytes:
        """An error as a response."""
        return json.dumps({"error": {"message": f"echo of the prompt {status}", "type": "x", "code": None}}).encode()


class AnthropicWire:
    """Anthropic: https://docs.anthropic.com/en/api/messages-streaming."""

    content_type = "text/event-stream"
    model = "fake-claude-2026-11-01"

    def begin(self) -> Iterator[bytes]:
        """The head of a stream."""
        tokens_in, _, cached = USAGE
        usage = {
            "input_tokens": tokens_in - cached,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": cached,
            "output_tokens": 1,
        }
        message = {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "content": [],
            "model": self.model,
            "stop_reason": None,
            "stop_sequence": None,
            "usage": usage,
        }
        yield _data({"type": "message_start", "message": message}, "message_start")
        block = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
        yield _data(block, "content_block_start")
        yield _data({"type": "ping"}, "ping")

    def piece(self, text: str) -> bytes:
        """A piece of text."""
        delta = {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}}
        return _data(delta, "content_block_delta")

    def end(self, script: Script) -> Iterator[bytes]:
        """Why it ended, and what it cost."""
        reasons = {"complete": "end_turn", "cut_off": "max_tokens", "refused": "refusal"}
        yield _data({"type": "content_block_stop", "index": 0}, "content_block_stop")
        delta = {"stop_reason": reasons[script.finish], "stop_sequence": None}
        yield _data({"type": "message_delta", "delta": delta, "usage": {"output_tokens": USAGE[1]}}, "message_delta")
        yield _data({"type": "message_stop"}, "message_stop")

    def error_event(self) -> bytes:
        """An error inside a stream."""
        return _data({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}, "error")

    def error_body(self, status: int) -> bytes:
        """An error as a response."""
        error = {"type": "api_error", "message": f"echo of the prompt {status}"}
        return json.dumps({"type": "error", "error": error}).encode()


class BedrockWire:
    """Bedrock: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html.

    Framing: https://smithy.io/2.0/aws/amazon-eventstream.html
    """

    content_type = "application/vnd.amazon.eventstream"
    model = ""

    def begin(self) -> Iterator[bytes]:
        """The head of a stream."""
        yield _frame("messageStart", {"role": "assistant"})

    def piece(self, text: str) -> bytes:
        """A piece of text."""
        return _frame("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": text}})

    def end(self, script: Script) -> Iterator[bytes]:
        """Why it ended, and what it cost."""
        reasons = {"complete": "end_turn", "cut_off": "max_tokens", "refused": "guardrail_intervened"}
        yield _frame("contentBlockStop", {"contentBlockIndex": 0})
        yield _frame("messageStop", {"stopReason": reasons[script.finish]})
        tokens_in, tokens_out, cached = USAGE
        usage = {
            "inputTokens": tokens_in - cached,
            "outputTokens": tokens_out,
            "totalTokens": tokens_in + tokens_out,
            "cacheReadInputTokens": cached,
        }
        yield _frame("metadata", {"usage": usage, "metrics": {"latencyMs": 12}})

    def error_event(self) -> bytes:
        """An error inside a stream."""
        return _frame("internalServerException", {"message": "The server had an error"}, kind="exception")

    def error_body(self, status: int) -> bytes:
        """An error as a response."""
        names = {429: "ThrottlingException", 503: "ServiceUnavailableException", 500: "InternalServerException"}
        return json.dumps(
            {"__type": names.get(status, "ValidationException"), "message": f"echo of the prompt {status}"}
        ).encode()


def _frame(name: str, body: dict[str, Any], kind: str = "event") -> bytes:
    """One message: prelude, headers, payload, each with its checksum."""
    headers = b"".join(
        bytes([len(key)]) + key.encode() + b"\x07" + struct.pack(">H", len(value)) + value.encode()
        for key, value in (
            (f":{kind}-type", name),
            (":content-type", "application/json"),
            (":message-type", kind),
        )
    )
    payload = json.dumps(body).encode()
    prelude = struct.pack(">II", 12 + len(headers) + len(payload) + 4, len(headers))
    message = prelude + struct.pack(">I", zlib.crc32(prelude)) + headers + payload
    return message + struct.pack(">I", zlib.crc32(message))
