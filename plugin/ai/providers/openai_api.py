"""OpenAI's chat completions, and whatever speaks the same: Azure, vLLM, Ollama, LM Studio, a company's gateway.

https://platform.openai.com/docs/api-reference/chat
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import openai

from plugin.ai.port import Usage
from plugin.ai.providers.base import End, Finish, Part, Request, Spent, Text
from plugin.ai.providers.faults import invalid, misconfigured, of_connection, of_status, refused, shaped
from plugin.ai.providers.transport import checked_client, timeouts

_FINISH = {"stop": Finish.COMPLETE, "length": Finish.CUT_OFF, "content_filter": Finish.REFUSED}


class OpenAIProvider:
    """Implements `plugin.ai.providers.base.Provider` with the `openai` SDK.

    Args:
        model: its name, or the deployment's for Azure.
        base_url: of the API.
        key: empty where the server wants none.
        private: whether the own network's addresses are allowed.
        azure_version: the API version, where it is an Azure resource.
        structured: `schema` (constrained by the server), `object` (any JSON) or `prompt` (only asked for).
        hosted: whether the newer name of the limit of tokens is understood.
        temperature: not sent where it is None; some models take none.
    """

    def __init__(
        self,
        *,
        model: str,
        base_url: str,
        key: str,
        private: bool,
        azure_version: str = "",
        structured: str = "schema",
        hosted: bool = True,
        temperature: float | None = None,
    ) -> None:
        self._model = model
        self._structured = structured
        self._limit = "max_completion_tokens" if hosted else "max_tokens"
        self._extra = {} if temperature is None else {"temperature": temperature}
        common: dict[str, Any] = {
            "api_key": key or "none",
            "max_retries": 0,
            "http_client": checked_client(base_url, private=private),
        }
        if azure_version:
            self._client = openai.AzureOpenAI(
                azure_endpoint=base_url, azure_deployment=model, api_version=azure_version, **common
            )
        else:
            self._client = openai.OpenAI(base_url=base_url, **common)

    def stream(self, request: Request) -> Iterator[Part]:
        """Ask, and yield the parts as they come."""
        try:
            with (
                self._client.chat.completions.create(
                    model=self._model,
                    messages=[
                        {"role": "system", "content": "\n\n".join(request.system)},
                        *({"role": m.role, "content": m.text} for m in request.messages),
                    ],
                    stream=True,
                    stream_options={"include_usage": True},
                    timeout=timeouts(request.timeout),
                    **{self._limit: request.max_output_tokens},
                    **self._format(request),
                    **self._extra,
                ) as chunks,
                shaped(),
            ):
                yield from _parts(chunks)
        except openai.APIConnectionError as fault:
            raise of_connection(fault) from fault
        except openai.APIStatusError as fault:
            raise of_status(fault.status_code, type(fault).__name__, fault.response.headers) from fault
        except openai.APIError as fault:
            raise invalid(f"an error inside a successful response: {type(fault).__name__}") from fault
        except openai.OpenAIError as fault:
            raise misconfigured(type(fault).__name__) from fault

    def close(self) -> None:
        """Close the kept connections."""
        self._client.close()

    def _format(self, request: Request) -> dict[str, Any]:
        if self._structured == "schema":
            schema = {"name": request.schema_name, "schema": request.schema, "strict": True}
            return {"response_format": {"type": "json_schema", "json_schema": schema}}
        return {"response_format": {"type": "json_object"}} if self._structured == "object" else {}


def _parts(chunks: Any) -> Iterator[Part]:  # noqa: ANN401 (a stream of the SDK)
    """The parts of a stream: text, the end, and after it the usage."""
    finish, model = None, ""
    for chunk in chunks:
        model = chunk.model or model
        if chunk.usage:
            yield Spent(_usage(chunk.usage))
        for choice in (chunk.choices or [])[:1]:
            if getattr(choice.delta, "refusal", None):
                raise refused("the model's refusal")
            if choice.delta and choice.delta.content:
                yield Text(choice.delta.content)
            finish = choice.finish_reason or finish
    if finish is not None:
        yield End(_FINISH.get(finish, Finish.CUT_OFF), model)


def _usage(usage: Any) -> Usage:  # noqa: ANN401
    details = getattr(usage, "prompt_tokens_details", None)
    cached = (getattr(details, "cached_tokens", None) or 0) if details else 0
    return Usage(usage.prompt_tokens or 0, usage.completion_tokens or 0, cached)
