"""The door through which accounts that are kept here are reported to the host, as the app."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from connectors.host.access import Access
from connectors.host.accounts import AccountsAnswer, StoredAccount, report_accounts
from connectors.host.session import HostSession
from plugin.gateway.faults import translated


class Accounts:
    """Reports accounts, a batch a call."""

    def __init__(self, session_for: Callable[[Access], HostSession]) -> None:
        self._session_for = session_for

    def report(self, access: Access, accounts: Sequence[StoredAccount]) -> AccountsAnswer:
        """Report at most 90 accounts.

        Raises:
            HostFault: the host did not take them; `host_rate_limited` says when to come again.
        """
        with translated(), self._session_for(access) as session:
            return report_accounts(session, access.base_url, accounts)
