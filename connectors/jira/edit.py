"""An issue's fields that are chosen from a list: what they hold now, and one write of them, as one person.

Lists are changed by `add` and `remove`, so that what somebody else put there stays; a single value is set. The request
type stands in a custom field whose id differs from site to site; it is written by the request type's id.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.host.errors import HostAnswerInvalid, HostRejected
from connectors.host.model import Item
from connectors.jira.choices import request_type_field
from connectors.jira.client import JiraClient

LISTS = frozenset({"labels", "components"})
_REQUEST_TYPE = "request_type"


@dataclass(frozen=True, slots=True)
class Option:
    """A value that a field holds or can hold; of a label, both are the label."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Edit:
    """What shall become of one field: ids to add and to remove of a list, or the id that a single value becomes."""

    field: str
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    to: str = ""  # empty takes the value away


Held = dict[str, tuple[Option, ...]]


class IssueFields:
    """Some fields of one issue, by our names: "labels", "components", "priority", "issuetype", "request_type"."""

    def __init__(self, client: JiraClient, item: Item, names: Iterable[str]) -> None:
        self._client = client
        self._reference = item.id or item.key
        self._jira_names = {name: name for name in names}
        if _REQUEST_TYPE in self._jira_names:
            self._jira_names[_REQUEST_TYPE] = self._request_type_field()
        self.href = f"{client.site_url}/browse/{item.key}"
        self.version = ""

    def held(self) -> Held:
        """Return what each field holds now; `version` is the issue's last change from then on.

        Raises:
            HostError: as the client; `HostAnswerInvalid` where a field that was asked for is malformed.
        """
        asked = sorted(filter(None, self._jira_names.values()))
        answer = self._client.get("issue", self._reference, params={"fields": ",".join([*asked, "updated"])})
        fields = answer.get("fields")
        if not isinstance(fields, dict):
            raise HostAnswerInvalid("issue")
        self.version = str(fields.get("updated") or "")
        return {ours: _options(ours, fields.get(theirs)) for ours, theirs in self._jira_names.items()}

    def change(self, edits: Sequence[Edit]) -> None:
        """Write all of it at once, or nothing.

        Raises:
            HostRejected: Jira took none of it; `fields` names, in our words, those that it does not accept.
            HostError: as the client; where no answer came, it may have been written.
        """
        unknown = tuple(edit.field for edit in edits if not self._jira_names[edit.field])
        if unknown:
            raise HostRejected("no such field on this issue", fields=unknown)
        update = {self._jira_names[e.field]: _operations(e) for e in edits if e.field in LISTS}
        fields = {self._jira_names[e.field]: _single(e) for e in edits if e.field not in LISTS}
        body = {name: part for name, part in (("update", update), ("fields", fields)) if part}
        try:
            self._client.put("issue", self._reference, body=body)
        except HostRejected as fault:
            ours = {theirs: ours for ours, theirs in self._jira_names.items()}
            named = tuple(ours[theirs] for theirs in fault.fields if theirs in ours)
            raise HostRejected(str(fault), status=fault.status, fields=named) from fault

    def _request_type_field(self) -> str:
        """The id of the custom field that this person may edit; empty where there is none."""
        fields = self._client.get("issue", self._reference, "editmeta").get("fields")
        editable = fields.items() if isinstance(fields, dict) else ()
        return request_type_field({name: meta for name, meta in editable if isinstance(meta, dict)})


def _operations(edit: Edit) -> list[dict[str, Any]]:
    value = (lambda known: known) if edit.field == "labels" else (lambda known: {"id": known})
    return [*({"add": value(known)} for known in edit.add), *({"remove": value(known)} for known in edit.remove)]


def _single(edit: Edit) -> object:
    if not edit.to:
        return None
    return edit.to if edit.field == _REQUEST_TYPE else {"id": edit.to}


def _options(name: str, value: object) -> tuple[Option, ...]:
    if value is None:
        return ()
    if name in LISTS:
        if not isinstance(value, list):
            raise HostAnswerInvalid(name)
        return tuple(Option(each, each) if isinstance(each, str) else _option(name, each) for each in value)
    if name == _REQUEST_TYPE and isinstance(value, dict):
        inner = value.get("requestType")
        return (_option(name, inner),) if inner is not None else ()
    return (_option(name, value),)


def _option(name: str, value: object) -> Option:
    if not isinstance(value, dict) or not value.get("id") or not isinstance(value.get("name"), str):
        raise HostAnswerInvalid(name)
    return Option(str(value["id"]), value["name"])
