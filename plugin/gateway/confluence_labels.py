"""Labels that a person took for a page: added in one request; what is there already stays there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from connectors.confluence import labels
from connectors.confluence.client import ConfluenceClient
from connectors.host.access import Access
from connectors.host.errors import HostConflict, HostError, HostRateLimited, HostRejected, HostUnreachable
from connectors.host.model import Item
from plugin.errors import BadRequest
from plugin.gateway.approval import Approved, FieldWish, Value
from plugin.gateway.confluence_comment import ClientFactory
from plugin.gateway.faults import LOOK_AFTER, may_write, translated
from plugin.gateway.field_plan import Held, planned, settled, taken_back, without
from plugin.gateway.writing import ALREADY_SO, ChangeState, FieldChange, Written

_LABELS = "labels"


class ConfluenceLabels:
    """Implements `Writer`; a page has no other field that Vouch writes."""

    def __init__(self, client: ClientFactory) -> None:
        self._client = client

    def preview(self, approved: Approved, access: Access) -> Written:
        """Return the labels as they are and as they would be.

        Raises:
            BadRequest: `target_not_here`: a field that a page does not have.
        """
        wishes = _wishes(approved)
        return Written(changes=tuple(planned(_held(self._client(access), approved.allowed.ask.item), wishes)))

    def write(self, approved: Approved, access: Access, *, account_id: str, before: Written | None) -> Written:  # noqa: ARG002 (the port's)
        """Add what is missing, then look what came of it.

        Raises:
            BadRequest: as `preview`.
        """
        item, client, wishes = approved.allowed.ask.item, self._client(access), _wishes(approved)
        plan = planned(_held(client, item), wishes, before.changes if before is not None else ())
        todo = [change for change in plan if change.state is ChangeState.PLANNED]
        changes = [change for change in plan if change.state is not ChangeState.PLANNED]
        if todo:
            changes += _write(client, item, todo)
        return Written(changes=tuple(changes))

    def undo(self, access: Access, item: Item, written: Written) -> None:
        """Take away what we added and is still there; labels of others stay, and so do those that came since."""
        client = self._client(access)
        ours = [c for c in written.changes if c.state is ChangeState.WRITTEN and c.reason != ALREADY_SO]
        for back in taken_back(_held(client, item), ours, frozenset({_LABELS})) if ours else ():
            for value in back.remove:
                labels.remove_label(client, item, value.name)

    def held(self, access: Access, item: Item, names: Iterable[str]) -> Held:  # noqa: ARG002 (a page has labels alone)
        """Return the page's labels, as this person sees them.

        Raises:
            HostFault: Confluence did not say.
        """
        with translated():
            return _held(self._client(access), item)


def _wishes(approved: Approved) -> list[FieldWish]:
    """What was taken, as Confluence writes labels: in small letters."""
    if any(wish.field != _LABELS for wish in approved.fields):
        raise BadRequest("A page has labels, and no other field that can be written.", code="target_not_here")
    names = dict.fromkeys(wish.value.name.lower() for wish in approved.fields)
    return [replace(approved.fields[0], value=Value(name, name)) for name in names]


def _write(client: ConfluenceClient, item: Item, todo: Sequence[FieldChange]) -> list[FieldChange]:
    """Add, and judge by what the page has afterwards; an answer that never came may hide a write."""
    names = [value.name for change in todo for value in without(change.after, change.before)]
    reason, fault = "", None
    try:
        with may_write():
            there = labels.add_labels(client, item, names)
    except HostRejected:
        return settled(todo, {_LABELS: todo[0].before}, {_LABELS: "field_refused"})  # nothing was written
    except (HostConflict, HostRateLimited, HostUnreachable) as met:
        reason, fault, there = LOOK_AFTER[type(met)], met, ()
    if not set(names) <= set(there):  # no answer, or one that shows only so many
        try:
            there = labels.labels_of(client, item)
        except HostError:
            if fault is not None:
                raise fault from None
            raise
    return settled(todo, {_LABELS: _values(there)}, {_LABELS: reason})


def _held(client: ConfluenceClient, item: Item) -> Held:
    return {_LABELS: _values(labels.labels_of(client, item))}


def _values(names: Sequence[str]) -> tuple[Value, ...]:
    return tuple(Value(name, name) for name in names)
