"""The versions of a page that a person may choose from to see what changed."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.host.model import PageVersion, Place
from plugin.assist.repository import Runs
from plugin.assist.seen import version_seen
from plugin.errors import BadRequest, Forbidden
from plugin.gateway.gateway import Gateway
from plugin.identity.caller import Caller
from plugin.policy.model import Allowed, Ask, UseCase


@dataclass(frozen=True, slots=True)
class History:
    """The newest versions, the newest first, and the one that this person's last finished run rests on."""

    versions: tuple[PageVersion, ...]
    seen: int | None


class Histories:
    """Makes them."""

    def __init__(self, *, gateway: Gateway, runs: Runs) -> None:
        self._gateway = gateway
        self._runs = runs

    def of(self, caller: Caller) -> History:
        """Return the history of the page in front of the caller.

        Raises:
            BadRequest: `no_item`: the verified token names no page.
            Forbidden: `refused`: the policy lets nobody compare versions here.
            NotFound: `no_such_version`: what is here has no versions.
            HostFault: the host did not answer, or does not show the page to this person.
        """
        if caller.item is None:
            raise BadRequest("Open this from a page.", code="no_item")
        item, place = caller.item, caller.place or Place(caller.product)
        if not place.key or not item.id:
            item, place = self._gateway.locate(caller.access, item)
        subject = self._gateway.subject(caller.tenant_id, caller.person, caller.product, caller.access)
        decision = self._gateway.admit(subject, Ask(UseCase.CHANGES, item, place))
        if not isinstance(decision, Allowed):
            raise Forbidden("AI may not read this.", code="refused")
        versions = self._gateway.versions(decision, caller.access)
        seen = version_seen(self._runs, caller.tenant_id, caller.person, item)
        return History(versions, seen or None)
