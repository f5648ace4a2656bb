"""Anthropic's Messages API.

https://docs.anthropic.com/en/api/messages-streaming
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import anthropic
import httpx2

from plugin.ai.port import Usage
from plugin.ai.providers.base import End, Finish, Part, Request, Spent, Text
from plugin.ai.providers.faults import (
    invalid,
    misconfigured,
    of_connection,
    of_status,
    rate_limited,
    shaped,
    unreachable,
)
from plugin.ai.providers.transport import checked_client, timeouts

_FINISH = {"end_turn": Finish.COMPLETE, "stop_sequence": Finish.COMPLETE, "refusal": Finish.REFUSED}
_OK = 200


class AnthropicProvider:
    """Implements `plugin.ai.providers.base.Provider` with the `anthropic` SDK; arguments as for OpenAI's."""

    def __init__(
        self,
        *,
        model: str,
        base_url: str,
        key: str,
        private: bool,
        structured: str = "schema",
        temperature: float | None = None,
    ) -> None:
        self._model = model
        self._structured = structured
        # The SDK has no argument for it any more; models that take it still do.
        self._extra = {} if temperature is None else {"extra_body": {"temperature": temperature}}
        self._client = anthropic.Anthropic(
            api_key=key or "none",
            base_url=base_url,
            max_retries=0,
            http_client=checked_client(base_url, private=private),
        )

    def stream(self, request: Request) -> Iterator[Part]:
        """Ask, and yield the parts as they come."""
        try:
            with (
                self._client.messages.create(
                    model=self._model,
                    system=_system(request.system),
                    messages=[{"role": m.role, "content": m.text} for m in request.messages],
                    max_tokens=request.max_output_tokens,
                    stream=True,
                    timeout=timeouts(request.timeout),
                    **self._format(request),
                    **self._extra,
                ) as events,
                shaped(),
            ):
                yield from _parts(events)
        except (anthropic.APIConnectionError, httpx2.TransportError) as fault:
            raise of_connection(fault) from fault
        except anthropic.APIStatusError as fault:
            raise _status(fault) from fault
        except anthropic.APIError as fault:
            raise invalid(type(fault).__name__) from fault
        except anthropic.AnthropicError as fault:
            raise misconfigured(type(fault).__name__) from fault

    def close(self) -> None:
        """Close the kept connections."""
        self._client.close()

    def _format(self, request: Request) -> dict[str, Any]:
        if self._structured != "schema":
            return {}
        return {"output_config": {"format": {"type": "json_schema", "schema": dict(request.schema)}}}


def _system(parts: tuple[str, ...]) -> list[dict[str, Any]]:
    """The first part is the same for every run: the provider may keep it, and reads it for less the next time."""
    blocks: list[dict[str, Any]] = [{"type": "text", "text": part} for part in parts]
    blocks[0]["cache_control"] = {"type": "ephemeral"}
    return blocks


def _status(fault: anthropic.APIStatusError) -> Exception:
    """An error event inside a stream has the status of the response, which was a success."""
    if fault.status_code != _OK:
        return of_status(fault.status_code, type(fault).__name__, fault.response.headers)
    if fault.type == "rate_limit_error":
        return rate_limited(fault.type)
    if fault.type in {"overloaded_error", "api_error"}:
        return unreachable(fault.type)
    return invalid(f"an error inside a successful response: {type(fault).__name__}")


def _parts(events: Any) -> Iterator[Part]:  # noqa: ANN401 (a stream of the SDK)
    """The parts of a stream: usage at its start, text, why it ends, and the stop."""
    before, model, finish = Usage(), "", None
    for event in events:
        if event.type == "message_start":
            model = event.message.model
            before = _usage(event.message.usage)
            yield Spent(before)
        elif event.type == "content_block_delta" and event.delta.type == "text_delta":
            yield Text(event.delta.text)
        elif event.type == "message_delta":
            finish = event.delta.stop_reason or finish
            yield Spent(Usage(before.tokens_in, event.usage.output_tokens, before.tokens_cached))
        elif event.type == "message_stop" and finish:
            yield End(_FINISH.get(finish, Finish.CUT_OFF), model)


def _usage(usage: Any) -> Usage:  # noqa: ANN401
    """All tokens that went in: Anthropic counts those read from and written to its cache apart."""
    read = usage.cache_read_input_tokens or 0
    written = usage.cache_creation_input_tokens or 0
    return Usage(usage.input_tokens + read + written, usage.output_tokens, read)
