"""An HTTP client for the SDKs that connects only to addresses which were checked in that very moment.

The address that was checked is the one that is connected to; the certificate is still checked against the name. No
redirects, no proxies or credentials from the environment, no retries.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore2
import httpx2

from plugin.ai.providers.address import AddressRefused, Resolve, check_url, permitted, resolve

_CONNECT_SECONDS = 5.0


class CheckedBackend(httpcore2.NetworkBackend):  # type: ignore[misc]  # not looked into: see pyproject
    """Resolves, checks, and connects to what was checked."""

    def __init__(self, *, private: bool, plain: bool, resolve: Resolve = resolve) -> None:
        self._private = private
        self._plain = plain
        self._resolve = resolve
        self._sockets = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> Any:  # noqa: ANN401 (a stream of the library)
        """Connect to the first address that answers; `httpcore2.ConnectError` where none does or one is refused."""
        try:
            addresses = permitted(host, port, private=self._private, plain=self._plain, resolve=self._resolve)
        except AddressRefused as fault:
            raise httpcore2.ConnectError(f"address refused: {fault}") from fault
        except OSError as fault:
            raise httpcore2.ConnectError("the name does not resolve") from fault
        last: Exception = httpcore2.ConnectError("the name has no address")
        for address in addresses:
            try:
                return self._sockets.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as fault:
                last = fault
        raise last


class CheckedTransport(httpx2.BaseTransport):  # type: ignore[misc]
    """Sends requests over connections of `CheckedBackend`."""

    def __init__(self, backend: Any, *, connections: int, verify: ssl.SSLContext | None = None) -> None:  # noqa: ANN401
        self._pool = httpcore2.ConnectionPool(
            ssl_context=verify or httpx2.create_ssl_context(trust_env=False),
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=30.0,
            http1=True,
            http2=False,
            retries=0,
            network_backend=backend,
        )

    def handle_request(self, request: Any) -> Any:  # noqa: ANN401
        """Send one request; the body of the answer is read as it comes."""
        url = request.url
        with _translated():
            answer = self._pool.handle_request(
                httpcore2.Request(
                    method=request.method,
                    url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        return httpx2.Response(
            status_code=answer.status, headers=answer.headers, stream=_Body(answer.stream), extensions=answer.extensions
        )

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


class _Body(httpx2.SyncByteStream):  # type: ignore[misc]
    """The body of an answer."""

    def __init__(self, stream: Any) -> None:  # noqa: ANN401
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        with _translated():
            yield from self._stream

    def close(self) -> None:
        self._stream.close()


@contextmanager
def _translated() -> Iterator[None]:
    """Faults of the connection as the SDKs know them."""
    try:
        yield
    except httpcore2.TimeoutException as fault:
        kind = httpx2.ConnectTimeout if isinstance(fault, httpcore2.ConnectTimeout) else httpx2.ReadTimeout
        raise kind(str(fault)) from fault
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as fault:
        kind = httpx2.ConnectError if isinstance(fault, httpcore2.ConnectError) else httpx2.ReadError
        raise kind(str(fault)) from fault


def checked_client(base_url: str, *, private: bool, connections: int = 16, resolve: Resolve = resolve) -> Any:  # noqa: ANN401
    """Return a client for the SDKs of `openai` and `anthropic` that reaches no address that is not permitted.

    Raises:
        AddressRefused: the written address is refused already.
    """
    plain = check_url(base_url, private=private).scheme == "http"
    backend = CheckedBackend(private=private, plain=plain, resolve=resolve)
    return httpx2.Client(
        transport=CheckedTransport(backend, connections=connections),
        follow_redirects=False,
        trust_env=False,
    )


def timeouts(seconds: float) -> Any:  # noqa: ANN401
    """Return the time-outs of one request: a short one for connecting, `seconds` of silence for the rest."""
    return httpx2.Timeout(seconds, connect=min(_CONNECT_SECONDS, seconds), pool=seconds)
