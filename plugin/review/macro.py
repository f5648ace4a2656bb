"""What a page shows of a summary that a person approved, to whoever looks at the page.

The reader's own right to open the page and the policy of now are asked each time. The text is shown only where the
record says that exactly this was approved for this page; the mark on the page proves nothing by itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from connectors.host.model import Item, Place
from plugin.audit.chain import hash_payload
from plugin.audit.repository import records_of_run
from plugin.errors import BadRequest, HostFault
from plugin.gateway.approval import Target
from plugin.gateway.gateway import Gateway
from plugin.gateway.people import People
from plugin.gateway.showing import Looked, Showings
from plugin.identity.caller import Caller
from plugin.policy.model import Allowed, Ask, UseCase
from plugin.review.model import WriteState
from plugin.review.provenance import Provenance
from plugin.review.repository import Decisions
from plugin.review.summaries import ApprovedSummary, Ended, Summaries
from plugin.store.database import Database

AccountOf = Callable[[Connection, str, str], str]


class MacroState(StrEnum):
    """What stands in the macro's place."""

    NONE = "none"  # nobody approved a summary of this page yet
    SHOWN = "shown"
    STALE = "stale"  # shown, and the page has moved on since
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    WITHHELD = "withheld"  # the policy of now says no, or the record does not say that this was approved


class Mark(StrEnum):
    """What the property on the page says beside the record."""

    MATCHES = "matches"
    MISSING = "missing"
    DIFFERS = "differs"  # it names another run: nothing of it is believed


@dataclass(frozen=True, slots=True)
class Shown:
    """What one reader sees; all but the state is empty where no text is shown."""

    state: MacroState
    text: str = ""
    language: str = ""
    source_version: str = ""
    version: str = ""
    approver: str = ""  # a name as the host shows it to this reader; empty where it does not
    at: datetime | None = None
    mark: Mark = Mark.MISSING


class Macros:
    """Shows approved summaries."""

    def __init__(
        self,
        *,
        database: Database,
        gateway: Gateway,
        showings: Showings,
        people: People,
        summaries: Summaries,
        decisions: Decisions,
        provenance: Provenance,
        account_of: AccountOf,
    ) -> None:
        self._database = database
        self._gateway = gateway
        self._showings = showings
        self._people = people
        self._summaries = summaries
        self._decisions = decisions
        self._provenance = provenance
        self._account_of = account_of

    def of(self, caller: Caller) -> Shown:
        """Return what the page in front of this person shows them.

        Raises:
            BadRequest: `no_item`: the verified token names no page.
            HostFault: `no_permission` where this person may not open the page; or the host did not answer.
        """
        if caller.item is None:
            raise BadRequest("Open this from a page.", code="no_item")
        item, place = self._gateway.locate(caller.access, caller.item)  # as the reader: the host says who may open it
        summary = self._summaries.of(caller.tenant_id, item)
        if summary is None:
            return Shown(MacroState.NONE)
        if summary.ended is not Ended.NOT:
            return Shown(MacroState(summary.ended.value))
        allowed = self._allowed(caller, item, place)
        if allowed is None or not self._approved(summary):
            return Shown(MacroState.WITHHELD)
        return self._shown(caller, summary, allowed)

    def _allowed(self, caller: Caller, item: Item, place: Place) -> Allowed | None:
        subject = self._gateway.subject(caller.tenant_id, caller.person, caller.product, caller.access)
        decision = self._gateway.admit_here(subject, Ask(UseCase.SUMMARISE, item, place), caller.access)
        return decision if isinstance(decision, Allowed) else None

    def _shown(self, caller: Caller, summary: ApprovedSummary, allowed: Allowed) -> Shown:
        looked = self._showings.look(allowed, caller.access)
        with self._database.read() as connection:
            account_id = self._account_of(connection, summary.tenant_id, summary.person)
        return Shown(
            MacroState.SHOWN if looked.version == summary.source_version else MacroState.STALE,
            text=summary.text,
            language=summary.language,
            source_version=summary.source_version,
            version=looked.version,
            approver=self._name(caller, account_id),
            at=summary.at,
            mark=self._mark(summary, looked),
        )

    def _name(self, caller: Caller, account_id: str) -> str:
        """A name is worth less than the summary: where the host does not give it, it is left out."""
        try:
            return self._people.name_of(caller.product, caller.access, account_id) if account_id else ""
        except HostFault:
            return ""

    def _approved(self, summary: ApprovedSummary) -> bool:
        """Whether the decision stands, and the record says that this very text was written for this page."""
        decision = self._decisions.of(summary.tenant_id, summary.run_id)
        if decision is None or (decision.target, decision.write_state) != (Target.MACRO, WriteState.WRITTEN):
            return False
        with self._database.read() as connection:
            found = records_of_run(connection, summary.tenant_id, summary.run_id)
        for record in found:
            if record.payload is None or record.salt is None:
                continue
            said = json.loads(record.payload)
            here = said.get("item") == (summary.item.key or summary.item.id)
            whole = hash_payload(record.salt, record.payload) == record.payload_hash
            if here and whole and said.get("written", {}).get("digest") == summary.digest:
                return True
        return False

    def _mark(self, summary: ApprovedSummary, looked: Looked) -> Mark:
        if self._provenance.claimed(summary.tenant_id, summary.item.id, looked.mark) == summary.run_id:
            return Mark.MATCHES
        named = looked.mark.get("run") if isinstance(looked.mark, dict) else None
        # The right run under a key that was taken away since proves nothing, and is nobody's doing either.
        return Mark.MISSING if looked.mark is None or named == summary.run_id else Mark.DIFFERS
