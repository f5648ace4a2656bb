"""Which keys there are, how old, and how each is renewed; never a secret, only public halves."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select

from plugin.audit.anchoring import Anchors
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append, latest, tenant_ids
from plugin.audit.signing import PublicKeyRow, SigningKeys
from plugin.errors import Forbidden
from plugin.governance.engine_keys import EngineKey, EngineKeys
from plugin.store.database import Database
from plugin.store.tables import installations, usage_keys


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """The keys that concern a tenant.

    Attributes:
        signing: public keys of checkpoints, the one that signs last.
        may_rotate: whether the signing key is this tenant's alone, so that its administrators may renew it.
        encryption: how many keys open what is stored; one encrypts.
        encrypted_again_at: when everything was last encrypted again under the newest.
        installations: (product, when its shared secret was last set).
        pseudonyms: the quarter that the key of usage events serves, such as 2026Q4; empty before the first event.
        engines: names of engines that have a key of the installation's.
        brought: for which engines the tenant has a key of its own, and since when.
    """

    signing: tuple[PublicKeyRow, ...]
    may_rotate: bool
    encryption: int
    encrypted_again_at: datetime | None
    installations: tuple[tuple[str, datetime], ...]
    pseudonyms: str
    engines: tuple[str, ...]
    brought: tuple[EngineKey, ...]


class KeyDesk:
    """Looks at the keys, and makes a new one that signs."""

    def __init__(
        self,
        database: Database,
        anchors: Anchors,
        signing: SigningKeys,
        *,
        encryption: int,
        engines: Sequence[str],
        brought: EngineKeys,
    ) -> None:
        self._database = database
        self._anchors = anchors
        self._signing = signing
        self._encryption = encryption
        self._engines = tuple(engines)
        self._brought = brought

    def facts(self, tenant_id: str) -> KeyFacts:
        """Return what may be known of them."""
        self._signing.current()  # there is one from the first look on
        used = select(func.max(usage_keys.c.period)).where(usage_keys.c.tenant_id == tenant_id)
        mine = (
            select(installations.c.product, installations.c.updated_at)
            .where(installations.c.tenant_id == tenant_id, installations.c.state == "installed")
            .order_by(installations.c.product)
        )
        with self._database.read() as connection:
            again = latest(connection, tenant_id, AuditEvent.SECRETS_ROTATED)
            pseudonyms = connection.execute(used).scalar() or ""
            installed = tuple((row.product, row.updated_at) for row in connection.execute(mine))
        return KeyFacts(
            signing=tuple(self._signing.rows()),
            may_rotate=self._alone(tenant_id),
            encryption=self._encryption,
            encrypted_again_at=datetime.fromisoformat(json.loads(again.header)["at"]) if again else None,
            installations=installed,
            pseudonyms=pseudonyms,
            engines=self._engines,
            brought=tuple(self._brought.listed(tenant_id)),
        )

    def rotate_signing(self, tenant_id: str, *, by: str) -> str:
        """Anchor everything with the old key, then sign with a new one; returns its id.

        Raises:
            Forbidden: `shared_server`: the key signs other sites' records too, so only the server's operator may.
            ChainBroken: the record does not lead on from its last checkpoint.
        """
        if not self._alone(tenant_id):
            raise Forbidden("This key signs the records of other sites too.", code="shared_server")
        now = datetime.now(UTC)
        for each in tenant_ids(self._database):
            self._anchors.make(each, now)
        with self._database.begin() as connection:
            made = self._signing.rotate(connection)
            for each in tenant_ids(self._database):
                said = {"key": made, "person": by} if each == tenant_id else {"key": made}
                append(connection, each, AuditEvent.CHECKPOINT_KEY_MADE, said)
        return made

    def _alone(self, tenant_id: str) -> bool:
        with self._database.read() as connection:
            known = connection.execute(select(installations.c.tenant_id).distinct()).scalars().all()
        return set(known) == {tenant_id}
