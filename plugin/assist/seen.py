"""Which version of a page a person's answers rest on."""

from __future__ import annotations

from connectors.host.model import Item
from plugin.assist.fingerprint import PAGE
from plugin.assist.repository import Runs
from plugin.policy.model import UseCase

_RESTING_ON_THE_PAGE = (UseCase.SUMMARISE, UseCase.CHANGES)


def version_seen(runs: Runs, tenant_id: str, person: str, item: Item) -> int:
    """Return the version that this person's newest finished run on a page rests on; 0 where none is kept."""
    found = (runs.newest_finished(tenant_id, person, item, use_case) for use_case in _RESTING_ON_THE_PAGE)
    newest = max((run for run in found if run), key=lambda run: run.created_at, default=None)
    return int((newest.fingerprint or {}).get(PAGE, 0)) if newest else 0
