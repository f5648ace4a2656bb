"""Values that a person took for an issue's fields: one write an apply, which never takes a person's value away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from connectors.host.access import Access
from connectors.host.errors import HostConflict, HostError, HostRateLimited, HostRejected, HostUnreachable
from connectors.host.model import Item
from connectors.jira.edit import LISTS, Edit, IssueFields
from plugin.errors import Conflict
from plugin.gateway.approval import Approved, Value
from plugin.gateway.faults import LOOK_AFTER, translated
from plugin.gateway.field_plan import Held, TakenBack, planned, settled, taken_back, without
from plugin.gateway.jira_comment import ClientFactory
from plugin.gateway.writing import ALREADY_SO, ChangeState, FieldChange, Written


class JiraFields:
    """Implements `Writer`."""

    def __init__(self, client: ClientFactory) -> None:
        self._client = client

    def preview(self, approved: Approved, access: Access) -> Written:
        """Return old and new, field by field.

        Raises:
            Conflict: `changed_since`: a person set another value after the run; `details` say which.
        """
        fields = self._fields(access, approved.allowed.ask.item, (wish.field for wish in approved.fields))
        return Written(changes=tuple(planned(_held(fields), approved.fields)))

    def write(self, approved: Approved, access: Access, *, account_id: str, before: Written | None) -> Written:  # noqa: ARG002 (the port's)
        """Write what is not so yet, then look what came of it.

        Raises:
            Conflict: as `preview`; nothing is written then.
        """
        fields = self._fields(access, approved.allowed.ask.item, (wish.field for wish in approved.fields))
        plan = planned(_held(fields), approved.fields, before.changes if before is not None else ())
        todo = [change for change in plan if change.state is ChangeState.PLANNED]
        changes = [change for change in plan if change.state is not ChangeState.PLANNED]
        if todo:
            changes += _write(fields, todo)
        return Written(version=fields.version, href=fields.href, changes=tuple(changes))

    def undo(self, access: Access, item: Item, written: Written) -> None:
        """Take away what was added, set back what was set; where a person changed one since, leave all as it is.

        Raises:
            Conflict: `changed_since`, or `undo_incomplete`; `details` say which fields.
        """
        ours = [c for c in written.changes if c.state is ChangeState.WRITTEN and c.reason != ALREADY_SO]
        fields = self._fields(access, item, (change.field for change in ours))
        back = taken_back(_held(fields), ours, LISTS) if ours else []
        if back:
            fields.change([_back(each) for each in back])
            left = [{"field": each.field} for each in taken_back(_held(fields), ours, LISTS)]
            if left:
                raise Conflict("Not all of it could be taken back.", code="undo_incomplete", details=left)

    def held(self, access: Access, item: Item, names: Iterable[str]) -> Held:
        """Return what some fields hold now, as this person sees them.

        Raises:
            HostFault: Jira did not say.
        """
        with translated():
            return _held(self._fields(access, item, names))

    def _fields(self, access: Access, item: Item, names: Iterable[str]) -> IssueFields:
        return IssueFields(self._client(access), item, dict.fromkeys(names))


def _write(fields: IssueFields, todo: Sequence[FieldChange]) -> list[FieldChange]:
    """Write, and judge by what Jira holds afterwards; an answer that never came may hide a write."""
    reasons: dict[str, str] = {}
    try:
        reasons = _put(fields, todo)
        fault = None
    except (HostConflict, HostRateLimited, HostUnreachable) as met:
        fault = met
        reasons = dict.fromkeys((change.field for change in todo), LOOK_AFTER[type(met)])
    try:
        held = _held(fields)
    except HostError:
        if fault is not None:
            raise fault from None
        held = _believed(todo, reasons)
    return settled(todo, held, reasons)


def _put(fields: IssueFields, todo: Sequence[FieldChange]) -> dict[str, str]:
    """Write all of it; Jira refuses a write as a whole, so the rest goes again without the fields that it named.

    Returns:
        Field -> why it was not taken.
    """
    try:
        fields.change([_edit(change) for change in todo])
    except HostRejected as fault:
        refused = set(fault.fields) or {change.field for change in todo}
        rest = [change for change in todo if change.field not in refused]
        if rest:
            try:
                fields.change([_edit(change) for change in rest])
            except HostRejected:
                refused |= {change.field for change in rest}
        return dict.fromkeys(refused, "field_refused")
    return {}


def _believed(todo: Sequence[FieldChange], reasons: dict[str, str]) -> Held:
    """Jira took it and then did not let us look: what it did not name is written."""
    return {change.field: change.before if change.field in reasons else change.after for change in todo}


def _held(fields: IssueFields) -> Held:
    return {name: tuple(Value(o.id, o.name) for o in options) for name, options in fields.held().items()}


def _edit(change: FieldChange) -> Edit:
    if change.field in LISTS:
        return Edit(change.field, add=tuple(value.id for value in without(change.after, change.before)))
    return Edit(change.field, to=change.after[0].id)


def _back(back: TakenBack) -> Edit:
    if back.remove:
        return Edit(back.field, remove=tuple(value.id for value in back.remove))
    return Edit(back.field, to=back.to[0].id if back.to else "")
