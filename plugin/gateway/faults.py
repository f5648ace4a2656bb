"""Faults of a host in the product's words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from connectors.host.errors import (
    HostAnswerInvalid,
    HostConflict,
    HostError,
    HostNotFound,
    HostRateLimited,
    HostRefused,
    HostRejected,
    HostSettling,
    HostUnreachable,
    HostVersionMissing,
    ImpersonationRefused,
    WouldLose,
)
from plugin.errors import Conflict, HostFault, NotFound

LOOK_AFTER: dict[type[HostError], str] = {
    HostConflict: "conflict",
    HostRateLimited: "rate_limited",
    HostUnreachable: "no_answer",
}
"""Faults of a write of values after which the host is asked what it holds, each with the reason where it holds none."""


class NotPermitted(HostFault):
    """The host does not let this person see the item (403), or it is gone (404): the same words for both."""

    code, status = "no_permission", 403
    message = "You may not open this item, or it is gone."


class MayNotWrite(HostFault):
    """The host lets this person read there, and not write this."""

    code, status = "write_refused", 403
    message = "You may read this, but you may not write it there. Nothing was written."


class NoImpersonation(HostFault):
    """The host gives no token for this person, so nothing can be read as them, and nobody else reads for them."""

    code, status = "impersonation_refused", 403
    message = "Vouch reads only as you, and your account does not allow that. Ask your administrator."


class KeptOut(Conflict):
    """What stands there could lose something by the write, so nothing was sent."""

    code, status = "would_lose", 409
    message = "Vouch cannot write this without risking what stands there. Nothing was written."


class TwoSections(KeptOut):
    """Nobody can say which of two sections of our name is meant."""

    code, status = "two_sections", 409
    message = "Two sections of this name stand there. Remove one of them. Nothing was written."


class ItemFull(KeptOut):
    """The text would be longer than the product keeps."""

    code, status = "item_full", 409
    message = "There is no room for this text there. Shorten it. Nothing was written."


@contextmanager
def may_write() -> Iterator[None]:
    """Turn a refusal of the block into `MayNotWrite`: what is written to was read as the same person just before.

    Confluence answers 404 where somebody may see a page and not write there.
    """
    try:
        yield
    except (ImpersonationRefused, HostSettling):
        raise
    except (HostRefused, HostNotFound) as fault:
        raise MayNotWrite(detail=str(fault)) from fault


@contextmanager
def translated() -> Iterator[None]:
    """Turn any `HostError` of the block into a fault of ours with a stable code and safe words."""
    try:
        yield
    except ImpersonationRefused as fault:
        raise NoImpersonation(detail=str(fault)) from fault
    except HostVersionMissing as fault:
        words = "This page has no such versions to compare."
        raise NotFound(words, code="no_such_version", detail=str(fault)) from fault
    except HostSettling as fault:
        words = (
            "Vouch was installed minutes ago, and Atlassian is still giving it its permissions. Try again in a minute."
        )
        raise HostFault(words, code="host_settling", detail=str(fault), retry_after=60) from fault
    except (HostRefused, HostNotFound) as fault:
        raise NotPermitted(detail=str(fault)) from fault
    except WouldLose as fault:
        raise {"ambiguous": TwoSections, "too_long": ItemFull}.get(fault.reason, KeptOut)(detail=str(fault)) from fault
    except HostRateLimited as fault:
        words = "Jira or Confluence asks us to slow down. Try again in a minute."
        raise HostFault(words, code="host_rate_limited", detail=str(fault), retry_after=fault.retry_after) from fault
    except HostRejected as fault:
        words = "Jira or Confluence did not accept this, so nothing was changed."
        raise HostFault(words, code="host_rejected", detail=f"{fault}: {', '.join(fault.fields)}") from fault
    except HostAnswerInvalid as fault:
        words = "Jira or Confluence sent something that Vouch cannot read. Nothing was made of it."
        raise HostFault(words, code="host_answer_invalid", detail=str(fault)) from fault
    except HostError as fault:
        raise HostFault(detail=str(fault)) from fault
