"""Erasing a person from a page, in two steps: look what would go, then confirm that very look."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

import jwt as pyjwt
from sqlalchemy import func, or_, select

from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.errors import BadRequest, NotFound
from plugin.governance.erasure import Erasure
from plugin.governance.holds import HoldKind, Holds
from plugin.governance.reconstruction import LookUp, check_case
from plugin.identity.repository import TOMBSTONE
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from plugin.store.tables import escalations, people, runs

CONFIRM_SECONDS = 600
_LABEL = "erasure"


@dataclass(frozen=True, slots=True)
class Standing:
    """What there is of a person; `confirmation` is for the second step."""

    reference: str
    account_id: str
    since: datetime
    results: int
    notes: int
    held: bool
    confirmation: str


class ErasureDesk:
    """What administrators do to erase somebody."""

    def __init__(self, database: Database, erasure: Erasure, holds: Holds, box: SecretBox) -> None:
        self._database = database
        self._erasure = erasure
        self._holds = holds
        self._box = box

    def look(self, look: LookUp, person: str) -> Standing:
        """Say what would go; changes nothing, and is recorded.

        Args:
            look: who looks, and for which case.
            person: an account id or a reference.

        Raises:
            BadRequest: `case_missing`.
            NotFound: nobody like this is known, or they were erased.
        """
        check_case(look.case)
        tenant_id = look.tenant_id
        named = (people.c.tenant_id == tenant_id) & ((people.c.account_id == person) | (people.c.ref == person))
        with self._database.begin() as connection:
            row = connection.execute(select(people).where(named)).first()
            reference = row.ref if row else ""
            said = {"person": look.person, "case": look.case, "searched_person": reference, "for": "erasure"}
            append(connection, tenant_id, AuditEvent.AUDIT_SEARCHED, said)
        if row is None or row.account_id.startswith(TOMBSTONE):
            raise NotFound("Nobody of this account id is known here.")
        own = select(runs.c.id).where(runs.c.tenant_id == tenant_id, runs.c.person == reference)
        texts = select(func.count()).select_from(runs).where(runs.c.id.in_(own), runs.c.outcome.is_not(None))
        to_or_by = or_(escalations.c.recipient == reference, escalations.c.run_id.in_(own))
        notes = select(func.count()).select_from(escalations).where(escalations.c.tenant_id == tenant_id, to_or_by)
        with self._database.read() as connection:
            results, handed = connection.execute(texts).scalar_one(), connection.execute(notes).scalar_one()
        holds = self._holds.standing(tenant_id)
        held = any(hold.kind is HoldKind.PERSON and hold.value == reference for hold in holds)
        claims = {**_claims(look, row.account_id), "exp": int(time.time()) + CONFIRM_SECONDS}
        token = pyjwt.encode(claims, self._box.derived(_LABEL)[0], algorithm="HS256")
        return Standing(reference, row.account_id, row.created_at, results, handed, held, token)

    def confirm(self, look: LookUp, account_id: str, confirmation: str) -> str:
        """Erase whom the same administrator looked at for the same case in the last ten minutes.

        Returns:
            The reference that the record goes on holding.

        Raises:
            BadRequest: `case_missing`, `not_confirmed`.
            Conflict: `legal_hold`.
            NotFound: erased by now.
        """
        check_case(look.case)
        if not any(_is_of(confirmation, key, _claims(look, account_id)) for key in self._box.derived(_LABEL)):
            raise BadRequest("Look first what would go, and confirm that.", code="not_confirmed")
        return self._erasure.erase(look.tenant_id, account_id, by=look.person, why="asked", case=look.case)


def _claims(look: LookUp, account_id: str) -> dict[str, str]:
    return {"iss": look.tenant_id, "sub": look.person, "case": look.case, "who": account_id}


def _is_of(token: str, key: bytes, expected: dict[str, str]) -> bool:
    try:
        claims = pyjwt.decode(token, key, algorithms=["HS256"], options={"require": ["exp", *expected]})
    except (pyjwt.PyJWTError, ValueError, RecursionError):
        return False
    return all(claims[name] == value for name, value in expected.items())
