"""The one tree of errors that a person may meet.

    VouchError                       code, status, message safe to show
    +-- BadRequest        400        the request's shape is wrong
    |   +-- BodyTooLarge  413
    +-- Unauthenticated   401        the token does not prove who is calling
    +-- SessionExpired    401        it did, and its time is over: ask for a new one
    +-- Forbidden         403        known caller, not allowed (a policy's refusal is not an error: see policy)
    +-- NotFound          404        no such thing for this tenant and person
    +-- Conflict          409        the state does not permit it
    +-- TooMany           429        over a limit; `retry_after` seconds
    +-- HostFault         502        Jira or Confluence failed; code tells how
    +-- EngineFault       502        the engine failed; code tells how
    +-- Unavailable       503        we cannot do it now

Codes are stable: the panel translates by code, and docs/api.md lists them. `message` is plain English, never
made from `str(exception)`; `detail` is for the log, `details` are for the caller and safe to show.
"""

from __future__ import annotations

from typing import Any


class VouchError(Exception):
    """An error with a stable code, an HTTP status and words that are safe to show."""

    code = "internal"
    status = 500
    message = "Something broke on our side. Try again."

    def __init__(
        self,
        message: str | None = None,
        *,
        code: str | None = None,
        detail: str = "",
        retry_after: float | None = None,
        details: list[dict[str, Any]] | None = None,
    ) -> None:
        self.message = message or type(self).message
        self.code = code or type(self).code
        self.detail = detail
        self.retry_after = retry_after
        self.details = details or []
        super().__init__(f"{self.code}: {detail or self.message}")


class SettingsError(VouchError):
    """A setting is missing or insecure; the message names the variable. Stops the start."""

    code = "settings"


class BadRequest(VouchError):
    """The request's shape is wrong."""

    code, status = "bad_request", 400
    message = "This request is not understood. Reload the page and try again."


class BodyTooLarge(BadRequest):
    """The request's body is over the limit."""

    code, status = "body_too_large", 413
    message = "This request is too large."


class Unauthenticated(VouchError):
    """The token is missing, forged, of the wrong kind, or for somebody else."""

    code, status = "unauthenticated", 401
    message = "We could not verify who is asking. Reload the page."


class SessionExpired(Unauthenticated):
    """The token was right once; its time is over."""

    code = "session_expired"
    message = "This panel has been open for a while. Reload it to go on."


class Forbidden(VouchError):
    """A known caller who may not do this."""

    code, status = "forbidden", 403
    message = "You may not do this."


class NotFound(VouchError):
    """Nothing of that name for this tenant and person."""

    code, status = "not_found", 404
    message = "This is not here."


class Conflict(VouchError):
    """The thing's state does not permit this."""

    code, status = "conflict", 409
    message = "This changed in the meantime. Reload and look again."


class TooMany(VouchError):
    """Over a limit."""

    code, status = "too_many", 429
    message = "Too many requests at once. Wait a little and try again."


class HostFault(VouchError):
    """Jira or Confluence did not do its part; `code` tells how (`host_unreachable`, `host_rate_limited`, ...)."""

    code, status = "host_unreachable", 502
    message = "Jira or Confluence is not answering. Try again in a minute."


class EngineFault(VouchError):
    """The engine failed; `code` tells how (`engine_failed`, `engine_timeout`, ...)."""

    code, status = "engine_failed", 502
    message = "The summary could not be made. Try again."


class Unavailable(VouchError):
    """We cannot do it now."""

    code, status = "unavailable", 503
    message = "Vouch is not available right now. Try again in a minute."
