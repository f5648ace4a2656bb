"""`vouch people` and `vouch hold`."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select

from plugin.audit.repository import records
from plugin.identity.repository import Installations
from plugin.store.report_tables import account_reports
from plugin.store.tables import installations
from tests.fakes.operator import database_of, registered
from tests.unit.cli.conftest import Vouch


def test_hold_and_erase(vouch: Vouch, tmp_path: Path) -> None:
    """A hold is placed for a case, listed, stands before an erasure, and is released; all is recorded."""
    vouch("init")
    tenant = registered(tmp_path)
    database, box = database_of(tmp_path)
    reference = Installations(database, box).person(tenant, "5b10:ines")
    code, said = vouch("hold", "place", "person", reference, "--case", "LEGAL-1")
    assert code == 0
    hold = said.split()[-1]
    assert f"{hold}  person  {reference}  case LEGAL-1" in vouch("hold", "list")[1]
    code, said = vouch("people", "erase", "5b10:ines")
    assert (code, "A legal hold names this person" in said) == (1, True)
    assert vouch("hold", "release", hold) == (0, "OK  released\n")
    code, said = vouch("people", "erase", "5b10:ines")
    assert (code, reference in said) == (0, True)
    assert vouch("people", "erase", "5b10:ines") == (1, "vouch: Nobody of this account id is known here.\n")
    events = [json.loads(record.header)["event"] for record in records(database, tenant)]
    database.close()
    assert events[-3:] == ["hold:placed", "hold:released", "person:erased"]
    assert vouch("audit", "verify")[0] == 0


def test_reports(vouch: Vouch, tmp_path: Path) -> None:
    """Each installation's report is one line; what is overdue or failed is said, and the exit code tells."""
    vouch("init")
    tenant = registered(tmp_path)
    assert vouch("people", "reports") == (0, "jira  never yet, 0 accounts, due now\n")
    database, _ = database_of(tmp_path)
    with database.begin() as connection:
        installation = connection.execute(select(installations.c.id)).scalar_one()
        at = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
        row = {"installation_id": installation, "tenant_id": tenant, "last_at": at, "due_at": at + timedelta(days=7)}
        connection.execute(insert(account_reports).values(**row, accounts=12, failures=2, last_error="no_permission"))
    code, said = vouch("people", "reports")
    database.close()
    assert code == 1
    assert said == (
        "jira  last 2026-11-02 09:30 UTC, 12 accounts, due 2026-11-09 09:30 UTC  failed 2 times: no_permission\n"
    )
