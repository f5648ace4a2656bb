"""AWS Bedrock's Converse API, which is one interface to every model there.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore import exceptions as errors
from botocore.config import Config
from botocore.eventstream import ParserError
from urllib3.exceptions import HTTPError

from plugin.ai.port import Usage
from plugin.ai.providers.address import AddressRefused, check_url, permitted
from plugin.ai.providers.base import End, Finish, Part, Request, Spent, Text
from plugin.ai.providers.faults import (
    Passing,
    invalid,
    misconfigured,
    of_connection,
    of_status,
    rate_limited,
    shaped,
    timed_out,
    unreachable,
)
from plugin.errors import EngineFault

_FINISH = {
    "end_turn": Finish.COMPLETE,
    "stop_sequence": Finish.COMPLETE,
    "guardrail_intervened": Finish.REFUSED,
    "content_filtered": Finish.REFUSED,
}
_THROTTLED = frozenset({"ThrottlingException", "TooManyRequestsException", "ServiceQuotaExceededException"})
_AWAY = frozenset({"ServiceUnavailableException", "InternalServerException", "ModelNotReadyException"})
_CONNECTION = (errors.HTTPClientError, errors.ConnectionError, HTTPError)
_SETUP = (
    errors.ParamValidationError,
    errors.NoCredentialsError,
    errors.PartialCredentialsError,
    errors.CredentialRetrievalError,
    errors.NoAuthTokenError,
    errors.TokenRetrievalError,
)
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+){1,3}-\d")
_CONNECT_SECONDS = 5


class BedrockProvider:
    """Implements `plugin.ai.providers.base.Provider` with `boto3`; credentials are AWS's own chain (role, profile).

    Args:
        model: id or ARN of a model or an inference profile.
        region: of AWS.
        endpoint: another address than the region's own, such as a VPC endpoint; checked before every request.
        private: whether the own network's addresses are allowed for it.
        timeout: seconds of silence.
        structured, temperature: as for OpenAI's.
    """

    def __init__(
        self,
        *,
        model: str,
        region: str,
        endpoint: str = "",
        private: bool = False,
        timeout: float = 60.0,
        structured: str = "schema",
        temperature: float | None = None,
    ) -> None:
        if not _REGION.fullmatch(region):
            raise AddressRefused("names no region of AWS")
        if endpoint:
            check_url(endpoint, private=private)
        self._model = model
        self._structured = structured
        self._temperature = {} if temperature is None else {"temperature": temperature}
        self._private = private
        self._client = boto3.Session().client(
            "bedrock-runtime",
            region_name=region,
            endpoint_url=endpoint or None,
            config=Config(
                connect_timeout=_CONNECT_SECONDS,
                read_timeout=timeout,
                retries={"total_max_attempts": 1, "mode": "standard"},
                proxies={},
                ignore_configured_endpoint_urls=True,
                max_pool_connections=16,
            ),
        )
        self._client.meta.events.register("before-send.bedrock-runtime", self._check)

    def stream(self, request: Request) -> Iterator[Part]:
        """Ask, and yield the parts as they come."""
        stream = None
        try:
            answer = self._client.converse_stream(
                modelId=self._model,
                system=[{"text": part} for part in request.system],
                messages=[{"role": m.role, "content": [{"text": m.text}]} for m in request.messages],
                inferenceConfig={"maxTokens": request.max_output_tokens, **self._temperature},
                **self._format(request),
            )
            stream = answer["stream"]
            with shaped():
                yield from _parts(stream, self._model)
        except errors.ClientError as fault:
            raise _client_error(fault) from fault
        except _CONNECTION as fault:
            raise of_connection(fault) from fault
        except _SETUP as fault:
            raise misconfigured(type(fault).__name__) from fault
        except (errors.BotoCoreError, ParserError) as fault:
            raise invalid(type(fault).__name__) from fault
        finally:
            if stream is not None:
                stream.close()

    def close(self) -> None:
        """Close the kept connections."""
        self._client.close()

    def _format(self, request: Request) -> dict[str, Any]:
        if self._structured != "schema":
            return {}
        schema = {"schema": json.dumps(request.schema), "name": request.schema_name}
        return {"outputConfig": {"textFormat": {"type": "json_schema", "structure": {"jsonSchema": schema}}}}

    def _check(self, request: Any, **_: Any) -> None:  # noqa: ANN401 (botocore's hook)
        """Look at where the name leads before each request."""
        parts = urlsplit(request.url)
        plain = parts.scheme == "http"
        try:
            permitted(parts.hostname or "", parts.port or (80 if plain else 443), private=self._private, plain=plain)
        except AddressRefused as fault:
            raise misconfigured(f"address refused: {fault}") from fault
        except OSError as fault:
            raise unreachable("the name does not resolve") from fault


def _client_error(fault: errors.ClientError) -> EngineFault:
    """An error of the service: as a response, or as an event inside a stream."""
    named = str(fault.response.get("Error", {}).get("Code", ""))
    said = fault.response.get("ResponseMetadata", {})
    headers = said.get("HTTPHeaders", {})
    if named[:1].islower() and "HTTPStatusCode" not in said:  # an event: the stream had begun
        named = named[0].upper() + named[1:]
    if named in _THROTTLED:
        return rate_limited(named, headers)
    if named in _AWAY:
        return Passing("The engine is not available.", code="engine_unreachable", detail=named)
    if named == "ModelTimeoutException":
        return timed_out(named)
    return of_status(said["HTTPStatusCode"], named, headers) if "HTTPStatusCode" in said else invalid(named)


def _parts(stream: Any, model: str) -> Iterator[Part]:  # noqa: ANN401 (an event stream of botocore)
    """The parts of a stream: text, why it ends, and then the usage."""
    for event in stream:
        if "contentBlockDelta" in event:
            text = event["contentBlockDelta"]["delta"].get("text", "")
            if text:
                yield Text(text)
        elif "messageStop" in event:
            yield End(_FINISH.get(event["messageStop"]["stopReason"], Finish.CUT_OFF), model)
        elif "metadata" in event:
            usage = event["metadata"]["usage"]
            read, written = usage.get("cacheReadInputTokens", 0), usage.get("cacheWriteInputTokens", 0)
            yield Spent(Usage(usage["inputTokens"] + read + written, usage["outputTokens"], read))
