"""Atlassian's personal-data reporting: which accounts an app keeps, and which of them were closed or changed.

Connect's address stands on the site itself, below each product's base URL, and is called as the app. (Apps with OAuth
2.0 report to `api.atlassian.com` instead; Forge's own function does that for a Forge app.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from requests import Response, Session

from connectors.host.errors import HostAnswerInvalid

PATH = "/rest/atlassian-connect/latest/report-accounts"
MOST_AT_ONCE = 90
CYCLE = timedelta(days=7)
"""How often each account is reported, where the host does not say otherwise."""

_LONGEST_CYCLE = 30
_DAYS = re.compile(r"P(\d{1,3})D|(\d{1,3})(?: days?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StoredAccount:
    """An account of which something is kept, and when that was last fetched."""

    account_id: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class AccountsAnswer:
    """What the host says of the accounts that were reported; `cycle` is None where it does not say."""

    closed: frozenset[str]
    updated: frozenset[str]
    cycle: timedelta | None


def report_accounts(session: Session, base_url: str, accounts: Sequence[StoredAccount]) -> AccountsAnswer:
    """Report accounts, at most 90, as the app.

    Args:
        session: signs as the app.
        base_url: of the product.
        accounts: what is kept of whom.

    Raises:
        HostError: as the session; 429 carries the seconds that the host asks for.
        HostAnswerInvalid: the answer is not what the interface promises.
    """
    if not 0 < len(accounts) <= MOST_AT_ONCE:
        msg = f"between 1 and {MOST_AT_ONCE} accounts at once"
        raise ValueError(msg)
    rows = [{"accountId": account.account_id, "updatedAt": _moment(account.updated_at)} for account in accounts]
    answer = session.post(f"{base_url}{PATH}", json={"accounts": rows})
    known = {account.account_id for account in accounts}
    said = {status: frozenset(_of_status(_rows(answer), status)) & known for status in ("closed", "updated")}
    return AccountsAnswer(said["closed"], said["updated"], cycle_of(answer.headers.get("Cycle-Period", "")))


def cycle_of(header: str) -> timedelta | None:
    """Return the days of a `Cycle-Period` (`P14D`, `14`, `14 days`), one to thirty; None where it says nothing else.

    What cannot be read means the usual week: to report too often harms nobody.
    """
    match = _DAYS.fullmatch(header.strip())
    if not match:
        return None
    return timedelta(days=min(max(int(match[1] or match[2]), 1), _LONGEST_CYCLE))


def _rows(answer: Response) -> list[Any]:
    """The accounts of an answer; 204 and an empty body say that there is nothing to do."""
    if answer.status_code == 204 or not answer.content:  # noqa: PLR2004 (HTTP's "no content")
        return []
    try:
        body = answer.json()
    except (ValueError, RecursionError) as fault:
        raise HostAnswerInvalid("report of accounts is not JSON") from fault
    rows = body.get("accounts") if isinstance(body, dict) else None
    if not isinstance(rows, list):
        raise HostAnswerInvalid("report of accounts lists none")
    return rows


def _of_status(rows: list[Any], status: str) -> Iterable[str]:
    for row in rows:
        if isinstance(row, dict) and row.get("status") == status and isinstance(row.get("accountId"), str):
            yield row["accountId"]


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
