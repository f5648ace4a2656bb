"""The door of the administrators' pages: the host is asked each time; who came and who was refused is recorded."""

from __future__ import annotations

from connectors.host.model import Place
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.errors import Forbidden
from plugin.gateway.administration import Administration
from plugin.identity.caller import Caller
from plugin.store.database import Database


class AdminDoor:
    """Lets only administrators through."""

    def __init__(self, database: Database, administration: Administration) -> None:
        self._database = database
        self._administration = administration

    def let_in(self, caller: Caller, page: str, *, opened: bool = False) -> None:
        """Return if the host says that this person administers the site.

        Args:
            caller: who asks.
            page: which of our pages, for the record.
            opened: whether the page is being opened, which is a sign-in, and not used further.

        Raises:
            Forbidden: `not_admin`; recorded.
            HostFault: the host did not answer.
        """
        try:
            self._administration.require_admin(caller.product, caller.access)
        except Forbidden:
            self._record(caller, AuditEvent.ADMIN_REFUSED, page)
            raise
        if opened:
            self._record(caller, AuditEvent.ADMIN_SIGNED_IN, page)

    def let_into_place(self, caller: Caller, key: str, page: str, *, opened: bool = False) -> Place:
        """Return a project or space if the host says that this person administers it, or the site.

        Args:
            caller: who asks; the place is one of the product's that they call from.
            key: the place's, from anywhere: the host is asked about exactly this one.
            page: which of our pages, for the record.
            opened: as for `let_in`.

        Raises:
            Forbidden: `not_place_admin`; recorded.
            HostFault: the host did not answer.
        """
        name = f"{caller.product.value}:{key}"
        try:
            place = self._administration.require_place_admin(caller.product, caller.access, key)
        except Forbidden:
            self._record(caller, AuditEvent.ADMIN_REFUSED, page, place=name)
            raise
        if opened:
            self._record(caller, AuditEvent.ADMIN_SIGNED_IN, page, place=f"{caller.product.value}:{place.key}")
        return place

    def _record(self, caller: Caller, event: AuditEvent, page: str, **more: str) -> None:
        payload = {"person": caller.person, "product": caller.product.value, "page": page, **more}
        with self._database.begin() as connection:
            append(connection, caller.tenant_id, event, payload)
