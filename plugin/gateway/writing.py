"""The only door for writing: takes an `Approved`, refuses a place that is too wide, writes as the person.

Each product has one writer a target. A writer does one thing at the host, once: told that an earlier try may have
happened, it looks for what that one left before it writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

import structlog

from connectors.host.access import Access
from connectors.host.errors import HostError
from connectors.host.model import Item, Product
from plugin.errors import BadRequest, Conflict
from plugin.gateway.approval import Approved, Target, Value
from plugin.gateway.faults import translated

_log = structlog.get_logger(__name__)


class ChangeState(StrEnum):
    """What became of one change."""

    PLANNED = "planned"
    WRITTEN = "written"
    NOT_WRITTEN = "not_written"  # the host did not take it; the same wish again tries this rest alone


ALREADY_SO = "already_so"
"""Reason of a change that was none: the host held the value before; undo leaves it."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, before and after; `reason` is a stable code where it was not written."""

    field: str
    before: tuple[Value, ...]
    after: tuple[Value, ...]
    state: ChangeState = ChangeState.PLANNED
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the host now.

    Attributes:
        id: the host's id of what was made (a comment, a page), or empty.
        version: by which a later change is noticed, as the host writes it.
        href: where to look at it.
        changes: field by field, for fields.
        kept: what was there before, for undo; kept encrypted, never recorded.
    """

    id: str = ""
    version: str = ""
    href: str = ""
    changes: tuple[FieldChange, ...] = ()
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether nothing is left to write."""
        return all(change.state is not ChangeState.NOT_WRITTEN for change in self.changes)

    @property
    def nothing(self) -> bool:
        """Whether the host took none of it."""
        return bool(self.changes) and all(change.state is ChangeState.NOT_WRITTEN for change in self.changes)


class Writer(Protocol):
    """Writes one target of one product, as one person a call; may raise `HostError` and `VouchError`."""

    def preview(self, approved: Approved, access: Access) -> Written:
        """Return what would change, field by field, from what the host holds now, and what undo would need to know.

        Nothing is written. It is noted before the first try, so that a lost answer does not take the undo away.
        """
        ...

    def write(self, approved: Approved, access: Access, *, account_id: str, before: Written | None) -> Written:
        """Write; `before` is what is known of an earlier try of the same wish, whole or not."""
        ...

    def undo(self, access: Access, item: Item, written: Written) -> None:
        """Take it back where nobody changed it since; `Conflict` `changed_since` where somebody did."""
        ...


class Marker(Protocol):
    """Sets the property that says where an approved text came from; it holds a run's id and an HMAC, nothing else.

    It stands on the item, or on what was written (`written`), as the product's marker knows.
    """

    def mark(self, access: Access, item: Item, target: Target, written: Written, value: dict[str, str]) -> None:
        """Set it."""
        ...

    def unmark(self, access: Access, item: Item, target: Target, written: Written) -> None:
        """Take it away; that it is gone already is as good."""
        ...


class Writing:
    """Every writer and marker, by product."""

    def __init__(self, writers: Mapping[Product, Mapping[Target, Writer]], markers: Mapping[Product, Marker]) -> None:
        self._writers = writers
        self._markers = markers

    def targets(self, product: Product) -> frozenset[Target]:
        """Return where the outputs of a product can go."""
        return frozenset(self._writers.get(product, {}))

    def check(self, approved: Approved) -> None:
        """Refuse what can never be written, before anybody notes that it is about to be.

        Raises:
            BadRequest: `target_not_here`.
            Conflict: `too_wide`: more people could read it there than its narrowest source; `not_own_body`: a page
                shows a summary of its own text alone.
        """
        self._writer(approved)
        if approved.refusal == "not_own_body":
            words = "It also rests on what does not stand on the page itself. Nothing was written."
            raise Conflict(words, code="not_own_body")
        if approved.refusal:
            words = "More people could read it there than may read what it rests on. Nothing was written."
            raise Conflict(words, code="too_wide")

    def preview(self, approved: Approved, access: Access) -> Written:
        """Return what would change at the host; nothing is written.

        Raises:
            HostFault: the host did not answer.
        """
        with translated():
            return self._writer(approved).preview(approved, access)

    def write(
        self,
        approved: Approved,
        access: Access,
        *,
        account_id: str,
        before: Written | None,
        provenance: dict[str, str],
    ) -> Written:
        """Write, once: a second try first looks for what the first one left.

        Args:
            approved: what, and where.
            access: as the person who approved.
            account_id: whose earlier try to look for.
            before: what an earlier try may have written; None for a first try.
            provenance: the property's value for a text.

        Raises:
            VouchError: as `check`.
            HostFault: the host did not do it; `not_internal` where a note came back public and was withdrawn.
        """
        self.check(approved)
        with translated():
            written = self._writer(approved).write(approved, access, account_id=account_id, before=before)
        if approved.text and not written.nothing:
            self._mark(approved, access, written, provenance)
        return written

    def undo(self, target: Target, access: Access, item: Item, written: Written) -> None:
        """Take back what was written, if nobody changed it since.

        Raises:
            Conflict: `changed_since`.
            HostFault: the host did not do it.
        """
        with translated():
            self._writers[item.product][target].undo(access, item, written)
            if target is Target.MACRO:
                self._unmark(target, access, item, written)
            elif target is not Target.FIELDS:
                self._markers[item.product].unmark(access, item, target, written)

    def _writer(self, approved: Approved) -> Writer:
        found = self._writers.get(approved.allowed.ask.item.product, {}).get(approved.target)
        if found is None:
            raise BadRequest("This cannot be written there.", code="target_not_here")
        return found

    def _mark(self, approved: Approved, access: Access, written: Written, provenance: dict[str, str]) -> None:
        """The text stands already; a mark that fails must not make it look as if it did not."""
        item = approved.allowed.ask.item
        try:
            self._markers[item.product].mark(access, item, approved.target, written, provenance)
        except HostError as fault:
            _log.warning("mark_failed", run=approved.run_id, kind=type(fault).__name__)

    def _unmark(self, target: Target, access: Access, item: Item, written: Written) -> None:
        """What the page shows is ours to withdraw; a mark that stays is believed by nobody."""
        try:
            self._markers[item.product].unmark(access, item, target, written)
        except HostError as fault:
            _log.warning("unmark_failed", kind=type(fault).__name__)
