"""What an operator has on disk after `vouch init`, for tests of the commands."""

from __future__ import annotations

from pathlib import Path

from connectors.host.model import Product
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.identity.repository import Installations, Registration
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from plugin.usage.events import Envelope, Happening, UsageEvent
from plugin.usage.repository import UsageLog


def database_of(tmp_path: Path) -> tuple[Database, SecretBox]:
    """The database and the keys that `init` made."""
    data = tmp_path / "data"
    keys = tuple((data / "secret-keys").read_text(encoding="ascii").split())
    return Database(f"sqlite:///{data / 'vouch.sqlite3'}"), SecretBox(keys)


def registered(tmp_path: Path) -> str:
    """A registered site; returns its tenant."""
    database, box = database_of(tmp_path)
    registration = Registration(
        Product.JIRA, "client-one", "https://site.atlassian.net", "", "s" * 40, "oauth-1", "cloud-1"
    )
    with database.begin() as connection:
        installation, _ = Installations(database, box).put(connection, registration)
        append(connection, installation.tenant_id, AuditEvent.INSTALLATION_INSTALLED, {"n": 1})
        append(connection, installation.tenant_id, AuditEvent.RUN_STARTED, {"run": "run-1"})
        happening = Happening(UsageEvent.PANEL_VIEWED, Envelope(surface="jira.item"))
        UsageLog(box).record(connection, installation.tenant_id, "acc", happening)
    database.close()
    return installation.tenant_id
