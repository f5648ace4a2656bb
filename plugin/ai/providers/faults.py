"""From what goes wrong with a provider to the one tree of errors; a vendor's own words go nowhere.

An error's body may repeat the prompt, so only the status and the name of the error's class are kept for the log.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from plugin.ai.providers.address import AddressRefused
from plugin.errors import EngineFault

TIMED_OUT = "engine_timeout"
_TOO_MANY, _REQUEST_TIMEOUT, _CONFLICT = 429, 408, 409
_SERVER = 500
_LONGEST_WAIT = 3600.0
_DEEPEST = 12


class Passing(EngineFault):
    """A fault before anything was answered: asking again cannot do anything twice."""


def of_status(status: int, detail: str, headers: Mapping[str, str] | None = None) -> EngineFault:
    """Return the fault of an HTTP status that is not success."""
    said = f"status {status}: {detail}"
    if status == _TOO_MANY:
        return rate_limited(said, headers)
    if status in {_REQUEST_TIMEOUT, _CONFLICT} or status >= _SERVER:
        return Passing("The engine is not available.", code="engine_unreachable", detail=said)
    return misconfigured(said)


def rate_limited(detail: str, headers: Mapping[str, str] | None = None) -> Passing:
    """Return the fault of a provider that takes no more, with the seconds that it named."""
    return Passing(
        "The engine takes no more requests for the moment.",
        code="engine_rate_limited",
        detail=detail,
        retry_after=_retry_after(headers or {}),
    )


def of_connection(fault: BaseException) -> EngineFault:
    """Return the fault of a connection that could not be made or was lost, by what lies behind the SDK's error."""
    names: list[str] = []
    cause: BaseException | None = fault
    while cause is not None and len(names) < _DEEPEST:
        if isinstance(cause, AddressRefused):
            return misconfigured(f"the address {cause}")
        names.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    if any("Timeout" in name for name in names) and not any("ConnectTimeout" in name for name in names):
        return timed_out(names[0])
    return unreachable(names[-1])


def unreachable(detail: str) -> Passing:
    """Return the fault of a provider to which no connection could be made."""
    return Passing("The engine is not available.", code="engine_unreachable", detail=detail)


def misconfigured(detail: str) -> EngineFault:
    """Return the fault of a provider that does not take our key, model or request: an administrator's work."""
    return EngineFault("The engine is not set up correctly.", code="engine_misconfigured", detail=detail)


def timed_out(detail: str = "") -> EngineFault:
    """Return the fault of an answer that did not come in time."""
    return EngineFault("The engine took too long. Try again.", code=TIMED_OUT, detail=detail)


def cut_off(detail: str) -> EngineFault:
    """Return the fault of an answer that broke off."""
    return EngineFault("The engine's answer broke off. Nothing was kept.", code="engine_cut_off", detail=detail)


def invalid(detail: str) -> EngineFault:
    """Return the fault of an answer that is not what was asked for."""
    return EngineFault("The engine's answer could not be read.", code="engine_answer_invalid", detail=detail)


def refused(detail: str = "") -> EngineFault:
    """Return the fault of a model, or of its provider's filter, that will not answer."""
    return EngineFault("The engine declined to answer.", code="engine_refused", detail=detail)


def unsafe(detail: str) -> EngineFault:
    """Return the fault of an answer that shows that the text steered the engine."""
    return EngineFault("The engine's answer was not safe to show.", code="engine_unsafe", detail=detail)


@contextmanager
def shaped() -> Iterator[None]:
    """Turn what goes wrong with a response of another shape into its fault."""
    try:
        yield
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as fault:
        raise invalid(type(fault).__name__) from fault


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Read `Retry-After` (RFC 9110, 10.2.3: seconds or a date); None where it says nothing usable."""
    raw = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    try:
        seconds = float(raw)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(raw) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            return None
    return min(max(seconds, 0.0), _LONGEST_WAIT) if seconds == seconds else None  # noqa: PLR0124 (NaN is not itself)
