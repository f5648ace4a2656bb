"""Faults of a host (Jira or Confluence), told apart by what a caller can do about them.

    HostError
    +-- HostUnreachable        no answer in time, or none at all: try again later
    +-- HostRateLimited        429 or a 503 with Retry-After: `retry_after` seconds
    +-- HostRefused            401 / 403: this person may not
    |   +-- ImpersonationRefused   the host gives no token for this person
    |   +-- HostSettling           the app was installed minutes ago, and its permissions may still be on their way
    +-- HostNotFound           404: gone, or hidden from this person
    +-- HostConflict           409 / 412: somebody was faster
    +-- HostAnswerInvalid      an answer that is not what the host's API promises
    |   +-- HostRejected           400 / 422: the host did not take what we sent; `fields` names what it disliked
    +-- HostRedirected         a redirect to another origin, never followed
    +-- WouldLose              a write into a text that could lose something of it: never sent

`str(error)` is for developers; it never holds a token, a body or a URL with a query.
"""

from __future__ import annotations


class HostError(Exception):
    """Any fault of the host or of the way to it."""

    def __init__(self, detail: str, *, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.retry_after = retry_after


class HostUnreachable(HostError):
    """No connection, a time-out, or a 5xx that did not go away within the budget."""


class HostRateLimited(HostError):
    """The host asked us to wait longer than the time budget allows."""


class HostRefused(HostError):
    """The host says that this person may not do this (401 or 403)."""


class ImpersonationRefused(HostRefused):
    """The host's authorisation server gave no token for this person."""


class HostSettling(HostRefused):
    """A refusal while the app's permissions may not have arrived yet: it may mean nothing."""


class HostNotFound(HostError):
    """The item does not exist, or this person may not know that it does (404)."""


class HostVersionMissing(HostNotFound):
    """The page is there for this person, and the version of it that was asked for is not."""


class HostConflict(HostError):
    """The item changed in between (409 or 412)."""


class HostAnswerInvalid(HostError):
    """The answer is not JSON, or lacks what the API promises."""


class HostRejected(HostAnswerInvalid):
    """The host did not take what was sent (400 or 422), and changed nothing.

    `fields` are the names of the fields that it complained about, as it writes them; its words are not kept.
    """

    def __init__(self, detail: str, *, status: int | None = None, fields: tuple[str, ...] = ()) -> None:
        super().__init__(detail, status=status)
        self.fields = fields


class HostRedirected(HostError):
    """The host redirected to another origin; credentials never follow."""


class WouldLose(HostError):
    """A write that could lose something of the text that stands there; nothing was sent.

    `reason` is one of:
        not_a_document   what stands there cannot be read as a document of its format
        elsewhere        parts of it are kept in another format, and would be lost
        ambiguous        two sections of our title stand in it
        nesting          Atlassian's schema does not allow the section where it would stand
        too_long         the text would be longer than the product keeps
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
