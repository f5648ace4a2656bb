"""`vouch people erase` and `vouch hold`."""

from __future__ import annotations

import json
from pathlib import Path

from plugin.audit.repository import records
from plugin.identity.repository import Installations
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
